"""What an application says, as labelled values under the steps of its form: one text for the review
page, the receipt and the office."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from bildungsregion.base.money import euro

from . import bank
from .models import Application, Appointment


Section = Application.Section


@dataclass(frozen=True, slots=True)
class Part:
    """One step of the form: its key, its title, and (label, value) of everything filled in."""

    section: str
    title: str
    fields: list[tuple[str, str]]


def parts(application: Application, *, show_iban: bool = False) -> list[Part]:
    """The application as filled in, empty fields left out; the IBAN is masked unless asked for."""
    content = {
        Section.INSTITUTION: _institution(application),
        Section.PROJECT: _project(application),
        Section.APPOINTMENTS: [
            (_("Termin"), appointment_label(row)) for row in application.appointments.all()
        ],
        Section.COSTS: _costs(application),
        Section.FINANCING: _financing(application, show_iban),
    }
    return [
        Part(
            section.value,
            str(section.label),
            [(str(label), str(value)) for label, value in fields if value],
        )
        for section, fields in content.items()
    ]


def appointment_label(appointment: Appointment) -> str:
    """„12. Mai 2026, Klasse 3 b (24 Kinder und Jugendliche, 2 Begleitpersonen)“."""
    day = date_format(appointment.starts_on, "j. F Y")
    if appointment.ends_on != appointment.starts_on:
        day = f"{day} bis {date_format(appointment.ends_on, 'j. F Y')}"
    if appointment.start_time:
        day = f"{day}, {appointment.start_time:%H:%M} Uhr"
    heads = (
        ngettext("%d Kind", "%d Kinder und Jugendliche", appointment.children)
        % appointment.children
    )
    if appointment.adults:
        heads += (
            ", "
            + ngettext("%d Begleitperson", "%d Begleitpersonen", appointment.adults)
            % appointment.adults
        )
    named = [day, appointment.group_label, appointment.age_band]
    return f"{', '.join(part for part in named if part)} ({heads})"


def cost_label(line) -> str:
    """„Eintritt Salzmuseum: 22 × 5,00 € = 110,00 €“."""
    label = f"{line.get_kind_display()} {line.label}".strip()
    if line.for_adults:
        label = f"{label} ({_('Begleitpersonen')})"
    if line.unit_cents is not None and line.persons:
        return f"{label}: {line.persons} × {euro(line.unit_cents)} = {euro(line.total_cents)}"
    if line.persons:
        return f"{label}: {euro(line.total_cents)} " + _("für %d Personen") % line.persons
    return f"{label}: {euro(line.total_cents)}"


def _label(name: str) -> str:
    return Application._meta.get_field(name).verbose_name


def _institution(application: Application) -> list[tuple]:
    fields = [(_label("institution"), application.institution)]
    for name in ("head_name", "contact_name", "contact_phone", "contact_email"):
        fields.append((_label(name), getattr(application, name)))
    return fields


def _project(application: Application) -> list[tuple]:
    own = _("ja") if application.own_premises else ""
    return [
        (_label("title"), application.title),
        (_label("field"), application.get_field_display()),
        (_label("description"), application.description),
        (_label("provider"), application.provider_label),
        (_label("place"), application.place),
        (_label("municipality"), application.municipality),
        (_label("own_premises"), own),
    ]


def _costs(application: Application) -> list[tuple]:
    appointments = application.appointments.all()
    travel = [
        (_label("travel_mode"), application.get_travel_mode_display()),
        (_label("bus_reason"), application.bus_reason),
    ]
    return [
        (appointment if len(appointments) > 1 else _("Kosten"), "\n".join(map(cost_label, lines)))
        for appointment in appointments
        if (lines := [line for line in appointment.cost_lines.all() if line.phase == "plan"])
    ] + travel


def _financing(application: Application, show_iban: bool) -> list[tuple]:
    other = ""
    if application.third_party_cents:
        other = f"{application.third_party_name}: {euro(application.third_party_cents)}".lstrip(
            ": "
        )
    show = bank.grouped if show_iban else bank.masked
    return [
        (_("Andere Förderung"), other),
        (_label("account_holder"), application.account_holder),
        (_label("iban"), show(application.iban)),
    ]
