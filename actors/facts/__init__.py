"""What an institution keeps of its entry and its offers, and how a change of it looks.

A section is one page of the form; together they hold every field that institutions may change. What
is not here (kind, sponsorship, eligibility, sources) stays with the office.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, ChangeProposal, Offer

from .rows import ACCESS, CONTACTS, SLOTS, TIERS, WAYS
from .shapes import Choice, Day, Fact, Labels, Money, Month, Number, Picture, Rows, YesNo


@dataclass(frozen=True)
class Section:
    """Facts that are changed on one page."""

    key: str
    title: str
    hint: str
    facts: tuple[Fact, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(fact.name for fact in self.facts)


_UNKNOWN = Actor.Access.UNKNOWN
ACTOR_SECTIONS = (
    Section(
        "beschreibung",
        _("Name und Beschreibung"),
        _("Das lesen Besuchende zuerst. Zwei Sätze genügen."),
        (Fact("name"), Fact("short_name"), Fact("summary"), Fact("description")),
    ),
    Section(
        "kontakt",
        _("Adresse und Kontakt"),
        _("Bitte nur Adressen und Nummern der Einrichtung, keine von Personen."),
        (
            Fact("street"), Fact("postcode"), Fact("city"), Fact("directions"), Fact("phone"),
            Fact("email"), Fact("website"), CONTACTS,
        ),
    ),
    Section(
        "zeiten",
        _("Öffnungszeiten und Preise"),
        _("Lassen Sie Tage leer, an denen geschlossen ist."),
        (
            SLOTS, YesNo("by_appointment"), Fact("hours_note"), Day("closed_until"),
            Fact("closed_reason"), YesNo("is_free", empty=None), Fact("admission"),
        ),
    ),
    Section(
        "barrierefreiheit",
        _("Barrierefreiheit"),
        _("Auch ein Nein hilft: Dann weiß man es vorher. Was Sie nicht wissen, lassen Sie offen."),
        (
            Choice("wheelchair", empty=_UNKNOWN, unsaid=(_UNKNOWN,)), Fact("accessibility_note"),
            ACCESS,
        ),
    ),
    Section(
        "fuer-wen",
        _("Themen und für wen"),
        _("Danach finden Besuchende Ihren Eintrag."),
        (
            Labels("topics"), Labels("life_phases"), Labels("target_groups"), Labels("languages"),
            Choice("learning_form"), Fact("keywords"),
        ),
    ),
    Section(
        "kooperation",
        _("Zusammenarbeit"),
        _("Mit wem Sie arbeiten, und ob Sie Partner suchen."),
        (YesNo("seeks_cooperation"), Fact("cooperation_wish"), Labels("cooperates_with")),
    ),
    Section(
        "bild",
        _("Bild"),
        _("Zu einem Bild gehört immer, was darauf ist, wer es gemacht hat und wie es genutzt werden darf."),
        (
            Picture("image"), Fact("image_alt"), Fact("image_author"), Choice("image_licence"),
        ),
    ),
)  # fmt: skip
OFFER_SECTION = Section(
    "angebot",
    _("Angebot für Gruppen"),
    "",
    (
        Fact("title"), Choice("kind"), Choice("field"), Fact("summary"), Fact("description"),
        Fact("curriculum"), Number("age_from"), Number("age_to"), Fact("grades"),
        Number("group_size_min"), Number("group_size_max"), Number("duration_minutes"),
        Labels("topics"), Labels("target_groups"), Labels("languages"),
        Choice("price_model", empty="per_head"), Money("price_cents"), TIERS, Money("fee_cents"),
        Money("material_cents"), Number("free_places", empty=0),
        YesNo("at_school"), Fact("place"), Month("season_from"), Month("season_to"), Fact("season"),
        Choice("wheelchair", empty=_UNKNOWN, unsaid=(_UNKNOWN,)), Fact("accessibility_note"),
        Fact("booking"), Fact("enquiry_email"), Fact("travel_note"), WAYS,
    ),
)  # fmt: skip
# Price models of which the prices stand in the tiers.
TIERED = frozenset({Offer.PriceModel.TIERS, Offer.PriceModel.TIERS_PER_HEAD})
# Beginning and ending an offer is a change like any other, with a button of its own.
SHOWN = YesNo("is_published", _("Auf der Seite zu sehen"), empty=True)
# Only of a new entry: afterwards the office keeps it.
KIND = Choice("kind", _("Art der Einrichtung"))

SUBJECTS = ChangeProposal.Subject
MODELS: dict[str, type[Model]] = {SUBJECTS.ACTOR: Actor, SUBJECTS.OFFER: Offer}
FACTS: dict[str, dict[str, Fact]] = {
    SUBJECTS.ACTOR: {
        fact.name: fact for fact in (KIND, *(one for part in ACTOR_SECTIONS for one in part.facts))
    },
    SUBJECTS.OFFER: {fact.name: fact for fact in (*OFFER_SECTION.facts, SHOWN)},
}


def section(key: str) -> Section | None:
    """The section of an institution's entry with that key."""
    return next((part for part in ACTOR_SECTIONS if part.key == key), None)


def read(subject: str, entry: Model, names: Iterable[str]) -> dict[str, Any]:
    """What the entry says now, as JSON by name."""
    return {name: FACTS[subject][name].read(entry) for name in names}


def write(subject: str, entry: Model, values: Mapping[str, Any]) -> None:
    """Put these values into the entry and save it, with its parts.

    Raises ValidationError where together with the rest of the entry they are impossible.
    """
    facts = [FACTS[subject][name] for name in values]
    for fact in facts:
        if not fact.is_relation:
            fact.write(entry, values[fact.name])
    # Only what is written is looked at by itself: an old fault elsewhere is no reason to refuse it.
    entry.clean_fields(
        exclude={field.name for field in entry._meta.fields if field.name not in values}
    )
    entry.clean()
    entry.validate_constraints()
    entry.save()
    for fact in facts:
        if fact.is_relation:
            fact.write(entry, values[fact.name])


def digest(value: Any) -> str:
    """A short mark of a value: equal values have equal marks."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def label(subject: str, name: str) -> str:
    return FACTS[subject][name].label(MODELS[subject])


def show(subject: str, name: str, value: Any) -> list[str]:
    """A value as people say it, line by line."""
    return FACTS[subject][name].show(value, MODELS[subject])


__all__ = [
    "ACTOR_SECTIONS",
    "FACTS",
    "KIND",
    "MODELS",
    "OFFER_SECTION",
    "SHOWN",
    "SUBJECTS",
    "TIERED",
    "Fact",
    "Picture",
    "Rows",
    "Section",
    "digest",
    "label",
    "read",
    "section",
    "show",
    "write",
]
