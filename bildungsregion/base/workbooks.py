"""Tables as a workbook (XLSX); loaded by tables.py when the first one is written."""

from collections.abc import Iterable
from decimal import Decimal
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .tables import Cell, Euro, Sheet, harmless


EURO_FORMAT = '#,##0.00\\ "€"'
WIDEST = 60
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write(sheets: Iterable[Sheet], file: BinaryIO) -> None:
    """A sheet each, written row by row."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(_sheet_title(sheet.title))
        page.freeze_panes = "A2"
        for index, header in enumerate(sheet.headers):
            width = WIDEST if index == 0 else max(14, len(header) + 3)
            page.column_dimensions[get_column_letter(index + 1)].width = width
        page.append([_cell(page, header, bold=True) for header in sheet.headers])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    book.save(file)


def _sheet_title(text: str) -> str:
    """The title without the signs that a workbook allows in no sheet's name, in its 31 letters."""
    return " ".join(harmless(text).translate(_NOT_IN_TITLES).split())[:31]


def _cell(page, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, Euro):
        cell = WriteOnlyCell(page, value=Decimal(int(value)) / 100)
        cell.number_format = EURO_FORMAT
    elif isinstance(value, str):
        cell = WriteOnlyCell(page, value=harmless(value))
        # Whatever it begins with, it is a text.
        cell.data_type = "s"
    else:
        cell = WriteOnlyCell(page, value=value)
    if bold:
        cell.font = Font(bold=True)
    return cell
