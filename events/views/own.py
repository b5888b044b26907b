"""Mein Bereich: the events of an institution; what trusted people do is public at once, the rest waits."""

from django.contrib import messages
from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actors.models import Actor, ChangeProposal
from actors.views.own import FactsPage, OwnPage
from bildungsregion.base.errors import DomainError
from events import actions, permissions
from events.facts import EVENT_SECTION
from events.forms.copying import DuplicateForm
from events.forms.entering import OwnEventForm
from events.models import Event, Occurrence, Submission


EVENTS_SHOWN = 100


class OwnEvents(OwnPage):
    """All events that the institution invites to, what waits first, then by their next date."""

    template_name = "events/own/list.html"

    def get_context_data(self, **kwargs):
        ahead = Occurrence.objects.coming().filter(event=OuterRef("pk"), is_cancelled=False)
        rows = events_of(self.actor).select_related("submission")
        rows = rows.annotate(next_date=Subquery(ahead.values("starts_at")[:1]))
        rows = list(rows.order_by(F("next_date").asc(nulls_last=True), "title")[:EVENTS_SHOWN])
        waiting = [event for event in rows if state_of(event) == Submission.State.OPEN]
        coming = [event for event in rows if event.is_published and event.next_date]
        past = [event for event in rows if event.is_published and not event.next_date]
        hidden = [event for event in rows if not event.is_published and event not in waiting]
        return super().get_context_data(
            waiting=waiting, coming=coming, past=past, hidden=hidden, **kwargs
        )


def events_of(actor: Actor):
    return Event.objects.filter(organiser=actor)


def state_of(event: Event) -> str:
    row = getattr(event, "submission", None)
    return row.state if row else ""


class OwnEventCreate(OwnPage):
    """A new event of the institution."""

    template_name = "events/own/create.html"

    def form(self, data=None) -> OwnEventForm:
        place = {"place_name": self.actor.name, "city": self.actor.city}
        return OwnEventForm(data, is_trusted=self.tie.is_trusted, initial=place)

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=self.form()))

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if form.is_valid():
            try:
                row = actions.enter(
                    actor=self.actor, proposed=form.proposed, by=request.user,
                    message=form.cleaned_data.get("message", ""),
                )  # fmt: skip
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                tell_entered(request, row)
                return redirect("own_events:list", self.actor.slug)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def tell_entered(request: HttpRequest, row: Submission) -> None:
    if row.state == Submission.State.ACCEPTED:
        messages.success(request, _("Veröffentlicht. Die Veranstaltung ist schon zu sehen."))
    else:
        text = _("Danke. Das Büro sieht die Veranstaltung an; Sie bekommen dann eine E-Mail.")
        messages.success(request, text)


class OwnEvent(FactsPage):
    """Change what a published event says."""

    subject = ChangeProposal.Subject.EVENT
    section = EVENT_SECTION

    @property
    def entry(self):
        rows = events_of(self.actor).published().select_related("organiser")
        return get_object_or_404(rows, slug=self.kwargs["event"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(offer=self.entry, **kwargs)

    def success_url(self, saved):
        return reverse("own_events:list", args=[self.actor.slug])


class OwnEventCopy(OwnPage):
    """The event once more, moved."""

    template_name = "events/own/copy.html"

    @cached_property
    def event(self) -> Event:
        return get_object_or_404(events_of(self.actor), slug=self.kwargs["event"])

    def get(self, request, *args, **kwargs):
        return self.show(DuplicateForm())

    def post(self, request, *args, **kwargs):
        form = DuplicateForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            days = form.days_for(self.event)
            row = actions.enter_again(event=self.event, days=days, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.show(form, status=422)
        tell_entered(request, row)
        return redirect("own_events:list", self.actor.slug)

    def show(self, form, status=200) -> HttpResponse:
        context = self.get_context_data(form=form, event=self.event)
        return self.render_to_response(context, status=status)


@require_POST
def own_call_off(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    """The button „Ganz absagen“."""
    actor = get_object_or_404(Actor.objects.of_user(request.user), slug=slug)
    row = get_object_or_404(events_of(actor).published(), slug=event)
    try:
        actions.call_off(event=row, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Abgesagt. Das steht jetzt überall dabei."))
    return redirect("own_events:dates", slug, event)


@require_POST
def own_withdraw(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    """Take back an event that waits; only who sent it in."""
    actor = get_object_or_404(Actor.objects.of_user(request.user), slug=slug)
    row = get_object_or_404(Submission, event__slug=event, event__organiser=actor)
    if not permissions.can_withdraw(request.user, row):
        messages.error(request, _("Das hat jemand anderes eingereicht."))
        return redirect("own_events:list", slug)
    try:
        actions.withdraw(submission=row)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Zurückgezogen. Im Kalender erscheint nichts."))
    return redirect("own_events:list", slug)
