"""A real clamd with two signatures of our own, so that nothing has to be fetched (make check-clamav)."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from bildungsregion.base.models import HeldFile
from bildungsregion.base.scanning import clamd
from bildungsregion.base.uploads import check_upload
from tests.factories.files import pdf
from tests.factories.funding import make_draft, make_rule_set
from tests.factories.keeping import add_file


pytestmark = [pytest.mark.clamav, pytest.mark.django_db]
# The test virus that all scanners know, in two pieces so that this file is none.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
# What only clamd knows here; the portal looks for the test virus itself as well.
BAD = b"EIN-WORT-DAS-NUR-CLAMD-KENNT"
LARGEST = 2 * 1024 * 1024
CONFIGURATION = """
DatabaseDirectory {folder}
LocalSocket {folder}/clamd.ctl
LogFile {folder}/log
Foreground yes
StreamMaxLength {largest}
"""


class Scanner:
    def __init__(self, folder: Path):
        self.folder, self.process = folder, None
        self.place = str(folder / "clamd.ctl")
        signatures = {"Eicar-Test": EICAR, "Test.Wort": BAD}
        lines = [f"{name}:0:*:{content.hex()}" for name, content in signatures.items()]
        (folder / "own.ndb").write_text("\n".join(lines) + "\n")
        whole = CONFIGURATION.format(folder=folder, largest=LARGEST)
        (folder / "clamd.conf").write_text(whole)

    def start(self) -> None:
        command = [shutil.which("clamd") or "/usr/sbin/clamd", "-c", self.folder / "clamd.conf"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
        end = time.monotonic() + 60
        while not Path(self.place).is_socket():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < end
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(30)
            self.process = None
        Path(self.place).unlink(missing_ok=True)


@pytest.fixture(scope="module")
def _scanner(tmp_path_factory):
    made = Scanner(tmp_path_factory.mktemp("clamd"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def scanner(_scanner, settings, tmp_path):
    if _scanner.process is None:
        _scanner.start()
    settings.CLAMD_SOCKET, settings.QUARANTINE_ROOT = _scanner.place, tmp_path / "quarantine"
    return _scanner


def attach(client, content: bytes = b""):
    """An attachment of a draft; gives its address."""
    make_rule_set()
    attachment = add_file(make_draft(by=client.user, institution=client.actor))
    if content:
        attachment.file.save("anlage.pdf", ContentFile(content))
    return f"/foerderung/antraege/{attachment.application.key}/anlagen/{attachment.pk}/"


def test_clean_file_is_taken_and_sent(scanner, school_client):
    checked = check_upload(SimpleUploadedFile("brief.pdf", pdf("Seite 1")), kinds={"pdf"})

    answer = school_client.get(attach(school_client, checked.content.read()))

    assert answer.status_code == 200
    assert answer.getvalue().startswith(b"%PDF")
    assert not HeldFile.objects.exists()


@pytest.mark.parametrize(("content", "name"), [(EICAR, "Eicar-Test"), (BAD, "Test.Wort")])
def test_find_is_refused(scanner, region, content, name):
    assert clamd.found_in(ContentFile(content).file) == f"{name}.UNOFFICIAL"
    with pytest.raises(ValidationError) as caught:
        check_upload(SimpleUploadedFile("brief.pdf", b"%PDF-1.7 " + content), kinds={"pdf"})

    assert caught.value.code == "virus"


def test_file_waits_while_clamd_is_stopped_and_goes_on_when_it_is_back(scanner, school_client):
    scanner.stop()
    address = attach(school_client, pdf("Seite 1"))
    waiting = school_client.get(address)
    call_command("outbox", "--once")
    still = school_client.get(address)
    scanner.start()
    call_command("outbox", "--once")
    sent = school_client.get(address)

    assert [answer.status_code for answer in (waiting, still, sent)] == [503, 503, 200]
    assert "wird noch geprüft" in waiting.content.decode()
    assert sent.getvalue().startswith(b"%PDF")


def test_find_in_what_came_meanwhile_is_shut_away(
    scanner, school_client, mailoutbox, settings, django_capture_on_commit_callbacks
):
    scanner.stop()
    address = attach(school_client, b"%PDF-1.7 " + BAD)
    name = HeldFile.objects.latest("pk").name
    scanner.start()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("outbox", "--once")

    assert HeldFile.objects.get(name=name).found == "Test.Wort.UNOFFICIAL"
    assert not default_storage.exists(name)
    assert len(list(Path(settings.QUARANTINE_ROOT).iterdir())) == 1
    assert school_client.get(address).status_code != 200
    assert "Schadprogramm" in mailoutbox[-1].subject


def test_file_larger_than_clamd_takes_is_never_open(scanner, school_client):
    address = attach(school_client, b"%PDF-1.7 " + bytes(LARGEST + 1))
    call_command("outbox", "--once")

    assert school_client.get(address).status_code == 503
    assert "size limit" in HeldFile.objects.latest("pk").last_error
