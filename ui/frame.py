"""The frame around the pages: rail, visit and counters above, what is not handed over below."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldapp import texts
from fieldapp.domain.fold import Visit
from fieldapp.store import queries, trust
from fieldapp.sync import bundle_out, safety_copy
from fieldapp.texts import _, long_date, ngettext
from fieldapp.wording import moment
from ui import theme
from ui.copy_watch import CopyWatch
from ui.copy_words import copy_mark
from ui.help import Help
from ui.pace_note import PaceNote
from ui.pages.choose import SaveFile
from ui.pages.clock_note import ClockState
from ui.pages.page import Page
from ui.pages_made import Maker, Pages
from ui.practice_band import PracticeBand
from ui.tasks import Task
from ui.widgets.badge import Badge
from ui.widgets.counter import CounterRow
from ui.widgets.form import rule
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.message import Message
from ui.widgets.rail import Rail
from ui.widgets.stack import Stack
from ui.work import Work

UNSENT_EVERY_MS = 15_000


class Frame(QWidget):
    """Rail, top bar, the page in hand, messages, and the bottom bar; `page_made` tells of each."""

    page_made = Signal()

    def __init__(
        self,
        work: Work,
        pages: Sequence[tuple[str, str, str, Maker]],
        copy: CopyWatch | None = None,
        choose_save: SaveFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.work = work
        self.stack = Stack()
        makers = {key: maker for key, _icon, _text, maker in pages}
        self.pages = Pages(makers, self._add)
        self.rail = Rail()
        self.rail.set_items([(key, icon, text) for key, icon, text, _maker in pages])
        self.rail.chosen.connect(self.open)
        self.message = Message()
        self.help = Help(work, choose_save, self)
        self.help.leave.clicked.connect(self._turn_help)
        self.top = TopBar(work)
        self.practice = PracticeBand(work)
        self.bottom = BottomBar(work, copy)
        self.bottom.help.clicked.connect(self._turn_help)
        self.busy = BusyLine(work)
        self._lay_out()
        undo = QShortcut(QKeySequence.StandardKey.Undo, self)
        undo.activated.connect(self._undo)
        work.said.connect(self._say)
        work.page_wanted.connect(self.open)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def _add(self, page: Page) -> None:
        self.stack.addWidget(page)
        page.turned.connect(self._help_about)
        self.page_made.emit()

    def open(self, key: str) -> None:
        """Show a page and give it the keyboard."""
        page = self.pages[key]
        self.rail.choose(key)
        self.message.clear()
        self.stack.setCurrentWidget(page)
        self._help_about()
        focus = page.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def page(self) -> Page:
        """The page in hand."""
        return self.pages[self.rail.current()]

    def _turn_help(self) -> None:
        """Open the guide beside the page, or close it; the keyboard stays where it is."""
        if self.help.isVisible():
            self.help.hide()
        else:
            self.help.show()
            self._help_about()
            self._place_help()

    def _help_about(self) -> None:
        """Let an open guide be about the page and view in hand."""
        if self.help.isVisible():
            key = self.rail.current()
            self.help.show_about(list(self.pages).index(key), self.pages[key].view_keys())

    def _place_help(self) -> None:
        """Over the right of the page, which keeps its room."""
        room = self.stack.geometry()
        wide = self.help.width()
        self.help.setGeometry(room.right() - wide + 1, room.top(), wide, room.height())
        self.help.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_help()

    def _undo(self) -> None:
        self.page().undo()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Ctrl+Z in a field without typing of its own take back the last action."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QLineEdit)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not (watched.text() and watched.isUndoAvailable())
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _say(self, tone: str, what: str, todo: str) -> None:
        if not what:
            self.message.clear()
            return
        self.message.show_message(
            tone, what, todo, hide_after=8000 if tone in ("ok", "info") else 0
        )

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.top)
        middle.addWidget(rule())
        middle.addWidget(self.practice)
        middle.addWidget(self.message)
        middle.addWidget(self.stack, 1)
        middle.addWidget(self.busy)
        middle.addWidget(rule())
        middle.addWidget(self.bottom)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(middle, 1)


class TopBar(QWidget):
    """The visit in hand, and its counters."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.title = ShortLabel("", 18, strong=True)
        self.day = ShortLabel("", 13, "muted")
        self.counters = CounterRow(
            [
                ("listed", _("listed")),
                ("here", _("here")),
                ("waiting", _("waiting")),
                ("recorded", _("recorded")),
                ("ikd", _("IKD")),
            ]
        )
        self.pace = PaceNote(work)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch()
        names.addWidget(self.title)
        names.addWidget(self.day)
        names.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), theme.px(4), theme.px(20), theme.px(4))
        row.addLayout(names, 1)
        row.addWidget(self.pace)
        row.addSpacing(theme.px(12))
        row.addWidget(self.counters)
        work.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the visit and its figures as they are."""
        visit = self.work.visit
        self.title.set_text(visit.plan.place if visit else _("No visit chosen"))
        self.day.set_text(_day(visit) if visit else _("Choose or plan one under Visits."))
        self.counters.setVisible(visit is not None)
        if visit:
            counted = queries.counters(self.work.session.db, visit.visit)
            for key in ("listed", "here", "waiting", "recorded", "ikd"):
                self.counters.set(key, texts.number(getattr(counted, key)))


def _day(visit: Visit) -> str:
    day = long_date(visit.plan.date)
    return _("{date} · closed").format(date=day) if visit.state == "closed" else day


class BottomBar(QWidget):
    """What is not handed over; the safety copy; the clock; the operator; lock and look."""

    def __init__(self, work: Work, copy: CopyWatch | None = None) -> None:
        super().__init__()
        self.work = work
        self._watch = copy
        self.copy = Badge()
        self.unsent = ShortLabel("", 13, "muted")
        self.clock = ClockState(work)
        self.operator = ShortLabel("", 13, "muted")
        self.operator.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.look = KeyButton("", "", "quiet", "look")
        self.look.name_icon(_("Light / dark"))
        self.lock = KeyButton(_("Lock"), "Ctrl+L", "quiet")
        self.help = KeyButton("", "F1", "quiet", "help")
        self.help.name_icon(_("Help"))
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), 0, theme.px(8), 0)
        row.addWidget(self.unsent, 1)
        row.addWidget(self.copy)
        row.addSpacing(theme.px(12))
        row.addWidget(self.clock)
        row.addWidget(self.operator)
        row.addWidget(self.help)
        row.addWidget(self.look)
        row.addWidget(self.lock)
        for button in (self.help, self.look, self.lock):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._again = QTimer(self, interval=UNSENT_EVERY_MS)
        self._again.timeout.connect(self.refresh)
        work.changed.connect(self.refresh)
        work.operator_changed.connect(self._say_who)
        self._say_who()
        if copy:
            copy.told.connect(self._tell_copy)
        self.refresh()

    def insert(self, widget: QWidget) -> None:
        """Put more keys before those of look and lock."""
        self._row.insertWidget(self._row.indexOf(self.look), widget)

    def _say_who(self) -> None:
        self.operator.set_text(f"{self.work.session.actor} · {self.work.session.device.name}")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._again.stop()
        super().hideEvent(event)

    def refresh(self) -> None:
        """Say what was not handed over yet, and how the clock stands."""
        self.clock.refresh()
        self.unsent.set_text(unsent_text(self.work))
        self._tell_copy()

    def _tell_copy(self) -> None:
        if self._watch:
            self.copy.set(*copy_mark(self._watch.state, self.work))
            self.copy.setToolTip("\n".join(safety_copy.words(self._watch.state)))


def unsent_text(work: Work) -> str:
    """What the office is not known to hold yet, and since when."""
    session = work.session
    if session.device.role == "office":
        return _("Office")
    office = trust.office_of(session.db, session.device_id)
    if office is None:
        return _("This laptop does not belong to an office yet: exchange cards under Stick.")
    left = bundle_out.unsent(session, office.device)
    if not left.events or left.since is None:
        return _("Everything is handed over to {name}.").format(name=office.name)
    since = moment(left.since)
    text = ngettext(
        "Not handed over: {count} record, since {time} on {date}",
        "Not handed over: {count} records, since {time} on {date}",
        left.events,
    )
    return text.format(
        count=texts.number(left.events), time=texts.clock(since), date=long_date(since.date())
    )


class BusyLine(QWidget):
    """Progress of long work, and how to stop it."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._task: Task | None = None
        self.title = ShortLabel("", 13)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = QPushButton(_("Cancel"))
        self.cancel.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), theme.px(4), theme.px(20), theme.px(4))
        row.addWidget(self.title, 1)
        row.addWidget(self.bar, 2)
        row.addWidget(self.cancel)
        self.hide()
        work.busy.connect(self._show)

    def _show(self, task: Task | None) -> None:
        self._task = task
        self.setVisible(task is not None)
        if task:
            self.title.set_text(task.title)
            self.bar.setRange(0, 0)
            task.progressed.connect(self._progress)

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def _cancel(self) -> None:
        if self._task:
            self._task.cancel()
