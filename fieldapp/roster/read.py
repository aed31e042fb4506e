"""A file in, its sheets out: xlsx, xls, ods, SpreadsheetML and CSV, told apart by content.

Whatever cannot be read raises one KnownError; nothing is recovered by guessing.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from fieldapp.roster import archive, delimited, ole, refusals, spreadsheetml
from fieldapp.roster.sheet import MAX_COLUMNS, Cell, Sheet

TEXT_LIMIT = 512 << 20

_OTHER = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"MZ",
    b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"SQLite format 3", b"\x28\xb5\x2f",
)  # fmt: skip
_WEB = re.compile(rb"<(!doctype html|html|table|head|body)\b", re.IGNORECASE)


def read_table(path: Path) -> list[Sheet]:
    """The sheets of the file at `path` that hold anything. Raises KnownError."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
        sheets = _read(path, head)
    except OSError as error:
        raise refusals.cannot_open() from error
    sheets = [sheet for sheet in sheets if sheet.last_row]
    if not sheets:
        raise refusals.empty()
    return sheets


def _read(path: Path, head: bytes) -> list[Sheet]:
    if not head.strip():
        raise refusals.empty()
    if head.startswith(b"PK"):
        archive.inspect(path)
        return _workbook(path)
    if head.startswith(ole.MAGIC):
        if path.stat().st_size > TEXT_LIMIT:
            raise refusals.too_large()
        ole.inspect(path.read_bytes())
        return _workbook(path)
    if head.startswith(_OTHER) and not _looks_like_text(head):
        raise refusals.other_kind()
    return _text(path, head)


def _looks_like_text(head: bytes) -> bool:
    """A CSV file may begin with the letters BM or MZ; pictures and programs hold null bytes."""
    return head[:2] in (b"BM", b"MZ") and b"\0" not in head


def _text(path: Path, head: bytes) -> list[Sheet]:
    if path.stat().st_size > TEXT_LIMIT:
        raise refusals.too_large()
    plain = head.replace(b"\0", b"")
    if spreadsheetml.NAMESPACE in plain:
        return spreadsheetml.read(path.read_bytes())
    if _WEB.search(plain):
        raise refusals.web_page()
    if plain.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<?xml"):
        raise refusals.other_kind()
    return delimited.read(path.read_bytes(), path.stem)


def _workbook(path: Path) -> list[Sheet]:
    try:
        with path.open("rb") as stream:  # by path, the reader would believe the file's name
            workbook = CalamineWorkbook.from_filelike(stream)
            loaded = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
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


def _sheet(sheet: CalamineSheet) -> Sheet:
    left = sheet.start[1] if sheet.start else 0
    padding: list[Cell] = [""] * left

    def rows() -> Iterator[tuple[int, list[Cell]]]:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, (padding + cells if left else cells)

    return Sheet(sheet.name, sheet.end[0] + 1 if sheet.end else 0, rows)
