"""What a calendar says of an event, the same at each of its dates."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from mimetypes import guess_type

from django.utils.text import slugify
from django.utils.translation import gettext as _

from actors.models import Actor
from actors.open_data import PERSONAL_KINDS
from events.models import Event, Occurrence

from .lines import line, moment, text, texts, uri
from .spans import is_of_days, span_lines


# Who an address belongs to if its part before the @ says so: a desk, no person (docs/adr/0172).
DESKS = frozenset(
    (
        "anmeldung", "bibliothek", "bildung", "buchung", "buecherei", "buero", "empfang", "familienbuero",
        "fuehrungen", "grundschule", "info", "kasse", "kita", "kontakt", "kultur", "leitung", "mail", "museum",
        "musikschule", "office", "post", "poststelle", "programm", "redaktion", "rathaus", "schule",
        "sekretariat", "service", "team", "veranstaltung", "veranstaltungen", "verwaltung", "vhs", "zentrale",
    )
)  # fmt: skip

Absolute = Callable[[str], str]


class Entry:
    """An event on its way into a calendar; `absolute` makes a whole address of a path.

    Wants the event's organiser, place, topics and target groups; what they say is written once for all
    its dates.
    """

    def __init__(self, event: Event, absolute: Absolute):
        self.event = event
        self.url = absolute(event.get_absolute_url())
        self._absolute = absolute

    def once(self, occurrence: Occurrence, *, uid: str, instead_of: str = "") -> str:
        """The VEVENT of one date; `instead_of` is the RECURRENCE-ID line of the date it replaces."""
        return self._vevent(
            uid=uid,
            dates=instead_of + span_lines(occurrence),
            is_of_days=is_of_days(occurrence),
            changed_at=occurrence.updated_at,
            is_off=occurrence.does_not_take_place,
            note=occurrence.note,
        )

    def repeating(self, *, uid: str, dates: str, is_of_days: bool, changed_at: datetime) -> str:
        """The VEVENT that stands for all dates of a rule; `dates` are its lines, first date and rule."""
        return self._vevent(
            uid=uid,
            dates=dates,
            is_of_days=is_of_days,
            changed_at=changed_at,
            is_off=self.event.is_cancelled,
        )

    def _vevent(self, *, uid, dates, is_of_days, changed_at, is_off, note="") -> str:
        changed = moment(max(self.event.updated_at, changed_at))
        return "".join(
            (
                "BEGIN:VEVENT\r\n",
                line("UID", text(uid)),
                line("DTSTAMP", changed),
                line("LAST-MODIFIED", changed),
                dates,
                # Outlook shows cancelled dates of a subscribed calendar like any other.
                line("SUMMARY", text(self._called_off if is_off else self.event.title)),
                line("STATUS", "CANCELLED" if is_off else self._status),
                line("TRANSP", "TRANSPARENT" if is_off or is_of_days else "OPAQUE"),
                self._described(note) if note else self._description,
                self._shared,
                "END:VEVENT\r\n",
            )
        )

    @cached_property
    def _called_off(self) -> str:
        return _("Abgesagt: %s") % self.event.title

    @property
    def _status(self) -> str:
        is_vague = self.event.date_precision == Event.Precision.MONTH
        return "TENTATIVE" if is_vague else "CONFIRMED"

    @cached_property
    def _description(self) -> str:
        return self._described("")

    def _described(self, note: str) -> str:
        said = "\n\n".join(part for part in (note, self._facts, self.url) if part)
        return line("DESCRIPTION", text(said))

    @cached_property
    def _facts(self) -> str:
        event = self.event
        words = ", ".join(str(mark) for mark in event.marks)
        host = _("Veranstalter: %s") % event.organiser_label if event.organiser_label else ""
        price = _("Kosten: %s") % event.price if event.price else ""
        facts = "\n".join(part for part in (words, host, price) if part)
        return "\n\n".join(part for part in (event.summary, facts) if part)

    @cached_property
    def _shared(self) -> str:
        event = self.event
        labels = [one.name for one in (*event.topics.all(), *event.target_groups.all())]
        return "".join(
            (
                line("CREATED", moment(event.created_at)),
                line("SEQUENCE", str(event.sequence)),
                line("URL", uri(self.url)),
                line("CATEGORIES", texts(labels)) if labels else "",
                self._place,
                self._organiser,
                self._image,
            )
        )

    @property
    def _place(self) -> str:
        event, lines = self.event, ""
        if event.attendance != Event.Attendance.ONLINE:
            place = ", ".join(
                filter(None, dict.fromkeys([event.place_title, *event.address_lines]))
            )
            lines += line("LOCATION", text(place)) if place else ""
            lines += _geo(event)
        if event.online_url:
            label = str(_("Online teilnehmen"))
            lines += line("CONFERENCE", uri(event.online_url), VALUE="URI", LABEL=label)
        return lines

    @property
    def _organiser(self) -> str:
        organiser = self.event.organiser
        if organiser is None or not has_functional_address(organiser):
            return ""
        return line("ORGANIZER", uri(f"mailto:{organiser.email}"), CN=self.event.organiser_label)

    @property
    def _image(self) -> str:
        if not self.event.image:
            return ""
        kind = guess_type(self.event.image.name)[0] or "image/jpeg"
        address = self._absolute(self.event.get_image_url())
        return line("IMAGE", uri(address), VALUE="URI", DISPLAY="BADGE", FMTTYPE=kind)


def _geo(event: Event) -> str:
    """GEO of the place in the directory; not where the event names a street of its own."""
    place = event.place_actor
    if place is None or event.street or None in (place.latitude, place.longitude):
        return ""
    return line("GEO", f"{place.latitude:.6f};{place.longitude:.6f}")


def has_functional_address(actor: Actor) -> bool:
    """Whether the institution's mail address is that of a desk and not of a person, as far as one can tell.

    A calendar is carried on to places where nobody can correct it, so a doubtful address stays out.
    """
    if not (actor.is_published and actor.email) or actor.kind in PERSONAL_KINDS:
        return False
    parts = set(re.split(r"[._+-]", slugify(actor.email.partition("@")[0])))
    return bool(parts & DESKS)
