"""What visitors call things, as the office begins with it."""

from bildungsregion.base.models import Synonym

from .folder import Folder
from .records import Book, Record, Row


FILE = "synonyms.csv"


def read(folder: Folder, book: Book) -> None:
    for where, cells in folder.table(FILE, ("word", "means")):
        row = Row(book, where, cells)
        values = {"word": row.text("word"), "means": ", ".join(row.listing("means"))}
        book.add(Record(Synonym, Synonym(**values).folded_word, where, values))
