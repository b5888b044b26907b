"""What pages do at night."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from pages import actions, nightly
from pages.models import PreviewLink
from tests.factories.pages import make_news, make_page


pytestmark = pytest.mark.django_db


def test_office_hears_of_texts_whose_day_has_come(region, mailoutbox):
    today = timezone.localdate()
    make_page(title="Impressum", review_on=today)
    make_news(title="Forum", review_on=today)
    make_page(title="Später", review_on=date(2099, 1, 1))

    told = nightly.pages(today)

    assert told == "0 Vorschau-Links abgelaufen; 2 Texte sind heute zu prüfen."
    assert [mail.to for mail in mailoutbox] == [[region.office_email]]
    body = mailoutbox[0].body
    assert ("Impressum" in body, "Forum" in body, "Später" in body) == (True, True, False)


def test_links_that_ended_are_cleared_away(region):
    open_link = actions.make_preview(row=make_page(), by=None, days=1)
    PreviewLink.objects.create(page=make_page(), expires_at=timezone.now() - timedelta(hours=1))

    nightly.pages(timezone.localdate())

    assert PreviewLink.objects.get() == open_link
