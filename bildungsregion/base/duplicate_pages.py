"""The office's pages about what stands there twice: the list of pairs, „keine Dublette“, two merged side by side."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from . import merging
from .admin import OwnPages, demand_right
from .errors import DomainError


PER_PAGE = 30


class DuplicatePages(OwnPages):
    """Part of the admin of a model.

    ``duplicates`` is the app's module that finds (``pairs``) and remembers (``keep_apart``), ``merging`` the one
    that joins (``parts``, ``stamp``, ``merge``).
    """

    duplicates: ModuleType
    merging: ModuleType
    # „Zwei Einträge“ that may be two „Einrichtungen“.
    rows_named: str
    things_named: str
    list_title: str
    list_template: str
    merge_template: str
    # Merging deletes a row.
    change_right: str
    merge_right: str

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("dubletten/", view(self.duplicates_page), name=self._named("duplicates")),
            path(
                "dubletten/keine/", view(require_POST(self.keep_apart)), name=self._named("apart")
            ),
            path(
                "<int:pk>/zusammenfuehren/<int:other>/",
                view(self.merge_page),
                name=self._named("merge"),
            ),
            *super().get_urls(),
        ]

    def _named(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _address(self, page: str, *args: int) -> str:
        return reverse(f"admin:{self._named(page)}", args=args)

    def to_merging(self, request: HttpRequest, queryset) -> HttpResponse | None:
        """What the action of the list does with the chosen rows."""
        chosen = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(chosen) != 2:
            messages.error(request, f"Bitte wählen Sie genau zwei {self.rows_named}.")
            return None
        return HttpResponseRedirect(self._address("merge", *chosen))

    def rows_of_pairs(self, pks: set[int]) -> Mapping[int, Any]:
        """What the list shows of these rows, by pk; who is gone meanwhile is missing."""
        return self.model.objects.in_bulk(pks)

    def duplicates_page(self, request: HttpRequest) -> HttpResponse:
        """All pairs that look like one, likeliest first."""
        demand_right(request, self.change_right)
        page = Paginator(self.duplicates.pairs(), PER_PAGE).get_page(request.GET.get("seite"))
        rows = self.rows_of_pairs(
            {pk for first, second, *_ in page.object_list for pk in (first, second)}
        )
        pairs = [
            (rows[first], rows[second], round(score * 100), reasons)
            for first, second, score, reasons in page.object_list
            if first in rows and second in rows
        ]
        context = {
            "title": self.list_title,
            "page": page,
            "pairs": pairs,
            "may_merge": request.user.has_perm(self.merge_right),
        }
        return self.own_page(request, self.list_template, context)

    def keep_apart(self, request: HttpRequest) -> HttpResponse:
        """„Keine Dublette“: remembered for good."""
        demand_right(request, self.change_right)
        numbers = [request.POST.get(name, "") for name in ("first", "second")]
        if (
            not all(number.isdecimal() and len(number) < 18 for number in numbers)
            or numbers[0] == numbers[1]
        ):
            return HttpResponse(f"Bitte wählen Sie zwei {self.rows_named}.", status=422)
        first, second = (get_object_or_404(self.model, pk=int(number)) for number in numbers)
        self.duplicates.keep_apart(first=first, second=second, by=request.user)
        messages.success(
            request, f"Gemerkt: „{first}“ und „{second}“ sind zwei {self.things_named}."
        )
        return HttpResponseRedirect(self._address("duplicates"))

    def merge_page(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        """Both side by side, a choice for every difference, and what comes along; then there is no way back."""
        demand_right(request, self.merge_right)
        keep, gone = (get_object_or_404(self.model, pk=number) for number in (pk, other))
        status = 200
        if request.method == "POST":
            try:
                joined = self._merge(request, keep, gone)
                return HttpResponseRedirect(self._address("change", joined.pk))
            except DomainError as error:
                messages.error(request, error.message)
                status = 409
        context = {
            "title": f"Zwei {self.rows_named} zusammenführen", "keep": keep, "gone": gone, "sides": merging,
            "stamp": self.merging.stamp(keep, gone),
            "parts": [
                (part, request.POST.get(part.key, part.default)) for part in self.merging.parts(keep, gone)
            ],
        }  # fmt: skip
        return self.own_page(
            request, self.merge_template, context | self.more_to_see(keep, gone), status=status
        )

    def _merge(self, request: HttpRequest, keep, gone):
        """Raises DomainError."""
        chosen = {
            name: value
            for name, value in request.POST.items()
            if value in (merging.KEEP, merging.GONE)
        }
        joined = self.merging.merge(
            keep=keep, gone=gone, chosen=chosen, shown=request.POST.get("stand", "")
        )
        self.log_change(request, joined, f"Zusammengeführt mit „{gone}“ ({self.trace(gone)}).")
        messages.success(
            request, f"„{gone}“ ist jetzt Teil von „{joined}“; die alte Adresse führt hierher."
        )
        return joined

    def trace(self, gone) -> str:
        """How the history calls what is no longer there."""
        return f"Nr. {gone.pk}"

    def more_to_see(self, keep, gone) -> dict[str, Any]:
        """What else the page of both shows."""
        return {}
