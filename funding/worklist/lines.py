"""One list of the start page: a query that brings its first lines and the number of all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from accounts.models import User
from actors.models import Actor
from bildungsregion.base.today import Line
from funding.models import Application, Appointment, Step
from funding.workflow import NOTED


# So many lines stand on the start page; the whole list is one click away.
SHOWN = 8
# A case with so few days to its first appointment is urgent.
NEAR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first lines of a list, and how many there are altogether."""

    lines: Sequence[Line]
    total: int


def first_day() -> Subquery:
    """The day of a case's first appointment, as a column."""
    days = Appointment.objects.filter(application=OuterRef("pk")).order_by("starts_on")
    return Subquery(days.values("starts_on")[:1])


def last_step(column: str) -> Subquery:
    """Of the step that moved the case last; what the log only notes makes nobody wait anew."""
    steps = Step.objects.filter(application=OuterRef("pk")).exclude(
        verb__in=NOTED, from_status=F("to_status")
    )
    steps = steps.order_by("-taken_at", "-pk")
    return Subquery(steps.values(column)[:1])


def case_url(application: Application) -> str:
    return reverse("admin:funding_application_change", args=[application.pk])


def step_url(application: Application, page: str) -> str:
    """The page where a step is taken (funding/admin/cases.py STEP_PAGES)."""
    return reverse(f"admin:funding_application_{page}", args=[application.pk])


def without_tie(
    rows: QuerySet[Application], user: User, *, signs: bool = False
) -> QuerySet[Application]:
    """Without the cases that a tie bars this person from (permissions.has_conflict).

    ``signs``: also without what this person typed in for an institution (permissions.has_typed).
    """
    wrote = Q(created_by=user) | Q(submitted_by=user)
    barred = wrote if signs else wrote & Q(on_behalf=False)
    tied = Actor.objects.filter(memberships__user=user).values("pk")
    return rows.exclude(barred).exclude(institution__in=tied)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cases of a list read: why they wait and since when, where it is done, and until when.

    ``until`` names the column of the day that counts. Urgent is what is near: two weeks before an
    appointment, on its last day for all else.
    """

    why: Callable[[Application], str]
    since: Callable[[Application], date]
    url: Callable[[Application], str] = case_url
    until: str = "starts"
    until_label: str = "Termin"

    def line(self, case: Application, today: date) -> Line:
        until = getattr(case, self.until) if self.until else None
        near = today + NEAR if self.until == "starts" else today
        return Line(
            title=case.title,
            url=self.url(case),
            number=case.number,
            institution=str(case.institution),
            why=self.why(case),
            since=self.since(case),
            until=until,
            until_label=self.until_label,
            urgent=until is not None and until <= near,
        )


def waiting(rows: QuerySet[Application], today: date, reading: Reading) -> Waiting:
    """The first cases of ``rows``, in their order."""
    if reading.until == "starts":
        rows = rows.annotate(starts=first_day())
    cases = list(rows.select_related("institution").annotate(total=Window(Count("pk")))[:SHOWN])
    return _waiting(cases, today, reading)


def waiting_apart(
    rows: QuerySet[Application],
    today: date,
    readings: Mapping[str, Reading],
    *,
    by: str,
    order: str,
) -> list[Waiting]:
    """Several lists in one query: a list for each value of the column ``by``, oldest first by ``order``.

    Given back in the order of ``readings``.
    """
    if any(reading.until == "starts" for reading in readings.values()):
        rows = rows.annotate(starts=first_day())
    rank = Window(RowNumber(), partition_by=F(by), order_by=(order, "pk"))
    rows = rows.select_related("institution").annotate(
        total=Window(Count("pk"), partition_by=F(by)), rank=rank
    )
    cases = list(rows.filter(rank__lte=SHOWN).order_by("rank"))
    return [
        _waiting([case for case in cases if getattr(case, by) == value], today, reading)
        for value, reading in readings.items()
    ]


def _waiting(cases: Sequence[Application], today: date, reading: Reading) -> Waiting:
    lines = [reading.line(case, today) for case in cases]
    return Waiting(lines, cases[0].total if cases else 0)
