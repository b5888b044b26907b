"""„Termine und Wiederholung“: the rules of an event in words, and every date with what may be done to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from bildungsregion.base.errors import DomainError
from events import actions, permissions
from events.forms.rules import DateForm, RuleForm
from events.models import DateRule, Event, Occurrence


DATES_A_PAGE = 50


class WithDates:
    """Part of the admin of events."""

    change_form_template = "admin/events/event/change_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view
        at = "<int:pk>/termine/"
        return [
            path(at, view(self.dates_page), name="events_event_dates"),
            path(f"{at}regel/", view(self.rule_page), name="events_event_rule_add"),
            path(f"{at}regel/<int:rule>/", view(self.rule_page), name="events_event_rule"),
            path(f"{at}neu/", view(self.date_page), name="events_event_date_add"),
            path(f"{at}<int:date>/", view(self.date_page), name="events_event_date"),
            *super().get_urls(),
        ]

    def dates_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = self._event(request, pk)
        dates = event.occurrences.select_related("rule")
        is_past = request.GET.get("zeit") == "vorbei"
        rows = dates.past() if is_past else dates.coming()
        page = Paginator(rows, DATES_A_PAGE).get_page(request.GET.get("seite"))
        for date in page:
            date.event = event
        return self._answer(
            request, event, "dates", title=f"Termine: {event.title}", page=page, is_past=is_past,
            rules=event.date_rules.all(), others=dates.count() - page.paginator.count,
        )  # fmt: skip

    def rule_page(self, request: HttpRequest, pk: int, rule: int | None = None) -> HttpResponse:
        """A rule: made, changed, or ended."""
        event = self._event(request, pk)
        row = get_object_or_404(event.date_rules, pk=rule) if rule else DateRule(event=event)
        if request.POST.get("tun") == "beenden" and row.pk:
            count = actions.drop_rule(rule=row, by=request.user)
            messages.success(
                request, f"Die Wiederholung ist beendet. Weggefallene Termine: {count}."
            )
            return self._back(event)
        form = RuleForm(request.POST if request.method == "POST" else None, instance=row)
        if request.method == "POST" and form.is_valid():
            try:
                count = actions.keep_rule(rule=form.into_rule(), by=request.user)
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, f"Gespeichert: {row}. Termine im Kalender: {count}.")
                return self._back(event)
        ahead = row.occurrences.coming() if row.pk else Occurrence.objects.none()
        changed = ahead.filter(is_changed=True)
        return self._answer(
            request, event, "rule", title="Wiederholung", form=form, rule=row if row.pk else None,
            ahead=ahead.count(), changed=changed.count(), status=422 if form.errors else 200,
        )  # fmt: skip

    def date_page(self, request: HttpRequest, pk: int, date: int | None = None) -> HttpResponse:
        """One date: entered, moved, called off, left out of its rule, or back to it."""
        event = self._event(request, pk)
        row = get_object_or_404(event.occurrences.select_related("rule"), pk=date) if date else None
        if row is not None:
            row.event = event
        form = DateForm(request.POST if request.method == "POST" else None, date=row)
        verb = request.POST.get("tun", "")
        is_sent = request.method == "POST"
        if is_sent and (verb in ("weglassen", "zurueck") or form.is_valid()):
            try:
                told = self._do(request, event, row, verb, form)
            except DomainError as error:
                messages.error(request, error.message)
            else:
                messages.success(request, told)
                return self._back(event)
        title = row.when if row else "Neuer Termin"
        return self._answer(
            request, event, "date", title=title, form=form, date=row,
            status=422 if form.errors else 200,
        )  # fmt: skip

    def _do(self, request, event: Event, row: Occurrence | None, verb: str, form) -> str:
        by = request.user
        if row is None:
            actions.add_date(event=event, by=by, **form.changes)
            return "Der Termin ist eingetragen."
        if verb == "weglassen":
            actions.leave_out(occurrence=row)
            return f"Weggelassen: {row.when}."
        if verb == "zurueck":
            actions.back_to_rule(occurrence=row, by=by)
            return "Der Termin folgt wieder der Regel."
        changed = actions.change_date(occurrence=row, by=by, **form.changes)
        return f"Gespeichert: {changed.when}{', fällt aus' if changed.is_cancelled else ''}."

    def _event(self, request: HttpRequest, pk: int) -> Event:
        if not permissions.can_edit(request.user):
            raise PermissionDenied("not of those who change events")
        return get_object_or_404(Event, pk=pk)

    def _answer(self, request, event, name, *, title, status=200, **context) -> HttpResponse:
        context |= self.admin_site.each_context(request)
        context |= {"event": event, "title": title, "opts": self.opts}
        template = f"admin/events/event/{name}.html"
        return TemplateResponse(request, template, context, status=status)

    def _back(self, event: Event) -> HttpResponse:
        return redirect(reverse("admin:events_event_dates", args=[event.pk]))
