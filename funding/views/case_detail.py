"""The case's page: where it stands, what is to do, its letters, its money, its course."""

from django.db.models import Prefetch
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from funding import change_plan, own_cases, permissions, proofs, stages, summary, waitlist
from funding.models import Application, Attachment, Delivery, Letter
from funding.models.applications import new_token

from . import letters, moves, timeline
from .doors import CasePage
from .proof_card import card_of


S = Application.Status
# Where there is nothing to do but to read what we wrote.
LETTER_FIRST = frozenset({S.APPROVED, S.REJECTED, S.LAPSED, S.REVOKED, S.CLAIM_OPEN})


def is_proof_wanted(case: Application, stage: stages.Stage) -> bool:
    """Whether the next step is the institution's proof: it is due, or the office asks about it."""
    return proofs.is_open(case) and stage.group != stages.Group.DECIDED


def letter_to_open(case: Application, told: list[letters.ToldLetter]) -> Letter | None:
    """The letter with the one filled button: which waits to be opened, or the newest of a decision."""
    waiting = [one.letter for one in told if one.waits]
    newest = [told[0].letter] if told and case.status in LETTER_FIRST else []
    return next(iter(waiting + newest), None)


class ApplicationDetail(CasePage, TemplateView):
    template_name = "funding/application_detail.html"
    for_applicant = False

    def get(self, request, *args, **kwargs):
        if self.case.number and kwargs["key"] != self.case.key:
            return redirect(self.case)
        if self.case.is_draft:
            section = self.case.editable_sections[0]
            return redirect("funding:application_step", self.case.key, section)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        case, today = self.case, timezone.localdate()
        ways = Prefetch("deliveries", queryset=Delivery.objects.order_by("pk"))
        papers = list(case.letters.for_applicant().prefetch_related(ways))
        told = letters.tell((p for p in papers if p.kind != Letter.Kind.RECEIPT), today)
        may_apply = permissions.can_apply(self.request.user, case)
        stage, proof = stages.stage(case, today), card_of(case, self.request.user)
        possible = moves.moves_of(case, self.request.user) if may_apply else moves.NONE
        is_proof_first = proof is not None and is_proof_wanted(case, stage)
        is_taken = possible.first is not None or is_proof_first
        return super().get_context_data(
            stage=stage,
            moves=possible,
            may_apply=may_apply,
            copy_token=new_token(),
            parts=summary.parts(case, show_iban=False),
            # Receipts have their place in the proof.
            attachments=list(case.attachments.exclude(kind=Attachment.Kind.RECEIPT)),
            result=case.reckon(),
            letters=told,
            primary_letter=None if is_taken else letter_to_open(case, told),
            receipt=next((p for p in papers if p.kind == Letter.Kind.RECEIPT), None),
            info_requests=list(case.info_requests.all()),
            events=timeline.public_steps(case),
            place=self.place(),
            change=self.open_change(),
            proof=proof,
            is_proof_first=is_proof_first,
            **self.money(),
            **kwargs,
        )

    def money(self) -> dict:
        """What is granted, ordered and paid, and what has to come back."""
        ordered = self.case.payment_orders.filter(ordered_at__isnull=False)
        return {
            "granted_cents": own_cases.granted_cents(self.case),
            "orders": list(ordered.order_by("ordered_at")),
            "claim": getattr(self.case, "claim", None),
        }

    def place(self) -> dict | None:
        """Where a case stands in the queue for money."""
        at = waitlist.position(self.case)
        if at is None:
            return None
        year = self.case.budget_year
        return {"at": at, "of": waitlist.queue(year).count(), "year": year.year}

    def open_change(self) -> dict | None:
        """The wish that waits, in words, and what the rules would give for it."""
        if self.case.status not in (S.CHANGE_REQUESTED, S.CHANGE_PROPOSED):
            return None
        wish = self.case.change_requests.filter(outcome="open").first()
        if wish is None:
            return None
        plan = change_plan.from_json(wish.plan_json)
        return {
            "wish": wish,
            "appointments": change_plan.labels(plan),
            "result": change_plan.reckon(self.case, plan, wish.third_party_cents),
        }
