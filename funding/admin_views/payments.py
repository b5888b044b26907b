"""The payment order of a case: confirmed, ordered, paid or come back; and its account number."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.confirming import Confirmed
from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import actions, bank, permissions, worklist
from funding.models import Application, Letter, PaymentOrder

from .doors import CaseDoor
from .forms import NoteForm
from .payment_forms import ConfirmForm, FailedForm, PaidForm, PurposeForm
from .steps import Mail, StepPage, mail_to_applicant


class PaymentPage(StepPage):
    """A step of the case's payment order; what is known of it stands beside the form."""

    template_name = "admin/funding/application/payment.html"

    @property
    def order(self) -> PaymentOrder | None:
        """The one that is under way, else the last one that came back."""
        orders = list(self.case.payment_orders.all())
        return next(
            (row for row in orders if row.failed_at is None), orders[-1] if orders else None
        )

    def get_context_data(self, **kwargs):
        letters = [
            row for row in self.case.letters.all() if row.kind == Letter.Kind.SETTLEMENT_NOTICE
        ]
        return super().get_context_data(
            order=self.order,
            notice=letters[-1] if letters else None,
            bank_changes=self.case.bank_changes.select_related("changed_by"),
            may_see_bank=permissions.can_see_bank_details(self.request.user, self.case),
            **kwargs,
        )


class Confirm(Confirmed, PaymentPage):
    """State that the payment is factually and arithmetically right: no step of the workflow."""

    form_class = ConfirmForm
    title = "Auszahlung feststellen"
    button = "Feststellen"

    def get_verb(self):
        return "order_payment"

    def lacks_right(self):
        user = self.request.user
        may = permissions.can_confirm_payment(user, self.case)
        if may or permissions.has_conflict(user, self.case):
            return ""
        return "Für die Feststellung fehlt Ihnen die Berechtigung."

    def why_not(self):
        if self.case.status != Application.Status.SETTLED or self.order is None:
            state = self.case.get_status_display()
            return f"Der Antrag hat den Stand „{state}“. Festzustellen ist da nichts."
        if permissions.has_conflict(self.request.user, self.case):
            return (
                "Sie gehören selbst zu dieser Einrichtung oder haben den Antrag gestellt. "
                "Bitte geben Sie den Vorgang an eine Vertretung ab."
            )
        return ""

    def consequences(self):
        return [
            "Wer beides feststellt, ordnet nicht selbst an. Teilen sich zwei die Feststellung, darf eine von "
            "beiden Personen auch anordnen.",
            "Nennt die Einrichtung danach ein anderes Konto, muss neu festgestellt werden.",
        ]

    def act(self, form, version):
        typed, order = form.cleaned_data, self.order
        with transaction.atomic():
            if typed["factual"]:
                actions.confirm_factual(
                    order=order,
                    by=self.request.user,
                    payee=typed["payee"],
                    exception_reason=typed["exception_reason"],
                    version=version,
                )
            if typed["arithmetic"]:
                # The first statement has given the case a new version.
                seen = None if typed["factual"] else version
                actions.confirm_arithmetic(order=order, by=self.request.user, version=seen)
        said = {"factual": "sachlich", "arithmetic": "rechnerisch"}
        words = " und ".join(word for name, word in said.items() if typed[name])
        return f"{order} ist {words} richtig festgestellt."


class Order(Confirmed, PaymentPage):
    verb = "order_payment"
    title = "Auszahlung anordnen"
    button = "Anordnen"

    def consequences(self):
        amount = euro(self.order.amount_cents) if self.order else ""
        return [
            f"{amount} werden zur Zahlung angeordnet; die Anordnung wird als Schreiben an die Kasse abgelegt.",
            "Danach kommt sie auf eine Liste für die Kasse. Das Konto kann dann nicht mehr geändert werden.",
        ]

    def act(self, form, version):
        order = actions.order_payment(application=self.case, by=self.request.user, version=version)
        return f"{order} über {euro(order.amount_cents)} ist erteilt."


class RecordPaid(Confirmed, PaymentPage):
    """For offices without files from the cashier: what was paid, by hand."""

    verb = "record_paid"
    form_class = PaidForm
    title = "Auszahlung vermerken"

    def consequences(self):
        return [
            "Die Zahlung wird im Haushalt gebucht, der Vorgang ist damit abgeschlossen.",
            "Die Buchung lässt sich nicht zurücknehmen, nur durch eine Rückzahlung ausgleichen.",
        ]

    def mail(self) -> Mail | None:
        return mail_to_applicant(self.case, "paid")

    def act(self, form, version):
        order = actions.record_paid(
            order=self.order,
            by=self.request.user,
            paid_on=form.cleaned_data["paid_on"],
            version=version,
        )
        return f"{order} ist gezahlt, {self.case.number} abgeschlossen."


class RecordFailed(PaymentPage):
    verb = "record_failed"
    form_class = FailedForm
    title = "Rücklauf vermerken"

    def consequences(self):
        return [
            "Gebucht wird nichts. Die Einrichtung wird gebeten, ihre Bankverbindung zu prüfen.",
            "Die Sachbearbeitung bereitet die Zahlung danach neu vor.",
        ]

    def mail(self) -> Mail | None:
        return mail_to_applicant(self.case, "payment_failed")

    def act(self, form, version):
        order = actions.record_failed(
            order=self.order,
            by=self.request.user,
            reason=form.cleaned_data["reason"],
            version=version,
        )
        return f"{order} ist zurückgekommen."


class PrepareAgain(PaymentPage):
    verb = "prepare_again"
    form_class = NoteForm
    title = "Zahlung neu vorbereiten"
    button = "Neue Anordnung anlegen"

    def consequences(self):
        return [
            "Es entsteht eine neue Anordnung auf das Konto, das jetzt angegeben ist. "
            "Sie wird wie die erste festgestellt und angeordnet.",
        ]

    def act(self, form, version):
        order = actions.prepare_again(
            application=self.case,
            by=self.request.user,
            note=form.cleaned_data["note"],
            version=version,
        )
        return f"{order} ist angelegt und wartet auf die Feststellung."

    def get_context_data(self, **kwargs):
        failed_at = self.order and self.order.failed_at
        changes = self.case.bank_changes.all()
        same_account = bool(failed_at) and all(row.changed_at < failed_at for row in changes)
        return super().get_context_data(same_account=same_account, **kwargs)


class BankDetails(CaseDoor):
    """The whole account number, for a purpose that is written down: shown in this answer only."""

    template_name = "admin/funding/application/bank_details.html"

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def get(self, request, *args, **kwargs):
        self.demand_right()
        return self.render_to_response(self.get_context_data(form=PurposeForm(case=self.case)))

    def post(self, request, *args, **kwargs):
        self.demand_right()
        form = PurposeForm(request.POST, case=self.case)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        purpose = form.cleaned_data["purpose"]
        try:
            iban = actions.reveal_iban(application=self.case, by=request.user, purpose=purpose)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return self.render_to_response(self.get_context_data(form=None, iban=iban))

    def demand_right(self) -> None:
        if not permissions.can_see_bank_details(self.request.user, self.case):
            raise PermissionDenied("may not see bank details")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title="Bankverbindung ansehen",
            case_url=worklist.case_url(self.case),
            masked=bank.masked(self.case.iban),
            views=self.case.bank_views.select_related("viewed_by"),
            bank_changes=self.case.bank_changes.select_related("changed_by"),
            **kwargs,
        )
