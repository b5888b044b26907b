"""„Passt mein Vorhaben?“: yes, maybe or no with the reason and where the guideline says so. Pure.

The answer binds nobody; „maybe“ always lets people apply.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _


class Verdict(StrEnum):
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Institution(StrEnum):
    """Who would apply, as coarse as the guideline (no. 1) distinguishes it."""

    SCHOOL = "schule"
    KITA = "kita"
    HORT = "hort"
    VOCATIONAL = "berufsbildend"
    OTHER = "andere"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a programme asks for; ``references`` names the paragraph per rule."""

    allow_own_premises: bool
    lead_days: int = 42
    lead_is_soft: bool = True
    references: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    verdict: Verdict
    text: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The weakest of the reasons decides."""

    verdict: Verdict
    reasons: tuple[Reason, ...]


def check(
    terms: Terms,
    *,
    institution: str,
    in_district: bool | None,
    own_premises: bool,
    starts_on: date | None,
    today: date,
) -> Answer:
    """Judge a project. ``in_district`` None: not known yet; ``starts_on`` None: no day yet."""
    reasons = (
        _institution(institution),
        _place(in_district),
        _premises(own_premises, terms.allow_own_premises),
        _day(starts_on, today, terms),
    )
    named = terms.references or {}
    told = tuple(Reason(verdict, text, named.get(rule, "")) for verdict, text, rule in reasons)
    order = (Verdict.NO, Verdict.MAYBE, Verdict.YES)
    return Answer(min((reason.verdict for reason in told), key=order.index), told)


def latest_receipt(starts_on: date, lead_days: int) -> date:
    """The last day on which an application is not yet late."""
    return starts_on - timedelta(days=lead_days)


def _institution(institution: str) -> tuple[Verdict, str, str]:
    rule = "institution"
    if institution in (Institution.SCHOOL, Institution.KITA):
        return (
            Verdict.YES,
            _("Allgemeinbildende Schulen und Kindertagesstätten können beantragen."),
            rule,
        )
    if institution == Institution.HORT:
        return (
            Verdict.MAYBE,
            _(
                "Horte nennt die Richtlinie nicht ausdrücklich. Bitte fragen Sie vorher bei uns nach."
            ),
            rule,
        )
    if institution == Institution.VOCATIONAL:
        return (
            Verdict.NO,
            _("Berufsbildende Schulen sind in der Richtlinie nicht vorgesehen."),
            rule,
        )
    return (
        Verdict.NO,
        _("Beantragen können nur allgemeinbildende Schulen und Kindertagesstätten."),
        rule,
    )


def _place(in_district: bool | None) -> tuple[Verdict, str, str]:
    rule = "place"
    if in_district is None:
        return (
            Verdict.MAYBE,
            _("Der Lernort muss in der Region liegen. Bitte prüfen Sie das noch."),
            rule,
        )
    if in_district:
        return Verdict.YES, _("Der Lernort liegt in der Region."), rule
    return Verdict.NO, _("Fahrten über die Grenzen der Region hinaus werden nicht gefördert."), rule


def _premises(own_premises: bool, allowed: bool) -> tuple[Verdict, str, str]:
    rule = "premises"
    if not own_premises:
        return Verdict.YES, _("Sie verlassen das eigene Haus."), rule
    if allowed:
        text = _(
            "Im eigenen Haus ist das Vorhaben förderfähig, wenn ein Partner aus der Region mitwirkt."
        )
        return Verdict.YES, text, rule
    return (
        Verdict.NO,
        _("Vorhaben im eigenen Haus werden nach diesen Regeln nicht gefördert."),
        rule,
    )


def _day(starts_on: date | None, today: date, terms: Terms) -> tuple[Verdict, str, str]:
    rule = "lead_time"
    if starts_on is None:
        return Verdict.MAYBE, _("Bitte beantragen Sie, bevor das Vorhaben beginnt."), rule
    if starts_on <= today:
        return Verdict.NO, _("Für begonnene Vorhaben gibt es keinen Zuschuss."), rule
    latest = latest_receipt(starts_on, terms.lead_days)
    weeks = terms.lead_days // 7
    if today <= latest:
        text = _("Rechtzeitig, wenn der Antrag bis %(day)s bei uns ist (%(weeks)d Wochen vorher).")
        return Verdict.YES, text % {"day": f"{latest:%d.%m.%Y}", "weeks": weeks}, rule
    if terms.lead_is_soft:
        text = _(
            "Bis zum Termin sind es weniger als %(weeks)d Wochen. Versuchen Sie es, aber es kann knapp werden."
        )
        return Verdict.MAYBE, text % {"weeks": weeks}, rule
    text = _("Der Antrag muss mindestens %(weeks)d Wochen vorher da sein.")
    return Verdict.NO, text % {"weeks": weeks}, rule
