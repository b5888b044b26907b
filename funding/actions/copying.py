"""Again, quickly: a new draft from an earlier case, for the next time or for the parallel class."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from funding import permissions
from funding.models import Application, Appointment, CostLine

from .applying import create_draft


# Not the other grants, the declarations, the consent and the files: they are asked for anew.
COPIED = (
    "head_name", "contact_name", "contact_phone", "contact_email", "title", "field", "description", "offer",
    "provider", "provider_name", "place", "municipality", "own_premises", "travel_mode", "bus_reason", "iban",
    "account_holder",
)  # fmt: skip
OF_APPOINTMENT = ("start_time", "group_label", "age_band", "children", "adults")
OF_COST = ("kind", "label", "persons", "unit_cents", "total_cents", "for_adults")
# Whole weeks: the same day of the week.
STEP = timedelta(weeks=52)


@transaction.atomic
def copy_application(
    *, application: Application, by, sibling: bool = False, token: str = ""
) -> Application:
    """A draft like this case, which stays as it is; the same ``token`` again gives the same draft.

    „Like last time“ moves the days by whole years, on the same weekday, until they lie ahead. A
    ``sibling`` (the parallel class) keeps days that lie ahead and leaves the group's name open.
    """
    if not permissions.can_apply(by, application):
        raise DomainError("Diesen Antrag können Sie nicht wiederholen.")
    if application.anonymised_on is not None:
        raise DomainError("Von diesem Antrag sind nur noch Zahlen da. Bitte beginnen Sie neu.")
    known = Application.objects.filter(token=token, created_by=by).first() if token else None
    if known is not None:
        # The second of two clicks, however much was changed in the draft since.
        return known
    draft = create_draft(
        programme=application.programme,
        institution=application.institution,
        by=by,
        token=token,
        on_behalf=application.on_behalf and not permissions.is_member(by, application.institution),
    )
    if draft.appointments.exists():
        # The second of two clicks at the same moment.
        return draft
    for name in COPIED:
        setattr(draft, name, getattr(application, name))
    draft.save()
    today = timezone.localdate()
    for row in application.appointments.prefetch_related("cost_lines"):
        _copy_appointment(row, draft, sibling, today)
    return draft


def _copy_appointment(row: Appointment, draft: Application, sibling: bool, today: date) -> None:
    days = timedelta()
    while row.starts_on + days <= today or (not sibling and not days):
        days += STEP
    copy = Appointment(
        application=draft,
        starts_on=row.starts_on + days,
        ends_on=row.ends_on + days,
        **{name: getattr(row, name) for name in OF_APPOINTMENT},
    )
    if sibling:
        copy.group_label = ""
    copy.save()
    CostLine.objects.bulk_create(
        CostLine(appointment=copy, **{name: getattr(line, name) for name in OF_COST})
        for line in row.cost_lines.all()
        if line.phase == CostLine.Phase.PLAN
    )
