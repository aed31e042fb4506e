"""How many cells a sheet spans once it is read: exactly, element by element, and slowly."""

from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from fieldapp.roster import refusals
from fieldapp.roster.sheet import column_number

ELEMENTS = 10_000_000  # of a sheet that has to be counted so: a full list without cell names


def ods_area(stream: IO[bytes]) -> int:
    """The cells of all tables of an OpenDocument file with its repeats written out."""
    return _area(stream, _Tables())


def sheet_area(stream: IO[bytes]) -> int:
    """The cells between the first and the last filled one of a worksheet."""
    return _area(stream, _Sheet())


class _Extent(ContentHandler):
    """Counts what it is told of, so that no file is counted for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.area = 0
        self._elements = 0
        self._last_row = self._last_column = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (SAX's name)
        self._elements += 1
        if self._elements > ELEMENTS:
            raise refusals.too_large()
        self._open(name, attrs)

    def _open(self, name: str, attrs: AttributesImpl) -> None:
        """Note one element."""

    def _fill(self, row: int, column: int) -> None:
        self._last_row = max(self._last_row, row)
        self._last_column = max(self._last_column, column)


class _Tables(_Extent):
    """An OpenDocument file: its repeats multiply, and all its tables are read."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = self._column = 0

    def _open(self, name: str, attrs: AttributesImpl) -> None:
        if name == "table:table":
            self._rows = self._last_row = self._last_column = 0
        elif name == "table:table-row":
            self._rows += int(attrs.get("table:number-rows-repeated", "1"))
            self._column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column += int(attrs.get("table:number-columns-repeated", "1"))
            if any(key.startswith("office:") or key == "table:formula" for key in attrs.getNames()):
                self._fill(self._rows, self._column)

    def endElement(self, name: str) -> None:  # noqa: N802 (SAX's name)
        if name == "table:table":
            self.area += self._last_row * self._last_column


class _Sheet(_Extent):
    """A worksheet: cells stand where they say, else behind the one before."""

    def __init__(self) -> None:
        super().__init__()
        self._row = self._column = 0
        self._cell: tuple[int, int] | None = None

    def _open(self, name: str, attrs: AttributesImpl) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._row = int(attrs.get("r", str(self._row + 1)))
                self._column = 0
            case "c":
                place = attrs.get("r", "")
                letters = place.rstrip("0123456789")
                row = int(place[len(letters) :] or self._row)
                self._column = column_number(letters) if letters else self._column + 1
                self._cell = (row, self._column)
            case _ if self._cell:
                self._fill(*self._cell)

    def endElement(self, name: str) -> None:  # noqa: N802 (SAX's name)
        if name.rpartition(":")[2] == "c":
            self._cell = None

    def endDocument(self) -> None:  # noqa: N802 (SAX's name)
        self.area = self._last_row * self._last_column


def _area(stream: IO[bytes], extent: _Extent) -> int:
    try:
        defusedxml.sax.parse(stream, extent, forbid_dtd=True)
    except (SAXException, DefusedXmlException, LookupError) as error:
        raise refusals.damaged() from error
    return extent.area
