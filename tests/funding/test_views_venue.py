"""The venue's word: asked for with one click, given once by a link, and nothing shown that it need not know."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from funding import actions
from funding.models import VenueConfirmation
from tests.factories.funding import (
    judge_all,
    let_pass,
    make_decided,
    make_officer,
    make_reported,
    make_school,
)
from tests.funding.browsing import text_of, url


MAIL = "kasse@museum.example"


@pytest.fixture
def case(region, school_client):
    return let_pass(make_decided(by=school_client.user, institution=school_client.actor))


@pytest.fixture
def address(case, mailoutbox):
    """The link of the mail, as a path."""
    return link_to(case, mailoutbox)


def link_to(case, mailoutbox) -> str:
    mailoutbox.clear()
    actions.ask_venue(appointment=case.appointments.get(), email=MAIL, by=case.submitted_by)
    [line] = [line for line in mailoutbox[-1].body.splitlines() if "/foerderung/besuch/" in line]
    return "/foerderung/besuch/" + line.rpartition("/besuch/")[2]


def ask(case) -> str:
    return url("venue_ask", case, case.appointments.get().pk)


def is_private(response) -> bool:
    return (
        response["Referrer-Policy"] == "no-referrer"
        and response["X-Robots-Tag"] == "noindex, nofollow"
        and "no-store" in response["Cache-Control"]
    )


# Asking


def test_address_of_the_provider_is_there_already(case, school_client):
    case.provider = make_school(name="Museum", kind="museum", email="info@museum.example")
    case.save()

    html = text_of(school_client.get(ask(case)))

    assert 'value="info@museum.example"' in html
    assert "kein Geld, keine Namen" in html


def test_link_is_mailed_and_the_case_says_so(case, school_client, mailoutbox):
    mailoutbox.clear()

    response = school_client.post(ask(case), {"email": MAIL}, follow=True)

    html = text_of(response)
    assert response.redirect_chain == [(case.get_absolute_url(), 302)]
    assert [mail.to for mail in mailoutbox] == [[MAIL]]
    assert f"Der Link ist unterwegs an {MAIL}." in html
    assert f"Am 2. März 2026 gefragt: {MAIL}. Der Link gilt bis 1. April 2026." in html
    assert "Noch einmal fragen" in html


def test_second_click_sends_one_mail(case, school_client, mailoutbox, clock):
    mailoutbox.clear()
    for _ in range(2):
        school_client.post(ask(case), {"email": MAIL})
    once = len(mailoutbox)
    clock("2026-03-02 10:02")
    school_client.post(ask(case), {"email": MAIL})

    assert (once, len(mailoutbox)) == (1, 2)
    assert VenueConfirmation.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "sentence"),
    [("", "Bitte füllen Sie dieses Feld aus."), ("museum", "gültige E-Mail-Adresse")],
)
def test_wrong_address_is_told(case, school_client, email, sentence):
    response = school_client.post(ask(case), {"email": email})

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert VenueConfirmation.objects.count() == 0


def test_visit_to_come_is_not_confirmed_yet(region, school_client):
    case = make_decided(by=school_client.user, institution=school_client.actor)

    html = text_of(school_client.get(case.get_absolute_url()))
    response = school_client.post(ask(case), {"email": MAIL})

    assert "Besuch bestätigen lassen" not in html
    assert response.status_code == 409
    assert "Der Termin war noch nicht. Bitte fragen Sie danach." in text_of(response)
    assert f'value="{MAIL}"' in text_of(response)


def test_proof_is_saved_on_the_way_to_the_question(case, school_client):
    actions.begin_report(application=case, by=case.submitted_by)
    page = school_client.get(url("proof", case))

    response = school_client.post(
        url("proof", case),
        page.context["table"].data
        | {"stand": page.context["stand"], "bericht": "Gut.", "besuch": case.appointments.get().pk},
    )
    asked = school_client.post(response["Location"], {"email": MAIL})

    assert response["Location"] == ask(case)
    assert asked["Location"] == url("proof", case)
    assert case.usage_report.text == "Gut."


# The venue


def test_page_shows_what_the_venue_needs_and_no_more(case, address, client):
    response = client.get(address)

    html = text_of(response)
    main = html[html.index("<main") : html.index("</main>")]
    for shown in ("Grundschule Adendorf", "1. März 2026", "Klasse 3 b",
                  "22 Kinder und Jugendliche, 2 Begleitpersonen"):  # fmt: skip
        assert shown in main
    for hidden in (case.number, case.title, case.contact_name, case.submitted_by.name, "€",
                   case.iban, case.contact_email):  # fmt: skip
        assert hidden not in main
    assert is_private(response)
    assert not response.cookies


def test_actual_heads_are_shown_once_they_are_known(case, address, client):
    case.appointments.update(actual_children=0, actual_adults=3)

    assert "0 Kinder und Jugendliche, 3 Begleitpersonen" in text_of(client.get(address))


def test_get_and_head_confirm_nothing(case, address, client):
    for _ in range(3):
        client.get(address)
        client.head(address)

    assert VenueConfirmation.objects.get().confirmed_on is None


def test_one_click_confirms_and_the_institution_sees_it(case, address, school_client, today):
    browser = Client(enforce_csrf_checks=True)

    response = browser.post(
        address, {"confirmer": "Kasse", "persons": "23", "note": "Ein Kind fehlte."}
    )
    thanks = browser.get(response["Location"])
    html = text_of(school_client.get(case.get_absolute_url()))

    confirmation = VenueConfirmation.objects.get()
    assert response["Location"] == reverse("funding:venue_thanks")
    assert "Danke, der Besuch ist bestätigt" in text_of(thanks)
    assert (is_private(response), is_private(thanks)) == (True, True)
    assert (confirmation.confirmed_on, confirmation.confirmer) == (today, "Kasse")
    assert (confirmation.persons, confirmation.note) == (23, "Ein Kind fehlte.")
    assert "Der Besuch ist bestätigt: 2. März 2026, Kasse. 23 Personen waren da." in html
    assert "Ein Kind fehlte." in html


def test_second_click_of_the_venue_changes_nothing(address, client):
    client.post(address, {"confirmer": "Kasse"})

    again = client.post(address, {"confirmer": "Jemand anderes"})
    shown = client.get(address)

    assert (again.status_code, shown.status_code) == (410, 410)
    assert "Haben Sie den Besuch gerade bestätigt? Dann ist alles erledigt." in text_of(again)
    assert VenueConfirmation.objects.get().confirmer == "Kasse"
    assert is_private(shown)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"confirmer": " "}, "Bitte füllen Sie dieses Feld aus."),
        ({"confirmer": "x" * 121}, "120"),
        ({"confirmer": "Kasse", "persons": "viele"}, "Bitte geben Sie eine ganze Zahl an"),
        ({"confirmer": "Kasse", "persons": "99999"}, "2000"),
        ({"confirmer": "Kasse", "note": "x" * 501}, "500"),
    ],
)
def test_wrong_input_is_told_and_kept(address, client, sent, sentence):
    response = client.post(address, {"note": "Alles gut."} | sent)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert VenueConfirmation.objects.get().confirmed_on is None


def test_old_unknown_and_replaced_links_get_a_friendly_page(
    case, address, client, clock, today, mailoutbox
):
    clock(today + timedelta(days=31))
    expired = client.get(address)
    clock(today)
    link_to_nothing = client.get("/foerderung/besuch/geraten/")
    clock("2026-03-02 10:30")
    newer = link_to(case, mailoutbox)
    replaced = client.post(address, {"confirmer": "Kasse"})

    assert [r.status_code for r in (expired, link_to_nothing, replaced)] == [410, 404, 404]
    assert "Dieser Link gilt nicht mehr" in text_of(expired)
    assert "oder es gibt schon einen neueren" in text_of(replaced)
    assert (is_private(expired), is_private(link_to_nothing)) == (True, True)
    assert client.get(newer).status_code == 200


def test_link_ends_with_the_settlement(region, client, mailoutbox):
    case, officer = make_reported(), make_officer()
    address = link_to(case, mailoutbox)
    before = client.get(address)

    judge_all(case, by=officer)
    actions.settle(application=case, by=officer)

    assert (before.status_code, client.get(address).status_code) == (200, 410)


def test_one_other_page_is_not_private(client, region):
    assert client.get(reverse("funding:overview")).get("X-Robots-Tag") is None


@pytest.mark.parametrize("state", ["open", "gone", "made up"])
def test_link_stays_out_of_the_report_of_a_barrier(address, client, state):
    if state == "gone":
        client.post(address, {"confirmer": "Kasse"})
    if state == "made up":
        address = "/foerderung/besuch/ausgedacht/"

    html = client.get(address).content.decode()

    assert 'href="/barriere-melden/"' in html
    assert "seite=" not in html


def test_other_pages_are_named_in_the_report_of_a_barrier(region, client):
    assert 'href="/barriere-melden/?seite=/suche/"' in client.get("/suche/").content.decode()
