"""A file that is no list: why, and the way to another one."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.errors import KnownError
from fieldapp.texts import _
from ui import theme
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.message import Message


class RosterRefused(QWidget):
    """What is wrong with the file, and what to do."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file = ShortLabel("", 15, "muted")
        self.message = Message()
        self.message.closed.connect(self.left)
        self.another = KeyButton(_("Choose another file"), "Enter", "primary")
        self.leave = KeyButton(_("Cancel"), "Esc")
        self.leave.clicked.connect(self.left)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(12))
        buttons.addWidget(self.another)
        buttons.addWidget(self.leave)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(label(_("This list cannot be taken in"), 24, strong=True))
        column.addWidget(self.file)
        column.addWidget(self.message)
        column.addSpacing(theme.px(8))
        column.addLayout(buttons)
        column.addStretch(1)

    def show_error(self, file: Path, error: KnownError) -> None:
        """Say why `file` was refused."""
        self.file.set_text(file.name)
        self.message.show_message("stop", error.what, error.todo)
