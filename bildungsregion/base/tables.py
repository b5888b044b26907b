"""Tables as CSV and XLSX for those who reckon on: amounts stay numbers, typed words stay words.

CSV as German spreadsheets open it (semicolon, UTF-8 with BOM, decimal comma). A text that a
spreadsheet would run as a formula gets an apostrophe in front, whichever width its sign has.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase

from .money import plain_euro


CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"
# „−“ (U+2212) is no compatibility form of „-“, but some programs take it for one.
FORMULA_SIGNS = frozenset("=+-@\u2212|")
# What a workbook can hold in no cell: it is written in XML 1.0.
NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Euro(int):
    """Integer cents that a table prints as an amount."""


Cell = str | int | Euro | date


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: in a workbook a sheet of its own, in a CSV file the only one."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def harmless(text: str) -> str:
    """The text with nothing in it that a spreadsheet runs; what is seen stays the same but for „'“."""
    text = NOT_IN_CELLS.sub("", " ".join(text.splitlines()))
    begins = next((char for char in text if not _is_blank(char)), "")
    if unicodedata.normalize("NFKC", begins)[:1] in FORMULA_SIGNS or text[:1] == "\t":
        return f"'{text}"
    return text


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """The file piece by piece, one line each."""
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";")
    line.write(BOM)
    for row in _with_headers(sheet):
        writer.writerow([_as_text(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def csv_file(sheet: Sheet, name: str) -> StreamingHttpResponse:
    """The table for saving under this name, line by line as the rows come."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(csv_lines(sheet), CSV_TYPE, headers=headers)


def table_file(sheets: Sequence[Sheet], name: str, fmt: str) -> HttpResponseBase:
    """The first sheet as CSV, or all of them as XLSX, for saving as "name.fmt". Raises Http404 for other formats."""
    if fmt == "csv":
        return csv_file(sheets[0], f"{name}.csv")
    if fmt != "xlsx":
        raise Http404("no such format")
    file = io.BytesIO()
    write_xlsx(sheets, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)


def write_xlsx(sheets: Iterable[Sheet], file: BinaryIO) -> None:
    """A workbook with a sheet each, written row by row."""
    from . import workbooks  # noqa: PLC0415 - openpyxl is slow and heavy, and few files are workbooks (adr 0367)

    workbooks.write(sheets, file)


def _with_headers(sheet: Sheet) -> Iterator[Sequence[Cell]]:
    yield sheet.headers
    yield from sheet.rows


def _is_blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Cc", "Cf")


def _as_text(cell: Cell) -> str:
    if isinstance(cell, Euro):
        return plain_euro(cell).replace(".", "")
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return harmless(cell) if isinstance(cell, str) else str(cell)
