"""Which of the office's steps the page of a case offers to a person, and why not the others."""

from collections.abc import Iterator
from dataclasses import dataclass

from . import workflow
from .budget_chart import Picture
from .models import Application, Decision, ProofReminder


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
    """Whether the step makes sense here at all, whoever takes it: never both of two that exclude each other."""
    proposal = next((row for row in case.decisions.all() if not row.is_signed), None)
    match verb:
        case "approve" | "reject":
            rejects = proposal is not None and proposal.kind == Decision.Kind.REJECT
            return rejects == (verb == "reject")
        case "put_on_waitlist":
            amount = proposal.amount_cents if proposal else case.computed_cents
            return pot is not None and amount > pot.available_cents
        case "remind":
            return _reminded(case) < ProofReminder.LAST - 1 and not case.imported_from
        case "announce_lapse":
            return _reminded(case) == ProofReminder.LAST - 1
        case "lapse":
            return _reminded(case) == ProofReminder.LAST
        case "drop_hearing":
            return case.settled_at is None
        case "end_hearing":
            return case.settled_at is not None
        case "waive_claim":
            return case.claim.outstanding_cents <= case.rule_set.waiver_cents
    return True


def _reminded(case: Application) -> int:
    return len(case.proof_reminders.all())
