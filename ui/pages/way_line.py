"""The way of a card as a line of stages, those that were reached with their days."""

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.domain.card_way import STAGES, Way
from fieldapp.texts import short_date
from fieldapp.wording import word
from ui import theme

_DOT = 7  # radius, px at 100 %
_HIGH = 60


class WayLine(QWidget):
    """Shows a Way; what lies before the present stage is drawn as passed, with or without a day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way: Way | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_way(self, way: Way | None) -> None:
        """Show this way, or nothing."""
        self._way = way
        self.setAccessibleName(", ".join(" ".join(step) for step in self.steps() if step[1]))
        self.update()

    def steps(self) -> list[tuple[str, str]]:
        """Each stage in words, with its day where that is known."""
        if self._way is None:
            return []
        days = self._way.reached
        return [(word("stage", stage), _day(days.get(stage))) for stage in STAGES]

    def sizeHint(self) -> QSize:
        return QSize(theme.px(600), theme.px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(360), theme.px(_HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._way is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = STAGES.index(self._way.stage) if self._way.stage else -1
        wide = self.width() / len(STAGES)
        radius = float(theme.px(_DOT))
        y = radius + theme.px(2)
        for place, (name, day) in enumerate(self.steps()):
            x = place * wide + radius + theme.px(2)
            if place + 1 < len(STAGES):
                color = theme.color("accent" if place < now else "line")
                painter.setPen(QPen(color, theme.px(2)))
                painter.drawLine(QPointF(x, y), QPointF(x + wide, y))
            again = place == now and bool(self._way.again)
            color = theme.color("stop" if again else "accent" if place <= now else "edge")
            painter.setPen(QPen(color, theme.px(2)))
            painter.setBrush(color if place <= now else theme.color("surface"))
            painter.drawEllipse(QPointF(x, y), radius - 1, radius - 1)
            room = QRectF(x - radius, y + radius, wide - theme.px(8), self.height() - y - radius)
            _paint_words(painter, room, name, day, strong=place == now)
        painter.end()


def _paint_words(painter: QPainter, room: QRectF, name: str, day: str, *, strong: bool) -> None:
    painter.setFont(theme.font(theme.CAPTION, strong=strong))
    line = painter.fontMetrics().height()
    for row, (text, color) in enumerate(((name, "text" if strong else "muted"), (day, "text"))):
        painter.setPen(theme.color(color))
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(room.width())
        )
        box = QRectF(room.left(), room.top() + row * line, room.width(), line)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _day(day: date | None) -> str:
    return short_date(day) if day else ""
