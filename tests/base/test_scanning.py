"""With a virus scanner nothing is opened before it is clean; one that is away lets files wait, never pass."""

import io
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from bildungsregion.base.document_files import check_document
from bildungsregion.base.journal.acting import acting
from bildungsregion.base.models import HeldFile
from bildungsregion.base.scanning import clamd, files
from bildungsregion.base.scanning.files import NotCleanError, OwnFile
from bildungsregion.base.uploads import check_upload
from bildungsregion.nightly import Trouble, scanning as nightly_scanning
from tests.base.fake_clamd import running
from tests.factories.funding import make_draft, make_rule_set
from tests.factories.keeping import add_file


BAD = b"%PDF-1.7 SCHADPROGRAMM"


@pytest.fixture
def scanner(settings, tmp_path):
    with running() as fake:
        settings.CLAMD_SOCKET = fake.place
        settings.QUARANTINE_ROOT = tmp_path / "quarantine"
        yield fake


@pytest.fixture
def nobody(settings, tmp_path):
    """A socket at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.CLAMD_SOCKET = f"127.0.0.1:{free.getsockname()[1]}"
    settings.QUARANTINE_ROOT = tmp_path / "quarantine"


def keep(content: bytes = b"brief", name: str = "anlagen/a.pdf") -> str:
    return default_storage.save(name, ContentFile(content))


def opened(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def test_clean_file_is_opened(scanner, db):
    name = keep(b"x" * 200_000)

    assert opened(name) == b"x" * 200_000
    assert scanner.seen == [b"x" * 200_000]
    assert not HeldFile.objects.exists()


def test_unix_socket_is_asked(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "clamd.ctl")

    with pytest.raises(clamd.Unreachable):
        clamd.found_in(io.BytesIO(b"x"))


@pytest.mark.parametrize("check", [check_document, lambda file: check_upload(file, kinds={"pdf"})])
def test_upload_with_a_find_is_refused_and_the_office_told_once(scanner, region, mailoutbox, check):
    for _time in range(2):
        with pytest.raises(ValidationError) as caught:
            check(SimpleUploadedFile("brief.pdf", BAD))
        assert caught.value.code == "virus"

    assert [mail.to for mail in mailoutbox] == [[region.office_email]]
    assert "Test.Schad" in mailoutbox[0].body


@pytest.mark.parametrize("check", [check_document, lambda file: check_upload(file, kinds={"pdf"})])
@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (files.EICAR, "virus")])
def test_empty_file_and_test_virus_are_refused_without_a_scanner(check, content, code):
    with pytest.raises(ValidationError) as caught:
        check(SimpleUploadedFile("brief.pdf", content))

    assert caught.value.code == code


def test_file_waits_while_the_scanner_is_away(nobody, db):
    name = keep()

    with pytest.raises(NotCleanError):
        opened(name)
    assert HeldFile.objects.get().state == "waiting"
    assert files.examine_waiting() == 0
    assert HeldFile.objects.get().attempts == 2


def test_who_sends_while_the_scanner_is_away_is_not_refused(nobody):
    files.refuse_empty_or_infected(b"brief")


@pytest.mark.parametrize(
    "says", ["INSTREAM size limit exceeded. ERROR", "stream: ", "OKAY", "PONG"]
)
def test_only_a_clear_word_opens_a_file(scanner, db, says):
    scanner.says = says

    name = keep()

    with pytest.raises(NotCleanError):
        opened(name)


def test_slow_scanner_holds_the_page_up_once(scanner, db, monkeypatch):
    monkeypatch.setattr(clamd, "SECONDS", 0.05)
    monkeypatch.setattr(clamd.found_in, "__kwdefaults__", {"seconds": 0.05})
    scanner.waits = 0.3

    first, second = keep(), keep(name="anlagen/b.pdf")

    assert list(HeldFile.objects.values_list("name", "attempts")) == [(first, 1), (second, 0)]


def test_scanner_that_is_back_lets_files_go(nobody, settings, db):
    name = keep()

    with running() as back:
        settings.CLAMD_SOCKET = back.place
        assert files.examine_waiting() == 1

        assert opened(name) == b"brief"


def test_find_in_a_file_that_waited_is_shut_away_and_told(
    scanner, region, mailoutbox, django_capture_on_commit_callbacks
):
    sender = User.objects.create_user("leitung@schule.example")
    scanner.says = "busy ERROR"
    with acting(by=sender):
        name = keep(BAD)
    path = Path(default_storage.path(name))
    scanner.says = ""

    with django_capture_on_commit_callbacks(execute=True):
        assert files.examine_waiting() == 1

    held = HeldFile.objects.get()
    assert (held.state, held.found, held.sender) == ("found", "Test.Schad", sender)
    assert not path.exists()
    assert [mail.to for mail in mailoutbox] == [["leitung@schule.example"], [region.office_email]]
    with pytest.raises(NotCleanError):
        opened(name)


def test_quarantine_is_emptied_after_thirty_days(
    scanner, region, today, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        keep(BAD)
    assert len(list(settings.QUARANTINE_ROOT.iterdir())) == 1

    # It had waited long before something was found in it.
    HeldFile.objects.update(created_at=timezone.now() - timedelta(days=90))

    assert files.empty_quarantine(today + timedelta(days=30)) == 0
    assert files.empty_quarantine(today + timedelta(days=31)) == 1

    assert list(settings.QUARANTINE_ROOT.iterdir()) == []


def test_infected_file_whose_owner_goes_leaves_the_quarantine_too(
    scanner, region, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        name = keep(BAD)

    default_storage.delete(name)

    assert not HeldFile.objects.exists()
    assert list(settings.QUARANTINE_ROOT.iterdir()) == []


def test_file_of_the_same_name_is_not_held_back_for_the_one_shut_away(
    scanner, region, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        bad = keep(BAD)

    clean = keep()

    assert clean != bad
    assert opened(clean) == b"brief"


def test_test_virus_is_told_to_nobody(scanner, region, mailoutbox):
    with pytest.raises(ValidationError):
        files.refuse_empty_or_infected(files.EICAR)

    assert scanner.seen == []
    assert mailoutbox == []


def test_mail_names_the_day_in_berlin(scanner, region, mailoutbox):
    scanner.says = "busy ERROR"
    keep(BAD)
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    HeldFile.objects.update(created_at=late)
    scanner.says = ""

    files.examine_waiting()

    assert "die am 02.03.2026 ins Portal" in mailoutbox[0].body


def test_own_letter_waits_for_nobody(nobody, db):
    name = default_storage.save("briefe/b.pdf", OwnFile(b"Bescheid"))

    assert opened(name) == b"Bescheid"


def test_file_whose_owner_is_gone_waits_no_more(scanner, db):
    HeldFile.objects.create(name="anlagen/weg.pdf")

    assert files.examine_waiting() == 1
    assert not HeldFile.objects.exists()


def test_deleted_file_is_forgotten(nobody, db):
    default_storage.delete(keep())

    assert not HeldFile.objects.exists()


def test_files_from_before_are_looked_at_by_a_command(
    settings, scanner, region, capsys, django_capture_on_commit_callbacks
):
    place, settings.CLAMD_SOCKET = settings.CLAMD_SOCKET, ""
    clean, bad = keep(), keep(BAD, "anlagen/alt.pdf")
    long_ago = datetime(2024, 5, 6, 7, tzinfo=UTC)
    os.utime(default_storage.path(bad), (long_ago.timestamp(), long_ago.timestamp()))
    settings.CLAMD_SOCKET = place

    with django_capture_on_commit_callbacks(execute=True):
        call_command("scan_files")

    assert capsys.readouterr().out == "2 Dateien geprüft, 1 gesperrt.\n"
    assert opened(clean) == b"brief"
    assert HeldFile.objects.get().created_at == long_ago
    with pytest.raises(NotCleanError):
        opened(bad)


def test_command_without_a_scanner_says_so():
    with pytest.raises(CommandError, match="CLAMD_SOCKET"):
        call_command("scan_files")


def test_night_tells_of_files_that_wait_long(nobody, region, today):
    keep()
    HeldFile.objects.update(created_at=timezone.now() - timedelta(hours=5))

    with pytest.raises(Trouble, match="seit 5 Stunden"):
        nightly_scanning(today)


def make_attachment(client):
    make_rule_set()
    return add_file(make_draft(by=client.user, institution=client.actor))


def test_attachment_is_sent_once_it_is_clean(settings, scanner, school_client):
    attachment = make_attachment(school_client)
    url = f"/foerderung/antraege/{attachment.application.key}/anlagen/"
    HeldFile.objects.create(name=attachment.file.name)

    waiting = school_client.get(f"{url}{attachment.pk}/")
    HeldFile.objects.all().delete()
    sent = school_client.get(f"{url}{attachment.pk}/")
    settings.X_ACCEL_PREFIX = "/geschuetzt/"
    handed_on = school_client.get(f"{url}{attachment.pk}/")
    unknown = school_client.get(f"{url}{attachment.pk + 1}/")

    assert (waiting.status_code, waiting["Retry-After"]) == (503, "300")
    assert "wird noch geprüft" in waiting.content.decode()
    assert handed_on["X-Accel-Redirect"] == f"/geschuetzt/{attachment.file.name}"
    assert handed_on.content == b""
    assert (unknown.status_code, "X-Accel-Redirect" in unknown) == (404, False)
    for answer in (sent, handed_on):
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]
    assert sent.getvalue()


def test_office_sees_what_waits(nobody, school_client, office_client):
    attachment = make_attachment(school_client)
    client = office_client("sachbearbeitung")
    held = HeldFile.objects.get(name=attachment.file.name)

    start = client.get("/verwaltung/").content.decode()
    listed = client.get("/verwaltung/base/heldfile/").content.decode()
    page = client.get(f"/verwaltung/base/heldfile/{held.pk}/change/").content.decode()

    assert "Dateien, die der Virenscanner noch nicht freigegeben hat" in start
    assert attachment.file.name in listed
    assert "Anlage" in page


def test_office_sees_how_many_wait_and_who_was_told(nobody, school_client, office_client):
    for number in range(7):
        HeldFile.objects.create(name=f"anlagen/{number}.pdf")
    known, stranger = (
        HeldFile.objects.create(name=name, state="found", found="Test.Schad", sender=sender)
        for name, sender in (("a.pdf", school_client.user), ("b.pdf", None))
    )
    client = office_client("sachbearbeitung")

    waiting = client.get("/verwaltung/").context["waiting"]
    [panel] = [queue for queue in waiting if queue.key == "zurueckgehalten"]
    said = [
        client.get(f"/verwaltung/base/heldfile/{held.pk}/change/").text
        for held in (known, stranger)
    ]

    assert (len(panel.lines), panel.total) == (5, 9)
    assert ["und das Büro haben eine E-Mail bekommen" in page for page in said] == [True, False]
    assert "ließ sich nicht benachrichtigen" in said[1]
