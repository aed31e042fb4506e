"""The people found at check-in, and the card of the one who is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.store.tables import Entry
from fieldapp.texts import _
from ui import theme
from ui.pages.checkin_rows import columns
from ui.pages.person_card import PersonCard
from ui.widgets.form import rule
from ui.widgets.table import Table

_ROWS_SHOWN = 4


class FoundPanel(QWidget):
    """A short table above a card; `beside` stand below the card's number."""

    def __init__(self, beside: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.results: Table[Entry] = Table(
            columns(), lambda entry: entry.visitor.person, _("People found")
        )
        self.card = PersonCard()
        self.results.setFixedHeight(theme.px(32) * (_ROWS_SHOWN + 1) + theme.px(6))
        self.results.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for widget in beside:
            widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self.card.right.addWidget(widget, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        self._room = QWidget()
        self._room.hide()
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.results, 1)
        top.addWidget(self._room)
        column.addLayout(top)
        column.addWidget(rule())
        column.addWidget(self.card, 1)

    def leave_room(self, wide: int) -> None:
        """Leave so many pixels free beside the table; none leaves it all to the table."""
        self._room.setFixedWidth(max(1, wide))
        self._room.setVisible(wide > 0)
