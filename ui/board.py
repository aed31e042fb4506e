"""The board for the hall: which number is called to which desk, readable from the last row.

Dark whatever the window's look. All sizes follow the board's own: figures a quarter of its height.
"""

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from fieldapp.board import SHOWN, Call
from fieldapp.domain.practice import is_practice
from fieldapp.texts import _, ngettext, number
from fieldapp.wording import word
from ui import theme
from ui.calling import Calling

SURFACE, RAISED, LINE = QColor("#0B0D11"), QColor("#171B22"), QColor("#2B313B")
TEXT, MUTED = QColor("#FFFFFF"), QColor("#B7BFCA")
CALLED, ON_CALLED = QColor("#FFE08A"), QColor("#14120A")  # while it is announced
NARROWEST = 0.62
_CENTRE = Qt.AlignmentFlag.AlignCenter


class Board(QWidget):
    """What a projector or television shows; numbers, desks, counts and minutes, nothing else."""

    closed = Signal()

    def __init__(self, calling: Calling) -> None:
        super().__init__(None)
        self.calling = calling
        self.setWindowTitle(_("Queue board"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.current: Call | None = None
        self.last: tuple[Call, ...] = ()
        self.fresh = False
        self.waiting = ""
        calling.shown.connect(self.refresh)

    def refresh(self) -> None:
        """Show what is announced now, and the figures."""
        if not self.isVisible():
            return
        queue = self.calling.queue
        self.current, self.last, self.fresh = queue.current, queue.last, queue.fresh
        self.waiting = _figures(self.calling)
        self.setAccessibleName(" · ".join(self.texts()))
        self.update()

    def texts(self) -> list[str]:
        """Everything that is written on the board."""
        called = [self.current.number, desk_text(self.current.desk)] if self.current else [_idle()]
        before = [text for call in self.last for text in (call.number, desk_text(call.desk))]
        return [text for text in (*called, *before, self.waiting) if text]

    def figure_height(self) -> float:
        """How tall the figures of the number in hand are painted, in pixels."""
        return QFontMetricsF(self._number_font()).capHeight()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by hand; `closed` comes once it is gone."""
        if self.isVisible():
            QTimer.singleShot(0, self, self.closed.emit)
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), SURFACE)
        high, wide = self.height(), self.width()
        edge = 0.04 * high
        top = QRectF(edge, edge, wide - 2 * edge, (0.54 if self.last else 0.8) * high)
        row = QRectF(edge, 0.62 * high, wide - 2 * edge, 0.22 * high)
        below = QRectF(edge, 0.86 * high, wide - 2 * edge, 0.12 * high)
        self._paint_call(painter, top)
        self._paint_row(painter, row)
        _paint_text(painter, below, self.waiting, 0.045 * high, MUTED)
        painter.end()

    # -- the number in hand

    def _number_font(self) -> QFont:
        """Figures a quarter of the board's height, less only where the board is too narrow."""
        text = self.current.number if self.current else "A-000"
        room = self.width() * (0.55 if self._desk() else 0.8)
        return _fitting(text, 0.25 * self.height(), room)

    def _desk(self) -> str:
        return self.current.desk if self.current else ""

    def _paint_call(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(CALLED if self.fresh else RAISED)
        corner = 0.03 * self.height()
        painter.drawRoundedRect(box, corner, corner)
        if self.current is None:
            _paint_text(painter, box, _idle(), 0.055 * self.height(), MUTED)
            return
        ink, faint = (ON_CALLED, ON_CALLED) if self.fresh else (TEXT, MUTED)
        share = 0.66 if self._desk() else 1.0
        left = QRectF(box.x(), box.y(), box.width() * share, box.height())
        _paint_titled(
            painter, left, _("Number"), self.current.number, self._number_font(), ink, faint
        )
        if self._desk():
            self._paint_desk(painter, box.adjusted(left.width(), 0, 0, 0), ink, faint)

    def _paint_desk(self, painter: QPainter, box: QRectF, ink: QColor, faint: QColor) -> None:
        painter.fillRect(
            QRectF(box.x(), box.y() + 0.14 * box.height(), max(2.0, self.height() / 300),
                   0.72 * box.height()),
            faint if self.fresh else LINE,
        )  # fmt: skip
        font = _fitting(self._desk(), 0.25 * self.height(), 0.8 * box.width())
        _paint_titled(painter, box, _("Counter"), self._desk(), font, ink, faint)

    # -- the last calls

    def _paint_row(self, painter: QPainter, box: QRectF) -> None:
        gap = 0.015 * self.width()
        wide = (box.width() - gap * (SHOWN - 1)) / SHOWN
        for place, call in enumerate(self.last):
            cell = QRectF(box.x() + place * (wide + gap), box.y(), wide, box.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(RAISED)
            painter.drawRoundedRect(cell, 0.02 * self.height(), 0.02 * self.height())
            self._paint_cell(painter, cell, call)

    def _paint_cell(self, painter: QPainter, cell: QRectF, call: Call) -> None:
        above = QRectF(cell.x(), cell.y(), cell.width(), cell.height() * 0.58)
        under = QRectF(cell.x(), above.bottom(), cell.width(), cell.height() * 0.34)
        if not call.desk:
            above = cell
        _paint_text(painter, above, call.number, 0.068 * self.height(), TEXT, strong=True)
        _paint_text(painter, under, desk_text(call.desk), 0.04 * self.height(), MUTED)


def desk_text(desk: str) -> str:
    """A desk as it is written."""
    return _("Counter {number}").format(number=desk) if desk else ""


def _idle() -> str:
    return _("Please wait for your number")


def _figures(calling: Calling) -> str:
    """How many wait, and about how long, in one line."""
    found = calling.figures()
    text = ngettext("{count} waiting", "{count} waiting", found.waiting)
    parts = [_("PRACTICE")] if is_practice(calling.work.visit_id) else []
    parts.append(text.format(count=number(found.waiting)))
    for service, minutes in found.minutes.items():
        alone = _("wait about {count} minutes")
        several = _("{service}: about {count} minutes")
        about = alone if len(found.minutes) == 1 else several
        parts.append(about.format(service=word("service", service), count=number(minutes)))
    return "  ·  ".join(parts)


def _font(cap: float, strong: bool = False) -> QFont:
    """The font whose capitals and figures are `cap` pixels tall."""
    made = theme.number_font(theme.BODY, strong)
    made.setPixelSize(100)
    made.setPixelSize(max(1, round(100 * cap / QFontMetricsF(made).capHeight())))
    return made


def _fitting(text: str, cap: float, room: float, strong: bool = True) -> QFont:
    """`_font` drawn narrower, and only then smaller, where `text` is wider than `room`."""
    made = _font(cap, strong)
    share = room / max(1.0, QFontMetricsF(made).horizontalAdvance(text))
    if share >= 1:
        return made
    if share < NARROWEST:
        made = _font(cap * share / NARROWEST, strong)
    made.setStretch(round(100 * max(share, NARROWEST)))
    return made


def _paint_titled(
    painter: QPainter, box: QRectF, title: str, text: str, font: QFont, ink: QColor, faint: QColor
) -> None:
    """A large text with a small title above, both in the middle."""
    big = QFontMetricsF(font)
    small, gap = 0.18 * big.capHeight(), 0.24 * big.capHeight()
    top = box.y() + (box.height() - small - gap - big.capHeight()) / 2
    _paint_text(painter, QRectF(box.x(), top, box.width(), small), title, small, faint)
    painter.setFont(font)
    painter.setPen(ink)
    left = box.center().x() - big.horizontalAdvance(text) / 2
    painter.drawText(QPointF(left, top + small + gap + big.capHeight()), text)


def _paint_text(
    painter: QPainter, box: QRectF, text: str, cap: float, color: QColor, strong: bool = False
) -> None:
    """Text in the middle of `box`, as tall as fits its width; its capitals centred."""
    if not text:
        return
    font = _fitting(text, cap, 0.86 * box.width(), strong)
    words = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(color)
    left = box.center().x() - words.horizontalAdvance(text) / 2
    painter.drawText(QPointF(left, box.center().y() + words.capHeight() / 2), text)
