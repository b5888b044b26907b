"""Who comes to a date, as a list to take along: the page's rows, a PDF, a workbook."""

import io
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from bildungsregion.base import region, typesetting
from bildungsregion.base.tables import Sheet, write_xlsx

from .models import Occurrence, Registration


TEMPLATE = Path(typesetting.FOLDER) / "events" / "attendance.typ"
# In this order they stand on the list: who has a place, then who may get one.
ORDER = (
    Registration.State.CONFIRMED,
    Registration.State.OFFERED,
    Registration.State.REQUESTED,
    Registration.State.WAITING,
)


def people(occurrence: Occurrence) -> list[Registration]:
    """All who want to come, those with a place first."""
    rows = list(occurrence.registrations.active())
    return sorted(rows, key=lambda row: (ORDER.index(row.state), row.waits_since, row.pk))


def sums(rows: Sequence[Registration]) -> dict[str, int]:
    """Persons by what they are: registered, waiting, came, unconfirmed."""
    states = Registration.State
    of = {state: sum(row.persons for row in rows if row.state == state) for state in ORDER}
    return {
        "registered": of[states.CONFIRMED],
        "kept": of[states.REQUESTED] + of[states.OFFERED],
        "waiting": of[states.WAITING],
        "came": sum(row.came or 0 for row in rows),
    }


def as_xlsx(occurrence: Occurrence) -> bytes:
    rows = people(occurrence)
    asked = list(dict.fromkeys(answer["question"] for row in rows for answer in row.answers))
    headers = ("Ansprechperson", "Stand", "Personen", "Einrichtung", "Klasse oder Gruppe", "E-Mail",
               "Gebraucht wird", "Gekommen", *asked)  # fmt: skip
    file = io.BytesIO()
    sheet = Sheet(occurrence.event.title, headers, [_cells(row, asked) for row in rows])
    write_xlsx([sheet], file)
    return file.getvalue()


def _cells(row: Registration, asked: Sequence[str]) -> list[str | int]:
    answers = {answer["question"]: answer["answer"] for answer in row.answers}
    came = "" if row.came is None else row.came
    return [
        row.name, str(row.get_state_display()), row.persons, row.institution, row.group_label,
        row.email, ", ".join(row.needs), came, *(answers.get(text, "") for text in asked),
    ]  # fmt: skip


def as_pdf(occurrence: Occurrence) -> bytes:
    rows, here, event = people(occurrence), region.current(), occurrence.event
    context = {
        "authority": {
            "name": here.office_name or here.name,
            "street": here.office_street,
            "postcode": here.office_postcode,
            "city": here.office_city,
            "phone": here.office_phone,
            "email": here.office_email,
        },
        "dated_on": timezone.localdate().isoformat(),
        "title": event.title,
        "when": occurrence.when,
        "place": event.place_label,
        "rows": [_line(row) for row in rows],
        "sums": sums(rows),
    }
    return typesetting.render(TEMPLATE, context)


def _line(row: Registration) -> dict:
    who = ", ".join(part for part in (row.institution, row.group_label) if part)
    more = [*row.needs, *(f"{one['question']} {one['answer']}" for one in row.answers)]
    return {
        "name": row.name,
        "who": who,
        "persons": row.persons,
        "state": str(row.get_state_display()),
        "more": more,
        "came": row.came,
    }
