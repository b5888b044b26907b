"""What the institution sees of a case's course: the public steps, and the next date. No internal note."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from funding import workflow
from funding.models import Application


# Steps inside the office (a proposal, its return) are not told.
TITLES = {
    "submit": gettext_lazy("Antrag eingegangen"),
    "start_review": gettext_lazy("Wir prüfen den Antrag"),
    "request_info": gettext_lazy("Wir haben eine Rückfrage"),
    "answer_info": gettext_lazy("Sie haben geantwortet"),
    "resume_review": gettext_lazy("Wir prüfen weiter"),
    "approve": gettext_lazy("Bewilligt"),
    "reject": gettext_lazy("Abgelehnt"),
    "withdraw": gettext_lazy("Zurückgezogen"),
}


@dataclass(frozen=True)
class PublicStep:
    """One entry of components/timeline.html."""

    title: str
    when: str
    text: str
    state: str


def public_steps(case: Application) -> list[PublicStep]:
    """The course so far, oldest first."""
    told = [step for step in case.steps.all() if step.verb in TITLES]
    return [
        PublicStep(
            str(TITLES[step.verb]),
            date_format(timezone.localtime(step.taken_at), "j. F Y, G:i") + " Uhr",
            step.note_public,
            "now" if step is told[-1] else "done",
        )
        for step in told
    ]


def next_day(case: Application) -> tuple[str, date] | None:
    """The next date that matters to the institution: an answer that is due, or the first appointment."""
    if case.status == Application.Status.INFO_REQUESTED:
        waiting = [request for request in case.info_requests.all() if request.closed_at is None]
        return (_("Antwort bis"), waiting[0].due_on) if waiting else None
    first, today = case.first_day, timezone.localdate()
    if first and first >= today:
        return _("Erster Termin"), first
    return None


def cases_of(user) -> QuerySet[Application]:
    """What somebody sees of their institutions' cases, latest change first, with all its list needs."""
    cases = Application.objects.of_member(user).select_related("institution", "programme")
    return cases.prefetch_related("appointments", "info_requests").order_by("-updated_at", "-pk")


def tell(cases: Iterable[Application]) -> list[Application]:
    """The cases with ``stage`` and ``next_day``, as funding/_case_card.html shows them."""
    told = list(cases)
    for case in told:
        case.stage, case.next_day = workflow.stage(case), next_day(case)
    return told
