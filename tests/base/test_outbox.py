"""The outbox: nothing lost, nothing sent twice, nobody kept waiting."""

import smtplib
import socket
import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from bildungsregion.base.outbox import delivery, queue_mail
from bildungsregion.base.outbox.models import LEASE, MAX_ATTEMPTS, OutgoingMail, masked


@pytest.fixture(autouse=True)
def _real_outbox(settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Bildungsregion <portal@region.example>"


def queued(**fields) -> OutgoingMail:
    defaults = {"to": ["schule@ort.example"], "subject": "Ihr Antrag", "body": "Guten Tag"}
    queue_mail(**defaults | fields)
    return OutgoingMail.objects.latest("pk")


def due_now(row: OutgoingMail) -> None:
    OutgoingMail.objects.filter(pk=row.pk).update(due_at=timezone.now())


def parsed(row: OutgoingMail):
    return message_from_bytes(bytes(row.message), policy=policy.default)


@pytest.mark.django_db
def test_a_mail_becomes_a_row_and_leaves_nothing_behind_after_a_roll_back():
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)

    assert OutgoingMail.objects.count() == 0

    row = queued(purpose="receipt")
    assert (row.to, row.subject, row.body) == (["schule@ort.example"], "Ihr Antrag", "Guten Tag")
    assert (row.purpose, row.attempts, row.state) == ("receipt", 0, OutgoingMail.State.WAITING)
    assert mail.outbox == []


@pytest.mark.django_db
def test_a_mail_is_delivered_as_it_was_written_with_its_attachment():
    row = queued(
        subject="Zuwendungsbescheid für die Grundschule Łódź",
        body="Schöne Grüße\nẞ",
        attachments=[("Bescheid.pdf", b"%PDF-1.7", "application/pdf")],
    )

    assert delivery.deliver_due() == 1

    sent = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    assert sent["Subject"].strip() == "Zuwendungsbescheid für die Grundschule Łódź"
    assert sent["From"] == "Bildungsregion <portal@region.example>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent.get_body().get_content().rstrip() == "Schöne Grüße\nẞ"
    [attachment] = sent.iter_attachments()
    assert attachment.get_filename() == "Bescheid.pdf"
    assert attachment.get_content() == b"%PDF-1.7"
    row.refresh_from_db()
    assert row.state == OutgoingMail.State.SENT
    assert delivery.deliver_due() == 0


@pytest.mark.django_db
def test_a_second_delivery_keeps_the_message_id_of_the_first():
    row = queued()

    delivery.deliver_due()
    OutgoingMail.objects.update(sent_at=None, due_at=timezone.now())
    delivery.deliver_due()

    ids = {message.message()["Message-ID"] for message in mail.outbox}
    assert (len(mail.outbox), ids) == (2, {row.message_id})
    assert row.message_id.endswith("@region.example>")


@pytest.mark.django_db
@pytest.mark.parametrize("linebreak", ["\n", "\r", "\r\n", "\x0b", "\x1c", "\x85", "\u2028"])
def test_a_line_break_in_the_subject_makes_no_header(linebreak):
    row = queued(subject=f"Ausflug{linebreak}Bcc: fremd@boese.example")

    assert row.subject == "Ausflug Bcc: fremd@boese.example"
    assert parsed(row)["Bcc"] is None
    assert row.to == ["schule@ort.example"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "a@ort.example\nBcc: fremd@boese.example",
        "a@ort.example\r\n\r\nText",
        "a@ort.example, fremd@boese.example",
        "a@ort.example>\x00",
        "niemand",
    ],
)
@pytest.mark.parametrize("field", ["to", "cc", "bcc"])
def test_an_address_that_is_none_is_refused(address, field):
    message = EmailMessage("Betreff", "Text", **{"to": ["gut@ort.example"], field: [address]})

    with pytest.raises(ValueError, match="address"):
        message.send()

    assert OutgoingMail.objects.count() == 0


@pytest.mark.django_db
def test_blind_copies_are_delivered_but_not_named():
    message = EmailMessage("B", "T", to=["a@ort.example"], bcc=["b@ort.example"])

    message.send()
    delivery.deliver_due()

    assert mail.outbox[0].recipients() == ["a@ort.example", "b@ort.example"]
    assert b"b@ort.example" not in mail.outbox[0].message().as_bytes()


@pytest.mark.django_db
def test_a_dead_server_stops_nobody_and_the_office_reads_what_happens_next(settings, unused_port):
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port
    row = queued()
    before = timezone.now()

    assert delivery.deliver_due() == 0

    row.refresh_from_db()
    assert (row.attempts, row.sent_at, row.given_up_at) == (1, None, None)
    assert timedelta(seconds=119) < row.due_at - before < timedelta(seconds=125)
    assert row.last_error.startswith("Der Mailserver ist nicht erreichbar. (ConnectionRefused")
    assert row.outlook == (
        "Noch nicht angekommen. Der nächste Versuch folgt von selbst am "
        f"{timezone.localtime(row.due_at):%d.%m.%Y um %H:%M} Uhr (2. von {MAX_ATTEMPTS})."
    )
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    assert delivery.deliver_due() == 0
    due_now(row)
    assert delivery.deliver_due() == 1


@pytest.mark.django_db
def test_attempts_reach_over_two_days_and_then_end(settings, unused_port):
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port
    row = queued()
    waited = timedelta()
    for _ in range(MAX_ATTEMPTS):
        due_now(row)
        started = timezone.now()
        delivery.deliver_due()
        row.refresh_from_db()
        if not row.given_up_at:
            waited += row.due_at - started

    assert row.attempts == MAX_ATTEMPTS
    assert row.state == OutgoingMail.State.GIVEN_UP
    assert waited > timedelta(hours=48)
    assert row.outlook == (
        f"Nach {MAX_ATTEMPTS} Versuchen aufgegeben. Bitte prüfen Sie die Adresse und den Mailserver "
        "und stoßen Sie den Versand dann mit „Erneut versuchen“ an."
    )
    due_now(row)
    assert delivery.deliver_due() == 0


@pytest.mark.django_db
def test_an_address_refused_for_good_is_given_up_at_once():
    row = queued()
    OutgoingMail.objects.update(attempts=1)
    row.refresh_from_db()
    unknown = smtplib.SMTPRecipientsRefused({"schule@ort.example": (550, b"unknown")})
    busy = smtplib.SMTPRecipientsRefused({"schule@ort.example": (451, b"later")})

    delivery._mark_failed(row, busy)
    row.refresh_from_db()
    assert row.state == OutgoingMail.State.RETRYING

    delivery._mark_failed(row, unknown)
    row.refresh_from_db()
    assert row.state == OutgoingMail.State.GIVEN_UP
    assert row.last_error.startswith("Der Mailserver nimmt die Empfangsadresse nicht an.")


@pytest.mark.django_db
def test_a_worker_that_died_after_the_claim_loses_nothing():
    row = queued()

    assert delivery.claim(row.pk, 0) is True
    assert delivery.claim(row.pk, 0) is False
    assert delivery.deliver_due() == 0

    OutgoingMail.objects.update(due_at=timezone.now() - LEASE)
    assert delivery.deliver_due() == 1


@pytest.mark.django_db
def test_a_login_code_is_erased_once_sent():
    row = queued(to=["leitung@schule.example"], body="Ihr Code: 123456", confidential=True)
    assert "123456" not in row.readable_body()

    delivery.deliver_due()

    assert "123456" in mail.outbox[0].body
    row.refresh_from_db()
    assert (row.body, bytes(row.message), row.to) == ("", b"", ["l…@schule.example"])
    assert row.subject == "Ihr Antrag"


@pytest.mark.django_db
def test_a_login_code_is_erased_when_given_up(settings, unused_port):
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port
    row = queued(body="Ihr Code: 123456", confidential=True)
    for _ in range(4):
        due_now(row)
        delivery.deliver_due()

    row.refresh_from_db()
    assert (row.state, row.body, bytes(row.message)) == (OutgoingMail.State.GIVEN_UP, "", b"")
    assert delivery.retry(row) is False


@pytest.mark.django_db
def test_a_login_code_may_be_read_in_development(settings):
    settings.DEBUG = True
    row = queued(body="Ihr Code: 123456", confidential=True)

    delivery.deliver_due()

    row.refresh_from_db()
    assert row.readable_body() == "Ihr Code: 123456"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("leitung@schule.example", "l…@schule.example"),
        ("Frau Leitung <leitung@schule.example>", "Frau Leitung <l…@schule.example>"),
        ("a@b.example", "a…@b.example"),
    ],
)
def test_masked_addresses(address, shown):
    assert masked(address) == shown


@pytest.mark.django_db
def test_the_folder_transport_writes_one_readable_file_a_mail(settings, tmp_path):
    settings.OUTBOX_TRANSPORT = "bildungsregion.base.outbox.folder.FolderBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mails"
    for _ in range(2):
        queued(
            subject="Grüße aus Ludwigsburg / ../../x",
            body="Schöne Grüße\nAußerdem: 12,50 €",
            attachments=[("Bescheid.pdf", b"%PDF-1.7", "application/pdf")],
        )

    call_command("outbox", "--once")

    files = list((tmp_path / "mails").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert all("grusse-aus-ludwigsburg-x" in file.name for file in files)
    text = files[0].read_text("utf-8")
    assert "Subject: Grüße aus Ludwigsburg / ../../x" in text
    assert "Schöne Grüße\nAußerdem: 12,50 €" in text


@pytest.mark.django_db
def test_the_worker_outlives_a_database_that_is_away(monkeypatch, capsys):
    answers = iter([OperationalError("server closed the connection"), 0])
    command = "bildungsregion.base.management.commands.outbox"

    def stumbling():
        answer = next(answers, None)
        if answer is None:
            signal_handlers[0](None, None)
            return 0
        if isinstance(answer, Exception):
            raise answer
        return answer

    signal_handlers = []
    monkeypatch.setattr(f"{command}.deliver_due", stumbling)
    monkeypatch.setattr(f"{command}.close_old_connections", lambda: None)
    monkeypatch.setattr("signal.signal", lambda number, handler: signal_handlers.append(handler))

    call_command("outbox", "--poll", "0.01")

    assert capsys.readouterr().out.splitlines()[-1] == "Der Postausgang ist beendet."


@pytest.mark.django_db
def test_the_outcome_is_written_even_when_the_database_stumbles():
    stumbles = iter([OperationalError("locked"), OperationalError("locked")])
    written = []

    def write():
        for error in stumbles:
            raise error
        written.append(True)

    delivery._insist(write, pause=0)

    assert written == [True]


@pytest.mark.django_db
def test_standing_tells_what_nobody_takes_up_and_what_is_tried_again():
    nothing = {
        "overdue": timedelta(),
        "blocked": timedelta(),
        "waiting": 0,
        "failed": 0,
        "given_up": 0,
    }
    assert OutgoingMail.objects.standing() == nothing
    now = timezone.now()
    queued()
    OutgoingMail.objects.update(due_at=now + timedelta(hours=1), last_error="Nicht erreichbar.")
    assert OutgoingMail.objects.standing() == nothing | {"waiting": 1, "failed": 1}

    queued()
    OutgoingMail.objects.filter(last_error="").update(due_at=now - timedelta(hours=1))

    found = OutgoingMail.objects.standing()
    assert timedelta(minutes=60) <= found["overdue"] < timedelta(minutes=61)
    assert (found["waiting"], found["failed"]) == (2, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "minutes"),
    [
        (ConnectionRefusedError("no server"), 30),
        (smtplib.SMTPRecipientsRefused({"a@schule.example": (450, b"later")}), 0),
    ],
    ids=["server", "address"],
)
def test_mail_server_that_takes_none_is_told_from_a_refused_address(error, minutes):
    queued()
    OutgoingMail.objects.update(
        created_at=timezone.now() - timedelta(minutes=30),
        due_at=timezone.now() + timedelta(hours=1),
        last_error=delivery.explained(error),
    )

    assert OutgoingMail.objects.standing()["blocked"] == timedelta(minutes=minutes)


@pytest.mark.django_db
def test_mail_server_that_took_one_meanwhile_is_counted_from_then():
    now = timezone.now()
    queued(), queued()
    first, second = OutgoingMail.objects.order_by("pk")
    failed = {"due_at": now + timedelta(hours=1), "last_error": delivery.explained(TimeoutError())}
    OutgoingMail.objects.filter(pk=first.pk).update(created_at=now - timedelta(hours=5), **failed)
    OutgoingMail.objects.filter(pk=second.pk).update(sent_at=now - timedelta(minutes=1))

    assert OutgoingMail.objects.standing()["blocked"] == timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_hundred_mails_once_each():
    for number in range(100):
        queued(subject=f"Mail {number}")
    start = threading.Barrier(2)
    sent, errors = [], []

    def work():
        try:
            start.wait()
            while OutgoingMail.objects.waiting().exists():
                sent.append(delivery.deliver_due())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)

    assert errors == []
    assert sum(sent) == 100
    subjects = sorted(message.subject for message in mail.outbox)
    assert subjects == sorted(f"Mail {number}" for number in range(100))


@pytest.fixture
def unused_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
