"""The one place that wires the window together."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget
from shiboken6 import isValid

from fieldapp import failures, operators, retention
from fieldapp.errors import KnownError
from fieldapp.store import keyfile, tries
from fieldapp.store.connect import database_trouble
from fieldapp.store.session import Session, is_home, open_home
from fieldapp.texts import _
from ui import icons, scanned, theme, traces
from ui.camera import Camera, Source
from ui.copy_watch import CopyWatch
from ui.frame import Frame
from ui.hall import Hall
from ui.idle import Idle
from ui.pages.ask import AskPage
from ui.pages.calendar import Calendar
from ui.pages.candidates import Candidates
from ui.pages.checkin import CheckIn
from ui.pages.choose import OpenFiles, OpenFolder, SaveFile
from ui.pages.desk import Desk
from ui.pages.device import DevicePage, View
from ui.pages.equipment import EquipmentView
from ui.pages.equipment_board import BoardSection
from ui.pages.equipment_camera import CameraSection
from ui.pages.equipment_tickets import TicketsSection
from ui.pages.equipment_voice import VoiceSection
from ui.pages.first_start import FirstStart
from ui.pages.forgotten import Forgotten
from ui.pages.keeping_view import KeepingView
from ui.pages.login import Login
from ui.pages.operators import OperatorsView
from ui.pages.page import Page
from ui.pages.plan import PlanPage
from ui.pages.queue import QueuePage
from ui.pages.ready_view import ReadyView
from ui.pages.recover import RecoverView
from ui.pages.reports import ReportsPage
from ui.pages.restore import Restore
from ui.pages.review import ReviewPage
from ui.pages.stick import StickPage
from ui.pages.visits import ChooseFile, Visits
from ui.printers import Printers
from ui.qt_words import QtWords
from ui.scanner import Scanner
from ui.speaker import speak
from ui.tasks import Worker, collect_on_main_thread
from ui.tickets import Tickets
from ui.voice import Speaker
from ui.widgets import copied
from ui.work import Changes, Work


@dataclass(frozen=True)
class Dialogs:
    """How pages ask for files and folders; None stands for the system's own dialog."""

    list_file: ChooseFile | None = None
    files: OpenFiles | None = None
    folder: OpenFolder | None = None
    save: SaveFile | None = None


SYSTEM = Dialogs()


class Window(QMainWindow):
    """First start or login, then the frame; locked, the frame waits behind the login."""

    def __init__(
        self,
        home: Path,
        suggestions: Sequence[str] = (),
        dialogs: Dialogs = SYSTEM,
        cost: keyfile.Cost = keyfile.DEFAULT_COST,
        uptime: tries.Uptime = tries.uptime,
        speaker: Speaker = speak,
        printers: Printers | None = None,
        eye: Source | None = None,
    ) -> None:
        super().__init__()
        self._speaker = speaker
        self._printers = printers
        self.camera = Camera(eye, self)
        self.tickets: Tickets | None = None
        self.home = home
        self._dialogs, self._cost, self._uptime = dialogs, cost, uptime
        self.worker = Worker(self)
        self.session: Session | None = None
        self.frame: Frame | None = None
        self.copy: CopyWatch | None = None
        self.hall: Hall | None = None
        self._suggestions = suggestions
        self.scanner: Scanner | None = None
        self._typing: QWidget | None = None  # what had the keyboard when the screen was locked
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.setWindowTitle("fieldapp")
        self.setWindowIcon(icons.icon("record_and_print", "accent"))
        self.resize(1366, 728)
        self.idle = Idle(uptime, self)
        self.idle.expired.connect(self.lock)
        if is_home(home):
            self._log_in()
        else:
            self._begin()

    def _begin(self) -> None:
        """First start, or a backup instead."""
        first = FirstStart(self.home, self._cost)
        first.restore_wanted.connect(self._restore)
        self._show(first)

    def _restore(self) -> None:
        page = Restore(self.home, self.worker, self._dialogs.files)
        page.left.connect(self._begin)
        self._show(page)

    def _log_in(self) -> None:
        login = Login(self.home, uptime=self._uptime)
        login.forgotten.connect(self._forgot)
        self._show(login)

    def _forgot(self, operator: str) -> None:
        ask = self._dialogs
        page = Forgotten(self.home, operator, self._cost, ask.files, ask.folder)
        page.left.connect(self._log_in)
        self._show(page)

    def _show(self, start: Login | FirstStart | Forgotten | Restore) -> None:
        self._clear()
        start.done.connect(self.enter)
        self._stack.addWidget(start)
        self._stack.setCurrentWidget(start)

    def enter(self, session: Session) -> None:
        """Somebody logged in: build the pages for them."""
        self._clear()
        self.session = session
        work = Work(session, self.worker, self)
        self.copy = CopyWatch(work, parent=self)
        if self.hall:
            self.hall.finish()
        self.hall = Hall(work, self, self._speaker)
        self.tickets = Tickets(work, self._printers)
        checkin = CheckIn(work, self.tickets, self.camera)
        ask = self._dialogs
        visits = Visits(work, self._suggestions, ask.list_file, save=ask.save)
        queue = QueuePage(work, choose_save=ask.save, tickets=self.tickets)
        stick = StickPage(work, choose_files=ask.files, choose_folder=ask.folder)
        self.frame = Frame(
            work,
            [
                ("visits", "visits", _("Visits"), visits),
                ("checkin", "checkin", _("Check-in"), checkin),
                ("desk", "desk", _("Desk"), Desk(work, self.tickets)),
                ("queue", "queue", _("Queue"), queue),
                ("stick", "stick", _("Stick"), stick),
                ("device", "device", _("Device"), self._device_page(work)),
                *self._office_pages(work),
            ],
            self.copy,
            ask.save,
        )
        self.frame.bottom.insert(self.hall.keys)
        self.frame.bottom.lock.clicked.connect(self.lock)
        self.frame.bottom.look.clicked.connect(self._next_look)
        queue.person_wanted.connect(lambda person: self._show_person(checkin, person))
        queue.review_wanted.connect(self._review)
        self._stack.addWidget(self.frame)
        self._stack.setCurrentWidget(self.frame)
        self._take_scans(self.frame)
        work.choose_latest()
        self.frame.open("visits")
        work.changed.connect(self._set_idleness)
        self._set_idleness()
        self.copy.start()
        self.idle.start()
        self._wipe(work)

    def _take_scans(self, frame: Frame) -> None:
        """After the pages are made: the keys of a scan reach none of them."""
        self.scanner = Scanner(
            self,
            lambda: self._stack.currentWidget() is frame and frame.isEnabled(),
            lambda: frame.page().keeps_scans(),
        )
        self.scanner.scanned.connect(lambda readings: scanned.take(frame, readings))

    def _device_page(self, work: Work) -> DevicePage:
        """The views of the device; each is one line."""
        ask = self._dialogs
        assert self.copy is not None  # noqa: S101 -- made with the session
        keeping = KeepingView(work, self.copy, ask.folder)
        views = [
            View(_("Operators"), "Ctrl+P", "person", OperatorsView(work, self._cost)),
            View(_("Backup and safety copy"), "Ctrl+B", "shield", keeping),
        ]
        sections = self._equipment(work)
        if sections:
            equipment = EquipmentView(work, sections)
            views.append(View(_("Equipment"), "Ctrl+K", "settings", equipment))
        views.append(View(_("Ready to leave?"), "Ctrl+G", "check", ReadyView(work)))
        if work.session.device.role == "office":
            recover = RecoverView(work, ask.files, ask.folder)
            views.append(View(_("Recover a laptop"), "Ctrl+R", "lock", recover))
        return DevicePage(work, views)

    def _equipment(self, work: Work) -> list[QWidget]:
        """What can be set up for the hall; each is one line."""
        assert self.hall is not None  # noqa: S101 -- made with the session
        assert self.tickets is not None  # noqa: S101 -- the same
        return [
            BoardSection(self.hall),
            VoiceSection(self.hall),
            TicketsSection(self.tickets),
            CameraSection(work, self.camera),
        ]

    def _wipe(self, work: Work) -> None:
        """Finish what a deletion could not wipe from the files before."""

        def done(error: KnownError | None) -> None:
            if error:
                work.say("wait", retention.left_text(error))

        if retention.unfinished(work.session):
            work.run(_("Wiping what is left of deleted visits"), retention.finish, done)

    def _office_pages(self, work: Work) -> list[tuple[str, str, str, Page]]:
        """The pages that only an office has."""
        if work.session.device.role != "office":
            return []
        ask = self._dialogs
        candidates = Candidates(work, ask.list_file, ask.save)
        calendar = Calendar(work, self._suggestions, ask.folder)
        asking = AskPage(work, ask.save)
        asking.person_wanted.connect(self._show_person_of)
        return [
            ("calendar", "calendar", _("Calendar"), calendar),
            ("candidates", "candidates", _("Candidates"), candidates),
            ("review", "review", _("Review"), ReviewPage(work)),
            ("plan", "plan", _("Plan"), PlanPage(work, ask.list_file, ask.save)),
            ("reports", "report", _("Reports"), ReportsPage(work, ask.save)),
            ("ask", "search", _("Ask"), asking),
        ]

    def _show_person_of(self, visit: str, person: str) -> None:
        """Take a visit in hand, and open somebody of it."""
        if self.frame:
            self.frame.work.choose(visit)
            checkin = self.frame.pages["checkin"]
            assert isinstance(checkin, CheckIn)  # noqa: S101 -- narrows the type
            self._show_person(checkin, person)

    def _show_person(self, checkin: CheckIn, person: str) -> None:
        if self.frame:
            self.frame.open("checkin")
            checkin.show_person(person)

    def _review(self, visit: str) -> None:
        page = self.frame.pages.get("review") if self.frame else None
        if self.frame and isinstance(page, ReviewPage):
            self.frame.open("review")
            page.show_visit(visit)

    def lock(self) -> None:
        """Hide everything until somebody unlocks; what was being typed stays, and work goes on."""
        frame = self.frame
        if self.session is None or frame is None or self._stack.currentWidget() is not frame:
            return
        self.idle.stop()
        _close_dialogs()
        copied.forget()
        self._typing = self.focusWidget()
        frame.setEnabled(False)  # work that ends meanwhile gives the keyboard to nobody
        login = Login(self.home, self.session.actor, lock=True, uptime=self._uptime)
        login.unlocked.connect(self._unlock)
        self._stack.addWidget(login)
        self._stack.setCurrentWidget(login)

    def _unlock(self, who: keyfile.Unlocked) -> None:
        login = self._stack.currentWidget()
        if self.frame is None or self.session is None or login is None or login is self.frame:
            return
        self.frame.setEnabled(True)
        if (who.name, who.role) != (self.session.actor, self.session.actor_role):
            self.frame.work.take_over(who.name, who.role)
            self.session = self.frame.work.session
        self._stack.setCurrentWidget(self.frame)
        self._stack.removeWidget(login)
        login.deleteLater()
        self.frame.work.changed.emit(Changes())
        self._give_keyboard(self.frame)
        self.idle.start()

    def _give_keyboard(self, frame: Frame) -> None:
        """Where it was, or to what the page in hand begins with."""
        typing, self._typing = self._typing, None
        if typing is None or not isValid(typing) or not typing.isVisible():
            page = frame.stack.currentWidget()
            typing = page.first_focus() if isinstance(page, Page) else None
        if typing is not None:
            typing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_idleness(self) -> None:
        if self.session:
            self.idle.minutes = operators.lock_minutes(self.session)

    def _next_look(self) -> None:
        app = QApplication.instance()
        following = {"light": "dark", "dark": "contrast", "contrast": "light"}
        if isinstance(app, QApplication):
            theme.apply(app, following[theme.scheme().name])  # type: ignore[arg-type]

    def _clear(self) -> None:
        while widget := self._stack.currentWidget():
            self._stack.removeWidget(widget)
            widget.deleteLater()

    def tell_failure(self, error: BaseException) -> None:
        """Say that something nobody expected was written to the log; the work goes on."""
        if self.frame:
            known = database_trouble(error, self.home)
            self.frame.work.refuse(known or Exception(type(error).__name__))

    def finish(self) -> None:
        """Wait for running work and close the data."""
        self.idle.stop()
        copied.forget()
        self.worker.wait()
        for page in self.frame.pages.values() if self.frame else ():
            page.finish()
        self.camera.finish()
        shown = self._stack.currentWidget()
        if isinstance(shown, Login | Forgotten):
            shown.finish()
        if self.copy:
            self.copy.stop()
        if self.tickets:
            self.tickets.finish()
        if self.hall:
            self.hall.finish()
        if self.session:
            self.session.close()
            self.session = None


def _close_dialogs() -> None:
    """A dialog or menu of an absent operator is closed as if they had left it."""
    while open_ := QApplication.activePopupWidget() or QApplication.activeModalWidget():
        if not open_.close():
            return


def run(home: Path, suggestions: Sequence[str] = ()) -> int:
    """Open the window on `home` and stay until it is closed."""
    return _stay(home, suggestions, None)


def show(home: Path, suggestions: Sequence[str], operator: str, passphrase: str) -> int:
    """Open the window with `operator` logged in already, as the demo does."""
    return _stay(home, suggestions, open_home(home, operator, passphrase))


def _stay(home: Path, suggestions: Sequence[str], session: Session | None) -> int:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 -- narrows the type
    app.setApplicationName("fieldapp")
    theme.apply(app, theme.system_scheme(app))
    theme.follow_system(app)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    failures.watch(home, lambda _kind: None)
    traces.remember_nothing()
    app.installTranslator(QtWords(app))
    window = Window(home, suggestions)
    failures.watch(home, window.tell_failure)
    timer = collect_on_main_thread(window)
    if session:
        window.enter(session)
    window.show()
    code = app.exec()
    timer.stop()
    window.finish()
    return code
