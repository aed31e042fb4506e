"""Labels in the type scale, and a label that elides what does not fit."""

from math import ceil
from typing import Literal

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import theme
from ui.widgets.hint import hint

Size = Literal[13, 15, 18, 24, 40]


def label(text: str = "", size: Size = 15, tone: str = "text", strong: bool = False) -> QLabel:
    """A label that wraps; tone: text, muted, stop or ok."""
    made = QLabel(text)
    made.setProperty("step", str(size))
    made.setProperty("tone", tone)
    made.setProperty("strong", strong)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    return made


class ShortLabel(QWidget):
    """Text on at most `lines` lines; what does not fit is elided and shown under the mouse."""

    def __init__(
        self,
        text: str = "",
        size: Size = 15,
        tone: str = "text",
        *,
        strong: bool = False,
        lines: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size, self._tone, self._strong, self._lines = size, tone, strong, lines
        self._text = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(lines > 1)
        self.setSizePolicy(policy)
        self._fit()
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show `text`."""
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The whole text, elided or not."""
        return self._text

    def set_tone(self, tone: str) -> None:
        """Write in another colour token."""
        self._tone = tone
        self.update()

    def set_lines(self, lines: int) -> None:
        """Use at most `lines` lines."""
        self._lines = lines
        policy = self.sizePolicy()
        policy.setHeightForWidth(lines > 1)
        self.setSizePolicy(policy)
        self._fit()
        self.updateGeometry()

    def shown_lines(self) -> list[str]:
        """The lines as they are painted at the present width, the last one elided if need be."""
        return self._broken(self.width())

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(self._metrics().horizontalAdvance(self._text) + 2, self._high(1))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.px(48)), self._high(1))

    def hasHeightForWidth(self) -> bool:
        return self._lines > 1

    def heightForWidth(self, width: int) -> int:
        return self._high(max(1, len(self._broken(width))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setFont(theme.font(self._size, self._strong))
        painter.setPen(theme.color(self._tone))
        shown = self.shown_lines()
        line = self._metrics().lineSpacing()
        top = (self.height() - line * len(shown)) / 2 + self._metrics().ascent()
        for number, text in enumerate(shown):
            painter.drawText(QPointF(0, top + number * line), text)
        painter.end()

    def _metrics(self) -> QFontMetrics:
        return theme.metrics(self._size, self._strong)

    def _high(self, lines: int) -> int:
        return ceil(self._metrics().lineSpacing() * lines) + 1

    def _broken(self, width: int) -> list[str]:
        starts = self._starts(width)
        shown = [self._text[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)]
        if len(shown) <= self._lines:
            kept, rest = shown[:-1], shown[-1] if shown else ""
        else:
            kept, rest = shown[: self._lines - 1], self._text[starts[self._lines - 1] :]
        elided = self._metrics().elidedText(rest, Qt.TextElideMode.ElideRight, width)
        return [*kept, elided]

    def _starts(self, width: int) -> list[int]:
        """Where each line would start if there were room for all of them."""
        if self._lines == 1 or not self._text:
            return [0]
        layout = QTextLayout(self._text, theme.font(self._size, self._strong))
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        layout.beginLayout()
        starts = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            starts.append(line.textStart())
        layout.endLayout()
        return starts

    def _fit(self) -> None:
        """Keep room for the lines at the present width, and a tooltip if they are cut."""
        shown = self.shown_lines()
        self.setMinimumHeight(self._high(len(shown)))
        cut = shown[-1].endswith("…") and not self._text.endswith("…")
        said = hint(self._text) if cut else ""
        if said != self.toolTip():  # telling Qt costs more than asking
            self.setToolTip(said)
