"""A wish for a change: filled in beforehand, reckoned while it is typed, nothing lost, sent once."""

import pytest

from funding import actions, change_plan
from funding.forms import changing
from funding.models import Application
from tests.factories.funding import (
    let_pass,
    make_decided,
    make_in_review,
    make_rule_set,
)
from tests.factories.granted import fresh, make_change_proposed, make_change_requested
from tests.funding.browsing import signed_in, text_of, url


@pytest.fixture
def granted(region, school_client) -> Application:
    """280 euro for a bus of 350, on 1 May 2026."""
    make_rule_set()
    return make_decided(by=school_client.user, institution=school_client.actor)


def sent(case: Application, **typed) -> dict:
    """What a browser sends that has just loaded the page and changed ``typed``."""
    return changing.typed(fresh(case)) | {"reasons": "Der Bus ist teurer."} | typed


def page(case: Application) -> str:
    return url("application_change", case)


def test_form_starts_with_what_is_granted(granted, school_client):
    html = text_of(school_client.get(page(granted)))

    pk = granted.appointments.get().pk
    for name, value in (
        ("t0-pk", pk), ("t0-datum", "2026-05-01"), ("t0-kinder", "22"), ("t0-gruppe", "Klasse 3 b"),
        ("t0-0-summe", "350,00"), ("version", granted.version),
    ):  # fmt: skip
        assert f'name="{name}" value="{value}"' in html
    assert 'bewilligt sind</dt><dd class="br-money">280,00 €' in html
    assert 'Unterschied</dt><dd class="br-money">0,00 €' in html


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (
            "500",
            [
                'künftig</dt><dd class="br-money">400,00 €',
                "das ist mehr",
                "+120,00 €",
                "wenn im Fonds noch etwas da ist",
            ],
        ),
        ("100", ["80,00 €", "das ist weniger", "−200,00 €"]),
    ],
)
def test_page_reckons_the_wanted_plan_and_the_difference(granted, school_client, total, words):
    asked = sent(granted, rechnen="1", **{"t0-0-summe": total})

    response = school_client.post(page(granted), asked)

    html = text_of(response)
    assert response.status_code == 200
    assert [word in html for word in words] == [True] * len(words)
    assert "Der Bus ist teurer.</textarea>" in html
    assert fresh(granted).status == "approved"


def test_wish_is_sent_with_the_whole_plan(granted, school_client, mailoutbox):
    mailoutbox.clear()
    asked = sent(granted, **{"t0-0-summe": "500", "t0-datum": "2026-05-08", "t0-kinder": "30"})

    response = school_client.post(page(granted), asked, follow=True)

    wish = granted.change_requests.get()
    [wanted] = change_plan.from_json(wish.plan_json)
    assert response.redirect_chain == [(granted.get_absolute_url(), 302)]
    assert "Ihr Änderungswunsch ist bei uns." in text_of(response)
    assert (fresh(granted).status, wish.reasons) == ("change_requested", "Der Bus ist teurer.")
    assert (wanted.pk, f"{wanted.starts_on}", wanted.children) == (
        granted.appointments.get().pk, "2026-05-08", 30,
    )  # fmt: skip
    assert [cost.total_cents for cost in wanted.costs] == [500_00]
    assert len(mailoutbox) == 1


def test_amended_plan_keeps_row_and_account(granted, school_client):
    """What was sent can be signed: the way to the end."""
    asked = sent(granted, **{"t0-0-summe": "200", "third_party": "10", "t0-uhrzeit": "08:30"})
    school_client.post(page(granted), asked)
    actions.propose_change(application=fresh(granted), by=granted.assignee, amount_cents=160_00)
    actions.amend(application=fresh(granted), by=granted.decided_by)

    case = fresh(granted)
    assert (case.status, case.decided_cents, case.third_party_cents) == ("approved", 160_00, 10_00)
    assert case.appointments.get().pk == granted.appointments.get().pk


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reasons": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"t0-0-summe": "viel"}, "t0-0-summe"),
        ({"t0-datum": "2026-02-27"}, "Der Termin muss in der Zukunft liegen"),
        ({"t0-kinder": "0"}, "t0-kinder"),
        ({"third_party": "x"}, "Betrag anderer Förderung"),
        ({}, "Das ist der Plan, der schon bewilligt ist."),
    ],
)
def test_what_is_wrong_is_told_beside_what_was_typed(granted, school_client, typed, sentence):
    asked = sent(granted, **{"t0-gruppe": "Klasse 3 c\0" if typed else "Klasse 3 b"} | typed)

    response = school_client.post(page(granted), asked)

    html = text_of(response)
    assert response.status_code == 422
    assert sentence in html
    assert f'value="Klasse 3 {"c" if typed else "b"}"' in html
    assert fresh(granted).status == "approved"


def test_day_that_has_passed_may_stay(granted, school_client):
    """Fewer came than planned, and the trip is over: the day itself is no fault."""
    case = let_pass(granted)

    response = school_client.post(page(case), sent(case, **{"t0-kinder": "18"}))

    assert (response.status_code, fresh(case).status) == (302, "change_requested")


# Rows


@pytest.mark.parametrize(
    ("button", "value", "rows"),
    [
        ("termin-kopie", "t0", ["t0", "t1"]),
        ("termin-neu", "1", ["t0", "t1"]),
        ("termin-weg", "t0", ["t0"]),
    ],
)
def test_rows_come_and_go_without_a_script(granted, school_client, button, value, rows):
    response = school_client.post(page(granted), sent(granted, **{button: value}))

    wanted = response.context["wanted"]
    assert response.status_code == 200
    assert [visit.key for visit, _group in wanted.pairs] == rows
    assert "Der Bus ist teurer.</textarea>" in text_of(response)


def test_copied_appointment_is_a_new_one_without_a_day(granted, school_client):
    shown = school_client.post(page(granted), sent(granted, **{"termin-kopie": "t0"}))
    ((visit, group),) = shown.context["wanted"].pairs[1:]
    copied = {f"t1-{name}": visit.typed(name) for name in visit.fields}
    costs = {f"t1-0-{name}": group.rows[0].typed(name) for name in group.rows[0].fields}

    response = school_client.post(
        page(granted), sent(granted, **copied | costs | {"t1-datum": "2026-05-08"})
    )

    plan = change_plan.from_json(granted.change_requests.get().plan_json)
    assert (copied["t1-datum"], copied["t1-pk"], copied["t1-gruppe"]) == ("", "", "Klasse 3 b")
    assert response.status_code == 302
    assert [(row.pk is None, row.costs[0].total_cents) for row in plan] == [
        (False, 350_00),
        (True, 350_00),
    ]


# Somebody was faster


def test_stale_page_is_told_and_can_be_sent_again(granted, school_client):
    asked = sent(granted, **{"t0-0-summe": "500"})
    actions.choose_delivery(application=granted, by=school_client.user, in_portal=True)

    refused = school_client.post(page(granted), asked)
    version = refused.context["form"]["version"].value()
    again = school_client.post(page(granted), asked | {"version": version})

    assert refused.status_code == 409
    assert "Der Vorgang hat sich inzwischen geändert." in text_of(refused)
    assert 'name="t0-0-summe" value="500"' in text_of(refused)
    assert again.status_code == 302


def test_second_wish_is_refused_with_everything_that_was_typed(granted, school_client):
    asked = sent(granted, **{"t0-0-summe": "600"})
    school_client.post(page(granted), sent(granted, **{"t0-0-summe": "500"}))

    response = school_client.post(page(granted), asked)

    html = text_of(response)
    assert response.status_code == 409
    assert "Der Antrag hat den Stand „Änderung in Prüfung“." in html
    assert 'name="t0-0-summe" value="600"' in html
    assert 'name="senden"' not in html
    assert granted.change_requests.count() == 1


def test_what_was_sent_after_the_session_ended_is_shown_again(granted, school_client, client):
    asked = sent(granted, **{"t0-0-summe": "500"})

    login = client.post(page(granted), asked)
    client.force_login(school_client.user, backend="django.contrib.auth.backends.ModelBackend")
    html = text_of(client.get(page(granted)))

    assert login["Location"].startswith("/konto/anmelden/")
    assert 'name="t0-0-summe" value="500"' in html
    assert "noch nicht gesendet" in html


def test_what_was_sent_signed_out_is_not_lost_when_it_comes_too_late(
    granted, school_client, client
):
    client.post(page(granted), sent(granted, **{"t0-0-summe": "500"}))
    actions.cancel(application=granted, by=school_client.user)

    client.force_login(school_client.user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(page(granted))

    html = text_of(response)
    assert response.status_code == 409
    assert "Der Antrag hat den Stand „Abgesagt“." in html
    assert 'name="t0-0-summe" value="500"' in html
    assert 'name="senden"' not in html


def test_appointment_that_was_taken_away_meanwhile_is_wanted_anew(granted, school_client):
    [planned] = change_plan.current(granted)
    asked = sent(granted, **{"t0-pk": str(planned.pk + 1000)})

    response = school_client.post(page(granted), asked)

    assert response.status_code == 302
    assert granted.change_requests.get().plan_json[0]["pk"] is None


def test_plan_without_any_cost_is_refused(granted, school_client):
    response = school_client.post(page(granted), sent(granted, **{"t0-0-summe": ""}))

    assert response.status_code == 422
    assert "So bleibt nichts zu fördern" in text_of(response)
    assert granted.change_requests.count() == 0


def test_page_is_for_granted_cases_only(region, school_client):
    make_rule_set()
    own = {"by": school_client.user, "institution": school_client.actor}
    cases = [make_in_review(**own), make_change_requested(**own)]

    shown = [school_client.get(page(case), follow=True) for case in cases]

    assert [response.redirect_chain[-1][0] for response in shown] == [
        case.get_absolute_url() for case in cases
    ]
    for response, stage in zip(shown, ("In Prüfung", "Änderung in Prüfung"), strict=True):
        assert f"Der Antrag hat den Stand „{stage}“." in text_of(response)


# Taking it back


def test_wish_is_taken_back_after_a_question(granted, school_client):
    school_client.post(page(granted), sent(granted, **{"t0-0-summe": "500"}))
    address = url("application_retract", granted)

    shown = text_of(school_client.get(address))
    response = school_client.post(address, {"version": fresh(granted).version}, follow=True)

    assert "Änderungswunsch zurücknehmen?" in shown
    assert "Der Bescheid gilt, wie er ist." in text_of(response)
    assert (fresh(granted).status, granted.change_requests.get().outcome) == (
        "approved",
        "retracted",
    )


def test_that_a_proposal_lies_with_the_signer_is_not_told(region, school_client):
    make_rule_set()
    case = make_change_proposed(by=school_client.user, institution=school_client.actor)

    response = school_client.post(url("application_retract", case), {"version": ""})

    assert response.status_code == 409
    assert "Der Antrag hat den Stand „Änderung in Prüfung“." in text_of(response)
    assert "Zeichnung" not in text_of(response)


def test_decided_wish_cannot_be_taken_back(granted, school_client):
    response = school_client.post(url("application_retract", granted), {"version": ""})

    assert response.status_code == 409
    assert "Der Antrag hat den Stand „Bewilligt“." in text_of(response)


def test_colleague_of_another_school_finds_nothing(granted):
    stranger = signed_in(make_decided().submitted_by)

    assert {stranger.get(page(granted)).status_code, stranger.post(page(granted)).status_code} == {
        404
    }
