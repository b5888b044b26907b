"""Lists for the cashier, payment orders and looks at bank data; and their part of the start page."""

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import Count
from django.http import Http404, HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from bildungsregion.base import today
from bildungsregion.base.admin import ReadOnlyAdmin, SwitchedAdmin
from bildungsregion.base.money import euro
from bildungsregion.base.today import Panel
from funding import permissions, worklist
from funding.admin_views import runs
from funding.models import BankDataView, FileView, PaymentOrder, PaymentRun
from funding.worklist import payments

from .euros import in_words
from .records import RecordAdmin


@admin.register(PaymentRun)
class PaymentRunAdmin(ReadOnlyAdmin, SwitchedAdmin):
    """Lists are read here; putting one together and handing it out are pages of their own."""

    module = "funding"
    list_display = ("number", "standing", "orders_count", "total", "opened", "released", "exported")
    list_select_related = ("opened_by", "released_by", "exported_by")
    search_fields = ("number", "orders__number", "orders__application__number")
    date_hierarchy = "opened_at"
    search_help_text = "Nummer der Liste, der Anordnung oder des Antrags"
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    view_on_site = False

    total = staticmethod(in_words("total_cents", "Summe", euro))

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(count=Count("orders", distinct=True))

    def get_urls(self):
        def at(address, view, name):
            page = self.admin_site.admin_view(view.as_view())
            return path(address, page, name=f"funding_paymentrun_{name}")

        return [
            at("neu/", runs.OpenRun, "open"),
            at("rueckmeldung/", runs.Return, "return"),
            at("<int:pk>/freigeben/", runs.Release, "release"),
            at("<int:pk>/aufloesen/", runs.Dissolve, "dissolve"),
            at("<int:pk>/ausgeben/", runs.Export, "export"),
            at("<int:pk>/liste.<str:form>", runs.RunFile, "file"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not object_id.isascii() or not object_id.isdecimal() or len(object_id) > 18:
            raise Http404("no such list")
        return runs.RunPage.as_view()(request, pk=int(object_id))

    def history_view(self, request, object_id, extra_context=None):
        """Who did what with a list stands on its page."""
        return self.change_view(request, object_id)

    def changelist_view(self, request, extra_context=None):
        may_run = permissions.can_run_payments(request.user)
        return super().changelist_view(request, {"may_run": may_run} | (extra_context or {}))

    @admin.display(description="Stand")
    def standing(self, run):
        return run.standing.label

    @admin.display(description="Anordnungen", ordering="count")
    def orders_count(self, run):
        return run.count

    @admin.display(description="zusammengestellt", ordering="opened_at")
    def opened(self, run):
        return _signed(run.opened_at, run.opened_by)

    @admin.display(description="freigegeben", ordering="released_at")
    def released(self, run):
        return _signed(run.released_at, run.released_by)

    @admin.display(description="ausgegeben", ordering="exported_at")
    def exported(self, run):
        return _signed(run.exported_at, run.exported_by)


@admin.register(PaymentOrder)
class PaymentOrderAdmin(RecordAdmin):
    """Every order with how far it has come; account numbers only masked."""

    list_display = (
        "number",
        "case",
        "amount",
        "standing",
        "prepared_at",
        "ordered_by",
        "run",
        "paid_on",
    )
    list_filter = (
        ("paid_on", admin.DateFieldListFilter),
        ("failed_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("application", "ordered_by", "run")
    search_fields = ("number", "application__number", "application__title", "account_holder")
    date_hierarchy = "prepared_at"
    ordering = ("-prepared_at", "-pk")
    fields = (
        "number", "case", "amount", "standing", "account_holder", "account", "purpose", "payee",
        "exception_reason", "prepared_at", "prepared_by", "factual_at", "factual_by", "arithmetic_at",
        "arithmetic_by", "ordered_at", "ordered_by", "run", "paid_on", "failed_at", "failed_by",
        "failed_reason",
    )  # fmt: skip
    readonly_fields = ("case", "amount", "standing", "account")

    amount = staticmethod(in_words("amount_cents", "Betrag", euro))

    @admin.display(description="Stand")
    def standing(self, order):
        return order.standing.label

    @admin.display(description="IBAN")
    def account(self, order):
        return order.masked_iban


@admin.register(BankDataView)
class BankDataViewAdmin(RecordAdmin):
    """Who looked at whole account numbers, and why: for whoever answers for data protection."""

    list_display = ("viewed_at", "case", "whose", "viewed_by", "purpose")
    list_select_related = ("application__institution", "viewed_by")
    search_fields = ("application__number", "purpose", "viewed_by__name", "viewed_by__email")
    fields = ("viewed_at", "case", "whose", "viewed_by", "purpose")
    readonly_fields = ("case", "whose")
    date_hierarchy = "viewed_at"


@admin.register(FileView)
class FileViewAdmin(RecordAdmin):
    """Who opened attachments, receipts and letters, and where the case stood."""

    list_display = ("viewed_at", "case", "whose", "kind", "name", "viewed_by", "purpose")
    list_select_related = ("application__institution", "viewed_by")
    list_filter = ("kind",)
    search_fields = ("application__number", "name", "viewed_by__name", "viewed_by__email")
    fields = ("viewed_at", "case", "whose", "kind", "name", "viewed_by", "purpose")
    readonly_fields = ("case", "whose")
    date_hierarchy = "viewed_at"


@today.register(order=20)
def money_on_its_way(request: HttpRequest) -> Iterator[Panel]:
    """From the proof to the cashier's answer: to each person what is theirs."""
    if not request.region.has("funding"):
        return
    day, user = timezone.localdate(), request.user
    reviews, confirms = (
        user.has_perm(f"funding.{right}") for right in ("review_application", "confirm_payment")
    )
    if reviews:
        reported, failed, unconfirmed = payments.in_hand(user, day)
        yield _cases("nachweise", "Nachweise zu prüfen", reported,
                     "Kein Nachweis wartet auf die Prüfung.", "reported")  # fmt: skip
        yield _cases("ruecklauf", "Zahlungen, die zurückkamen", failed,
                     "Keine Zahlung kam zurück.", "order_failed")  # fmt: skip
    elif confirms:
        unconfirmed = payments.to_confirm(user, day)
    if confirms:
        yield _cases("feststellen", "Auszahlungen festzustellen", unconfirmed,
                     "Keine Auszahlung wartet auf die Feststellung.", "settled")  # fmt: skip
    if user.has_perm("funding.order_payment"):
        yield _cases("anordnen", "Auszahlungen anzuordnen", payments.to_order(user, day),
                     "Keine Auszahlung wartet auf die Anordnung.", "settled")  # fmt: skip
    releases, pays = permissions.can_release_run(user), permissions.can_run_payments(user)
    if releases or pays:
        to_release, to_export, unanswered = payments.lists(user, day)
    if releases:
        yield _lists("freigeben", "Auszahlungslisten freizugeben", to_release,
                     "Keine Liste wartet auf die Freigabe.")  # fmt: skip
    if pays:
        yield from _of_cashier(day, to_export, unanswered)


def _of_cashier(day, to_export: worklist.Waiting, unanswered: worklist.Waiting) -> Iterator[Panel]:
    yield Panel(
        key="auflisten",
        title="Angeordnet, noch auf keiner Liste",
        url=reverse("admin:funding_paymentrun_open"),
        empty="Jede Anordnung steht auf einer Liste.",
        lines=(waiting := payments.to_list(day)).lines,
        total=waiting.total,
    )
    yield _lists("ausgeben", "Freigegebene Listen", to_export,
                 "Keine freigegebene Liste liegt noch hier.")  # fmt: skip
    yield _lists("rueckmeldung", "Ohne Rückmeldung der Kasse", unanswered,
                 "Alle Listen sind beantwortet.")  # fmt: skip


def _cases(key: str, title: str, waiting: worklist.Waiting, empty: str, status: str) -> Panel:
    url = f"{reverse('admin:funding_application_changelist')}?stand={status}"
    return Panel(key, title, waiting.lines, waiting.total, empty, url)


def _lists(key: str, title: str, waiting: worklist.Waiting, empty: str) -> Panel:
    url = reverse("admin:funding_paymentrun_changelist")
    return Panel(key, title, waiting.lines, waiting.total, empty, url)


def _signed(moment, person):
    if moment is None:
        return "–"
    day = f"{timezone.localdate(moment):%d.%m.%Y}"
    return format_html('{}<br><span class="br-muted">{}</span>', day, person)
