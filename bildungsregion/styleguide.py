"""What the page /styleguide/ shows: one believable sample of every component."""

from datetime import datetime

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.utils import timezone

from bildungsregion.base.forms import DateInput, FilterForm, MoneyInput, SiteForm
from bildungsregion.base.money import EuroFormField
from bildungsregion.base.templatetags.ui import OWN_ICONS


KERN_ICONS = (
    "account-circle", "add", "arrow-back", "arrow-forward", "calendar-today", "check", "checklist", "close",
    "dehaze", "delete", "download", "easy-language", "edit", "help", "home", "info", "language", "logout",
    "mail", "open-in-new", "search", "sign-language", "visibility", "warning",
)  # fmt: skip
_KINDS = (
    ("grundschule", "Grundschule"),
    ("kita", "Kindertagesstätte"),
    ("foerderschule", "Förderschule"),
)


class SampleForm(SiteForm):
    institution = forms.ChoiceField(label="Einrichtung", choices=[("", "Bitte wählen"), *_KINDS])
    day = forms.DateField(
        label="Tag des Besuchs", widget=DateInput, help_text="Frühestens in vier Wochen."
    )
    bus = EuroFormField(
        label="Fahrtkosten", widget=MoneyInput, help_text="Laut Angebot, zum Beispiel 240,50."
    )
    goal = forms.CharField(
        label="Was sollen die Kinder erleben?", widget=forms.Textarea, required=False
    )
    way = forms.ChoiceField(
        label="Wie kommen Sie hin?",
        choices=[("bus", "Reisebus"), ("oepnv", "Bus und Bahn"), ("fuss", "zu Fuß")],
        widget=forms.RadioSelect,
    )
    grades = forms.MultipleChoiceField(
        label="Klassenstufen",
        choices=[("1-2", "1 und 2"), ("3-4", "3 und 4")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    offer = forms.FileField(
        label="Angebot des Busunternehmens", required=False, help_text="PDF, höchstens 5 MB."
    )
    truthful = forms.BooleanField(label="Alle Angaben sind vollständig und richtig.")
    fieldsets = (
        ("Der Besuch", "", ("institution", "day", "goal")),
        ("Die Kosten", "Beträge in Euro; Cent nach einem Komma.", ("bus", "way")),
    )


class SampleFilter(FilterForm):
    q = forms.CharField(label="Suchwort", required=False)
    kind = forms.ChoiceField(
        label="Art",
        required=False,
        choices=[
            ("", "alle"),
            ("museum", "Museum (12)"),
            ("buehne", "Bühne (4)"),
            ("natur", "Naturort (9)"),
        ],
    )
    free = forms.BooleanField(label="nur kostenfreie", required=False)


_STEPS = [
    {"label": "Einrichtung", "url": "#schritte", "state": "done"},
    {"label": "Vorhaben", "url": "", "state": "current"},
    {"label": "Kosten", "url": "", "state": "open"},
    {"label": "Prüfen", "url": "", "state": "open"},
]
_PARTS = [
    {"label": "ausgezahlt", "value": 18_250_00, "text": "18.250,00 €", "kind": ""},
    {"label": "bewilligt", "value": 9_400_00, "text": "9.400,00 €", "kind": "accent"},
    {"label": "beantragt", "value": 6_100_00, "text": "6.100,00 €", "kind": "soft"},
    {"label": "frei", "value": 16_250_00, "text": "16.250,00 €", "kind": "rest"},
]
_MILESTONES = [
    {"title": "Der Vertrag wird geschlossen", "when": "8. August 2016", "state": "done"},
    {"title": "Das Büro zieht um", "when": "März 2025", "state": "now", "text": "Mehr Platz."},
    {"title": "Das Portal geht ans Netz", "when": "2027", "state": ""},
]


def _wrong_form() -> SampleForm:
    answers = {"institution": "kita", "bus": "zwölf", "goal": "Wie das Salz in den Berg kam"}
    form = SampleForm(answers, auto_id="falsch_%s")
    form.focus_errors = False
    return form


def samples() -> dict:
    """The context of styleguide.html."""
    return {
        "kern_icons": KERN_ICONS,
        "own_icons": sorted(OWN_ICONS),
        "moment": datetime(2026, 3, 3, 16, tzinfo=timezone.get_default_timezone()),
        "blank_form": SampleForm(prefix="leer"),
        "wrong_form": _wrong_form(),
        "filter_form": SampleFilter(auto_id="filter_%s"),
        "sample_page": Paginator(range(412), 20).page(8),
        "sample_messages": [
            Message(constants.SUCCESS, "Ihr Entwurf ist gespeichert."),
            Message(constants.ERROR, "Die Frist ist gestern abgelaufen."),
        ],
        "steps": _STEPS,
        "headers": ["Posten", "Regel", "Förderung"],
        "rows": [["Bus", "80 von Hundert", "640,00 €"], ["Eintritt", "die Hälfte", "55,00 €"]],
        "footer": ["Zusammen", "", "695,00 €"],
        "facts": [
            ("Träger", "Landkreis"),
            ("Telefon", "04131 26-0"),
            ("Geöffnet", "Di–So, 11–18 Uhr"),
        ],
        "parts": _PARTS,
        "milestones": _MILESTONES,
        "badges": ["Kita", "Klasse 1–4", "kostenfrei"],
    }
