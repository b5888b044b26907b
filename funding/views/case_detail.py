"""The case's page: where it stands, what is to do, its letters, its money, its course."""

from django.db.models import Prefetch
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from funding import change_plan, own_cases, permissions, stages, summary, waitlist
from funding.models import Application, Delivery, Letter
from funding.models.applications import new_token

from . import letters, moves, timeline
from .doors import CasePage
from .proof_card import card_of


S = Application.Status
# Where there is nothing to do but to read what we wrote.
LETTER_FIRST = frozenset({S.APPROVED, S.REJECTED, S.LAPSED, S.REVOKED, S.CLAIM_OPEN})


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
        stage = stages.stage(case, today)
        is_asked_to_prove = case.status == S.REPORT_QUERY or (
            case.status == S.APPROVED and stage.group == stages.Group.PROOF
        )
        may_apply = permissions.can_apply(self.request.user, case)
        return super().get_context_data(
            stage=stage,
            is_proof_first=is_asked_to_prove,
            moves=moves.moves_of(case, self.request.user) if may_apply else moves.NONE,
            copy_token=new_token(),
            parts=summary.parts(case, show_iban=False),
            attachments=list(case.attachments.all()),
            result=case.reckon(),
            letters=letters.tell((p for p in papers if p.kind != Letter.Kind.RECEIPT), today),
            receipt=next((p for p in papers if p.kind == Letter.Kind.RECEIPT), None),
            info_requests=list(case.info_requests.all()),
            events=timeline.public_steps(case),
            is_letter_first=case.status in LETTER_FIRST,
            place=self.place(),
            change=self.open_change(),
            orders=list(
                case.payment_orders.filter(ordered_at__isnull=False).order_by("ordered_at")
            ),
            granted_cents=own_cases.granted_cents(case),
            claim=getattr(case, "claim", None),
            proof=card_of(case, self.request.user),
            **kwargs,
        )

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
