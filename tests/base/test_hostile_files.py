"""Files that nobody with good intentions sends: refused with advice on both roads, before anything is stored."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from bildungsregion.base import document_files, uploads
from bildungsregion.base.document_files import check_document
from bildungsregion.base.uploads import ALL_KINDS, check_upload, shown_name
from tests.base.test_uploads import EICAR, javascript, launch, make_pdf, pixel_flood
from tests.factories.files import docx, zipped


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'


def bomb(name: str) -> bytes:
    """Some kilobytes that unpack to 300 megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(name, "w") as part:
            for _megabyte in range(300):
                part.write(bytes(1024 * 1024))
    return out.getvalue()


HOSTILE = {
    "drawing with a script": ("bild.svg", lambda: SVG),
    "drawing that calls itself a picture": ("bild.png", lambda: SVG),
    "page that calls itself a PDF": ("brief.pdf", lambda: HTML),
    "page that calls itself a photo": ("foto.jpg", lambda: HTML),
    "page that calls itself a letter": ("brief.docx", lambda: HTML),
    "test virus": ("brief.pdf", lambda: EICAR),
    "test virus in a PDF": ("brief.pdf", lambda: make_pdf() + EICAR),
    "test virus in a letter": ("brief.docx", lambda: docx("Hallo") + EICAR),
    "PDF with JavaScript": ("brief.pdf", lambda: make_pdf(javascript)),
    "PDF that starts programs": ("brief.pdf", lambda: make_pdf(launch)),
    "PDF that is an archive": ("brief.pdf", lambda: make_pdf() + zipped({"a.js": "x"})),
    "archive": ("alles.zip", lambda: zipped({"a.pdf": "x"})),
    "archive that calls itself a PDF": ("alles.pdf", lambda: zipped({"a.pdf": "x"})),
    "archive that calls itself a letter": ("alles.docx", lambda: zipped({"a.exe": "MZ"})),
    "letter that unpacks without end": ("brief.docx", lambda: bomb("word/document.xml")),
    "letter with macros by name": ("brief.docm", lambda: docx("Hallo")),
    "letter with macros inside": ("brief.docx", lambda: docx("Hallo", **{"word/vbaProject.bin": b"x"})),
    "billion laughs": ("brief.docx", lambda: docx("Hallo", **{"word/footnotes.xml": LAUGHS})),
    "flood of pixels": ("bild.png", pixel_flood),
    "half a picture": ("bild.png", lambda: pixel_flood()[:60]),
    "too large": ("brief.pdf", lambda: bytes(4096)),
    "empty": ("brief.pdf", lambda: b""),
    "without an ending": ("brief", make_pdf),
    "program": ("brief.pdf.exe", lambda: b"MZ"),
}  # fmt: skip
NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\windows\\system.pdf": "system.pdf",
    "<script>alert(1)</script>.pdf": "script.pdf",
    "a\r\nSet-Cookie: x=1.pdf": "a Set-Cookie x=1.pdf",
    "rechnung\u202efdp.exe.pdf": "rechnung fdp.exe.pdf",
    "nul\x00.php.pdf": "nul .php.pdf",
    "....pdf": "Datei.pdf",
    '"; rm -rf ~;.pdf': "; rm -rf ~;.pdf",
    "ä" * 300 + ".pdf": "ä" * 96 + ".pdf",
    "CON.pdf": "CON.pdf",
}


def upload_road(file):
    return check_upload(file, kinds=ALL_KINDS)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_file_is_refused_on_both_roads(kind, monkeypatch):
    name, make = HOSTILE[kind]
    content = make()
    if kind == "too large":
        monkeypatch.setattr(uploads, "MAX_BYTES", 4095)
        monkeypatch.setattr(document_files, "MAX_BYTES", 4095)

    for road in (upload_road, check_document):
        with pytest.raises(ValidationError) as caught:
            road(SimpleUploadedFile(name, content))
        [sentence] = caught.value.messages
        assert sentence.endswith(".")
        assert "Traceback" not in sentence


@pytest.mark.parametrize("name", NAMES)
def test_hostile_name_becomes_harmless(name):
    shown = shown_name(name, "pdf")

    assert shown == NAMES[name]
    assert shown.isprintable()
    assert not set(shown) & set('/\\<>:"|?*')
