"""A project as people of an institution enter it; begun from another one it is filled in already."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.models import TargetGroup, Topic
from bildungsregion.base.forms import DateInput, SiteForm
from projects.models import PROFILE_FIELDS, Project, TransferNeed, TransferProfile


_WHAT = ("title", "summary", "aim", "description", "status", "starts_on")
_WHO = ("topics", "target_groups", "contact", "website")
PROFILE = ("duration", "cost_range", "costs", "needs", "steps", "pitfalls", "advice")
PROFILE_TITLE = _("Was andere wissen müssen, die es auch machen wollen")


def _lines(label, help_text="", rows: int = 4, most: int = 4000) -> forms.CharField:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, max_length=most, required=False, widget=widget
    )


class ProfileFields(forms.Form):
    """What others need to know, as the lead says it."""

    duration = forms.CharField(label=_("Wie lange dauert es?"), max_length=300, required=False)
    cost_range = forms.ChoiceField(
        label=_("Kosten"), required=False,
        choices=[("", _("Bitte wählen")), *TransferProfile.CostRange.choices],
    )  # fmt: skip
    costs = _lines(_("Was kostet es?"), rows=3)
    needs = forms.MultipleChoiceField(
        label=_("Was braucht es?"), choices=TransferNeed.Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    steps = _lines(_("Schritte"), _("Je Zeile einer."), rows=5)
    pitfalls = _lines(_("Worauf zu achten ist"), _("Je Zeile eines."))
    advice = forms.CharField(label=_("Wer berät?"), max_length=300, required=False)


class OwnProjectForm(ProfileFields, SiteForm):
    fieldsets = (
        (_("Das Projekt"), "", _WHAT),
        (_("Für wen"), "", _WHO),
        (
            PROFILE_TITLE,
            _("Alles freiwillig; es hilft, dass gute Arbeit weiterwandert."),
            PROFILE,
        ),
    )

    title = forms.CharField(label=_("Titel"), max_length=200)
    summary = forms.CharField(
        label=_("Kurz gesagt"), max_length=400, widget=forms.Textarea({"rows": 3}),
        help_text=_("Ein bis zwei Sätze."),
    )  # fmt: skip
    aim = _lines(_("Was soll sich ändern?"), rows=3)
    description = _lines(_("Worum es geht"), _("Absätze trennt eine leere Zeile."), rows=6)
    status = forms.ChoiceField(label=_("Stand"), choices=Project.Status.choices)
    starts_on = forms.DateField(label=_("Beginn"), required=False, widget=DateInput)
    topics = forms.ModelMultipleChoiceField(
        label=_("Themen"), queryset=Topic.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    target_groups = forms.ModelMultipleChoiceField(
        label=_("Zielgruppen"), queryset=TargetGroup.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Kontakt"), max_length=200, required=False,
        help_text=_("Funktion und Funktionsadresse, keine Namen."),
    )  # fmt: skip
    website = forms.URLField(
        label=_("Webseite"), max_length=500, required=False, assume_scheme="https"
    )
    message = _lines(_("Nachricht an das Büro"), rows=3, most=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = Topic.objects.published()
        self.fields["target_groups"].queryset = TargetGroup.objects.all()

    @property
    def values(self) -> dict[str, Any]:
        """What projects.actions.enter takes, of a valid form."""
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in (*_WHAT, *_WHO)}
        profile = {name: cleaned[name] for name in PROFILE_FIELDS}
        return values | {"profile": profile, "needs": cleaned["needs"]}


def initial_of(project: Project, *, is_origin: bool = False) -> dict[str, Any]:
    """The form's values from a project; from a model to begin with its profile and aims only."""
    names = ("aim", "summary") if is_origin else (*_WHAT, "contact", "website")
    values = {name: getattr(project, name) for name in names}
    if is_origin:
        values["status"] = Project.Status.PLANNED
    values["topics"] = [topic.pk for topic in project.topics.all()]
    values["target_groups"] = [group.pk for group in project.target_groups.all()]
    profile = getattr(project, "transfer", None)
    if profile:
        values |= {name: getattr(profile, name) for name in PROFILE_FIELDS}
    values["needs"] = [need.kind for need in project.needs.all()]
    return values
