"""Mein Bereich: the dates of an event; calling one off or moving it is public at once."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from actors.views.own import OwnPage
from bildungsregion.base.errors import DomainError
from events import actions
from events.forms.rules import DateForm, RuleForm
from events.models import DateRule, Event

from .own import events_of


DATES_SHOWN = 60


class OwnDates(OwnPage):
    """What is coming, with a way to each date; the rules in words."""

    template_name = "events/own/dates.html"

    @cached_property
    def event(self) -> Event:
        rows = events_of(self.actor).published().select_related("organiser")
        return get_object_or_404(rows, slug=self.kwargs["event"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(event=self.event, **kwargs)

    def get(self, request, *args, **kwargs):
        dates = list(self.event.occurrences.coming()[: DATES_SHOWN + 1])
        for date in dates:
            date.event = self.event
        context = self.get_context_data(
            dates=dates[:DATES_SHOWN], has_more=len(dates) > DATES_SHOWN,
            rules=self.event.date_rules.all(),
        )  # fmt: skip
        return self.render_to_response(context)

    def back(self) -> HttpResponse:
        return redirect("own_events:dates", self.actor.slug, self.event.slug)


class OwnDate(OwnDates):
    """One date: moved, called off, with a word about it; without a number a new one."""

    template_name = "events/own/date.html"

    @cached_property
    def date(self):
        number = self.kwargs.get("number")
        if number is None:
            if not self.tie.is_trusted:
                raise Http404("new dates are for trusted people")
            return None
        row = get_object_or_404(self.event.occurrences.coming(), number=number)
        row.event = self.event
        return row

    def get(self, request, *args, **kwargs):
        return self.show(DateForm(date=self.date))

    def post(self, request, *args, **kwargs):
        form = DateForm(request.POST, date=self.date)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            if self.date is None:
                actions.add_date(event=self.event, by=request.user, **form.changes)
            else:
                actions.change_date(occurrence=self.date, by=request.user, **form.changes)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.show(form, status=409)
        messages.success(request, _("Gespeichert. Der Termin ist schon geändert zu sehen."))
        return self.back()

    def show(self, form, status=200) -> HttpResponse:
        context = self.get_context_data(form=form, date=self.date)
        return self.render_to_response(context, status=status)


class OwnRule(OwnDates):
    """A repetition; for people whose changes go live at once."""

    template_name = "events/own/rule.html"

    @cached_property
    def rule(self) -> DateRule:
        if not self.tie.is_trusted:
            raise Http404("rules are for trusted people")
        if "rule" not in self.kwargs:
            return DateRule(event=self.event)
        return get_object_or_404(self.event.date_rules, pk=self.kwargs["rule"])

    def get(self, request, *args, **kwargs):
        return self.show(RuleForm(instance=self.rule))

    def post(self, request, *args, **kwargs):
        form = RuleForm(request.POST, instance=self.rule)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            count = actions.keep_rule(rule=form.into_rule(), by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.show(form, status=409)
        text = _("Gespeichert: %(rule)s. Termine im Kalender: %(count)s.")
        messages.success(request, text % {"rule": self.rule, "count": count})
        return self.back()

    def show(self, form, status=200) -> HttpResponse:
        rule = self.rule if self.rule.pk else None
        return self.render_to_response(self.get_context_data(form=form, rule=rule), status=status)
