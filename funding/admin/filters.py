"""How the office narrows the list of cases; each filter asks the database at most once."""

from functools import lru_cache

from django.contrib import admin
from django.db.models import Min
from django.template.loader import get_template
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from actors.models import Actor, Municipality
from bildungsregion.base import edition
from bildungsregion.base.money import euro
from funding.models import Application, BudgetYear, RuleSet


S = Application.Status
# The stages of a case as the office works through them; each state belongs to one.
STAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "offen": (
        "Noch nicht entschieden",
        (S.SUBMITTED, S.IN_REVIEW, S.INFO_REQUESTED, S.WAITLISTED, S.PROPOSED),
    ),
    "bewilligt": ("Bewilligt und Änderungen", (S.APPROVED, S.CHANGE_REQUESTED, S.CHANGE_PROPOSED)),
    "nachweis": ("Nachweis", (S.REPORTED, S.REPORT_QUERY)),
    "zahlung": ("Auszahlung", (S.SETTLED, S.ORDERED, S.ORDER_FAILED, S.PAID)),
    "widerruf": ("Widerruf und Rückforderung", (S.HEARING, S.REVOCATION_PROPOSED, S.CLAIM_OPEN)),
    "beendet": (
        "Beendet",
        (S.CLOSED, S.REJECTED, S.WITHDRAWN, S.CANCELLED, S.LAPSED, S.REVOKED),
    ),
}
OVERDUE = "nachweis-fehlt"


class StatusFilter(admin.SimpleListFilter):
    """By stage, or by one state of it."""

    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        found = []
        for slug, (label, states) in STAGES.items():
            found.append((slug, label))
            found += [(state.value, f"– {state.label}") for state in states]
            if slug == "nachweis":
                found.append((OVERDUE, "– Nachweis überfällig"))
        return found

    def queryset(self, request, queryset):
        if self.value() in STAGES:
            return queryset.filter(status__in=STAGES[self.value()][1])
        if self.value() == OVERDUE:
            return queryset.report_overdue(timezone.localdate()).filter(imported_from="")
        return queryset.filter(status=self.value()) if self.value() in S.values else queryset


class YearFilter(admin.SimpleListFilter):
    """The years since there is a guideline."""

    title = "Eingangsjahr"
    parameter_name = "jahr"

    def lookups(self, request, model_admin):
        first = edition.kept(request, "first guideline", _first_guideline)
        years = range(timezone.localdate().year, first.year - 1, -1) if first else ()
        return [(str(year), str(year)) for year in years]

    def queryset(self, request, queryset):
        year = self.value() or ""
        return queryset.filter(received_on__year=int(year)) if _is_year(year) else queryset


def _first_guideline():
    return RuleSet.objects.aggregate(first=Min("valid_from"))["first"]


class AssigneeFilter(admin.SimpleListFilter):
    title = "bearbeitet durch"
    parameter_name = "bearbeitung"

    def lookups(self, request, model_admin):
        return [("ich", "mich"), ("andere", "andere"), ("niemand", "noch niemanden")]

    def queryset(self, request, queryset):
        match self.value():
            case "ich":
                return queryset.filter(assignee=request.user)
            case "andere":
                return queryset.exclude(assignee=None).exclude(assignee=request.user)
            case "niemand":
                return queryset.filter(assignee=None)
        return queryset


class LateFilter(admin.SimpleListFilter):
    title = "Vorlauf"
    parameter_name = "vorlauf"

    def lookups(self, request, model_admin):
        return [("spaet", "später als erbeten"), ("rechtzeitig", "rechtzeitig")]

    def queryset(self, request, queryset):
        wanted = {"spaet": True, "rechtzeitig": False}.get(self.value())
        return queryset if wanted is None else queryset.filter(late=wanted)


class KindFilter(admin.SimpleListFilter):
    title = "Art der Einrichtung"
    parameter_name = "art"

    def lookups(self, request, model_admin):
        return _eligible(request)["kinds"]

    def queryset(self, request, queryset):
        return queryset.filter(institution__kind=self.value()) if self.value() else queryset


class MunicipalityFilter(admin.SimpleListFilter):
    """By where the institution is: the rural ones shall not be overlooked."""

    title = "Gemeinde der Einrichtung"
    parameter_name = "gemeinde"

    def lookups(self, request, model_admin):
        return _eligible(request)["municipalities"]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(institution__municipality__slug=self.value())


def _eligible(request) -> dict[str, list[tuple[str, str]]]:
    """Kinds of the institutions that may apply, and where they are; kept for an edition of the directory."""
    return edition.kept(request, "eligible institutions", _of_eligible)


def _of_eligible() -> dict[str, list[tuple[str, str]]]:
    # The places by their keys: so an index answers, and their names are read once each.
    rows = (
        Actor.objects.funding_eligible().order_by().values_list("kind", "municipality").distinct()
    )
    kinds, places = {kind for kind, _place in rows}, {place for _kind, place in rows}
    municipalities = Municipality.objects.filter(pk__in=places).exclude(slug="")
    choices = Actor._meta.get_field("kind").flatchoices
    return {
        "kinds": [(kind, str(label)) for kind, label in choices if kind in kinds],
        "municipalities": [
            (slug, name)
            for name, slug in sorted(municipalities.order_by().values_list("name", "slug"))
        ],
    }


class BudgetYearFilter(admin.SimpleListFilter):
    """Of the journal; says what each year holds."""

    title = "Haushaltsjahr"
    parameter_name = "haushalt"

    def lookups(self, request, model_admin):
        years = list(BudgetYear.objects.select_related("programme"))
        several = len({year.programme_id for year in years}) > 1
        return [
            (
                str(year.pk),
                f"{year if several else year.year} ({euro(year.allocated_cents)})",
            )
            for year in years
        ]

    def queryset(self, request, queryset):
        pk = self.value() or ""
        return (
            queryset.filter(budget_year_id=int(pk)) if pk.isdecimal() and len(pk) < 10 else queryset
        )


def menu(spec, changelist) -> SafeString:
    """A filter as the page prints it, drawn once for the same choices beside the same other filters."""
    choices = tuple((value, str(label)) for value, label in spec.lookup_choices)
    others = changelist.get_query_string(remove=[spec.parameter_name])
    return _drawn(spec.title, spec.parameter_name, spec.value(), choices, others)


@lru_cache(maxsize=500)
def _drawn(title: str, name: str, chosen: str | None, lookups: tuple, others: str) -> SafeString:
    glue = "&" if len(others) > 1 else ""
    choices = [(others, "Alle", chosen is None)]
    choices += [
        (f"{others}{glue}{urlencode({name: value})}", label, chosen == str(value))
        for value, label in lookups
    ]
    shown = next((label for _query, label, is_set in choices[1:] if is_set), "")
    page = get_template("admin/funding/application/_filter_menu.html")
    return page.render({"title": title, "choices": choices, "shown": shown.removeprefix("– ")})


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == 4 and int(text) > 0
