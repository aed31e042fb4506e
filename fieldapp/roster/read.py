"""A file in, its sheets out: xlsx, xls, ods, SpreadsheetML and CSV, told apart by content.

Whatever cannot be read raises one KnownError; nothing is recovered by guessing.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from fieldapp.regular import open_regular
from fieldapp.roster import archive, delimited, ole, refusals
from fieldapp.roster.sheet import AREA_LIMIT, MAX_COLUMNS, Cell, Sheet

LIMIT = 256 << 20
TEXT_LIMIT = 128 << 20  # a full list of 100,000 rows has 60 MB
WORK_LIMIT = 4 << 30  # several sheets may be one member of the file, read again for each

_OTHER = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"MZ",
    b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"SQLite format 3", b"\x28\xb5\x2f",
)  # fmt: skip
_WEB = re.compile(rb"<(!doctype html|html|table|head|body)\b", re.IGNORECASE)


def read_table(path: Path) -> list[Sheet]:
    """The sheets of the file at `path` that hold anything. Raises KnownError."""
    sheets = [sheet for sheet in _read(_content(path), path.stem) if sheet.last_row]
    if not sheets:
        raise refusals.empty()
    return sheets


def _content(path: Path) -> bytes:
    """The whole file, read once: what is inspected is what is read, whatever the file does."""
    if path.name.startswith("~$"):
        raise refusals.lock_file()
    try:
        with open_regular(path) as stream:
            data = stream.read(LIMIT + 1)
    except OSError as error:
        raise refusals.cannot_open() from error
    if len(data) > LIMIT:
        raise refusals.too_large()
    return data


def _read(data: bytes, name: str) -> list[Sheet]:
    head = data[:4096]
    if not head.strip():
        raise refusals.empty()
    if head.startswith(b"PK"):
        _kind, largest = archive.inspect(data)
        return _workbook(data, largest)
    if head.startswith(ole.MAGIC):
        ole.inspect(data)
        return _workbook(data, len(data))
    if head.startswith(_OTHER) and not _looks_like_text(head):
        raise refusals.other_kind()
    return _text(data, head, name)


def _looks_like_text(head: bytes) -> bool:
    """A CSV file may begin with the letters BM or MZ; pictures and programs hold null bytes."""
    return head[:2] in (b"BM", b"MZ") and b"\0" not in head


def _text(data: bytes, head: bytes, name: str) -> list[Sheet]:
    plain = head.replace(b"\0", b"")
    from fieldapp.roster import spreadsheetml  # noqa: PLC0415 -- with it come http and ssl

    if spreadsheetml.NAMESPACE in plain:
        return spreadsheetml.read(data)
    if _WEB.search(plain):
        raise refusals.web_page()
    if plain.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<?xml"):
        raise refusals.other_kind()
    if len(data) > TEXT_LIMIT:
        raise refusals.too_large()
    return delimited.read(data, name)


def _workbook(data: bytes, largest: int) -> list[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        names = workbook.sheet_names
        if len(names) > ole.MAX_SHEETS or len(names) * largest > WORK_LIMIT:
            raise refusals.too_large()
        loaded = list(_within_bounds(map(workbook.get_sheet_by_name, names)))
    except PasswordError as error:
        raise refusals.protected() from error
    except CalamineError as error:
        raise refusals.damaged() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader gave up on a damaged file
            raise
        raise refusals.damaged() from error
    narrow = [sheet for sheet in loaded if sheet.end is None or sheet.end[1] < MAX_COLUMNS]
    if loaded and not narrow:
        raise refusals.too_wide()
    return [_sheet(sheet) for sheet in narrow]


def _within_bounds(sheets: Iterator[CalamineSheet]) -> Iterator[CalamineSheet]:
    """Sheet by sheet, as long as all together fit into the memory."""
    area = 0
    for sheet in sheets:
        area += sheet.total_height * sheet.total_width
        if area > AREA_LIMIT:
            raise refusals.too_large()
        yield sheet


def _sheet(sheet: CalamineSheet) -> Sheet:
    left = sheet.start[1] if sheet.start else 0
    padding: list[Cell] = [""] * left

    def rows() -> Iterator[tuple[int, list[Cell]]]:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, (padding + cells if left else cells)

    return Sheet(sheet.name, sheet.end[0] + 1 if sheet.end else 0, rows)
