"""What a trip costs, row by row: the same rows in the calculator and in the application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.money import LARGEST_AMOUNT, EuroFormField, euro, plain_euro
from funding import grant

from . import rows
from .rows import CountField, RowForm


ADULTS = "entry_adults"
KINDS = [
    ("opnv", _("Fahrt mit Bus und Bahn")),
    ("bus", _("Mietbus")),
    ("entry", _("Eintritt Kinder und Jugendliche")),
    (ADULTS, _("Eintritt Begleitpersonen")),
    ("honorar", _("Honorar, Führung")),
    ("sach", _("Material")),
]
# What an empty table begins with: people see what can be entered.
FIRST_KINDS = ("opnv", "entry", "honorar")


class CostForm(RowForm):
    """One cost: a price for each person, or one sum for all."""

    art = forms.ChoiceField(label=_("Wofür?"), choices=[("", _("Bitte wählen")), *KINDS])
    bezeichnung = forms.CharField(label=_("Was genau?"), max_length=120, required=False)
    personen = CountField(label=_("Personen"), required=False, least=1)
    preis = EuroFormField(label=_("Preis je Person in €"), required=False)
    summe = EuroFormField(label=_("oder Summe in €"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_permitted = True
        self.use_required_attribute = False

    @property
    def is_blank(self) -> bool:
        """Nothing but the kind: a row that was offered and not used."""
        return not any(self.typed(name) for name in ("bezeichnung", "personen", "preis", "summe"))

    def full_clean(self):
        if self.is_bound and self.is_blank:
            self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}
            return
        super().full_clean()

    def clean(self):
        persons, price, total = (self.cleaned_data.get(n) for n in ("personen", "preis", "summe"))
        wrong = self.errors.keys() & {"personen", "preis", "summe"}
        if wrong:
            return self.cleaned_data
        if price is not None and persons is None:
            self._missing("personen", _("Für wie viele Personen gilt dieser Preis?"))
        if price is None and total is None:
            self._missing("preis", _("Bitte geben Sie einen Preis oder eine Summe an."))
        if self.cleaned_data.get("art") in ("entry", ADULTS) and persons is None:
            self._missing("personen", _("Für wie viele Personen gilt der Eintritt?"))
        if price is not None and persons is not None:
            self._check_product(persons * price, total)
        return self.cleaned_data

    def _check_product(self, product: int, total: int | None) -> None:
        if product > LARGEST_AMOUNT:
            sentence = _("Der Betrag ist zu groß. Bitte prüfen Sie, ob das Komma richtig steht.")
            self.add_error("preis", ValidationError(sentence, code="invalid"))
        elif total is not None and total != product:
            sentence = _(
                "Preis mal Personen ergibt %(product)s. Bitte lassen Sie eines von beiden frei."
            )
            self.add_error(
                "summe", ValidationError(sentence, "invalid", {"product": euro(product)})
            )

    def _missing(self, name: str, sentence: str) -> None:
        if name not in self.errors:
            self.add_error(name, ValidationError(sentence, code="required"))

    @cached_property
    def cost(self) -> grant.Cost | None:
        """The row as the reckoning takes it; None while it is blank, unfinished or wrong."""
        values = self.cleaned_data if not self.errors else {}
        kind, persons = values.get("art"), values.get("personen")
        price, total = values.get("preis"), values.get("summe")
        if price is not None and persons is not None:
            total = persons * price
        if not kind or total is None or (kind in ("entry", ADULTS) and not persons):
            return None
        for_adults = kind == ADULTS
        unit = price if persons else None
        label = values.get("bezeichnung", "")
        return grant.Cost("entry" if for_adults else kind, total, persons, unit, label, for_adults)


def as_typed(cost) -> dict[str, str]:
    """A grant.Cost or a CostLine as the fields of a row: the way back."""
    return {
        "art": ADULTS if cost.for_adults else str(cost.kind),
        "bezeichnung": cost.label,
        "personen": str(cost.persons or ""),
        "preis": "" if cost.unit_cents is None else plain_euro(cost.unit_cents),
        "summe": plain_euro(cost.total_cents) if cost.unit_cents is None else "",
    }


def typed_rows(appointment: str, costs: Sequence) -> dict[str, str]:
    """The costs of an appointment under the names of their rows."""
    return {
        f"{appointment}-{index}-{name}": text
        for index, cost in enumerate(costs)
        for name, text in as_typed(cost).items()
    }


@dataclass
class CostGroup:
    """The costs of one appointment."""

    key: str
    number: int
    rows: list[CostForm]
    label: str = ""
    visit: forms.Form | None = None

    @property
    def costs(self) -> tuple[grant.Cost, ...]:
        return tuple(row.cost for row in self.rows if row.cost)

    @property
    def can_grow(self) -> bool:
        return len(self.rows) < rows.MAX_LINES

    @property
    def is_blank(self) -> bool:
        return all(row.is_blank for row in self.rows)

    @property
    def sum_cents(self) -> int:
        return sum(cost.total_cents for cost in self.costs)


@dataclass
class CostTable:
    """All cost rows of the given appointments (key → label); ``data`` as typed."""

    data: Mapping[str, str]
    labels: Mapping[str, str]
    lenient: bool = False
    groups: list[CostGroup] = field(init=False)

    def __post_init__(self):
        self.groups = [
            CostGroup(key, number, self._rows(key), label)
            for number, (key, label) in enumerate(self.labels.items(), start=1)
        ]

    def _rows(self, appointment: str) -> list[CostForm]:
        keys = rows.lines(self.data, appointment)
        data = self.data
        if not keys:
            data = {f"{appointment}-{i}-art": kind for i, kind in enumerate(FIRST_KINDS)}
            keys = [f"{appointment}-{i}" for i in range(len(FIRST_KINDS))]
        return [CostForm(data, key=key, lenient=self.lenient) for key in keys]

    @property
    def all_rows(self) -> list[CostForm]:
        return [row for group in self.groups for row in group.rows]

    @property
    def faulty_rows(self) -> list[CostForm]:
        return [row for row in self.all_rows if row.errors]

    def is_valid(self) -> bool:
        return not self.faulty_rows

    def planned(self) -> list[grant.Appointment]:
        """What can be reckoned: the rows that are right, by appointment."""
        return [grant.Appointment(group.costs, group.label) for group in self.groups]
