"""Charts that are read at a glance, also printed in grey: every value stands beside its shape."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.texts import _, number
from ui import theme

_PRINTED = {
    "text": "#000000", "muted": "#444444", "line": "#BBBBBB", "accent": "#2453B8",
    "raised": "#FFFFFF", "stop": "#A01818", "wait": "#B07A00", "neutral": "#777777",
}  # fmt: skip
_TONES = ("stop", "wait", "neutral")
_ON_PAPER = 3  # how many times finer than the screen a chart is printed
_GAP = 6
_NAMES = 0.34  # of the width, for the words


@dataclass(frozen=True)
class Part:
    """A stretch of a bar: its key and words, how it is drawn, and how many."""

    key: str
    text: str
    ink: str  # accent, stop, wait, neutral, or line for an empty outline
    count: int


@dataclass(frozen=True)
class Item:
    """One bar, column or step: its key and words, and its parts."""

    key: str
    label: str
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        """All of its parts."""
        return sum(part.count for part in self.parts)


Ink = Callable[[str], QColor]
_Spot = tuple[QRectF, int, int]  # where a part is drawn, its item and its place in it


def _screen(token: str) -> QColor:
    if token in _TONES:
        return QColor(theme.tone(token).foreground)
    return theme.color(token)


def _paper(token: str) -> QColor:
    return QColor(_PRINTED[token])


class Chart(QWidget):
    """Arrow keys go through what it shows; Enter or a click says `chosen(item, part)`."""

    chosen = Signal(str, str)
    across = False  # whether the items stand beside each other

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._items: list[Item] = []
        self._at = (0, 0)
        self._spots: list[_Spot] = []
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show these."""
        self._items = list(items)
        self._at = (min(self._at[0], max(0, len(self._items) - 1)), 0)
        told = (f"{one.label}: {number(one.count)}" for one in self._items)
        self.setAccessibleDescription("; ".join(told))
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def items(self) -> list[Item]:
        """What is shown."""
        return self._items

    def picture(self, wide: int, high: int) -> QImage:
        """The chart for print, `wide` and `high` in px at 100 %."""
        image = QImage(wide * _ON_PAPER, high * _ON_PAPER, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.scale(_ON_PAPER, _ON_PAPER)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, QRectF(0, 0, wide, high), _paper)
        painter.end()
        return image

    def draw(self, painter: QPainter, room: QRectF, ink: Ink) -> list[_Spot]:
        """Draw into `room`; where each part lies."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(132))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._spots = self.draw(painter, QRectF(self.rect()), _screen)
        if not self._items:
            painter.setPen(theme.color("muted"))
            painter.setFont(theme.font())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("Nothing to show yet"))
        elif self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for place, item, part in self._spots:
                if (item, part) == self._at:
                    painter.drawRoundedRect(place.adjusted(-3, -3, 3, 3), 3, 3)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step:
            self._move(*(step if self.across else step[::-1]))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(*self._at)
        else:
            super().keyPressEvent(event)

    def _move(self, items: int, parts: int) -> None:
        if not self._items:
            return
        item = min(max(self._at[0] + items, 0), len(self._items) - 1)
        part = min(max(self._at[1] + parts, 0), len(self._items[item].parts) - 1)
        self._at = (item, part)
        self.update()

    def _choose(self, item: int, part: int) -> None:
        if item < len(self._items) and part < len(self._items[item].parts):
            self._at = (item, part)
            self.update()
            self.chosen.emit(self._items[item].key, self._items[item].parts[part].key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place, item, part in self._spots:
            if place.contains(event.position()):
                self._choose(item, part)
                return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse; a hand where it can be opened."""
        for place, item, part in self._spots:
            if place.contains(event.position()):
                one = self._items[item].parts[part]
                self.setToolTip(f"{self._items[item].label} · {one.text}: {number(one.count)}")
                self.setCursor(Qt.CursorShape.PointingHandCursor)
                return
        self.setToolTip("")
        self.unsetCursor()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class Bars(Chart):
    """A bar across for each item, its parts beside each other; the words at the left."""

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(20) * max(3, len(self._items)) + theme.px(24))

    def draw(self, painter: QPainter, room: QRectF, ink: Ink) -> list[_Spot]:
        """The longest bar fills the room."""
        spots: list[_Spot] = []
        most = max((one.count for one in self._items), default=0)
        if not most:
            return spots
        name, high = room.width() * _NAMES, min(26.0, (room.height() - 24) / len(self._items))
        whole = room.width() - name - 64
        for row, one in enumerate(self._items):
            top = room.top() + row * high
            _words(painter, QRectF(room.left(), top, name - 12, high), one.label, ink, right=False)
            left = room.left() + name
            for place, part in enumerate(one.parts):
                wide = whole * part.count / most
                box = QRectF(left, top + 4, wide, high - 8)
                if part.count:
                    _fill(painter, box, part.ink, ink)
                    _inside(painter, box, part, ink)
                    spots.append((box, row, place))
                left += wide
            right = QRectF(left + _GAP, top, 60, high)
            _words(painter, right, number(one.count), ink, right=False)
        self._legend(painter, room, ink)
        return spots

    def _legend(self, painter: QPainter, room: QRectF, ink: Ink) -> None:
        left = room.left()
        for part in self._items[0].parts:
            box = QRectF(left, room.bottom() - 16, 12, 12)
            _fill(painter, box, part.ink, ink)
            painter.setFont(theme.font(theme.CAPTION))
            wide = painter.fontMetrics().horizontalAdvance(part.text) + 10
            place = QRectF(left + 18, room.bottom() - 20, wide, 20)
            _words(painter, place, part.text, ink, right=False, tone="muted")
            left += 18 + wide + 14


class Columns(Chart):
    """A column for each item, its number above and its words below."""

    across = True

    def draw(self, painter: QPainter, room: QRectF, ink: Ink) -> list[_Spot]:
        """All columns are as wide; the tallest fills the room."""
        spots: list[_Spot] = []
        most = max((one.count for one in self._items), default=0)
        if not most:
            return spots
        step = room.width() / len(self._items)
        base = room.bottom() - 24
        for place, one in enumerate(self._items):
            high = (room.height() - 48) * one.count / most
            wide = min(step - 8, 56.0)
            box = QRectF(room.left() + place * step + (step - wide) / 2, base - high, wide, high)
            _fill(painter, box, one.parts[0].ink, ink)
            across = QRectF(room.left() + place * step, box.top() - 22, step, 20)
            _words(painter, across, number(one.count), ink, middle=True)
            below = QRectF(across.left(), base + 2, step, 20)
            _words(painter, below, one.label, ink, middle=True, tone="muted")
            if one.count:
                spots.append((box, place, 0))
        painter.setPen(QPen(ink("line"), 1))
        painter.drawLine(QPointF(room.left(), base), QPointF(room.right(), base))
        return spots


class Steps(Chart):
    """What adds up over time, towards a target: a point for each item, stairs between them."""

    across = True

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._target = 0
        self._target_words = ""

    def set_target(self, count: int, words: str) -> None:
        """Draw a line at `count`."""
        self._target, self._target_words = count, words
        self.update()

    def draw(self, painter: QPainter, room: QRectF, ink: Ink) -> list[_Spot]:
        """The first part of an item is how many by then."""
        spots: list[_Spot] = []
        most = max([self._target, *(one.parts[0].count for one in self._items)])
        if not self._items or not most:
            return spots
        base, step = room.bottom() - 24, room.width() / len(self._items)
        high = room.height() - 52
        if self._target:
            self._draw_target(painter, room, base - high * self._target / most, ink)
        points = [
            QPointF(room.left() + (place + 0.5) * step, base - high * one.parts[0].count / most)
            for place, one in enumerate(self._items)
        ]
        painter.setPen(QPen(ink("accent"), 2))
        for before, after in pairwise(points):
            painter.drawLine(before, QPointF(after.x(), before.y()))
            painter.drawLine(QPointF(after.x(), before.y()), after)
        for place, (one, point) in enumerate(zip(self._items, points, strict=True)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink("accent"))
            painter.drawEllipse(point, 4, 4)
            left = room.left() + place * step
            above = QRectF(left, point.y() - 24, step, 20)
            _words(painter, above, number(one.parts[0].count), ink, middle=True)
            _words(painter, QRectF(left, base + 2, step, 20), one.label, ink, middle=True,
                   tone="muted")  # fmt: skip
            spots.append((QRectF(point.x() - 8, point.y() - 8, 16, 16), place, 0))
        painter.setPen(QPen(ink("line"), 1))
        painter.drawLine(QPointF(room.left(), base), QPointF(room.right(), base))
        return spots

    def _draw_target(self, painter: QPainter, room: QRectF, top: float, ink: Ink) -> None:
        painter.setPen(QPen(ink("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(room.left(), top), QPointF(room.right(), top))
        words = QRectF(room.left(), top + 2, room.width(), 20)
        _words(painter, words, self._target_words, ink, right=False, tone="muted")


def _fill(painter: QPainter, box: QRectF, name: str, ink: Ink) -> None:
    """Each way of drawing is another one in grey too: full, dense, hatched, light, empty."""
    patterns = {
        "stop": Qt.BrushStyle.Dense3Pattern, "wait": Qt.BrushStyle.BDiagPattern,
        "neutral": Qt.BrushStyle.Dense6Pattern, "line": Qt.BrushStyle.NoBrush,
    }  # fmt: skip
    colour = ink("muted" if name == "line" else name)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QBrush(colour, patterns.get(name, Qt.BrushStyle.SolidPattern)))
    painter.drawRect(box)


def _inside(painter: QPainter, box: QRectF, part: Part, ink: Ink) -> None:
    """The number in its stretch, where it can be read."""
    text = number(part.count)
    painter.setFont(theme.number_font(theme.CAPTION))
    if part.ink in ("accent", "line") and painter.fontMetrics().horizontalAdvance(text) + 8 < (
        box.width()
    ):
        painter.setPen(ink("raised" if part.ink == "accent" else "text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _words(
    painter: QPainter, room: QRectF, text: str, ink: Ink, *, right: bool = True,
    middle: bool = False, tone: str = "text",
) -> None:  # fmt: skip
    painter.setFont(theme.font(theme.CAPTION))
    painter.setPen(ink(tone))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    if middle:
        side = Qt.AlignmentFlag.AlignHCenter
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)
