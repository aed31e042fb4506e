"""To whom a card was handed over: asked in the page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from fieldapp.texts import _, ngettext, number
from ui import theme
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel


class WhomBar(QFrame):
    """`given(to whom)` on Enter, empty for the owners themselves; `left` on Esc."""

    given = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.about = ShortLabel("", 15, strong=True)
        self.name = QLineEdit()
        self.name.setMaxLength(200)
        self.name.setPlaceholderText(_("To whom; leave it empty for the owner"))
        self.name.setAccessibleName(_("Handed to"))
        self.done = KeyButton(_("Handed over"), "Enter", "primary")
        self.leave = KeyButton(_("Cancel"), "Esc")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        row.setSpacing(theme.px(8))
        row.addWidget(self.about, 1)
        row.addWidget(self.name, 2)
        for button in (self.done, self.leave):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        self.done.clicked.connect(lambda: self.given.emit(self.name.text()))
        self.leave.clicked.connect(self.left)

    def ask(self, count: int, name: str) -> None:
        """Ask for the cards of `count` people; a single one is named."""
        text = ngettext("{n} card", "{n} cards", count).format(n=number(count))
        self.about.set_text(name if count == 1 else text)
        self.name.clear()
        self.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the field is the button's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.click()
        else:
            super().keyPressEvent(event)
