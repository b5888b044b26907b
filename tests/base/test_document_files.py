import zipfile
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from bildungsregion.base import document_files
from bildungsregion.base.document_files import check_document
from tests.factories.files import docx, odt, pdf, zipped


RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="https://example.org/x" TargetMode="External"/></Relationships>'
)
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><lolz>&c;</lolz>'
)
FIELD = "<w:p><w:r><w:instrText> DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText></w:r></w:p>"


def upload(name: str, content: bytes):
    return check_document(SimpleUploadedFile(name, content))


def test_pdf_is_read_with_its_facts():
    checked = upload(
        "Bericht.pdf", pdf("Erste Seite", "", title="Bericht", language="de", tagged=True)
    )

    assert (checked.name, checked.pages, checked.mime) == ("Bericht.pdf", 2, "application/pdf")
    assert checked.reading.text == "Erste Seite"
    assert checked.reading.facts == {
        "tagged": True,
        "title": "Bericht",
        "language": "de",
        "pages": 2,
        "pictures": 0,
        "pictures_without_text": 0,
        "pages_read": 2,
        "pages_with_text": 1,
        "cut": False,
        "characters": 11,
    }


def test_docx_is_read_and_written_anew():
    body = (
        '<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Ziele</w:t></w:r></w:p>'
        "<w:p><w:del><w:r><w:delText>geheim</w:delText></w:r></w:del></w:p>"
        '<w:drawing><docPr descr=""/></w:drawing>'
    )
    core = '<c:p xmlns:c="x" xmlns:dc="y"><dc:title>Konzept</dc:title></c:p>'

    checked = upload("Konzept.docx", docx("Ein Wort", body=body, **{"docProps/core.xml": core}))

    facts = checked.reading.facts
    assert checked.reading.text == "Ein Wort\nZiele"
    assert (facts["title"], facts["headings"], facts["changes"]) == ("Konzept", 1, 1)
    assert (facts["pictures"], facts["pictures_without_text"]) == (1, 1)
    assert zipfile.ZipFile(BytesIO(checked.content.read())).testzip() is None
    assert checked.pages is None


def test_odt_is_read():
    checked = upload("Konzept.odt", odt("Ein Wort"))

    assert checked.reading.text == "Titel\nEin Wort"
    archive = zipfile.ZipFile(checked.content)
    assert archive.namelist()[0] == "mimetype"
    assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED


def encrypted_pdf() -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf("x"))) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


HOSTILE = {
    "encrypted PDF": ("a.pdf", encrypted_pdf, "encrypted"),
    "cut off": ("a.pdf", lambda: pdf("x")[:90], "unreadable"),
    "no PDF": ("a.pdf", lambda: b"<html>", "unreadable"),
    "no archive": ("a.docx", lambda: b"hello", "unreadable"),
    "old Word in disguise": ("a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "encrypted"),
    "another kind": ("a.xlsx", lambda: docx("x"), "unreadable"),
    "broken XML": ("a.docx", lambda: docx(body="<w:p>"), "unreadable"),
    "entities": ("a.docx", lambda: zipped({"[Content_Types].xml": "<x/>", "word/document.xml": BILLION_LAUGHS}),
                 "unreadable"),
    "entities in UTF-16": ("a.docx", lambda: docx(**{"word/footnotes.xml": BILLION_LAUGHS.encode("utf-16")}),
                           "unreadable"),
    "deep": ("a.docx", lambda: docx(body="<w:p>" * 900 + "</w:p>" * 900), "greedy"),
    "bomb": ("a.docx", lambda: docx(**{"word/media/a.bin": b"\0" * 2_000_001}), "greedy"),
    "many parts": ("a.docx", lambda: docx(**{f"x/{n}": "" for n in range(4100)}), "greedy"),
    "macros": ("a.docx", lambda: docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    "embedded program": ("a.docx", lambda: docx(**{"word/embeddings/oleObject1.bin": b"x"}), "macros"),
    "macros in a chart": ("a.docx", lambda: docx(**{"word/embeddings/t.xlsx": zipped({"xl/vbaProject.bin": "x"})}),
                          "macros"),
    "script": ("a.odt", lambda: odt("x", **{"Scripts/a.py": "x"}), "macros"),
    "template from elsewhere": ("a.docx", lambda: docx(**{"word/_rels/s.rels": RELATION.format("attachedTemplate")}),
                                "fetches"),
    "data exchange": ("a.docx", lambda: docx(body=FIELD), "fetches"),
    "climbing path": ("a.docx", lambda: docx(**{"../../etc/x": "x"}), "unreadable"),
    "macro format": ("a.docm", lambda: b"x", "macros"),
    "archive": ("a.zip", lambda: b"x", "kind"),
    "old format": ("a.doc", lambda: b"x", "kind"),
    "program": ("a.exe", lambda: b"x", "kind"),
    "no ending": ("a", lambda: b"x", "kind"),
    "empty": ("a.docx", lambda: b"", "empty"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_file_is_refused_with_a_sentence(case, monkeypatch):
    monkeypatch.setattr(document_files, "MAX_UNPACKED", 2_000_000)
    name, make, code = HOSTILE[case]

    with pytest.raises(ValidationError) as refused:
        upload(name, make())

    assert refused.value.code == code
    assert refused.value.messages[0].endswith(".")


def test_link_to_a_website_is_no_fault():
    checked = upload("a.docx", docx("x", **{"word/_rels/d.rels": RELATION.format("hyperlink")}))

    assert checked.extension == "docx"


def test_file_above_the_size_or_number_of_pages_is_refused(monkeypatch):
    monkeypatch.setattr(document_files, "MAX_PAGES", 2)
    with pytest.raises(ValidationError, match="mehr als 2 Seiten"):
        upload("a.pdf", pdf("a", "b", "c"))

    monkeypatch.setattr(document_files, "MAX_BYTES", 10)
    with pytest.raises(ValidationError, match="zu groß"):
        upload("a.docx", docx("x"))


def test_text_is_kept_up_to_a_length(monkeypatch):
    monkeypatch.setattr(document_files, "MAX_CHARACTERS", 10)

    checked = upload("a.docx", docx("abcdefghijklmnop"))

    assert (checked.reading.text, checked.reading.facts["cut"]) == ("abcdefghij", True)


def test_parser_that_takes_too_long_leaves_an_empty_reading(monkeypatch):
    monkeypatch.setattr(document_files, "SECONDS", 0)

    assert document_files.read(pdf("x"), "pdf").facts == {}


def test_words_parted_at_the_end_of_a_line_are_whole():
    checked = upload("a.docx", docx("Bil-", "dung"))

    assert checked.reading.text == "Bildung"
