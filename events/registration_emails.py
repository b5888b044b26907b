"""The mails of registrations. Those with a link that changes something are confidential."""

from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import region, texts
from bildungsregion.base.languages import in_german
from bildungsregion.base.outbox import queue_mail

from . import ical
from .models import Event, Occurrence, Registration
from .places import print_moment


# All purposes begin so; the nightly run deletes these mails after a while.
PURPOSE = "registration_"
WITH_DATE = {"confirmed", "moved", "back_on"}


@in_german
def send(name: str, registration: Registration, occurrence: Occurrence, **context) -> None:
    """The mail of that name to who registered; nothing where there is no address (taken down by phone)."""
    if not registration.email:
        return
    here, event = region.current(), occurrence.event
    now = timezone.now()
    held = registration.held_until
    mail = texts.write(
        f"events/registration_{name}",
        {
            "registration": registration,
            "occurrence": occurrence,
            "event": event,
            "region": here,
            "held_until": print_moment(held, now) if held else "",
            "link": absolute(reverse("events:registration", args=[registration.key])),
            "page": absolute(event.get_absolute_url()),
            **context,
        },
    )
    queue_mail(
        to=[registration.email],
        subject=mail.subject,
        body=mail.body,
        attachments=[date_file(occurrence)] if name in WITH_DATE else (),
        reply_to=answers_to(event),
        confidential=True,
        purpose=PURPOSE + name,
    )


def send_to_all(
    rows: Iterable[Registration], occurrence: Occurrence, *, subject: str, text: str
) -> int:
    """One mail each, so that nobody sees whom else it reached; gives how many."""
    count = 0
    for row in rows:
        body = message(row, occurrence, text)
        queue_mail(
            to=[row.email], subject=subject, body=body, confidential=True,
            reply_to=answers_to(occurrence.event), purpose=f"{PURPOSE}message",
        )  # fmt: skip
        count += 1
    return count


@in_german
def message(row: Registration | None, occurrence: Occurrence, text: str) -> str:
    """The words of the organiser as they are read; without a row, as the preview shows them."""
    link = absolute(reverse("events:registration", args=[row.key])) if row else ""
    context = {"occurrence": occurrence, "event": occurrence.event, "text": text, "link": link}
    context["region"] = region.current()
    return render_to_string("events/emails/registration_message.txt", context)


def answers_to(event: Event) -> list[str]:
    """Who reads an answer: the organiser, else the office."""
    own = event.organiser.email if event.organiser else ""
    return [address for address in (own or region.current().office_email,) if address]


def date_file(occurrence: Occurrence) -> tuple[str, bytes, str]:
    """The date for the own calendar, as an attachment."""
    event = Event.objects.for_calendars().get(pk=occurrence.event_id)
    occurrence.event = event
    path = reverse("events:occurrence_ics", args=[event.slug, occurrence.number])
    head = ical.Head(
        name=event.title, page=absolute(event.get_absolute_url()), source=absolute(path)
    )
    body = ical.calendar(head, absolute, [occurrence])
    return f"{event.slug}.ics", body, "text/calendar; charset=utf-8"


def absolute(path: str) -> str:
    return f"{settings.PORTAL_URL.rstrip('/')}{path}"
