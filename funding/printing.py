"""Several letters as one PDF for the printer."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    import pikepdf


def in_one(pdfs: Iterable[bytes]) -> bytes:
    """All letters one after the other, each beginning on a new sheet of a two-sided printer.

    For paper only: the single letters stay the accessible ones for the files.
    """
    import pikepdf  # noqa: PLC0415 - slow and heavy, and the post is printed once a day (adr 0367)

    out = io.BytesIO()
    with pikepdf.new() as bundle:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as letter:
                if len(bundle.pages) % 2:
                    bundle.add_blank_page(page_size=_size(letter.pages[0]))
                bundle.pages.extend(letter.pages)
        bundle.save(out, deterministic_id=True)
    return out.getvalue()


def _size(page: "pikepdf.Page") -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return right - left, top - bottom
