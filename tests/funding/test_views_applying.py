"""An institution's way through its application: nothing lost, nothing shown to strangers."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from actors.models import Membership
from funding import actions, drafts
from funding.models import Application
from tests.factories.actors import make_offer
from tests.factories.funding import (
    IBAN,
    make_draft,
    make_rule_set,
    make_school,
    make_user,
)
from tests.funding.browsing import (
    PROJECT,
    signed_in,
    step,
    text_of,
    with_stamp,
)


@pytest.fixture
def rules(region):
    return make_rule_set()


@pytest.fixture
def draft(rules, school_client):
    return make_draft(by=school_client.user, institution=school_client.actor)


# Beginning


def test_begin_sends_strangers_to_the_login_and_back(client, rules):
    address = f"{reverse('funding:application_create')}?t0-0-art=bus&t0-0-summe=350"

    response = client.get(address)

    assert response["Location"] == f"/konto/anmelden/?next={quote(address)}"


def test_begin_makes_a_draft_and_an_unconfirmed_tie(rules):
    user, school = make_user(), make_school()

    response = signed_in(user).post(
        reverse("funding:application_create"),
        {"institution": school.pk, "role": "head", "token": "a" * 20},
    )

    draft = Application.objects.get()
    tie = Membership.objects.get()
    assert response["Location"] == step(draft, "einrichtung")
    assert (draft.token, draft.institution, draft.created_by) == ("a" * 20, school, user)
    assert (tie.user, tie.actor, tie.role, tie.confirmed_at) == (user, school, "head", None)


def test_begin_twice_with_one_form_gives_one_draft(rules, school_client):
    sent = {"institution": school_client.actor.pk, "role": "head", "token": "b" * 20}

    places = {
        school_client.post(reverse("funding:application_create"), sent)["Location"]
        for _ in range(3)
    }

    assert len(places) == 1
    assert Application.objects.count() == 1


def test_begin_with_somebody_elses_token_makes_an_own_draft(draft):
    user = make_user()

    signed_in(user).post(
        reverse("funding:application_create"),
        {"institution": draft.institution.pk, "role": "head", "token": draft.token},
    )

    assert Application.objects.get(created_by=user).token != draft.token


def test_begin_offers_only_institutions_that_may_apply(rules, school_client):
    museum = make_school(name="Museum", kind="museum")
    hidden = make_school(name="Geschlossene Schule", is_published=False)

    html = text_of(school_client.get(reverse("funding:application_create")))
    for actor in (museum, hidden):
        sent = {"institution": actor.pk, "role": "head", "token": "c" * 20}
        assert school_client.post(reverse("funding:application_create"), sent).status_code == 422

    assert ("Grundschule Adendorf" in html, "Geschlossene Schule" in html) == (True, False)
    assert Application.objects.count() == 0


def test_begin_never_asks_twice(rules, school_client):
    make_draft(by=school_client.user, institution=school_client.actor, contact_phone="04131 1234")

    html = text_of(school_client.get(reverse("funding:application_create")))
    sent = {"institution": school_client.actor.pk, "role": "head", "token": "d" * 20}
    school_client.post(reverse("funding:application_create"), sent)

    fresh = Application.objects.get(token="d" * 20)
    assert f'<option value="{school_client.actor.pk}" selected>' in html
    assert (fresh.head_name, fresh.contact_phone, fresh.iban, fresh.account_holder) == (
        "Schulleitung", "04131 1234", IBAN, "Gemeinde Adendorf",
    )  # fmt: skip


def test_begin_from_an_offer_fills_everything_in(rules, school_client):
    offer = make_offer(
        "Salz erleben", price_cents=6_50, fee_cents=80_00, place="Sülfmeisterstraße 1"
    )
    address = f"{reverse('funding:application_create')}?angebot={offer.slug}&kinder=24&erwachsene=2"

    school_client.post(
        address, {"institution": school_client.actor.pk, "role": "head", "token": "e" * 20}
    )

    draft = Application.objects.get()
    costs = drafts.cost_table(draft, lenient=True).planned()[0].costs
    assert (draft.title, draft.provider, draft.place, draft.field, draft.offer) == (
        "Salz erleben", offer.actor, "Sülfmeisterstraße 1", "museal", offer,
    )  # fmt: skip
    assert [(cost.kind, cost.total_cents) for cost in costs] == [
        ("entry", 156_00), ("entry", 13_00), ("honorar", 80_00),
    ]  # fmt: skip
    assert drafts.typed(draft, "termine") == {"t0-kinder": "24", "t0-erwachsene": "2"}


def test_begin_from_the_calculator_brings_costs_and_other_funding(rules, school_client):
    address = f"{reverse('funding:application_create')}?t0-kinder=20&t0-0-art=bus&t0-0-summe=500&andere=150"

    school_client.post(
        address, {"institution": school_client.actor.pk, "role": "head", "token": "f" * 20}
    )

    assert drafts.reckon(Application.objects.get()).cents == 350_00


# Steps


def test_step_keeps_what_is_wrong_and_says_so_at_the_field(draft, school_client):
    wrong = with_stamp(
        draft,
        "finanzierung",
        third_party_cents="12,505",
        iban="DE00 1234",
        account_holder="Träger B",
    )

    response = school_client.post(step(draft, "finanzierung"), wrong | {"next": "1"})
    again = text_of(school_client.get(step(draft, "finanzierung")))

    assert response.status_code == 422
    assert "Bitte geben Sie höchstens zwei Stellen nach dem Komma an." in again
    assert "Diese IBAN kann nicht stimmen." in again
    assert ('value="12,505"' in again, 'value="DE00 1234"' in again) == (True, True)
    draft.refresh_from_db()
    assert (draft.iban, draft.account_holder, draft.third_party_cents) == (IBAN, "Träger B", 0)


def test_step_saved_for_later_misses_nothing_and_complains_of_nothing(draft, school_client):
    empty = with_stamp(draft, "vorhaben", **PROJECT | {"title": "", "place": ""})

    response = school_client.post(step(draft, "vorhaben"), empty | {"later": "1"})
    again = text_of(school_client.get(step(draft, "vorhaben")))

    assert response["Location"] == reverse("my_area")
    assert "kern-error" not in again
    assert "kern-error" in text_of(school_client.get(step(draft, "vorhaben") + "?pruefen"))


def test_step_leads_on_and_back(draft, school_client):
    sent = with_stamp(draft, "finanzierung")

    on = school_client.post(step(draft, "finanzierung"), sent | {"next": "1"})
    back = school_client.post(
        step(draft, "finanzierung"), with_stamp(draft, "finanzierung", back="1")
    )

    assert (on["Location"], back["Location"]) == (step(draft, "anlagen"), step(draft, "kosten"))


def test_steps_write_appointments_and_costs(draft, school_client):
    dates = {
        "t0-datum": "2026-05-10",
        "t0-kinder": "20",
        "t2-datum": "11.5.2026",
        "t2-kinder": "21",
    }
    school_client.post(step(draft, "termine"), with_stamp(draft, "termine", **dates))
    costs = {"t0-0-art": "bus", "t0-0-summe": "1.234,50", "t2-0-art": "entry", "t2-0-personen": "21",
             "t2-0-preis": "5,05", "travel_mode": "bus", "bus_reason": "weit"}  # fmt: skip

    response = school_client.post(
        step(draft, "kosten"), with_stamp(draft, "kosten", **costs) | {"next": "1"}
    )

    rows = [
        (
            str(a.starts_on),
            a.children,
            [(line.kind, line.total_cents) for line in a.cost_lines.all()],
        )
        for a in draft.appointments.all()
    ]
    assert response["Location"] == step(draft, "finanzierung")
    assert rows == [("2026-05-10", 20, [("bus", 1234_50)]), ("2026-05-11", 21, [("entry", 106_05)])]


def test_costs_of_an_appointment_that_is_taken_away_go_with_it(draft, school_client):
    dates = {
        "t0-datum": "2026-05-10",
        "t0-kinder": "20",
        "t1-datum": "2026-05-11",
        "t1-kinder": "21",
    }
    school_client.post(step(draft, "termine"), with_stamp(draft, "termine", **dates))
    school_client.post(
        step(draft, "kosten"),
        with_stamp(draft, "kosten", **{"t1-0-art": "sach", "t1-0-summe": "9"}),
    )

    school_client.post(step(draft, "termine"), with_stamp(draft, "termine", **{"termin-weg": "t1"}))

    draft.refresh_from_db()
    assert [name for name in drafts.typed(draft, "kosten") if name.startswith("t1")] == []


def test_buttons_for_rows_work_without_scripts(draft, school_client):
    added = school_client.post(
        step(draft, "kosten"), with_stamp(draft, "kosten", **{"zeile-neu": "t0"})
    )

    assert added["Location"] == f"{step(draft, 'kosten')}#t0-1-art"
    assert school_client.get(step(draft, "kosten")).content.count(b"data-br-cost") == 2


def test_autosave_answers_with_the_time_and_the_new_state(draft, school_client, clock):
    clock("2026-03-02 14:32")
    first = with_stamp(draft, "vorhaben", **PROJECT | {"title": "Eins"})

    answer = school_client.post(step(draft, "vorhaben"), first | {"autosave": "1"}).json()
    second = school_client.post(
        step(draft, "vorhaben"),
        first | {"title": "Zwei", "stand": answer["stand"], "autosave": "1"},
    )

    draft.refresh_from_db()
    assert answer["text"] == "Gespeichert 14:32"
    assert (second.status_code, draft.title) == (200, "Zwei")


def test_second_window_is_told_and_shown_its_own_text(draft, school_client):
    old = with_stamp(draft, "vorhaben", **PROJECT)
    school_client.post(step(draft, "vorhaben"), old | {"title": "Aus dem ersten Fenster"})

    response = school_client.post(
        step(draft, "vorhaben"), old | {"title": "Aus dem <b>zweiten</b> Fenster"}
    )

    html = text_of(response)
    draft.refresh_from_db()
    assert response.status_code == 409
    assert draft.title == "Aus dem ersten Fenster"
    assert 'value="Aus dem &lt;b&gt;zweiten&lt;/b&gt; Fenster"' in html
    assert "Titel des Vorhabens: Aus dem ersten Fenster" in html


def test_two_windows_on_different_steps_do_not_disturb_each_other(draft, school_client):
    one, two = (
        with_stamp(draft, "vorhaben", **PROJECT),
        with_stamp(draft, "einrichtung", head_name="Neue Leitung"),
    )

    answers = [school_client.post(step(draft, s), sent | {"later": "1"}).status_code
               for s, sent in (("vorhaben", one), ("einrichtung", two))]  # fmt: skip

    assert answers == [302, 302]


def test_step_that_was_filed_meanwhile_keeps_its_text_on_the_page(draft, school_client):
    sent = with_stamp(draft, "vorhaben", **PROJECT | {"title": "Zu spät"})
    actions.submit(application=draft, by=school_client.user, token="t")

    response = school_client.post(f"/foerderung/antraege/{draft.token}/vorhaben/", sent)

    assert response.status_code == 409
    assert 'value="Zu spät"' in text_of(response)
    assert Application.objects.get().title == "Besuch im Salzmuseum"


def test_what_is_sent_after_the_session_ended_is_there_after_the_login(draft, school_client):
    sent = with_stamp(draft, "vorhaben", **PROJECT | {"title": "Beim Tippen abgemeldet"})
    school_client.logout()

    response = school_client.post(step(draft, "vorhaben"), sent | {"next": "1"})
    school_client.force_login(
        school_client.user, backend="django.contrib.auth.backends.ModelBackend"
    )
    back = school_client.get(step(draft, "vorhaben"), follow=True)

    draft.refresh_from_db()
    assert response["Location"] == f"/konto/anmelden/?next={step(draft, 'vorhaben')}"
    assert "Ihre Eingaben sind wieder da und gespeichert." in text_of(back)
    assert draft.title == "Beim Tippen abgemeldet"


def test_what_another_person_sent_before_is_never_shown(draft, school_client, rules):
    sent = with_stamp(draft, "vorhaben", **PROJECT | {"title": "Geheim"})
    school_client.logout()
    school_client.post(step(draft, "vorhaben"), sent)
    school_client.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")

    response = school_client.get(step(draft, "vorhaben"))

    assert response.status_code == 404
    assert "Geheim" not in text_of(response)


@pytest.mark.parametrize(
    "title",
    ["Łódź Ǆ ḍ ẞ", "🎭 Theater „für alle“", "<script>alert(1)</script>", '=HYPERLINK("x")', "a\0b"],
)
def test_any_letters_come_back_as_typed(draft, school_client, title):
    school_client.post(
        step(draft, "vorhaben"), with_stamp(draft, "vorhaben", **PROJECT | {"title": title})
    )

    html = school_client.get(step(draft, "vorhaben")).content.decode()
    draft.refresh_from_db()
    assert (
        draft.title == title.replace("\0", "")
        if "\0" not in title
        else draft.draft_data["vorhaben"]["title"] == "ab"
    )
    assert "<script>alert" not in html


def test_fields_of_other_steps_or_the_office_are_not_taken(draft, school_client):
    sent = with_stamp(draft, "vorhaben", **PROJECT) | {
        "iban": "X",
        "status": "approved",
        "decided_cents": "1",
        "number": "KB-1",
    }

    school_client.post(step(draft, "vorhaben"), sent)

    draft.refresh_from_db()
    assert set(draft.draft_data["vorhaben"]) == set(PROJECT)
    assert (draft.status, draft.number, draft.iban) == ("draft", None, IBAN)
