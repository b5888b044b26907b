"""Uploads: what is harmless comes in clean, everything else is refused with advice."""

import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bildungsregion.base import apart, uploads
from bildungsregion.base.uploads import ALL_KINDS, accepted, check_upload, shown_name


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def check(name: str, content: bytes, kinds=ALL_KINDS):
    return check_upload(SimpleUploadedFile(name, content), kinds=frozenset(kinds))


def refusal(name: str, content: bytes, kinds=ALL_KINDS) -> tuple[str, str]:
    with pytest.raises(ValidationError) as caught:
        check(name, content, kinds)
    return caught.value.code, caught.value.message


def picture(format_name="JPEG", size=(40, 20), mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, format_name, **options)
    return out.getvalue()


def make_pdf(change=None, pages=1, **save_options) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    if change:
        change(pdf)
    out = io.BytesIO()
    pdf.save(out, **save_options)
    return out.getvalue()


def javascript(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    pdf.Root.OpenAction = action


def javascript_by_name(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    names = pikepdf.Array([pikepdf.String("x"), pdf.make_indirect(action)])
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=names))


def launch(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([link]))


def form_script(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("AFNumber_Format()"))
    field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("x"))
    field.AA = pikepdf.Dictionary(F=action)
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])


def xfa(pdf):
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp/>"))


def film(pdf):
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia)
    pdf.pages[0].Annots = pikepdf.Array([note])


def attachment(pdf):
    pdf.attachments["rechnung.xml"] = pikepdf.AttachedFileSpec(pdf, b"<Invoice>secret</Invoice>")


def jump(pdf):
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])


def zipped(name="a.txt", content=b"hallo") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def pixel_flood(width=30000, height=30000) -> bytes:
    """A PNG of a few kilobytes that announces 900 million points."""

    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def test_a_pdf_comes_in_with_its_pages_counted():
    checked = check("Angebot Bus.PDF", make_pdf(pages=3))

    assert (checked.name, checked.mime, checked.extension) == (
        "Angebot Bus.pdf",
        "application/pdf",
        "pdf",
    )
    assert checked.pages == 3
    content = checked.content.read()
    assert checked.size == len(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 3


def test_the_same_file_keeps_its_fingerprint_and_gets_a_new_name():
    pdf = make_pdf()

    first, second = check("a.pdf", pdf), check("b.pdf", pdf)

    assert first.sha256 == second.sha256
    assert first.content.name != second.content.name
    assert len(first.content.name) == 36


@pytest.mark.parametrize(
    ("ending", "format_name", "mime", "extension"),
    [
        ("jpg", "JPEG", "image/jpeg", "jpg"),
        ("JPEG", "JPEG", "image/jpeg", "jpg"),
        ("png", "PNG", "image/webp", "webp"),
        ("webp", "WEBP", "image/webp", "webp"),
    ],
)
def test_a_picture_is_encoded_anew(ending, format_name, mime, extension):
    checked = check(f"bild.{ending}", picture(format_name))

    assert (checked.mime, checked.extension, checked.pages) == (mime, extension, None)
    with Image.open(checked.content) as image:
        assert image.size == (40, 20)


def test_a_photo_stands_upright_and_tells_no_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Kamera von Familie Geheim"
    exif.get_ifd(0x8825)[2] = (53.0, 14.0, 56.0)
    photo = picture(exif=exif.tobytes(), comment=b"Geheim")
    assert b"Geheim" in photo

    checked = check("foto.jpg", photo)

    content = checked.content.read()
    assert b"Geheim" not in content
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (20, 40)
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "LA", "I;16"])
def test_pictures_of_every_mode_are_taken(mode):
    image = Image.new(mode, (8, 8))
    out = io.BytesIO()
    image.save(out, "PNG")

    checked = check("bild.png", out.getvalue())

    assert Image.open(checked.content).size == (8, 8)


def test_a_print_shop_jpeg_in_cmyk_is_taken():
    checked = check("flyer.jpg", picture(mode="CMYK"))

    assert Image.open(checked.content).mode == "RGB"


def test_a_large_photo_is_made_smaller():
    checked = check("foto.jpg", picture(size=(7000, 5000)))

    assert Image.open(checked.content).size == (4000, 2857)


@pytest.mark.parametrize("change", [javascript, javascript_by_name, launch, form_script, xfa, film])
def test_a_pdf_that_can_run_something_is_refused(change):
    code, sentence = refusal("formular.pdf", make_pdf(change))

    assert code == "active"
    assert sentence == (
        "Dieses PDF enthält Programmteile (zum Beispiel JavaScript). Bitte öffnen Sie es, drucken "
        "Sie es „als PDF“ und laden Sie die neue Datei hoch."
    )


def test_a_script_in_a_packed_object_is_found():
    packed = make_pdf(javascript_by_name, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in packed

    assert refusal("a.pdf", packed)[0] == "active"


def test_attachments_leave_the_pdf():
    original = make_pdf(attachment, compress_streams=False)
    assert b"<Invoice>secret" in original

    checked = check("e-rechnung.pdf", original)

    with pikepdf.open(checked.content) as pdf:
        assert dict(pdf.attachments) == {}
        streams = [
            bytes(item.read_bytes()) for item in pdf.objects if isinstance(item, pikepdf.Stream)
        ]
    assert not any(b"secret" in stream for stream in streams)


def test_a_pdf_that_opens_at_a_page_is_taken():
    checked = check("a.pdf", make_pdf(jump))

    with pikepdf.open(checked.content) as pdf:
        assert "/OpenAction" not in pdf.Root


@pytest.mark.parametrize("passwords", [{"owner": "a", "user": "b"}, {"owner": "a", "user": ""}])
def test_a_locked_pdf_is_refused(passwords):
    locked = make_pdf(encryption=pikepdf.Encryption(**passwords))

    code, sentence = refusal("a.pdf", locked)

    assert code == "encrypted"
    assert sentence.startswith("Dieses PDF ist geschützt. Bitte speichern Sie es ohne Kennwort")


def test_a_pdf_of_too_many_pages_is_refused():
    assert check("a.pdf", make_pdf(pages=uploads.MAX_PAGES)).pages == uploads.MAX_PAGES

    assert refusal("a.pdf", make_pdf(pages=uploads.MAX_PAGES + 1)) == (
        "pages",
        "Dieses PDF hat mehr als 100 Seiten. Bitte teilen Sie es auf.",
    )


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("seite.pdf", b"<html><script>alert(1)</script></html>", "unreadable"),
        ("kopf.pdf", b"%PDF-1.7\n" + b"\x00" * 400, "unreadable"),
        ("bild.jpg", b"%PDF-1.7", "unreadable"),
        ("bild.pdf", picture(), "unreadable"),
        ("bild.png", picture("JPEG"), "unreadable"),
        ("bild.jpg", picture("PNG"), "unreadable"),
        ("bild.jpg", picture()[:300], "unreadable"),
        ("bild.svg", b"<svg onload='alert(1)'/>", "kind"),
        ("bild.png", b"<svg onload='alert(1)'/>", "unreadable"),
        ("bild.gif", b"GIF89a", "kind"),
        ("rechnung.pdf.exe", b"MZ", "kind"),
        ("ohne-endung", b"x", "kind"),
        ("", b"x", "kind"),
        ("leer.pdf", b"", "empty"),
        ("virus.pdf", EICAR, "virus"),
        ("virus.jpg", picture() + EICAR, "virus"),
        ("beides.pdf", make_pdf() + zipped(), "archive"),
        ("beides.jpg", picture() + zipped(), "archive"),
        ("bombe.pdf", zipped("x", bytes(1_000_000)), "archive"),
        ("flut.png", pixel_flood(), "pixels"),
        ("flut.png", pixel_flood(7000, 6000), "pixels"),
        ("lachen.pdf", b'<!DOCTYPE x [<!ENTITY a "&b;&b;">]><x>&a;</x>', "unreadable"),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(name, content, code):
    # Django's own file object refuses a file without a name: the check must stand alone.
    upload = SimpleUploadedFile("x", content)
    upload._name = name
    with pytest.raises(ValidationError) as caught:
        check_upload(upload, kinds=ALL_KINDS)

    assert caught.value.code == code
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(
    ("name", "kinds", "sentence"),
    [
        ("a.docx", ALL_KINDS, "Office-Dokumente nehmen wir nicht an. Bitte speichern Sie das "
         "Dokument als PDF und laden Sie das PDF hoch."),
        ("a.xlsm", {"pdf"}, "Office-Dokumente nehmen wir nicht an. Bitte speichern Sie das "
         "Dokument als PDF und laden Sie das PDF hoch."),
        ("a.zip", ALL_KINDS, "Archive nehmen wir nicht an. Bitte laden Sie die Dateien einzeln "
         "hoch."),
        ("IMG_1.HEIC", ALL_KINDS, "Fotos im Format HEIC nehmen wir nicht an. Bitte speichern Sie "
         "das Foto als JPG und laden Sie es noch einmal hoch."),
        ("a.jpg", {"pdf"}, "Dateien dieser Art nehmen wir nicht an. Bitte laden Sie eine "
         "PDF-Datei hoch."),
        ("a.docx", {"jpeg"}, "Dateien dieser Art nehmen wir nicht an. Bitte laden Sie ein Bild "
         "(JPG, PNG oder WebP) hoch."),
        ("a.exe", ALL_KINDS, "Dateien dieser Art nehmen wir nicht an. Bitte laden Sie eine "
         "PDF-Datei oder ein Bild (JPG, PNG oder WebP) hoch."),
    ],
)  # fmt: skip
def test_a_wrong_kind_is_refused_with_advice(name, kinds, sentence):
    assert refusal(name, b"x", kinds) == ("kind", sentence)


def test_a_file_over_the_limit_is_refused(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024

    assert refusal("a.pdf", bytes(1024 * 1024 + 1)) == (
        "size",
        "Diese Datei ist zu groß. Erlaubt sind höchstens 1 MB je Datei.",
    )


@pytest.mark.parametrize("bound", [{"MEGABYTES": 60}, {"SECONDS": 0}])
def test_a_file_that_takes_too_much_is_refused(monkeypatch, bound):
    for name, value in bound.items():
        monkeypatch.setattr(uploads, name, value)

    code, sentence = refusal("foto.jpg", picture(size=(6000, 6000)))

    assert code == "greedy"
    assert sentence.startswith("Diese Datei ist zu aufwendig")


def test_the_cleaning_process_does_not_see_our_secrets():
    check_upload(SimpleUploadedFile("a.pdf", make_pdf()), kinds=ALL_KINDS)

    keeper = apart._keepers[os.getpid(), uploads.CLEANER]
    seen = Path(f"/proc/{keeper.process.pid}/environ").read_bytes()
    assert "SECRET_KEY" in os.environ
    assert seen == b"LC_ALL=C.UTF-8\0"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Rechnung.pdf", "Rechnung.pdf"),
        ("Übersicht Straße – Łódź.PDF", "Übersicht Straße – Łódź.pdf"),
        ("U\u0308bersicht.pdf", "Übersicht.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("rechnung\u202efdp.pdf", "rechnung fdp.pdf"),
        ("a\x00b\x1f.pdf", "a b.pdf"),
        ('<img src=x onerror="alert(1)">.pdf', "img src=x onerror= alert(1).pdf"),
        ("....pdf", "Datei.pdf"),
        (".pdf", "Datei.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("=HYPERLINK(1).pdf", "=HYPERLINK(1).pdf"),
    ],
)
def test_names_are_shown_harmless(name, shown):
    assert shown_name(name, "pdf") == shown


def test_what_a_file_input_accepts():
    assert accepted(frozenset({"pdf", "jpeg"})) == ".jpeg,.jpg,.pdf"
