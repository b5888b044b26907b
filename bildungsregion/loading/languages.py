"""The languages that every region knows; they come with the program, not with a region's folder."""

from actors.languages import LANGUAGES
from actors.models import Language

from .folder import Folder
from .records import Book, Record, Where


def read(folder: Folder, book: Book) -> None:
    for number, (code, name) in enumerate(LANGUAGES.items(), start=1):
        values = {"slug": code, "name": name, "order": number * 10}
        book.add(Record(Language, code, Where("actors/languages.py", entry=code), values))
        book.declare(Language, code, name)
