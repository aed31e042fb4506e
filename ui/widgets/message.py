"""The line in the page that says what happened and what to do about it."""

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from fieldapp.texts import _
from ui import icons, theme
from ui.widgets.label import ShortLabel

_ICONS = {
    "ok": "check",
    "info": "info",
    "early": "clock",
    "wait": "warning",
    "stop": "error",
    "neutral": "info",
}


class Message(QWidget):
    """What happened, and what to do, each on at most `lines` lines; never a dialog.

    `acted` comes when its button is pressed, `closed` when it was closed by a person, which one
    that `stays` cannot be.
    """

    acted = Signal()
    closed = Signal()

    def __init__(
        self, parent: QWidget | None = None, lines: int = 1, *, stays: bool = False
    ) -> None:
        super().__init__(parent)
        self._tone, self._lines = "neutral", lines
        self._what = ShortLabel(strong=True)
        self._todo = ShortLabel(lines=lines)
        self._action = QPushButton()
        self._action.clicked.connect(self.acted)
        self._close = QToolButton()
        self._close.setIconSize(QSize(theme.px(20), theme.px(20)))
        self._close.setAccessibleName(_("Close this message"))
        self._close.setToolTip(_("Close this message"))
        self._close.clicked.connect(self._close_by_hand)
        self._end = QTimer(self, singleShot=True)
        self._end.timeout.connect(self.hide)
        self._lay_out()
        self._close.setVisible(not stays)
        self.hide()

    def show_message(
        self,
        tone: str,
        what: str,
        todo: str = "",
        action_text: str | None = None,
        hide_after: int = 0,
    ) -> None:
        """Say `what` happened, and `todo`; gone by itself after `hide_after` ms if not 0."""
        self._tone = tone
        for part in (self._what, self._todo):
            part.set_tone(tone)
        self._what.set_lines(self._lines if todo else self._lines + 1)
        self._what.set_text(what)
        self._todo.set_text(todo)
        self._todo.setVisible(bool(todo))
        self._action.setText(action_text or "")
        self._action.setVisible(bool(action_text))
        self._close.setIcon(icons.icon("close", tone))
        self.setAccessibleName(f"{what} {todo}".strip())
        self._end.stop()
        if hide_after:
            self._end.start(hide_after)
        self.show()
        self.update()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def clear(self) -> None:
        """Say nothing."""
        self._end.stop()
        self.hide()

    def what(self) -> str:
        """What it says happened."""
        return self._what.text()

    def todo(self) -> str:
        """What it says to do."""
        return self._todo.text()

    def tone(self) -> str:
        """The tone it speaks in."""
        return self._tone

    def action_button(self) -> QPushButton:
        """The button, hidden unless it was given a text."""
        return self._action

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close_by_hand()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        colors = theme.tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.outline), 1))
        painter.setBrush(theme.background(self._tone))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.px(theme.CORNER), theme.px(theme.CORNER))
        side = theme.px(24)
        top = (self.height() - side) // 2
        picture = QRect(theme.px(16), top, side, side)
        icons.paint(painter, picture, _ICONS[self._tone], theme.color(self._tone))
        painter.end()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._what)
        words.addWidget(self._todo)
        words.addStretch()
        row = QHBoxLayout(self)
        gap = theme.px(8)
        row.setContentsMargins(theme.px(56), gap, gap, gap)
        row.setSpacing(gap)
        row.addLayout(words, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)

    def _close_by_hand(self) -> None:
        self.clear()
        self.closed.emit()
