"""One broken row for each constraint that keeps the procedure after the decision."""

from datetime import date

from django.db import models
from django.utils import timezone

from funding import actions
from funding.models import LetterText, Receipt, VenueConfirmation
from tests.factories.funding import (
    actual_lines,
    let_pass,
    make_decided,
    make_officer,
    make_order_failed,
    make_ordered,
    make_paid,
    make_report,
    make_reported,
    make_rule_set,
    make_settled,
    make_user,
)
from tests.factories.granted import (
    make_change_requested,
    make_claim_open,
    make_hearing,
    make_overdue,
    make_waitlisted,
)


def change(row, **fields):
    """Past all guards of the program, straight to the table."""
    models.QuerySet(type(row)).filter(pk=row.pk).update(**fields)


def again(row, **fields):
    """The same row a second time."""
    copy = type(row).objects.get(pk=row.pk)
    copy.pk = None
    copy._state.adding = True
    for name, value in fields.items():
        setattr(copy, name, value)
    models.QuerySet(type(row)).bulk_create([copy])


def worded(kind: str = "hearing") -> LetterText:
    """A text of the office for a kind of letter."""
    return LetterText.objects.create(
        programme=make_rule_set().programme,
        kind=kind,
        version=1,
        text="Guten Tag",
        written_by=make_user(),
    )


def receipt() -> Receipt:
    make_reported()
    return Receipt.objects.get()


def venue() -> VenueConfirmation:
    case = let_pass(make_decided())
    return actions.ask_venue(
        appointment=case.appointments.get(), email="kasse@museum.example", by=case.submitted_by
    )


def order():
    return make_settled().payment_order


def run():
    return actions.open_run(orders=[make_ordered().payment_order], by=make_officer())


def order_alone():
    row = make_ordered().payment_order
    change(row, ordered_by=row.factual_by)


def reminder():
    return make_overdue(reminders=1).proof_reminders.get()


def hearing():
    return make_hearing(stated=False).hearings.get()


def sent():
    return make_decided(delivery_consent=True).letters.last().deliveries.get()


NOW = timezone.now
DAY = date(2026, 3, 2)
BROKEN = {
    "application_settled_pair": lambda: change(make_settled(), settled_cents=280_01),
    "application_settled_has_amount": lambda: change(
        make_settled(), settled_cents=None, settled_at=None, settled_by=None
    ),
    "application_closed_has_day": lambda: change(make_paid(), closed_on=None),
    "application_waits_in_a_year": lambda: change(make_waitlisted(), complete_since=None),
    "change_one_open": lambda: again(make_change_requested().change_requests.get()),
    "change_closed_pair": lambda: change(
        make_change_requested().change_requests.get(), closed_at=NOW()
    ),
    "change_amended_by_a_decision": lambda: change(
        make_change_requested().change_requests.get(),
        outcome="amended",
        closed_at=NOW(),
        closed_by=make_user(),
    ),
    "proof_reminder_once_a_level": lambda: again(reminder()),
    "proof_reminder_level": lambda: change(reminder(), level=4),
    "hearing_one_open": lambda: again(hearing()),
    "hearing_stated_pair": lambda: change(hearing(), stated_at=NOW()),
    "hearing_ended_pair": lambda: change(hearing(), ended_at=NOW()),
    "claim_takes_back_no_more": lambda: change(make_claim_open().claim, refunded_cents=280_01),
    "claim_settled_when_paid_or_waived": lambda: change(make_claim_open().claim, settled_on=DAY),
    "claim_waived_pair": lambda: change(
        make_claim_open().claim, settled_on=DAY, waived_at=NOW(), waived_by=make_user()
    ),
    "delivery_one_current": lambda: again(sent()),
    "delivery_notified_pair": lambda: change(sent(), notified_by=None),
    "delivery_fetched_pair": lambda: change(sent(), fetched_at=NOW()),
    "delivery_waits_only_for_the_post": lambda: change(sent(), notified_at=None, notified_by=None),
    "delivery_known_only_when_it_arrived": lambda: change(sent(), deemed_on=DAY),
    "cost_accepts_no_more_persons": lambda: change(
        actual_lines(make_report().application).get(), persons=2, accepted_persons=3
    ),
    "usage_report_submitted_pair": lambda: change(make_report(), submitted_at=NOW()),
    "usage_report_third_party_not_negative": lambda: change(make_report(), third_party_cents=-1),
    "receipt_claims_no_more_than_it_says": lambda: change(receipt(), claimed_cents=350_01),
    "receipt_judged_pair": lambda: change(receipt(), accepted_cents=350_00),
    "receipt_cut_has_reason": lambda: change(
        receipt(), accepted_cents=1, judged_at=NOW(), judged_by=make_user()
    ),
    "letter_text_version_once": lambda: again(worded()),
    "letter_text_of_a_letter": lambda: worded(kind="payment_order"),
    "venue_asked_once": lambda: again(venue(), token_sha256="x"),
    "venue_confirmed_pair": lambda: change(venue(), confirmed_on=DAY),
    "payment_order_one_live": lambda: again(order(), number="x"),
    "payment_order_amount_positive": lambda: change(order(), amount_cents=0),
    "payment_order_factual_pair": lambda: change(order(), factual_at=NOW(), payee="authority"),
    "payment_order_arithmetic_pair": lambda: change(order(), arithmetic_at=NOW()),
    "payment_order_ordered_pair": lambda: change(make_ordered().payment_order, ordered_by=None),
    "payment_order_failed_pair": lambda: change(order(), failed_by=make_user()),
    "payment_order_confirmed_first": lambda: change(
        order(), ordered_at=NOW(), ordered_by=make_user()
    ),
    "payment_order_four_eyes": order_alone,
    "payment_order_private_is_an_exception": lambda: change(
        make_ordered().payment_order, payee="private"
    ),
    "payment_order_paid_when_ordered": lambda: change(order(), paid_on=DAY),
    "payment_order_failure_has_reason": lambda: change(
        make_order_failed().payment_orders.get(), failed_reason=""
    ),
    "payment_run_released_pair": lambda: change(run(), released_at=NOW()),
    "payment_run_four_eyes": lambda: (
        lambda row: change(row, released_at=NOW(), released_by=row.opened_by)
    )(run()),
    "payment_run_exported_when_released": lambda: change(
        run(), exported_at=NOW(), exported_by=make_user(), sha256="x"
    ),
}
