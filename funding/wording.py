"""What the office words itself in a letter: the texts that come with the portal, and the placeholders.

A placeholder stands in double braces, „{{Betrag}}“. Each kind of letter knows its own few; they take
their words from the letter's data, never from the database, so that the frozen letter says it all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from bildungsregion.base.money import euro
from bildungsregion.base.texts import slots


LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Placeholder:
    """``name`` as it stands between the braces, what it means, and how it is read from the data."""

    name: str
    meaning: str
    read: Callable[[Mapping], str]

    @property
    def typed(self) -> str:
        return slots.typed(self.name)


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind of letter: when it goes out, the text that comes with the portal, its own placeholders."""

    occasion: str
    shipped: str
    own: tuple[Placeholder, ...] = ()

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        return (*COMMON, *self.own)


def _day(iso: str) -> str:
    return date_format(date.fromisoformat(iso[:10]), "j. F Y")


COMMON = (
    Placeholder("Titel", "Titel des Vorhabens", lambda data: data["title"]),
    Placeholder("Einrichtung", "Name der Einrichtung", lambda data: data["recipient"]["name"]),
    Placeholder("Aktenzeichen", "Nummer des Antrags", lambda data: data["reference"]),
    Placeholder("Programm", "Name des Förderprogramms", lambda data: data["programme"]),
)
_APPLIED = Placeholder("Antragstag", "Tag des Eingangs", lambda data: _day(data["applied_on"]))
_GRANTED = Placeholder(
    "Betrag", "bewilligter Betrag", lambda data: euro(data.get("granted_cents", data.get("amount_cents")))
)  # fmt: skip
_PROVIDER = Placeholder("Lernort", "Lernort oder Anbieter", lambda data: data["provider"])


def _due(meaning: str) -> Placeholder:
    return Placeholder("Frist", meaning, lambda data: _day(data["due_on"]))


# By Letter.Kind; the order for the cashier is no letter to anybody and has no words of its own.
WORDINGS: dict[str, Wording] = {
    "receipt": Wording(
        "sobald ein Antrag eingereicht ist",
        "Vielen Dank für Ihren Antrag. Bitte buchen Sie nichts Verbindliches im Vertrauen auf die Förderung, "
        "bevor Sie den Bescheid haben.",
        (
            Placeholder("Eingang", "Tag des Eingangs", lambda data: _day(data["received_at"])),
            Placeholder(
                "Betrag", "Zuschuss nach den Förderregeln", lambda data: euro(data["reckoning"]["cents"])
            ),
        ),
    ),
    "grant_notice": Wording(
        "wenn eine Bewilligung gezeichnet ist",
        "Wir beteiligen uns gern an Ihrem Vorhaben. Wie sich der Betrag zusammensetzt, zeigt die folgende "
        "Aufstellung.",
        (_APPLIED, _GRANTED, _PROVIDER),
    ),
    "partial_grant_notice": Wording(
        "wenn weniger bewilligt ist, als die Förderregeln ergeben",
        "Wir beteiligen uns gern an Ihrem Vorhaben. Warum wir nicht alles fördern können, steht in der Begründung.",
        (_APPLIED, _GRANTED, _PROVIDER),
    ),
    "rejection_notice": Wording(
        "wenn eine Ablehnung gezeichnet ist",
        "Wir haben Ihren Antrag sorgfältig geprüft. Leider können wir das Vorhaben nicht fördern.",
        (_APPLIED,),
    ),
    "amendment_notice": Wording(
        "wenn die Änderung einer Bewilligung gezeichnet ist",
        "Bitte richten Sie sich von jetzt an nach dem geänderten Plan.",
        (_GRANTED, _PROVIDER),
    ),
    "reminder": Wording(
        "wenn der Nachweis auf sich warten lässt",
        "Ist Ihr Nachweis in diesen Tagen schon zu uns unterwegs, brauchen Sie nichts weiter zu tun.",
        (_GRANTED, _due("Tag, bis zu dem der Nachweis da sein soll")),
    ),
    "hearing": Wording(
        "bevor eine Bewilligung widerrufen wird",
        "Sagen Sie uns bitte auch, was für Sie spricht, und schicken Sie mit, was das belegt.",
        (_GRANTED, _due("Tag, bis zu dem die Einrichtung Stellung nehmen kann")),
    ),
    "revocation_notice": Wording(
        "wenn ein Widerruf oder ein Verfall gezeichnet ist",
        "Vor dieser Entscheidung konnten Sie sich dazu äußern.",
        (
            _GRANTED,
            Placeholder("Rückzahlung", "Betrag, der zurückzuzahlen ist", lambda data: euro(data["claim_cents"])),
        ),
    ),
    "settlement_notice": Wording(
        "wenn der Nachweis geprüft und abgerechnet ist",
        "Was von der Bewilligung übrig bleibt, steht wieder anderen Schulen und Kitas zur Verfügung.",
        (
            Placeholder("Betrag", "Betrag, der ausgezahlt wird", lambda data: euro(data["amount_cents"])),
            Placeholder("Bewilligt", "bewilligter Betrag", lambda data: euro(data["decided_cents"])),
        ),
    ),
}  # fmt: skip


def problems(kind: str, text: str) -> list[str]:
    """What keeps a text from being used in this kind of letter, as German sentences; empty: nothing."""
    known = [placeholder.name for placeholder in WORDINGS[kind].placeholders]
    return slots.problems(text, known, "in diesem Schreiben")


def fill(kind: str, text: str, data: Mapping) -> str:
    """The text with its placeholders filled from a letter's data (typesetting.py).

    Raises KeyError for a placeholder that this kind does not know: no letter rather than a wrong one.
    """
    known = {placeholder.name: placeholder for placeholder in WORDINGS[kind].placeholders}
    return slots.fill(text, lambda name: known[name].read(data))
