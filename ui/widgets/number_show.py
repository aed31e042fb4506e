"""The number just given, large enough to be read across the hall."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

HOLD_MS = 2000
FADE_MS = 120


class NumberShow(QWidget):
    """Shows a number at 96 px, and after two seconds at 40 px or not at all.

    It keeps its room all the time, so that nothing around it jumps.
    """

    def __init__(
        self,
        after: Literal["shrink", "hide"] = "shrink",
        hold_ms: int = HOLD_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._number = self._caption = ""
        self._after = after
        self._size = float(theme.NUMBER)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._hold = QTimer(self, singleShot=True, interval=hold_ms)
        self._hold.timeout.connect(self._end)
        self._fade = QVariantAnimation(self, duration=FADE_MS)
        self._fade.setStartValue(float(theme.SHOUT))
        self._fade.setEndValue(float(theme.NUMBER))
        self._fade.valueChanged.connect(self._set_size)

    def show_number(self, number: str, caption: str = "") -> None:
        """Show `number` large, with one line beneath it."""
        self._fade.stop()
        self._number, self._caption = number, caption
        self.setAccessibleName(f"{number} {caption}".strip())
        self._set_size(theme.SHOUT)
        self._hold.start()

    def clear(self) -> None:
        """Show nothing."""
        self._hold.stop()
        self._fade.stop()
        self._number = self._caption = ""
        self.setAccessibleName("")
        self.update()

    def number(self) -> str:
        """The number that is shown, or nothing."""
        return self._number

    def number_px(self) -> int:
        """How large the number stands, in px at 100 %."""
        return round(self._size) if self._number else 0

    def sizeHint(self) -> QSize:
        wide = theme.metrics(theme.SHOUT, strong=True).horizontalAdvance(self._number or "A-000")
        return QSize(wide + theme.px(8), self._room(theme.SHOUT) + self._room(theme.LEAD))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if not self._number:
            return
        painter = QPainter(self)
        caption = self._room(theme.LEAD)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.number_font(self._fitting(), strong=True))
        where = QRectF(0, 0, self.width(), self.height() - caption)
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, self._number)
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.font(theme.LEAD))
        below = QRectF(0, self.height() - caption, self.width(), caption)
        words = painter.fontMetrics().elidedText(
            self._caption, Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def _fitting(self) -> float:
        """The size, smaller if the number is wider than the widget."""
        wide = theme.metrics(self._size, strong=True).horizontalAdvance(self._number)
        return self._size * min(1.0, self.width() / max(1, wide))

    def _room(self, size: float) -> int:
        return theme.metrics(size).height()

    def _set_size(self, size: float) -> None:
        self._size = float(size)
        self.updateGeometry()
        self.update()

    def _end(self) -> None:
        if self._after == "hide":
            self.clear()
        else:
            self._fade.start()
