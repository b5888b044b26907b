"""The calculator: costs in an address, so that a reckoning can be linked, printed and taken along."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.forms import SiteForm
from bildungsregion.base.money import EuroFormField, half_up
from funding import grant

from . import rows
from .costs import CostTable
from .rows import CountField, RowForm


class VisitForm(RowForm):
    """How many go: for the own share of each child, and as a start of the application."""

    kinder = CountField(label=gettext_lazy("Kinder und Jugendliche"), required=False)
    erwachsene = CountField(label=gettext_lazy("Begleitpersonen"), required=False)


class ThirdPartyForm(SiteForm):
    andere = EuroFormField(
        label=gettext_lazy("Andere Förderung in €"),
        required=False,
        help_text=gettext_lazy("Zum Beispiel vom Förderverein. Beiträge der Eltern zählen nicht."),
    )
    mark_optional = False


class Calculation:
    """What stands in the calculator's address, checked and reckoned.

    ``lenient``: somebody is still typing, so what is merely missing is not called an error.
    """

    def __init__(self, data: Mapping[str, str], rules: grant.Rules, *, lenient: bool = False):
        self.data = {name: text for name, text in data.items() if self.is_ours(name)}
        keys = rows.appointments(self.data) or ["t0"]
        labels = {
            key: _("Termin %(number)s") % {"number": n} for n, key in enumerate(keys, start=1)
        }
        self.table = CostTable(self.data, labels, lenient)
        for group in self.table.groups:
            group.visit = VisitForm(self.data, key=group.key, lenient=lenient)
        self.third_party = ThirdPartyForm(self.data, auto_id="%s")
        self.rules = rules

    @staticmethod
    def is_ours(name: str) -> bool:
        return name == "andere" or bool(rows.appointments({name: ""}))

    @property
    def visits(self) -> list[VisitForm]:
        return [group.visit for group in self.table.groups]

    @property
    def faulty_rows(self) -> list[RowForm]:
        forms = [*self.visits, *self.table.all_rows, self.third_party]
        return [form for form in forms if form.errors]

    @property
    def is_begun(self) -> bool:
        return any(row.typed("preis") or row.typed("summe") for row in self.table.all_rows)

    @property
    def can_grow(self) -> bool:
        return len(self.table.groups) < rows.MAX_APPOINTMENTS

    @property
    def third_party_cents(self) -> int:
        return 0 if self.third_party.errors else self.third_party.cleaned_data["andere"] or 0

    @property
    def children(self) -> int:
        return sum(
            0 if visit.errors else visit.cleaned_data["kinder"] or 0 for visit in self.visits
        )

    @property
    def query(self) -> str:
        """The state as the query of an address, without what was left empty."""
        return self.address({name: text for name, text in self.data.items() if text.strip()})

    @staticmethod
    def address(typed: Mapping[str, str]) -> str:
        return urlencode(typed)

    def reckon(self) -> grant.Grant:
        return grant.compute(self.rules, self.table.planned(), self.third_party_cents)

    @staticmethod
    def per_child(result: grant.Grant, children: int) -> int | None:
        return half_up(result.uncovered_cents, children) if children else None
