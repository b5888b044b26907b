"""All receipts of a report in one form: accept, cut with a reason, or leave for later."""

from collections import defaultdict
from collections.abc import Iterator

from django import forms
from django.db.models import Prefetch

from bildungsregion.base.forms import MoneyInput
from bildungsregion.base.money import EuroFormField, euro
from funding import duplicates
from funding.actions import Judgement
from funding.models import CostLine, Receipt

from .forms import OfficeForm


OPEN, ACCEPT, CUT = "offen", "anerkannt", "gekuerzt"
RESULTS = [(OPEN, "noch offen"), (ACCEPT, "anerkennen"), (CUT, "kürzen")]


class JudgeForm(OfficeForm):
    """``judged()`` and ``persons()`` say how it stands with what was typed, ``judgements()`` what is new.

    Fields: beleg-7 (the result), beleg-7-betrag, beleg-7-grund; zeile-3-personen.
    """

    mark_optional = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        papers = Receipt.objects.select_related("attachment", "judged_by")
        self.appointments = list(
            self.case.appointments.prefetch_related(
                Prefetch("cost_lines__receipts", papers), "confirmations"
            )
        )
        self.lines = [line for row in self.appointments for line in row.cost_lines.all()]
        self.actual = [line for line in self.lines if line.phase == CostLine.Phase.ACTUAL]
        self.receipts = [receipt for line in self.actual for receipt in line.receipts.all()]
        for receipt in self.receipts:
            self._add_receipt(receipt)
        for line in self.actual:
            if line.persons and line.receipts.all():
                self._add_persons(line)

    def _add_receipt(self, receipt: Receipt) -> None:
        name, label = f"beleg-{receipt.pk}", f"Beleg {receipt.number or receipt.attachment.name}"
        is_cut = receipt.is_judged and receipt.accepted_cents < receipt.claimed_cents
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=RESULTS,
            required=False,
            widget=forms.RadioSelect,
            initial=CUT if is_cut else ACCEPT if receipt.is_judged else OPEN,
        )
        if receipt.is_judged:
            # What was judged is judged anew, not forgotten.
            self.fields[name].widget.choices = RESULTS[1:]
        self.fields[f"{name}-betrag"] = EuroFormField(
            label=f"{label}: anerkannter Betrag",
            required=False,
            initial=receipt.accepted_cents if is_cut else None,
            widget=MoneyInput,
        )
        self.fields[f"{name}-grund"] = forms.CharField(
            label=f"{label}: Grund der Kürzung",
            required=False,
            max_length=300,
            initial=receipt.cut_reason,
        )

    def _add_persons(self, line: CostLine) -> None:
        self.fields[f"zeile-{line.pk}-personen"] = forms.IntegerField(
            label=f"{line}: anerkannt für Personen",
            required=False,
            min_value=1,
            max_value=line.persons,
            initial=line.accepted_persons,
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={
                "invalid": "Bitte geben Sie eine ganze Zahl an, zum Beispiel 25.",
                "min_value": "Sind keine Personen anzuerkennen, kürzen Sie den Beleg auf 0.",
                "max_value": f"Angegeben sind nur {line.persons} Personen.",
            },
        )

    def clean(self):
        cleaned = super().clean()
        if "alle" in self.data:
            for receipt in self.receipts:
                if cleaned.get(f"beleg-{receipt.pk}") == OPEN:
                    cleaned[f"beleg-{receipt.pk}"] = self._result_of_open(receipt)
        for receipt in self.receipts:
            self._clean_receipt(receipt)
        return cleaned

    def _result_of_open(self, receipt: Receipt) -> str:
        """An amount that was typed is meant, whatever the big button says."""
        typed = self.cleaned_data.get(f"beleg-{receipt.pk}-betrag")
        return ACCEPT if typed is None else CUT

    def _clean_receipt(self, receipt: Receipt) -> None:
        name = f"beleg-{receipt.pk}"
        field, result = f"{name}-betrag", self.cleaned_data.get(name)
        amount = self.cleaned_data.get(field)
        if field in self.errors:
            return
        if result in ("", OPEN) and amount is not None:
            result = self.cleaned_data[name] = CUT
        below = amount is not None and amount < receipt.claimed_cents
        if result == ACCEPT and below and field in self.changed_data:
            self.add_error(
                field, "Für einen kleineren Betrag wählen Sie „kürzen“, sonst leeren Sie das Feld."
            )
        if result != CUT:
            return
        if amount is None:
            self.add_error(field, "Wie viel erkennen Sie an? 0 heißt: nichts.")
        elif amount > receipt.claimed_cents:
            self.add_error(field, f"Angegeben sind nur {euro(receipt.claimed_cents)}.")
        elif below and not self.cleaned_data.get(f"{name}-grund", "").strip():
            self.add_error(f"{name}-grund", "Bitte nennen Sie den Grund der Kürzung.")

    def judged(self) -> dict[int, int | None]:
        """Receipt pk → accepted cents, None for what is open; what says nothing counts as it is kept."""
        found = {receipt.pk: receipt.accepted_cents for receipt in self.receipts}
        for receipt in self.receipts:
            name = f"beleg-{receipt.pk}"
            result, amount = self.cleaned_data.get(name), self.cleaned_data.get(f"{name}-betrag")
            if result == ACCEPT:
                found[receipt.pk] = receipt.claimed_cents
            elif result == CUT and amount is not None and amount <= receipt.claimed_cents:
                found[receipt.pk] = amount
        return found

    def persons(self) -> dict[int, int | None]:
        """Cost line pk → accepted persons, None for all of them."""
        found = {}
        for line in self.actual:
            name = f"zeile-{line.pk}-personen"
            if name in self.cleaned_data:
                typed = self.cleaned_data[name]
                found[line.pk] = None if typed == line.persons else typed
        return found

    def judgements(self) -> list[Judgement]:
        """What differs from what is kept; asked of a valid form."""
        found, judged = [], self.judged()
        for receipt in self.receipts:
            cents = judged[receipt.pk]
            is_cut = (
                self.cleaned_data[f"beleg-{receipt.pk}"] == CUT and cents < receipt.claimed_cents
            )
            reason = self.cleaned_data[f"beleg-{receipt.pk}-grund"].strip() if is_cut else ""
            is_kept = self.cleaned_data[f"beleg-{receipt.pk}"] not in (ACCEPT, CUT)
            if (
                not is_kept
                and cents is not None
                and (cents, reason)
                != (
                    receipt.accepted_cents,
                    receipt.cut_reason,
                )
            ):
                found.append(Judgement(receipt.pk, cents, reason))
        return found

    def new_persons(self) -> dict[int, int | None]:
        kept = {line.pk: line.accepted_persons for line in self.actual}
        return {pk: count for pk, count in self.persons().items() if count != kept[pk]}

    def visits(self) -> Iterator[dict]:
        """The form as the page prints it: appointments, their costs, their receipts with what is odd."""
        matches = defaultdict(list)
        for match in duplicates.of(self.case):
            matches[match.receipt.pk].append(match)
        overdrawn = duplicates.overdrawn(self.receipts)
        for row in self.appointments:
            lines = [line for line in row.cost_lines.all() if line in self.actual]
            yield {
                "appointment": row,
                "confirmations": row.confirmations.all(),
                "kinds": self._kinds(row),
                "lines": [self._line(line, matches, overdrawn) for line in lines],
            }

    def _kinds(self, appointment) -> list[dict]:
        """Plan and reality of each kind of cost."""
        sums = defaultdict(lambda: dict.fromkeys(CostLine.Phase.values, 0))
        for line in appointment.cost_lines.all():
            sums[line.get_kind_display()][line.phase] += line.total_cents
        return [{"label": label} | cents for label, cents in sums.items()]

    def _line(self, line: CostLine, matches, overdrawn) -> dict:
        name = f"zeile-{line.pk}-personen"
        return {
            "line": line,
            "persons": self[name] if name in self.fields else None,
            "receipts": [
                {
                    "receipt": receipt,
                    "result": self[f"beleg-{receipt.pk}"],
                    "amount": self[f"beleg-{receipt.pk}-betrag"],
                    "reason": self[f"beleg-{receipt.pk}-grund"],
                    "matches": matches[receipt.pk],
                    "over_cents": overdrawn.get(receipt.pk, 0),
                }
                for receipt in line.receipts.all()
            ],
        }
