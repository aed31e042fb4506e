"""Papers as PDF, made from HTML; works in the window and from the command line alike."""

import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPalette,
    QPdfWriter,
    QPen,
    QTextDocument,
)

from fieldapp import workbook
from fieldapp.texts import _
from ui import display

MARGIN = 16  # millimetres
_FOOT = 10  # millimetres below the text, half of them empty
_DOTS = 300  # an inch; measures in the HTML are points
_FAMILIES = ["Segoe UI", "Inter", "Noto Sans", "DejaVu Sans", "Arial", "sans-serif"]


class _Started:
    """The application that the command line starts for its fonts; kept until the end."""

    app: QGuiApplication | None = None


def write_pdf(html: str, path: Path, foot: str = "") -> None:
    """Write `html` as A4 pages to `path`. Raises KnownError where the file cannot be written.

    With a `foot`, that and the sheet's number stand below each.
    """
    need_application()
    workbook.write_whole(path, pdf(html, foot))


def pdf(html: str, foot: str = "") -> bytes:
    """`html` as the bytes of a PDF."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = a4(buffer)
    document = laid_out(html, writer, foot)
    writer.setTitle(document.metaInformation(QTextDocument.MetaInformation.DocumentTitle))
    if foot:
        painter = QPainter(writer)
        for sheet in range(1, document.pageCount() + 1):
            if sheet > 1:
                writer.newPage()
            paint_sheet(painter, document, sheet, foot)
        painter.end()
    else:
        document.print_(writer)
    del writer  # which ends the PDF
    buffer.close()
    return bytes(data.data())


def a4(buffer: QBuffer) -> QPdfWriter:
    """What writes upright A4 sheets as a PDF, complete once it is gone."""
    writer = QPdfWriter(buffer)
    writer.setCreator("fieldapp")
    writer.setResolution(_DOTS)
    size = QPageSize(QPageSize.PageSizeId.A4)
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    upright = QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(size, upright, margins, QPageLayout.Unit.Millimeter))
    return writer


def laid_out(html: str, device: QPagedPaintDevice | QImage, foot: str) -> QTextDocument:
    """The document in the measures of what it is printed on."""
    document = QTextDocument()
    document.documentLayout().setPaintDevice(device)
    document.setDocumentMargin(0)
    document.setDefaultFont(font(10))
    document.setHtml(html)
    room = _foot_room(device) if foot else 0
    document.setPageSize(QSizeF(device.width(), device.height() - room))
    return document


def paint_sheet(painter: QPainter, document: QTextDocument, sheet: int, foot: str) -> None:
    """One sheet of a document, `foot` and its number below."""
    paint_page(painter, document, sheet)
    _paint_foot(painter, document.pageSize(), foot, sheet, document.pageCount())


def paint_page(painter: QPainter, document: QTextDocument, page: int) -> None:
    """One page of a document, from 1, where the painter stands."""
    size = document.pageSize()
    top = size.height() * (page - 1)
    painter.save()
    painter.translate(0, -top)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, QColor("black"))
    context.clip = QRectF(0, top, size.width(), size.height() - 1)  # not the edge of what follows
    painter.setClipRect(context.clip)
    document.documentLayout().draw(painter, context)
    painter.restore()


def _paint_foot(painter: QPainter, size: QSizeF, foot: str, sheet: int, sheets: int) -> None:
    room = _foot_room(painter.device())
    box = QRectF(0, size.height() + room / 2, size.width(), room / 2)
    painter.setPen(QPen(QColor("#999999"), 0))
    painter.drawLine(box.topLeft(), box.topRight())
    painter.setFont(font(8))
    painter.setPen(QColor("#444444"))
    number = _("Page {number} of {count}").format(number=sheet, count=sheets)
    wide = painter.fontMetrics().horizontalAdvance(number)
    below = Qt.AlignmentFlag.AlignBottom
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | below, number)
    left = painter.fontMetrics().elidedText(
        foot, Qt.TextElideMode.ElideRight, int(size.width() - 2 * wide)
    )
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | below, left)


def _foot_room(device: QPaintDevice) -> float:
    return device.logicalDpiY() * _FOOT / 25.4


def font(size: float) -> QFont:
    """What papers are set in, `size` points high."""
    made = QFont(_FAMILIES)
    made.setPointSizeF(size)
    return made


def need_application() -> None:
    """Fonts need an application, also where there is no window and no display."""
    if QGuiApplication.instance() is not None:
        return
    display.need_platform()
    _Started.app = QGuiApplication(sys.argv[:1])
