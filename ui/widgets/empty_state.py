"""What a list says when it is empty: what is missing, and what to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.label import label


class EmptyState(QWidget):
    """A title, a hint, and a button if there is something to do; `acted` comes from it."""

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label("", 18, strong=True)
        self._hint = label("", 15, "muted")
        self._action = QPushButton()
        self._action.clicked.connect(self.acted)
        self._action.hide()
        for text in (self._title, self._hint):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        side = theme.px(24)
        column = QVBoxLayout(self)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme.px(8))
        column.addStretch()
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addSpacing(theme.px(8))
        column.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()

    def set(self, title: str, hint: str = "", action_text: str | None = None) -> None:
        """Say `title` and `hint`; offer a button if it has a text."""
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._action.setText(action_text or "")
        self._action.setVisible(bool(action_text))
        self.setAccessibleName(f"{title} {hint}".strip())

    def title(self) -> str:
        """What it says is missing."""
        return self._title.text()

    def action_button(self) -> QPushButton:
        """The button, hidden unless it was given a text."""
        return self._action
