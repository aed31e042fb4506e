"""Setting up tickets and slips: on or off, printer, paper, and a test print."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldapp.texts import _
from fieldapp.tickets import PAPERS, Printing
from ui import theme
from ui.tickets import Tickets
from ui.widgets.form import Field, section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label


class TicketsSection(QWidget):
    """Tickets and slips as they are set."""

    def __init__(self, tickets: Tickets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tickets = tickets
        self._names: list[str] = []
        self.on = QCheckBox(_("A ticket for each number, valid once printed"))
        self.slips = QCheckBox(_("A slip after each turn: what is next, and where"))
        self.printer, self.paper, self.collect = QComboBox(), QComboBox(), QLineEdit()
        for one in PAPERS:
            self.paper.addItem(_paper(one), one)
        self.collect.setPlaceholderText(_("the registry office"))
        self.collect.setMaxLength(60)
        self.trial = KeyButton(_("Test print"), "Alt+T", "", "print")
        self.state = ShortLabel("", 13, "muted", lines=2)
        self._lay_out()
        self.on.clicked.connect(self._keep)
        self.slips.clicked.connect(self._keep)
        self.printer.activated.connect(self._keep)
        self.paper.activated.connect(self._keep)
        self.collect.editingFinished.connect(self._keep)
        self.trial.clicked.connect(tickets.print_trial)
        tickets.named.connect(self._offer)
        tickets.told.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how papers are printed, and what came of the test."""
        how = self.tickets.how
        self.on.setChecked(how.tickets)
        self.slips.setChecked(how.slips)
        self.paper.setCurrentIndex(PAPERS.index(how.paper))
        if not self.collect.hasFocus():
            self.collect.setText(how.collect)
        self._show_printers(how)
        self.state.set_text(self._state())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.tickets.ask_names()

    def _offer(self, names: list[str]) -> None:
        self._names = names
        self.refresh()

    def _show_printers(self, how: Printing) -> None:
        offered = {"": _("The computer's default printer")} | {one: one for one in self._names}
        if how.printer not in offered:
            offered[how.printer] = _("{printer} · not there").format(printer=how.printer)
        self.printer.clear()
        for name, text in offered.items():
            self.printer.addItem(text, name)
        self.printer.setCurrentIndex(self.printer.findData(how.printer))

    def _state(self) -> str:
        last = self.tickets.last_trial
        if self.tickets.is_printing():
            return _("Printing …")
        if last is True:
            return _("The test was handed to the printer. Scan its code to try the scanner too.")
        if last:
            return f"{last.what} {last.todo}"
        return "" if self._names else _("No printer is installed.")

    def _keep(self) -> None:
        how = Printing(
            printer=str(self.printer.currentData() or ""),
            paper=PAPERS[self.paper.currentIndex()],
            tickets=self.on.isChecked(),
            slips=self.slips.isChecked(),
            collect=self.collect.text().strip(),
        )
        if msgspec.structs.asdict(how) != msgspec.structs.asdict(self.tickets.how):
            self.tickets.set_how(how)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), 0)
        column.setSpacing(theme.px(8))
        column.addWidget(section_title(_("Tickets and slips")))
        told = _("Number, code, services and what to bring; never a name or NIK.")
        column.addWidget(label(told, 13, "muted"))
        column.addWidget(self.on, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.slips, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(Field(_("Printer"), self.printer), 5)
        row.addWidget(Field(_("Paper"), self.paper), 3)
        column.addLayout(row)
        column.addWidget(Field(_("Cards are handed out at"), self.collect))
        below = QHBoxLayout()
        below.setSpacing(theme.px(12))
        below.addWidget(self.trial)
        below.addWidget(self.state, 1)
        column.addLayout(below)


def _paper(one: str) -> str:
    return one if one == "A6" else _("Roll of {width} mm").format(width=one)
