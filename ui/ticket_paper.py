"""Tickets and slips as pictures, in the dots of a receipt printer, and onto a printer's page."""

from typing import Any

import segno
from PySide6.QtCore import QMarginsF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPageLayout, QPageSize, QPainter

from fieldapp.errors import KnownError
from fieldapp.texts import _
from fieldapp.tickets import Line, Paper, Sheet

DOTS = 8  # a millimetre, as receipt printers have them
WIDTHS: dict[Paper, tuple[float, float]] = {"58": (58, 48), "80": (80, 72), "A6": (105, 89)}
_A6_HIGH = 148.0
_FAMILIES = ["Segoe UI", "Inter", "Noto Sans", "DejaVu Sans", "Arial", "sans-serif"]
_MM = {"small": 3.0, "normal": 3.6, "large": 4.6, "huge": 13.0}  # the height of letters
_STRONG = frozenset({"large", "huge"})
_GAP = 1.2  # millimetres
_QR = 24.0  # millimetres, its quiet zone within


def picture(sheet: Sheet, paper: Paper) -> QImage:
    """A paper as wide as the printer prints on `paper`, as long as its text needs."""
    wide = round(WIDTHS[paper][1] * DOTS)
    steps = [*map(_measured(wide), sheet.above)]
    below = [*map(_measured(wide), sheet.below)]
    code = round(_QR * DOTS) if sheet.code else 0
    gap = round(_GAP * DOTS)
    high = sum(h + gap for _line, h in (*steps, *below)) + (code + gap if code else 0) + 4 * gap
    image = QImage(wide, high, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    top = _write(painter, steps, 2 * gap, wide)
    if code:
        _draw_code(painter, sheet.code, QRect((wide - code) // 2, top, code, code))
        top += code + gap
    _write(painter, below, top, wide)
    painter.end()
    return image


def _measured(wide: int) -> Any:
    def measure(line: Line) -> tuple[Line, int]:
        metrics = QFontMetrics(_font(line.size))
        box = metrics.boundingRect(0, 0, wide, 10_000, _FLAGS, line.text)
        return line, box.height()

    return measure


_FLAGS = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(
    Qt.TextFlag.TextWordWrap
)


def _write(painter: QPainter, lines: list[tuple[Line, int]], top: int, wide: int) -> int:
    painter.setPen(QColor("black"))
    for line, high in lines:
        painter.setFont(_font(line.size))
        painter.drawText(QRect(0, top, wide, high), _FLAGS, line.text)
        top += high + round(_GAP * DOTS)
    return top


def _draw_code(painter: QPainter, text: str, box: QRect) -> None:
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    step = box.width() // len(rows)
    left = box.left() + (box.width() - step * len(rows)) // 2
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                painter.fillRect(left + x * step, box.top() + y * step, step, step, QColor("black"))


def _font(size: str) -> QFont:
    font = QFont(_FAMILIES)
    font.setPixelSize(round(_MM[size] * DOTS))
    font.setBold(size in _STRONG)
    return font


def put_on(printer: Any, image: QImage, paper: Paper) -> None:
    """Print a picture on a QPrinter, in its true size. Raises KnownError; touches no widget."""
    page_wide, wide = WIDTHS[paper]
    scale = 1.0
    high = image.height() / DOTS
    page_high = high
    if paper == "A6":
        page_high = _A6_HIGH
        scale = min(1.0, (_A6_HIGH - 10) / high)
    size = QPageSize(QSizeF(page_wide, page_high), QPageSize.Unit.Millimeter)
    if paper == "A6":
        size = QPageSize(QPageSize.PageSizeId.A6)
    printer.setFullPage(True)
    upright, unit = QPageLayout.Orientation.Portrait, QPageLayout.Unit.Millimeter
    printer.setPageLayout(QPageLayout(size, upright, QMarginsF(), unit))
    painter = QPainter()
    if not painter.begin(printer):
        raise refused()
    dots = printer.logicalDpiX() / 25.4
    wide *= scale
    box = QRectF((page_wide - wide) / 2 * dots, 0, wide * dots, high * scale * dots)
    painter.drawImage(box, image)
    if not painter.end():
        raise refused()


def refused() -> KnownError:
    """The printer took nothing."""
    return KnownError(_("The printer refused the paper."), _("Look at its cover, paper and cable."))
