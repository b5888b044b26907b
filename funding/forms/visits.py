"""The dated appointments of an application, row by row: numbers of heads, never names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from bildungsregion.base.forms import DateInput, TimeInput
from bildungsregion.base.templatetags.ui import daterange

from . import rows
from .rows import CountField, RowForm


FARTHEST = timedelta(days=2 * 366)


class AppointmentForm(RowForm):
    """One group on one day. ``begun_by``: the day that has to lie before it, None for no such limit."""

    datum = forms.DateField(label=_("Datum"), widget=DateInput)
    bis = forms.DateField(
        label=_("Letzter Tag, wenn es mehrere sind"), widget=DateInput, required=False
    )
    uhrzeit = forms.TimeField(label=_("Beginn"), widget=TimeInput, required=False)
    gruppe = forms.CharField(label=_("Gruppe oder Klasse"), max_length=80, required=False)
    alter = forms.CharField(label=_("Alter oder Jahrgang"), max_length=60, required=False)
    kinder = CountField(label=_("Kinder und Jugendliche"), least=1)
    erwachsene = CountField(label=_("Begleitpersonen"), required=False)

    COLUMNS = {
        "datum": "starts_on", "bis": "ends_on", "uhrzeit": "start_time", "gruppe": "group_label",
        "alter": "age_band", "kinder": "children", "erwachsene": "adults",
    }  # fmt: skip

    def __init__(self, *args, number: int, begun_by: date | None = None, **kwargs):
        self.number, self.begun_by = number, begun_by
        super().__init__(*args, **kwargs)
        self.fields["gruppe"].widget.attrs["placeholder"] = gettext("Klasse 3a")

    def clean_datum(self):
        day = self.cleaned_data["datum"]
        if day and self.begun_by and day <= self.begun_by:
            raise ValidationError(
                _(
                    "Der Termin muss in der Zukunft liegen: Für begonnene Vorhaben gibt es keinen Zuschuss."
                ),
                "past",
            )
        if day and day > timezone.localdate() + FARTHEST:
            raise ValidationError(_("Das liegt weit in der Zukunft. Stimmt das Jahr?"), code="far")
        return day

    def clean(self):
        start, end = self.cleaned_data.get("datum"), self.cleaned_data.get("bis")
        if start and end and end < start:
            self.add_error(
                "bis", ValidationError(_("Der letzte Tag liegt vor dem ersten."), code="order")
            )
        elif start and end and end > start + timedelta(days=366):
            self.add_error(
                "bis", ValidationError(_("Ein Termin dauert höchstens ein Jahr."), code="far")
            )
        return self.cleaned_data

    @property
    def is_complete(self) -> bool:
        return not self.errors and bool(
            self.cleaned_data.get("datum") and self.cleaned_data.get("kinder")
        )

    @property
    def day(self) -> date | None:
        return None if "datum" in self.errors else self.cleaned_data.get("datum")

    @property
    def columns(self) -> dict:
        """The values under the names of Appointment's columns."""
        values = {column: self.cleaned_data.get(name) for name, column in self.COLUMNS.items()}
        return values | {
            "adults": values["adults"] or 0,
            "ends_on": values["ends_on"] or values["starts_on"],
        }

    @property
    def label(self) -> str:
        """„Termin 2: Di, 12. Mai 2026, Klasse 3a, 24 Kinder“, as far as it is known."""
        parts = [daterange(self.day) if self.day else "", self.typed("gruppe")]
        if children := self.typed("kinder"):
            parts.append(gettext("%(number)s Kinder") % {"number": children[:6]})
        known = ", ".join(part for part in parts if part)
        name = gettext("Termin %(number)s") % {"number": self.number}
        return f"{name}: {known}" if known else name


def as_typed(key: str, appointment) -> dict[str, str]:
    """An Appointment as the fields of its row: the way back."""
    typed = {}
    for name, column in AppointmentForm.COLUMNS.items():
        value = getattr(appointment, column)
        if name == "bis" and value == appointment.starts_on:
            value = None
        if name == "uhrzeit" and value:
            value = f"{value:%H:%M}"
        typed[f"{key}-{name}"] = "" if value in (None, "") else str(value)
    return typed


@dataclass
class AppointmentTable:
    """All appointments of an application; ``data`` as typed."""

    data: Mapping[str, str]
    lenient: bool = False
    begun_by: date | None = None

    def __post_init__(self):
        keys = rows.appointments(self.data) or ["t0"]
        self.rows = [
            AppointmentForm(
                self.data, key=key, number=n, lenient=self.lenient, begun_by=self.begun_by
            )
            for n, key in enumerate(keys, start=1)
        ]

    @property
    def all_rows(self) -> list[RowForm]:
        return self.rows

    @property
    def faulty_rows(self) -> list[RowForm]:
        return [row for row in self.rows if row.errors]

    @property
    def can_grow(self) -> bool:
        return len(self.rows) < rows.MAX_APPOINTMENTS

    @property
    def labels(self) -> dict[str, str]:
        return {row.key: row.label for row in self.rows}
