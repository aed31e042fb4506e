"""Lists of people as workbooks: a head, columns that can be filtered, ready to print."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from fieldapp import workbook
from fieldapp.workbook import Page


class Sheet(Struct, frozen=True):
    """One sheet: its name, the lines above the list, (heading, width) of each column, the rows."""

    name: str
    above: Sequence[str]
    heads: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[str | float]]


def write(sheets: Sequence[Sheet], path: Path) -> None:
    """Write the sheets as one workbook. Raises KnownError where `path` cannot be written."""
    workbook.write_sheets(path, [(sheet.name, _filler(sheet)) for sheet in sheets])


def write_long(sheet: Sheet, path: Path) -> None:
    """Write one sheet whose rows come as they are written. Raises KnownError as `write`."""
    workbook.write_long(path, sheet.name, _filler(sheet))


def _filler(sheet: Sheet) -> Callable[[Page], None]:
    return lambda page: _fill(page, sheet)


def _fill(page: Page, sheet: Sheet) -> None:
    for row, line in enumerate(sheet.above):
        page.put(row, 0, line, bold=not row)
    top = len(sheet.above) + 1
    for column, (heading, width) in enumerate(sheet.heads):
        page.sheet.set_column(column, column, width)
        page.put(top, column, heading, bold=True, text_wrap=True, valign="top")
    last = top
    for last, cells in enumerate(sheet.rows, top + 1):
        for column, cell in enumerate(cells):
            page.put(last, column, cell)
    page.sheet.freeze_panes(top + 1, 0)
    page.sheet.repeat_rows(top)
    if last > top:
        page.sheet.autofilter(top, 0, last, len(sheet.heads) - 1)
    page.sheet.set_landscape()
    page.sheet.fit_to_pages(1, 0)
