"""Messages written in Markdown, each with its day; they stand on the site from nine in the morning on.

A translation's file is called like its original's with the language behind, "portal-en.md". It says but its
words and whose translation it is; day, topics and source are those of the original.
"""

from datetime import datetime, time

from django.utils import timezone

from actors.models import Topic
from pages.models import News

from .folder import Folder
from .records import Book, Record, Row


MORNING = time(9)


def read(folder: Folder, book: Book) -> None:
    texts = list(folder.texts("news"))
    heads = {key: head for _where, key, head, _body in texts}
    for key in heads:
        book.declare(News, key)
    for where, key, head, body in texts:
        row = Row(book, where, head)
        row.only("title", "on", "summary", "topics", "source", "pinned", "language", "original")
        facts = Row(book, where, heads.get(row.text("original"), head))
        day, _precision = facts.vague_date("on")
        values = {
            "slug": key,
            "title": row.text("title"),
            "summary": row.text("summary"),
            "body": body,
            "source": facts.text("source"),
            "is_pinned": bool(facts.yes_no("pinned")),
            "publish_at": day and timezone.make_aware(datetime.combine(day, MORNING)),  # noqa: DTZ001
            "language": row.text("language") or News.Language.GERMAN,
            "original": row.one("original", News),
        }
        book.add(Record(News, key, where, values, {"topics": facts.many("topics", Topic)}))
