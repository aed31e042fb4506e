"""The line that says a paper was not printed, with the keys to print again or go on without."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

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
        self.said = Message(lines=2 if slips else 1, stays=True)
        self.again = KeyButton(_("Print again"), AGAIN, "", "print")
        skip = _("Go on without slip") if slips else _("Go on without ticket")
        self.without = KeyButton(skip, WITHOUT, "")
        row = QVBoxLayout(self) if slips else QHBoxLayout(self)  # at a desk there is little room
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.said)
        for button in (self.again, self.without):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(
                QSizePolicy.Policy.Preferred if slips else QSizePolicy.Policy.Fixed,
                QSizePolicy.Policy.Fixed,
            )
            row.addWidget(button)
        self.again.clicked.connect(tickets.slip_again if slips else tickets.again)
        self.without.clicked.connect(tickets.without_slip if slips else tickets.without)
        tickets.told.connect(self.refresh)
        tickets.work.changed.connect(lambda _changes: self.refresh())
        self.hide()

    def refresh(self) -> None:
        """Show what is not printed."""
        what = self._slip() if self._slips else self._tickets()
        if what:
            error = self.tickets.slip_trouble if self._slips else self.tickets.trouble
            more = "" if self._slips or error is None else error.todo
            self.said.show_message("wait", what, f"{error.what} {more}".strip() if error else "")
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
