"""The NIK and KK of the person in hand: masked, and in full while a key is held down."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fieldapp.domain.identity import mask_field
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from fieldapp.wording import field_name
from ui import theme
from ui.widgets.hold_button import HoldButton
from ui.widgets.label import ShortLabel

KEY = Qt.Key.Key_F9


def hold_to_show() -> HoldButton:
    """The button that shows the numbers of the person in hand, on every page the same."""
    button = HoldButton(_("Hold to show the NIK"), KEY, "show")
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return button


class NumberLine(QWidget):
    """Shows `fields` of one person. `revealed(on)` lets the page show the rest in full too."""

    revealed = Signal(bool)

    def __init__(self, fields: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = fields
        self._entry: Entry | None = None
        self.numbers = ShortLabel("", 15)
        self.numbers.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hold = hold_to_show()
        self.hold.setProperty("low", True)
        self.hold.held.connect(self._reveal)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.numbers)
        row.addWidget(self.hold)
        row.addStretch()

    def show_entry(self, entry: Entry) -> None:
        """Show another person, masked even if the key is still down, or the same as before."""
        same = self._entry is not None and self._entry.visitor.person == entry.visitor.person
        if not same:
            self.hold.let_go()
        self._entry = entry
        self._show()

    def is_revealed(self) -> bool:
        """Whether the numbers are shown in full now."""
        return self.hold.is_held()

    def _reveal(self, on: bool) -> None:
        self._show()
        self.revealed.emit(on)

    def _show(self) -> None:
        said = self._entry.visitor.fields if self._entry else {}
        known = [(name, said[name]) for name in self._fields if said.get(name)]
        full = self.is_revealed()
        parts = [
            f"{field_name(name)} {value if full else mask_field(name, value)}"
            for name, value in known
        ]
        self.numbers.set_text(" · ".join(parts))
        doubts = self._entry.visitor.doubts if self._entry else {}
        self.setVisible(bool(parts) or any(doubts.get(name) for name in self._fields))
