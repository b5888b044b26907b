"""Who comes: for the people of the organiser and the office; everybody else finds nothing here."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView, View

from bildungsregion.base.errors import DomainError
from bildungsregion.base.tables import XLSX_TYPE
from events import attendance, permissions, registration_emails
from events.actions import attending, registering
from events.forms.registering import ByHandForm, MessageForm, PlacesForm
from events.models import DatePlaces, Event, Occurrence, RegistrationLook
from events.places import places_of, with_came, with_places


LARGEST_CAME = 100_000


def event_for(user, slug: str) -> Event:
    """The event with its terms; 404 for everybody who may not see who comes."""
    related = ("organiser", "place_actor", "registration_terms")
    events = Event.objects.filter(registration_terms__isnull=False).select_related(*related)
    event = get_object_or_404(events, slug=slug)
    if not permissions.can_attend(user, event):
        raise Http404("not of those who see the registrations")
    return event


def log(request: HttpRequest, occurrence: Occurrence, how: str) -> None:
    RegistrationLook.objects.create(occurrence=occurrence, how=how, viewed_by=request.user)


@require_safe
@never_cache
def attendance_dates(request: HttpRequest, slug: str) -> HttpResponse:
    """The dates of an event with how many come; the next ones first."""
    event, now = event_for(request.user, slug), timezone.now()
    rows = list(with_came(with_places(event.occurrences.order_by("starts_at", "pk"), now)))
    for row in rows:
        row.event = event
    dates = [places_of(row, event.registration_terms, now) for row in rows]
    context = {
        "event": event,
        "coming": [one for one in dates if not one.occurrence.is_past],
        "past": [one for one in reversed(dates) if one.occurrence.is_past],
    }
    return render(request, "events/attendance_dates.html", context)


class OfDate:
    """A page of one date that only its organiser and the office find."""

    @cached_property
    def event(self) -> Event:
        return event_for(self.request.user, self.kwargs["slug"])

    @cached_property
    def occurrence(self) -> Occurrence:
        row = get_object_or_404(
            with_places(self.event.occurrences, timezone.now()), number=self.kwargs["number"]
        )
        row.event = self.event
        return row

    def dispatch(self, request, *args, **kwargs):
        # Found out before a form is looked at.
        _known = self.occurrence
        return super().dispatch(request, *args, **kwargs)

    def page(self, context: dict, status: int = 200) -> HttpResponse:
        terms = self.event.registration_terms
        context |= {"event": self.event, "occurrence": self.occurrence}
        context["places"] = places_of(self.occurrence, terms, timezone.now())
        return render(self.request, self.template_name, context, status=status)

    def back(self) -> HttpResponse:
        return redirect("events:attendance", self.event.slug, self.occurrence.number)


@method_decorator(never_cache, name="dispatch")
class Attendance(OfDate, View):
    """The list, with the forms for who came and for the places."""

    template_name = "events/attendance.html"

    def get(self, request, *args, **kwargs):
        log(request, self.occurrence, RegistrationLook.How.PAGE)
        return self._show()

    def post(self, request, *args, **kwargs):
        verb = request.POST.get("tun", "")
        if verb == "plaetze":
            return self._set_places()
        try:
            if verb == "gekommen":
                count = attending.mark_came(occurrence=self.occurrence, came=self._came())
                messages.success(request, _("Gespeichert: %s Personen sind gekommen.") % count)
            elif verb == "absagen":
                attending.drop(occurrence=self.occurrence, pk=_number(request.POST.get("wer")) or 0)
                messages.success(request, _("Abgesagt. Die Angaben sind gelöscht."))
            else:
                raise Http404("no such button")
        except DomainError as error:
            messages.error(request, error.message)
            return self._show(409)
        return self.back()

    def _set_places(self) -> HttpResponse:
        form = PlacesForm(self.request.POST)
        if not form.is_valid():
            return self._show(422, form)
        moved = attending.set_places(occurrence=self.occurrence, **form.cleaned_data)
        told = _("Gespeichert.")
        if moved:
            told += " " + _("Von der Warteliste nachgerückt: %s.") % moved
        messages.success(self.request, told)
        return self.back()

    def _came(self) -> dict[int, int | None]:
        """The numbers of the list by the row's id; what is no number is left as it was."""
        found = {}
        for name, text in self.request.POST.items():
            pk = _number(name.removeprefix("gekommen-"))
            if not name.startswith("gekommen-") or pk is None:
                continue
            number = _number(text)
            if number is None and text.strip():
                raise DomainError(_("Bitte nur Zahlen eintragen, auch 0."))
            if number is not None and number > LARGEST_CAME:
                raise DomainError(_("Diese Zahl ist zu groß."))
            found[pk] = number
        return found

    def _show(self, status: int = 200, form: PlacesForm | None = None) -> HttpResponse:
        own = getattr(self.occurrence, "places", None) or DatePlaces()
        rows = attendance.people(self.occurrence)
        initial = {"capacity": own.capacity, "is_closed": own.is_closed}
        context = {
            "rows": rows,
            "sums": attendance.sums(rows),
            "form": form or PlacesForm(initial=initial),
            "is_begun": self.occurrence.starts_at <= timezone.now(),
        }
        return self.page(context, status)


class ByHand(OfDate, FormView):
    """Somebody calls: the same questions, the same places, no mail to confirm."""

    form_class = ByHandForm
    template_name = "events/attendance_add.html"

    def get_form_kwargs(self):
        terms = self.event.registration_terms
        return super().get_form_kwargs() | {
            "terms": terms,
            "questions": list(terms.questions.all()),
        }

    def get(self, request, *args, **kwargs):
        return self.page({"form": self.get_form()})

    def form_valid(self, form):
        try:
            row = registering.register(
                occurrence=self.occurrence, asked=form.asked, by=self.request.user
            )
        except DomainError as error:
            form.add_error(None, error.message)
            return self.page({"form": form}, 409)
        messages.success(self.request, f"{row.name}: {row.get_state_display()}.")
        return self.back()

    def form_invalid(self, form):
        return self.page({"form": form}, 422)


class Message(OfDate, FormView):
    """A mail to all: typed, seen as it will be read, then sent to each alone."""

    form_class = MessageForm
    template_name = "events/attendance_message.html"

    def get_initial(self):
        return {"token": secrets.token_urlsafe(16), "subject": self.event.title}

    def get(self, request, *args, **kwargs):
        return self.page({"form": self.get_form()})

    def form_valid(self, form):
        data = form.cleaned_data
        if "senden" not in self.request.POST:
            rows = attending.addressees(self.occurrence, with_waiting=data["with_waiting"])
            preview = registration_emails.message(None, self.occurrence, data["text"])
            return self.page({"form": form, "preview": preview, "count": len(rows)})
        try:
            count = attending.write_to_all(occurrence=self.occurrence, by=self.request.user, **data)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.page({"form": form}, 409)
        messages.success(self.request, _("Verschickt an %s Adressen, jede für sich.") % count)
        return self.back()

    def form_invalid(self, form):
        return self.page({"form": form}, 422)


@require_safe
@never_cache
def attendance_file(request: HttpRequest, slug: str, number: int, kind: str) -> HttpResponse:
    """The list as PDF or as a table."""
    event = event_for(request.user, slug)
    occurrence = get_object_or_404(event.occurrences, number=number)
    occurrence.event = event
    makers = {
        "pdf": (attendance.as_pdf, "application/pdf"),
        "xlsx": (attendance.as_xlsx, XLSX_TYPE),
    }
    if kind not in makers:
        raise Http404("no such kind of file")
    make, mime = makers[kind]
    log(request, occurrence, kind)
    name = f'attachment; filename="anmeldungen-{slug}-{number}.{kind}"'
    return HttpResponse(make(occurrence), mime, headers={"Content-Disposition": name})


def _number(text: str | None) -> int | None:
    """What was typed as a whole number; None for everything else."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
