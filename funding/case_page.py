"""Everything the office sees of a case on its page, read in a fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.utils.formats import date_format

from actors.models import Membership
from bildungsregion.base.money import euro

from . import budget_chart, summary, workflow, worklist
from .budget_chart import Picture
from .grant import Grant
from .models import (
    Application,
    Appointment,
    BudgetYear,
    CheckItem,
    Decision,
    InfoRequest,
    LedgerEntry,
    Letter,
    Step,
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
class Choice:
    """A step that the table allows now: ``refusal`` says why this person may not take it.

    ``is_theirs``: the step belongs to this person's work, so that a refusal wants explaining.
    """

    verb: str
    label: str
    refusal: str = ""
    is_theirs: bool = True

    @property
    def page(self) -> str:
        return PAGES[self.verb]


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

    @property
    def next_steps(self) -> list[Choice]:
        """What this person may do now, the usual way on first."""
        usual = ("start_review", "propose", "approve", "reject", "resume_review")
        allowed = [choice for choice in self.choices if not choice.refusal]
        return sorted(allowed, key=lambda choice: choice.verb not in usual)

    @property
    def refusals(self) -> list[str]:
        """Why this person may not take steps that are otherwise theirs, each sentence once."""
        refused = [choice.refusal for choice in self.choices if choice.refusal and choice.is_theirs]
        return list(dict.fromkeys(refused))

    @property
    def waits_for(self) -> str:
        """Whose turn it is, when it is not this person's."""
        case = self.case
        match case.status:
            case S.SUBMITTED:
                return "Wartet darauf, dass ihn jemand in Bearbeitung nimmt."
            case S.IN_REVIEW:
                return f"Ist in Prüfung bei: {case.assignee or 'noch niemandem'}."
            case S.INFO_REQUESTED:
                return "Wartet auf die Antwort der Einrichtung."
            case S.PROPOSED:
                return "Liegt zur Zeichnung bereit."
            case S.WITHDRAWN:
                return "Die Einrichtung hat den Antrag zurückgezogen."
        return "Über diesen Antrag ist entschieden."

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
            "assignee", "submitted_by", "decided_by", "withdrawn_by",
        )
        .prefetch_related(
            "appointments__cost_lines",
            "attachments",
            Prefetch("checks", CheckItem.objects.select_related("checked_by")),
            Prefetch("info_requests", InfoRequest.objects.select_related("asked_by", "answered_by", "closed_by")),
            Prefetch("decisions", Decision.objects.select_related("prepared_by", "signed_by", "budget_year")),
            Prefetch("letters", Letter.objects.defer("context_json").prefetch_related("deliveries")),
            Prefetch("steps", Step.objects.select_related("taken_by")),
            Prefetch("entries", LedgerEntry.objects.select_related("booked_by", "budget_year")),
        )
    )  # fmt: skip


def read(case: Application, user) -> CasePage:
    """The page of a case of filed_cases(), as this person sees it."""
    reckoned = case.reckon()
    proposal = next((row for row in case.decisions.all() if not row.is_signed), None)
    membership = Membership.objects.filter(
        user_id=case.submitted_by_id, actor_id=case.institution_id
    ).first()
    tie = Tie(membership)
    earlier = list(_with_heads(Application.objects.earlier_of(case))[: SHOWN + 1])
    return CasePage(
        case=case,
        choices=list(choices(case, user, proposal)),
        parts=summary.parts(case),
        reckoned=reckoned,
        tie=tie,
        facts=facts(case, tie),
        earlier=earlier[:SHOWN],
        has_more_earlier=len(earlier) > SHOWN,
        similar=similar_to(case),
        pot=pot(case),
        proposal=proposal,
        requests=list(case.info_requests.all()),
    )


def choices(case: Application, user, proposal: Decision | None = None) -> Iterator[Choice]:
    """The office's steps that lead on from here, each with the reason why this person may not."""
    rejects = proposal is not None and proposal.kind == Decision.Kind.REJECT
    for verb in PAGES:
        sources, _target, who = workflow.TRANSITIONS[verb]
        other_signature = verb == ("approve" if rejects else "reject")
        if case.status in sources and not other_signature:
            refusal = workflow.refusal(case, verb, user)
            yield Choice(verb, workflow.LABELS[verb], refusal, user.has_perm(RIGHTS[who]))


def similar_to(case: Application) -> list[Application]:
    """Decided cases of the same provider and kind of institution: what the office gave there."""
    rows = Application.objects.decided().exclude(institution_id=case.institution_id)
    rows = rows.filter(institution__kind=case.institution.kind)
    if case.provider_id:
        rows = rows.filter(provider_id=case.provider_id)
    else:
        rows = rows.filter(provider=None, provider_name__iexact=case.provider_name)
    return list(_with_heads(rows.order_by("-decided_at"))[:SHOWN])


def former_reasons(case: Application) -> str:
    """What was written for the latest proposal, so that one that came back is not typed again."""
    proposals = [row for row in case.steps.all() if row.verb == "propose"]
    return proposals[-1].note_internal if proposals else ""


def pot(case: Application) -> Picture | None:
    """The year's money that this case draws on, or None while the year is not set up."""
    years = budget_chart.with_proposals(BudgetYear.objects.filter(programme_id=case.programme_id))
    if case.budget_year_id:
        year = years.filter(pk=case.budget_year_id).first()
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
