"""Projects as open data: one row for each, without the people who answer for it."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actors.open_data import (
    Column,
    Dataset,
    choice_column,
    moment_column,
    slugs_column,
    text_column,
)
from bildungsregion.base.dates import iso_date

from .models import Project


_NAMES = {"type": "array", "items": {"type": "string"}}


def _names(name: str, label, read) -> Column:
    return Column(name, label, _NAMES, read)


def _code_of_lead(project: Project) -> str:
    lead = project.lead
    return lead.code if lead and lead.is_published else ""


def _cost_range(project: Project) -> str:
    profile = getattr(project, "transfer", None)
    return profile.cost_range if profile else ""


PROJECT_COLUMNS = (
    text_column("id", _("Kennung"), lambda project: project.slug),
    text_column("title", _("Titel")),
    choice_column("status", _("Stand"), Project.Status),
    text_column("summary", _("Kurz gesagt")),
    text_column("aim", _("Ziel")),
    text_column("lead_name", _("Federführung"), lambda project: project.lead_label),
    text_column("lead", _("Kennung der Federführung"), _code_of_lead),
    _names("partners", _("Partner"), lambda p: [one.label for one in p.partnerships.all()]),
    _names("funders", _("Gefördert durch"), lambda p: [one.name for one in p.funders.all()]),
    text_column("starts", _("Beginn, so genau wie bekannt (ISO 8601)"),
                lambda p: iso_date(p.starts_on, p.starts_precision)),
    text_column("ends", _("Ende, so genau wie bekannt (ISO 8601)"),
                lambda p: iso_date(p.ends_on, p.ends_precision)),
    Column("is_good_practice", _("Gute Praxis"), {"type": "boolean"}, lambda p: p.is_good_practice),
    text_column("cost_range", _("Kosten beim Übernehmen (Kürzel)"), _cost_range),
    slugs_column("topics", _("Themen (Kürzel)"), published=True),
    slugs_column("target_groups", _("Zielgruppen (Kürzel)")),
    slugs_column("life_phases", _("Lebensphasen (Kürzel)")),
    slugs_column("municipalities", _("Gemeinden (Kürzel)")),
    text_column("website", _("Website")),
    moment_column("updated_at", _("Geändert")),
)  # fmt: skip


def projects() -> QuerySet:
    return (
        Project.objects.published()
        .select_related("lead", "transfer")
        .prefetch_related(
            "partnerships__actor", "funders", "topics", "target_groups", "life_phases",
            "municipalities",
        )
        .defer("description", "results", "search_title", "search_text", "lead__description")
        .order_by("pk")
        # Asked by a Samtgemeinde, a project in two of its members is found twice.
        .distinct()
    )  # fmt: skip


PROJECTS = Dataset(
    "projects",
    "projekte",
    _("Projekte"),
    _("Was in der Bildungsregion gemeinsam getan wird: wer, für wen, wann, wo."),
    PROJECT_COLUMNS,
    projects,
    municipality="municipalities",
    formats=("csv", "json"),
)
