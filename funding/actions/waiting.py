"""No money left: the case waits in the order of completeness."""

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import emails
from funding.models import Application, BudgetYear
from funding.workflow import step

from .cases import budget_year_of, demand_checked, lock, save


@transaction.atomic
def put_on_waitlist(
    *,
    application: Application,
    by,
    note: str = "",
    budget_year: BudgetYear | None = None,
    version: int | None = None,
) -> Application:
    """Let a checked case wait because its amount is not there; a proposal is dropped.

    ``budget_year`` None takes that of the proposal, else of the first appointment. ``note`` is
    internal. Raises DomainError while there is money enough, or the case is worth nothing.
    """
    application = lock(application, version)
    step(application, "put_on_waitlist", by=by, note_internal=note)
    demand_checked(application)
    proposal = application.decisions.drafts().first()
    year = budget_year or (proposal and proposal.budget_year) or budget_year_of(application)
    application.computed_cents = (
        Application.objects.with_costs().get(pk=application.pk).reckon().cents
    )
    amount = proposal.amount_cents if proposal else application.computed_cents
    if not amount:
        raise DomainError("Wo nichts zu bewilligen ist, gibt es nichts zu warten.")
    # First the lock: what is read before it may be stale.
    year = BudgetYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    if amount <= year.available_cents:
        raise DomainError(
            f"Im Haushaltsjahr {year.year} sind noch {euro(year.available_cents)} verfügbar. "
            "Das reicht, der Antrag muss nicht warten."
        )
    application.decisions.drafts().delete()
    application.budget_year = year
    save(application)
    emails.waitlisted(application)
    return application


def demand_its_turn(application: Application, budget_year: BudgetYear, amount_cents: int) -> None:
    """A case that waited is proposed when its money is there and the day has not come."""
    year = BudgetYear.objects.select_for_update(no_key=True).get(pk=budget_year.pk)
    if amount_cents > year.available_cents:
        raise DomainError(
            f"Im Haushaltsjahr {year.year} sind erst {euro(year.available_cents)} verfügbar."
        )
    if application.first_day <= timezone.localdate():
        raise DomainError("Das Vorhaben hat schon begonnen. Bitte schlagen Sie eine Ablehnung vor.")
