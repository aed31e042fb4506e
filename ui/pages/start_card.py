"""The card in the middle of the window that a start or a login is made on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.label import label
from ui.widgets.message import Message


class StartCard(QScrollArea):
    """A calm card; where the window is too small for it, it is scrolled."""

    def __init__(self, title: str, hint: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = Message(lines=2)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        card = QFrame()
        card.setProperty("kind", "card")
        card.setMaximumWidth(theme.px(width))
        side = theme.px(32)
        self.column = QVBoxLayout(card)
        self.column.setContentsMargins(side, theme.px(24), side, theme.px(24))
        self.column.setSpacing(theme.px(12))
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addWidget(label(title, 24, strong=True))
        words.addWidget(label(hint, 15, "muted"))
        self.column.addLayout(words)
        self.column.addWidget(self.message)
        self.setWidget(_in_the_middle(card, width))


def _in_the_middle(card: QFrame, width: int) -> QWidget:
    ground = QWidget()
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(card, width)
    row.addStretch(1)
    column = QVBoxLayout(ground)
    side = theme.px(12)
    column.setContentsMargins(side, side, side, side)
    column.addStretch(1)
    column.addLayout(row)
    column.addStretch(2)
    return ground
