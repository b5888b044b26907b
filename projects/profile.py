"""The profile of a project as one sheet: what it is, what it takes, who pays (PDF/UA)."""

import io
from pathlib import Path

from django.http import HttpRequest
from django.utils import timezone

from bildungsregion.base import typesetting
from bildungsregion.base.scanning.files import NotCleanError

from . import glance
from .models import Funder, Project, TransferProfile


TEMPLATE = Path(typesetting.FOLDER) / "projects" / "profile.typ"
# Pixels; a logo is printed at most 40 mm wide.
LOGO_SIZE = (600, 240)


def as_pdf(project: Project, request: HttpRequest) -> io.BytesIO:
    return io.BytesIO(typesetting.render(TEMPLATE, context(project, request)))


def context(project: Project, request: HttpRequest) -> dict:
    """All the sheet says, as plain data."""
    parts, here = glance.of_project(project), request.region
    return {
        "authority": {
            "name": here.office_name or here.name,
            "street": here.office_street,
            "postcode": here.office_postcode,
            "city": here.office_city,
            "phone": here.office_phone,
            "email": here.office_email,
        },
        "region": here.name,
        "dated_on": timezone.localdate().isoformat(),
        "title": project.title,
        "summary": project.summary,
        "aim": project.aim,
        "facts": _facts(project, parts),
        "figures": [
            " ".join(filter(None, (row.figure, row.what, f"({row.year})" if row.year else "")))
            for row in parts.figures
        ],
        "transfer": _transfer(project, parts),
        "adopted": [mention.name for mention in (*parts.adoptions, *parts.followers)],
        "funders": [_funder(funder) for funder in parts.funders],
        "url": request.build_absolute_uri(project.get_absolute_url()),
    }


def _facts(project: Project, parts: glance.Glance) -> list[list[str]]:
    status = "" if project.status == Project.Status.UNKNOWN else project.get_status_display()
    partners = [
        f"{partner.name} ({partner.text})" if partner.text else partner.name
        for partner in parts.partners
    ]
    pairs = [
        ("Federführung", project.lead_label),
        ("Partner", ", ".join(partners)),
        ("Zeitraum", project.period),
        ("Stand", str(status)),
        ("Für", ", ".join(group.name for group in (*parts.groups, *parts.phases))),
        ("Themen", ", ".join(topic.name for topic in parts.topics)),
        ("Wo", ", ".join(place.name for place in parts.places)),
        ("Kontakt", project.contact),
    ]
    return [[label, text] for label, text in pairs if text]


def _transfer(project: Project, parts: glance.Glance) -> dict | None:
    profile = getattr(project, "transfer", None) or TransferProfile()
    if profile.pk is None and not parts.needs:
        return None
    costs = " – ".join(filter(None, (str(profile.get_cost_range_display()), profile.costs)))
    needs = [
        f"{need.get_kind_display()}: {need.note}" if need.note else str(need.get_kind_display())
        for need in parts.needs
    ]
    return {
        "needs": needs,
        "duration": profile.duration,
        "costs": costs,
        "steps": profile.step_list,
        "pitfalls": profile.pitfall_list,
        "advice": profile.advice,
    }


def _funder(funder: Funder) -> dict:
    return {
        "name": funder.name,
        "sentence": funder.sentence,
        "logo": _logo(funder),
        "alt": funder.logo_alt or funder.name,
    }


def _logo(funder: Funder) -> list[int]:
    """The logo as the bytes of a small PNG; [] where there is none or its file is lost."""
    if not funder.logo:
        return []
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only sheets with a logo need it (adr 0367)

    try:
        with funder.logo.open("rb") as file, Image.open(file) as picture:
            picture.thumbnail(LOGO_SIZE)
            out = io.BytesIO()
            picture.convert("RGBA").save(out, "PNG", optimize=True)
    except (FileNotFoundError, NotCleanError, UnidentifiedImageError):
        return []
    return list(out.getvalue())
