"""A field to sign in, with a pen, a finger or the mouse."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.texts import _
from ui import theme

SIZE = QSize(600, 240)
_PEN = 3.0
_SHORTEST = 40.0  # px in all: less is a touch by mistake


class SignaturePad(QWidget):
    """Strokes in a box of 600 x 240; `changed` after each."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[list[QPointF]] = []
        self._still = QImage()
        self._drawing = False
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(_("Field for the signature"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def clear(self) -> None:
        """An empty field."""
        self._strokes.clear()
        self._still = QImage()
        self._drawing = False
        self.update()
        self.changed.emit()

    def show_still(self, picture: QImage) -> None:
        """Show a signature that was given; the first stroke begins a new one."""
        self._strokes.clear()
        self._still = picture
        self.update()

    def is_signed(self) -> bool:
        """Whether something was written that could be a signature."""
        return sum(_length(stroke) for stroke in self._strokes) >= _SHORTEST

    def picture(self) -> QImage:
        """The signature, black on white, 600 x 240."""
        made = QImage(SIZE, QImage.Format.Format_RGB32)
        made.fill(QColor("white"))
        painter = QPainter(made)
        self._paint_strokes(painter, QRectF(0, 0, SIZE.width(), SIZE.height()), QColor("black"))
        painter.end()
        return made.convertToFormat(QImage.Format.Format_Grayscale8)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(SIZE.width()), theme.px(SIZE.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(80))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and event.points():
            point = event.points()[0].position()
            kind = event.type()
            if kind == QEvent.Type.TouchBegin:
                self._begin(point)
            elif kind == QEvent.Type.TouchUpdate:
                self._go_on(point)
            else:
                self._end()
            event.accept()
            return True
        return super().event(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        if event.type() == QEvent.Type.TabletPress:
            self._begin(event.position())
        elif event.type() == QEvent.Type.TabletMove and self._drawing:
            self._go_on(event.position())
        elif event.type() == QEvent.Type.TabletRelease:
            self._end()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        self._end()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self._room()
        edge = QPainterPath()
        edge.addRoundedRect(room, theme.px(theme.CORNER), theme.px(theme.CORNER))
        painter.fillPath(edge, QColor("white"))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawPath(edge)
        low = room.top() + room.height() * 0.75
        painter.setPen(QPen(QColor("#9aa3ad"), 1))
        side = theme.px(24)
        painter.drawLine(QPointF(room.left() + side, low), QPointF(room.right() - side, low))
        if not self._still.isNull() and not self._strokes:
            painter.drawImage(room, self._still)
        painter.setClipPath(edge)
        self._paint_strokes(painter, room, QColor("black"))
        painter.end()

    def _paint_strokes(self, painter: QPainter, room: QRectF, color: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = room.width() / SIZE.width()
        pen = QPen(color, _PEN * scale)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for stroke in self._strokes:
            placed = [room.topLeft() + point * scale for point in stroke]
            painter.drawPolyline(placed) if len(placed) > 1 else painter.drawPoint(placed[0])

    def _room(self) -> QRectF:
        size = SIZE.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(0.5, 0.5, size.width() - 1, size.height() - 1)

    def _begin(self, point: QPointF) -> None:
        self._drawing = True
        self._strokes.append([self._within(point)])
        self.update()

    def _go_on(self, point: QPointF) -> None:
        if self._drawing:
            self._strokes[-1].append(self._within(point))
            self.update()

    def _end(self) -> None:
        if self._drawing:
            self._drawing = False
            self.changed.emit()

    def _within(self, point: QPointF) -> QPointF:
        """A point of the widget in the box of 600 x 240."""
        room = self._room()
        return (point - room.topLeft()) * (SIZE.width() / max(1.0, room.width()))


def _length(stroke: Sequence[QPointF]) -> float:
    return sum((b - a).manhattanLength() for a, b in pairwise(stroke))
