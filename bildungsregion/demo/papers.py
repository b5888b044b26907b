"""Receipts of a demonstration: invoices as PDF, tickets as a photo from a phone. No person is named."""

import hashlib
import io
import json
import secrets
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import typst
from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from bildungsregion.base.money import euro
from bildungsregion.base.uploads import CheckedUpload
from funding.models import Receipt


TEMPLATE = Path(__file__).with_name("invoice.typ")
FONTS = Path(settings.BASE_DIR) / "templates" / "funding" / "letters" / "fonts"
FOOTER = "Beispielbeleg einer Vorführung – keine echte Rechnung"
PAYMENT = "Der Betrag enthält die Umsatzsteuer, soweit sie anfällt. Bezahlt am Tag des Besuchs."
PAPER, INK, TABLE = (250, 248, 240), (40, 40, 44), (96, 78, 62)


@dataclass(frozen=True, slots=True)
class Bill:
    """What a bill says; ``persons`` and ``unit_cents`` only where a price per head was paid."""

    issuer: str
    number: str
    issued_on: date
    recipient: str
    occasion: str
    service: str
    total_cents: int
    persons: int | None = None
    unit_cents: int | None = None


def invoice(bill: Bill) -> CheckedUpload:
    """A PDF of one page in A5."""
    each = euro(bill.unit_cents) if bill.unit_cents else ""
    service = f"{bill.persons} × {bill.service}" if bill.unit_cents else bill.service
    said = {
        "issuer": bill.issuer,
        "address": f"rechnung@{_host(bill.issuer)}.example",
        "recipient": bill.recipient,
        "title": f"Rechnung {bill.number}",
        "date": f"{bill.issued_on:%d.%m.%Y}",
        "occasion": bill.occasion,
        "rows": [[service, each, euro(bill.total_cents)]],
        "total": euro(bill.total_cents),
        "payment": PAYMENT,
        "footer": FOOTER,
    }
    pdf = _compiler().compile(format="pdf", sys_inputs={"data": json.dumps(said)})
    return _kept(pdf, f"Rechnung {bill.number}", "application/pdf", "pdf", pages=1)


def ticket(bill: Bill) -> CheckedUpload:
    """A JPEG: a slip on a table, photographed a little askew."""
    lines = [
        (bill.issuer, 26),
        (f"Beleg {bill.number}", 20),
        (f"{bill.issued_on:%d.%m.%Y}", 20),
        ("", 12),
        (bill.service, 20),
        (f"{bill.persons} × {euro(bill.unit_cents)}" if bill.unit_cents else "", 20),
        (f"Summe {euro(bill.total_cents)}", 28),
        ("", 12),
        (FOOTER, 13),
    ]
    slip = Image.new("RGB", (460, 340), PAPER)
    pen, top = ImageDraw.Draw(slip), 24
    for text, size in lines:
        pen.text((24, top), _fitting(text, size), fill=INK, font=_font(size))
        top += size + 13
    photo = Image.new("RGB", (600, 500), TABLE)
    turned = slip.rotate(3, Image.Resampling.BILINEAR, expand=True, fillcolor=TABLE)
    photo.paste(turned, (60, 60))
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=72)
    return _kept(out.getvalue(), f"Foto {bill.number}", "image/jpeg", "jpg")


def copy_of(receipt: Receipt) -> CheckedUpload:
    """The very file of another receipt, as if it had been handed in once more."""
    found = receipt.attachment
    with found.file.open("rb") as file:
        stem, extension = found.name.rsplit(".", 1)
        return _kept(file.read(), f"{stem} Kopie", found.mime, extension, pages=found.pages)


def _kept(
    content: bytes, stem: str, mime: str, extension: str, pages: int | None = None
) -> CheckedUpload:
    """The file as base.uploads would hand it over; it is our own, so nothing needs cleaning."""
    return CheckedUpload(
        content=ContentFile(content, name=f"{secrets.token_hex(16)}.{extension}"),
        name=f"{stem}.{extension}",
        mime=mime,
        extension=extension,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        pages=pages,
    )


def _host(name: str) -> str:
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in name.lower())
    return "-".join(words.split())[:40].strip("-") or "anbieter"


def _fitting(text: str, size: int) -> str:
    """The text as far as it fits on the slip."""
    while text and _font(size).getlength(text) > 412:
        text = text[:-2].rstrip() + "…"
    return text


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / "FiraSans-Regular.ttf", size)


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(TEMPLATE), font_paths=fonts)
