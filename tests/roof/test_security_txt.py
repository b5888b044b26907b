"""Who has found a hole finds where to report it (RFC 9116)."""

from django.test import Client


def test_security_txt_says_what_the_rfc_demands(region, settings):
    settings.PORTAL_URL = "https://portal.example"
    region.office_email = "buero@kreis.example"
    region.save()

    answer = Client().get("/.well-known/security.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:buero@kreis.example",
        "Expires: 2026-08-29T00:00:00Z",
        "Preferred-Languages: de, en",
        "Canonical: https://portal.example/.well-known/security.txt",
    ]


def test_operator_may_name_another_contact(region, settings):
    settings.SECURITY_CONTACT = "https://kreis.example/melden"

    assert (
        b"Contact: https://kreis.example/melden\n"
        in Client().get("/.well-known/security.txt").content
    )
