"""Tickets and slips as pictures, in the dots of a receipt printer, and onto a printer's page."""

from collections.abc import Sequence
from typing import Any

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
_QR = 30.0  # millimetres, its quiet zone within
_EDGE = 1.5  # millimetres free at either side
_LARGER: dict[Paper, float] = {"58": 1.0, "80": 1.15, "A6": 1.4}  # a wider paper, larger letters
_A6_TOP = 8.0


def picture(sheet: Sheet, paper: Paper) -> QImage:
    """A paper as wide as the printer prints on `paper`, as long as its text needs."""
    pen = _Pen(round(WIDTHS[paper][1] * DOTS), _LARGER[paper])
    code = round(_QR * _LARGER[paper] * DOTS) if sheet.code else 0
    gap = pen.gap
    lines = (*sheet.above, *sheet.below)
    high = sum(pen.high(line) + gap for line in lines) + (code + gap if code else 0) + 4 * gap
    image = QImage(pen.wide, high, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    top = pen.write(painter, sheet.above, 2 * gap)
    if code:
        _draw_code(painter, sheet.code, QRect((pen.wide - code) // 2, top, code, code))
        top += code + gap
    pen.write(painter, sheet.below, top)
    painter.end()
    return image


class _Pen:
    """Writes lines in the middle of a paper, wrapped within its edges."""

    def __init__(self, wide: int, larger: float) -> None:
        self.wide, self._larger = wide, larger
        self.gap = round(_GAP * larger * DOTS)
        self._edge = round(_EDGE * DOTS)

    def high(self, line: Line) -> int:
        """How high a line becomes."""
        metrics = QFontMetrics(self._font(line.size))
        room = self.wide - 2 * self._edge
        return metrics.boundingRect(0, 0, room, 10_000, _FLAGS, line.text).height()

    def write(self, painter: QPainter, lines: Sequence[Line], top: int) -> int:
        """Write lines from `top` on; gives where the next begins."""
        painter.setPen(QColor("black"))
        for line in lines:
            high = self.high(line)
            painter.setFont(self._font(line.size))
            box = QRect(self._edge, top, self.wide - 2 * self._edge, high)
            painter.drawText(box, _FLAGS, line.text)
            top += high + self.gap
        return top

    def _font(self, size: str) -> QFont:
        font = QFont(_FAMILIES)
        font.setPixelSize(round(_MM[size] * self._larger * DOTS))
        font.setBold(size in _STRONG)
        return font


_FLAGS = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(
    Qt.TextFlag.TextWordWrap
)


def _draw_code(painter: QPainter, text: str, box: QRect) -> None:
    import segno  # noqa: PLC0415 -- once something is printed; with it come http and ssl

    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    step = box.width() // len(rows)
    left = box.left() + (box.width() - step * len(rows)) // 2
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                painter.fillRect(left + x * step, box.top() + y * step, step, step, QColor("black"))


def put_on(printer: Any, image: QImage, paper: Paper) -> None:
    """Print a picture on a QPrinter, in its true size. Raises KnownError; touches no widget."""
    page_wide, wide = WIDTHS[paper]
    high = image.height() / DOTS
    size = QPageSize(QSizeF(page_wide, high), QPageSize.Unit.Millimeter)
    top, scale = 0.0, 1.0
    if paper == "A6":
        size = QPageSize(QPageSize.PageSizeId.A6)
        top, scale = _A6_TOP, min(1.0, (_A6_HIGH - 2 * _A6_TOP) / high)
    printer.setFullPage(True)
    upright, unit = QPageLayout.Orientation.Portrait, QPageLayout.Unit.Millimeter
    printer.setPageLayout(QPageLayout(size, upright, QMarginsF(), unit))
    painter = QPainter()
    if not painter.begin(printer):
        raise refused()
    dots = printer.logicalDpiX() / 25.4
    wide *= scale
    box = QRectF((page_wide - wide) / 2 * dots, top * dots, wide * dots, high * scale * dots)
    painter.drawImage(box, image)
    if not painter.end():
        raise refused()


def refused() -> KnownError:
    """The printer took nothing."""
    return KnownError(_("The printer refused the paper."), _("Look at its cover, paper and cable."))
