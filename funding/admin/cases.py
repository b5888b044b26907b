"""The list of cases, and the door to each case's page."""

from datetime import date
from functools import lru_cache, partial

from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.views.main import ChangeList
from django.db.models import Min, Q
from django.http import Http404
from django.template.loader import get_template
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bildungsregion.base import edition
from bildungsregion.base.admin import ReadOnlyAdmin, SwitchedAdmin
from bildungsregion.base.office_lists import OfficeList
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
    project,
    proof_queries,
    recovering,
    settling,
    steps,
    waiting,
)
from funding.models import Application, Appointment

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


# What a row of the list shows; a case has many columns more.
SHOWN = (
    "pk", "number", "title", "status", "received_on", "late", "requested_cents", "computed_cents",
    "decided_cents", "institution__name", "assignee__name", "assignee__email",
)  # fmt: skip


# How each state is marked.
STATES = {
    status.value: (status.label, workflow.STAGES[status].tone) for status in Application.Status
}


_heads: dict[str, SafeString] = {}
MOST_HEADS = 300


class CaseList(OfficeList):
    """Asks for what the rows show and nothing else, and draws each row once as long as that stays the same.

    The first days are asked for the cases on the page only: a column of all would be reckoned before sorting.
    """

    reads_keys_first = False
    # Drafts make no mark, and none is shown (ApplicationAdmin.get_queryset).
    shows_what_is_watched = True

    def get_results(self, request):
        super().get_results(request)
        rows = list(self.result_list.values_list(*SHOWN))
        cases = tuple(row[0] for row in rows)
        days = edition.kept_for_person(request, ("first days", cases), partial(_first_days, cases))
        self.result_list = [drawn(row, days.get(row[0])) for row in rows]


def _first_days(cases: tuple[int, ...]) -> dict[int, date]:
    visits = Appointment.objects.filter(application__in=cases).order_by()
    return dict(visits.values_list("application").annotate(Min("starts_on")))


@lru_cache(maxsize=2000)
def drawn(row: tuple, starts) -> SafeString:
    """One row of the list; ``row`` holds the values of SHOWN, ``starts`` is the first day or None."""
    case = dict(zip(SHOWN, row, strict=True))
    state, tone = STATES[case["status"]]
    case |= {"state": state, "tone": tone, "starts": starts}
    case["worked_on_by"] = case["assignee__name"] or case["assignee__email"]
    return get_template("admin/funding/application/_case_row.html").render({"case": case})


def _head(changelist: ChangeList) -> SafeString:
    """The names of the columns, each a link that sorts; drawn once for each state of the address."""
    state = changelist.get_query_string()
    if state not in _heads:
        if len(_heads) >= MOST_HEADS:
            _heads.clear()
        page = get_template("admin/funding/application/_case_head.html")
        _heads[state] = page.render({"headers": list(result_headers(changelist))})
    return _heads[state]


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin, SwitchedAdmin):
    """Cases are read here; what changes one is a step with a page of its own."""

    module = "funding"
    list_display = (
        "received_on", "institution", "first_day", "requested_cents", "computed_cents",
        "decided_cents", "status",
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
    list_per_page = 25
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-submitted_at", "-pk")
    search_fields = ("number",)
    date_hierarchy = "submitted_at"
    search_help_text = "Nummer, Einrichtung oder Titel"
    actions = None

    def get_queryset(self, request):
        return Application.objects.filed()

    def get_changelist(self, request, **kwargs):
        return CaseList

    def changelist_view(self, request, extra_context=None):
        """The filters as menus above the list, so that it has the whole width; the rows as one template."""
        response = super().changelist_view(request, extra_context)
        if hasattr(response, "context_data") and "cl" in response.context_data:
            changelist = response.context_data["cl"]
            response.context_data |= {
                "filters": [menu(spec, changelist) for spec in changelist.filter_specs],
                "head": _head(changelist),
            }
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
            at("projekt/", project.ProjectOfCase.as_view(), "project"),
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

    @admin.display(description="Termin", ordering=worklist.first_day())
    def first_day(self, case):
        """Named and sorted here; templates/admin/funding/application/_case_row.html prints the row."""
        return case.starts


def case_link(case: Application | None):
    """Number and title of a case as a link to its page; for the lists of other rows."""
    if case is None:
        return "–"
    url = reverse("admin:funding_application_change", args=[case.pk])
    return format_html('<a href="{}">{}</a> {}', url, case.number, case.title)
