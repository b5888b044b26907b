"""Registering for a date without an account, and the page of one's own registration."""

from functools import partial

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from actors.models import Actor
from bildungsregion.base.errors import DomainError
from events.actions import registering
from events.forms.registering import NumberForm, RegistrationForm
from events.models import Event, Registration
from events.places import Places, places_of, print_moment, with_places


SALT = "events.registered"
THANKS_SECONDS = 3600


@method_decorator(never_cache, name="dispatch")
class RegistrationCreate(FormView):
    """The form of one date; where the event has several ahead, first the choice between them."""

    form_class = RegistrationForm
    template_name = "events/registration_form.html"

    @cached_property
    def event(self) -> Event:
        events = Event.objects.published().filter(registration_terms__isnull=False)
        related = ("organiser", "place_actor", "registration_terms")
        return get_object_or_404(events.select_related(*related), slug=self.kwargs["slug"])

    @cached_property
    def dates(self) -> list[Places]:
        """The dates ahead, with their places."""
        now = timezone.now()
        rows = list(with_places(self.event.occurrences.coming(), now))
        for row in rows:
            row.event = self.event
        return [places_of(row, self.event.registration_terms, now) for row in rows]

    @cached_property
    def places(self) -> Places | None:
        """Of the date that is asked for; 404 for a number that is none of those ahead."""
        number = self.request.GET.get("termin", "")
        if not number:
            return self.dates[0] if len(self.dates) == 1 else None
        for places in self.dates:
            if str(places.occurrence.number) == number:
                return places
        raise Http404("no such date ahead")

    def get_initial(self):
        user = self.request.user
        if not user.is_authenticated:
            return {}
        own = Actor.objects.of_user(user).order_by("name").first()
        known = {"name": user.name, "email": user.email}
        return known | ({"institution": own.name} if own else {})

    def get_form_kwargs(self):
        terms = self.event.registration_terms
        return {
            **super().get_form_kwargs(),
            "request": self.request,
            "terms": terms,
            "questions": list(terms.questions.all()),
        }

    def get_context_data(self, **kwargs):
        if self.places is None or not self.places.takes:
            kwargs["form"] = None
        return super().get_context_data(
            event=self.event, dates=self.dates, places=self.places, **kwargs
        )

    def post(self, request, *args, **kwargs):
        if self.places is None:
            raise Http404("no date was chosen")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        user, asked = self.request.user, form.asked
        is_own = user.is_authenticated and user.email.casefold() == asked.email.casefold()
        register = partial(
            registering.register,
            occurrence=self.places.occurrence,
            asked=asked,
            is_proven=is_own,
            sent=form.cleaned_data["stamp"][-64:],
        )
        try:
            with form.once():
                row = register()
        except DomainError as error:
            form.add_error(None, error.message)
            return self._again(form, 409)
        if is_own:
            return redirect(row)
        token = signing.dumps(row.pk, salt=SALT)
        path = reverse("events:registration_thanks", args=[self.event.slug])
        return redirect(f"{path}?zeichen={token}")

    def form_invalid(self, form):
        return self._again(form, 422)

    def _again(self, form, status: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)


@never_cache
def registration_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next; shows nothing that only the reader of the mail may see."""
    token = request.GET.get("zeichen", "")
    try:
        pk = signing.loads(token, salt=SALT, max_age=THANKS_SECONDS)
    except signing.BadSignature as bad:
        raise Http404("no registration of late") from bad
    rows = Registration.objects.select_related("occurrence__event")
    row = get_object_or_404(rows, pk=pk, occurrence__event__slug=slug)
    held = print_moment(row.held_until, timezone.now()) if row.held_until else ""
    context = {"registration": row, "event": row.occurrence.event, "held_until": held}
    return render(request, "events/registration_thanks.html", context)


@method_decorator(never_cache, name="dispatch")
class RegistrationPage(TemplateView):
    """One's own registration behind the link of the mail: looking changes nothing, buttons do."""

    template_name = "events/registration.html"

    @cached_property
    def registration(self) -> Registration:
        related = ("event__organiser", "event__place_actor", "event__registration_terms")
        rows = Registration.objects.select_related(*(f"occurrence__{name}" for name in related))
        return get_object_or_404(rows, key=self.kwargs["key"])

    def get(self, request, *args, **kwargs):
        return self._show(410 if self.registration.occurrence.is_past else 200)

    def post(self, request, *args, **kwargs):
        if self.registration.occurrence.is_past:
            return self._show(410)
        verb, form = request.POST.get("tun", ""), None
        if verb == "aendern":
            form = NumberForm(request.POST)
            if not form.is_valid():
                return self._show(422, form=form)
        try:
            told = self._do(verb, form)
        except DomainError as error:
            if form is None:
                messages.error(request, error.message)
                return self._show(409)
            form.add_error("persons", error.message)
            return self._show(409, form=form)
        messages.success(request, told)
        return redirect(self.registration)

    def _do(self, verb: str, form: NumberForm | None) -> str:
        key = self.registration.key
        if verb == "aendern":
            row = registering.change_number(key=key, persons=form.cleaned_data["persons"])
            return _("Gespeichert: %s Personen.") % row.persons
        if verb == "bestaetigen":
            row = registering.confirm(key=key)
            if row.state == Registration.State.CONFIRMED:
                return _("Danke, Sie sind angemeldet.")
            return _("Danke. Sie stehen auf der Warteliste.")
        if verb == "annehmen":
            registering.accept(key=key)
            return _("Sie haben den Platz. Wir freuen uns auf Sie.")
        if verb == "absagen":
            registering.cancel(key=key)
            return _("Abgemeldet. Ihre Angaben sind gelöscht.")
        raise Http404("no such button")

    def _show(self, status: int, form: NumberForm | None = None) -> HttpResponse:
        # After a button that failed the row may be another.
        self.registration.refresh_from_db()
        row, now = self.registration, timezone.now()
        context = self.get_context_data(
            registration=row,
            event=row.occurrence.event,
            form=form or NumberForm(initial={"persons": row.persons}),
            held_until=print_moment(row.held_until, now) if row.held_until else "",
            is_held=bool(row.held_until and row.held_until > now),
            rank=rank_of(row),
        )
        return self.render_to_response(context, status=status)


def rank_of(row: Registration) -> int | None:
    """The place in the waiting list, 1 for the next; None for who does not wait."""
    if row.state != Registration.State.WAITING:
        return None
    keys = row.occurrence.registrations.waiting().values_list("pk", flat=True)
    return list(keys).index(row.pk) + 1
