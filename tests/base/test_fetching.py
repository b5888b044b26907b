"""Addresses that strangers wrote down: what answers well, and whoever means harm."""

import gzip
import socket
import ssl
import time
import zlib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bildungsregion.base.fetching import (
    Fault,
    FetchError,
    Limits,
    Reach,
    fetch,
    is_public,
    may_reach,
)
from tests.base.listening import listening


QUICK = Limits(seconds=1, size=50_000)


@pytest.fixture
def server():
    with listening() as server:
        yield server


@pytest.fixture
def fault_of(server):
    """The fault with which an address of the server is refused."""

    def ask(url, limits=QUICK, **options):
        url = server.url(url) if url.startswith("/") else url
        with pytest.raises(FetchError) as caught:
            fetch(url, limits=limits, **{"reach": server.reach} | options)
        assert caught.value.message.endswith(".")
        return caught.value.fault

    return ask


def endless(request):
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"x" * 10_000)


def drip(request):
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    while True:
        request.wfile.write(b"x")
        request.wfile.flush()
        time.sleep(0.05)


def drip_of_headers(request):
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(99):
        request.wfile.write(f"X-{number}: a\r\n".encode())
        request.wfile.flush()
        time.sleep(0.05)


def drip_of_one_header(request):
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        request.wfile.write(b"a")
        time.sleep(0.05)


def endless_continue(request):
    while True:
        request.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.01)


def cut_off(request):
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b"half")
    request.close_connection = True


def nonsense(request):
    request.wfile.write(b"\x00\x01 not the web\r\n\r\n")


def silent(request):
    request.connection.shutdown(socket.SHUT_RDWR)


def test_answer_comes_with_its_headers(server):
    headers = {"Content-Type": "text/calendar; charset=utf-8", "ETag": '"7"'}
    server.say("/kalender.ics", body=b"BEGIN:VCALENDAR", **headers)

    answer = fetch(server.url("/kalender.ics"), reach=server.reach)

    assert (answer.status, answer.body) == (200, b"BEGIN:VCALENDAR")
    assert (answer.content_type, answer.etag) == ("text/calendar", '"7"')
    assert answer.moved_to == ""


def test_request_says_who_asks(server, settings):
    settings.PORTAL_URL = "https://portal.example"
    server.say("/")

    fetch(server.url(""), accept="text/calendar", reach=server.reach)

    _method, path, headers = server.asked[0]
    assert path == "/"
    assert headers["User-Agent"] == "Bildungsregion-Portal (+https://portal.example)"
    assert headers["Accept"] == "text/calendar"
    assert headers["Host"] == f"127.0.0.1:{server.port}"


def test_answer_that_has_not_changed_comes_without_a_body(server):
    server.say("/feed", 304)

    answer = fetch(
        server.url("/feed"), etag='"7"', last_modified="Mon, 02 Mar 2026 09:00:00 GMT", reach=server.reach
    )  # fmt: skip

    assert (answer.is_unchanged, answer.body) == (True, b"")
    headers = server.asked[0][2]
    assert headers["If-None-Match"] == '"7"'
    assert headers["If-Modified-Since"] == "Mon, 02 Mar 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [(gzip.compress(b"hallo" * 100), "gzip"), (zlib.compress(b"hallo" * 100), "deflate")],
    ids=["gzip", "deflate"],
)
def test_packed_answer_is_unpacked(server, packed, encoding):
    server.say("/packed", body=packed, Content_Encoding=encoding)

    assert fetch(server.url("/packed"), reach=server.reach).body == b"hallo" * 100


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
def test_answer_with_any_status_is_an_answer(server, status):
    server.say("/x", status, b"no", Retry_After="120")

    answer = fetch(server.url("/x"), reach=server.reach)

    assert (answer.status, answer.headers["retry-after"]) == (status, "120")


def test_start_is_enough_of_a_long_answer(server):
    server.answers["/endless"] = endless

    answer = fetch(server.url("/endless"), start_only=True, reach=server.reach)

    assert (answer.status, len(answer.body)) == (200, 1024)
    assert server.asked[0][2]["Range"] == "bytes=0-1023"


def test_spaces_and_umlauts_in_addresses_are_written_as_the_web_wants_them(server):
    server.say("/B%C3%BCcher%20liste?q=%C3%B6", body=b"ok")

    assert fetch(server.url("/Bücher liste?q=ö#oben"), reach=server.reach).body == b"ok"


def test_redirects_for_good_are_told_up_to_the_first_passing_one(server):
    server.say("/alt", 301, Location="/neu")
    server.say("/neu", 302, Location=server.url("/heute"))
    server.say("/heute", 308, Location="/da")
    server.say("/da", body=b"hier")

    answer = fetch(server.url("/alt"), reach=server.reach)

    assert (answer.body, answer.url) == (b"hier", server.url("/da"))
    assert answer.moved_to == server.url("/neu")


def test_redirect_in_utf8_is_followed(server):
    server.say("/alt", 301, Location="/ü".encode().decode("latin-1"))
    server.say("/%C3%BC", body=b"da")

    assert fetch(server.url("/alt"), reach=server.reach).body == b"da"


def test_redirects_end_somewhere(server, fault_of):
    server.say("/kreis", 302, Location="/kreis")

    assert fault_of("/kreis") == Fault.REDIRECTS
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data", "http://[::1]/", "http://10.0.0.1/",
     "//192.168.178.1/"],
)  # fmt: skip
def test_redirect_into_the_house_is_not_followed(server, fault_of, target):
    server.say("/weiter", 302, Location=target)

    assert fault_of("/weiter") == Fault.FORBIDDEN


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://host.example/", "javascript:alert(1)"]
)
def test_redirect_out_of_the_web_is_not_followed(server, fault_of, target):
    server.say("/weiter", 302, Location=target)

    assert fault_of("/weiter") == Fault.ADDRESS


@pytest.mark.parametrize(
    "url",
    ["", "kein-web", "ftp://a.example/", "file:///etc/passwd", "http://", "http://a.example:99999/", "http://[::1/",
     "http://nutzer:geheim@a.example/", "http://a b.example/", "http://" + "a" * 300 + "/", "gopher://a.example/"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(fault_of, url):
    assert fault_of(url or " ") == Fault.ADDRESS


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://0/",
     "http://[::ffff:127.0.0.1]/"],
)  # fmt: skip
def test_this_machine_is_refused_under_all_its_names(fault_of, url):
    assert fault_of(url, reach=Reach()) == Fault.FORBIDDEN


@pytest.mark.parametrize(
    ("address", "is_fine"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07::1", True), ("127.0.0.1", False), ("10.2.3.4", False),
        ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False), ("0.0.0.0", False),
        ("100.64.0.1", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::", False), ("::1", False),
        ("fe80::1", False), ("fc00::1", False), ("ff02::1", False), ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.215.14", True), ("64:ff9b::7f00:1", False), ("64:ff9b::5db8:d70e", True),
        ("2002:7f00:1::", False), ("2001:0:7f00:1::", False),
    ],
)  # fmt: skip
def test_only_public_addresses_are_public(address, is_fine):
    assert is_public(ip_address(address)) is is_fine


@pytest.mark.parametrize(
    ("port", "is_fine"), [(80, True), (443, True), (8443, True), (22, False), (25, False)]
)
def test_ports_of_other_services_are_refused(port, is_fine):
    assert may_reach(ip_address("93.184.215.14"), port) is is_fine


def test_operator_may_allow_a_network_of_the_house(settings):
    settings.FETCH_PRIVATE_NETWORKS = ["10.1.0.0/16"]

    assert may_reach(ip_address("10.1.2.3"), 80) is True
    assert may_reach(ip_address("10.2.2.3"), 80) is False


def test_name_that_changes_its_mind_is_asked_once(server):
    server.say("/", body=b"da")
    said = iter([["127.0.0.1"], ["169.254.169.254"]])
    reach = Reach(resolve=lambda host, port: next(said), may_reach=server.reach.may_reach)

    answer = fetch(server.url("/", host="wandel.example"), reach=reach)

    assert answer.body == b"da"
    assert next(said) == ["169.254.169.254"]
    assert server.asked[0][2]["Host"] == f"wandel.example:{server.port}"


def test_forbidden_addresses_of_a_name_are_left_out(server):
    server.say("/", body=b"da")
    reach = Reach(lambda host, port: ["10.0.0.1", "::1", "127.0.0.1"], server.reach.may_reach)

    assert fetch(server.url("/", host="a.example"), reach=reach).body == b"da"


def test_name_that_nobody_knows_is_told_apart(fault_of):
    def resolve(host, port):
        raise socket.gaierror("no such name")

    assert fault_of("http://nirgends.example/", reach=Reach(resolve)) == Fault.UNKNOWN_HOST


def test_port_that_nobody_listens_at_is_told_apart(fault_of):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    reach = Reach(may_reach=lambda address, port: True)

    assert fault_of(f"http://127.0.0.1:{port}/", reach=reach) == Fault.UNREACHABLE


def test_large_answers_are_given_up(server, fault_of):
    server.say("/gross", body=b"x" * 10_000_000)
    server.answers["/endless"] = endless

    assert fault_of("/gross") == Fault.LARGE
    assert fault_of("/endless") == Fault.LARGE


def test_bomb_is_not_unpacked(server, fault_of):
    server.say("/bombe", body=gzip.compress(b"0" * 30_000_000), Content_Encoding="gzip")

    assert fault_of("/bombe") == Fault.LARGE


@pytest.mark.parametrize("answer", [drip, drip_of_headers, drip_of_one_header, endless_continue])
def test_slow_answers_end_with_the_whole_time(server, fault_of, answer):
    server.answers["/langsam"] = answer
    began = time.monotonic()

    assert fault_of("/langsam", limits=Limits(seconds=0.3)) == Fault.SLOW
    assert time.monotonic() - began < 1


def test_silence_ends_with_the_whole_time(server, fault_of):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        reach = Reach(may_reach=lambda address, port: True)
        url = f"http://127.0.0.1:{port}/"

        assert fault_of(url, limits=Limits(seconds=0.2), reach=reach) == Fault.SLOW


def test_encrypted_silence_ends_with_the_whole_time(fault_of):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        reach = Reach(may_reach=lambda address, port: True)
        url = f"https://127.0.0.1:{port}/"

        assert fault_of(url, limits=Limits(seconds=0.2), reach=reach) == Fault.SLOW


def test_broken_answers_are_told_apart(server, fault_of):
    server.answers |= {"/ab": cut_off, "/unsinn": nonsense, "/stumm": silent}
    server.say("/gepackt", body=b"kein gzip", Content_Encoding="gzip")
    server.say("/halb", body=gzip.compress(b"x" * 9000)[:-8], Content_Encoding="gzip")
    server.say("/fremd", body=b"x", Content_Encoding="br")

    for path in ("/ab", "/unsinn", "/gepackt", "/halb", "/fremd"):
        assert (path, fault_of(path)) == (path, Fault.GARBLED)
    assert fault_of("/stumm") in (Fault.GARBLED, Fault.UNREACHABLE)


def write_certificate(folder) -> tuple[Path, Path]:
    """A key, and a certificate for this machine that nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    kind, unlocked = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
    key_file.write_bytes(key.private_bytes(pem, kind, unlocked))
    certificate_file.write_bytes(certificate.public_bytes(pem))
    return key_file, certificate_file


def test_certificate_of_nobody_is_refused(server, fault_of, tmp_path):
    key, certificate = write_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.httpd.socket = context.wrap_socket(
        server.httpd.socket, server_side=True, do_handshake_on_connect=False
    )

    assert fault_of(server.url("/").replace("http:", "https:")) == Fault.CERTIFICATE
