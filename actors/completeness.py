"""What an entry still lacks, in plain words: for the people who keep it, the most useful first."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .glance import Glance
from .models import Actor


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that visitors miss, and the section where it is said."""

    text: str
    section: str


def hints(actor: Actor, parts: Glance) -> list[Hint]:
    """What is missing in the entry; [] where nothing is."""
    is_accessible = actor.knows_wheelchair or parts.known_access
    wanted = [
        (actor.summary, _("Niemand liest, worum es geht: Zwei Sätze fehlen."), "beschreibung"),
        (actor.street and actor.postcode, _("Die Adresse fehlt."), "kontakt"),
        (actor.phone or actor.email or parts.contacts,
         _("Niemand kann Sie erreichen: Telefon oder E-Mail fehlen."), "kontakt"),
        (actor.email, _("Ohne E-Mail-Adresse kommen Anfragen nicht bei Ihnen an."), "kontakt"),
        (parts.slots or actor.by_appointment or actor.hours_note,
         _("Es steht nicht da, wann geöffnet ist."), "zeiten"),
        (is_accessible, _("Zur Barrierefreiheit ist nichts gesagt."), "barrierefreiheit"),
        (parts.topics or parts.groups, _("Ohne Themen und Zielgruppen findet man Sie schwerer."), "fuer-wen"),
        (actor.cost_label, _("Es steht nicht da, was ein Besuch kostet."), "zeiten"),
        (actor.directions, _("Es steht nicht da, wie man hinkommt."), "kontakt"),
        (actor.image, _("Ein Bild fehlt."), "bild"),
    ]  # fmt: skip
    return [Hint(text, section) for said, text, section in wanted if not said]


def share_said(actor: Actor, parts: Glance) -> int:
    """How much of what visitors ask for is said, in percent."""
    return round(100 - 10 * len(hints(actor, parts)))
