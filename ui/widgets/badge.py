"""Badges and chips: what a person's state is, in a word, an icon and a colour."""

from typing import Literal

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import theme
from ui.widgets import pill
from ui.widgets.hint import hint
from ui.widgets.pill import Mark, Shape


class Badge(QWidget):
    """A pill with an icon and a word. Without a word it takes no space and shows nothing."""

    def __init__(
        self, size: Literal["small", "large"] = "small", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shape: Shape = pill.LARGE if size == "large" else pill.SMALL
        self._mark = Mark("neutral", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set(self, tone: str, icon: str, text: str) -> None:
        """Say `text` in a tone (ok, info, early, wait, stop, neutral) beside an icon."""
        self._mark = Mark(tone, icon, text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def clear(self) -> None:
        """Say nothing."""
        self.set("neutral", "", "")

    def mark(self) -> Mark:
        """What is said."""
        return self._mark

    def sizeHint(self) -> QSize:
        return pill.size(self._mark, self._shape) if self._mark.text else QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        full = self.sizeHint()
        return QSize(min(full.width(), theme.px(64)), full.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._mark.text:
            painter = QPainter(self)
            pill.paint(painter, self.rect(), self._mark, self._shape)
            painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.width() < self.sizeHint().width():
            QToolTip.showText(event.globalPos(), hint(self._mark.text), self)
            return True
        return super().event(event)


class Chip(Badge):
    """A smaller, outlined badge for what is worth knowing beside the state."""

    def __init__(
        self, tone: str = "neutral", icon: str = "", text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__("small", parent)
        self._shape = pill.CHIP
        self.set(tone, icon, text)
