"""The pill that a badge is drawn as: an icon and a word on the colour of a tone."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui import icons, theme


class Mark(NamedTuple):
    """What a badge says: its tone, the name of its icon, and its word."""

    tone: str
    icon: str
    text: str


class Shape(NamedTuple):
    """The measures of a pill at 100 %."""

    height: int
    font: int
    icon: int
    side: int
    gap: int
    outlined: bool = False


SMALL = Shape(height=24, font=theme.CAPTION, icon=16, side=8, gap=4)
LARGE = Shape(height=40, font=theme.LEAD, icon=24, side=16, gap=8)
CHIP = Shape(height=24, font=theme.CAPTION, icon=16, side=8, gap=4, outlined=True)


def size(mark: Mark, shape: Shape) -> QSize:
    """The space that `mark` needs to be read in full."""
    words = theme.metrics(shape.font, strong=not shape.outlined)
    return QSize(_around(mark, shape) + words.horizontalAdvance(mark.text) + 2, height(shape))


def height(shape: Shape) -> int:
    """The height of a pill, which grows where the font is tall."""
    words = theme.metrics(shape.font, strong=not shape.outlined)
    return max(theme.px(shape.height), words.height() + theme.px(theme.STEP))


def paint(painter: QPainter, rect: QRect, mark: Mark, shape: Shape) -> None:
    """Draw the pill at the left of `rect`, in its middle; its word is elided when it is narrow."""
    wanted = size(mark, shape)
    width, tall = min(wanted.width(), rect.width()), height(shape)
    box = QRectF(rect.left(), rect.top() + (rect.height() - tall) / 2, width, tall)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_ground(painter, box, mark, shape)
    color = theme.color(mark.tone)
    left = box.left() + theme.px(shape.side)
    if mark.icon:
        side = theme.px(shape.icon)
        top = box.center().y() - side / 2
        icons.paint(painter, QRectF(left, top, side, side), mark.icon, color)
        left += side + theme.px(shape.gap)
    room = QRectF(
        QPointF(left, box.top()), QPointF(box.right() - theme.px(shape.side), box.bottom())
    )
    _paint_word(painter, room, mark.text, color, shape)
    painter.restore()


def _paint_ground(painter: QPainter, box: QRectF, mark: Mark, shape: Shape) -> None:
    tone = theme.tone(mark.tone)
    outline = QColor(tone.foreground if shape.outlined else tone.outline)
    painter.setPen(QPen(outline, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush if shape.outlined else QColor(tone.background))
    box = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)


def _paint_word(painter: QPainter, room: QRectF, text: str, color: QColor, shape: Shape) -> None:
    painter.setFont(theme.font(shape.font, strong=not shape.outlined))
    painter.setPen(color)
    # One pixel of grace: rounding must never elide a word that fits.
    shown = painter.fontMetrics().elidedText(
        text, Qt.TextElideMode.ElideRight, int(room.width()) + 1
    )
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _around(mark: Mark, shape: Shape) -> int:
    pictured = theme.px(shape.icon) + theme.px(shape.gap) if mark.icon else 0
    return 2 * theme.px(shape.side) + pictured
