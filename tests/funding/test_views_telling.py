"""After the decision: called off, heard, another account, another way of letters, and once more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from funding import actions
from funding.models import Application, BankDetailsChange
from tests.factories.funding import (
    IBAN,
    let_pass,
    make_decided,
    make_draft,
    make_order_failed,
    make_reported,
    make_rule_set,
    make_submitted,
    make_user,
)
from tests.factories.granted import (
    fresh,
    make_change_requested,
    make_hearing,
    make_revocation_proposed,
)
from tests.funding.browsing import signed_in, text_of, url


OTHER_IBAN = "DE02120300000000202051"
TOKEN = "a" * 20


@pytest.fixture
def own(region, school_client) -> dict:
    make_rule_set()
    return {"by": school_client.user, "institution": school_client.actor}


# Called off


def test_cancelling_says_what_follows_and_is_done_once(own, school_client):
    case = make_change_requested(**own)
    address = url("application_cancel", case)

    shown = text_of(school_client.get(address))
    sent = {"note": "Sturm", "version": case.version}
    first = school_client.post(address, sent, follow=True)
    second = school_client.post(address, sent)

    assert "Der Zuschuss von 280,00 € wird nicht ausgezahlt" in shown
    assert "Ihr Änderungswunsch ist damit auch erledigt." in shown
    assert (fresh(case).status, "Sturm" in text_of(first)) == ("cancelled", True)
    assert (second.status_code, "Sturm</textarea>" in text_of(second)) == (409, True)
    assert case.steps.filter(verb="cancel").count() == 1


def test_cancelling_a_stale_case_asks_again(own, school_client):
    case = make_decided(**own)

    response = school_client.post(
        url("application_cancel", case), {"note": "Sturm", "version": case.version - 1}
    )

    html = text_of(response)
    assert (response.status_code, fresh(case).status) == (409, "approved")
    assert "Der Vorgang hat sich inzwischen geändert." in html
    assert f'name="version" value="{case.version}"' in html
    assert "Sturm</textarea>" in html


# Heard


def test_statement_is_given_once(own, school_client, mailoutbox):
    case = make_hearing(stated=False, **own)
    mailoutbox.clear()
    address = url("application_hearing", case)

    shown = text_of(school_client.get(address))
    empty = school_client.post(address, {"statement": " ", "version": case.version})
    response = school_client.post(
        address, {"statement": "Sie fand statt.", "version": case.version}, follow=True
    )
    again = school_client.post(address, {"statement": "Und noch etwas.", "version": ""})

    assert [word in shown for word in ("Die Fahrt fand nicht statt.", "16. März 2026")] == [
        True
    ] * 2
    assert empty.status_code == 422
    assert "Ihre Stellungnahme ist bei uns" in text_of(response)
    assert case.hearings.get().statement == "Sie fand statt."
    assert (again.status_code, "Und noch etwas.</textarea>" in text_of(again)) == (409, True)
    assert "Ihre Stellungnahme liegt uns schon vor." in text_of(again)


def test_statement_stays_to_be_read(own, school_client):
    case = make_revocation_proposed(**own)

    page = text_of(school_client.get(case.get_absolute_url()))
    response = school_client.get(url("application_hearing", case))

    html = text_of(response)
    assert "Ihre Stellungnahme lesen" in page
    assert response.status_code == 200
    assert "Die Fahrt fand nicht statt." in html
    assert "Ihre Stellungnahme vom 2. März 2026</dt><dd>Sie fand statt." in html
    assert ("<textarea" in html, "Zeichnung" in html) == (False, False)


def test_statement_after_the_day_is_still_taken(own, school_client):
    case = let_pass(make_hearing(stated=False, **own), days=30)
    case.hearings.update(due_on=timezone.localdate() - timedelta(days=1))
    address = url("application_hearing", case)

    shown = text_of(school_client.get(address))
    response = school_client.post(address, {"statement": "So war es.", "version": case.version})

    assert "Die Frist ist vorbei." in shown
    assert (response.status_code, case.hearings.get().statement) == (302, "So war es.")


def test_nobody_is_asked_where_there_is_no_hearing(own, school_client):
    case = make_decided(**own)

    response = school_client.get(url("application_hearing", case), follow=True)

    assert response.redirect_chain[-1][0] == case.get_absolute_url()
    assert "„Stellung nehmen“ ist da nicht möglich." in text_of(response)


# Another account


def test_account_after_a_failed_payment_is_changed_and_stays_masked(own, school_client):
    case = make_order_failed(**own)
    address = url("application_account", case)

    shown = text_of(school_client.get(address))
    typed = {"iban": OTHER_IBAN, "account_holder": "Förderverein", "version": case.version}
    response = school_client.post(address, typed, follow=True)

    assert "DE89 … 3000, Gemeinde Adendorf" in shown
    assert IBAN not in shown.replace(" ", "") + text_of(response).replace(" ", "")
    assert (fresh(case).iban, fresh(case).account_holder) == (OTHER_IBAN, "Förderverein")
    assert BankDetailsChange.objects.get().old_account == "DE89 … 3000, Gemeinde Adendorf"


def test_wrong_account_is_told_at_the_field(own, school_client):
    case = make_order_failed(**own)

    response = school_client.post(
        url("application_account", case),
        {"iban": "DE00 1203 0000 0000 2020 51", "account_holder": "", "version": case.version},
    )

    html = text_of(response)
    assert response.status_code == 422
    assert "Diese IBAN kann nicht stimmen." in html
    assert "DE00 1203 0000 0000 2020 51" in html
    assert fresh(case).iban == IBAN


def test_account_with_a_missing_digit_is_told_with_both_lengths(own, school_client):
    case = make_order_failed(**own)
    typed = {"iban": OTHER_IBAN[:-1], "account_holder": "Verein", "version": case.version}

    response = school_client.post(url("application_account", case), typed)

    assert response.status_code == 422
    assert "Eine deutsche IBAN hat 22 Stellen, hier stehen 21." in text_of(response)


def test_same_account_once_more_changes_nothing(own, school_client):
    case = make_order_failed(**own)
    typed = {"iban": case.iban, "account_holder": case.account_holder, "version": case.version}

    response = school_client.post(url("application_account", case), typed)

    assert response.status_code == 422
    assert "Das ist die Bankverbindung, die wir schon haben." in text_of(response)
    assert BankDetailsChange.objects.count() == 0


def test_account_of_an_open_application_has_no_such_page(own, school_client):
    case = make_submitted(**own)
    address = url("application_account", case)

    refused = school_client.post(address, {"iban": OTHER_IBAN, "account_holder": "Verein"})

    assert school_client.get(address)["Location"] == case.get_absolute_url()
    assert (refused.status_code, fresh(case).iban) == (409, IBAN)


# The way of letters


@pytest.mark.parametrize(("consent", "way", "after"), [(False, "portal", True), (True, "post", False)])  # fmt: skip
def test_way_of_letters_is_chosen_for_what_comes(own, school_client, consent, way, after):
    case = make_reported(delivery_consent=consent, **own)
    address = url("application_delivery", case)

    shown = text_of(school_client.get(address))
    response = school_client.post(address, {"way": way, "version": case.version}, follow=True)

    assert "die noch kommen" in shown
    assert fresh(case).delivery_consent is after
    assert "Weg der Schreiben geändert" in text_of(response)


def test_way_of_letters_must_be_chosen(own, school_client):
    case = make_decided(**own)

    assert school_client.post(url("application_delivery", case)).status_code == 422


# Once more


@pytest.mark.parametrize(
    ("art", "day", "group", "words"),
    [
        ("nochmal", "2027-04-30", "Klasse 3 b", "um ganze Wochen verschoben, der erste auf Freitag, 30. April 2027"),
        ("parallel", "2026-05-01", "", "Bitte tragen Sie die Gruppe ein und prüfen Sie den Tag (Freitag, 1. Mai 2026)"),
    ],
)  # fmt: skip
def test_copy_leads_into_the_new_draft_and_says_what_to_check(
    own, school_client, art, day, group, words
):
    case = make_decided(**own)

    response = school_client.post(
        url("application_copy", case), {"art": art, "token": TOKEN}, follow=True
    )

    draft = Application.objects.drafts().get()
    row = draft.appointments.get()
    assert response.redirect_chain == [(f"/foerderung/antraege/{TOKEN}/termine/", 302)]
    assert f"Übernommen aus {case.number}" in text_of(response)
    assert words in text_of(response)
    assert (f"{row.starts_on}", row.group_label, row.cost_lines.get().total_cents) == (
        day,
        group,
        350_00,
    )


def test_copy_of_a_past_trip_for_the_parallel_class_says_that_days_moved(own, school_client):
    case = let_pass(make_decided(**own))

    response = school_client.post(
        url("application_copy", case), {"art": "parallel", "token": TOKEN}, follow=True
    )

    assert "Die Termine waren schon vorbei" in text_of(response)


def test_copying_twice_with_one_form_makes_one_draft(own, school_client):
    case = make_decided(**own)
    address, sent = url("application_copy", case), {"art": "nochmal", "token": TOKEN}

    places = {school_client.post(address, sent)["Location"] for _ in range(3)}

    assert places == {f"/foerderung/antraege/{TOKEN}/termine/"}
    assert Application.objects.drafts().count() == 1


def test_copy_is_refused_with_a_sentence_where_the_fund_is_closed(own, school_client):
    case = make_decided(**own)
    case.programme.is_open = False
    case.programme.save()

    response = school_client.post(
        url("application_copy", case), {"art": "nochmal", "token": TOKEN}, follow=True
    )

    assert "nimmt zurzeit keine Anträge an" in text_of(response)
    assert response.redirect_chain == [(case.get_absolute_url(), 302)]
    assert response.context["moves"].again is False


def test_copying_after_the_session_ended_asks_to_press_again(own, school_client, client):
    case = make_decided(**own)
    address = url("application_copy", case)

    client.post(address, {"art": "nochmal", "token": TOKEN})
    client.force_login(school_client.user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(address, follow=True)

    assert "Bitte drücken Sie den Knopf noch einmal." in text_of(response)
    assert Application.objects.drafts().count() == 0


def test_draft_is_not_copied(own, school_client):
    draft = make_draft(**own)

    response = school_client.post(url("application_copy", draft), {"token": TOKEN})

    assert response["Location"] == draft.get_absolute_url()
    assert Application.objects.count() == 1


def test_strangers_copy_nothing(own):
    case = make_decided(**own)

    response = signed_in(make_user()).post(url("application_copy", case), {"token": TOKEN})

    assert (response.status_code, Application.objects.count()) == (404, 1)


def test_changed_way_does_not_lose_a_statement(own, school_client):
    """Another window changed something: the text is shown again and then taken."""
    case = make_hearing(stated=False, **own)
    actions.choose_delivery(application=case, by=school_client.user, in_portal=True)
    address, sent = url("application_hearing", case), {"statement": "So war es."}

    refused = school_client.post(address, sent | {"version": case.version})
    version = refused.context["form"]["version"].value()
    taken = school_client.post(address, sent | {"version": version})

    assert (refused.status_code, "So war es.</textarea>" in text_of(refused)) == (409, True)
    assert (taken.status_code, case.hearings.get().statement) == (302, "So war es.")
