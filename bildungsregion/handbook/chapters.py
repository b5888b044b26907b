"""The chapters of both handbooks, and which one helps on which page.

A file has a head between „+++“ lines: title, order, summary, and ``about``: beginnings of the URL names that it
helps with ("admin:funding_application"); ``module`` names the part of the portal (Region.modules) without which the
chapter is not listed. A line ``![words](picture.webp)`` shows static/handbook/picture.webp.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.utils.safestring import SafeString

from bildungsregion.base import markdown
from bildungsregion.base.folding import fold


FOLDER = Path(__file__).parent
PICTURE = re.compile(r"^!\[([^\]]+)\]\(([a-z0-9-]+\.webp)\)$", re.MULTILINE)
NEAR = 80


@dataclass(frozen=True, slots=True)
class Block:
    """Some text, or a picture with what it shows in words."""

    html: SafeString = SafeString("")
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Chapter:
    slug: str
    title: str
    summary: str
    order: int
    about: tuple[str, ...]
    text: str
    module: str = ""

    @cached_property
    def blocks(self) -> list[Block]:
        return list(_blocks(self.text))

    @cached_property
    def folded(self) -> str:
        return fold(f"{self.title} {self.summary} {self.text}")

    def near(self, word: str) -> str:
        """The text around the first place with this word; the summary where only the title has it."""
        plain = re.sub(r"[#*_`]|\[([^\[\]]*)\]\([^)]{0,1000}\)", r"\1", PICTURE.sub("", self.text))
        for line in plain.splitlines():
            if fold(word) in fold(line):
                return (
                    line.strip()
                    if len(line) <= 3 * NEAR
                    else f"{line[: 3 * NEAR].rsplit(' ', 1)[0]} …"
                )
        return self.summary


@dataclass(frozen=True, slots=True)
class Book:
    """``url_name`` leads to its list, with "_chapter" behind it to a chapter."""

    key: str
    title: str
    url_name: str

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return _read(self.key)

    def listed(self, modules: Iterable[str]) -> list[Chapter]:
        """Those of a region with these modules; the others keep their addresses, which other chapters name."""
        return [one for one in self.chapters if not one.module or one.module in modules]

    def find(self, slug: str) -> Chapter | None:
        return next((chapter for chapter in self.chapters if chapter.slug == slug), None)

    def search(self, query: str, modules: Iterable[str]) -> list[tuple[Chapter, str]]:
        """Chapters that have all words, those with them in the title first, each with a line that has the first."""
        words = fold(query).split()
        found = [
            chapter
            for chapter in self.listed(modules)
            if words and all(word in chapter.folded for word in words)
        ]
        found.sort(key=lambda chapter: not all(word in fold(chapter.title) for word in words))
        return [(chapter, chapter.near(words[0])) for chapter in found]


BOOKS = {
    "office": Book("office", "Handbuch für das Büro", "office_handbook"),
    "institutions": Book("institutions", "Hilfe für Einrichtungen", "handbook"),
}


def help_for(book: Book, view_name: str) -> Chapter | None:
    """The chapter about this page: the one whose ``about`` fits longest; None where none does."""
    fitting = [
        (len(start), chapter)
        for chapter in book.chapters
        for start in chapter.about
        if view_name.startswith(start)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


@cache
def _read(key: str) -> tuple[Chapter, ...]:
    chapters = []
    for file in (FOLDER / key).glob("*.md"):
        _, head, body = file.read_text("utf-8").split("+++\n", 2)
        values = tomllib.loads(head)
        about = tuple(values.pop("about", ()))
        chapters.append(Chapter(slug=file.stem, about=about, text=body.strip(), **values))
    return tuple(sorted(chapters, key=lambda chapter: (chapter.order, chapter.slug)))


def _blocks(text: str) -> Iterator[Block]:
    done = 0
    for found in PICTURE.finditer(text):
        if said := text[done : found.start()].strip():
            yield Block(html=markdown.render(said))
        yield Block(picture=f"handbook/{found[2]}", alt=found[1])
        done = found.end()
    if said := text[done:].strip():
        yield Block(html=markdown.render(said))
