"""Pages written in Markdown: imprint, privacy, accessibility, Leichte Sprache and the like."""

from pages.models import Page

from .folder import Folder
from .records import Book, Record, Row


def read(folder: Folder, book: Book) -> None:
    for where, key, head, body in folder.texts("pages"):
        row = Row(book, where, head)
        row.only("title", "summary", "menu", "position", "language", "review_on")
        review_on, _ = row.vague_date("review_on")
        values = {
            "slug": key,
            "title": row.text("title"),
            "summary": row.text("summary"),
            "body": body,
            "menu": row.text("menu") or Page.Menu.NONE,
            "position": row.whole("position") or 100,
            "language": row.text("language") or Page.Language.GERMAN,
            "review_on": review_on,
        }
        book.add(Record(Page, key, where, values))
