"""An institution's own cases: those first that wait for somebody there, then what is under way."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from .models import Application, Appointment, Delivery, Hearing
from .models.status import ENDED, Status
from .stages import stage


# School years run from the first of August (§ 28 NSchG).
FIRST_MONTH = 8


class Need(models.IntegerChoices):
    """Whose turn it is, in the order of the list."""

    YOURS = 0, _("Das wartet auf Sie")
    DRAFT = 1, _("Entwürfe")
    OFFICE = 2, _("Liegt bei uns")
    GRANTED = 3, _("Bewilligt")
    DONE = 4, _("Erledigt")


ASKED = (Status.INFO_REQUESTED, Status.REPORT_QUERY, Status.ORDER_FAILED, Status.CLAIM_OPEN)


def cases_of(user, today: date) -> QuerySet[Application]:
    """What somebody sees of their institutions' cases, with ``need`` (Need), ``has_letter`` (one waits to
    be fetched in the portal) and ``day`` (the first appointment, else the day it was begun)."""
    of_case = {"application": OuterRef("pk")}
    days = Appointment.objects.filter(**of_case)
    letters = Delivery.objects.to_fetch(today).filter(letter__application=OuterRef("pk"))
    unheard = Hearing.objects.filter(**of_case, ended_at__isnull=True, stated_at__isnull=True)
    first_day = Subquery(days.order_by("starts_on").values("starts_on")[:1])
    cases = Application.objects.of_member(user).annotate(
        has_letter=Exists(letters),
        is_ahead=Exists(days.filter(ends_on__gte=today)),
        is_unheard=Exists(unheard),
        day=Coalesce(first_day, TruncDate("created_at")),
    )
    # What was taken over from before the portal was proven elsewhere.
    unproven = Q(status=Status.APPROVED, is_ahead=False, imported_from="")
    asked = Q(status__in=ASKED) | Q(status=Status.HEARING, is_unheard=True)
    need = Case(
        When(asked | unproven | Q(has_letter=True), then=Value(Need.YOURS)),
        When(status=Status.DRAFT, then=Value(Need.DRAFT)),
        When(status=Status.APPROVED, then=Value(Need.GRANTED)),
        When(status__in=sorted(ENDED), then=Value(Need.DONE)),
        default=Value(Need.OFFICE),
        output_field=models.IntegerField(),
    )
    return (
        cases.annotate(need=need)
        .select_related("institution", "programme", "claim")
        .prefetch_related("appointments", "info_requests", "hearings", "proof_reminders")
        .order_by("need", "-updated_at", "-pk")
    )


# What was granted once and is no more.
GONE = frozenset({Status.CANCELLED, Status.LAPSED, Status.REVOKED, Status.CLAIM_OPEN})


def granted_cents(case: Application) -> int | None:
    """The grant as it stands; None where there is none (any more)."""
    claimed_back = getattr(case, "claim", None) is not None
    return None if case.status in GONE or claimed_back else case.decided_cents or None


def tell(cases: Iterable[Application], today: date) -> list[Application]:
    """The cases with ``stage`` and ``granted``, as funding/_case_card.html shows them."""
    told = list(cases)
    for case in told:
        case.stage, case.granted = stage(case, today), granted_cents(case)
    return told


def school_year(day: date) -> int:
    """The year in which the school year of this day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def school_year_label(year: int) -> str:
    """„2025/26“."""
    return f"{year}/{(year + 1) % 100:02}"


def of_school_year(cases: QuerySet[Application], year: int) -> QuerySet[Application]:
    """``cases`` as cases_of() gives them, those of one school year."""
    return cases.filter(day__gte=date(year, FIRST_MONTH, 1), day__lt=date(year + 1, FIRST_MONTH, 1))


def school_years(cases: QuerySet[Application]) -> list[int]:
    """The school years that occur, the newest first."""
    return sorted({school_year(day) for day in cases.values_list("day", flat=True)}, reverse=True)
