"""The proof of use as a form: who came, what it cost row by row, its receipts, a few words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.forms import DateInput, MoneyInput, SiteForm
from bildungsregion.base.money import EuroFormField, euro
from funding.models import Appointment, Attachment, CostLine, Receipt, UsageReport

from . import rows
from .costs import FIRST_KINDS, CostForm
from .rows import CountField, RowForm, leave_out_missing


# Media types, not only endings: then a phone offers its camera, and hands a photo over as JPEG.
ACCEPT = "image/jpeg,image/png,image/webp,application/pdf,.jpg,.jpeg,.png,.webp,.pdf"
EVERYTHING = "alles"
OLDEST = timedelta(days=3 * 366)


class HeadsForm(RowForm):
    """Who was really there on one day."""

    kinder = CountField(label=_("Kinder und Jugendliche, die da waren"))
    erwachsene = CountField(label=_("Begleitpersonen, die da waren"))


class ActualCostForm(CostForm):
    """A cost as it really was. ``line`` is its row as saved, None for a new one."""

    line: CostLine | None = None

    @property
    def is_blank(self) -> bool:
        """What is saved (and may have receipts) is taken away by its button, not by an empty field."""
        return self.line is None and super().is_blank

    @property
    def receipts(self) -> list[Receipt]:
        return list(self.line.receipts.all()) if self.line else []

    @property
    def proved_cents(self) -> int:
        return sum(receipt.claimed_cents for receipt in self.receipts)


class WordsForm(SiteForm):
    """What is asked once for the whole project."""

    andere = EuroFormField(
        label=_("Andere Förderung, die Sie wirklich bekommen haben"),
        required=False,
        widget=MoneyInput,
        help_text=_("Zum Beispiel vom Förderverein oder von einer Stiftung. Sonst leer lassen."),
    )
    bericht = forms.CharField(
        label=_("Wie war es?"),
        max_length=UsageReport._meta.get_field("text").max_length,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Ein bis drei Sätze reichen. Bitte keine Namen von Kindern."),
        error_messages={"required": _("Bitte schreiben Sie ein bis drei Sätze, wie es war.")},
    )
    mark_optional = False

    def __init__(self, data=None, *, lenient: bool = False):
        self.lenient = lenient
        super().__init__(data, auto_id="%s")

    def full_clean(self):
        super().full_clean()
        if self.lenient:
            leave_out_missing(self)


@dataclass
class ProofGroup:
    """One appointment: who came, and its costs."""

    key: str
    appointment: Appointment
    heads: HeadsForm
    rows: list[ActualCostForm]

    @property
    def can_grow(self) -> bool:
        return len(self.rows) < rows.MAX_LINES

    @property
    def label(self) -> str:
        return str(self.appointment)

    @property
    def costs(self) -> tuple:
        return tuple(row.cost for row in self.rows if row.cost)


@dataclass
class ProofForm:
    """All of it. ``strict`` names the row whose gaps count as faults, or EVERYTHING; "" for none."""

    data: Mapping[str, str]
    appointments: Mapping[str, Appointment]
    lines: Mapping[str, CostLine]
    strict: str = ""
    groups: list[ProofGroup] = field(init=False)
    words: WordsForm = field(init=False)

    def __post_init__(self):
        self.words = WordsForm(self.data, lenient=self.strict != EVERYTHING)
        self.groups = [
            ProofGroup(
                key,
                appointment,
                HeadsForm(self.data, key=key, lenient=self.strict != EVERYTHING),
                self._rows(key),
            )
            for key, appointment in self.appointments.items()
        ]
        for part in (self.words, *(group.heads for group in self.groups)):
            part.is_valid()

    def _rows(self, appointment: str) -> list[ActualCostForm]:
        if keys := rows.lines(self.data, appointment):
            return [self._row(key) for key in keys]
        # Nothing is left: people see what can be entered.
        data = {f"{appointment}-{i}-art": kind for i, kind in enumerate(FIRST_KINDS)}
        return [
            ActualCostForm(data, key=key, lenient=True) for key in rows.lines(data, appointment)
        ]

    def _row(self, key: str) -> ActualCostForm:
        form = ActualCostForm(self.data, key=key, lenient=self.strict not in (key, EVERYTHING))
        form.line = self.lines.get(key)
        form.empty_permitted = form.line is None
        return form

    @property
    def cost_rows(self) -> list[ActualCostForm]:
        return [row for group in self.groups for row in group.rows]

    @property
    def faulty(self) -> list[forms.Form]:
        """The parts with errors, in the order of the page."""
        parts = [part for group in self.groups for part in (group.heads, *group.rows)]
        return [part for part in (*parts, self.words) if part.errors]

    @property
    def third_party_cents(self) -> int | None:
        """None while it cannot be read."""
        return None if "andere" in self.words.errors else self.words.cleaned_data["andere"] or 0


class ReceiptForm(SiteForm):
    """One receipt of one cost line: its file, and what stands on it.

    ``attachment`` is a file that the case holds already: then no file is asked for.
    """

    datei = forms.FileField(
        label=_("Foto oder PDF"),
        # An empty file is check_upload's to refuse, with a sentence that helps.
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ACCEPT, "data-br-photo": ""}),
        help_text=_("JPG, PNG, WebP oder PDF, höchstens 10 MB."),
    )
    betrag = EuroFormField(label=_("Betrag auf dem Beleg"), min_cents=1, widget=MoneyInput)
    anteil = EuroFormField(
        label=_("davon für diese Kosten"),
        min_cents=1,
        required=False,
        widget=MoneyInput,
        help_text=_("Leer lassen, wenn der ganze Betrag dazugehört."),
    )
    datum = forms.DateField(label=_("Datum auf dem Beleg"), widget=DateInput)
    nummer = forms.CharField(label=_("Rechnungsnummer"), max_length=60, required=False)
    von = forms.CharField(label=_("Ausgestellt von"), max_length=120, required=False)

    def __init__(self, data=None, files=None, *, attachment: Attachment | None = None, **kwargs):
        super().__init__(data, files, auto_id="%s", **kwargs)
        if attachment:
            self.use(attachment)

    def use(self, attachment: Attachment) -> None:
        """Ask for no file any more: this one is the receipt's."""
        self.attachment = attachment
        self.fields.pop("datei", None)

    def clean_datum(self):
        day = self.cleaned_data["datum"]
        if day > timezone.localdate():
            raise ValidationError(_("Dieses Datum liegt in der Zukunft."), code="future")
        if day < timezone.localdate() - OLDEST:
            raise ValidationError(_("Dieses Datum liegt lange zurück. Stimmt das Jahr?"), "past")
        return day

    def clean(self):
        amount, share = self.cleaned_data.get("betrag"), self.cleaned_data.get("anteil")
        if amount and share and share > amount:
            sentence = _("Das ist mehr als der Betrag auf dem Beleg (%(amount)s).")
            self.add_error("anteil", ValidationError(sentence % {"amount": euro(amount)}))
        return self.cleaned_data

    @property
    def said(self) -> dict:
        """What stands on it, as actions.add_receipt() takes it."""
        values = self.cleaned_data
        return {
            "issued_on": values["datum"],
            "amount_cents": values["betrag"],
            "claimed_cents": values["anteil"],
            "number": values["nummer"],
            "issuer": values["von"],
        }


def receipt_as_typed(receipt: Receipt) -> dict:
    """A receipt as the fields of its form; the share only where it is one."""
    share = receipt.claimed_cents if receipt.claimed_cents != receipt.amount_cents else None
    return {
        "betrag": receipt.amount_cents,
        "anteil": share,
        "datum": receipt.issued_on,
        "nummer": receipt.number,
        "von": receipt.issuer,
    }


class AnswerProofForm(SiteForm):
    """The last click: sending the proof, or the answer to a question about it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(
        label=_("Ihre Antwort"),
        required=False,
        max_length=3000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "Wenn Sie etwas erklären möchten. Was Sie im Nachweis geändert haben, sehen wir."
        ),
    )

    def __init__(self, *args, is_answer: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_answer:
            del self.fields["answer"]
