"""The line that says a paper was not printed, with the keys to print again or go on without."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.texts import _, ngettext, number
from ui import theme
from ui.tickets import Tickets
from ui.widgets.keys import KeyButton
from ui.widgets.message import Message

AGAIN, WITHOUT = "F5", "Shift+F5"


class PrintLine(QWidget):
    """Shown while tickets are open, or a slip failed; `slips` alone leaves tickets to the door."""

    def __init__(self, tickets: Tickets, *, slips: bool = False) -> None:
        super().__init__()
        self.tickets, self._slips = tickets, slips
        self.said = Message(stays=True)
        self.again = KeyButton(_("Print again"), AGAIN, "", "print")
        skip = _("Go on without slip") if slips else _("Go on without ticket")
        self.without = KeyButton(skip, WITHOUT, "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.again)
        row.addWidget(self.without)
        row.addStretch()
        column.addWidget(self.said)
        column.addLayout(row)
        self.again.clicked.connect(tickets.again)
        self.without.clicked.connect(tickets.without)
        tickets.told.connect(self.refresh)
        tickets.work.changed.connect(lambda _changes: self.refresh())
        self.hide()

    def refresh(self) -> None:
        """Show what is not printed."""
        what = self._slip() if self._slips else self._tickets()
        if what:
            error = self.tickets.trouble
            self.said.show_message("wait", what, f"{error.what} {error.todo}" if error else "")
        self.setVisible(bool(what))

    def _slip(self) -> str:
        slip = self.tickets.failed_slip
        return _("The slip of {number} was not printed.").format(number=slip.number) if slip else ""

    def _tickets(self) -> str:
        left = self.tickets.unprinted()
        if not left:
            return ""
        text = ngettext(
            "The ticket {number} was not printed; the number does not count yet.",
            "{count} tickets were not printed; their numbers do not count yet.",
            len(left),
        )
        return text.format(number=left[0].visitor.number, count=number(len(left)))
