"""Read what a document says and how accessible it is built; runs as a process of its own.

    python -I document_reading.py KIND '{"seconds": …}' < document > answer

The answer is one line of JSON, then (office files only) the file written anew:
{"text": "…", "facts": {…}} or {"refused": "macros"}. As file_cleaning.py it imports nothing of the
portal: a hostile file costs a process with little memory and few seconds (docs/adr/0020, 0206).
"""

import io
import json
import re
import resource
import sys
import time
import zipfile
from contextlib import suppress
from xml.parsers import expat


MEGABYTE = 1024 * 1024
MOST_MEMBERS = 4000
PIECE = 256 * 1024
DEEPEST = 200  # elements inside each other; what people write has some twenty

# Compound File Binary: what Word 97 wrote, and what an encrypted DOCX is wrapped in.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
OPEN_DOCUMENT = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "odp": b"application/vnd.oasis.opendocument.presentation",
}
# Parts that run something, or hold a file that nobody has looked at.
RUNS = re.compile(
    r"vbaproject|vbadata|activex|macrosheets|dialogsheets|/oleobject|embeddings/.*\.bin$|"
    r"^basic/|^scripts/|^object [^/]*$|\.(exe|dll|js|vbs|bat|cmd|ps1|scr|docm|xlsm|pptm|zip|jar)$"
)
# What is fetched from elsewhere as soon as the file is opened (ISO 29500-2, 8.5).
FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/control")
WORDS = {
    "docx": re.compile(r"word/(document|footnotes|endnotes)\.xml"),
    "xlsx": re.compile(r"xl/(sharedStrings|workbook)\.xml"),
    "pptx": re.compile(r"ppt/(slides|notesSlides)/[^/]+\.xml"),
    "odt": re.compile(r"content\.xml"),
    "ods": re.compile(r"content\.xml"),
    "odp": re.compile(r"content\.xml"),
}
PROPERTIES = re.compile(r"docProps/core\.xml|meta\.xml")
STYLES = re.compile(r"word/styles\.xml|styles\.xml")
HEADING = re.compile(r"heading|.?berschrift|title$|titel$", re.IGNORECASE)
SPACES = frozenset({"tab", "br", "s", "line-break"})


class Refused(Exception):
    """The file is not taken; the argument is a key of document_files.REFUSALS."""


def limit(seconds: int, megabytes: int) -> None:
    """Bound this process: processor time, memory, no files written."""
    for name, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, megabytes * MEGABYTE),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # systems that cannot limit this one
            resource.setrlimit(name, (value, value))


class Pieces:
    """Text in pieces, up to a length; ``is_full`` says that the rest was left out."""

    def __init__(self, most: int):
        self.pieces: list[str] = []
        self.left = most

    def add(self, text: str) -> None:
        if text and self.left > 0:
            self.pieces.append(text[: self.left])
            self.left -= len(text)

    @property
    def is_full(self) -> bool:
        return self.left <= 0

    def __str__(self):
        return tidy("".join(self.pieces))


def tidy(text: str) -> str:
    """Words that were parted at the end of a line made whole, blanks single, nothing that is no text."""
    text = re.sub(r"[\x02\u00ad\ufffe]\s*", "", text)
    text = re.sub(r"(?<=[a-zäöüß])-\s*\n\s*(?=[a-zäöüß])", "", text)
    text = text.encode("utf-8", "ignore").decode()
    text = "".join(char if char.isprintable() or char == "\n" else " " for char in text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def read_pdf(content: bytes, *, characters: int, soft_seconds: float, **_) -> tuple[bytes, dict]:
    """Text page by page until the time or the length is used up, and what assistive software finds."""
    import pikepdf  # noqa: PLC0415 - office files need neither of the two slow libraries
    import pypdfium2  # noqa: PLC0415

    with pikepdf.open(io.BytesIO(content)) as pdf:
        facts = _pdf_facts(pdf, pikepdf)
    text, with_text, read = Pieces(characters), 0, 0
    document = pypdfium2.PdfDocument(content)
    for page in document:
        if text.is_full or time.process_time() > soft_seconds:
            break
        words = page.get_textpage().get_text_range()
        page.close()
        text.add(words + "\n")
        read += 1
        with_text += bool(words.strip())
    facts |= {"pages_read": read, "pages_with_text": with_text, "cut": read < len(document)}
    return b"", {"text": str(text), "facts": facts}


def _pdf_facts(pdf, pikepdf) -> dict:
    root = pdf.Root
    marked = root.get("/MarkInfo", {})
    is_marked = isinstance(marked, pikepdf.Dictionary) and bool(marked.get("/Marked", False))
    title = ""
    with suppress(Exception):  # broken metadata is no metadata
        title = str(pdf.docinfo.get("/Title", ""))
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            title = str(metadata.get("dc:title") or title)
    figures = bare = 0
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == pikepdf.Name("/Figure"):
            figures += 1
            bare += not str(item.get("/Alt", "") or item.get("/ActualText", "")).strip()
    return {
        "tagged": is_marked and "/StructTreeRoot" in root,
        "title": tidy(title)[:300],
        "language": tidy(str(root.get("/Lang", "")))[:35],
        "pages": len(pdf.pages),
        "pictures": figures,
        "pictures_without_text": bare,
    }


def read_office(
    content: bytes, kind: str, *, characters: int, unpacked: int, **_
) -> tuple[bytes, dict]:
    """An OOXML or ODF file: its parts looked at, its words read, the archive written anew."""
    if content.startswith(OLE):
        raise Refused("encrypted")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = _parts(archive, unpacked)
    _check_kind(parts, kind)
    text, facts = Pieces(characters), Facts()
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in part or b"<\0!\0D\0" in part):
            raise Refused("unreadable")
        if name.endswith(".rels"):
            _check_relations(part)
        elif WORDS[kind].fullmatch(name):
            _walk(part, facts.words(text, kind))
        elif PROPERTIES.fullmatch(name):
            _walk(part, facts.properties())
        elif STYLES.fullmatch(name):
            _walk(part, facts.styles())
    return _written(parts), {"text": str(text), "facts": facts.found | {"cut": text.is_full}}


def _parts(archive: zipfile.ZipFile, most: int, *, depth: int = 0) -> dict[str, bytes]:
    """What the archive holds, by name; refuses what runs, what hides and what unpacks without end."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > most:
        raise Refused("greedy")
    parts: dict[str, bytes] = {}
    left = most
    for member in members:
        name = member.filename
        if member.flag_bits & 1:
            raise Refused("encrypted")
        if name in parts or name.startswith("/") or ".." in name.split("/") or "\\" in name:
            raise Refused("unreadable")
        if RUNS.search(name.lower()):
            raise Refused("macros")
        parts[name] = archive.read(member)
        left -= len(parts[name])
        if left < 0:
            raise Refused("greedy")
        if parts[name][:4] == b"PK\x03\x04":
            if depth:
                raise Refused("macros")
            with zipfile.ZipFile(io.BytesIO(parts[name])) as inner:  # the sheet behind a chart
                _parts(inner, most, depth=1)
    return parts


def _check_kind(parts: dict[str, bytes], kind: str) -> None:
    if kind in OPEN_DOCUMENT:
        if parts.get("mimetype", b"").strip() != OPEN_DOCUMENT[kind]:
            raise Refused("unreadable")
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise Refused("encrypted")
        return
    if MAIN_PART[kind] not in parts or "[Content_Types].xml" not in parts:
        raise Refused("unreadable")
    if b"macroEnabled" in parts["[Content_Types].xml"]:
        raise Refused("macros")


def _check_relations(part: bytes) -> None:
    def start(name, attributes):
        is_outside = attributes.get("TargetMode", "").lower() == "external"
        if is_outside and attributes.get("Type", "").endswith(FETCHED):
            raise Refused("fetches")

    _walk(part, (start, None, None))


def _walk(part: bytes, handlers) -> None:
    """Parse in pieces. Names come as "namespace name"; no document type, so no entity of its own."""
    parser = expat.ParserCreate(namespace_separator=" ")
    start, end, words = handlers
    depth = 0

    def deeper(name, attributes):
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Refused("greedy")
        if start:
            start(name.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in attributes.items()})

    def higher(name):
        nonlocal depth
        depth -= 1
        if end:
            end(name.rpartition(" ")[2])

    def refuse(*_):
        raise Refused("unreadable")

    parser.StartElementHandler, parser.EndElementHandler = deeper, higher
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    for at in range(0, len(part), PIECE):
        parser.Parse(part[at : at + PIECE], False)
    parser.Parse(b"", True)


class Facts:
    """What of an office file matters to assistive software, gathered while its parts are walked."""

    def __init__(self):
        self.found = {
            "title": "",
            "language": "",
            "headings": 0,
            "pictures": 0,
            "pictures_without_text": 0,
            "changes": 0,
            "comments": 0,
        }

    def words(self, text: Pieces, kind: str):
        """Text stands in <t> (OOXML) or in <p> and <h> (ODF); paragraphs and cells end a line."""
        holders = ("p", "h") if kind in OPEN_DOCUMENT else ("t",)
        inside: dict[str, int] = {}

        def start(name, attributes):
            inside[name] = inside.get(name, 0) + 1
            if name in SPACES:
                text.add(" ")
            self._count(name, attributes, inside)

        def end(name):
            inside[name] -= 1
            if name in ("p", "h", "si"):
                text.add("\n")
            elif name in ("tc", "table-cell"):
                text.add(" ")

        def words(data):
            if inside.get("instrText"):
                if data.lstrip()[:3].upper() == "DDE":
                    raise Refused("fetches")
            elif not inside.get("tracked-changes") and any(inside.get(name) for name in holders):
                text.add(data)

        return start, end, words

    def _count(self, name: str, attributes: dict, inside: dict[str, int]) -> None:
        found = self.found
        is_heading = name == "h" or (name == "pStyle" and HEADING.match(attributes.get("val", "")))
        is_slide_title = name == "ph" and attributes.get("type") in ("title", "ctrTitle")
        found["headings"] += bool(is_heading or is_slide_title)
        found["changes"] += name in ("ins", "del", "changed-region")
        found["comments"] += name in ("commentReference", "annotation")
        is_picture = name in ("docPr", "image") or (name == "cNvPr" and inside.get("nvPicPr"))
        if is_picture:
            found["pictures"] += 1
            told = attributes.get("descr", "") or attributes.get("title", "")
            found["pictures_without_text"] += not told.strip()
        # ODF tells a picture in a child of its frame.
        if name == "desc" and inside.get("frame") and found["pictures_without_text"]:
            found["pictures_without_text"] -= 1

    def properties(self):
        path: list[str] = []

        def words(data):
            if path[-1] in ("title", "language") and len(self.found[path[-1]]) < 300:
                self.found[path[-1]] = tidy(self.found[path[-1]] + data)[:300]

        return (lambda name, _attributes: path.append(name)), (lambda _name: path.pop()), words

    def styles(self):
        def start(name, attributes):
            told = attributes.get("val") if name == "lang" else attributes.get("language")
            if told and told != "none" and not self.found["language"]:
                self.found["language"] = tidy(told)[:35]

        return start, None, None


def _written(parts: dict[str, bytes]) -> bytes:
    """The archive anew: no bytes before, between or after its parts; the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # ODF 1.3, part 2, 3.3: the type comes first and is not compressed.
        for name in sorted(parts, key=lambda name: name != "mimetype"):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(member, parts[name], compress_type=stored)
    return out.getvalue()


def main() -> None:
    kind, bounds = sys.argv[1], json.loads(sys.argv[2])
    content = sys.stdin.buffer.read()
    limit(bounds["seconds"], bounds["megabytes"])
    try:
        if kind == "pdf":
            clean, answer = read_pdf(content, **bounds)
        else:
            clean, answer = read_office(content, kind, **bounds)
    except Refused as refusal:
        clean, answer = b"", {"refused": str(refusal)}
    except (MemoryError, RecursionError):
        clean, answer = b"", {"refused": "greedy"}
    except Exception:  # every fault of a parser means the same to the person who uploads
        clean, answer = b"", {"refused": "unreadable"}
    if "facts" in answer:
        answer["facts"]["characters"] = len(answer["text"])
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + clean)


if __name__ == "__main__":
    main()
