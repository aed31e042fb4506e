"""The queue: everyone of the visit in hand, filtered by typing, and the recap."""

import time
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.domain.eligibility import BADGES
from fieldapp.domain.fold import Visit
from fieldapp.reports import recap, recap_html, recap_xlsx
from fieldapp.store import queries, trust
from fieldapp.store.tables import Entry
from fieldapp.texts import _, number
from fieldapp.wording import word
from ui import printing, theme
from ui.pages.choose import SaveFile, save_file
from ui.pages.desk_figures_view import DeskFigures
from ui.pages.filter_box import FilterBox
from ui.pages.page import Page
from ui.pages.print_line import PrintLine
from ui.pages.queue_figures import Figures
from ui.pages.queue_rows import GIVE_WAY, STATES, Row, Wanted, columns, make_row
from ui.pages.recap_panel import WIDTH, RecapPanel
from ui.pages.saving import Words, Write, save_as
from ui.tickets import Tickets
from ui.widgets.catch_keys import catch_keys
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.work import Changes, Work

TICK_MS = 30_000
_NARROW = 800  # px; below it, the buttons need the room of the count


def _now() -> int:
    return round(time.time() * 1000)


class QueuePage(Page):
    """Who is where, who waits how long; `person_wanted(id)` asks to open somebody.

    `review_wanted(visit)` asks to decide what disagrees at the visit.
    """

    person_wanted = Signal(str)
    review_wanted = Signal(str)

    def __init__(
        self,
        work: Work,
        parent: QWidget | None = None,
        choose_save: SaveFile | None = None,
        tickets: Tickets | None = None,
        now: Callable[[], int] = _now,
    ) -> None:
        super().__init__(work, parent)
        self._choose_save = choose_save or save_file(self)
        self._now = now
        self.tickets = tickets or Tickets(work)
        self._visit: Visit | None = None
        self._entries: dict[str, Entry] = {}
        self._rows: dict[str, Row] = {}
        self._devices: dict[str, str] = {}
        self._make_parts()
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        """The field that filters, or the desks."""
        return self.desks.desks if self.views.currentWidget() is self.desks else self.field

    def keeps_scans(self) -> bool:
        """A scan opens whoever it means, whatever is filtered."""
        return False

    def refresh(self, changes: Changes) -> None:
        """Read everyone again, or only those who changed."""
        self._visit = self.work.visit
        known = changes.persons is not None and changes.persons <= self._entries.keys()
        if changes.persons and known:
            self._read_some(changes.persons)
        else:
            self._read_all()
        self._show()

    # -- reading

    def _read_all(self) -> None:
        db, visit = self.work.session.db, self.work.visit_id
        self._devices = trust.names(db)
        found = queries.everyone(db, visit) if visit else []
        self._entries = {entry.visitor.person: entry for entry in found}
        now = self._now()
        self._rows = {
            person: make_row(entry, now, self._devices) for person, entry in self._entries.items()
        }
        self._offer_classes()

    def _read_some(self, persons: frozenset[str]) -> None:
        now = self._now()
        for person in persons:
            found = queries.entry(self.work.session.db, self.work.visit_id, person)
            if found is None or found.visitor.person != person:  # gone, or linked to another
                self._read_all()
                return
            self._entries[person] = found
            self._rows[person] = make_row(found, now, self._devices)

    def _offer_classes(self) -> None:
        classes = sorted({row.grade for row in self._rows.values() if row.grade})
        self.grade.offer([(each, each) for each in classes])

    # -- showing

    def _show(self) -> None:
        self._filter()
        visit = self._visit
        self.unprinted.refresh()
        self.reprint.setVisible(visit is not None and self.tickets.how.tickets)
        for widget in (
            self.figures,
            self.undo_button,
            self.desks_button,
            self.recap_button,
            self.print_button,
            self.excel_button,
        ):
            widget.setEnabled(visit is not None)
        self.figures.setVisible(visit is not None)
        if visit is None:
            self.desks_button.setChecked(False)
        if visit and self.views.currentWidget() is self.desks:
            self.desks.show_visit(self.work.session.db, visit, self._now())
        if visit:
            entries = list(self._entries.values())
            self.figures.show_figures(visit, entries, self._now())
            if self.panel.isVisible():
                self.panel.show_recap(recap.count(entries))

    def _filter(self) -> None:
        chosen = (box.chosen() for box in (self.state, self.badge, self.grade))
        wanted = Wanted(self.field.text(), *chosen)
        self._say_empty()
        shown = [row for row in self._rows.values() if wanted.lets(row)]
        self.table.set_rows(shown)
        self.count.set_text(
            _("{shown} of {count} people shown").format(
                shown=number(len(shown)), count=number(len(self._rows))
            )
            if self._rows and self.views.currentWidget() is self.people
            else ""
        )

    def _say_empty(self) -> None:
        if self._visit is None:
            self.table.set_empty(_("No visit chosen"), _("Choose or plan one under Visits."))
        elif not self._rows:
            hint = _("Take the list of the school in under Visits, or add people at check-in.")
            self.table.set_empty(_("Nobody is listed yet"), hint)
        else:
            hint = _("Type less, or choose other filters.")
            self.table.set_empty(_("Nobody matches"), hint, _("Show everyone"))

    def _clear_filters(self) -> None:
        self.field.clear()
        for box in (self.state, self.badge, self.grade):
            box.setCurrentIndex(0)
        self._filter()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tick(self) -> None:
        """Waiting takes longer by the minute."""
        now = self._now()
        for person, row in self._rows.items():
            if row.waited is not None:
                self._rows[person] = make_row(self._entries[person], now, self._devices)
        self._show()

    # -- acting

    def _submit(self) -> None:
        """Enter in the field: open whoever is chosen, or the only one; else choose the first."""
        row = self.table.current_row()
        if row is None and len(self.table.rows()) != 1:
            self.table.move_by(1)
        else:
            self._open(row or self.table.rows()[0])

    def _open(self, row: Row) -> None:
        self.person_wanted.emit(row.person)

    def _take_back(self) -> None:
        """Whoever is chosen, or the only one shown; others keep what was done since."""
        self._filter()  # what is typed may not have been looked at yet
        rows = self.table.rows()
        row = self.table.current_row() or (rows[0] if len(rows) == 1 else None)
        if row:
            self.work.undo(person=row.person)
        else:
            what = _("Choose whose last step is taken back.")
            self.work.say("info", what, _("Up and Down choose; Alt+Z takes it back."))

    def _reprint(self) -> None:
        row = self.table.current_row()
        entry = self._entries.get(row.person) if row else None
        if entry and entry.visitor.number:
            self.tickets.print_ticket(entry)
        else:
            what = _("Choose somebody who has a number.")
            self.work.say("info", what, _("Up and Down choose; F8 prints their ticket."))

    def _toggle_recap(self, shown: bool) -> None:
        self.panel.setVisible(shown)
        if shown:
            self.panel.show_recap(recap.count(self._entries.values()))
        self._fit_columns()

    def _turn(self, to_desks: bool) -> None:
        """Show the desks in place of the people, or the people again."""
        self.views.setCurrentWidget(self.desks if to_desks else self.people)
        self.recap_button.setVisible(not to_desks)
        self._show()
        focus = self.first_focus()
        if focus:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _recaps(self) -> list[recap.Recap]:
        visit = self._visit
        if visit is None:
            return []
        return [recap.of_visit(self._entries.values(), visit, self._devices)]

    def _print(self) -> None:
        recaps = self._recaps()
        self._save(".pdf", lambda path, *_: printing.write_pdf(recap_html.page(recaps), path))

    def _export(self) -> None:
        recaps, today = self._recaps(), date.today()  # noqa: DTZ011 -- the local day
        self._save(".xlsx", lambda path, *_: recap_xlsx.write(recaps, path, today=today))

    def _save(self, ending: str, write: Write) -> None:
        saved = _("The recap was saved: {file}")
        words = Words(_("Save the recap"), _("Writing the recap"), saved)
        save_as(
            self.work, self._choose_save, words, (f"recap-{self.work.visit_id}{ending}",), write
        )

    # -- building

    def _make_parts(self) -> None:
        self.figures = Figures()
        self.field = SearchField(_("Name, number or class"))
        self.state = FilterBox(_("All states"), [(code, word("state", code)) for code in STATES])
        self.badge = FilterBox(_("All badges"), [(code, word("badge", code)) for code in BADGES])
        self.grade = FilterBox(_("All classes"), [])
        self.table: Table[Row] = Table(columns(), lambda row: row.person, _("Queue"))
        self.panel = RecapPanel(may_review=self.work.session.device.role == "office")
        self.panel.hide()
        self.desks = DeskFigures()
        self.people = QWidget()
        self.views = QStackedWidget()
        self.count = ShortLabel("", 13, "muted")
        self.unprinted = PrintLine(self.tickets)
        self.reprint = KeyButton(_("Print ticket"), "F8", "", "print")
        self.undo_button = KeyButton(_("Take back"), "Alt+Z", "", "undo")
        self.desks_button = KeyButton(_("Desks and hours"), "Ctrl+G", "", "report")
        self.desks_button.setCheckable(True)
        self.recap_button = KeyButton(_("Recap"), "Ctrl+R", "", "report")
        self.recap_button.setCheckable(True)
        self.print_button = KeyButton(_("Print recap"), "Ctrl+P", "", "print")
        self.excel_button = KeyButton(_("Recap as Excel"), "Ctrl+S", "", "document")
        self._timer = QTimer(self, interval=TICK_MS)

    def _lay_out(self) -> None:
        gap = theme.px(8)
        filters = QHBoxLayout()
        filters.setSpacing(gap)
        filters.addWidget(self.field, 3)
        for box in (self.state, self.badge, self.grade):
            filters.addWidget(box, 2)
        filters.addWidget(self.undo_button)
        people = QHBoxLayout()
        people.setSpacing(theme.px(12))
        people.addWidget(self.table, 1)
        people.addWidget(self.panel)
        inside = QVBoxLayout(self.people)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(12))
        inside.addLayout(filters)
        inside.addLayout(people, 1)
        for view in (self.people, self.desks):
            self.views.addWidget(view)
        actions = QHBoxLayout()
        actions.setSpacing(gap)
        actions.addWidget(self.count, 1)
        shown = (self.desks_button, self.recap_button, self.print_button, self.excel_button)
        for button in (self.undo_button, self.reprint, *shown):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for button in (self.reprint, *shown):
            actions.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        column.setSpacing(theme.px(12))
        column.addWidget(self.unprinted)
        column.addWidget(self.figures)
        column.addWidget(self.views, 1)
        column.addLayout(actions)

    def _connect(self) -> None:
        self.field.typed.connect(self._filter)
        self.field.submitted.connect(self._submit)
        self.field.moved.connect(self.table.move_by)
        for box in (self.state, self.badge, self.grade):
            box.currentIndexChanged.connect(self._filter)
        self.table.activated_row.connect(self._open)
        self.table.empty_acted.connect(self._clear_filters)
        self.desks_button.toggled.connect(self._turn)
        self.recap_button.toggled.connect(self._toggle_recap)
        self.panel.review_wanted.connect(lambda: self.review_wanted.emit(self.work.visit_id))
        self.undo_button.clicked.connect(self._take_back)
        self.reprint.clicked.connect(self._reprint)
        self.print_button.clicked.connect(self._print)
        self.excel_button.clicked.connect(self._export)
        self._timer.timeout.connect(self._tick)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self.field.setFocus)
        catch_keys(self, self.field)

    def showEvent(self, event: QShowEvent) -> None:
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.figures.fit(self.width() - theme.px(40), self.height())
        self.count.setVisible(self.width() >= theme.px(_NARROW))
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Columns give way before the names do."""
        room = self.width() - theme.px(40)
        if not self.panel.isHidden():
            room -= theme.px(WIDTH + 12)
        for place, column in enumerate(columns()):
            self.table.setColumnHidden(place, room < theme.px(GIVE_WAY.get(column.key, 0)))
