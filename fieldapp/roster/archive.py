"""Is this zip archive (xlsx, ods) safe to unpack into memory? Asked before any reader sees it.

A hostile or broken file can be small and still fill the memory: by compression, by one cell in
the last corner of a sheet, by a cell that repeats a million times.
"""

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO, Literal
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from fieldapp.roster import refusals

UNPACKED_LIMIT = 1 << 30  # a full list of 100,000 rows and 66 columns unpacks to 0.4 GB
RATIO_LIMIT = 250  # sheets of real lists shrink 10 to 60 times
RATIO_FROM = 4 << 20  # small members may repeat themselves as they like
AREA_LIMIT = 30_000_000  # cells between a sheet's first and last
CHUNK = 1 << 20

_COLUMN = re.compile(rb""" r=["']([A-Z]{1,3})\d""")
_ROW = re.compile(rb"""row [^>]*?r=["'](\d{1,7})["']""")
_FAR_CELL = re.compile(rb""" r=["'][A-Z]{1,3}[1-9]\d{5,6}["']""")
_FILLED = re.compile(rb""" r=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")


def inspect(path: Path) -> Literal["xlsx", "ods"]:
    """The kind of workbook in the archive. Raises KnownError for one that must not be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_sizes(members)
            kind = _kind(archive)
            for member in members:
                _check_member(archive, member)
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise refusals.damaged() from error
    except RuntimeError as error:  # zipfile's word for a missing password
        raise refusals.protected() from error


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 0x1 for member in members):
        raise refusals.protected()
    if sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise refusals.too_large()
    for member in members:
        if member.file_size > max(RATIO_FROM, RATIO_LIMIT * member.compress_size):
            raise refusals.too_large()


def _kind(archive: zipfile.ZipFile) -> Literal["xlsx", "ods"]:
    names = set(archive.namelist())
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
    """Unpack one member to its end, so that its checksum is verified, and size up sheets."""
    with archive.open(member) as stream:
        if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
            rough = _rough_area(stream)
        elif member.filename == "content.xml":
            rough = _repeated_area(stream)
        else:
            rough = 0
            while stream.read(CHUNK):
                pass
    if rough > AREA_LIMIT:
        if member.filename == "content.xml":
            raise refusals.too_large()
        with archive.open(member) as stream:
            if _filled_area(stream) > AREA_LIMIT:
                raise refusals.too_large()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _rough_area(stream: IO[bytes]) -> int:
    """The most cells that a sheet can span: its last row times its last column."""
    columns: set[bytes] = set()
    last_row, far, tail = 0, False, b""
    while chunk := stream.read(CHUNK):
        text = tail + chunk
        columns.update(_COLUMN.findall(text))
        last_row = max(last_row, max(map(int, _ROW.findall(text)), default=0))
        far = far or (last_row < 100_000 and _FAR_CELL.search(text) is not None)
        tail = text[-200:]
    rows = 1 << 20 if far else last_row
    return rows * max(map(_column_number, columns), default=0)


def _filled_area(stream: IO[bytes]) -> int:
    """The same, counting only cells that are not blank; slower."""
    last_row, last_column, tail = 0, 0, b""
    while chunk := stream.read(CHUNK):
        text = tail + chunk
        for letters, row in _FILLED.findall(text):
            last_row = max(last_row, int(row))
            last_column = max(last_column, _column_number(letters))
        tail = text[-200:]
    return last_row * last_column


class _Extent(ContentHandler):
    """How many cells the tables of an OpenDocument file span once its repeats are written out."""

    def __init__(self) -> None:
        super().__init__()
        self.area = 0
        self._rows = self._last_row = self._last_column = 0
        self._repeat = self._column = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (SAX's name)
        if name == "table:table":
            self._rows = self._last_row = self._last_column = 0
        elif name == "table:table-row":
            self._repeat = int(attrs.get("table:number-rows-repeated", "1"))
            self._rows += self._repeat
            self._column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column += int(attrs.get("table:number-columns-repeated", "1"))
            if "office:value-type" in attrs:
                self._last_column = max(self._last_column, self._column)
                self._last_row = self._rows

    def endElement(self, name: str) -> None:  # noqa: N802 (SAX's name)
        if name == "table:table":
            self.area = max(self.area, self._last_row * self._last_column)


def _repeated_area(stream: IO[bytes]) -> int:
    extent = _Extent()
    try:
        defusedxml.sax.parse(stream, extent, forbid_dtd=True)
    except (SAXException, DefusedXmlException, LookupError) as error:
        raise refusals.damaged() from error
    return extent.area
