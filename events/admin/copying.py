"""Pages that copy: one event moved, many into the next school year. First what will happen, then it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path

from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm
from events import actions, permissions
from events.copying import A_YEAR, plan
from events.forms.copying import DuplicateForm
from events.models import Event, Holiday, Series


# A page with so many events and their dates can still be read.
MOST_AT_ONCE = 100
DAYS_SHOWN = 8


class YearForm(SiteForm):
    weeks = forms.IntegerField(
        label="Um so viele Wochen später", min_value=1, max_value=160, initial=A_YEAR,
        help_text="52 Wochen sind ein Schuljahr; so bleiben die Wochentage.",
    )  # fmt: skip
    series_title = forms.CharField(
        label="Neue Reihe", required=False, max_length=200,
        help_text="Zum Beispiel „Elternakademie 2027/28“. Leer: in derselben Reihe wie bisher.",
    )  # fmt: skip
    without_holidays = forms.BooleanField(
        label="Termine in Ferien und an Feiertagen weglassen", required=False, initial=True
    )

    @property
    def holidays(self) -> list[Holiday]:
        return list(Holiday.objects.all()) if self.cleaned_data["without_holidays"] else []


class WithCopying:
    """Part of the admin of events."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.duplicate_page)
        return [
            path("<int:pk>/kopieren/", page, name="events_event_duplicate"),
            *super().get_urls(),
        ]

    def duplicate_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        demand_right(request)
        event = get_object_or_404(Event, pk=pk)
        form = DuplicateForm(
            request.POST if request.method == "POST" else None, initial={"weeks": A_YEAR}
        )
        if form.is_valid():
            try:
                copy = actions.duplicate(event=event, days=form.days_for(event), by=request.user)
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                text = "Kopiert und noch nicht veröffentlicht. Bitte prüfen Sie die Angaben."
                messages.success(request, text)
                return redirect("admin:events_event_change", copy.pk)
        context = self.admin_site.each_context(request) | {
            "title": "Kopieren", "event": event, "opts": self.opts, "form": form,
        }  # fmt: skip
        status = 422 if form.errors else 200
        template = "admin/events/event/duplicate.html"
        return TemplateResponse(request, template, context, status=status)

    @admin.action(description="In ein neues Schuljahr kopieren", permissions=["add"])
    def copy_to_year(self, request, queryset):
        if queryset.count() > MOST_AT_ONCE:
            text = f"Bitte wählen Sie höchstens {MOST_AT_ONCE} Veranstaltungen auf einmal."
            self.message_user(request, text, messages.ERROR)
            return None
        return year_page(self, request, queryset, hidden=selected_fields(request, "copy_to_year"))


def year_page(model_admin, request: HttpRequest, events, *, hidden=(), title="") -> HttpResponse:
    """A form, then every event with its new dates and what is left out, then the copies."""
    demand_right(request)
    is_begun = "schritt" in request.POST
    form = YearForm(request.POST if is_begun else None)
    events = events.order_by("title", "pk").prefetch_related("date_rules")
    planned = []
    if form.is_valid():
        weeks, holidays = form.cleaned_data["weeks"], form.holidays
        if request.POST["schritt"] == "tun":
            try:
                made = actions.copy_into_next_year(
                    events=list(events), weeks=weeks, holidays=holidays, by=request.user,
                    series_title=form.cleaned_data["series_title"],
                )  # fmt: skip
            except DomainError as error:
                messages.error(request, error.message)
            else:
                text = f"{len(made)} Veranstaltungen kopiert und noch nicht veröffentlicht."
                messages.success(request, text)
                return redirect("admin:events_event_changelist")
        planned = plan(events, days=weeks * 7, holidays=holidays)
    context = model_admin.admin_site.each_context(request) | {
        "title": "In ein neues Schuljahr kopieren", "subject": title, "opts": model_admin.opts,
        "form": form, "planned": planned, "events": events, "hidden": hidden,
        "todo": sum(not row.is_there and not row.is_empty for row in planned),
        "unknown_from": last_known_holiday(planned), "days_shown": DAYS_SHOWN,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/events/event/next_year.html", context, status=status)


def last_known_holiday(planned):
    """The last day of which holidays are known, where some copy lies later; else None."""
    last = Holiday.objects.order_by("-last_on").values_list("last_on", flat=True).first()
    days = [day for row in planned for day in row.days]
    return last if days and last and max(days) > last else None


def selected_fields(request: HttpRequest, action: str) -> list[tuple[str, str]]:
    """What an action's own page must send again."""
    chosen = request.POST.getlist("_selected_action")[: MOST_AT_ONCE + 1]
    return [("action", action), ("index", "0"), *(("_selected_action", pk) for pk in chosen)]


def demand_right(request: HttpRequest) -> None:
    if not permissions.can_add(request.user):
        raise PermissionDenied("not of those who enter events")


class SeriesCopying:
    """Part of the admin of series."""

    change_form_template = "admin/events/series/change_form.html"

    def get_urls(self):
        page = self.admin_site.admin_view(self.copy_page)
        return [path("<int:pk>/kopieren/", page, name="events_series_copy"), *super().get_urls()]

    def copy_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        demand_right(request)
        series = get_object_or_404(Series, pk=pk)
        return year_page(self, request, series.events.all(), title=series.title)
