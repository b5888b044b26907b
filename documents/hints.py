"""What a file shows of its accessibility, in words that help who made it.

Facts are found when the file is uploaded (base/document_reading.py). No machine can say that a document is
accessible: the hints help to look, and the office says so (docs/adr/0207).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .models import Version


# Less readable text than this in the whole file means that there is none worth reading out.
SHORTEST_TEXT = 20
# A text of this length wants headings.
LONG_TEXT = 2000

NOT_READ = "Die Datei ließ sich nicht auslesen: Die Suche findet ihren Text nicht."
SCANNED = (
    "Das PDF enthält keinen lesbaren Text, vermutlich nur eingescannte Seiten: Vorlese-Programme und Suche finden "
    "nichts darin. Eine Texterkennung (OCR) oder das ursprüngliche Dokument hilft."
)
BARE_PAGES = "{} von {} Seiten haben keinen lesbaren Text (leer, Bild oder Scan)."
NOT_TAGGED = (
    "Das PDF ist nicht getaggt: Vorlese-Programme erkennen keine Überschriften, Listen und Tabellen. In Word: beim "
    "Speichern als PDF unter „Optionen“ die „Dokumentstrukturtags“ anhaken."
)
NO_TEXT = "Die Datei enthält keinen lesbaren Text."
NO_HEADINGS = (
    "Keine Überschrift ist mit einer Formatvorlage ausgezeichnet. Bitte die Vorlagen „Überschrift 1“, „Überschrift 2“ "
    "… verwenden."
)
CHANGES = "Die Datei enthält noch {} nachverfolgte Änderungen; alle können auch Gelöschtes lesen."
COMMENTS = "Die Datei enthält noch {} Kommentare, die alle lesen können."
NO_TITLE = (
    "In den Eigenschaften der Datei fehlt der Titel: Vorlese-Programme nennen nur den Dateinamen."
)
NO_LANGUAGE = (
    "Die Sprache ist nicht angegeben: Vorlese-Programme lesen vielleicht mit falscher Aussprache."
)
BARE_PICTURES = "{} von {} Bildern haben keinen Alternativtext."


@dataclass(frozen=True, slots=True)
class Hint:
    """One sentence; ``is_good`` where nothing has to be done."""

    text: str
    is_good: bool = False


def hints(version: Version) -> list[Hint]:
    """What was found in the file, faults first; [] without a file."""
    if not version.file:
        return []
    facts = version.hints
    if not facts:
        return [Hint(NOT_READ)]
    own = _of_pdf(facts) if version.extension == "pdf" else _of_office(facts)
    return sorted([*own, *_of_all(facts)], key=lambda hint: hint.is_good)


def _of_pdf(facts: dict) -> Iterator[Hint]:
    pages, with_text = facts["pages_read"], facts["pages_with_text"]
    if facts["characters"] < SHORTEST_TEXT:
        yield Hint(SCANNED)
    elif with_text < pages:
        yield Hint(BARE_PAGES.format(pages - with_text, pages))
    else:
        yield Hint("Alle Seiten haben lesbaren Text.", True)
    if facts["tagged"]:
        yield Hint("Das PDF ist mit Überschriften und Absätzen ausgezeichnet (getaggt).", True)
    else:
        yield Hint(NOT_TAGGED)
    if facts["cut"]:
        yield Hint(f"Für die Suche wurden die ersten {pages} Seiten gelesen.", True)


def _of_office(facts: dict) -> Iterator[Hint]:
    if facts["characters"] < SHORTEST_TEXT:
        yield Hint(NO_TEXT)
    if facts["headings"]:
        yield Hint(f"Überschriften sind als solche ausgezeichnet ({facts['headings']}).", True)
    elif facts["characters"] > LONG_TEXT:
        yield Hint(NO_HEADINGS)
    if facts["changes"]:
        yield Hint(CHANGES.format(facts["changes"]))
    if facts["comments"]:
        yield Hint(COMMENTS.format(facts["comments"]))


def _of_all(facts: dict) -> Iterator[Hint]:
    title, language = facts["title"], facts["language"]
    yield Hint(f"Der Titel ist eingetragen: „{title}“.", True) if title else Hint(NO_TITLE)
    yield Hint(f"Die Sprache ist angegeben ({language}).", True) if language else Hint(NO_LANGUAGE)
    if bare := facts["pictures_without_text"]:
        yield Hint(BARE_PICTURES.format(bare, facts["pictures"]))
    elif facts["pictures"]:
        yield Hint(f"Alle Bilder haben einen Alternativtext ({facts['pictures']}).", True)
