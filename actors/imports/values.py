"""The cells of a row as values of an entry, or a sentence for what cannot be understood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError

from actors.distance import Point
from actors.kinds import Kind
from actors.likeness import Traits, plain_name, plain_street
from actors.models import Actor, ExternalId

from .columns import ACCESS, BY_KEY, IDENTIFIER
from .fields import MANY, Names, label_of
from .reading import Cell, Fault, Table, is_empty
from .words import kind_of, sponsorship_of, state_of, week_of


_TOWN = re.compile(r"\b(?:D-?)?(?P<postcode>\d{5})\s+(?P<city>[^,;\s][^,;]*)")
# A number of a school as collections write it: „NI-68020-1“ is a branch of 68020.
_SCHOOL_NUMBER = re.compile(r"^(?:[A-Z]{2}-)?([0-9]{4,9})(?:-[0-9]{1,2})?$")
# Registers list their branches one by one: „Hauptschule“, „Realschule“; the name says what they are together.
WITH_BRANCHES = frozenset(
    {Kind.OBERSCHULE, Kind.GESAMTSCHULE, Kind.GEMEINSCHAFTSSCHULE, Kind.WERKREALSCHULE}
)
PLAIN = (
    "short_name", "city", "admission", "summary", "description", "keywords", "source", "accessibility_note",
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """One line of the file. ``values`` holds only what the line says; ``deduced`` what was concluded from it."""

    line: int
    values: dict = field(default_factory=dict)
    deduced: set[str] = field(default_factory=set)
    faults: list[tuple[str, str]] = field(default_factory=list)
    hints: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: str = ""

    @property
    def name(self) -> str:
        return self.values.get("name", "")

    @property
    def numbers(self) -> dict[str, str]:
        """External ids by their field."""
        return {name: value for name, value in self.values.items() if name.startswith(IDENTIFIER)}

    @property
    def key(self) -> str:
        """By what the source knows the row next year: a number, else name and address."""
        for name, value in sorted(
            self.numbers.items(), key=lambda one: one[0] != f"{IDENTIFIER}schulnummer"
        ):
            return f"{name}:{value}"[:300]
        place = (
            self.values.get("postcode")
            or self.values.get("city")
            or self.values.get("municipality", "")
        )
        return f"{plain_name(self.name)}|{place}|{plain_street(self.values.get('street', ''))}"[
            :300
        ]

    def traits(self) -> Traits:
        point: Point | None = tuple(self.values["point"]) if self.values.get("point") else None
        given = {key: self.values.get(key, "") for key in ("street", "postcode", "city", "phone")}
        return Traits(self.name, municipality=self.values.get("municipality"), point=point, **given)


def understand(table: Table, keys: Sequence[str], names: Names) -> list[Row]:
    """Every line; lines of one institution (its branches in a register) come together in the first."""
    rows, known = [], {}
    for line, cells in table.rows:
        row = Reader(line, cells, keys, names).read()
        first = known.get(row.key) if row.name else None
        if first is None:
            known[row.key] = row
        elif not row.faults:
            row.elsewhere = row.elsewhere or f"Steht schon in Zeile {first.line}."
            for name, value in row.values.items():
                if name not in first.values or (name in first.deduced and name not in row.deduced):
                    first.values[name] = value
                    first.deduced.discard(name)
        rows.append(row)
    return rows


class Reader:
    """One line on its way to a Row."""

    def __init__(self, line: int, cells: Sequence[Cell], keys: Sequence[str], names: Names):
        self.row = Row(line)
        self.names = names
        self.cells = {
            key: cells[at] if at < len(cells) else None for at, key in enumerate(keys) if key
        }

    def read(self) -> Row:
        self._name()
        self._address()
        self._kind()
        self._sponsor()
        self._point()
        self._contact()
        for name in PLAIN:
            self._keep(name, self._text(name))
        self._hours()
        for name in MANY:
            self._many(name)
        self._states()
        self._numbers()
        self._municipality()
        self.row.faults = list(dict.fromkeys(self.row.faults))
        return self.row

    def _fail(self, label: str, sentence: str) -> None:
        self.row.faults.append((label, sentence))

    def _text(self, key: str) -> str:
        """The cell as people read it; a fault in it is written down."""
        cell = self.cells.get(key)
        if isinstance(cell, Fault):
            self._fail(BY_KEY[key].label, cell.sentence)
            return ""
        if is_empty(cell):
            return ""
        if isinstance(cell, datetime | date):
            return f"{cell:%d.%m.%Y}"
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        text = str(cell).replace("\x00", "").strip()
        return text if key == "description" else " ".join(text.split())

    def _keep(self, name: str, text: str) -> None:
        """A text into its column, as the column's own rules allow."""
        if not text:
            return
        try:
            self.row.values[name] = Actor._meta.get_field(name).clean(text, None)
        except ValidationError as error:
            self._fail(label_of(name), " ".join(error.messages))

    def _name(self) -> None:
        name = " ".join(filter(None, (self._text("name"), self._text("name_2"))))
        if not name and not self.row.faults:
            self._fail("Name", "Hier steht kein Name.")
        self._keep("name", name)

    def _address(self) -> None:
        street = " ".join(filter(None, (self._text("street"), self._text("house_number"))))
        postcode, whole = self._text("postcode"), self._text("address")
        found = _TOWN.search(whole)
        if found:
            street = street or whole[: found.start()].strip(" ,;\n\t")
            postcode = postcode or found["postcode"]
            self._keep("city", self._text("city") or found["city"].strip())
        elif whole and not street:
            street = whole
        self._keep("street", street)
        # Workbooks eat a leading zero.
        postcode = re.sub(r"^(D-?\s*)", "", postcode)
        postcode = postcode.zfill(5) if postcode.isdigit() and len(postcode) == 4 else postcode
        if postcode and not re.fullmatch(r"[0-9]{5}", postcode):
            self._fail(
                "Postleitzahl", f"„{postcode[:20]}“ ist keine Postleitzahl mit fünf Ziffern."
            )
        else:
            self._keep("postcode", postcode)

    def _kind(self) -> None:
        said = [self._text("kind"), self._text("kind_2")]
        kind, named = next(filter(None, map(kind_of, said)), ""), kind_of(self.row.name)
        if kind and named in WITH_BRANCHES:
            kind = named
        if not kind:
            kind = named
            self.row.deduced.add("kind")
            unread = next(filter(None, said), "")
            if unread and not kind:
                self.row.hints.append(("Art", f"„{unread[:40]}“ ist keine bekannte Art."))
        if kind:
            self.row.values["kind"] = kind

    def _sponsor(self) -> None:
        said = self._text("sponsorship")
        sponsor = sponsorship_of(said)
        if sponsor:
            self.row.values["sponsorship"] = sponsor
        elif said:
            self.row.hints.append(
                ("Trägerschaft", f"„{said[:40]}“ sagt nicht, wer der Träger ist.")
            )

    def _point(self) -> None:
        given = [self.cells.get("latitude"), self.cells.get("longitude")]
        for cell in given:
            if isinstance(cell, Fault):
                self._fail("Koordinaten", cell.sentence)
                return
        if all(map(is_empty, given)):
            return
        try:
            north, east = (float(str(cell).strip().replace(",", ".")) for cell in given)
        except ValueError:
            self._fail("Koordinaten", "Breite und Länge sind keine Zahlen wie 53,2464 und 10,4115.")
            return
        places = self.names.places
        if places.is_near(north, east):
            self.row.values["point"] = [round(north, 6), round(east, 6)]
        elif places.is_near(east, north):
            self._fail("Koordinaten", "Breite und Länge sind vertauscht.")
        elif max(abs(north), abs(east)) > 180:
            self._fail(
                "Koordinaten",
                "Das sind keine Grad, sondern Meter (etwa UTM). Gebraucht wird WGS 84.",
            )
        else:
            self._fail("Koordinaten", "Der Punkt liegt weit außerhalb des Landkreises.")

    def _contact(self) -> None:
        phone = self._text("phone")
        if phone and isinstance(self.cells.get("phone"), int | float):
            phone = f"0{phone}"
        self._keep("phone", re.sub(r"^(0\d+)\s*/\s*", r"\1 ", phone))
        self._keep("email", self._text("email").removeprefix("mailto:"))
        website = self._text("website")
        if website and "://" not in website:
            website = f"https://{website}"
        if website and not re.match(r"https?://", website, re.IGNORECASE):
            self._fail("Website", "Die Adresse beginnt weder mit http:// noch mit https://.")
        else:
            self._keep("website", website)

    def _hours(self) -> None:
        text = self._text("hours")
        slots = week_of(text) if text else None
        if slots:
            self.row.values["slots"] = slots
        else:
            self._keep("hours_note", text)

    def _many(self, name: str) -> None:
        words = [word.strip() for word in re.split(r"[;|]|,\s", self._text(name)) if word.strip()]
        found = {word: self.names.slug(name, word) for word in words}
        if unknown := [word for word, slug in found.items() if slug is None]:
            listed = ", ".join(f"„{word[:40]}“" for word in unknown)
            self.row.hints.append((BY_KEY[name].label, f"Nicht bekannt: {listed}."))
        if slugs := sorted({slug for slug in found.values() if slug}):
            self.row.values[name] = slugs

    def _states(self) -> None:
        for key in self.cells:
            if key != "wheelchair" and not key.startswith(ACCESS):
                continue
            said = self._text(key)
            state = state_of(said, partly=key == "wheelchair")
            if state is None:
                allowed = "ja, teilweise, nein" if key == "wheelchair" else "ja, nein"
                self._fail(
                    BY_KEY[key].label, f"„{said[:30]}“ ist keines von: {allowed}, unbekannt."
                )
            elif state != Actor.Access.UNKNOWN:
                self.row.values[key] = state

    def _numbers(self) -> None:
        for key in self.cells:
            if not key.startswith(IDENTIFIER):
                continue
            value, scheme = self._text(key), key.removeprefix(IDENTIFIER)
            if not value:
                continue
            if scheme == ExternalId.Scheme.SCHOOL_NUMBER and (found := _SCHOOL_NUMBER.match(value)):
                value = found[1]
            try:
                ExternalId(scheme=scheme, value=value).clean_fields(exclude=["actor"])
                ExternalId(scheme=scheme, value=value).clean()
                self.row.values[key] = value
            except ValidationError as error:
                self._fail(BY_KEY[key].label, " ".join(error.messages))

    def _municipality(self) -> None:
        """By its own column, else by the address; an address outside the region is no mistake."""
        places, said = self.names.places, self._text("municipality")
        values = self.row.values
        found = places.named(said) if said else None
        if found is None:
            postcode, city = values.get("postcode", ""), values.get("city", "")
            if (said and places.is_elsewhere(said)) or (
                postcode and not places.knows_postcode(postcode)
            ):
                self.row.elsewhere = "Liegt nicht in der Region."
                return
            found = places.of_address(postcode, city or said) if postcode or city or said else None
            self.row.deduced.add("municipality")
        if found is not None:
            values["municipality"] = found
