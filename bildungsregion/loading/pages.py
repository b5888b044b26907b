"""Pages written in Markdown: imprint, privacy, accessibility, Leichte Sprache and the like."""

from pages.models import Page

from .folder import Folder
from .records import Book, Record, Row


def read(folder: Folder, book: Book) -> None:
    texts = list(folder.texts("pages"))
    for _where, key, _head, _body in texts:
        book.declare(Page, key)
    for where, key, head, body in texts:
        row = Row(book, where, head)
        row.only(
            "title", "summary", "menu", "position", "language", "review_on", "parent", "original"
        )
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
            "parent": row.one("parent", Page),
            # A translation's file is called like its original's with the language behind: "kontakt-en.md".
            "original": row.one("original", Page),
        }
        book.add(Record(Page, key, where, values))
