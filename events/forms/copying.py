"""How far an event is moved when it is entered once more."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import DateInput, SiteForm
from events.models import Event

from .rules import within_calendars


class DuplicateForm(SiteForm):
    weeks = forms.IntegerField(
        label=gettext_lazy("Um so viele Wochen später"), min_value=-520, max_value=520, required=False,
        help_text=gettext_lazy("Die Wochentage bleiben. 0 heißt: dieselben Tage."),
    )  # fmt: skip
    day = forms.DateField(
        label=gettext_lazy("Oder: der erste Termin am"), required=False, widget=DateInput
    )

    def clean_day(self):
        return within_calendars(self.cleaned_data["day"])

    def clean(self):
        data = super().clean()
        if not self.errors and (data["weeks"] is None) == (data["day"] is None):
            self.add_error("weeks", _("Bitte eines von beiden angeben: Wochen oder einen Tag."))
        return data

    def days_for(self, event: Event) -> int:
        """By how many days all dates of the event move. Raises DomainError where it has none to begin with."""
        weeks, day = self.cleaned_data["weeks"], self.cleaned_data["day"]
        if day is None:
            return weeks * 7
        first = event.occurrences.order_by("starts_at").first()
        if first is None:
            raise DomainError(_("Die Veranstaltung hat keinen Termin, der sich verschieben ließe."))
        return (day - timezone.localdate(first.starts_at)).days
