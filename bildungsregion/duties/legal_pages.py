"""The office's pages about law: what is missing, what is done with personal data, and how long it is kept."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from bildungsregion.base.admin import OwnPages, demand_right
from bildungsregion.base.tables import table_file

from . import keeping
from .checklist import missing
from .statement import facts


RIGHT = "bildungsregion.view_legalfacts"


class LegalPages(OwnPages):
    """Part of the admin of the legal facts: there is one row of them, so the list is the way to all of it."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("verarbeitung/", view(self.record), name="bildungsregion_record"),
            path(
                "verarbeitung.<str:fmt>", view(self.record_file), name="bildungsregion_record_file"
            ),
            path("aufbewahrung/", view(self.keeping), name="bildungsregion_keeping"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        """What is missing, page by page, and the way to everything else."""
        demand_right(request, RIGHT)
        row = facts()
        context = {
            "title": "Recht und Datenschutz",
            "missing": missing(request.region),
            "facts": row if row.pk else None,
        }
        return self.own_page(request, "admin/duties/legal.html", context)

    def record(self, request: HttpRequest) -> HttpResponse:
        """Art. 30 DSGVO, to read and to print."""
        demand_right(request, RIGHT)
        region = request.region
        context = {
            "title": "Verzeichnis der Verarbeitungstätigkeiten",
            "head": keeping.head(region, facts()),
            "rows": [
                (row[0], list(zip(keeping.RECORD_HEADERS[1:], row[1:], strict=True)))
                for row in keeping.record(region).rows
            ],
            "today": timezone.localdate(),
        }
        return self.own_page(request, "admin/duties/record.html", context)

    def record_file(self, request: HttpRequest, fmt: str) -> HttpResponse:
        """As CSV the record alone; as XLSX with whom it is of."""
        demand_right(request, RIGHT)
        sheets = [keeping.record(request.region), keeping.head_sheet(request.region, facts())]
        return table_file(sheets, "verarbeitung", fmt)

    def keeping(self, request: HttpRequest) -> HttpResponse:
        """Every kind of personal data with its term; what is counted is a dry run of tonight."""
        demand_right(request, RIGHT)
        today = timezone.localdate()
        rows = keeping.kept(request.region, today)
        context = {
            "title": "Aufbewahrung und Löschung",
            "rows": rows,
            "due": sum(row.due or 0 for row in rows),
            "today": today,
        }
        return self.own_page(request, "admin/duties/keeping.html", context)
