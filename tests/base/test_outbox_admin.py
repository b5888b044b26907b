"""The office's page of the outbox: read, understand, start afresh; nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base.outbox import delivery, queue_mail
from bildungsregion.base.outbox.models import OutgoingMail


LIST = reverse("admin:base_outgoingmail_changelist")


@pytest.fixture(autouse=True)
def _real_outbox(settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    settings.OFFICE_SECOND_FACTOR = False


def queued(**fields) -> OutgoingMail:
    defaults = {"to": ["schule@ort.example"], "subject": "Ihr Antrag", "body": "Guten Tag <b>"}
    queue_mail(**defaults | fields)
    return OutgoingMail.objects.latest("pk")


def given_up(**fields) -> OutgoingMail:
    mail = queued(**fields)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        attempts=12, given_up_at=timezone.now(), last_error="Der Mailserver ist nicht erreichbar."
    )
    mail.refresh_from_db()
    return mail


def page_of(mail) -> str:
    return reverse("admin:base_outgoingmail_change", args=[mail.pk])


def retry_of(mail) -> str:
    return reverse("admin:base_outgoingmail_retry", args=[mail.pk])


def test_the_list_says_how_each_mail_stands(office_client):
    queued(subject="Erste")
    given_up(subject="Zweite")

    page = office_client("administration").get(LIST)

    text = page.content.decode()
    assert "Wartet auf den Versand" in text
    assert "Nicht zustellbar" in text
    assert "Der Mailserver ist nicht erreichbar." in text


@pytest.mark.parametrize(
    ("state", "subjects"),
    [("wartet", ["Wartend"]), ("aufgegeben", ["Liegen geblieben"]), ("versendet", ["Weg"])],
)
def test_the_list_is_filtered_by_state(office_client, state, subjects):
    queued(subject="Weg")
    delivery.deliver_due()
    given_up(subject="Liegen geblieben")
    queued(subject="Wartend")

    page = office_client("administration").get(LIST, {"stand": state})

    assert [mail.subject for mail in page.context["cl"].queryset] == subjects


@pytest.mark.parametrize("words", ["antrag", "schule@ort"])
def test_the_list_is_searched_by_subject_and_address(office_client, words):
    queued()
    queued(subject="Anderes", to=["kita@ort.example"])

    page = office_client("administration").get(LIST, {"q": words})

    assert [mail.subject for mail in page.context["cl"].queryset] == ["Ihr Antrag"]


def test_the_list_asks_the_database_equally_often(office_client):
    client = office_client("administration")
    counts = []
    for rows in [1, 2]:
        for _ in range(rows):
            queued()
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1] < 12


def test_a_mail_is_read_as_it_was_written(office_client):
    mail = queued(attachments=[("Bescheid.pdf", bytes(2048), "application/pdf")])

    text = office_client("administration").get(page_of(mail)).content.decode()

    assert "Guten Tag &lt;b&gt;" in text
    assert "Bescheid.pdf (2,0\xa0KB)" in text
    assert "Wird in den nächsten Sekunden versendet." in text


def test_a_confidential_mail_is_not_read(office_client):
    mail = queued(body="Ihr Code: 123456", confidential=True)

    text = office_client("administration").get(page_of(mail)).content.decode()

    assert "123456" not in text
    assert "Der Inhalt ist vertraulich" in text


def test_an_erased_mail_still_has_a_page(office_client):
    mail = queued(body="Ihr Code: 123456", confidential=True)
    delivery.deliver_due()

    page = office_client("administration").get(page_of(mail))

    assert page.status_code == 200
    assert "s…@ort.example" in page.content.decode()


def test_a_mail_that_was_given_up_is_sent_after_a_click(office_client, mailoutbox):
    mail = given_up()
    client = office_client("administration")
    assert "Erneut versuchen" in client.get(page_of(mail)).content.decode()

    page = client.post(retry_of(mail), follow=True)

    assert "Der Versand beginnt in den nächsten Sekunden von vorn." in page.content.decode()
    assert delivery.deliver_due() == 1
    assert [message.subject for message in mailoutbox] == ["Ihr Antrag"]
    assert "Erneut versuchen" not in client.get(page_of(mail)).content.decode()


def test_a_sent_mail_is_not_sent_again(office_client, mailoutbox):
    mail = queued()
    delivery.deliver_due()

    page = office_client("administration").post(retry_of(mail), follow=True)

    assert "Diese E-Mail kann nicht erneut versendet werden" in page.content.decode()
    assert delivery.deliver_due() == 0
    assert len(mailoutbox) == 1


def test_a_link_alone_sends_nothing(office_client):
    mail = given_up()

    assert office_client("administration").get(retry_of(mail)).status_code == 405
    assert delivery.deliver_due() == 0


def test_who_may_not_change_mails_may_not_retry(office_client, client):
    mail = given_up()

    assert office_client("lesend").post(retry_of(mail)).status_code == 403
    assert client.post(retry_of(mail)).status_code == 302
    assert delivery.deliver_due() == 0


@pytest.mark.parametrize("action", ["add", "delete", "change"])
def test_mails_are_not_written_or_deleted_by_hand(office_client, action):
    mail = queued()
    args = [] if action == "add" else [mail.pk]

    page = office_client("administration").post(
        reverse(f"admin:base_outgoingmail_{action}", args=args), {"subject": "x"}
    )

    assert page.status_code == 403
    mail.refresh_from_db()
    assert mail.subject == "Ihr Antrag"
