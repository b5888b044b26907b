"""Coordinators' tables below the list of offers: who offers what for whom, who seeks and has cooperation."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import path

from actors import coordination
from bildungsregion.base.tables import table_file

from .gaps import RIGHT


A_PAGE = 50
OFFERS, COOPERATION = "Wer bietet was für wen", "Wer sucht Kooperation"
PAIRS = "Wer arbeitet mit wem"


class WithCoordination:
    """Part of the admin of offers."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("uebersicht/", view(self.overview), name="actors_offer_overview"),
            path("uebersicht.<str:fmt>", view(self.overview_file), name="actors_offer_overview_file"),
            path("kooperation/", view(self.cooperation), name="actors_cooperation"),
            path("kooperation.<str:fmt>", view(self.cooperation_file), name="actors_cooperation_file"),
            path("partner.<str:fmt>", view(self.pairs_file), name="actors_pairs_file"),
            *super().get_urls(),
        ]  # fmt: skip

    def overview(self, request):
        found = self._offers(request)
        page = Paginator(found.qs, A_PAGE).get_page(request.GET.get("seite"))
        sheet = coordination.offer_sheet(page.object_list, OFFERS, request.region)
        rows = [(offer, line[1:]) for offer, line in zip(page.object_list, sheet.rows, strict=True)]
        context = {"page": page, "headers": sheet.headers, "rows": rows}
        return self._answer(request, "overview", OFFERS, found, context)

    def overview_file(self, request, fmt):
        found = self._offers(request)
        heading = coordination.heading("Angebote", found)
        sheet = coordination.offer_sheet(found.qs, heading, request.region)
        return table_file([sheet], coordination.file_name(heading), fmt)

    def cooperation(self, request):
        found = self._seekers(request)
        pairs = list(coordination.pairs()[: A_PAGE + 1])
        page = Paginator(found.qs, A_PAGE).get_page(request.GET.get("seite"))
        context = {"page": page, "pairs": pairs[:A_PAGE], "has_more_pairs": len(pairs) > A_PAGE}
        return self._answer(request, "cooperation", "Kooperation", found, context)

    def cooperation_file(self, request, fmt):
        found = self._seekers(request)
        heading = coordination.heading(COOPERATION, found)
        sheet = coordination.seeker_sheet(found.qs, heading)
        return table_file([sheet], coordination.file_name(heading), fmt)

    def pairs_file(self, request, fmt):
        _may(request)
        return table_file([coordination.pair_sheet(PAIRS)], coordination.file_name(PAIRS), fmt)

    def _offers(self, request) -> coordination.OverviewFilter:
        _may(request)
        return coordination.OverviewFilter(
            request.GET or None, queryset=coordination.offers(), request=request
        )

    def _seekers(self, request) -> coordination.CooperationFilter:
        _may(request)
        return coordination.CooperationFilter(
            request.GET or None, queryset=coordination.seekers(), request=request
        )

    def _answer(self, request, name: str, title: str, found, context: dict) -> TemplateResponse:
        query = request.GET.copy()
        query.pop("seite", None)
        context = self.admin_site.each_context(request) | context | {
            "title": title,
            "heading": coordination.heading(title, found),
            "opts": self.opts,
            "filter": found,
            "query": query.urlencode(),
        }  # fmt: skip
        return TemplateResponse(request, f"admin/actors/offer/{name}.html", context)


def _may(request) -> None:
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied("not of those who keep the offers")
