"""The guide on paper: each part begins a sheet, in two columns, its name above."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QPagedPaintDevice,
    QPainter,
    QPen,
    QTextDocument,
)

from fieldapp import workbook
from fieldapp.texts import _
from ui import guide, guide_columns, guide_html, printing

COLUMNS = 2
_GAP = 8  # millimetres between columns
_INDENT = 16  # px before the points of a list
_HEAD = 12  # millimetres for the part's name


class Part(NamedTuple):
    """A part as it is printed: its name, and its columns as the pages of one document."""

    title: str
    columns: QTextDocument

    def sheets(self) -> int:
        """How many sheets it takes."""
        return -(-self.columns.pageCount() // COLUMNS)


def write(path: Path) -> None:
    """Write the guide as a PDF to `path`. Raises KnownError where the file cannot be written."""
    printing.need_application()
    workbook.write_whole(path, pdf())


def pdf() -> bytes:
    """The guide as the bytes of a PDF, in the language in use."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = printing.a4(buffer)
    parts = laid_out(writer)
    writer.setTitle(parts[0].title)
    count = sum(part.sheets() for part in parts)
    painter = QPainter(writer)
    number = 0
    for part in parts:
        for sheet in range(part.sheets()):
            number += 1
            if number > 1:
                writer.newPage()
            _paint_head(painter, part.title, number, count)
            paint_columns(painter, part.columns, sheet)
    painter.end()
    del writer  # which ends the PDF
    buffer.close()
    return bytes(data.data())


def laid_out(device: QPagedPaintDevice) -> list[Part]:
    """The parts of the guide in the measures of what they are printed on."""
    dots = device.logicalDpiX() / 25.4
    wide = (device.width() - _GAP * dots * (COLUMNS - 1)) / COLUMNS
    size = QSizeF(wide, device.height() - _HEAD * dots)
    made = []
    for piece in guide.parts():
        document = printing.laid_out(
            guide_html.html(piece.text, guide_html.PAPER, "title"), device, ""
        )
        document.setIndentWidth(_INDENT)
        document.setPageSize(size)
        guide_columns.keep_together(document)
        made.append(Part(piece.title, document))
    return made


def paint_columns(painter: QPainter, document: QTextDocument, sheet: int) -> None:
    """The columns of one sheet, from 0, beside each other."""
    dots = painter.device().logicalDpiX() / 25.4
    step = document.pageSize().width() + _GAP * dots
    for place in range(COLUMNS):
        column = sheet * COLUMNS + place
        if column < document.pageCount():
            painter.save()
            painter.translate(place * step, _HEAD * dots)
            printing.paint_page(painter, document, column + 1)
            painter.restore()


def _paint_head(painter: QPainter, title: str, sheet: int, sheets: int) -> None:
    dots = painter.device().logicalDpiX() / 25.4
    box = QRectF(0, 0, painter.device().width(), (_HEAD - 4) * dots)
    painter.setPen(QColor("black"))
    big = printing.font(16)
    big.setBold(True)
    painter.setFont(big)
    low = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | low, title)
    painter.setFont(printing.font(8))
    painter.setPen(QColor("#444444"))
    number = _("Page {number} of {count}").format(number=sheet, count=sheets)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | low, number)
    painter.setPen(QPen(QColor("#999999"), 0))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
