"""The pages behind the link in the mail: seen by machines, answered by people, once."""

from datetime import date, timedelta

import pytest
from django.test import Client

from actors.models import ChangeProposal
from tests.factories.actors import make_actor
from tests.factories.freshness import make_ask, make_keeper
from tests.factories.office import BACKEND


pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def asked(region):
    museum = make_actor("Museum", kind="museum", email="info@museum.example", phone="04131 1234",
                        next_check_on=date(2026, 2, 1), doubtful_since=date(2026, 3, 1))  # fmt: skip
    make_ask(museum, sent_on=date(2026, 1, 1))
    return make_ask(museum, sent_on=date(2026, 2, 1))


@pytest.fixture
def url(asked):
    return f"/stimmt-noch/{asked.key}/"


def facts_of(asked):
    asked.refresh_from_db()
    actor = asked.actor
    actor.refresh_from_db()
    return asked.answer, actor.checked_on, actor.next_check_on, actor.doubtful_since


def test_looking_at_the_page_changes_nothing(client, asked, url):
    before = facts_of(asked)

    page = client.get(url)
    client.head(url)

    assert page.status_code == 200
    assert "04131 1234" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    assert facts_of(asked) == before == ("", None, date(2026, 2, 1), date(2026, 3, 1))


def test_one_click_says_that_all_is_true(client, asked, url):
    page = client.post(url, {"antwort": "ja"}, follow=True).content.decode()

    answer, checked_on, next_check_on, doubtful_since = facts_of(asked)
    assert (answer, checked_on, doubtful_since) == ("confirmed", DAY, None)
    assert next_check_on == DAY + timedelta(days=182 + asked.actor_id % 15)
    assert "Danke! Ihr Eintrag gilt als heute geprüft." in page
    assert "Am 2. März 2026 bestätigt: Alles stimmt." in page
    assert not asked.actor.freshness_asks.open().exists()


def test_link_works_once(client, asked, url, clock):
    client.post(url, {"antwort": "ja"})
    clock("2026-03-05")

    page = client.post(url, {"antwort": "nicht-mehr"})

    assert page.status_code == 200
    assert "Danke, wir haben Ihre Antwort" in page.content.decode()
    answer, checked_on, *_rest = facts_of(asked)
    assert (answer, checked_on) == ("confirmed", DAY)
    asked.actor.refresh_from_db()
    assert asked.actor.asked_by_mail is True


def test_what_has_changed_reaches_the_office(client, asked, url):
    form = client.get(f"{url}aendern/").content.decode()
    page = client.post(
        f"{url}aendern/", {"message": "Neue Seite: https://neu.example"}, follow=True
    )

    assert "Was hat sich geändert?" in form
    assert "Danke! Das Büro trägt es ein." in page.content.decode()
    proposal = ChangeProposal.objects.get()
    assert (proposal.kind, proposal.state, proposal.actor) == ("mistake", "open", asked.actor)
    assert (proposal.message, proposal.email) == (
        "Neue Seite: https://neu.example",
        "info@museum.example",
    )
    assert facts_of(asked) == ("changed", None, date(2026, 3, 23), None)


def test_who_keeps_the_entry_is_led_to_it(client, asked, url, clock):
    assert "/meine-einrichtung/" in client.get(f"{url}aendern/").content.decode()

    client.force_login(
        make_keeper(asked.actor, "leitung@museum.example", clock=clock).user, BACKEND
    )

    page = client.get(f"{url}aendern/").content.decode()
    assert f"/mein-bereich/{asked.actor.slug}/" in page


@pytest.mark.parametrize("message", ["", "   ", "x" * 2001])
def test_change_that_says_nothing_is_asked_again(client, asked, url, message):
    page = client.post(f"{url}aendern/", {"message": message})

    assert page.status_code == 422
    assert ChangeProposal.objects.count() == 0
    assert facts_of(asked)[0] == ""


def test_institution_may_end_the_questions(client, asked, url):
    page = client.post(url, {"antwort": "nicht-mehr"}, follow=True).content.decode()

    asked.actor.refresh_from_db()
    assert "Wir fragen nicht mehr per E-Mail nach." in page
    assert "Seit dem 2. März 2026 fragen wir nicht mehr per E-Mail nach." in page
    assert asked.actor.asked_by_mail is False
    assert facts_of(asked)[:3] == ("stopped", None, date(2026, 2, 1))


@pytest.mark.parametrize(("day", "status"), [("2026-05-02", 200), ("2026-05-03", 410)])
def test_link_lasts_ninety_days(client, asked, url, clock, day, status):
    clock(day)

    assert client.get(url).status_code == status
    assert client.get(f"{url}aendern/").status_code == status


def test_old_link_confirms_nothing(client, asked, url, clock):
    clock("2026-06-01")

    page = client.post(url, {"antwort": "ja"})

    assert page.status_code == 410
    assert "Dieser Link gilt nicht mehr" in page.content.decode()
    assert facts_of(asked)[:2] == ("", None)


def test_entry_that_is_not_public_any_more_is_not_shown(client, asked, url):
    asked.actor.is_published = False
    asked.actor.save()

    page = client.get(url)

    assert page.status_code == 410
    assert "04131 1234" not in page.content.decode()


@pytest.mark.parametrize("key", ["x", "A" * 43, "a-b_c"])
def test_guessed_key_leads_nowhere(client, region, key):
    assert client.get(f"/stimmt-noch/{key}/").status_code == 404
    assert client.post(f"/stimmt-noch/{key}/", {"antwort": "ja"}).status_code == 404


def test_answer_needs_the_pages_own_form(asked, url):
    client = Client(enforce_csrf_checks=True)

    assert client.post(url, {"antwort": "ja"}).status_code == 403
    assert facts_of(asked)[0] == ""
