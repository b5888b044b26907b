"""Topics with what to do next and what happens when, phases of life and target groups."""

from actors.models import Actor, LifePhase, TargetGroup, Topic
from documents.models import Document
from pages.models import TopicLink, TransitionStep

from .folder import Folder
from .records import Book, Record, Ref, Row, Where, tables


REGION, TOPICS = "region.toml", "topics"
HEAD = (
    "title",
    "kind",
    "order",
    "summary",
    "parent",
    "icon",
    "target_groups",
    "focus",
    "links",
    "steps",
)
STEP_TEXTS = ("when", "title", "text", "helper", "url", "source")


def read(folder: Folder, book: Book) -> None:
    region = folder.toml(REGION)
    for number, (key, name) in enumerate(region.get("target_groups", {}).items(), start=1):
        values = {"slug": key, "name": name, "order": number * 10}
        where = Where(REGION, entry=f"[target_groups] {key}")
        book.add(Record(TargetGroup, key, where, values))
    files = list(folder.texts(TOPICS))
    for _where, key, _head, _body in files:
        book.declare(Topic, key)
    for where, key, head, body in files:
        row = Row(book, where, head)
        row.only(*HEAD)
        _topic(row, key, body)
        _links(row, key)
        book.topics.append((where, key, head))
    for number, (key, cells) in enumerate(region.get("life_phases", {}).items(), start=1):
        cells = {"name": cells} if isinstance(cells, str) else cells  # noqa: PLW2901
        _phase(Row(book, Where(REGION, entry=f"[life_phases.{key}]"), cells), key, number * 10)


def read_steps(folder: Folder, book: Book) -> None:
    """The steps of the transitions, once it is known which institutions and documents there are."""
    for where, topic, head in book.topics:
        for number, row in enumerate(tables(book, where.file, head, "steps"), start=1):
            row.only("key", *STEP_TEXTS, "actor", "document")
            values = {name: row.text(name) for name in STEP_TEXTS} | {
                "topic": Ref(Topic, topic),
                "actor": row.one("actor", Actor),
                "document": row.one("document", Document),
                "position": number * 10,
            }
            book.add(Record(TransitionStep, _key_of(row, topic), row.where, values))


def _topic(row: Row, key: str, body: str) -> None:
    values = {
        "slug": key,
        "name": row.text("title"),
        "kind": row.text("kind") or Topic.Kind.TOPIC,
        "parent": row.one("parent", Topic),
        "icon": row.text("icon"),
        "summary": row.text("summary"),
        "body": body,
        "is_guiding": bool(row.yes_no("focus")),
        "order": row.whole("order") or 100,
    }
    groups = row.many("target_groups", TargetGroup)
    row.book.add(Record(Topic, key, row.where, values, {"target_groups": groups}))


def _links(row: Row, topic: str) -> None:
    links = list(tables(row.book, row.where.file, row.cells, "links"))
    if len(links) > TopicLink.MOST:
        row.fail("links", f"Höchstens {TopicLink.MOST}; mehr sind keine Auswahl mehr.")
    for number, link in enumerate(links, start=1):
        link.only("key", "label", "text", "url")
        values = {name: link.text(name) for name in ("label", "text", "url")}
        values |= {"topic": Ref(Topic, topic), "position": number * 10}
        row.book.add(Record(TopicLink, _key_of(link, topic), link.where, values))


def _key_of(row: Row, topic: str) -> str:
    """Keys need to be unique within their topic only; "" for none, which is reported."""
    return f"{topic}-{row.text('key')}" if row.text("key") else ""


def _phase(row: Row, key: str, order: int) -> None:
    texts = ("name", "summary", "body", "ages", "icon")
    row.only(*texts, "topics")
    values = {name: row.text(name) for name in texts} | {"slug": key, "order": order}
    many = {"topics": row.many("topics", Topic)}
    row.book.add(Record(LifePhase, key, row.where, values, many))
