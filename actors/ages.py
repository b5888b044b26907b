"""The ages by which lists are filtered and phases of life are told apart."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _


# (value, label, youngest, oldest), in years.
AGES = [
    ("3-5", _("Kita (3–5 Jahre)"), 3, 5),
    ("6-10", _("Grundschule (6–10 Jahre)"), 6, 10),
    ("11-15", _("Klasse 5 bis 10 (11–15 Jahre)"), 11, 15),
    ("16-19", _("Oberstufe und Beruf (16–19 Jahre)"), 16, 19),
]
AGE_CHOICES = [(value, label) for value, label, _youngest, _oldest in AGES]


def meant_for(youngest: int, oldest: int) -> Q:
    """Rows with ``age_from`` and ``age_to`` that are for somebody between these ages; unknown is no limit."""
    return (Q(age_from=None) | Q(age_from__lte=oldest)) & (Q(age_to=None) | Q(age_to__gte=youngest))


def ages_of(value: str) -> tuple[int, int]:
    """Youngest and oldest of a value of AGES; raises KeyError for another."""
    return {key: (youngest, oldest) for key, _label, youngest, oldest in AGES}[value]


def meant_for_range(value: str) -> Q:
    """What ``meant_for`` gives for a value of AGES; raises KeyError for another."""
    return meant_for(*ages_of(value))
