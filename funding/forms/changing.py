"""The wanted plan as a form: the rows of the appointments and of the costs, filled with what was granted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.forms import SiteForm
from bildungsregion.base.money import EuroFormField, plain_euro
from funding import change_plan
from funding.change_plan import PlannedAppointment, PlannedCost
from funding.models import Application

from . import costs, rows, visits
from .costs import CostGroup, CostTable
from .visits import AppointmentForm


LONGEST_TEXT = 5000
NOTHING_LEFT = _(
    "So bleibt nichts zu fördern: Bitte geben Sie an, was es kostet. Findet das Vorhaben nicht statt, "
    "sagen Sie es bitte ab."
)


class WantedForm(AppointmentForm):
    """One wanted appointment; ``pk`` of the granted one it takes the place of.

    ``granted``: key of each granted appointment → its first day. That day may stay where it is though
    it has passed; another one has to lie ahead.
    """

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, granted: Mapping[int, date], **kwargs):
        self.granted = granted
        super().__init__(*args, **kwargs)

    def clean_datum(self):
        known = {str(pk): day for pk, day in self.granted.items()}
        kept = known.get(self.typed("pk")) == self.cleaned_data["datum"]
        self.begun_by = None if kept else timezone.localdate() - timedelta(days=1)
        return super().clean_datum()

    @property
    def is_new(self) -> bool:
        return self.typed("pk") not in map(str, self.granted)

    def planned(self, group: CostGroup) -> PlannedAppointment:
        """The row with its costs; only of a complete one."""
        wanted = [PlannedCost(**asdict(cost)) for cost in group.costs]
        pk = self.cleaned_data.get("pk")
        # What was taken away since the page was loaded is wanted anew.
        return PlannedAppointment(
            **self.columns, costs=wanted, pk=pk if pk in self.granted else None
        )


class ChangeForm(SiteForm):
    """Why, and what else changes in the money; ``version`` of the case that was seen."""

    reasons = forms.CharField(
        label=_("Was ändert sich, und warum?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Zum Beispiel: Die Gruppe ist größer, der Bus ist teurer, der Tag musste weichen."),
    )  # fmt: skip
    third_party = EuroFormField(
        label=_("Betrag anderer Förderung in €"),
        required=False,
        help_text=_("Was andere dazugeben, zum Beispiel ein Förderverein. Leer heißt: nichts."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


@dataclass
class WantedPlan:
    """All rows of the page; ``data`` as typed."""

    data: Mapping[str, str]
    granted: Mapping[int, date]
    lenient: bool = False
    pairs: list[tuple[WantedForm, CostGroup]] = field(init=False)

    def __post_init__(self):
        keys = rows.appointments(self.data) or ["t0"]
        wanted = [
            WantedForm(self.data, key=key, number=n, lenient=self.lenient, granted=self.granted)
            for n, key in enumerate(keys, start=1)
        ]
        self.costs = CostTable(self.data, {form.key: form.label for form in wanted}, self.lenient)
        self.pairs = list(zip(wanted, self.costs.groups, strict=True))

    @property
    def faulty_rows(self) -> list[rows.RowForm]:
        return [form for form, _group in self.pairs if form.errors] + self.costs.faulty_rows

    @property
    def is_empty(self) -> bool:
        """Whether no cost at all is left."""
        return all(group.is_blank for group in self.costs.groups)

    @property
    def can_grow(self) -> bool:
        return len(self.pairs) < rows.MAX_APPOINTMENTS

    def plan(self) -> list[PlannedAppointment]:
        """What is wanted; only while no row is faulty."""
        return [form.planned(group) for form, group in self.pairs]


def typed(application: Application) -> dict[str, str]:
    """What the page starts with: everything as it was granted."""
    text = {"third_party": "", "version": str(application.version)}
    if application.third_party_cents:
        text["third_party"] = plain_euro(application.third_party_cents)
    for index, planned in enumerate(change_plan.current(application)):
        text |= visits.as_typed(f"t{index}", planned) | {f"t{index}-pk": str(planned.pk)}
        text |= costs.typed_rows(f"t{index}", planned.costs)
    return text


def third_party_cents(data: Mapping[str, str]) -> int:
    """What others give, as far as it can be understood."""
    form = ChangeForm(data)
    form.is_valid()
    return form.cleaned_data.get("third_party") or 0


def sent(data: Mapping[str, str]) -> dict[str, str]:
    """What was sent, as text that forms and databases take."""
    return {
        name: text.replace("\0", "").replace("\r\n", "\n")[:LONGEST_TEXT]
        for name, text in data.items()
    }
