"""The region itself: its row, bodies, milestones, contact points and frequent questions."""

from django.conf import settings

from actors.models import Actor, Topic
from bildungsregion.base.models import Region
from documents.models import Document
from pages.models import Body, ContactPoint, FaqEntry, Milestone

from .folder import Folder
from .records import Book, Record, Row, Where, tables


FILE = "region.toml"
TEXTS = (
    "name", "short_name", "district", "ags", "state", "claim", "introduction", "programme_text",
    "office_name", "office_short", "office_street", "office_postcode", "office_city",
    "office_email", "office_phone", "office_hours", "authority_name", "authority_unit",
    "remedy_text", "enforcement_body", "funder_note", "map_credit",
)  # fmt: skip
TABLES = {"region", "life_phases", "target_groups", "contacts", "bodies", "milestones", "faq"}
MODULES = {"funding"}


def read(folder: Folder, book: Book) -> None:
    content = folder.toml(FILE)
    Row(book, Where(FILE), content).only(*TABLES)
    _region(folder.path.name, Row(book, Where(FILE, entry="[region]"), content.get("region", {})))
    for number, row in enumerate(tables(book, FILE, content, "contacts"), start=1):
        book.add(_contact(row, number * 10))
    for number, row in enumerate(tables(book, FILE, content, "bodies"), start=1):
        book.add(_body(row, number * 10))
    for row in tables(book, FILE, content, "milestones"):
        book.add(_milestone(row))
    for number, row in enumerate(tables(book, FILE, content, "faq"), start=1):
        book.add(faq_entry(row, number * 10, about=row.text("about")))


def _region(slug: str, row: Row) -> None:
    row.only(*TEXTS, "modules", "languages")
    modules = row.listing("modules")
    for name in set(modules) - MODULES:
        row.fail(
            "modules", f"Das Modul „{name}“ gibt es nicht; bekannt: {', '.join(sorted(MODULES))}."
        )
    languages = row.listing("languages")
    known = dict(settings.LANGUAGES)
    for code in set(languages) - set(known):
        row.fail("languages", f"Die Sprache „{code}“ gibt es nicht; bekannt: {', '.join(known)}.")
    values = {name: row.text(name) for name in TEXTS} | {
        "slug": slug,
        "modules": modules,
        "languages": languages,
    }
    row.book.add(Record(Region, slug, row.where, values))


def _contact(row: Row, position: int) -> Record:
    texts = ("area", "description", "phone", "email", "place", "hours")
    row.only("key", *texts, "concern", "topics")
    values = {name: row.text(name) for name in texts} | {
        "concern": row.text("concern") or ContactPoint.Concern.TOGETHER,
        "position": position,
    }
    many = {"topics": row.many("topics", Topic)}
    return Record(ContactPoint, row.text("key"), row.where, values, many)


def _body(row: Row, position: int) -> Record:
    texts = ("name", "kind", "chair", "task", "powers", "rhythm")
    row.only("key", *texts, "members", "member_names", "documents")
    values = {name: row.text(name) for name in texts} | {
        "slug": row.text("key"),
        "member_names": "\n".join(row.listing("member_names")),
        "position": position,
    }
    many = {"members": row.many("members", Actor), "documents": row.many("documents", Document)}
    return Record(Body, row.text("key"), row.where, values, many)


def _milestone(row: Row) -> Record:
    row.only("key", "on", "title", "text", "document")
    on, precision = row.vague_date("on")
    values = {
        "on": on,
        "precision": precision,
        "title": row.text("title"),
        "text": row.text("text"),
        "document": row.one("document", Document),
    }
    return Record(Milestone, row.text("key"), row.where, values)


def faq_entry(row: Row, position: int, *, about: str) -> Record:
    """A frequent question; keys need to be unique within what they are about only."""
    row.only("key", "question", "answer", "about")
    values = {
        "question": row.text("question"),
        "answer": row.text("answer"),
        "about": about,
        "position": position,
    }
    return Record(FaqEntry, f"{about}-{row.text('key')}", row.where, values)
