"""„Gemeinsam ändern“: a form for many events, a page that says what happens to each, then it."""

from django import forms
from django.contrib import admin, messages
from django.template.response import TemplateResponse

from actors.models import Actor, TargetGroup, Topic
from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm
from events import actions
from events.models import Event
from events.together import HIDE, SHOW, Together, plan

from .copying import MOST_AT_ONCE, selected_fields


def _boxes(rows, label: str) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        rows, label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


class TogetherForm(SiteForm):
    fieldsets = (
        ("Themen und Zielgruppen", "", ("add_topics", "drop_topics", "add_groups", "drop_groups")),
        ("Angaben", "", ("organiser", "access")),
        ("Im Kalender", "", ("visibility", "cancels")),
    )

    add_topics = _boxes(Topic.objects.all(), "Thema dazu")
    drop_topics = _boxes(Topic.objects.all(), "Thema weg")
    add_groups = _boxes(TargetGroup.objects.all(), "Zielgruppe dazu")
    drop_groups = _boxes(TargetGroup.objects.all(), "Zielgruppe weg")
    organiser = forms.CharField(
        label="Veranstalter", required=False, max_length=200,
        help_text="Der Name, wie er im Verzeichnis steht.",
    )  # fmt: skip
    access = forms.ChoiceField(
        label="Zugang", required=False, choices=[("", "bleibt, wie er ist"), *Event.Access.choices]
    )
    visibility = forms.ChoiceField(
        label="Sichtbarkeit", required=False,
        choices=[("", "bleibt, wie sie ist"), (SHOW, "veröffentlichen"), (HIDE, "von der Seite nehmen")],
    )  # fmt: skip
    cancels = forms.BooleanField(label="Absagen", required=False)

    def clean_organiser(self) -> Actor | None:
        name = self.cleaned_data["organiser"].strip()
        if not name:
            return None
        rows = Actor.objects.published()
        found = list((rows.filter(name__iexact=name) | rows.filter(short_name__iexact=name))[:2])
        if len(found) != 1:
            raise forms.ValidationError(f"„{name}“ steht so nicht im Verzeichnis.")
        return found[0]

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.values()):
            raise forms.ValidationError("Bitte wählen Sie, was sich ändern soll.")
        return data

    @property
    def wanted(self) -> Together:
        lists = ("add_topics", "drop_topics", "add_groups", "drop_groups")
        chosen = {name: list(self.cleaned_data[name]) for name in lists}
        rest = {name: self.cleaned_data[name] for name in self.cleaned_data if name not in lists}
        return Together(**chosen, **rest)


class WithTogether:
    """Part of the admin of events."""

    @admin.action(description="Gemeinsam ändern …", permissions=["change"])
    def edit_together(self, request, queryset):
        if queryset.count() > MOST_AT_ONCE:
            text = f"Bitte wählen Sie höchstens {MOST_AT_ONCE} Veranstaltungen auf einmal."
            self.message_user(request, text, messages.ERROR)
            return None
        is_begun = "schritt" in request.POST
        form = TogetherForm(request.POST if is_begun else None)
        effects = []
        if form.is_valid():
            keys = [event.pk for event in queryset]
            if request.POST["schritt"] == "tun":
                return self._edit(request, keys, form.wanted)
            rows = Event.objects.filter(pk__in=keys).select_related("organiser", "submission")
            rows = rows.prefetch_related("topics", "target_groups").order_by("title", "pk")
            effects = plan(rows, form.wanted)
        context = self.admin_site.each_context(request) | {
            "title": "Gemeinsam ändern", "opts": self.opts, "form": form, "events": queryset,
            "effects": effects, "todo": sum(bool(effect.lines) for effect in effects),
            "hidden": selected_fields(request, "edit_together"),
        }  # fmt: skip
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/events/event/together.html", context, status=status)

    def _edit(self, request, keys: list[int], wanted: Together) -> None:
        try:
            count = actions.edit_together(events=keys, wanted=wanted, by=request.user)
        except DomainError as error:
            self.message_user(request, error.message, messages.ERROR)
        else:
            self.message_user(request, f"{count} Veranstaltungen geändert.")
