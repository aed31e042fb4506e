"""The desk: call the next, serve them, finish with one key."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp import codes, desks, queue
from fieldapp.domain.people import NEEDS_REASON, Turn
from fieldapp.store import queries
from fieldapp.store.tables import Entry
from fieldapp.texts import _, ngettext, number
from fieldapp.wording import word
from ui import theme
from ui.pages.desk_actions import Actions, Reasons
from ui.pages.desk_rows import Waiting, nobody_here, turns_told
from ui.pages.page import Page
from ui.pages.parts_panel import PartsPanel
from ui.pages.print_line import PrintLine
from ui.pages.served import Served
from ui.tickets import Tickets
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.work import Changes, Work

_NEXT_SHOWN = 5


class Desk(Page):
    """One desk of this laptop: who is next, who is served, and what came of it."""

    def __init__(
        self, work: Work, tickets: Tickets | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(work, parent)
        self.tickets = tickets or Tickets(work)
        self.unprinted = PrintLine(self.tickets, slips=True)
        self.entry: Entry | None = None
        self._served_for = ""  # the service of the turn in hand
        self._ready: dict[str, str] = {}  # for which service each of those shown is called
        self._held: Entry | None = None
        self.service = QComboBox()
        self.station = QComboBox()
        for count in range(1, desks.MOST + 1):
            self.station.addItem(_("Desk {number}").format(number=count), str(count))
        self.waiting = Waiting()
        self.left_title = section_title(_("Next"))
        self.next = KeyButton(_("Call the next"), "Space", "primary", "called")
        self.from_hold = KeyButton("", "R", "", "held")
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
        asked = (self.work.session.db, self.work.visit_id, self._services(), self._station())
        ready = queries.ready(*asked, _NEXT_SHOWN)
        self._ready = {entry.visitor.person: service for entry, service in ready}
        self.waiting.set_rows([entry for entry, _service in ready])
        waiting = queries.ready_count(*asked)
        text = ngettext("{count} waiting", "{count} waiting", waiting)
        self.left_title.setText(text.format(count=number(waiting)))
        self.entry, self._served_for = self._mine()
        self._show_held()
        self.next.setEnabled(self.entry is None and bool(waiting))
        self._show_entry(bool(waiting))

    # -- who is here

    def _services(self) -> tuple[str, ...]:
        """What this desk serves."""
        return tuple(self.service.currentData() or ())

    def _service(self) -> str:
        """What it serves now."""
        return self._served_for or next(iter(self._services()), "")

    def _station(self) -> str:
        return str(self.station.currentData())

    def _turn(self) -> Turn | None:
        turns = self.entry.visitor.turns if self.entry else ()
        return next((turn for turn in turns if turn.service == self._service()), None)

    def _mine(self) -> tuple[Entry | None, str]:
        """Whom this desk has called or serves, and for what; also after a restart."""
        found = queries.in_state(self.work.session.db, self.work.visit_id, ("called", "serving"))
        names = queue.own_names(self.work.session, self.work.visit_id)
        for entry in found:
            for turn in entry.visitor.turns:
                own = turn.device in names and turn.station == self._station()
                here = own and turn.service in self._services()
                if here and turn.state in ("called", "serving"):
                    return entry, turn.service
        return None, ""

    def _show_held(self) -> None:
        """Offer to call whoever is on hold for longest, while the desk is free."""
        found = queries.in_state(self.work.session.db, self.work.visit_id, ("held",))
        held = [
            (turn.waiting, entry)
            for entry in found
            for turn in entry.visitor.turns
            if turn.state == "held" and turn.service in self._services()
        ]
        self._held = min(held, key=lambda one: one[0])[1] if held else None
        self.from_hold.setVisible(self._held is not None)
        self.from_hold.setEnabled(self.entry is None)
        if self._held:
            text = ngettext(
                "Call {number} from hold", "Call {number} from hold ({count})", len(held)
            )
            shown = text.format(number=self._held.visitor.number, count=number(len(held)))
            self.from_hold.setText(shown)

    def _show_services(self, services: tuple[str, ...]) -> None:
        offered = desks.choices(services)
        if offered == [self.service.itemData(n) for n in range(self.service.count())]:
            return
        self.service.blockSignals(True)
        self.station.blockSignals(True)
        self.service.clear()
        for choice in offered:
            self.service.addItem(" + ".join(word("service", one) for one in choice), choice)
        self.station.setCurrentIndex(max(0, self.station.findData(desks.last(self.work.session))))
        self._choose_services()
        self.station.blockSignals(False)
        self.service.blockSignals(False)

    def _choose_services(self) -> None:
        """Show what the desk in hand was set to serve."""
        visit = self.work.visit
        kept = desks.desk(self.work.session, self._station(), visit.plan.services if visit else ())
        places = (n for n in range(self.service.count()))
        self.service.setCurrentIndex(
            next((n for n in places if self.service.itemData(n) == kept.services), 0)
        )

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
        self.empty.set(*nobody_here(self.work, self._services(), anybody=anybody))
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
            case "hold":
                self._do(lambda: queue.hold(session, visit, person, service))
            case "send_to":
                self._ask_desk()
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
        services, station = self._services(), self._station()
        chosen = self.waiting.current_row()
        if chosen is None:
            self._do(lambda: queue.call_next(session, visit, services, station))
            return
        person = chosen.visitor.person
        service = self._ready[person]
        if self._do(lambda: queue.call(session, visit, service, person, station)):
            self.waiting.choose_nobody()

    def _name_next(self) -> None:
        """Say on the button whom it calls."""
        chosen = self.waiting.current_row()
        text = _("Call {number}").format(number=chosen.visitor.number) if chosen else ""
        self.next.setText(text or _("Call the next"))
        self.next.setAccessibleName(self.next.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.entry is not None or not self.waiting.step(event):
            super().keyPressEvent(event)

    def take_scan(self, found: codes.Found) -> bool:
        """A ticket is called to this desk; scanned again, or once it was called, its turn begins.

        Anything else is for check-in.
        """
        if found.code.kinds != ("number",) or len(found.entries) != 1:
            return False
        self._take_ticket(found.entries[0])
        return True

    def _take_ticket(self, entry: Entry) -> None:
        number = entry.visitor.number
        if self.entry is not None:
            turn = self._turn()
            if self.entry.visitor.person != entry.visitor.person:
                what = _("This desk has {number} still.").format(number=self.entry.visitor.number)
                self.work.say("wait", what, _("Finish, or send them back; then scan again."))
            elif turn is not None and turn.state == "called":
                self._act("start")
            return
        session, visit, station = self.work.session, self.work.visit_id, self._station()
        turns = {turn.service: turn.state for turn in entry.visitor.turns}
        states = ("waiting", "held", "no_show")
        service = next((one for one in self._services() if turns.get(one) in states), "")
        if service:
            person = entry.visitor.person
            self._do(lambda: queue.call(session, visit, service, person, station))
            return
        what = _("{number} has nothing to do at this desk.").format(number=number)
        self.work.say("info", what, turns_told(entry))

    def _call_held(self) -> None:
        if self._held is None or self.entry is not None:
            return
        session, visit, held = self.work.session, self.work.visit_id, self._held.visitor
        service = next(
            t.service for t in held.turns if t.state == "held" and t.service in self._services()
        )
        self._do(lambda: queue.call(session, visit, service, held.person, self._station()))

    def _ask_desk(self) -> None:
        """To which desk, by its number."""
        others = [str(n) for n in range(1, desks.MOST + 1) if str(n) != self._station()]
        self.reasons.offer(
            _("To which desk?"),
            "send_to",
            [(n, _("Desk {number}").format(number=n), n) for n in others],
        )
        self.parts.hide()
        self.below.setCurrentWidget(self.reasons)

    def _chosen(self, verb: str, what: str) -> None:
        """A reason, or a desk, was chosen."""
        if verb != "send_to":
            self._finish(verb, what)
            return
        if self.entry is None:
            return
        session, visit, visitor = self.work.session, self.work.visit_id, self.entry.visitor
        service = self._service()
        self.below.setCurrentWidget(self.steps)
        if self._do(lambda: queue.send_to(session, visit, visitor.person, service, what)):
            text = _("{number} goes on to desk {desk}.").format(number=visitor.number, desk=what)
            self.work.say("ok", text, _("Ctrl+Z takes it back."))

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
            self.tickets.print_slip(done, service)
            self.parts.clear()
            self.below.setCurrentWidget(self.steps)
            what = f"{entry.visitor.number} · {word('outcome', outcome)}"
            self.work.say("ok", what, _("Ctrl+Z takes it back."))

    # -- the page

    def _connect(self) -> None:
        self.next.clicked.connect(self._call_next)
        self.waiting.activated_row.connect(lambda _row: self.next.click())
        self.waiting.current_changed.connect(lambda _row: self._name_next())
        self.steps.wanted.connect(self._act)
        self.reasons.chosen.connect(self._chosen)
        self.from_hold.clicked.connect(self._call_held)
        self.reasons.left.connect(self._leave_reasons)
        self.service.currentIndexChanged.connect(lambda _index: self._other_desk())
        self.station.currentIndexChanged.connect(lambda _index: self._other_station())

    def _leave_reasons(self) -> None:
        self.below.setCurrentWidget(self.steps)
        self.refresh(Changes())

    def _other_station(self) -> None:
        self.service.blockSignals(True)
        self._choose_services()
        self.service.blockSignals(False)
        self._other_desk()

    def _other_desk(self) -> None:
        if self._services():
            desks.keep(self.work.session, self._station(), self._services())
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
        row.setSpacing(theme.px(20))
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
        left.addWidget(self.from_hold)
        left.addWidget(self.unprinted)
        left.addStretch()
        holder = QWidget()
        holder.setFixedWidth(theme.px(312))
        holder.setLayout(left)
        outer = QVBoxLayout()
        outer.addWidget(holder)
        return outer
