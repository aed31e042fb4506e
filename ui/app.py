"""The one place that wires the window together."""

import logging
import logging.handlers
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from fieldapp.store import keyfile
from fieldapp.store.connect import database_trouble
from fieldapp.store.session import Session, is_home, open_home
from fieldapp.texts import _
from ui import icons, theme
from ui.frame import Frame
from ui.pages.checkin import CheckIn
from ui.pages.choose import OpenFiles, OpenFolder, SaveFile
from ui.pages.desk import Desk
from ui.pages.first_start import FirstStart
from ui.pages.login import Login
from ui.pages.queue import QueuePage
from ui.pages.stick import StickPage
from ui.pages.visits import ChooseFile, Visits
from ui.tasks import Worker, collect_on_main_thread
from ui.work import Work

_Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
IDLE_MS = 10 * 60 * 1000


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
    ) -> None:
        super().__init__()
        self.home = home
        self._dialogs = dialogs
        self.worker = Worker(self)
        self.session: Session | None = None
        self.frame: Frame | None = None
        self._suggestions = suggestions
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.setWindowTitle("fieldapp")
        self.setWindowIcon(icons.icon("record_and_print", "accent"))
        self.resize(1366, 728)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self.lock)
        self._show(Login(home) if is_home(home) else FirstStart(home, cost))

    def _show(self, start: Login | FirstStart) -> None:
        start.done.connect(self.enter)
        self._stack.addWidget(start)
        self._stack.setCurrentWidget(start)

    def enter(self, session: Session) -> None:
        """Somebody logged in: build the pages for them."""
        self._clear()
        self.session = session
        work = Work(session, self.worker, self)
        checkin = CheckIn(work)
        ask = self._dialogs
        visits = Visits(work, self._suggestions, ask.list_file)
        queue = QueuePage(work, choose_save=ask.save)
        stick = StickPage(work, choose_files=ask.files, choose_folder=ask.folder)
        self.frame = Frame(
            work,
            [
                ("visits", "visits", _("Visits"), visits),
                ("checkin", "checkin", _("Check-in"), checkin),
                ("desk", "desk", _("Desk"), Desk(work)),
                ("queue", "queue", _("Queue"), queue),
                ("stick", "stick", _("Stick"), stick),
            ],
        )
        self.frame.bottom.lock.clicked.connect(self.lock)
        self.frame.bottom.look.clicked.connect(self._next_look)
        queue.person_wanted.connect(lambda person: self._show_person(checkin, person))
        self._stack.addWidget(self.frame)
        self._stack.setCurrentWidget(self.frame)
        work.choose_latest()
        self.frame.open("visits")
        self._watch_idleness()

    def _show_person(self, checkin: CheckIn, person: str) -> None:
        if self.frame:
            self.frame.open("checkin")
            checkin.show_person(person)

    def lock(self) -> None:
        """Hide everything until the operator is back; what was being typed stays."""
        if (
            self.session is None
            or self.frame is None
            or self._stack.currentWidget() is not self.frame
        ):
            return
        login = Login(self.home, operator=self.session.actor, verify_only=True)
        login.unlocked.connect(self._unlock)
        self._stack.addWidget(login)
        self._stack.setCurrentWidget(login)

    def _unlock(self) -> None:
        login = self._stack.currentWidget()
        if self.frame and login and login is not self.frame:
            self._stack.setCurrentWidget(self.frame)
            self._stack.removeWidget(login)
            login.deleteLater()
            self._idle.start()

    def _next_look(self) -> None:
        app = QApplication.instance()
        following = {"light": "dark", "dark": "contrast", "contrast": "light"}
        if isinstance(app, QApplication):
            theme.apply(app, following[theme.scheme().name])  # type: ignore[arg-type]

    def _watch_idleness(self) -> None:
        app = QApplication.instance()
        if app:
            app.installEventFilter(self)
        self._idle.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            self._idle.start()
        return super().eventFilter(watched, event)

    def _clear(self) -> None:
        while widget := self._stack.currentWidget():
            self._stack.removeWidget(widget)
            widget.deleteLater()

    def finish(self) -> None:
        """Wait for running work and close the data."""
        self._idle.stop()
        self.worker.wait()
        if self.session:
            self.session.close()
            self.session = None


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
    window = Window(home, suggestions)
    log_failures(home, window)
    timer = collect_on_main_thread(window)
    if session:
        window.enter(session)
    window.show()
    code = app.exec()
    timer.stop()
    window.finish()
    return code


def log_failures(home: Path, window: Window) -> None:
    """Whatever nobody expected goes to a log without personal data, and the work goes on."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "fieldapp.log"
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=500_000, backupCount=2, delay=True
    )
    handler.setFormatter(_Plain("%(asctime)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)

    def failed(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        logging.getLogger("fieldapp").error("unexpected", exc_info=(kind, error, trace))
        if window.frame:
            known = database_trouble(error, home)
            window.frame.work.refuse(known or Exception(kind.__name__))

    sys.excepthook = failed


class _Plain(logging.Formatter):
    """Where it happened and the kind of error, without its text, which may hold names."""

    def formatException(self, ei: _Failure) -> str:
        kind, _error, trace = ei
        places = (f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace))
        return "\n".join([kind.__name__ if kind else "", *places])
