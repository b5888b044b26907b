"""A whole case for the file system of the administration: one ZIP, and in it the case as JSON.

The JSON is documented in docs/funding.md, 7; who changes its shape raises VERSION. Account numbers are
masked unless the caller says otherwise.
"""

import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePath

from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from . import bank, exports, workflow
from .models import Application, Appointment, Decision


VERSION = 1
LONGEST_NAME = 80
CHUNK = 64 * 1024
# Names that Windows keeps for devices, whatever their ending.
DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
LOG_HEADERS = (
    "Zeitpunkt",
    "Schritt",
    "von",
    "nach",
    "durch",
    "An die Einrichtung",
    "Interner Vermerk",
)
SAID = (
    "title", "field", "description", "place", "own_premises", "travel_mode", "bus_reason", "third_party_name",
    "third_party_cents", "head_name", "contact_name", "contact_phone", "contact_email", "account_holder",
    "delivery_consent", "requested_cents", "computed_cents", "decided_cents", "late", "received_on", "submitted_at",
    "decided_at", "withdrawn_at", "imported_from", "anonymised_on",
)  # fmt: skip


def as_data(case: Application, *, show_bank: bool = False) -> dict:
    """The case as plain data: integer cents, days and moments as they are, people by their shown name."""
    return {
        "version": VERSION,
        "number": case.number,
        "programme": case.programme.slug,
        "rules": case.rule_set.version,
        "budget_year": case.budget_year and case.budget_year.year,
        "status": case.status,
        "institution": {
            "name": case.institution.name,
            "kind": case.institution.kind,
            "municipality": str(case.institution.municipality),
        },
        "provider": case.provider_label,
        "municipality": str(case.municipality or ""),
        **{name: getattr(case, name) for name in SAID},
        "iban": case.iban if show_bank else bank.masked(case.iban),
        "submitted_by": _person(case.submitted_by),
        "decided_by": _person(case.decided_by),
        "appointments": [_appointment(row) for row in case.appointments.all()],
        **_records(case),
    }


def _records(case: Application) -> dict:
    """What was filed, checked, asked, decided, written, booked and logged."""
    return {
        "attachments": list(
            case.attachments.values("name", "kind", "mime", "size", "sha256", "uploaded_at")
        ),
        "checks": list(case.checks.values("code", "result", "note", "checked_at")),
        "info_requests": list(
            case.info_requests.order_by("pk").values(
                "items", "sections", "due_on", "asked_at", "answer", "answered_at", "closed_at"
            )
        ),
        "decisions": [_decision(row) for row in case.decisions.order_by("pk")],
        "letters": list(case.letters.values("number", "kind", "issued_at", "sha256")),
        "snapshots": list(case.snapshots.values("occasion", "taken_at", "result_cents", "sha256")),
        "ledger": list(
            case.entries.values("budget_year__year", "kind", "amount_cents", "reason", "booked_at")
        ),
        "log": [_step(step) for step in case.steps.select_related("taken_by")],
    }


def _person(user) -> str | None:
    return user and str(user)


def _appointment(row: Appointment) -> dict:
    said = ("starts_on", "ends_on", "start_time", "group_label", "age_band", "children", "adults")
    costs = ("phase", "kind", "label", "persons", "unit_cents", "total_cents", "for_adults")
    return {name: getattr(row, name) for name in said} | {
        "costs": [{name: getattr(line, name) for name in costs} for line in row.cost_lines.all()]
    }


def _decision(row: Decision) -> dict:
    said = (
        "kind",
        "amount_cents",
        "computed_cents",
        "reasons",
        "conditions",
        "prepared_at",
        "signed_at",
    )
    return {name: getattr(row, name) for name in said} | {
        "budget_year": row.budget_year.year,
        "prepared_by": _person(row.prepared_by),
        "signed_by": _person(row.signed_by),
    }


def _step(row) -> dict:
    said = ("verb", "from_status", "to_status", "note_public", "note_internal", "taken_at")
    return {name: getattr(row, name) for name in said} | {"taken_by": _person(row.taken_by)}


def safe_name(name: str, suffix: str) -> str:
    """A file name that every system takes and nobody can use to leave a folder; ``suffix`` with its dot.

    What people called the file stays readable; its ending is the one of the checked content.
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(char if char.isprintable() else " " for char in text)
    text = re.sub(r'[<>:"|?*\u202a-\u202e\u2066-\u2069]', " ", text)
    text = " ".join(text.split()).removesuffix(suffix)[:LONGEST_NAME].strip(" .")
    if not text or DEVICES.fullmatch(text):
        text = f"Datei {text}".strip()
    return f"{text}{suffix}"


def stream(case: Application, *, show_bank: bool = False) -> Iterator[bytes]:
    """The ZIP piece by piece: nothing of it is kept in memory or on disk as a whole.

    A file that the storage has lost is named in fehlende-dateien.txt; the rest still comes.
    """
    data, folder, missing = as_data(case, show_bank=show_bank), case.number, []
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr(f"{folder}/case.json", text)
        archive.writestr(f"{folder}/verlauf.csv", "".join(exports.csv_lines(log_sheet(case))))
        yield pipe.take()
        for name, file, moment in _files(case):
            try:
                content = file.open("rb")
            except FileNotFoundError:
                missing.append(name)
                continue
            with content, archive.open(_dated(f"{folder}/{name}", moment), "w") as entry:
                while chunk := content.read(CHUNK):
                    entry.write(chunk)
                    yield pipe.take()
        if missing:
            archive.writestr(f"{folder}/fehlende-dateien.txt", "\n".join(missing) + "\n")
    yield pipe.take()


def log_sheet(case: Application) -> exports.Sheet:
    """The log as a table; words of people are made harmless for spreadsheets by exports."""
    return exports.Sheet("Verlauf", LOG_HEADERS, _log_rows(case))


def _log_rows(case: Application) -> Iterable[tuple]:
    for step in case.steps.select_related("taken_by"):
        yield (
            f"{timezone.localtime(step.taken_at):%d.%m.%Y %H:%M}",
            workflow.label(step.verb),
            str(step.get_from_status_display()),
            str(step.get_to_status_display()),
            _person(step.taken_by) or "von selbst",
            step.note_public,
            step.note_internal,
        )


def _dated(path: str, moment: datetime) -> zipfile.ZipInfo:
    """An entry with the day on which the file came to the case, in Berlin."""
    info = zipfile.ZipInfo(path, timezone.localtime(moment).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _files(case: Application) -> Iterator[tuple[str, File, datetime]]:
    """Path in the archive, file, and since when it is there; what was forgotten is left out."""
    for index, letter in enumerate(case.letters.all(), 1):
        if letter.pdf:
            name = safe_name(letter.file_name, ".pdf")
            yield f"schreiben/{index:02d} {name}", letter.pdf, letter.issued_at
    for index, row in enumerate(case.attachments.all(), 1):
        if row.file:
            suffix = PurePath(row.file.name).suffix
            yield f"anlagen/{index:02d} {safe_name(row.name, suffix)}", row.file, row.uploaded_at


class _Pipe:
    """Where the archive is written to; what came since the last look is taken away."""

    def __init__(self):
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken
