"""Messages written in Markdown, each with its day; they stand on the site from nine in the morning on."""

from datetime import datetime, time

from django.utils import timezone

from actors.models import Topic
from pages.models import News

from .folder import Folder
from .records import Book, Record, Row


MORNING = time(9)


def read(folder: Folder, book: Book) -> None:
    for where, key, head, body in folder.texts("news"):
        row = Row(book, where, head)
        row.only("title", "on", "summary", "topics", "source", "pinned")
        day, _precision = row.vague_date("on")
        values = {
            "slug": key,
            "title": row.text("title"),
            "summary": row.text("summary"),
            "body": body,
            "source": row.text("source"),
            "is_pinned": bool(row.yes_no("pinned")),
            "publish_at": day and timezone.make_aware(datetime.combine(day, MORNING)),  # noqa: DTZ001
        }
        book.add(Record(News, key, where, values, {"topics": row.many("topics", Topic)}))
