"""Confirm, order, pay, pay again: three roles, masked accounts, and every look written down."""

from datetime import timedelta

import pytest

from funding import actions, budget
from funding.models import BankDataView, LedgerEntry
from tests.factories.funding import (
    IBAN,
    confirm,
    make_member,
    make_officer,
    make_order_failed,
    make_ordered,
    make_settled,
)
from tests.factories.office import make_client
from tests.funding.office import client_of, outcomes, page_of, said, text_of
from tests.funding.test_paying import OTHER_IBAN


pytestmark = pytest.mark.django_db
WHOLE = "DE89 3704 0044 0532 0130 00"


def fresh(case):
    return type(case).objects.get(pk=case.pk)


def stated(case, **fields) -> dict:
    return {"version": case.version, "exception_reason": ""} | fields


@pytest.mark.parametrize(
    ("page", "make", "roles"),
    [
        ("confirm_payment", make_settled, {"sachbearbeitung", "zeichnung", "kasse", "superuser"}),
        ("record_paid", make_ordered, {"kasse", "superuser"}),
        ("record_failed", make_ordered, {"kasse", "superuser"}),
        ("prepare_again", make_order_failed, {"sachbearbeitung", "superuser"}),
        ("bank", make_settled, {"sachbearbeitung", "zeichnung", "kasse", "superuser"}),
    ],
)
def test_pages_by_role(region, page, make, roles):
    found = outcomes(page_of(make(), page))

    assert {role for role, status in found.items() if status == 200} == roles
    assert (found["lesend"], found["schule"]) == (403, 302)


def test_order_page_by_role(region):
    case = make_settled()
    confirm(case.payment_order)

    found = outcomes(page_of(case, "order_payment"))

    assert {role for role, status in found.items() if status == 200} == {"zeichnung", "superuser"}


def test_case_worker_confirms_signer_orders(region):
    case = make_settled()
    worker, signer = make_client("sachbearbeitung"), make_client("zeichnung")

    confirmed = worker.post(
        page_of(case, "confirm_payment"),
        stated(case, factual="on", payee="authority", arithmetic="on"),
        follow=True,
    )
    case = fresh(case)
    page = text_of(signer.get(page_of(case, "order_payment")))
    ordered = signer.post(page_of(case, "order_payment"), {"version": case.version}, follow=True)

    order = case.payment_orders.get()
    assert said(confirmed) == [f"{order} ist sachlich und rechnerisch richtig festgestellt."]
    assert said(ordered) == [f"{order} über 280,00\xa0€ ist erteilt."]
    assert (order.factual_by, order.arithmetic_by, order.ordered_by) == (
        worker.user, worker.user, signer.user,
    )  # fmt: skip
    assert "DE89 … 3000" in page
    for text in (page, text_of(confirmed), text_of(ordered)):
        assert WHOLE not in text
        assert IBAN not in text


def test_who_confirmed_both_does_not_order(region):
    case = make_settled()
    signer = make_client("zeichnung")
    signer.post(
        page_of(case, "confirm_payment"),
        stated(case, factual="on", payee="institution", arithmetic="on"),
    )
    case = fresh(case)

    response = signer.post(page_of(case, "order_payment"), {"version": case.version})

    assert response.status_code == 403
    assert "Anordnen muss jemand anderes." in text_of(response)
    assert fresh(case).status == "settled"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "__all__"),
        ({"factual": "on"}, "payee"),
        ({"factual": "on", "payee": "nachbar"}, "payee"),
        ({"factual": "on", "payee": "private"}, "exception_reason"),
    ],
)
def test_confirmation_that_lacks_something_is_said(region, fields, wrong):
    case = make_settled()

    response = make_client("sachbearbeitung").post(
        page_of(case, "confirm_payment"), stated(case, **fields)
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [wrong]
    assert case.payment_orders.get().people == set()


def test_confirmation_of_an_account_not_seen_is_refused(region):
    """The institution named another account while the page was open."""
    case = make_settled()
    sent = stated(case, factual="on", payee="institution")
    actions.change_bank_details(
        application=case, by=case.submitted_by, iban=OTHER_IBAN, account_holder="Förderverein"
    )

    response = make_client("sachbearbeitung").post(page_of(case, "confirm_payment"), sent)

    assert response.status_code == 409
    assert "DE02 … 2051" in text_of(response)
    assert case.payment_orders.get().factual_by is None


def test_private_person_stands_on_the_order_with_the_reason(region):
    case = make_settled()

    make_client("sachbearbeitung").post(
        page_of(case, "confirm_payment"),
        stated(case, factual="on", payee="private", exception_reason="Hat alles ausgelegt."),
    )

    order = case.payment_orders.get()
    assert (order.payee, order.exception_reason) == ("private", "Hat alles ausgelegt.")


def test_tie_to_the_institution_bars_from_its_money(region):
    case = make_settled()
    tied = client_of(make_member(case.institution, is_staff=True, is_superuser=True))

    for page in ("confirm_payment", "bank"):
        assert tied.get(page_of(case, page)).status_code == 403


def test_payment_noted_by_hand_is_booked_once(region, today, mailoutbox):
    case = make_ordered()
    cashier = make_client("kasse")
    mailoutbox.clear()
    sent = {"version": case.version, "paid_on": today.isoformat()}

    done = cashier.post(page_of(case, "record_paid"), sent, follow=True)
    again = cashier.post(page_of(case, "record_paid"), sent)

    assert said(done) == [f"Anordnung {case.number}-Z1 ist gezahlt, {case.number} abgeschlossen."]
    assert again.status_code == 409
    assert LedgerEntry.objects.filter(kind="PAY").values_list("amount_cents", "booked_by").get() == (
        280_00, cashier.user.pk,
    )  # fmt: skip
    assert budget.prove() == []
    assert len(mailoutbox) == 1


def test_day_in_the_future_is_refused_and_kept(region, today):
    case = make_ordered()
    day = (today + timedelta(days=1)).isoformat()

    response = make_client("kasse").post(
        page_of(case, "record_paid"), {"version": case.version, "paid_on": day}
    )

    assert response.status_code == 409
    assert f'value="{day}"' in text_of(response)
    assert "Der Tag der Zahlung liegt vor der Anordnung oder in der Zukunft." in text_of(response)


def test_order_that_failed_meanwhile_is_not_noted_as_paid(region, today):
    case = make_ordered()
    sent = {"version": case.version, "paid_on": today.isoformat()}
    actions.record_failed(order=case.payment_order, by=make_officer(), reason="Konto erloschen")
    actions.prepare_again(application=case, by=make_officer())
    confirm(fresh(case).payment_order)
    actions.order_payment(application=case, by=make_officer())

    response = make_client("kasse").post(page_of(case, "record_paid"), sent)

    assert response.status_code == 409
    assert LedgerEntry.objects.filter(kind="PAY").count() == 0


def test_payment_that_came_back_goes_out_anew(region, mailoutbox):
    case = make_ordered()
    mailoutbox.clear()
    make_client("kasse").post(
        page_of(case, "record_failed"), {"version": case.version, "reason": "IBAN unbekannt"}
    )
    case = fresh(case)
    worker = make_client("sachbearbeitung")

    page = worker.get(page_of(case, "prepare_again"))
    done = worker.post(
        page_of(case, "prepare_again"), {"version": case.version, "note": ""}, follow=True
    )

    assert "Die Bankverbindung ist noch dieselbe." in text_of(page)
    assert said(done) == [
        f"Anordnung {case.number}-Z2 ist angelegt und wartet auf die Feststellung."
    ]
    assert fresh(case).status == "settled"
    assert [mail.subject for mail in mailoutbox] == [f"{case.number}: Die Überweisung kam zurück"]
    assert "IBAN unbekannt" in text_of(done)


# The account number


def test_account_is_shown_once_for_a_purpose(region):
    case = make_settled()
    client = make_client("kasse")
    assert WHOLE not in text_of(client.get(page_of(case, "bank")))

    shown = client.post(page_of(case, "bank"), {"purpose": "Abgleich"})
    after = client.get(page_of(case, "bank"))

    assert WHOLE in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    assert WHOLE not in text_of(after)
    assert "Abgleich" in text_of(after)
    assert "Abgleich" in text_of(client.get(page_of(case)))
    assert BankDataView.objects.values_list("viewed_by", "purpose").get() == (
        client.user.pk,
        "Abgleich",
    )


@pytest.mark.parametrize("purpose", ["", "   ", "x" * 201])
def test_look_without_a_purpose_shows_nothing(region, purpose):
    case = make_settled()

    response = make_client("kasse").post(page_of(case, "bank"), {"purpose": purpose})

    assert response.status_code == 422
    assert WHOLE not in text_of(response)
    assert BankDataView.objects.count() == 0


def test_order_as_a_letter_is_a_look_as_well(region):
    case = make_ordered()
    url = f"/verwaltung/funding/letter/{case.payment_order.letter_id}/datei/"

    reader, cashier = make_client("lesend"), make_client("kasse")

    assert reader.get(url).status_code == 403
    b"".join(cashier.get(url))
    assert BankDataView.objects.get().viewed_by == cashier.user
