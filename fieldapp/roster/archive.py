"""Is this zip archive (xlsx, ods) safe to unpack into memory? Asked before any reader sees it.

A hostile or broken file can be small and still fill the memory: by compression, by one cell in
the last corner of a sheet, by a cell that repeats a million times. The reader behind this is
native code that ends the whole program when memory is refused to it, so what it will ask for
is worked out here, in the way in which it reads: any member may be a sheet, whatever its name.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Literal

from fieldapp.roster import refusals
from fieldapp.roster.sheet import AREA_LIMIT, column_number

UNPACKED_LIMIT = 1 << 30  # a full list of 100,000 rows and 66 columns unpacks to 0.4 GB
RATIO_LIMIT = 250  # sheets of real lists shrink 10 to 60 times
RATIO_FROM = 4 << 20  # small members may repeat themselves as they like
MEMBERS = 5000
STRINGS = 8_000_000  # more texts than a full list has cells
ROWS = 2 << 20
CHUNK = 1 << 20

_USUAL = b'<c r="'  # how nearly all programs begin a cell; counted faster than any pattern
_USUAL_COLUMN = re.compile(rb'<c r="([A-Za-z]+)')
_USUAL_ROW = re.compile(rb'<c r="[A-Za-z]+(\d+)')
_PLACED = re.compile(rb"""<(?:[\w.-]+:)?c(?:\s[^<>]*?)?\sr\s*=\s*["']([A-Za-z]+)(\d+)""")
_ENDS = (b" ", b">", b"/", b"\t", b"\n", b"\r")
_MARGIN = 1024  # kept where a chunk holds no tag to cut at
_END = b"PK\x05\x06"


def inspect(data: bytes) -> tuple[Literal["xlsx", "ods"], int]:
    """The kind of workbook, and its largest member's size. Raises KnownError for unsafe ones."""
    _check_end(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_sizes(members)
            kind = _kind(archive)
            for member in members:
                _check_member(archive, member)
            return kind, max(member.file_size for member in members)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError,
        struct.error,
    ) as error:  # fmt: skip
        raise refusals.damaged() from error
    except RuntimeError as error:  # zipfile's word for a missing password
        raise refusals.protected() from error


def _check_end(data: bytes) -> None:
    """One directory, at the very end: else two programs could read two different archives."""
    tail = data[-(1 << 16) - 22 :]
    place = tail.find(_END)
    if place < 0 or tail.count(_END) > 1 or len(tail) < place + 22:
        raise refusals.damaged()
    (comment,) = struct.unpack_from("<H", tail, place + 20)
    if place + 22 + comment != len(tail):
        raise refusals.damaged()


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 0x1 for member in members):
        raise refusals.protected()
    names = {member.filename.lower() for member in members}
    if len(names) < len(members):
        raise refusals.damaged()
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise refusals.too_large()
    for member in members:
        if member.file_size > max(RATIO_FROM, RATIO_LIMIT * member.compress_size):
            raise refusals.too_large()


def _kind(archive: zipfile.ZipFile) -> Literal["xlsx", "ods"]:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise refusals.other_kind()
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" not in names or "mimetype" not in names:
        raise refusals.other_kind()
    if b"spreadsheet" not in archive.read("mimetype"):
        raise refusals.other_kind()
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in archive.read(manifest):
        raise refusals.protected()
    return "ods"


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Unpack one member to its end, so that its checksum is verified, and size it up."""
    from fieldapp.roster.extent import ods_area, sheet_area  # noqa: PLC0415 -- with them come http and ssl

    with archive.open(member) as stream:
        if member.filename == "content.xml":
            if ods_area(stream) > AREA_LIMIT:
                raise refusals.too_large()
            return
        rough = _rough_area(stream)
    if rough is None or rough > AREA_LIMIT:
        with archive.open(member) as stream:
            if sheet_area(stream) > AREA_LIMIT:
                raise refusals.too_large()


def _rough_area(stream: IO[bytes]) -> int | None:
    """The most cells that a sheet can span; None where some cell does not say where it is."""
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    cells = placed = strings = 0
    is_sheet = False
    for text in _pieces(stream):
        is_sheet = is_sheet or b"sheetData" in text
        here = _count(text, b"c")
        cells += here
        if text.count(_USUAL) == here:
            placed += here
            columns.update(_USUAL_COLUMN.findall(text))
            rows.update(_USUAL_ROW.findall(text))
        else:
            found = _PLACED.findall(text)
            placed += len(found)
            columns.update(letters for letters, _row in found)
            rows.update(row for _letters, row in found)
        strings += _count(text, b"si")
        if strings > STRINGS or len(rows) > ROWS or len(columns) > ROWS:
            raise refusals.too_large()
    if not is_sheet:  # pictures hold such signs too
        return 0
    if placed < cells:
        return None
    last_row = max((int(row[:12]) for row in rows), default=0)
    return last_row * max(map(column_number, columns), default=0)


def _count(text: bytes, element: bytes) -> int:
    """How often an element of this name begins, with a prefix or without."""
    return sum(_beginning(text, sign + element) for sign in (b"<", b":"))


def _beginning(text: bytes, begin: bytes) -> int:
    """Each look goes through the whole text, so the usual cases take one or two."""
    most = text.count(begin)
    usual = text.count(begin + b" ") if most else 0
    if usual == most:
        return usual
    return usual + sum(text.count(begin + end) for end in _ENDS if end != b" ")


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """A member in pieces that end between two tags, where that can be seen."""
    rest = b""
    while chunk := stream.read(CHUNK):
        whole = rest + chunk
        cut = whole.rfind(b"<")
        if cut <= 0:
            cut = max(0, len(whole) - _MARGIN)
        yield whole[:cut]
        rest = whole[cut:]
        if len(rest) > 2 * CHUNK:
            yield rest[:-_MARGIN]
            rest = rest[-_MARGIN:]
    yield rest
