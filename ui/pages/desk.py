"""The desk: call the next, serve them, finish with one key."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp import queue
from fieldapp.domain.people import NEEDS_REASON, Turn
from fieldapp.store import queries
from fieldapp.store.tables import Entry
from fieldapp.texts import _, ngettext, number
from fieldapp.wording import word
from ui import theme
from ui.pages.desk_actions import Actions, Reasons
from ui.pages.page import Page
from ui.pages.parts_panel import PartsPanel
from ui.pages.served import Served
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Changes, Work

STATIONS = 9
_NEXT_SHOWN = 5


class Desk(Page):
    """One desk of this laptop: who is next, who is served, and what came of it."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.entry: Entry | None = None
        self.service = QComboBox()
        self.station = QComboBox()
        for count in range(1, STATIONS + 1):
            self.station.addItem(_("Desk {number}").format(number=count), str(count))
        self.waiting: Table[Entry] = Table(
            _columns(), lambda entry: entry.visitor.person, _("Who is next")
        )
        self.left_title = section_title(_("Next"))
        self.next = KeyButton(_("Call the next"), "Space", "primary", "called")
        self.served = Served()
        self.parts = PartsPanel()
        self.steps = Actions()
        self.reasons = Reasons()
        self.below = QStackedWidget()
        self.empty = EmptyState()
        self.centre = QStackedWidget()
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        """The page itself: single keys act."""
        return self

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 -- the desk is small
        """Show who is served and who is next."""
        visit = self.work.visit
        self._show_services(visit.plan.services if visit else ())
        waiting = queries.waiting(self.work.session.db, self.work.visit_id, self._service())
        self.waiting.set_rows(waiting[:_NEXT_SHOWN])
        text = ngettext("{count} waiting", "{count} waiting", len(waiting))
        self.left_title.setText(text.format(count=number(len(waiting))))
        self.entry = self._mine()
        self.next.setEnabled(self.entry is None and bool(waiting))
        self._show_entry(bool(waiting))

    # -- who is here

    def _service(self) -> str:
        return str(self.service.currentData() or "")

    def _station(self) -> str:
        return str(self.station.currentData())

    def _turn(self) -> Turn | None:
        turns = self.entry.visitor.turns if self.entry else ()
        return next((turn for turn in turns if turn.service == self._service()), None)

    def _mine(self) -> Entry | None:
        """Whom this desk has called or serves; also after a restart."""
        found = queries.in_state(self.work.session.db, self.work.visit_id, ("called", "serving"))
        names = queue.own_names(self.work.session, self.work.visit_id)
        own = (self._station(), self._service())
        for entry in found:
            for turn in entry.visitor.turns:
                here = turn.device in names and own == (turn.station, turn.service)
                if here and turn.state in ("called", "serving"):
                    return entry
        return None

    def _show_services(self, services: tuple[str, ...]) -> None:
        if services == tuple(self.service.itemData(n) for n in range(self.service.count())):
            return
        self.service.blockSignals(True)
        self.service.clear()
        for service in services:
            self.service.addItem(word("service", service), service)
        self.service.blockSignals(False)

    def _show_entry(self, anybody: bool) -> None:
        turn = self._turn()
        if self.entry is None or turn is None:
            self._show_empty(anybody)
            return
        self.served.show_entry(self.entry, turn)
        self.steps.show_state(self._service(), turn.state, tuple(self._others()))
        recording = self._service() == "recording"
        asking = self.below.currentWidget() is self.reasons  # whose keys are those of the parts
        self.parts.setVisible(recording and turn.state == "serving" and not asking)
        self.centre.setCurrentWidget(self.busy)

    def _others(self) -> list[str]:
        """The services that this turn could be moved to."""
        visit = self.work.visit
        has = {turn.service for turn in self.entry.visitor.turns} if self.entry else set()
        return [s for s in (visit.plan.services if visit else ()) if s not in has]

    def _show_empty(self, anybody: bool) -> None:
        if self.work.visit is None:
            self.empty.set(_("No visit chosen"), _("Choose or plan one under Visits (Ctrl+1)."))
        elif anybody:
            self.empty.set(_("This desk is free"), _("Space calls the next."))
        else:
            self.empty.set(_("Nobody waits"), _("Whoever checks in for this service appears here."))
        self.below.setCurrentWidget(self.steps)
        self.parts.clear()
        self.centre.setCurrentWidget(self.empty)

    # -- acting

    def _act(self, verb: str) -> None:
        if self.entry is None:
            return
        session, visit, person = self.work.session, self.work.visit_id, self.entry.visitor.person
        service, station = self._service(), self._station()
        match verb:
            case "recall":
                self._do(lambda: queue.call(session, visit, service, person, station))
            case "start":
                self._do(lambda: queue.start(session, visit, person, service, station))
            case "no_show":
                self._do(lambda: queue.no_show(session, visit, person, service))
            case "requeue":
                self._do(lambda: queue.requeue(session, visit, person, service))
            case "move":
                others = self._others()
                if others:
                    self._do(lambda: queue.move(session, visit, person, service, others[0]))
            case outcome:
                self._finish(outcome)

    def _do(self, verb: object) -> Entry | None:
        assert callable(verb)  # noqa: S101 -- narrows the type
        done: Entry | None = self.work.do(verb)
        return done

    def _call_next(self) -> None:
        session, visit = self.work.session, self.work.visit_id
        self._do(lambda: queue.call(session, visit, self._service(), None, self._station()))

    def _finish(self, outcome: str, reason: str = "") -> None:
        if outcome in NEEDS_REASON and not reason:
            self.reasons.ask(self._service(), outcome)
            self.parts.hide()  # its keys name the reasons now
            self.below.setCurrentWidget(self.reasons)
            return
        if self.entry is None:
            return
        entry, service, station = self.entry, self._service(), self._station()
        normal = outcome == "recorded"
        missing = self.parts.missing() if normal and service == "recording" else {}
        done = self._do(
            lambda: queue.finish(
                self.work.session, self.work.visit_id, entry.visitor.person, service, outcome,
                reason=reason, missing=missing, station=station,
            )
        )  # fmt: skip
        if done:
            self.parts.clear()
            self.below.setCurrentWidget(self.steps)
            what = f"{entry.visitor.number} · {word('outcome', outcome)}"
            self.work.say("ok", what, _("Ctrl+Z takes it back."))

    # -- the page

    def _connect(self) -> None:
        self.next.clicked.connect(self._call_next)
        self.steps.wanted.connect(self._act)
        self.reasons.chosen.connect(self._finish)
        self.reasons.left.connect(self._leave_reasons)
        for combo in (self.service, self.station):
            combo.currentIndexChanged.connect(lambda _index: self._other_desk())

    def _leave_reasons(self) -> None:
        self.below.setCurrentWidget(self.steps)
        self.refresh(Changes())

    def _other_desk(self) -> None:
        self.parts.clear()
        self.refresh(Changes())
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.service.setAccessibleName(_("Service"))
        self.station.setAccessibleName(_("Desk"))
        self.below.addWidget(self.steps)
        self.below.addWidget(self.reasons)
        self.busy = QWidget()
        column = QVBoxLayout(self.busy)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(16))
        column.addWidget(self.served)
        column.addWidget(self.parts)
        column.addStretch()
        column.addWidget(self.below)
        self.centre.addWidget(self.empty)
        self.centre.addWidget(self.busy)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        row.setSpacing(theme.px(24))
        row.addLayout(self._left())
        row.addWidget(self.centre, 1)

    def _left(self) -> QVBoxLayout:
        chosen = QHBoxLayout()
        chosen.addWidget(self.service, 1)
        chosen.addWidget(self.station, 1)
        self.waiting.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.waiting.horizontalHeader().hide()
        self.waiting.setFixedHeight(theme.px(32) * _NEXT_SHOWN + theme.px(6))
        left = QVBoxLayout()
        left.setSpacing(theme.px(12))
        left.addLayout(chosen)
        left.addWidget(self.left_title)
        left.addWidget(self.waiting)
        left.addWidget(self.next)
        left.addStretch()
        holder = QWidget()
        holder.setFixedWidth(theme.px(320))
        holder.setLayout(left)
        outer = QVBoxLayout()
        outer.addWidget(holder)
        return outer


def _columns() -> list[Column[Entry]]:
    return [
        Column("number", "", lambda entry: entry.visitor.number, width=80),
        Column("name", "", lambda entry: entry.visitor.fields.get("name", ""), stretch=True),
    ]
