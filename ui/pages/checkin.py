"""Check-in: one field to search and scan, the pupil's card, the number."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import codes, people, queue
from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.domain.periods import parse_date
from fieldapp.errors import KnownError
from fieldapp.store import queries, search
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from ui import theme
from ui.pages.checkin_rows import columns, walk_in_values
from ui.pages.group import GroupPanel
from ui.pages.page import Page
from ui.pages.person_card import KEYS, PersonCard
from ui.pages.person_form import PersonForm
from ui.pages.print_line import PrintLine
from ui.pages.priority_key import PriorityKey
from ui.tickets import Tickets
from ui.widgets.catch_keys import catch_keys
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import rule
from ui.widgets.keys import KeyButton
from ui.widgets.search_field import SearchField
from ui.widgets.stack import Stack
from ui.widgets.table import Table
from ui.work import Changes, Work

MOST_RESULTS = 30
_ROWS_SHOWN = 4
_LOOK_TWICE = frozenset({"nik_mismatch", "listed_twice"})


class CheckIn(Page):
    """The field always has the keyboard; one clear match and Enter is enough."""

    def __init__(
        self, work: Work, tickets: Tickets | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(work, parent)
        self.tickets = tickets or Tickets(work)
        self.unprinted = PrintLine(self.tickets)
        self.reprint = KeyButton(_("Print ticket"), "F8", "quiet", "print")
        self.field = SearchField(_("Search name, NIK, NISN or number, or scan"))
        self.results: Table[Entry] = Table(
            columns(), lambda entry: entry.visitor.person, _("People found")
        )
        self.card = PersonCard()
        self.found = QWidget()
        self.form = PersonForm()
        self.group = GroupPanel(work, self.tickets)
        self.empty = EmptyState()
        self.below = Stack()
        self.add = KeyButton(_("Not on the list"), "F6", "quiet", "person_add")
        self.whole_class = KeyButton(_("Whole class"), "Ctrl+G", "quiet", "here")
        self.priority = PriorityKey(work)
        self.correct = KeyButton(_("Correct"), "Ctrl+E", "quiet", "check_data")
        self._asked = ""
        self._confirming = ""
        self._editing = ""  # whose data the form holds; empty for somebody new
        self._sure: dict[str, str] = {}  # the values that were said to be somebody else's
        self._lay_out()
        self._connect()
        self._show_empty()

    def first_focus(self) -> QWidget | None:
        """The field."""
        if self._group_open():
            return self.group.table
        return self.form.fields["name"].control if self._form_open() else self.field

    def refresh(self, changes: Changes) -> None:
        """Look the people found up again, where one of them was changed."""
        visit = self.work.visit
        self.field.setEnabled(visit is not None)
        self.unprinted.refresh()
        self.whole_class.setEnabled(visit is not None)
        if self._group_open():
            self.group.refresh()
            return
        if changes.persons is None:
            self._asked = "\n"  # whatever is asked is to be looked up again
            self._search(self.field.text().strip())
        elif shown := changes.persons & {e.visitor.person for e in self.results.rows()}:
            self._put([e for row in self.results.rows() if (e := self._again(row, shown))])
            self._show_current()

    def show_person(self, person: str) -> None:
        """Show somebody who was chosen on another page."""
        found = queries.entry(self.work.session.db, self.work.visit_id, person)
        if found:
            self.field.setText(found.visitor.fields.get("name", ""))
            self.field.selectAll()
            self._asked = self.field.text()
            self._show([found])
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keeps_scans(self) -> bool:
        """The field takes them, and Enter gives the number."""
        return True

    def show_found(self, found: codes.Found) -> None:
        """Show whom a code means that was scanned on another page."""
        if self._form_open():
            what = _("Somebody's data are being typed here.")
            self.work.say("wait", what, _("Save them first, or leave with Esc; then scan again."))
            return
        self._leave_group()
        self.field.setText(found.code.text)
        self.field.conceal()
        self.field.selectAll()
        self._asked = self.field.text()
        self._show(list(found.entries))
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- searching

    def _typed(self, text: str) -> None:
        """Somebody else is asked for: what was said of the one before goes away."""
        if text != self._asked:
            self.work.hush()
        self._search(text)

    def _search(self, text: str) -> None:
        if text == self._asked:
            return
        self._asked = text
        self._confirming = ""
        self._show(self._find(text) if text else [])

    def _find(self, text: str) -> list[Entry]:
        """Whom a code means, and who is like what was typed."""
        visit, db = self.work.visit, self.work.session.db
        if visit is None:
            return []
        coded = codes.people(db, visit.visit, visit.plan.date, text)
        if coded.code.kinds == ("number",):
            return list(coded.entries)
        alike = search.find(db, text, visit.visit, MOST_RESULTS)
        every = {entry.visitor.person: entry for entry in (*coded.entries, *alike)}
        return list(every.values())[:MOST_RESULTS]

    def _show(self, found: list[Entry]) -> None:
        self._put(found, found[0].visitor.person if found else "")
        if not self._form_open():
            self._show_current()

    def _put(self, found: list[Entry], chosen: str = "") -> None:
        """Fill the table; the caller shows who is chosen, once for all steps of it."""
        before = self.results.current_row()
        with QSignalBlocker(self.results):
            self.results.set_rows(found)
            self.results.choose(chosen)
        if self.results.current_row() != before:
            self._confirming = ""

    def _again(self, entry: Entry, changed: frozenset[str]) -> Entry | None:
        who, db = entry.visitor, self.work.session.db
        return queries.entry(db, who.visit, who.person) if who.person in changed else entry

    def _show_current(self) -> None:
        entry = self.results.current_row()
        self.correct.setEnabled(entry is not None)
        self.priority.show_entry(entry)
        self.reprint.setVisible(bool(entry and entry.visitor.number and self.tickets.how.tickets))
        if entry is None or self.work.visit is None:
            self._show_empty()
            return
        self.card.show_entry(
            entry,
            self.work.visit.plan.services,
            hint=self._hint(entry),
            where=queue.where(self.work.session, entry),
        )
        self.below.setCurrentWidget(self.found)

    def _hint(self, entry: Entry) -> str:
        if entry.visitor.number:
            return _("Here already. Type or scan the next.")
        if self._is_plain(entry) or self._confirming == entry.visitor.person:
            return _("Enter: give the number")
        return _("Look at the reasons. Enter, and Enter again: give the number")

    def _is_plain(self, entry: Entry) -> bool:
        """Whether one Enter is enough: the only match, and nothing to look at twice."""
        judged = entry.assessment
        clear = judged.badge in MAY_RECORD and not _LOOK_TWICE & set(judged.chips)
        return clear and len(self.results.rows()) == 1

    # -- acting

    def _submit(self, _text: str = "") -> None:
        entry = self.results.current_row()
        if entry is None and not self._form_open():
            self._say_nobody()
        if entry is None or self._form_open():
            return
        person = entry.visitor.person
        if entry.visitor.number:
            error = queue.already_here(self.work.session, entry)
            self.work.say("info", error.what, error.todo)
        elif self._is_plain(entry) or self._confirming == person:
            self._check_in(entry)
        else:
            self._confirming = person
            self.card.set_hint(self._hint(entry))

    def _say_nobody(self) -> None:
        """Say what was read, where a code means nobody."""
        code, visit = codes.recognise(self.field.text()), self.work.visit
        if visit is not None and any(sign.isdigit() for sign in code.text):
            error = codes.nobody(code, visit.plan.date)
            self.work.say("wait", error.what, error.todo)

    def _check_in(self, entry: Entry) -> None:
        session, visit = self.work.session, self.work.visit_id
        person = entry.visitor.person
        services, documents = self.card.chosen("service"), self.card.chosen("document")
        self._confirming = ""
        ticket = self.tickets.how.tickets
        came = self.work.do(
            lambda: queue.check_in(
                session, visit, person, services=services, documents=documents, ticket=ticket
            ),
            person,
        )
        if came and ticket:
            self.tickets.print_ticket(came)

    def _reprint(self) -> None:
        entry = self.results.current_row()
        if entry:
            self.tickets.print_ticket(entry)

    def _ticked(self, group: str, name: str, on: bool) -> None:
        """After check-in, a tick adds the paper or service at once."""
        entry = self.results.current_row()
        if entry is None or not entry.visitor.number or not on:
            return
        session, visit, person = self.work.session, self.work.visit_id, entry.visitor.person
        services = (name,) if group == "service" else None
        documents = (name,) if group == "document" else ()
        self.work.do(
            lambda: queue.check_in(session, visit, person, services=services, documents=documents),
            person,
        )

    # -- a whole class

    def _begin_group(self) -> None:
        entry = self.results.current_row()
        self.work.hush()
        self.below.setCurrentWidget(self.group)
        self.group.begin(entry.visitor.fields.get("class", "") if entry else "")

    def _leave_group(self) -> None:
        """Back to the field, also by typing: Enter is meant for whoever is typed or scanned."""
        if not self._group_open():
            return
        self.below.setCurrentWidget(self.found)
        self._asked = "\n"
        self._search(self.field.text().strip())
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _group_open(self) -> bool:
        return self.below.currentWidget() is self.group

    # -- the form

    def _begin_walk_in(self) -> None:
        if self.work.visit is None:
            return
        values = walk_in_values(self.field.text().strip())
        self._open_form(_("Somebody who is on no list"), "", values)

    def _begin_correction(self) -> None:
        entry = self.results.current_row()
        if entry:
            fields = dict(entry.visitor.fields)
            born = parse_date(fields.get("birth_date", ""))
            if born:
                fields["birth_date"] = f"{born:%d-%m-%Y}"
            title = _("Correct the data of {name}").format(name=fields.get("name", ""))
            self._open_form(title, entry.visitor.person, fields)

    def _open_form(self, title: str, person: str, values: dict[str, str]) -> None:
        self._editing = person
        self._sure = {}
        self.below.setCurrentWidget(self.form)
        self.form.begin(title, values)

    def _save(self, values: dict[str, str]) -> None:
        """Save what was typed; a refusal keeps it."""
        session, visit = self.work.session, self.work.visit_id
        try:
            if self._editing:
                entry = people.correct(session, visit, self._editing, values)
            else:
                sure = self._sure == values
                with session.writing():  # one action: nobody is listed without a number
                    entry = people.walk_in(session, visit, values, although_alike=sure)
                    ticket = self.tickets.how.tickets
                    entry = queue.check_in(session, visit, entry.visitor.person, ticket=ticket)
        except people.Resembles as error:
            self._sure = values
            todo = _("Esc and search for them; or Enter again: this is somebody else.")
            self.form.refuse(KnownError(error.what, todo))
            return
        except KnownError as error:
            self.form.refuse(error)
            return
        self._leave_form()
        if entry.visitor.ticket == "pending":
            self.tickets.print_ticket(entry)
        self.field.setText(entry.visitor.fields.get("name", ""))
        self.work.changed.emit(Changes(frozenset({entry.visitor.person})))
        self.show_person(entry.visitor.person)

    def _leave_form(self) -> None:
        self.below.setCurrentWidget(self.found)
        self._show_current()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _form_open(self) -> bool:
        return self.below.currentWidget() is self.form

    # -- the page

    def _show_empty(self) -> None:
        if self.work.visit is None:
            self.empty.set(_("No visit chosen"), _("Choose or plan one under Visits (Ctrl+1)."))
        elif self.field.text().strip():
            self.empty.set(
                _("Nobody found"),
                _("Try another spelling or the NISN. F6 adds somebody who is on no list."),
            )
        else:
            self.empty.set(
                _("Who is there?"),
                _("Type a few letters of the name, or scan the student card or KK."),
            )
        self.below.setCurrentWidget(self.empty)

    def _connect(self) -> None:
        self.field.typed.connect(self._typed)
        self.field.textChanged.connect(lambda _text: self._leave_group())
        self.field.submitted.connect(self._submit)
        self.field.moved.connect(self.results.move_by)
        self.results.activated_row.connect(lambda _row: self._submit())
        self.results.current_changed.connect(self._current_changed)
        self.card.ticked.connect(self._ticked)
        self.form.sent.connect(self._save)
        self.form.left.connect(self._leave_form)
        self.whole_class.clicked.connect(self._begin_group)
        self.reprint.clicked.connect(self._reprint)
        self.group.left.connect(self._leave_group)
        self.add.clicked.connect(self._begin_walk_in)
        self.correct.clicked.connect(self._begin_correction)
        for name in ("kk", "recording", "ikd"):
            shortcut = QShortcut(QKeySequence(KEYS[name]), self)
            shortcut.activated.connect(lambda name=name: self.card.toggle(name))
        catch_keys(self, self.field)

    def _current_changed(self, _entry: object) -> None:
        self._confirming = ""
        if not self._form_open():
            self._show_current()

    def _lay_out(self) -> None:
        found = QVBoxLayout(self.found)
        found.setContentsMargins(0, 0, 0, 0)
        found.setSpacing(theme.px(8))
        found.addWidget(self.results)
        found.addWidget(rule())
        found.addWidget(self.card, 1)
        for part in (self.empty, self.found, self.form, self.group):
            self.below.addWidget(part)
        self.results.setFixedHeight(theme.px(32) * (_ROWS_SHOWN + 1) + theme.px(6))
        self.results.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for button in (self.add, self.correct, self.whole_class, self.priority, self.reprint):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.field, 1)
        self.priority.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.card.right.addWidget(self.priority, 0, Qt.AlignmentFlag.AlignRight)
        self.card.right.addWidget(self.reprint, 0, Qt.AlignmentFlag.AlignRight)
        top.addWidget(self.correct)
        top.addWidget(self.whole_class)
        top.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(8))
        column.setSpacing(theme.px(10))
        column.addLayout(top)
        column.addWidget(self.unprinted)
        column.addWidget(self.below, 1)
