"""Read SpreadsheetML, the XML that some school programs save under the name `.xls`."""

import re
from datetime import datetime
from io import BytesIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from fieldapp.roster import refusals
from fieldapp.roster.sheet import AREA_LIMIT, LAST_ROW, MAX_COLUMNS, Cell, Sheet

NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"

_STRAY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")


def read(data: bytes) -> list[Sheet]:
    """The sheets in `data`. A stray `&` is text; broken XML or a DTD raises KnownError."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
        data = re.sub(r"""(<\?xml[^>]*?)encoding=["'][^"']*["']""", r"\1", text).encode()
    workbook = _Workbook()
    try:
        defusedxml.sax.parse(BytesIO(_STRAY.sub(b"&amp;", data)), workbook, forbid_dtd=True)
    except (SAXException, DefusedXmlException, LookupError, ValueError) as error:
        raise refusals.damaged() from error
    return [Sheet.of(name, rows) for name, rows in workbook.sheets]


class _Workbook(ContentHandler):
    """Collects rows with their own numbers, so that gaps cost nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, list[tuple[int, list[Cell]]]]] = []
        self._row = 0
        self._cells: list[Cell] = []
        self._column = self._across = self._area = 0
        self._kind: str | None = None
        self._text: list[str] = []
        self._cell: Cell = ""

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (SAX's name)
        match name.rpartition(":")[2]:
            case "Worksheet":
                self.sheets.append((attrs.get("ss:Name", ""), []))
                self._row = 0
            case "Row":
                self._row = int(attrs.get("ss:Index", str(self._row + 1)))
                self._cells = []
            case "Cell":
                following = str(len(self._cells) + self._across + 1)
                self._column = int(attrs.get("ss:Index", following)) - 1
                self._across = int(attrs.get("ss:MergeAcross", "0"))
                self._cell = ""
            case "Data":
                self._kind = attrs.get("ss:Type", "String")
                self._text = []

    def characters(self, content: str) -> None:
        if self._kind is not None:
            self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 (SAX's name)
        match name.rpartition(":")[2]:
            case "Data":
                self._cell = _typed(self._kind or "", "".join(self._text))
                self._kind = None
            case "Cell":
                self._place()
            case "Row":
                self._across = 0
                if self.sheets and any(cell != "" for cell in self._cells):
                    if not 0 < self._row <= LAST_ROW:
                        raise refusals.damaged()
                    self.sheets[-1][1].append((self._row, self._cells))

    def _place(self) -> None:
        if self._column >= MAX_COLUMNS or self._across >= MAX_COLUMNS:
            raise refusals.too_wide()
        gap = self._column - len(self._cells)
        if gap < 0:
            raise refusals.damaged()
        self._area += gap + 1
        if self._area > AREA_LIMIT:
            raise refusals.too_large()
        self._cells.extend([""] * gap)
        self._cells.append(self._cell)


def _typed(kind: str, text: str) -> Cell:
    """`text` as the type that the file declares; what does not fit its type stays text."""
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    if kind == "DateTime":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return text
    return "" if kind == "Error" else text
