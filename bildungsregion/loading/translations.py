"""The region's words in further languages: translations/<language>.toml, or several files in translations/<language>/.

``[topics.kita-grundschule]`` has a text for each column; where only the first column is translated (mostly
the name), the text may stand alone: ``eltern = "Parents and families"``. Next steps and the steps of a
transition are called by their topic and their key: ``[links.kita-grundschule-schule]``.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from actors.models import LifePhase, Offer, TargetGroup, Topic
from bildungsregion.base.languages import GERMAN
from bildungsregion.base.models import Region
from bildungsregion.duties.models import AccessGap
from documents.models import Document
from events.models import Event
from funding.models import Programme
from pages.models import Body, ContactPoint, FaqEntry, Milestone, TopicLink, TransitionStep
from projects.models import Project

from .folder import Folder
from .records import Book, Record, Where


FOLDER = "translations"
TABLES = {
    "topics": Topic,
    "links": TopicLink,
    "steps": TransitionStep,
    "life_phases": LifePhase,
    "target_groups": TargetGroup,
    "bodies": Body,
    "milestones": Milestone,
    "contacts": ContactPoint,
    "faq": FaqEntry,
    "programmes": Programme,
    "projects": Project,
    "documents": Document,
    "offers": Offer,
    "events": Event,
    "gaps": AccessGap,
}


def read(folder: Folder, book: Book) -> None:
    """Give the records that were read before their translations."""
    for file in sorted((folder.path / FOLDER).rglob("*.toml")):
        name = file.relative_to(folder.path).as_posix()
        language = name.removesuffix(".toml").split("/")[1]
        if language == GERMAN or language not in dict(settings.LANGUAGES):
            book.problems.add(Where(name), f"Die Sprache „{language}“ gibt es nicht.")
            continue
        for where, record, texts in _rows(folder, book, name):
            if own := _checked(book, where, record, texts):
                known = record.values.setdefault("translations", {})
                known[language] = known.get(language, {}) | own


def _rows(folder: Folder, book: Book, name: str) -> Iterator[tuple[Where, Record, Any]]:
    """(place, record, what the file says of it) of each entry that is known."""
    content = folder.toml(name)
    if own := content.pop("region", None):
        yield (
            Where(name, entry="[region]"),
            book.records[Region].get(folder.path.name),
            own,
        )
    for table, entries in content.items():
        model = TABLES.get(table)
        if model is None:
            known = ", ".join(["region", *TABLES])
            book.problems.add(Where(name), f"[{table}] gibt es hier nicht; bekannt: {known}.")
            continue
        for key, texts in entries.items():
            where = Where(name, entry=f"[{table}] {key}")
            record = book.records.get(model, {}).get(key)
            if record is None:
                book.problems.add(
                    where, f"Diesen Eintrag gibt es nicht.{book.suggestion(model, key)}"
                )
                continue
            yield where, record, texts


def _checked(book: Book, where: Where, record: Record, texts: Any) -> dict[str, str]:
    """By column; what is no text, unknown or too long becomes a problem."""
    columns = record.model.TRANSLATED
    texts = {columns[0]: texts} if isinstance(texts, str) else texts
    found = {}
    for column, text in texts.items():
        if column not in columns:
            book.problems.add(
                where, f"„{column}“ wird nicht übersetzt; bekannt: {', '.join(columns)}."
            )
            continue
        most = record.model._meta.get_field(column).max_length
        if not isinstance(text, str) or (most and len(text) > most):
            book.problems.add(
                where, f"„{column}“ ist kein Text oder länger als {most or 'erlaubt'} Zeichen."
            )
            continue
        found[column] = text.strip()
    return found
