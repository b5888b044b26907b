"""Cases after the decision: waiting, changed, called off, lapsed, heard, revoked, claimed back."""

from datetime import timedelta

from django.utils import timezone

from funding import actions, change_plan
from funding.change_plan import PlannedAppointment, PlannedCost
from funding.models import Application, BudgetYear
from tests.factories.funding import (
    let_pass,
    make_budget_year,
    make_decided,
    make_in_review,
    make_officer,
    make_paid,
)


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def make_waitlisted(*, year: BudgetYear | None = None, **fields) -> Application:
    """Checked, worth 280 euro, and 100 euro are left."""
    year = year or make_budget_year(allocated=100_00)
    application = make_in_review(programme=year.programme, **fields)
    return actions.put_on_waitlist(application=application, by=make_officer(), budget_year=year)


def wanted(application: Application, *, cents: int = 500_00, **fields) -> list[PlannedAppointment]:
    """The plan with a bus of another price; other fields of the one appointment as keywords."""
    [planned] = change_plan.current(application)
    values = {name: getattr(planned, name) for name in PlannedAppointment.__slots__}
    return [PlannedAppointment(**values | {"costs": [PlannedCost("bus", cents)]} | fields)]


def make_change_requested(*, cents: int = 500_00, **fields) -> Application:
    """Granted 280 euro for a bus of 350; now it costs 500 (400 euro)."""
    application = make_decided(**fields)
    actions.request_change(
        application=application,
        by=application.submitted_by,
        reasons="Es kommt noch eine Klasse mit.",
        plan=wanted(application, cents=cents),
    )
    return fresh(application)


def make_change_proposed(*, amount: int = 400_00, proposer=None, **fields) -> Application:
    application = make_change_requested(**fields)
    actions.propose_change(
        application=application, by=proposer or make_officer(), amount_cents=amount
    )
    return fresh(application)


def make_cancelled(**fields) -> Application:
    application = make_decided(**fields)
    return actions.cancel(application=application, by=application.submitted_by, note="Sturm")


def make_overdue(*, reminders: int = 0, by=None, clock=None, **fields) -> Application:
    """Granted and never proven; so many reminders were sent, and each has passed (with a clock)."""
    application = let_pass(make_decided(**fields), days=100)
    by = by or make_officer()
    for level in range(1, reminders + 1):
        verb = actions.announce_lapse if level == 3 else actions.remind
        reminder = verb(application=application, by=by)
        application.proof_reminders.filter(pk=reminder.pk).update(
            due_on=timezone.localdate() - timedelta(days=1)
        )
    return fresh(application)


def make_lapsed(**fields) -> Application:
    application = make_overdue(reminders=3, **fields)
    actions.lapse(application=application, by=make_officer(name="Zeichnung"))
    return fresh(application)


def make_hearing(*, paid: bool = False, stated: bool = True, **fields) -> Application:
    """Heard about a revocation, and the institution has answered unless told otherwise."""
    application = make_paid(**fields) if paid else make_decided(**fields)
    actions.open_hearing(
        application=application, by=make_officer(), reasons="Die Fahrt fand nicht statt."
    )
    if stated:
        actions.answer_hearing(
            application=application, by=application.submitted_by, statement="Sie fand statt."
        )
    return fresh(application)


def make_revocation_proposed(*, remaining: int = 0, proposer=None, **fields) -> Application:
    application = make_hearing(**fields)
    actions.propose_revocation(
        application=application,
        by=proposer or make_officer(),
        reasons="Kein Beleg für die Fahrt.",
        remaining_cents=remaining,
    )
    return fresh(application)


def make_revoked(**fields) -> Application:
    application = make_revocation_proposed(**fields)
    actions.revoke(application=application, by=make_officer(name="Zeichnung"))
    return fresh(application)


def make_claim_open(**fields) -> Application:
    """280 euro were paid and are claimed back."""
    return make_revoked(paid=True, **fields)
