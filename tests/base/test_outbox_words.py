"""Mails bear the names that the office knows them by."""

import pytest
from django.urls import reverse

from bildungsregion.base.outbox import queue_mail
from bildungsregion.base.outbox.admin import occasion
from tests.factories.office import make_client


@pytest.mark.parametrize(
    ("purpose", "label"),
    [
        ("funding_paid", "Zuschuss ausgezahlt"),
        ("enquiry", "Anfrage an einen Lernort"),
        ("project_adoption_told", "„Wir machen das auch“"),
        ("account/email/login_code", "Konto und Anmeldung"),
        ("virus", "Schadsoftware gefunden"),
        ("", "ohne Angabe"),
    ],
)
def test_occasion_is_called_as_the_office_calls_it(purpose, label):
    assert occasion(purpose) == label


@pytest.mark.django_db
def test_list_of_mails_filters_by_occasions_in_words(region, settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    queue_mail(to=["x@post.example"], subject="Geld", body="Da", purpose="funding_paid")

    page = make_client("superuser").get(reverse("admin:base_outgoingmail_changelist"))

    text = page.content.decode()
    assert "Zuschuss ausgezahlt</a>" in text
    assert ">funding_paid<" not in text
