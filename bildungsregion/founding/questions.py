"""What setting up asks for, in its order; each answer is checked as soon as it is there.

Answers are a dict of sections ("office") with plain values by name, as an answers file in TOML or JSON has them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from bildungsregion.base.money import NotAnAmount, parse_euro

from . import starter


STATES = (
    "Baden-Württemberg",
    "Bayern",
    "Berlin",
    "Brandenburg",
    "Bremen",
    "Hamburg",
    "Hessen",
    "Mecklenburg-Vorpommern",
    "Niedersachsen",
    "Nordrhein-Westfalen",
    "Rheinland-Pfalz",
    "Saarland",
    "Sachsen",
    "Sachsen-Anhalt",
    "Schleswig-Holstein",
    "Thüringen",
)
NO_FUND, CULTURAL = "keines", "kulturfonds"

Answers = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Question:
    """``proposal`` gives what holds without an answer; ``when`` says whether it is asked at all."""

    section: str
    name: str
    label: str
    hint: str = ""
    check: Callable[[Any], str] = lambda value: ""
    choices: tuple[str, ...] = ()
    is_list: bool = False
    is_required: bool = True
    is_secret: bool = False
    proposal: Callable[[Answers], Any] = lambda answers: ""
    when: Callable[[Answers], bool] = lambda answers: True

    @property
    def key(self) -> str:
        return f"{self.section}.{self.name}"

    def given(self, answers: Answers) -> Any:
        """The answer; where there is none, the proposal."""
        value = answers.get(self.section, {}).get(self.name, "")
        return self.proposal(answers) if value in ("", None, []) else value

    def fault(self, value: Any) -> str:
        """A German sentence on what is wrong with an answer; "" if nothing is."""
        if value in ("", None, []):
            return "Diese Angabe fehlt." if self.is_required else ""
        if self.is_list:
            unknown = (
                [part for part in value if part not in self.choices]
                if isinstance(value, list)
                else [value]
            )
            return (
                f"Unbekannt: {', '.join(map(str, unknown))}. Möglich: {', '.join(self.choices)}."
                if unknown
                else ""
            )
        if self.choices and value not in self.choices:
            return f"„{value}“ gibt es nicht. Möglich: {', '.join(self.choices)}."
        if not isinstance(value, str | int):
            return "Hier wird ein Text erwartet."
        return self.check(str(value))


def _matches(pattern: str, sentence: str) -> Callable[[str], str]:
    return lambda text: "" if re.fullmatch(pattern, text) else sentence


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return f"„{text}“ ist keine E-Mail-Adresse."
    return ""


def _euro(text: str) -> str:
    try:
        return "" if parse_euro(text) >= 0 else "Der Betrag ist kleiner als 0."
    except NotAnAmount as error:
        return str(error)


def _password(text: str) -> str:
    """The rules of the portal; what needs the account itself is looked at when it is made (run.py)."""
    try:
        validate_password(text)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def of(answers: Answers, key: str) -> Any:
    """The answer to "office.name", or its proposal."""
    return BY_KEY[key].given(answers)


def _has_fund(answers: Answers) -> bool:
    return of(answers, "fund.kind") == CULTURAL


def _remedy(answers: Answers) -> str:
    return (
        "Gegen diesen Bescheid kann innerhalb eines Monats nach seiner Bekanntgabe Widerspruch bei "
        f"{of(answers, 'authority.name')}, {of(answers, 'office.street')}, {of(answers, 'office.postcode')} "
        f"{of(answers, 'office.city')}, eingelegt werden."
    )


QUESTIONS = (
    Question(
        "region", "name", "Name der Bildungsregion", "zum Beispiel „Bildungsregion Musterkreis“"
    ),
    Question(
        "region",
        "short_name",
        "Kurzer Name",
        "steht im Kopf der Seiten",
        proposal=lambda a: of(a, "region.name").removeprefix("Bildungsregion ").strip(),
    ),
    Question("region", "district", "Landkreis oder kreisfreie Stadt"),
    Question(
        "region",
        "ags",
        "Kreisschlüssel",
        "die ersten fünf Ziffern des amtlichen Gemeindeschlüssels",
        _matches(r"\d{5}", "Ein Kreisschlüssel hat fünf Ziffern."),
    ),
    Question("region", "state", "Land", choices=STATES),
    Question(
        "region",
        "claim",
        "Leitsatz",
        "ein Satz unter dem Namen",
        is_required=False,
        proposal=lambda a: "Bildung gemeinsam gestalten",
    ),
    Question(
        "municipalities",
        "csv",
        "Datei mit den Gemeinden (CSV)",
        "Spalten: name, art, ags, plz; möglich auch gehört_zu, breite, länge",
    ),
    Question(
        "municipalities",
        "map",
        "Datei mit den Umrissen (GeoJSON)",
        "je Gemeinde ein Umriss mit „ags“; leer: keine",
        is_required=False,
    ),
    Question(
        "municipalities",
        "credit",
        "Quelle der Karte",
        "steht unter der Karte",
        is_required=False,
        when=lambda a: bool(of(a, "municipalities.map")),
    ),
    Question(
        "topics",
        "chosen",
        "Themen",
        "womit die Region beginnt; ändern lässt es sich jederzeit",
        choices=tuple(starter.topics()),
        is_list=True,
        proposal=lambda a: list(starter.topics()),
    ),
    Question(
        "authority",
        "name",
        "Behörde",
        "wie sie im Briefkopf steht",
        proposal=lambda a: of(a, "region.district"),
    ),
    Question("authority", "unit", "Fachdienst oder Amt", is_required=False),
    Question(
        "office",
        "name",
        "Name des Büros",
        proposal=lambda a: f"Bildungsbüro {of(a, 'region.short_name')}",
    ),
    Question("office", "short", "Kurzer Name des Büros", proposal=lambda a: "Bildungsbüro"),
    Question("office", "street", "Straße und Hausnummer"),
    Question(
        "office",
        "postcode",
        "Postleitzahl",
        check=_matches(r"\d{5}", "Eine Postleitzahl hat fünf Ziffern."),
    ),
    Question("office", "city", "Ort"),
    Question("office", "email", "E-Mail des Büros", check=_email),
    Question("office", "phone", "Telefon des Büros", is_required=False),
    Question(
        "office", "hours", "Sprechzeiten", is_required=False, proposal=lambda a: "nach Vereinbarung"
    ),
    Question(
        "imprint",
        "represented_by",
        "Wer die Behörde vertritt",
        "als Amt, zum Beispiel „die Landrätin oder der Landrat“",
        proposal=lambda a: "die Landrätin oder der Landrat",
    ),
    Question(
        "imprint",
        "responsible",
        "Verantwortlich für die Inhalte",
        "Name oder Funktion (§ 18 Abs. 2 MStV)",
        proposal=lambda a: "Leitung des Bildungsbüros",
    ),
    Question("imprint", "vat_id", "Umsatzsteuer-Identifikationsnummer", is_required=False),
    Question(
        "imprint",
        "data_protection_officer",
        "Datenschutzbeauftragte Stelle",
        "Anschrift oder E-Mail",
        is_required=False,
    ),
    Question(
        "imprint",
        "supervision",
        "Datenschutzaufsicht des Landes",
        proposal=lambda a: f"die Datenschutzaufsicht des Landes {of(a, 'region.state')}",
    ),
    Question("imprint", "host", "Wer das Portal technisch betreibt", is_required=False),
    Question(
        "imprint",
        "enforcement_body",
        "Schlichtungsstelle für Barrierefreiheit des Landes",
        proposal=lambda a: (
            f"die Schlichtungsstelle für Barrierefreiheit des Landes {of(a, 'region.state')}"
        ),
    ),
    Question(
        "fund",
        "kind",
        "Förderprogramm",
        "„kulturfonds“ bringt Regeln als Anfang mit",
        choices=(NO_FUND, CULTURAL),
        proposal=lambda a: NO_FUND,
    ),
    Question(
        "fund",
        "prefix",
        "Vorsatz der Aktenzeichen",
        check=_matches(r"[A-ZÄÖÜ]{1,4}", "Ein bis vier Großbuchstaben."),
        proposal=lambda a: "KB",
        when=_has_fund,
    ),
    Question(
        "fund",
        "resolution",
        "Beschluss, auf dem das Programm beruht",
        "so wird er in Bescheiden genannt",
        when=_has_fund,
    ),
    Question(
        "fund",
        "year",
        "Erstes Haushaltsjahr",
        check=_matches(r"20\d\d", "Eine Jahreszahl, zum Beispiel 2027."),
        proposal=lambda a: timezone.localdate().year,
        when=_has_fund,
    ),
    Question(
        "fund",
        "budget",
        "Geld dieses Jahres in Euro",
        "zum Beispiel 20.000,00",
        _euro,
        when=_has_fund,
    ),
    Question(
        "fund",
        "remedy",
        "Rechtsbehelf",
        "lassen Sie ihn vom Rechtsamt prüfen",
        proposal=_remedy,
        when=_has_fund,
    ),
    Question("people", "email", "E-Mail der ersten Administration", check=_email),
    Question("people", "name", "Ihr Name oder ihre Funktion", proposal=lambda a: "Administration"),
    Question(
        "people",
        "password",
        "Passwort",
        "leer: Es kommt eine Einladung per E-Mail",
        _password,
        is_required=False,
        is_secret=True,
    ),
)
BY_KEY: Mapping[str, Question] = {question.key: question for question in QUESTIONS}
HEADINGS = {
    "region": "Die Region",
    "municipalities": "Die Gemeinden",
    "topics": "Die Themen",
    "authority": "Die Behörde",
    "office": "Das Büro",
    "imprint": "Impressum und Datenschutz",
    "fund": "Förderung",
    "people": "Die erste Person",
}


def asked(answers: Answers) -> list[Question]:
    """The questions that these answers lead to."""
    return [question for question in QUESTIONS if question.when(answers)]


def faults(answers: Answers) -> list[str]:
    """Everything that is wrong with the answers, as German sentences with their place."""
    found = []
    for section, values in answers.items():
        if not isinstance(values, dict):
            found.append(f"[{section}]: Hier wird ein Abschnitt erwartet.")
            continue
        unknown = [name for name in values if f"{section}.{name}" not in BY_KEY]
        found += [
            f"[{section}] {name}: Diese Angabe kennt die Einrichtung nicht." for name in unknown
        ]
    if found:
        return found
    for question in asked(answers):
        if sentence := question.fault(question.given(answers)):
            found.append(f"[{question.section}] {question.name} ({question.label}): {sentence}")
    return found


def filled(answers: Answers) -> dict[str, str]:
    """Every answer as text by its key, for the starter's texts."""
    return {question.key: str(question.given(answers) or "") for question in QUESTIONS}
