"""The parts of an entry that are rows: opening hours, accessibility, contacts, prices by size, ways there."""

from datetime import date, time

from django.utils.translation import gettext as _, gettext_lazy

from actors import hours
from actors.models import AccessFact, Municipality, OpeningSlot, TravelHint
from bildungsregion.base.money import euro

from .shapes import Rows


# Any Monday will do: the week is only written down, not compared with today.
_SOME_DAY = date(2024, 1, 1)
_FEATURES = list(AccessFact.Feature.values)


def _slot(value: dict) -> OpeningSlot:
    return OpeningSlot(
        weekday=value["weekday"],
        opens=time.fromisoformat(value["opens"]),
        closes=time.fromisoformat(value["closes"]),
        note=value["note"],
    )


def _say_hours(values: list[dict]) -> list[str]:
    lines = hours.week(map(_slot, values), _SOME_DAY)
    return [
        f"{line.days}: "
        + (_("%s Uhr") % line.hours if line.hours else _("geschlossen"))
        + (f" ({line.notes})" if line.notes else "")
        for line in lines
    ]


def _say_access(values: list[dict]) -> list[str]:
    labels, states = dict(AccessFact.Feature.choices), dict(AccessFact.State.choices)
    return [
        f"{labels.get(value['feature'], value['feature'])}: {states.get(value['state'])}"
        + (f" ({value['note']})" if value["note"] else "")
        for value in values
    ]


def _say_contacts(values: list[dict]) -> list[str]:
    return [
        f"{value['area']}: "
        + ", ".join(filter(None, (value["phone"], value["email"], value["note"])))
        for value in values
    ]


def _say_tiers(values: list[dict]) -> list[str]:
    return [
        _("ab %(persons)s Personen: %(price)s")
        % {"persons": value["persons_from"], "price": euro(value["price_cents"])}
        for value in values
    ]


def _say_ways(values: list[dict]) -> list[str]:
    slugs = [value["municipality"] for value in values]
    names = dict(Municipality.objects.filter(slug__in=slugs).values_list("slug", "name"))
    means = dict(TravelHint.Means.choices)
    return [
        _("Von %s") % names.get(value["municipality"], value["municipality"])
        + f", {means.get(value['means'])}: {value['text']}"
        + (f" ({_('etwa %s Minuten') % value['minutes']})" if value["minutes"] else "")
        for value in values
    ]


def _make_way(value: dict) -> dict | None:
    """None where the municipality is gone."""
    place = Municipality.objects.filter(slug=value["municipality"]).only("pk").first()
    return {**value, "municipality": place} if place else None


SLOTS = Rows(
    "slots",
    gettext_lazy("Öffnungszeiten"),
    row=lambda slot: {
        "weekday": slot.weekday,
        "opens": f"{slot.opens:%H:%M}",
        "closes": f"{slot.closes:%H:%M}",
        "note": slot.note,
    },
    make=lambda value: {
        **value,
        "opens": time.fromisoformat(value["opens"]),
        "closes": time.fromisoformat(value["closes"]),
    },
    say=_say_hours,
    order=lambda value: (value["weekday"], value["opens"]),
)
ACCESS = Rows(
    "access_facts",
    gettext_lazy("Angaben zur Barrierefreiheit"),
    row=lambda fact: {"feature": fact.feature, "state": fact.state, "note": fact.note},
    make=dict,
    say=_say_access,
    order=lambda value: _FEATURES.index(value["feature"]),
)
CONTACTS = Rows(
    "contacts",
    gettext_lazy("Kontakte nach Aufgabenfeld"),
    row=lambda contact: {
        "area": contact.area,
        "phone": contact.phone,
        "email": contact.email,
        "note": contact.note,
        "position": contact.position,
    },
    make=dict,
    say=_say_contacts,
    order=lambda value: (value["position"], value["area"]),
)
TIERS = Rows(
    "tiers",
    gettext_lazy("Preise nach Größe der Gruppe"),
    row=lambda tier: {"persons_from": tier.persons_from, "price_cents": tier.price_cents},
    make=dict,
    say=_say_tiers,
    order=lambda value: value["persons_from"],
)
WAYS = Rows(
    "travel_hints",
    gettext_lazy("Anfahrt aus den Gemeinden"),
    row=lambda hint: {
        "municipality": hint.municipality.slug,
        "means": hint.means,
        "minutes": hint.minutes,
        "text": hint.text,
    },
    make=_make_way,
    say=_say_ways,
    order=lambda value: (value["municipality"], value["means"]),
)
