"""Registration in the office: the terms beside the event, the questions on a page of their own."""

from django import forms
from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html

from actors.admin.entries import Part
from bildungsregion.base.admin import ReadOnlyAdmin
from events.actions import moving_up
from events.models import Question, Registration, RegistrationLook, RegistrationTerms


FIELDS = (
    "capacity", ("opens_from", "opens_days_before"), ("closes_on", "closes_hours_before"),
    "most_persons", ("allows_groups", "most_in_group"), ("has_waiting_list", "hours_to_accept"),
    "note", "reminds", "keep_days", "is_closed", "list_link",
)  # fmt: skip


class TermsForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "capacity": "Leer: ohne Grenze. Einzelne Termine können auf ihrer Liste abweichen.",
            "opens_from": "Leer: ab sofort.",
            "closes_on": "Leer: bis der Termin beginnt.",
            "has_waiting_list": "Frei Gewordenes bekommt, wer am längsten wartet und hineinpasst.",
            "hours_to_accept": "Danach geht der Platz weiter. 0: Wartende rücken ohne Rückfrage nach.",
            "allows_groups": "Ohne Häkchen melden sich nur einzelne Personen und Familien an.",
            "reminds": "Alle Angemeldeten bekommen am Vortag eine E-Mail mit Ort, Zeit und dem Weg zur Absage.",
            "is_closed": "Niemand kann sich mehr anmelden; wer angemeldet ist, bleibt es.",
            "keep_days": "Nach dem Termin; leer: wie im Portal üblich. Die Zahlen bleiben.",
        }


class TermsFormSet(BaseInlineFormSet):
    def save(self, commit=True):
        saved = super().save(commit)
        if commit:
            moving_up.settle_event(self.instance)
        return saved


class WithList:
    """A link to who is registered."""

    readonly_fields = ("list_link",)

    @admin.display(description="Listen und Fragen")
    def list_link(self, terms):
        if not terms or not terms.pk:
            return "Nach dem Speichern"
        url = reverse("events:attendance_dates", args=[terms.event.slug])
        own = reverse("admin:events_registrationterms_change", args=[terms.pk])
        return format_html(
            '<a href="{}">Termine, Listen, E-Mail an alle</a> · <a href="{}">Fragen</a>', url, own
        )


class RegistrationTermsInline(WithList, Part, admin.StackedInline):
    """Empty: nobody registers here."""

    model = RegistrationTerms
    form = TermsForm
    formset = TermsFormSet
    extra, max_num = 0, 1
    fields = FIELDS

    def has_delete_permission(self, request, obj=None):
        """What people registered for is closed, not taken away."""
        there = obj and Registration.objects.filter(occurrence__event=obj).exists()
        return not there and super().has_delete_permission(request, obj)


class QuestionInline(admin.TabularInline):
    model = Question
    fields = ("text", "kind", "choices", "is_required", "order")
    extra = 1


@admin.register(RegistrationTerms)
class RegistrationTermsAdmin(WithList, admin.ModelAdmin):
    """The questions of one event; reached from the event."""

    form = TermsForm
    inlines = [QuestionInline]
    fields = FIELDS
    list_display = ("event", "capacity", "is_closed", "list_link")
    list_select_related = ("event",)
    search_fields = ("event__title",)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        moving_up.settle_event(form.instance.event)


@admin.register(RegistrationLook)
class RegistrationLookAdmin(ReadOnlyAdmin):
    list_display = ("occurrence", "how", "viewed_by", "viewed_at")
    date_hierarchy = "viewed_at"
    list_filter = ("how",)
    list_select_related = ("occurrence__event", "viewed_by")
