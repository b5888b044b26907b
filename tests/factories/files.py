"""Files as offices make them, and as nobody should."""

import io
import zipfile
from xml.sax.saxutils import escape

import pikepdf


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(*paragraphs: str, body: str = "", **parts: str | bytes) -> bytes:
    """A Word file; ``body`` is further XML of it, ``parts`` further parts by name."""
    text = "".join(f"<w:p><w:r><w:t>{escape(p)}</w:t></w:r></w:p>" for p in paragraphs)
    document = f'<w:document xmlns:w="{_W}"><w:body>{text}{body}</w:body></w:document>'
    own = {"[Content_Types].xml": _TYPES, "word/document.xml": document}
    return zipped(own | parts)


def odt(text: str, **parts: str) -> bytes:
    content = (
        '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body>'
        f"<text:h>Titel</text:h><text:p>{escape(text)}</text:p></o:body></o:document-content>"
    )
    own = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return zipped(own | parts)


def pdf(*pages: str, title: str = "", language: str = "", tagged: bool = False) -> bytes:
    """A PDF with a line of text a page ("" for none)."""
    file = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for text in pages:
        page = file.add_blank_page()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        shown = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET" if text else ""
        page.Contents = file.make_stream(shown.encode("latin-1"))
    if title:
        file.docinfo["/Title"] = title
    if language:
        file.Root.Lang = pikepdf.String(language)
    if tagged:
        file.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        file.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()
