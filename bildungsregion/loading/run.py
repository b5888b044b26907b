"""The whole of it: read a region's folder, and write it in one transaction."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from actors.models import Actor, Language, LifePhase, Municipality, Offer, TargetGroup, Topic
from bildungsregion.base.models import Region, Synonym
from bildungsregion.duties.models import AccessGap, AccessStatement, LegalFacts
from documents.models import Document, Series, Version
from events.models import Event, Holiday
from funding.models import Programme, RuleSet
from pages.models import (
    Body,
    ContactPoint,
    FaqEntry,
    Milestone,
    News,
    Page,
    TopicLink,
    TransitionStep,
)
from projects.models import Project

from . import (
    actors,
    documents,
    duties,
    events,
    fund,
    holidays,
    languages,
    news,
    offers,
    pages,
    places,
    projects,
    region,
    synonyms,
    topics,
    translations,
)
from .folder import Folder
from .records import Book, LoadingFailed, Problems
from .report import Report, Tally
from .writing import Writer


# In the order of their references: what is named comes before what names it.
READERS = (
    places,
    topics,
    languages,
    actors,
    offers,
    documents,
    holidays,
    events,
    projects,
    region,
    pages,
    news,
    synonyms,
    duties,
    fund,
)
MODELS = (
    Region, Municipality, TargetGroup, Language, Topic, LifePhase, Actor, Offer, Series, Document, Version, Holiday,
    Event, Project, *projects.MODELS, TopicLink, TransitionStep, Body, Milestone, ContactPoint, Page, News, Programme,
    RuleSet, FaqEntry, Synonym, LegalFacts, AccessStatement, AccessGap,
)  # fmt: skip


def available() -> dict[str, Path]:
    """The regions this program brings, by slug."""
    files = sorted((Path(settings.BASE_DIR) / "regions").glob("*/region.toml"))
    return {file.parent.name: file.parent for file in files}


def read(path: Path) -> Book:
    """Everything in the folder; raises LoadingFailed with every fault found."""
    problems = Problems()
    book = Book(problems)
    folder = Folder(path, problems)
    for reader in READERS:
        reader.read(folder, book)
    topics.read_steps(folder, book)
    # Last: it adds to what the others read.
    translations.read(folder, book)
    problems.raise_if_any()
    _check_modules(book)
    return book


def load(path: Path) -> Report:
    """Write the folder's content, all or nothing; raises LoadingFailed and changes nothing then."""
    _refuse_another_region(path.name)
    book = read(path)
    with transaction.atomic():
        writer = Writer(book)
        report = Report(book.records[Region][path.name].values["name"])
        report.tallies = [writer.write(model) for model in MODELS]
        made, known = fund.write_budget_years(book)
        report.tallies.append(Tally("Haushaltsjahre", new=made, unchanged=known))
        report.generated = documents.write_generated(book)
    return report


def _refuse_another_region(slug: str) -> None:
    other = Region.objects.exclude(slug=slug).first()
    if other is not None:
        raise LoadingFailed(
            [
                f"Diese Installation gehört schon zu „{other.name}“ ({other.slug}). Eine zweite Region "
                "bekommt ihre eigene Installation: make run REGION=" + slug
            ]
        )


def _check_modules(book: Book) -> None:
    """A fund without its module would be loaded and never seen; a module without a fund would break."""
    switched_on = any(
        "funding" in record.values["modules"] for record in book.records[Region].values()
    )
    if switched_on != bool(book.records.get(Programme)):
        raise LoadingFailed(
            [
                "region.toml: Das Modul „funding“ und die Datei fund.toml gehören zusammen: beide oder keines."
            ]
        )
