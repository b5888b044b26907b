"""Which of the office's steps the page of a case offers to a person, and why not the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from . import workflow
from .budget_chart import Picture
from .models import Application, Decision


# The usual way on stands first, what is seldom wanted last.
USUAL = frozenset(
    {
        "start_review", "propose", "approve", "reject", "resume_review", "propose_change", "amend",
        "remind", "announce_lapse", "lapse", "settle", "resume_report", "order_payment", "record_paid",
        "prepare_again", "propose_revocation", "revoke", "record_refund",
    }
)  # fmt: skip
SELDOM = frozenset({"open_change", "cancel", "open_hearing", "put_on_waitlist", "waive_claim"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that the table allows now: ``refusal`` says why this person may not take it.

    ``is_theirs``: the step belongs to this person's work, so that a refusal wants explaining.
    ``page`` is the name of its page (funding/admin/cases.py STEP_PAGES).
    """

    verb: str
    label: str
    page: str
    refusal: str = ""
    is_theirs: bool = True

    @property
    def rank(self) -> int:
        """0 for the usual way on, 2 for what is seldom wanted."""
        return 0 if self.verb in USUAL else 2 if self.verb in SELDOM else 1

    @property
    def kind(self) -> str:
        """How its button looks."""
        return ("primary", "secondary", "tertiary")[self.rank]


def choices(
    case: Application,
    user,
    pages: dict[str, str],
    rights: dict[workflow.Who, str],
    pot: Picture | None,
) -> Iterator[Choice]:
    """The steps of ``pages`` that lead on from here."""
    for verb, page in pages.items():
        sources, _target, who = workflow.TRANSITIONS[verb]
        if case.status in sources and fits(case, verb, pot):
            refusal = workflow.refusal(case, verb, user)
            theirs = user.has_perm(rights[who])
            yield Choice(verb, workflow.LABELS[verb], page, refusal, theirs)


def fits(case: Application, verb: str, pot: Picture | None) -> bool:
    """Whether the step's turn has come, whoever takes it: never two that exclude each other.

    What a case still waits for stands above the buttons (turns.py).
    """
    today = timezone.localdate()
    proposal = next((row for row in case.decisions.all() if not row.is_signed), None)
    match verb:
        case "approve" | "reject":
            rejects = proposal is not None and proposal.kind == Decision.Kind.REJECT
            return rejects == (verb == "reject")
        case "put_on_waitlist":
            amount = proposal.amount_cents if proposal else case.computed_cents
            return pot is not None and amount > pot.available_cents
        case "remind" | "announce_lapse" | "lapse":
            return verb == _next_reminder(case) and _is_late(case, today)
        case "propose_revocation":
            return any(row.ended_at is None and row.is_over(today) for row in case.hearings.all())
        case "drop_hearing":
            return case.settled_at is None
        case "end_hearing":
            return case.settled_at is not None
        case "waive_claim":
            return case.claim.outstanding_cents <= case.rule_set.waiver_cents
    return True


def _next_reminder(case: Application) -> str:
    """Two reminders, then the notice, then the lapse; nothing for what was proven before the portal."""
    if case.imported_from:
        return ""
    return ("remind", "remind", "announce_lapse", "lapse")[len(case.proof_reminders.all())]


def _is_late(case: Application, today: date) -> bool:
    """Whether the proof, or what the last reminder asked for, is overdue."""
    reminders = list(case.proof_reminders.all())
    due = reminders[-1].due_on if reminders else case.proof_due_on
    return due is not None and due < today
