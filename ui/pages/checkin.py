"""Check-in: one field to search and scan, the pupil's card, the number."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp import codes, evidence, queue
from fieldapp.store import queries
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from ui import theme
from ui.camera import Camera
from ui.cues import Cues
from ui.pages.checkin_rows import empty_words, find, is_clear, say_nobody
from ui.pages.code_camera import CodeCamera
from ui.pages.evidence_panel import EvidencePanel
from ui.pages.found_panel import FoundPanel
from ui.pages.group import GroupPanel
from ui.pages.page import Page
from ui.pages.person_card import KEYS
from ui.pages.person_entry import PersonEntry
from ui.pages.print_line import PrintLine
from ui.pages.priority_key import PriorityKey
from ui.tickets import Tickets
from ui.widgets.catch_keys import catch_keys
from ui.widgets.empty_state import EmptyState
from ui.widgets.keys import KeyButton
from ui.widgets.search_field import SearchField
from ui.widgets.stack import Stack
from ui.work import Changes, Work


class CheckIn(Page):
    """The field always has the keyboard; one clear match and Enter is enough."""

    def __init__(
        self,
        work: Work,
        tickets: Tickets | None = None,
        camera: Camera | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, parent)
        self.tickets = tickets or Tickets(work)
        camera = camera or Camera(parent=self)
        self.cues = Cues(work)
        self.eye = CodeCamera(work, camera, parent=self)
        self.evidence = EvidencePanel(work, camera)
        self.pictures = KeyButton(_("Photo"), "Ctrl+P", "quiet", "camera")
        self.unprinted = PrintLine(self.tickets)
        self.reprint = KeyButton(_("Print ticket"), "F8", "quiet", "print")
        self.field = SearchField(_("Search name, NIK, NISN or number, or scan"))
        self.form = PersonEntry(work, self.tickets)
        self.group = GroupPanel(work, self.tickets)
        self.empty = EmptyState()
        self.below = Stack()
        self.add = KeyButton(_("Not on the list"), "F6", "quiet", "person_add")
        self.whole_class = KeyButton(_("Whole class"), "Ctrl+G", "quiet", "here")
        self.priority = PriorityKey(work)
        self.found = FoundPanel((self.priority, self.reprint, self.pictures))
        self.results, self.card = self.found.results, self.found.card
        self.correct = KeyButton(_("Correct"), "Ctrl+E", "quiet", "check_data")
        self._asked = ""
        self._confirming = ""
        self._lay_out()
        self._connect()
        self._show_empty()

    def first_focus(self) -> QWidget | None:
        """The field."""
        if self._group_open():
            return self.group.table
        if self._evidence_open():
            return self.evidence
        return self.form.fields["name"].control if self._form_open() else self.field

    def refresh(self, changes: Changes) -> None:
        """Look the people found up again, where one of them was changed."""
        visit = self.work.visit
        self.field.setEnabled(visit is not None)
        self.field.settle()
        self.unprinted.refresh()
        self.whole_class.setEnabled(visit is not None)
        self.pictures.setVisible(bool(evidence.wanted(visit)))
        if self._group_open():
            self.group.refresh()
            return
        if self._evidence_open():
            self.evidence.refresh()
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
            self._asked = self.field.text()
            self._show([found])
            self._to_field()

    def keeps_scans(self) -> bool:
        """The field takes them, and Enter gives the number."""
        return True

    def show_found(self, found: codes.Found) -> None:
        """Show whom a code means that was scanned on another page."""
        if self._form_open():
            what = _("Somebody's data are being typed here.")
            self.work.say("wait", what, _("Save them first, or leave with Esc; then scan again."))
            return
        self._leave_panel()
        self.field.setText(found.code.text)
        self.field.conceal()
        self._asked = self.field.text()
        self._show(list(found.entries))
        self._to_field()

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
        self._show(find(self.work, text) if text else [])

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
        if self._evidence_open():
            return
        entry = self.results.current_row()
        self.correct.setEnabled(entry is not None)
        self.pictures.setEnabled(bool(entry and entry.visitor.number))
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
        return _("See why. Enter, then Enter again: give the number")

    def _is_plain(self, entry: Entry) -> bool:
        """Whether one Enter is enough: the only match, and nothing to look at twice."""
        return is_clear(entry) and len(self.results.rows()) == 1

    # -- acting

    def _submit(self, _text: str = "") -> None:
        entry = self.results.current_row()
        if self._form_open():
            return
        if entry is None:
            self.cues.play("unknown")
            say_nobody(self.work, self.field.text())
        elif entry.visitor.number:
            self.cues.play("look")
            error = queue.already_here(self.work.session, entry)
            self.work.say("info", error.what, error.todo)
        elif self._is_plain(entry) or self._confirming == entry.visitor.person:
            self._check_in(entry)
        else:
            self.cues.play("look")
            self._confirming = entry.visitor.person
            self.card.set_hint(self._hint(entry))

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
        if came:
            self.cues.play("given")
            self._offer_evidence(came)

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

    def _leave_panel(self) -> None:
        """Back to the field, also by typing: Enter is meant for whoever is typed or scanned."""
        if not (self._group_open() or self._evidence_open()):
            return
        if self._evidence_open():
            self.evidence.leave()
        self.below.setCurrentWidget(self.found)
        self._asked = "\n"
        self._search(self.field.text().strip())
        if not self.field.hasFocus():  # it has, where somebody types
            self._to_field()

    # -- photo and signature, codes before the camera

    def _offer_evidence(self, entry: Entry) -> None:
        """Right after the number, where the visit wants it."""
        if evidence.missing(entry, evidence.wanted(self.work.visit)):
            self._open_evidence(entry)

    def _open_evidence(self, entry: Entry | None) -> None:
        if entry and entry.visitor.number:
            self.below.setCurrentWidget(self.evidence)
            self.evidence.begin(entry)

    def _evidence_open(self) -> bool:
        return self.below.currentWidget() is self.evidence

    def _show_eye(self) -> None:
        searching = self.below.currentWidget() in (self.found, self.empty)
        self.eye.fit(self.below, self.found, wanted=searching)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_eye()  # the equipment may have been set up otherwise

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_eye()

    def _seen(self, text: str) -> None:
        """A code before the camera is as if it was scanned."""
        self.field.setText(text)
        self._typed(text)
        self.field.conceal()
        self.field.selectAll()
        self._submit()

    def finish(self) -> None:
        """Wait for the camera."""
        self.eye.finish()

    def _group_open(self) -> bool:
        return self.below.currentWidget() is self.group

    # -- the form

    def _begin_walk_in(self) -> None:
        if self.work.visit is not None:
            self.below.setCurrentWidget(self.form)
            self.form.begin_walk_in(self.field.text().strip())

    def _begin_correction(self) -> None:
        entry = self.results.current_row()
        if entry:
            self.below.setCurrentWidget(self.form)
            self.form.begin_correction(entry)

    def _saved(self, entry: Entry) -> None:
        self._leave_form()
        if entry.visitor.ticket == "pending":
            self.tickets.print_ticket(entry)
        self.field.setText(entry.visitor.fields.get("name", ""))
        self.work.changed.emit(Changes(frozenset({entry.visitor.person})))
        self.show_person(entry.visitor.person)
        self._offer_evidence(entry)

    def _leave_form(self) -> None:
        self.below.setCurrentWidget(self.found)
        self._show_current()
        self._to_field()

    def _to_field(self) -> None:
        """The field has the keyboard; what is typed next replaces what stands there."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _form_open(self) -> bool:
        return self.below.currentWidget() is self.form

    # -- the page

    def _show_empty(self) -> None:
        self.empty.set(*empty_words(self.work, self.field.text().strip()))
        self.below.setCurrentWidget(self.empty)

    def _connect(self) -> None:
        self.field.typed.connect(self._typed)
        self.field.textChanged.connect(lambda _text: self._leave_panel())
        self.field.submitted.connect(self._submit)
        self.field.moved.connect(self.results.move_by)
        self.results.activated_row.connect(lambda _row: self._submit())
        self.results.current_changed.connect(self._current_changed)
        self.card.ticked.connect(self._ticked)
        self.form.saved.connect(self._saved)
        self.form.left.connect(self._leave_form)
        self.whole_class.clicked.connect(self._begin_group)
        self.reprint.clicked.connect(self._reprint)
        self.group.left.connect(self._leave_panel)
        self.evidence.left.connect(self._leave_panel)
        self.pictures.clicked.connect(lambda: self._open_evidence(self.results.current_row()))
        self.eye.scanned.connect(self._seen)
        self.eye.turned.connect(self._show_eye)
        self.eye.listen(self)
        self.below.currentChanged.connect(lambda _place: self._show_eye())
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
        for part in (self.empty, self.found, self.form, self.group, self.evidence):
            self.below.addWidget(part)
        for button in (
            self.add, self.correct, self.whole_class, self.priority, self.reprint, self.pictures,
        ):  # fmt: skip
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.field, 1)
        top.addWidget(self.correct)
        top.addWidget(self.whole_class)
        top.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(8))
        column.setSpacing(theme.px(10))
        column.addLayout(top)
        column.addWidget(self.unprinted)
        column.addWidget(self.below, 1)
