"""Papers for the public beside the letters of the fund (tests/funding/test_typesetting.py): PDF/UA-1, by its rules."""

import io

import page
import pikepdf
import pytest

from events import attendance
from events.models import Occurrence
from projects import profile
from tests.factories.projects import make_full_project
from tests.factories.registration import make_open_event, register


pytestmark = pytest.mark.django_db


def list_of_registrations(rf) -> bytes:
    event = make_open_event(event={"title": "Fest & Feier"})
    register(event, 2, needs_interpreter=True)
    return attendance.as_pdf(Occurrence.objects.get(event=event))


def profile_of_a_project(rf, region) -> bytes:
    request = rf.get("/")
    request.region = region
    return profile.as_pdf(make_full_project(2, title="Lesen & mehr"), request).getvalue()


def spoken(pdf: bytes) -> tuple[str, str, bool, str]:
    """(language, title, tagged, first heading's kind) as a reader's program takes them."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        root = file.Root
        first = next(
            (kind for kind in kinds_below(root.StructTreeRoot) if kind.startswith("/H")), ""
        )
        return str(root.Lang), str(file.docinfo["/Title"]), bool(root.MarkInfo.Marked), first  # fmt: skip


def kinds_below(item):
    """The kinds of the parts in the order in which they are read out."""
    if "/S" in item:
        yield str(item.S)
    parts = item.get("/K", [])
    for part in parts if isinstance(parts, pikepdf.Array) else [parts]:
        if isinstance(part, pikepdf.Dictionary):
            yield from kinds_below(part)


def broken_rules(pdf: bytes) -> list[str]:
    return [fault.message for fault in page.validate_pdf_bytes(pdf, profile="ua1").failures]


def test_list_of_registrations_is_accessible(rf, region):
    pdf = list_of_registrations(rf)

    assert spoken(pdf) == ("de-DE", "Anmeldungen: Fest & Feier", True, "/H1")
    assert broken_rules(pdf) == []


def test_profile_of_a_project_is_accessible(rf, region):
    pdf = profile_of_a_project(rf, region)

    assert spoken(pdf) == ("de-DE", "Steckbrief: Lesen & mehr", True, "/H1")
    assert broken_rules(pdf) == []


def test_paper_without_language_is_found(rf, region):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(profile_of_a_project(rf, region))) as file:
        del file.Root.Lang
        file.save(out)

    assert broken_rules(out.getvalue())
