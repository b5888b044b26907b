"""Lists for the cashier: put together, signed off, handed out, and what comes back."""

import base64
import binascii

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts.confirming import Confirmed
from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import actions, permissions
from funding.models import PaymentOrder, PaymentRun

from .doors import OfficePage
from .run_forms import OpenRunForm, ReturnForm


SALT = "funding.payment_return"
# So long may lie between the look at a return and its booking.
SECONDS_TO_BOOK = 24 * 60 * 60
LOOK_AGAIN = "Diese Vorschau gilt nicht mehr. Bitte wählen Sie die Datei noch einmal aus."


def run_url(run: PaymentRun) -> str:
    return reverse("admin:funding_paymentrun_change", args=[run.pk])


class OpenRun(OfficePage):
    """Choose among the orders that are on no list yet; all of them are chosen at first."""

    right = "funding.run_payments"
    template_name = "admin/funding/paymentrun/open.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=OpenRunForm()))

    def post(self, request, *args, **kwargs):
        form = OpenRunForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            run = actions.open_run(orders=form.cleaned_data["orders"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, f"{run} über {euro(run.total_cents)} wartet auf die Freigabe.")
        return HttpResponseRedirect(run_url(run))

    def get_context_data(self, **kwargs):
        return super().get_context_data(title="Neue Auszahlungsliste", **kwargs)


class RunPage(OfficePage):
    """What a list holds and how far it has come; its buttons are the next steps."""

    right = "funding.view_paymentrun"
    template_name = "admin/funding/paymentrun/change_form.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.right):
            runs = PaymentRun.objects.select_related("opened_by", "released_by", "exported_by")
            self.run = get_object_or_404(runs, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        user, run = self.request.user, self.run
        orders = run.orders.select_related("application__institution").order_by("number")
        return super().get_context_data(
            title=str(run),
            run=run,
            orders=orders,
            may_run=permissions.can_run_payments(user),
            may_release=permissions.can_release_run(user) and run.opened_by_id != user.pk,
            is_own=run.opened_by_id == user.pk,
            **kwargs,
        )


class RunStep(RunPage):
    """A button of the list's page: POST only, one action, and back with a sentence."""

    http_method_names = ["post"]

    def http_method_not_allowed(self, request, *args, **kwargs):
        return HttpResponseNotAllowed(["POST"])

    def post(self, request, *args, **kwargs):
        try:
            done = self.act()
        except DomainError as error:
            self.run = PaymentRun.objects.filter(pk=self.run.pk).first()
            if self.run is None:
                raise Http404("the list was taken apart") from error
            context = self.get_context_data(refusal=error.message)
            return self.render_to_response(context, status=self.status_of_refusal())
        messages.success(request, done)
        return HttpResponseRedirect(self.success_url())

    def status_of_refusal(self) -> int:
        return 409 if permissions.can_run_payments(self.request.user) else 403

    def success_url(self) -> str:
        return run_url(self.run)


class Release(Confirmed, RunStep):
    def act(self):
        run = actions.release_run(run=self.run, by=self.request.user)
        return f"{run} ist freigegeben und kann an die Kasse gehen."

    def status_of_refusal(self):
        return 409 if permissions.can_release_run(self.request.user) else 403


class Dissolve(RunStep):
    def act(self):
        actions.dissolve_run(run=self.run, by=self.request.user)
        return f"{self.run} ist aufgelöst. Ihre Anordnungen warten wieder auf eine Liste."

    def success_url(self):
        return reverse("admin:funding_paymentrun_changelist")


class Export(Confirmed, RunStep):
    def act(self):
        actions.export_run(run=self.run, by=self.request.user)
        return f"{self.run} ist ausgegeben. Laden Sie jetzt die Datei für die Kasse."


class RunFile(RunPage):
    """The list as it left, as CSV or on paper; each time is written down."""

    right = "funding.run_payments"

    def get(self, request, *args, **kwargs):
        if self.run.exported_at is None:
            raise Http404("the list has not left yet")
        form = kwargs["form"]
        write, mime = {
            "csv": (actions.export_run, "text/csv; charset=utf-8"),
            "pdf": (actions.run_as_pdf, "application/pdf"),
        }[form]
        try:
            content = write(run=self.run, by=request.user)
        except DomainError as error:
            raise Http404(error.message) from error
        response = HttpResponse(content, content_type=mime)
        response["Content-Disposition"] = f'attachment; filename="{self.run.number}.{form}"'
        response["Cache-Control"] = "private, no-store"
        return response


class Return(OfficePage):
    """What the cashier says: first read and shown row by row, then booked exactly as shown.

    The file travels with the page, signed, together with the outcomes that were shown; nothing of it
    is kept before it is booked.
    """

    right = "funding.run_payments"
    template_name = "admin/funding/paymentrun/return.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=ReturnForm()))

    def post(self, request, *args, **kwargs):
        return self.book() if "vorschau" in request.POST else self.look()

    def look(self):
        form = ReturnForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.answer(form, 422)
        content = form.cleaned_data["file"].read()
        try:
            return self.show(content)
        except DomainError as error:
            form.add_error("file", error.message)
            return self.answer(form, 422)

    def show(self, content: bytes, *, said: str = "", status: int = 200):
        """The dry run of the file, with the button that books it."""
        rows = actions.import_return(content=content, by=self.request.user)
        token = signing.dumps(
            {
                "file": base64.b64encode(content).decode(),
                "shown": [row.outcome for row in rows],
                "by": self.request.user.pk,
            },
            salt=SALT,
            compress=True,
        )
        return self.answer(ReturnForm(), status, rows=rows, token=token, said=said)

    def book(self):
        try:
            seen = signing.loads(self.request.POST["vorschau"], salt=SALT, max_age=SECONDS_TO_BOOK)
            content = base64.b64decode(seen["file"])
        except (signing.BadSignature, binascii.Error, ValueError):
            return self.answer(ReturnForm(), 422, said=LOOK_AGAIN)
        if seen["by"] != self.request.user.pk:
            raise PermissionDenied("somebody else has looked at this file")
        try:
            rows = actions.import_return(
                content=content, by=self.request.user, dry_run=False, shown=seen["shown"]
            )
        except DomainError as error:
            return self.show(content, said=error.message, status=409)
        return self.answer(ReturnForm(), 200, rows=rows, is_booked=True)

    def answer(self, form, status: int, **context):
        return self.render_to_response(self.get_context_data(form=form, **context), status=status)

    def get_context_data(self, rows=(), **kwargs):
        counts = {
            outcome: sum(row.outcome == outcome for row in rows)
            for outcome in ("booked", "known", "refused")
        }
        return super().get_context_data(
            title="Rückmeldung der Kasse",
            rows=rows,
            counts=counts,
            today=timezone.localdate(),
            waiting=PaymentOrder.objects.all().awaiting_return().count(),
            **kwargs,
        )
