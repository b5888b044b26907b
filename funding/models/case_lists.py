"""Which cases the office and the institutions find in their lists."""

from datetime import date

from django.db import models
from django.db.models import Q

from actors.models import Membership

from .status import DECIDED, OPEN, Status


class ApplicationQuerySet(models.QuerySet):
    def by_key(self, key: str):
        """By what stands in its address: the number, or the draft's token (which stays valid)."""
        return self.filter(Q(number=key.upper()) | Q(token=key))

    def visible_to(self, user):
        """The office sees every case filed; others those of institutions that confirmed them, and
        what they wrote themselves for an institution they still belong to."""
        if not user.is_authenticated:
            return self.none()
        own = self.of_member(user)
        if user.is_staff and user.has_perm("funding.view_application"):
            typed_in = self.filter(on_behalf=True, created_by=user)
            return self.exclude(status=Status.DRAFT) | own | typed_in
        return own

    def of_member(self, user):
        return self.of_account(user.pk)

    def of_account(self, user: int):
        """Of institutions that confirmed this account, and what it wrote itself where it still has a tie."""
        tied = Membership.objects.filter(user=user)
        confirmed = tied.filter(confirmed_at__isnull=False)
        return self.filter(
            Q(institution__in=confirmed.values("actor"))
            | Q(created_by=user, institution__in=tied.values("actor"))
        )

    def drafts(self):
        return self.filter(status=Status.DRAFT)

    def filed(self):
        """Everything the office has received, whatever became of it."""
        return self.exclude(status=Status.DRAFT)

    def open(self):
        """Filed and not yet decided."""
        return self.filter(status__in=OPEN)

    def awaiting_review(self):
        return self.filter(status=Status.SUBMITTED)

    def awaiting_answer(self):
        return self.filter(status=Status.INFO_REQUESTED)

    def answer_overdue(self, today: date):
        waiting = Q(info_requests__closed_at__isnull=True, info_requests__due_on__lt=today)
        return self.awaiting_answer().filter(waiting).distinct()

    def awaiting_signature(self):
        return self.filter(status=Status.PROPOSED)

    def awaiting_signature_of(self, user):
        """Without what this person proposed: the proposer never signs."""
        return self.awaiting_signature().exclude(
            Q(decisions__signed_at__isnull=True) & Q(decisions__prepared_by=user)
        )

    def decided(self):
        """Whatever became of it afterwards."""
        return self.filter(status__in=DECIDED)

    def awaiting_report(self):
        return self.filter(status=Status.APPROVED)

    def report_overdue(self, today: date):
        return self.awaiting_report().filter(proof_due_on__lt=today)

    def awaiting_change(self):
        """The institution wants to change a granted project."""
        return self.filter(status=Status.CHANGE_REQUESTED)

    def awaiting_second_signature_of(self, user):
        """Amendments and revocations that this person did not prepare."""
        waiting = self.filter(status__in=[Status.CHANGE_PROPOSED, Status.REVOCATION_PROPOSED])
        return waiting.exclude(
            Q(decisions__signed_at__isnull=True) & Q(decisions__prepared_by=user)
        )

    def waiting_for_money(self):
        """The waiting list, those first who were complete first."""
        return self.filter(status=Status.WAITLISTED).order_by("complete_since", "pk")

    def awaiting_settlement(self):
        return self.filter(status=Status.REPORTED)

    def awaiting_payment(self):
        """Settled, and the money is not yet there."""
        return self.filter(status__in=[Status.SETTLED, Status.ORDERED, Status.ORDER_FAILED])

    def earlier_of(self, application):
        """What the same institution filed otherwise, newest first."""
        others = (
            self.filed()
            .filter(institution_id=application.institution_id)
            .exclude(pk=application.pk)
        )
        return others.order_by("-submitted_at")

    def with_costs(self):
        """Everything the reckoning reads, in three queries."""
        return self.select_related("rule_set", "programme").prefetch_related(
            "appointments__cost_lines"
        )
