"""Letters and the guideline as PDF: accessible (PDF/UA-1) and fit for the archive (PDF/A-2a).

`render(kind, context)` takes a context of plain data (as in Letter.context_json) and gives the
bytes of the PDF; equal input gives equal bytes. Whatever people typed reaches the template as
data, never as source, so that it is printed as it stands. docs/adr/0008 says why
typst, 0022 which fonts.
"""

import hashlib
import io
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict

from django.conf import settings

from bildungsregion.base import typesetting


TEMPLATES = Path(settings.BASE_DIR) / "templates" / "funding" / "letters"


class Kind(StrEnum):
    """One template each: templates/funding/letters/<kind>.typ."""

    RECEIPT = "receipt"
    GRANT_NOTICE = "grant_notice"
    PARTIAL_GRANT_NOTICE = "partial_grant_notice"
    REJECTION_NOTICE = "rejection_notice"
    AMENDMENT_NOTICE = "amendment_notice"
    REMINDER = "reminder"
    HEARING = "hearing"
    REVOCATION_NOTICE = "revocation_notice"
    SETTLEMENT_NOTICE = "settlement_notice"
    PAYMENT_ORDER = "payment_order"
    PAYMENT_RUN = "payment_run"
    GUIDELINE = "guideline"
    REPORT = "report"


class Authority(TypedDict):
    """The letterhead, from Region; what is not known is an empty string."""

    name: str  # authority_name, "Landkreis Lüneburg"
    unit: str  # authority_unit, "Fachdienst Bildung und Kultur"
    street: str
    postcode: str
    city: str
    phone: str
    email: str


class Recipient(TypedDict):
    name: str  # the institution
    person: str  # "Schulleitung", or ""
    street: str
    postcode: str
    city: str


class ReckoningLine(TypedDict):
    """One of funding.grant.Grant.steps(); further keys are ignored."""

    text: str
    rule: str
    hint: str
    cents: int
    appointment: int | None  # index into Reckoning.appointments


class Reckoning(TypedDict):
    appointments: list[str]  # one label each: "12. Mai 2026, Klasse 3 b (24 Kinder, 2 Erwachsene)"
    lines: list[ReckoningLine]
    cents: int  # what the rules give
    cost_cents: int
    third_party_cents: int


class LetterContext(TypedDict):
    """What every letter needs. Days are ISO dates of Berlin ("2026-03-02")."""

    authority: Authority
    recipient: Recipient
    reference: str  # "KB-2026-0001"
    dated_on: str
    programme: str
    title: str  # of the project
    text: str  # the programme's own words, plain; an empty line parts paragraphs
    worded: NotRequired[int | None]  # LetterText they are of; None: the text of the portal
    legal_basis: str  # the guideline with its version
    reckoning: Reckoning
    signer: str  # a role, "Leitung Bildung und Kultur", or ""


class Pair(TypedDict):
    label: str
    value: str


class ApplicationSection(TypedDict):
    title: str
    fields: list[Pair]


class ReceiptContext(LetterContext):
    received_at: str  # "2026-03-02T10:15", Berlin; of what came on paper the day alone
    next_steps: list[str]
    sections: list[ApplicationSection]
    attachments: list[str]  # file names as people read them


class NoticeContext(LetterContext):
    """A decision. A rejection needs no provider, amount, conditions or proof; others need all."""

    applied_on: str
    reasons: str  # must not be empty for a partial grant and a rejection
    remedy_text: str  # Region.remedy_text
    provider: NotRequired[str]
    amount_cents: NotRequired[int]
    conditions: NotRequired[list[str]]
    proof_text: NotRequired[str]
    proof_due_on: NotRequired[str]  # or ""


class AmendmentContext(NoticeContext):
    """The reckoning is that of the new plan; ``applied_on`` the day of the wish."""

    wish: str
    before_cents: int


class ReminderContext(LetterContext):
    level: int  # 1 or 2
    granted_cents: int
    was_due_on: str
    due_on: str
    proof_text: str


class HearingContext(LetterContext):
    granted_cents: int
    granted_on: str
    paid_cents: int
    reasons: str
    due_on: str


class RevocationContext(LetterContext):
    granted_cents: int
    remaining_cents: int  # 0: all of it is revoked
    claim_cents: int  # 0: nothing was paid
    claim_due_on: str  # or ""
    reasons: str
    remedy_text: str


class Row(TypedDict):
    text: str
    cents: int


class SettlementContext(LetterContext):
    """The reckoning is that of the accepted receipts."""

    decided_cents: int
    amount_cents: int  # what is paid
    cuts: list[Row]  # receipts that count less than claimed, with the reason; cents negative
    account: str  # masked
    remedy_text: str


class PaymentOrderContext(LetterContext):
    amount_cents: int
    facts: list[Pair]
    acts: list[Pair]  # who confirmed and ordered, when


class RunRow(TypedDict):
    order: str
    payee: str
    iban: str
    purpose: str
    cents: int


class PaymentRunContext(TypedDict):
    """The list of orders that goes to the cashier with the file."""

    authority: Authority
    dated_on: str
    reference: str  # number of the list
    rows: list[RunRow]
    total_cents: int
    acts: list[Pair]
    sha256: str  # of the file


class GuidelineSection(TypedDict):
    title: str
    text: str
    items: list[str]


class GuidelineContext(TypedDict):
    authority: Authority
    dated_on: str
    title: str
    subtitle: str
    version: str
    introduction: str
    sections: list[GuidelineSection]
    rates: list[Pair]
    legal_basis: str


class ReportSection(TypedDict):
    """A table; the first cell of a row names it, the others are figures."""

    title: str
    note: str
    headers: list[str]
    rows: list[list[str]]
    total: list[str]  # or []
    bars: list[int]  # one length for each row, in any unit, or []


class ReportContext(TypedDict):
    authority: Authority
    dated_on: str
    title: str
    facts: list[Pair]
    sections: list[ReportSection]


def render(kind: str, context: Mapping) -> bytes:
    """The PDF of a letter or of the guideline.

    Raises ValueError for an unknown kind, typst.TypstError when the context lacks something or
    the result could not be made accessible: no letter rather than a wrong one.
    """
    return typesetting.render(TEMPLATES / f"{Kind(kind)}.typ", context, root=TEMPLATES)


def picture(kind: str, context: Mapping) -> bytes:
    """All pages of a letter below each other as one PNG, to look at before it is issued."""
    from PIL import Image  # noqa: PLC0415 - only the office looks at letters before they are issued (adr 0367)

    pages = typesetting.pictures(TEMPLATES / f"{Kind(kind)}.typ", context, root=TEMPLATES)
    images = [Image.open(io.BytesIO(page)) for page in pages]
    gap = 16
    height = sum(image.height for image in images) + gap * (len(images) - 1)
    sheet = Image.new("RGB", (images[0].width, height), (120, 128, 132))
    top = 0
    for image in images:
        sheet.paste(image, (0, top))
        top += image.height + gap
    out = io.BytesIO()
    sheet.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def template_version(kind: str) -> str:
    """What a letter was set with: 12 hex digits over its template and the shared ones."""
    files = [*sorted(TEMPLATES.glob("_*.typ")), TEMPLATES / f"{Kind(kind)}.typ"]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]
