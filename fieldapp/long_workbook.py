"""Workbooks of any length in little memory: rows stream into the file, split over sheets.

As in `workbook`, every text is a text, and the file is put in place whole or not at all. Nothing
is written anywhere but beside the file asked for: the library's own way of saving memory leaves
rows readable in the system's folder for temporary files.
"""

import contextlib
import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from xml.sax.saxutils import escape

from fieldapp import workbook
from fieldapp.errors import KnownError
from fieldapp.texts import _

ROWS = 1_048_576  # that a sheet can hold
Row = Sequence[str | float]

_BOLD, _QUOTED = 1, 2  # places in cellXfs below
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/>'
    '<name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/>'
    "<right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_ESCAPED = re.compile(r"(_x[0-9a-fA-F]{4}_)")


def write(
    path: Path, name: str, above: Sequence[str], heads: Sequence[tuple[str, int]],
    rows: Iterable[Row], sheet_rows: int = ROWS,
) -> int:  # fmt: skip
    """Write lines, (heading, width) of columns and rows; how many rows there were.

    Raises KnownError where `path` cannot be written, and whatever `rows` raises, with no file
    left behind.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        try:
            with part.open("wb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
                    written = _fill(book, name, above, heads, iter(rows), sheet_rows)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise KnownError(
                _("{name} could not be written.").format(name=path.name),
                _("Close the file if it is open elsewhere, or choose another folder."),
            ) from error
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    return written


def _fill(
    book: zipfile.ZipFile, name: str, above: Sequence[str], heads: Sequence[tuple[str, int]],
    rows: Iterator[Row], sheet_rows: int,
) -> int:  # fmt: skip
    room = sheet_rows - len(above) - 2
    written = sheets = 0
    while sheets == 0 or (first := next(rows, None)) is not None:
        begun: list[Row] = [] if sheets == 0 else [first] if first is not None else []
        sheets += 1
        with (
            book.open(f"xl/worksheets/sheet{sheets}.xml", "w", force_zip64=True) as raw,
            io.TextIOWrapper(raw, "utf-8") as out,
        ):
            written += _sheet(out, above, heads, islice(chain(begun, rows), room))
    names = [name if number == 1 else f"{name} {number}" for number in range(1, sheets + 1)]
    for member, text in _frame(names).items():
        book.writestr(member, text)
    return written


def _sheet(
    out: io.TextIOWrapper, above: Sequence[str], heads: Sequence[tuple[str, int]],
    rows: Iterable[Row],
) -> int:  # fmt: skip
    top = len(above) + 2  # rows count from 1; a blank one stands below `above`
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, (_heading, width) in enumerate(heads, 1)
    )
    out.write(
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{top}" '
        f'topLeftCell="A{top + 1}" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{widths}</cols><sheetData>"
    )
    for number, line in enumerate(above, 1):
        out.write(_row(number, [line], _BOLD if number == 1 else 0))
    out.write(_row(top, [heading for heading, _width in heads], _BOLD))
    last = top
    for last, cells in enumerate(rows, top + 1):
        out.write(_row(last, cells))
    end = f"{_letters(len(heads) - 1)}{last}"
    out.write(
        f'</sheetData><autoFilter ref="A{top}:{end}"/>'
        '<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>'
    )
    return last - top


def _row(number: int, cells: Row, style: int = 0) -> str:
    inside = "".join(_cell(f"{_letters(n)}{number}", cell, style) for n, cell in enumerate(cells))
    return f'<row r="{number}">{inside}</row>'


def _cell(place: str, value: str | float, style: int) -> str:
    if not isinstance(value, str):
        return f'<c r="{place}"><v>{value}</v></c>'
    shown = workbook.text(value)
    if not shown:
        return ""
    style = style or (_QUOTED if workbook.looks_typed(shown) else 0)
    said = f' s="{style}"' if style else ""
    text = _ESCAPED.sub(r"_x005F\1", escape(shown))
    return f'<c r="{place}" t="inlineStr"{said}><is><t>{text}</t></is></c>'


def _letters(column: int) -> str:
    """A, B, ... Z, AA, ..."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _frame(names: Sequence[str]) -> dict[str, str]:
    """What a workbook has beside its sheets."""
    numbers = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    sheets = "".join(
        f'<sheet name="{escape(name[:31])}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override '
        f'PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{overrides}<Override '
        f'PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        f'Id="rId1" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'{links}<Relationship Id="rIdS" Type="{_RELATION}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "xl/styles.xml": _STYLES,
    }
