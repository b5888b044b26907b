"""What an application still lacks before it may be filed, step by step of the form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from . import bank
from .models import Application


Section = Application.Section

# The last page of the form, where the declarations are made.
REVIEW = "pruefen"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing, and the step of the form that asks for it (a Section, or REVIEW)."""

    section: str
    text: str


def problems(application: Application, today: date) -> list[Problem]:
    """Everything that keeps this application from being filed on that day; empty when it is complete."""
    checks = (_institution, _project, _appointments, _costs, _financing, _declarations)
    return [problem for check in checks for problem in check(application, today)]


def _institution(application: Application, today: date) -> Iterator[Problem]:
    if not application.institution.is_funding_eligible:
        yield Problem(
            Section.INSTITUTION,
            _("Beantragen können allgemeinbildende Schulen und Kindertagesstätten der Region."),
        )
    if not application.head_name:
        yield Problem(Section.INSTITUTION, _("Bitte nennen Sie die Leitung der Einrichtung."))
    if not application.contact_name:
        yield Problem(Section.INSTITUTION, _("Bitte nennen Sie eine Ansprechperson."))
    # What came on paper may come without a mailbox; letters go by post then.
    if not application.contact_email and not application.on_behalf:
        yield Problem(
            Section.INSTITUTION, _("Bitte geben Sie eine E-Mail-Adresse für Rückfragen an.")
        )


def _project(application: Application, today: date) -> Iterator[Problem]:
    if not application.title:
        yield Problem(Section.PROJECT, _("Bitte geben Sie dem Vorhaben einen Titel."))
    if not application.field:
        yield Problem(
            Section.PROJECT, _("Bitte wählen Sie den Bereich, zu dem das Vorhaben gehört.")
        )
    if not application.provider_label:
        yield Problem(Section.PROJECT, _("Bitte nennen Sie den Lernort oder Anbieter."))
    if not application.place:
        yield Problem(Section.PROJECT, _("Bitte nennen Sie den Ort des Vorhabens."))
    if application.municipality_id is None:
        yield Problem(
            Section.PROJECT, _("Bitte wählen Sie die Gemeinde, in der das Vorhaben stattfindet.")
        )


def _appointments(application: Application, today: date) -> Iterator[Problem]:
    appointments = application.appointments.all()
    if not appointments:
        yield Problem(Section.APPOINTMENTS, _("Bitte tragen Sie mindestens einen Termin ein."))
    for appointment in appointments:
        if appointment.starts_on <= today:
            yield Problem(
                Section.APPOINTMENTS,
                _(
                    "Der Termin am %(day)s liegt nicht in der Zukunft. Für begonnene Vorhaben gibt es keinen Zuschuss."
                )
                % {"day": f"{appointment.starts_on:%d.%m.%Y}"},
            )


def _costs(application: Application, today: date) -> Iterator[Problem]:
    lines = [
        line
        for appointment in application.appointments.all()
        for line in appointment.cost_lines.all()
    ]
    if not any(line.total_cents for line in lines):
        yield Problem(Section.COSTS, _("Bitte tragen Sie ein, was das Vorhaben kostet."))
    by_bus = application.travel_mode in (Application.Travel.BUS, Application.Travel.BOTH)
    if by_bus and not application.bus_reason:
        yield Problem(
            Section.COSTS, _("Bitte erklären Sie kurz, warum Bus und Bahn nicht infrage kommen.")
        )


def _financing(application: Application, today: date) -> Iterator[Problem]:
    if application.third_party_cents and not application.third_party_name:
        yield Problem(Section.FINANCING, _("Bitte nennen Sie, von wem die andere Förderung kommt."))
    if not bank.is_iban(bank.normalise(application.iban)):
        yield Problem(Section.FINANCING, _("Bitte geben Sie die IBAN für die Auszahlung an."))
    if not application.account_holder:
        yield Problem(Section.FINANCING, _("Bitte geben Sie an, auf wen das Konto lautet."))


def _declarations(application: Application, today: date) -> Iterator[Problem]:
    if not (
        application.declared_not_begun
        and application.declared_true
        and application.declared_privacy
    ):
        yield Problem(REVIEW, _("Bitte bestätigen Sie alle Erklärungen."))
