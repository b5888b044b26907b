"""Everything the office sees of a case on its page, read in a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import (
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Sum,
    prefetch_related_objects,
)
from django.utils import timezone
from django.utils.formats import date_format

from actors.models import Membership
from bildungsregion.base.money import euro

from . import (
    budget_chart,
    case_proof,
    differences,
    summary,
    turns,
    waitlist,
    workflow,
    worklist,
)
from .budget_chart import Picture
from .case_choices import Choice, choices
from .case_proof import Proof
from .differences import Difference
from .grant import Grant
from .models import (
    Application,
    Appointment,
    BankDataView,
    BudgetYear,
    ChangeRequest,
    CheckItem,
    Claim,
    Decision,
    Hearing,
    InfoRequest,
    LedgerEntry,
    Letter,
    PaymentOrder,
    ProofReminder,
    Receipt,
    Step,
    VenueConfirmation,
)


S = Application.Status
Code = CheckItem.Code
# So many cases stand beside the one that is looked at.
SHOWN = 6


# The office's steps and the page of each; both signatures have the same one.
PAGES = {
    "start_review": "start_review",
    "request_info": "request_info",
    "resume_review": "resume_review",
    "propose": "propose",
    "send_back": "send_back",
    "approve": "sign",
    "reject": "sign",
    "settle": "receipts",
    "order_payment": "order_payment",
    "record_paid": "record_paid",
    "record_failed": "record_failed",
    "prepare_again": "prepare_again",
    "put_on_waitlist": "put_on_waitlist",
    "open_change": "open_change",
    "propose_change": "propose_change",
    "decline_change": "decline_change",
    "send_back_change": "send_back_change",
    "amend": "amend",
    "cancel": "cancel",
    "remind": "remind",
    "announce_lapse": "announce_lapse",
    "lapse": "lapse",
    "query_report": "query_report",
    "resume_report": "resume_report",
    "open_hearing": "open_hearing",
    "drop_hearing": "drop_hearing",
    "end_hearing": "drop_hearing",
    "propose_revocation": "propose_revocation",
    "send_back_revocation": "send_back_revocation",
    "revoke": "revoke",
    "record_refund": "record_refund",
    "waive_claim": "waive_claim",
}
RIGHTS = {
    workflow.Who.CASE_WORKER: "funding.review_application",
    workflow.Who.PROPOSER: "funding.propose_decision",
    workflow.Who.SIGNER: "funding.sign_decision",
    workflow.Who.ORDERER: "funding.order_payment",
    workflow.Who.CASHIER: "funding.run_payments",
    # The institution calls off on its own pages; here it is the office that was told.
    workflow.Who.EITHER: "funding.review_application",
}


@dataclass(frozen=True, slots=True)
class Tie:
    """How the person who filed belongs to the institution."""

    membership: Membership | None

    @property
    def is_confirmed(self) -> bool:
        return self.membership is not None and self.membership.confirmed_at is not None

    @property
    def text(self) -> str:
        if self.membership is None:
            return "gehört nicht mehr zu der Einrichtung"
        role = self.membership.get_role_display()
        if self.is_confirmed:
            return f"{role}, bestätigt am {date_format(self.membership.confirmed_at, 'j. F Y')}"
        return f"{role}, noch nicht bestätigt"


@dataclass(frozen=True, slots=True)
class Place:
    """The place in the waiting list, from 1, of how many, and the money that is free now.

    ``before``: so many of those ahead could be proposed now, and come first.
    """

    number: int
    of: int
    free_cents: int
    before: int


@dataclass(frozen=True)
class CasePage:
    case: Application
    choices: list[Choice]
    parts: list[summary.Part]
    reckoned: Grant
    tie: Tie
    facts: dict[str, str]
    earlier: list[Application]
    has_more_earlier: bool
    similar: list[Application]
    pot: Picture | None
    proposal: Decision | None = None
    requests: list[InfoRequest] = field(default_factory=list)
    place: Place | None = None
    difference: Difference | None = None
    former_changes: list[ChangeRequest] = field(default_factory=list)
    proof: Proof | None = None
    claim: Claim | None = None
    is_overdue: bool = False

    @property
    def next_steps(self) -> list[Choice]:
        """What this person may do now, the usual way on first."""
        allowed = [choice for choice in self.choices if not choice.refusal]
        return sorted(allowed, key=lambda choice: choice.rank)

    @property
    def refusals(self) -> list[str]:
        """Why this person may not take steps that are otherwise theirs, each sentence once."""
        refused = [choice.refusal for choice in self.choices if choice.refusal and choice.is_theirs]
        return list(dict.fromkeys(refused))

    @property
    def waits_for(self) -> str:
        """Whose turn it is, and until when."""
        return turns.waits_for(self.case, timezone.localdate())

    @property
    def may_review(self) -> bool:
        """Whether this person works on the case: checks it, hands it on."""
        verbs = {choice.verb for choice in self.next_steps}
        return bool(verbs & {"start_review", "request_info", "resume_review"})

    @property
    def may_check(self) -> bool:
        return self.may_review and self.case.status == Application.Status.IN_REVIEW

    @property
    def open_checks(self) -> list[CheckItem]:
        return [check for check in self.case.checks.all() if check.result == check.Result.OPEN]


def filed_cases() -> QuerySet[Application]:
    """What the office may open at all: everything filed, with all that its page shows."""
    return (
        Application.objects.filed()
        .select_related(
            "institution__municipality", "programme", "rule_set", "provider", "municipality",
            "assignee", "submitted_by", "project", "decided_by", "withdrawn_by", "budget_year",
            "usage_report__submitted_by", "claim__waived_by",
        )
        .prefetch_related(
            "institution__memberships",
            "appointments__cost_lines",
            "attachments",
            Prefetch("checks", CheckItem.objects.select_related("checked_by")),
            Prefetch("info_requests", InfoRequest.objects.select_related("asked_by", "answered_by", "closed_by")),
            Prefetch("decisions", Decision.objects.select_related("prepared_by", "signed_by", "budget_year")),
            Prefetch("letters", Letter.objects.defer("context_json").prefetch_related("deliveries")),
            Prefetch("steps", Step.objects.select_related("taken_by", "in_place_of")),
            Prefetch("entries", LedgerEntry.objects.select_related("booked_by", "budget_year")),
        )
    )  # fmt: skip


def filed_case(pk: int) -> Application:
    """One of filed_cases(), with what only later states have. Raises Application.DoesNotExist.

    The log says which of that there can be, so that no case pays for what it has not come to yet.
    """
    case = filed_cases().get(pk=pk)
    taken = {step.verb for step in case.steps.all()}

    def after(name: str, rows: QuerySet, *verbs: str) -> Prefetch:
        happened = taken.intersection(verbs) or case.imported_from
        return Prefetch(name, rows if happened else rows.none())

    changes = ChangeRequest.objects.select_related("requested_by", "closed_by")
    reminders = ProofReminder.objects.select_related("sent_by")
    hearings = Hearing.objects.select_related("opened_by", "stated_by", "ended_by")
    prefetch_related_objects(
        [case],
        after("change_requests", changes, "request_change", "open_change"),
        after("proof_reminders", reminders, "remind"),
        after("hearings", hearings, "open_hearing"),
        after("payment_orders", PaymentOrder.objects.with_people(), "settle"),
        # Shown beside the orders.
        after("bank_views", BankDataView.objects.select_related("viewed_by"), "settle"),
        after("appointments__cost_lines__receipts", Receipt.objects.all(), "submit_report"),
        after("appointments__confirmations", VenueConfirmation.objects.all(), "submit_report"),
    )
    return case


def read(case: Application, user) -> CasePage:
    """The page of a case of filed_case(), as this person sees it."""
    tie = Tie(_membership(case))
    money = pot(case)
    earlier = list(_with_heads(Application.objects.earlier_of(case))[: SHOWN + 1])
    changes = list(case.change_requests.all())
    wanted = next((row for row in changes if row.outcome == ChangeRequest.Outcome.OPEN), None)
    return CasePage(
        case=case,
        choices=list(choices(case, user, PAGES, RIGHTS, money)),
        parts=summary.parts(case),
        reckoned=case.reckon(),
        tie=tie,
        facts=facts(case, tie),
        earlier=earlier[:SHOWN],
        has_more_earlier=len(earlier) > SHOWN,
        similar=similar_to(case),
        pot=money,
        proposal=next((row for row in case.decisions.all() if not row.is_signed), None),
        requests=list(case.info_requests.all()),
        place=place(case),
        difference=differences.of_change(case, wanted) if wanted else None,
        former_changes=[row for row in changes if row != wanted],
        proof=case_proof.of_case(case),
        claim=getattr(case, "claim", None),
        is_overdue=is_overdue(case, timezone.localdate()),
    )


def place(case: Application) -> Place | None:
    """Where a case stands on the waiting list; None for one that does not wait."""
    if case.status != S.WAITLISTED:
        return None
    year = case.budget_year
    return Place(
        number=waitlist.position(case),
        of=waitlist.queue(year).count(),
        free_cents=waitlist.free_cents(year),
        before=waitlist.first_in_turn(case, timezone.localdate()),
    )


def is_overdue(case: Application, today: date) -> bool:
    """Whether the proof should have been here: reminded already, or its day is over."""
    if case.status != S.APPROVED or case.imported_from or case.proof_due_on is None:
        return False
    return case.proof_due_on < today or bool(case.proof_reminders.all())


def _membership(case: Application) -> Membership | None:
    rows = case.institution.memberships.all()
    return next((row for row in rows if row.user_id == case.submitted_by_id), None)


def similar_to(case: Application) -> list[Application]:
    """Decided cases of the same provider and kind of institution: what the office gave there."""
    rows = Application.objects.decided().exclude(institution_id=case.institution_id)
    rows = rows.filter(institution__kind=case.institution.kind)
    if case.provider_id:
        rows = rows.filter(provider_id=case.provider_id)
    else:
        rows = rows.filter(provider=None, provider_name__iexact=case.provider_name)
    return list(_with_heads(rows.order_by("-decided_at"))[:SHOWN])


def former_reasons(case: Application, verb: str = "propose") -> str:
    """What was written for the latest proposal, so that one that came back is not typed again."""
    proposals = [row for row in case.steps.all() if row.verb == verb]
    return proposals[-1].note_internal if proposals else ""


def pot(case: Application, budget_year_id: int | None = None) -> Picture | None:
    """The year's money that this case draws on, or None while the year is not set up.

    ``budget_year_id`` looks at another year than the case's own.
    """
    years = budget_chart.with_proposals(BudgetYear.objects.filter(programme_id=case.programme_id))
    if wanted := budget_year_id or case.budget_year_id:
        year = years.filter(pk=wanted).first()
    else:
        year = years.filter(year=case.first_day.year).first() if case.first_day else None
    return budget_chart.picture(year, year.waiting_cents) if year else None


def facts(case: Application, tie: Tie) -> dict[str, str]:
    """What the application says about each check, so that nobody has to look for it."""
    eligible = "laut Verzeichnis antragsberechtigt"
    if not case.institution.is_funding_eligible:
        eligible = "laut Verzeichnis nicht antragsberechtigt"
    allowed = "zulässig" if case.rule_set.allow_own_premises else "nicht zulässig"
    distance = (case.first_day - case.received_on).days
    count = len(case.attachments.all())
    third = f"{case.third_party_name or 'ohne Namen'}: {euro(case.third_party_cents)}"
    return {
        Code.APPLICANT: f"{case.submitted_by} ({case.submitted_by.email}): {tie.text}",
        Code.INSTITUTION: f"{case.institution.get_kind_display()}, {eligible}",
        Code.PURPOSE: ", ".join(filter(None, [case.get_field_display(), case.provider_label])),
        Code.PLACE: ", ".join(filter(None, [case.place, str(case.municipality or "")])),
        Code.PREMISES: f"im eigenen Haus, nach den Regeln {allowed}"
        if case.own_premises
        else "nicht im eigenen Haus: trifft nicht zu",
        Code.DATES: f"erster Termin {distance} Tage nach dem Eingang",
        Code.COSTS: f"{euro(case.requested_cents)} beantragt, "
        + ("1 Anlage" if count == 1 else f"{count or 'keine'} Anlagen"),
        Code.THIRD_PARTY: third if case.third_party_cents else "keine angegeben: trifft nicht zu",
    }


def _with_heads(rows: QuerySet[Application]) -> QuerySet[Application]:
    """With ``heads`` (children over all appointments) and ``starts``, to compare amounts fairly."""
    groups = Appointment.objects.filter(application=OuterRef("pk")).order_by()
    heads = groups.values("application").annotate(sum=Sum("children")).values("sum")
    return rows.select_related("institution").annotate(
        heads=Subquery(heads), starts=worklist.first_day()
    )
