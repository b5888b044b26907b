"""A letter as the institution reads of it: how it came, and from which day it counts (§ 41 VwVfG)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.models import Delivery, Letter


Channel = Delivery.Channel


@dataclass(frozen=True)
class ToldLetter:
    """One entry of funding/_letters.html. ``waits``: opening it sets the clock."""

    letter: Letter
    way: str
    known: str
    waits: bool = False


def tell(letters: Iterable[Letter], today: date) -> list[ToldLetter]:
    """The letters, newest first, each with its way; ``deliveries`` should be prefetched."""
    return [_told(letter, today) for letter in reversed(list(letters))]


def _told(letter: Letter, today: date) -> ToldLetter:
    deliveries = list(letter.deliveries.all())
    current = next((row for row in deliveries if row.ended_on is None), None)
    known = min((row.deemed_on for row in deliveries if row.deemed_on), default=None)
    waits = (
        current is not None
        and current.channel == Channel.PORTAL
        and current.fetched_at is None
        and today <= current.last_day_to_fetch
    )
    return ToldLetter(letter, _way(current, letter, today), _known(known, today), waits)


def _way(sent: Delivery | None, letter: Letter, today: date) -> str:
    if sent is None:
        return _("Erstellt am %(day)s.") % {"day": _day(timezone.localdate(letter.issued_at))}
    if sent.channel == Channel.PORTAL:
        return _in_portal(sent, today)
    if sent.notified_at is None:
        return _("Geht mit der Post an Sie. Lesen können Sie das Schreiben schon jetzt.")
    day = {"day": _day(timezone.localdate(sent.notified_at))}
    if sent.channel == Channel.EMAIL:
        return _("Am %(day)s per E-Mail geschickt.") % day
    return _("Am %(day)s zur Post gegeben.") % day


def _in_portal(sent: Delivery, today: date) -> str:
    since = {"day": _day(timezone.localdate(sent.notified_at))}
    if sent.fetched_at is not None:
        moment = timezone.localtime(sent.fetched_at)
        opened = {"moment": date_format(moment, "j. F Y, G:i")}
        return (_("Bereit seit %(day)s.") % since) + (
            " " + _("Zum ersten Mal geöffnet am %(moment)s Uhr.") % opened
        )
    if today <= sent.last_day_to_fetch:
        until = {"until": _day(sent.last_day_to_fetch)}
        return (_("Bereit seit %(day)s.") % since) + (
            " "
            + _("Bitte öffnen Sie das Schreiben bis %(until)s; sonst kommt es mit der Post.")
            % until
        )
    return _(
        "Seit %(day)s bereit und zehn Tage lang nicht geöffnet. Wir schicken das Schreiben noch einmal; "
        "erst dann zählt es. Lesen können Sie es schon jetzt."
    ) % since  # fmt: skip


def _known(known: date | None, today: date) -> str:
    if known is None:
        return ""
    if known > today:
        return _("Gilt ab dem %(day)s als bekannt gegeben.") % {"day": _day(known)}
    return _("Gilt seit dem %(day)s als bekannt gegeben.") % {"day": _day(known)}


def _day(day: date) -> str:
    return date_format(day, "j. F Y")
