"""The list of cases, and the door to each case's page."""

from functools import cache

from django.contrib import admin
from django.db.models import Q
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from bildungsregion.base.admin import ReadOnlyAdmin, SwitchedAdmin
from bildungsregion.base.money import euro
from bildungsregion.base.search import fold
from funding import workflow, worklist
from funding.admin_views import (
    case_file,
    cases,
    changing,
    claims,
    deciding,
    downloads,
    ending,
    importing,
    paper,
    payments,
    proof_queries,
    recovering,
    settling,
    steps,
    waiting,
)
from funding.models import Application

from .filters import (
    AssigneeFilter,
    KindFilter,
    LateFilter,
    MunicipalityFilter,
    StatusFilter,
    YearFilter,
    menu,
)


STEP_PAGES = {
    "start_review": ("uebernehmen", steps.StartReview),
    "assign": ("uebergeben", steps.Assign),
    "request_info": ("rueckfrage", steps.RequestInfo),
    "resume_review": ("weiterpruefen", steps.ResumeReview),
    "propose": ("vorschlagen", deciding.Propose),
    "send_back": ("zurueckgeben", steps.SendBack),
    "sign": ("zeichnen", deciding.Sign),
    "receipts": ("belege", settling.Receipts),
    "settle": ("abrechnen", settling.Settle),
    "confirm_payment": ("feststellen", payments.Confirm),
    "order_payment": ("anordnen", payments.Order),
    "record_paid": ("gezahlt", payments.RecordPaid),
    "record_failed": ("ruecklauf", payments.RecordFailed),
    "prepare_again": ("neu-vorbereiten", payments.PrepareAgain),
    "bank": ("bankverbindung", payments.BankDetails),
    "put_on_waitlist": ("warteliste", waiting.PutOnWaitlist),
    "open_change": ("aenderung-aufnehmen", changing.OpenChange),
    "decline_change": ("aenderung-ablehnen", changing.DeclineChange),
    "propose_change": ("aenderung-vorschlagen", changing.ProposeChange),
    "send_back_change": ("aenderung-zurueckgeben", changing.SendBackChange),
    "amend": ("aenderung-zeichnen", changing.Amend),
    "cancel": ("absagen", ending.Cancel),
    "remind": ("erinnern", ending.Remind),
    "announce_lapse": ("verfall-ankuendigen", ending.AnnounceLapse),
    "lapse": ("verfall-zeichnen", ending.Lapse),
    "query_report": ("nachweis-rueckfrage", proof_queries.QueryReport),
    "resume_report": ("nachweis-weiterpruefen", proof_queries.ResumeReport),
    "open_hearing": ("anhoeren", recovering.OpenHearing),
    "drop_hearing": ("anhoerung-beenden", recovering.DropHearing),
    "propose_revocation": ("widerruf-vorschlagen", recovering.ProposeRevocation),
    "send_back_revocation": ("widerruf-zurueckgeben", recovering.SendBackRevocation),
    "revoke": ("widerruf-zeichnen", recovering.Revoke),
    "record_refund": ("rueckzahlung", claims.RecordRefund),
    "waive_claim": ("verzicht", claims.WaiveClaim),
}


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin, SwitchedAdmin):
    """Cases are read here; what changes one is a step with a page of its own."""

    module = "funding"
    list_display = (
        "number_label", "project", "first_day", "requested", "computed", "decided", "status_label",
    )  # fmt: skip
    list_display_links = None
    list_filter = (
        StatusFilter,
        YearFilter,
        AssigneeFilter,
        LateFilter,
        KindFilter,
        MunicipalityFilter,
    )
    list_select_related = ("institution", "assignee")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-submitted_at", "-pk")
    search_fields = ("number",)
    search_help_text = "Nummer, Einrichtung oder Titel"
    actions = None

    def get_queryset(self, request):
        return Application.objects.filed().annotate(starts=worklist.first_day())

    def changelist_view(self, request, extra_context=None):
        """The filters as menus above the list, so that it has the whole width."""
        response = super().changelist_view(request, extra_context)
        if hasattr(response, "context_data") and "cl" in response.context_data:
            changelist = response.context_data["cl"]
            response.context_data["filters"] = [
                menu(spec, changelist) for spec in changelist.filter_specs
            ]
        return response

    def get_search_results(self, request, queryset, search_term):
        """Every word stands in the number, the title or the institution's name, in any spelling."""
        for word in search_term.split()[:8]:
            queryset = queryset.filter(
                Q(number__icontains=word)
                | Q(title__icontains=word)
                | Q(institution__search_title__contains=fold(word))
            )
        return queryset, False

    def get_urls(self):
        def at(address, view, name):
            page = self.admin_site.admin_view(view)
            return path(f"<int:pk>/{address}", page, name=f"funding_application_{name}")

        def in_list(address, view, name):
            page = self.admin_site.admin_view(view.as_view())
            return path(address, page, name=f"funding_application_{name}")

        return [
            *(at(f"{slug}/", view.as_view(), verb) for verb, (slug, view) in STEP_PAGES.items()),
            in_list("papier/", paper.PaperApplication, "paper"),
            in_list("liste/", importing.ImportPage, "import"),
            in_list("liste/vorlage.csv", importing.ImportTemplate, "import_template"),
            at("pruefpunkte/", cases.ChecksView.as_view(), "checks"),
            at("anlagen/<int:file>/", downloads.AttachmentFile.as_view(), "attachment"),
            at("anlagen/<int:file>/ansehen/", settling.Paper.as_view(), "paper"),
            at("akte.zip", case_file.CaseFile.as_view(), "file"),
            at("entwurf.<str:form>", downloads.DraftLetter.as_view(), "draft"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not object_id.isascii() or not object_id.isdecimal() or len(object_id) > 18:
            raise Http404("no such case")
        return cases.CaseView.as_view()(request, pk=int(object_id))

    def history_view(self, request, object_id, extra_context=None):
        """The log of a case stands on its page."""
        return self.change_view(request, object_id)

    def get_view_on_site_url(self, obj=None):
        return None

    @admin.display(description="Eingang", ordering="submitted_at")
    def number_label(self, case):
        text = '<a class="of-nowrap" href="{}">{}</a><br><span class="br-muted">{}</span>'
        return format_html(text, worklist.case_url(case), case.number, _day(case.received_on))

    @admin.display(description="Einrichtung und Vorhaben", ordering="institution__name")
    def project(self, case):
        return format_html(
            "<strong>{}</strong><br>{}", case.institution, case.title or "ohne Titel"
        )

    @admin.display(description="Termin", ordering="starts")
    def first_day(self, case):
        return _day(case.starts)

    @admin.display(description="beantragt", ordering="requested_cents")
    def requested(self, case):
        return _money(case.requested_cents)

    @admin.display(description="berechnet", ordering="computed_cents")
    def computed(self, case):
        return _money(case.computed_cents)

    @admin.display(description="entschieden", ordering="decided_cents")
    def decided(self, case):
        return _money(case.decided_cents)

    @admin.display(description="Stand und Bearbeitung", ordering="status")
    def status_label(self, case):
        parts = [_status_badge(case.status)]
        parts += [_badge("spät", "warning")] if case.late else []
        if case.assignee:
            parts.append(format_html('<br><span class="br-muted">{}</span>', case.assignee))
        return format_html_join(" ", "{}", ((part,) for part in parts))


@cache
def _status_badge(status: str):
    """Fifty rows show the same few badges again and again."""
    return _badge(str(Application.Status(status).label), workflow.STAGES[status].tone)


@cache
def _badge(text: str, kind: str):
    return render_to_string("components/badge.html", {"text": text, "kind": kind})


def _day(day) -> str:
    return f"{day:%d.%m.%Y}" if day else "–"


def _money(cents: int | None):
    return format_html('<span class="br-money">{}</span>', "–" if cents is None else euro(cents))


def case_link(case: Application | None):
    """Number and title of a case as a link to its page; for the lists of other rows."""
    if case is None:
        return "–"
    url = reverse("admin:funding_application_change", args=[case.pk])
    return format_html('<a href="{}">{}</a> {}', url, case.number, case.title)
