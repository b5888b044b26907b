"""What the institution can do with its case now: the one button, and what else there is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.models import VisitFeedback
from funding.actions.paying import ACCOUNT_MAY_CHANGE
from funding.models import Application
from funding.workflow import Who, available


OF_INSTITUTION = (Who.APPLICANT, Who.EITHER)


@dataclass(frozen=True)
class Move:
    """A button or a line of links."""

    label: str
    url: str


@dataclass(frozen=True)
class Moves:
    """``first`` is the one button of the stage, ``more`` what one may also want, ``again`` whether the
    case may be repeated."""

    first: Move | None
    more: list[Move]
    again: bool


# Granted, and then it did not take place or the money went back.
NOT_VISITED = frozenset(
    {
        Application.Status.CANCELLED,
        Application.Status.LAPSED,
        Application.Status.REVOKED,
        Application.Status.CLAIM_OPEN,
    }
)

# For the office, which only reads.
NONE = Moves(None, [], again=False)


def moves_of(case: Application, user) -> Moves:
    """For a member of the institution."""
    verbs = available(case, user, of=OF_INSTITUTION)
    again = case.programme.is_open and case.anonymised_on is None
    return Moves(_asked_for(case, verbs), _wanted(case, verbs), again)


def _asked_for(case: Application, verbs: list[str]) -> Move | None:
    """What the office waits for."""
    if "answer_info" in verbs:
        sections = case.editable_sections
        place = (
            reverse("funding:application_step", args=[case.key, sections[0]])
            if sections
            else _to("application_answer", case)
        )
        return Move(_("Rückfrage beantworten"), place)
    if "answer_hearing" in verbs and case.open_hearing and case.open_hearing.stated_at is None:
        return Move(_("Stellung nehmen"), _to("application_hearing", case))
    if case.status == Application.Status.ORDER_FAILED:
        return Move(_("Bankverbindung prüfen"), _to("application_account", case))
    return None


def has_visited(case: Application) -> bool:
    """Whether the group was at a learning place of the directory, with money of the fund."""
    is_granted = case.status in Application.GRANTED - NOT_VISITED
    if not is_granted or case.provider is None or case.anonymised_on is not None:
        return False
    return case.last_day is not None and case.last_day < timezone.localdate()


def _wanted(case: Application, verbs: list[str]) -> list[Move]:
    moves = []
    if has_visited(case) and not VisitFeedback.objects.filter(reference=case.number).exists():
        moves.append(Move(_("Sagen, wie der Besuch war"), _to("application_feedback", case)))
    if "request_change" in verbs:
        moves.append(Move(_("Änderung beantragen"), _to("application_change", case)))
    if "retract_change" in verbs:
        moves.append(Move(_("Änderungswunsch zurücknehmen"), _to("application_retract", case)))
    if case.status in ACCOUNT_MAY_CHANGE - {Application.Status.ORDER_FAILED}:
        moves.append(Move(_("Andere Bankverbindung angeben"), _to("application_account", case)))
    if case.anonymised_on is None:
        moves.append(Move(_("Wie unsere Schreiben kommen"), _to("application_delivery", case)))
    if case.open_hearing and case.open_hearing.stated_at:
        moves.append(Move(_("Ihre Stellungnahme lesen"), _to("application_hearing", case)))
    if "cancel" in verbs:
        moves.append(Move(_("Vorhaben absagen"), _to("application_cancel", case)))
    if "withdraw" in verbs:
        moves.append(Move(_("Antrag zurückziehen"), _to("application_withdraw", case)))
    return moves


def _to(name: str, case: Application) -> str:
    return reverse(f"funding:{name}", args=[case.key])
