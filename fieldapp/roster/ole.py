"""Is this old Office container (xls) safe to read? Asked before any reader sees it.

Formats: MS-CFB (a small file system of sectors) and MS-XLS (records of type, length, data).
A record of a few bytes can name a cell so far away that a reader fills the memory for it.
"""

import re
from struct import error as StructError  # noqa: N812 (a class, whatever its name)
from struct import unpack_from

from fieldapp.roster import refusals
from fieldapp.roster.sheet import AREA_LIMIT

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST_COLUMN = 255
MAX_SHEETS = 250

_LOCKED = re.compile(  # a workbook's first record, and then the one that locks it
    rb"\x09\x08\x10\x00\x00\x06.{14}(\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
_CELLS = frozenset((0x06, 0xBD, 0xD6, 0xFD, 0x0203, 0x0204, 0x0205, 0x027E))
_MANY = 0xBD  # one record for a run of cells
_SHEET, _EXTENT, _END = 0x85, 0x0200, 0x0A
_LAST_SECTOR = 0xFFFFFFFA  # above it are marks, not sectors


def inspect(data: bytes) -> None:
    """Pass a workbook that may be read; raises KnownError for any other container."""
    if "EncryptedPackage".encode("utf-16-le") in data or _LOCKED.search(data):
        raise refusals.protected()
    try:
        streams = _streams(data)
        books = [book for name, book in streams.items() if name.lower() in ("workbook", "book")]
        if not books:
            raise refusals.other_kind()
        for book in books:
            _check(book)
    except (StructError, IndexError, UnicodeDecodeError) as error:
        raise refusals.damaged() from error


def _streams(data: bytes) -> dict[str, bytes]:
    """The container's files by name."""
    size = 1 << _limited(unpack_from("<H", data, 30)[0], 12)
    first_directory, _, cutoff, first_mini = unpack_from("<4I", data, 48)
    table = _table(data, size)
    directory = _chain(data[size:], size, table, first_directory)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    mini = _chain(data[size:], size, table, first_mini)
    mini_table = list(unpack_from(f"<{len(mini) // 4}I", mini))
    small = _chain(data[size:], size, table, unpack_from("<I", entries[0], 116)[0])
    found: dict[str, bytes] = {}
    for entry in entries:
        start, length = unpack_from("<II", entry, 116)
        if entry[66] != 2:
            continue
        name = entry[: max(0, unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le")
        if name.lower() in ("workbook", "book"):
            whole = (
                _chain(small, 64, mini_table, start)
                if length < cutoff
                else _chain(data[size:], size, table, start)
            )
            found[name] = whole[:length]
    return found


def _limited(value: int, most: int) -> int:
    if value > most:
        raise refusals.damaged()
    return value


def _table(data: bytes, size: int) -> list[int]:
    """For each sector, the one that follows it."""
    sectors = list(unpack_from("<109I", data, 76))
    following, seen = unpack_from("<I", data, 68)[0], 0
    while following < _LAST_SECTOR:
        seen = _limited(seen + 1, len(data) // size)
        more = unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        sectors += more[:-1]
        following = more[-1]
    table: list[int] = []
    for sector in sectors:
        if sector < _LAST_SECTOR:
            table += unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
            _limited(len(table), len(data))
    return table


def _chain(data: bytes, size: int, table: list[int], sector: int) -> bytes:
    parts: list[bytes] = []
    while sector < _LAST_SECTOR:
        parts.append(data[sector * size : (sector + 1) * size])
        _limited(len(parts), len(table))
        sector = table[sector]
    return b"".join(parts)


def _check(book: bytes) -> None:
    """Walk the workbook's records, and those of each sheet from where it is said to begin."""
    sheets, _area = _walk(book, 0)
    if len(sheets) > MAX_SHEETS:
        raise refusals.too_large()
    areas = {start: _walk(book, start)[1] for start in set(sheets)}
    if sum(areas[start] for start in sheets) > AREA_LIMIT:
        raise refusals.too_large()


def _walk(book: bytes, at: int) -> tuple[list[int], int]:
    """Check the records from `at` on: where they say that sheets begin, and how far cells go."""
    sheets: list[int] = []
    kind = last_row = last_column = 0
    while kind != _END and at + 4 <= len(book):
        kind, length = unpack_from("<HH", book, at)
        if kind in _CELLS and length >= 6:
            row, column = unpack_from("<HH", book, at + 4)
            column += length // 6 - 1 if kind == _MANY else 0
            _limited(column, LAST_COLUMN + 1)
            last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
        elif kind == _EXTENT:
            _check_extent(book[at + 4 : at + 4 + length])
        elif kind == _SHEET and length >= 4:
            sheets.append(unpack_from("<I", book, at + 4)[0])
        at += 4 + length
    return sheets, last_row * last_column


def _check_extent(record: bytes) -> None:
    form = "<IIHH" if len(record) >= 14 else "<HHHH"
    first_row, last_row, first_column, last_column = unpack_from(form, record)
    if max(0, last_row - first_row + 1) * max(0, last_column - first_column + 1) > AREA_LIMIT:
        raise refusals.damaged()
