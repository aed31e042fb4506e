"""What stands in the page while a list is read or taken in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from fieldapp.texts import _
from ui import theme
from ui.widgets.keys import KeyButton
from ui.widgets.label import label

WHOLE = 1000  # how far each step counts


class RosterBusy(QWidget):
    """The step in words, how far it is, and a way to stop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = label("", 18, strong=True)
        self.step.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.px(400))
        self.stop = KeyButton(_("Cancel"), "Esc")
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(16))
        column.addStretch(1)
        column.addWidget(self.step)
        for part in (self.bar, self.stop):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def begin(self, text: str) -> None:
        """Say what is done; how far it is is not known yet."""
        self.step.setText(text)
        self.bar.setAccessibleName(text)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)

    def progress(self, done: int, total: int) -> None:
        """Show how far the two steps are, each counting WHOLE."""
        first = done < WHOLE
        self.step.setText(
            _("Step 1 of 2: reading the list") if first else _("Step 2 of 2: taking people in")
        )
        self.bar.setRange(0, total)
        self.bar.setValue(done)
