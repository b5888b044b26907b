"""The receipt as PDF and by mail, after filing has answered (docs/adr/0369)."""

import errno
import hashlib
import io
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.core import mail
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from bildungsregion.base import rounds
from bildungsregion.running import health
from funding import actions, letters
from funding.actions import acknowledging
from funding.models import Letter
from funding.models.append_only import RowIsFinal
from funding.rounds import receipts
from tests.factories.funding import make_draft, make_officer, make_submitted

from .racing import at_once


def filed(**fields):
    draft = make_draft(**fields)
    return actions.submit(application=draft, by=draft.created_by, token=f"t{draft.pk}")


def member_of(case):
    client = Client()
    client.force_login(case.created_by, backend="django.contrib.auth.backends.ModelBackend")
    return client


def opened(client, case):
    """Status and content of the answer."""
    answer = client.get(reverse("funding:application_receipt", args=[case.key]))
    return answer.status_code, b"".join(answer)


@pytest.fixture(autouse=True)
def _nothing_rests():
    acknowledging._rests_until.clear()


def content(letter):
    with letter.pdf.open("rb") as pdf:
        return pdf.read()


def mails():
    return [message.purpose for message in mail.outbox].count("funding_receipt")


def test_filing_writes_the_receipt_down_and_the_sender_makes_it(db):
    case = filed(title="Salz & Kultur")
    letter = case.letters.get()
    assert (letter.is_waiting, letter.context_json["title"], mails()) == (True, "Salz & Kultur", 0)
    assert letter.context_json["reference"] == case.number

    assert receipts() == 1

    letter.refresh_from_db()
    assert (letter.is_waiting, mails()) == (False, 1)
    assert hashlib.sha256(content(letter)).hexdigest() == letter.sha256
    assert receipts() == 0


def test_whoever_opens_it_first_makes_it_and_the_mail_goes_once(db):
    case = filed()

    first, second = (opened(member_of(case), case) for _ in range(2))
    actions.acknowledge_all()

    assert (first[0], first[1][:5]) == (200, b"%PDF-")
    assert second == first
    assert mails() == 1


def test_it_says_what_was_filed_whatever_has_changed_since(db):
    case = filed(title="Wie eingereicht")
    type(case).objects.filter(pk=case.pk).update(title="Inzwischen anders")

    letter = actions.acknowledge(letter=case.letters.get())

    with pikepdf.open(io.BytesIO(content(letter))) as pdf:
        assert len(pdf.pages) >= 1
    again = letters.typeset(letter.kind, letter.context_json)
    assert (again["sha256"], letter.context_json["title"]) == (letter.sha256, "Wie eingereicht")


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one(mailoutbox):
    letter = filed().letters.get()

    results = at_once(*[lambda: actions.acknowledge(letter=Letter.objects.get(pk=letter.pk))] * 4)

    assert {row.sha256 for row in results} == {Letter.objects.get().sha256}
    assert len(mailoutbox) == 1


def test_one_that_cannot_be_made_does_not_hold_up_the_others(db, monkeypatch):
    broken, whole = filed(), filed()
    made = letters.typeset

    def typeset(kind, context):
        if context["reference"] == broken.number:
            raise ValueError("no")
        return made(kind, context)

    monkeypatch.setattr(letters, "typeset", typeset)

    with pytest.raises(ExceptionGroup) as told:
        actions.acknowledge_all()

    assert [type(fault) for fault in told.value.exceptions] == [ValueError]
    assert (broken.letters.get().is_waiting, whole.letters.get().is_waiting) == (True, False)
    # It rests, and whoever comes meanwhile is not held up.
    later = filed()
    assert receipts() == 1
    assert not later.letters.get().is_waiting
    monkeypatch.setattr(letters, "typeset", made)
    monkeypatch.setitem(acknowledging._rests_until, broken.letters.get().pk, 0)
    assert receipts() == 1


def test_many_that_cannot_be_made_let_the_newest_through(db, monkeypatch):
    broken = [filed() for _ in range(3)]
    numbers, made = {case.number for case in broken}, letters.typeset

    def typeset(kind, context):
        if context["reference"] in numbers:
            raise ValueError("no")
        return made(kind, context)

    monkeypatch.setattr(letters, "typeset", typeset)
    newest = filed()

    assert receipts() == 0
    assert not newest.letters.get().is_waiting


def test_case_file_names_a_receipt_that_cannot_be_made(db, monkeypatch):
    case = filed()

    def typeset(kind, context):
        raise ValueError("no")

    monkeypatch.setattr(letters, "typeset", typeset)
    client = Client()
    client.force_login(make_officer(), backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get(reverse("admin:funding_application_file", args=[case.pk]))

    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        missing = archive.read(f"{case.number}/fehlende-dateien.txt").decode()
        assert f"{case.number}/case.json" in archive.namelist()
    assert "Eingangsbestätigung" in missing


def test_receipts_that_wait_for_long_are_told(db, clock):
    case = filed()
    assert health.receipts().is_well is True

    clock.moment += timedelta(minutes=16)
    found = health.receipts()
    assert (found.is_well, "16 Minuten" in found.says) == (False, True)
    actions.acknowledge(letter=case.letters.get())
    assert health.receipts().is_well is True


def test_database_that_is_away_is_the_senders_matter(db, monkeypatch):
    seconds = [0.0]
    regular = rounds.Rounds(clock=lambda: seconds[0])

    def away() -> int:
        raise OperationalError("gone")

    monkeypatch.setattr(rounds, "_rounds", {"eingangsbestaetigungen": away})
    regular.due = 120

    with pytest.raises(OperationalError):
        regular.run_due()
    assert regular.failed == set()


def test_full_disk_lets_it_wait_and_whoever_opens_it_hears_so(db, monkeypatch):
    case = filed()

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    storage = Letter._meta.get_field("pdf").storage
    with monkeypatch.context() as patch:
        patch.setattr(type(storage._wrapped), "_save", full)
        client = member_of(case)
        client.raise_request_exception = False
        status, said = opened(client, case)

    assert status == 503
    assert "gerade nicht" in " ".join(said.decode().split())
    assert (case.letters.get().is_waiting, mails()) == (True, 0)
    assert opened(member_of(case), case)[0] == 200
    assert mails() == 1


def test_the_office_sees_a_link_and_the_case_file_has_it(db):
    case = filed()
    client = Client()
    client.force_login(make_officer(), backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(reverse("admin:funding_application_change", args=[case.pk]))
    whole = client.get(reverse("admin:funding_application_file", args=[case.pk]))

    assert (
        reverse("admin:funding_letter_file", args=[case.letters.get().pk]) in page.content.decode()
    )
    assert "(gelöscht)" not in page.content.decode()
    assert b"Eingangsbest" in b"".join(whole.streaming_content)
    assert not case.letters.get().is_waiting


def test_what_is_forgotten_waits_no_more(db):
    case = filed()
    type(case).objects.filter(pk=case.pk).update(anonymised_on="2040-01-01")
    Letter.objects.all().forget()

    assert actions.acknowledge_all() == 0
    letter = case.letters.get()
    assert (letter.is_waiting, letter.sha256, letter.pdf.name) == (False, "", "")


def test_nothing_else_of_a_letter_can_be_written(db):
    done, waiting = make_submitted().letters.get(), filed().letters.get()
    table = Letter._meta.db_table
    made = "pdf = 'x.pdf', sha256 = 'x', template_version = 'x'"

    with pytest.raises(RowIsFinal):
        Letter.objects.complete(done)
    for row, assignments in (
        (waiting, f"{made}, number = 'x'"),
        (waiting, "number = 'x'"),
        (done, made),
        (done, "sha256 = ''"),
        (waiting, "sha256 = 'x'"),
    ):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE {table} SET {assignments} WHERE id = %s", [row.pk])
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {made} WHERE id = %s", [waiting.pk])
    waiting.refresh_from_db()
    assert waiting.sha256 == "x"


def test_those_that_wait_are_found_by_an_index(db):
    make_submitted()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Letter.objects.filter(sha256="").explain()

    assert "letter_waiting" in plan


def test_the_sender_asks_at_each_turn(db, monkeypatch):
    seconds = [0.0]
    regular = rounds.Rounds(clock=lambda: seconds[0])
    monkeypatch.setattr(rounds, "_rounds", {"eingangsbestaetigungen": receipts})
    regular.run_due()
    case = filed()

    seconds[0] = 1
    regular.run_due()

    assert not case.letters.get().is_waiting
