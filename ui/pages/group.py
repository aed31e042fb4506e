"""A whole class checks in in one go: who is there stays ticked, and Enter gives the numbers."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import arrivals, queue, undoing
from fieldapp.store import queries
from fieldapp.store.tables import Entry
from fieldapp.texts import _, ngettext, number
from ui import badges, theme
from ui.tickets import Tickets
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Work


class GroupPanel(QWidget):
    """Ticks a class, checks it in, takes one of them out again; `left` to go back.

    `came(entries)` when they were checked in.
    """

    came = Signal(object)
    left = Signal()

    def __init__(self, work: Work, tickets: Tickets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._tickets = work, tickets
        self._off: set[str] = set()  # those who are not there
        self.title = section_title(_("A whole class at once"))
        self.grade = QComboBox()
        self.grade.setAccessibleName(_("Class"))
        self.grade.setMinimumWidth(theme.px(320))
        self.grade.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.table = _Ticked(self._columns(), lambda entry: entry.visitor.person, _("The class"))
        self.told = ShortLabel("", 13, "muted")
        self.before = KeyButton(_("Class before"), "Left", "quiet")
        self.after = KeyButton(_("Next class"), "Right", "quiet")
        self.give = KeyButton("", "Return", "primary", "here")
        self.tick = KeyButton(_("There or not"), "Space")
        self.out = KeyButton(_("Take out again"), "Del")
        self.back = KeyButton(_("Back"), "Esc")
        self._lay_out()
        self._connect()

    def begin(self, grade: str = "") -> None:
        """Show a class, or the first of which somebody is missing."""
        classes = queries.classes(self._work.session.db, self._work.visit_id)
        self.grade.blockSignals(True)
        self.grade.clear()
        for name, listed, here in classes:
            text = _("{name}: {here} of {count} here").format(
                name=name or _("(no class)"), here=number(here), count=number(listed)
            )
            self.grade.addItem(text, name)
        missing = next((name for name, listed, here in classes if here < listed), "")
        self.grade.setCurrentIndex(max(0, self.grade.findData(grade or missing)))
        self.grade.blockSignals(False)
        self._show_class()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Show the class again, what was ticked kept."""
        off, current = set(self._off), self.table.current_row()
        self.begin(self._grade())
        self._off = off & {entry.visitor.person for entry in self.table.rows()}
        if current:
            self.table.choose(current.visitor.person)
        self._tell()

    def coming(self) -> list[str]:
        """The ids of those ticked who have no number yet, as shown."""
        return [
            entry.visitor.person
            for entry in self.table.rows()
            if not entry.visitor.number and entry.visitor.person not in self._off
        ]

    def _grade(self) -> str:
        return str(self.grade.currentData() or "")

    def _show_class(self) -> None:
        db, visit = self._work.session.db, self._work.visit_id
        found = queries.of_class(db, visit, self._grade()) if self.grade.count() else []
        offered = self._work.visit.plan.services if self._work.visit else ()
        self._off = {
            entry.visitor.person
            for entry in found
            if not entry.visitor.number and not queue.wanted(entry, offered)
        }
        self.table.set_rows(found)
        if found:
            self.table.choose(found[0].visitor.person)
        self._tell()

    def _tell(self) -> None:
        coming = len(self.coming())
        self.give.setText(
            ngettext("Give {n} number", "Give {n} numbers", coming).format(n=number(coming))
        )
        self.give.setEnabled(coming > 0)
        entry = self.table.current_row()
        self.out.setEnabled(bool(entry and entry.visitor.number))
        self.tick.setEnabled(bool(entry and not entry.visitor.number))
        self.before.setEnabled(self.grade.currentIndex() > 0)
        self.after.setEnabled(self.grade.currentIndex() < self.grade.count() - 1)
        self.told.set_text(
            _("Not ticked: too young, recorded already, or not there. Each comes for what the "
              "badge says.")
        )  # fmt: skip

    def _turn_tick(self) -> None:
        entry = self.table.current_row()
        if entry is None or entry.visitor.number:
            return
        self._off ^= {entry.visitor.person}
        self.table.viewport().update()
        self.table.move_by(1)
        self._tell()

    def _go(self, step: int) -> None:
        self.grade.setCurrentIndex(self.grade.currentIndex() + step)

    def _send(self) -> None:
        session, visit, persons = self._work.session, self._work.visit_id, self.coming()
        ticket = self._tickets.how.tickets
        came = self._work.do(
            lambda: arrivals.check_in_group(session, visit, persons, ticket=ticket)
        )
        if came:
            for entry in came if ticket else ():
                self._tickets.print_ticket(entry)
            first, last = came[0].visitor.number, came[-1].visitor.number
            text = ngettext("{n} is here: {first}.", "{n} are here: {first} to {last}.", len(came))
            said = text.format(n=number(len(came)), first=first, last=last)
            self._work.say("ok", said, _("Ctrl+Z takes it back."))
            self.came.emit(came)

    def _take_out(self) -> None:
        entry = self.table.current_row()
        if entry:
            session, visit = self._work.session, self._work.visit_id
            self._work.do(lambda: undoing.undo(session, visit, entry.visitor.person))

    def _mark(self, entry: Entry) -> str:
        if entry.visitor.number:
            return entry.visitor.number
        return "" if entry.visitor.person in self._off else "✓"

    def _columns(self) -> Sequence[Column[Entry]]:
        return (
            Column("there", _("There"), self._mark, width=96),
            Column("name", _("Name"), lambda e: e.visitor.fields.get("name", ""), stretch=True),
            Column(
                "badge", _("Badge"), lambda e: badges.badge_of(e).text, width=320,
                badge=badges.badge_of,
            ),
        )  # fmt: skip

    def _connect(self) -> None:
        self.grade.currentIndexChanged.connect(lambda _index: self._show_class())
        self.table.current_changed.connect(lambda _entry: self._tell())
        self.before.clicked.connect(lambda: self._go(-1))
        self.after.clicked.connect(lambda: self._go(1))
        self.give.clicked.connect(self._send)
        self.tick.clicked.connect(self._turn_tick)
        self.table.doubleClicked.connect(lambda _index: self._turn_tick())
        self.out.clicked.connect(self._take_out)
        self.back.clicked.connect(self.left)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.title, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        for button in (self.before, self.after, self.give, self.tick, self.out, self.back):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for widget in (self.before, self.grade, self.after):
            head.addWidget(widget)
        for widget in (self.give, self.tick, self.out, self.back):
            foot.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        column.addLayout(foot)


class _Ticked(Table[Entry]):
    """Space ticks by the button that shows it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)
