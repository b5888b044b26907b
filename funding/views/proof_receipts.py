"""A receipt of the proof: photographed or chosen, and what stands on it; a checked file is never asked for twice."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from bildungsregion.base.errors import DomainError
from bildungsregion.base.uploads import check_upload
from funding import actions, duplicates, proofs
from funding.forms.attachments import KINDS
from funding.forms.proof import ReceiptForm, receipt_as_typed
from funding.models import Application, Attachment, CostLine, Receipt

from .doors import CasePage, kept_post


class ReceiptPage(CasePage, TemplateView):
    """Add a receipt to a cost line, or correct one (``pk``)."""

    template_name = "funding/proof_receipt.html"
    refused_with = 422

    def dispatch(self, request, *args, **kwargs):
        self.receipt = self.attachment = None
        return super().dispatch(request, *args, **kwargs)

    def find_rows(self, line: int, pk: int | None) -> None:
        """The line, the receipt and its file; 404 for those of other cases."""
        lines = CostLine.objects.filter(
            appointment__application=self.case, phase=CostLine.Phase.ACTUAL
        )
        related = lines.select_related("appointment__application")
        self.line = get_object_or_404(related.prefetch_related("receipts"), pk=line)
        if pk is not None:
            self.receipt = get_object_or_404(self.line.receipts.select_related("attachment"), pk=pk)
            self.attachment = self.receipt.attachment

    def get(self, request, *args, line: int, pk: int | None = None, **kwargs):
        self.find_rows(line, pk)
        if not proofs.is_open(self.case):
            return redirect("funding:proof", self.case.key)
        sent = kept_post(request)
        if sent:
            messages.info(request, _("Sie waren abgemeldet. Ihre Eingaben sind wieder da."))
        self.attachment = self.attachment or self.named(
            (sent or {}).get("vorhanden") or request.GET.get("datei", "")
        )
        initial = sent or self.known()
        form = ReceiptForm(initial=initial, attachment=self.attachment)
        return self.render_to_response(self.get_context_data(form=form))

    def known(self) -> dict:
        """What need not be typed: the receipt as it is, or what is missing of the line.

        Of a file that is used already also what was typed off it."""
        if self.receipt:
            return receipt_as_typed(self.receipt)
        proved = sum(receipt.claimed_cents for receipt in self.line.receipts.all())
        left = max(0, self.line.total_cents - proved) or None
        earlier = self.attachment and self.attachment.receipts.first()
        if earlier:
            amount = earlier.amount_cents
            share = left if left and left < amount else None
            return receipt_as_typed(earlier) | {"anteil": share}
        return {"betrag": left}

    def named(self, pk: str) -> Attachment | None:
        """A file of this case that a receipt may use."""
        known = {str(attachment.pk): attachment for attachment in self.case.attachments.all()}
        return known.get(pk)

    def files(self) -> list[Attachment]:
        return list(self.case.attachments.filter(kind=Attachment.Kind.RECEIPT))

    def post(self, request, *args, line: int, pk: int | None = None, **kwargs):
        self.find_rows(line, pk)
        self.attachment = self.attachment or self.named(request.POST.get("vorhanden", ""))
        form = ReceiptForm(request.POST, request.FILES, attachment=self.attachment)
        form.is_valid()
        if file := form.files.get("datei"):
            self.keep(form, file)
        if not form.errors:
            self.write(form)
        if form.errors:
            if self.attachment:
                form.use(self.attachment)
            context = self.get_context_data(form=form)
            return self.render_to_response(context, status=self.refused_with)
        if "noch-einer" in request.POST:
            return redirect("funding:proof_receipt", self.case.key, self.line.pk)
        return HttpResponseRedirect(self.back)

    def keep(self, form: ReceiptForm, file) -> None:
        """Check the file and keep it at once, whatever is wrong with the rest."""
        if self.attachment:
            return
        try:
            checked = check_upload(file, kinds=KINDS)
            self.attachment = actions.keep_file(
                application=self.case, checked=checked, by=self.request.user
            )
        except ValidationError as error:
            form.add_error("datei", " ".join(error.messages))
        except DomainError as error:
            self.refuse(form, error)
        except OSError:
            # The disk is full or away: the rest of the site goes on.
            self.refused_with = 503
            form.add_error(
                "datei",
                _(
                    "Die Datei ließ sich gerade nicht speichern. Bitte versuchen Sie es später noch einmal."
                ),
            )

    def write(self, form: ReceiptForm) -> None:
        try:
            if self.receipt:
                receipt = actions.change_receipt(
                    receipt=self.receipt, by=self.request.user, **form.said
                )
            else:
                receipt = actions.add_receipt(
                    line=self.line, by=self.request.user, attachment=self.attachment, **form.said
                )
        except DomainError as error:
            self.refuse(form, error)
        else:
            self.tell(receipt)

    def refuse(self, form: ReceiptForm, error: DomainError) -> None:
        self.refused_with = 409
        form.add_error(None, error.message)

    def tell(self, receipt: Receipt) -> None:
        messages.success(self.request, _("Der Beleg ist gespeichert."))
        others = {
            match.other.cost_line.appointment.application_id
            for match in duplicates.of(self.case)
            if match.receipt == receipt
        }
        # What other institutions file is nobody's business here.
        own = Application.objects.of_member(self.request.user).filter(pk__in=others)
        if numbers := ", ".join(own.order_by("pk").values_list("number", flat=True)):
            text = _(
                "Diese Rechnung gehört auch zu %(cases)s. Bitte rechnen Sie jeden Euro nur einmal ab."
            )
            messages.warning(self.request, text % {"cases": numbers})

    @property
    def back(self) -> str:
        """The place of this line in the form."""
        proof = proofs.read(self.case)
        if proof is None:
            raise Http404("no proof")
        key = next((key for key, line in proof.lines.items() if line.pk == self.line.pk), "")
        anchor = f"#belege-{key}" if key else ""
        return proofs.address(self.case) + anchor

    def get_context_data(self, **kwargs):
        own = self.attachment and self.attachment.pk
        return super().get_context_data(
            line=self.line,
            receipt=self.receipt,
            attachment=self.attachment,
            others=[] if self.attachment else [f for f in self.files() if f.pk != own],
            back=self.back,
            **kwargs,
        )
