"""The window: first start or login, the pages behind it, the lock. `inside` wires the pages."""

import linecache
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import isValid

import resources
from fieldapp import failures
from fieldapp.store import keyfile, tries
from fieldapp.store.homes import is_home
from ui import theme, traces
from ui.camera import Camera, Source
from ui.idle import Idle
from ui.pages.login import Login
from ui.qt_words import QtWords
from ui.tasks import Task, Worker, collect_on_main_thread
from ui.widgets import copied
from ui.widgets.stack import Stack

if TYPE_CHECKING:  # read once the login takes keys
    from fieldapp.store.session import Session
    from ui.copy_watch import CopyWatch
    from ui.frame import Frame
    from ui.hall import Hall
    from ui.inside import Inside
    from ui.pages.choose import OpenFiles, OpenFolder, SaveFile
    from ui.pages.first_start import FirstStart
    from ui.pages.forgotten import Forgotten
    from ui.pages.restore import Restore
    from ui.pages.visits import ChooseFile
    from ui.printers import Printers
    from ui.scanner import Scanner
    from ui.tickets import Tickets
    from ui.voice import Speaker


@dataclass(frozen=True)
class Dialogs:
    """How pages ask for files and folders; None stands for the system's own dialog."""

    list_file: "ChooseFile | None" = None
    files: "OpenFiles | None" = None
    folder: "OpenFolder | None" = None
    save: "SaveFile | None" = None


SYSTEM = Dialogs()


@dataclass(frozen=True)
class Given:
    """What the pages are made with; None stands for the machine's own."""

    suggestions: Sequence[str]
    dialogs: Dialogs
    cost: keyfile.Cost
    speaker: "Speaker | None"
    printers: "Printers | None"


class Window(QMainWindow):
    """First start or login, then the frame; locked, the frame waits behind the login."""

    def __init__(
        self,
        home: Path,
        suggestions: Sequence[str] = (),
        dialogs: Dialogs = SYSTEM,
        cost: keyfile.Cost = keyfile.DEFAULT_COST,
        uptime: tries.Uptime = tries.uptime,
        speaker: "Speaker | None" = None,
        printers: "Printers | None" = None,
        eye: Source | None = None,
    ) -> None:
        super().__init__()
        self._given = Given(suggestions, dialogs, cost, speaker, printers)
        self.camera = Camera(eye, self)
        self.tickets: Tickets | None = None
        self.home = home
        self._uptime = uptime
        self.worker = Worker(self)
        self.session: Session | None = None
        self.frame: Frame | None = None
        self.copy: CopyWatch | None = None
        self.hall: Hall | None = None
        self.scanner: Scanner | None = None
        self._inside: Inside | None = None
        self._typing: QWidget | None = None  # what had the keyboard when the screen was locked
        self._stack = Stack()
        self.setCentralWidget(self._stack)
        self.setWindowTitle("fieldapp")
        self.setWindowIcon(QIcon(str(resources.path("icons/fieldapp.png"))))
        self.resize(1366, 728)
        self.idle = Idle(uptime, self)
        self.idle.expired.connect(self.lock)
        if is_home(home):
            self._log_in()
        else:
            self._begin()

    def _begin(self) -> None:
        """First start, or a backup instead."""
        from ui.pages.first_start import FirstStart  # noqa: PLC0415 -- once in a laptop's life

        first = FirstStart(self.home, self._given.cost)
        first.restore_wanted.connect(self._restore)
        self._show(first)

    def _restore(self) -> None:
        from ui.pages.restore import Restore  # noqa: PLC0415

        page = Restore(self.home, self.worker, self._given.dialogs.files)
        page.left.connect(self._begin)
        self._show(page)

    def _log_in(self) -> None:
        login = Login(self.home, uptime=self._uptime)
        login.forgotten.connect(self._forgot)
        self._show(login)

    def _forgot(self, operator: str) -> None:
        from ui.pages.forgotten import Forgotten  # noqa: PLC0415

        ask = self._given.dialogs
        page = Forgotten(self.home, operator, self._given.cost, ask.files, ask.folder)
        page.left.connect(self._log_in)
        self._show(page)

    def _show(self, start: "Login | FirstStart | Forgotten | Restore") -> None:
        self._clear()
        start.done.connect(self.enter)
        self._stack.addWidget(start)
        self._stack.setCurrentWidget(start)

    def enter(self, session: "Session") -> None:
        """Somebody logged in: build the pages for them."""
        from ui import inside  # noqa: PLC0415 -- the login takes keys before the pages are read

        self._clear()
        self.session = session
        if self.hall:
            self.hall.finish()
        made = self._inside = inside.Inside(self, session, self._given)  # slots keep nothing alive
        self.copy, self.hall, self.tickets = made.copy, made.hall, made.tickets
        self.scanner = made.scanner
        self.frame = made.frame
        self._stack.addWidget(made.frame)
        self._stack.setCurrentWidget(made.frame)
        made.frame.page_made.connect(self.idle.come_first)
        made.begin()
        made.work.changed.connect(self._set_idleness)
        self._set_idleness()
        self.idle.start()

    def read_pages(self) -> None:
        """Read the pages' code while the passphrase is typed, off the screen's thread."""
        self.worker.start(Task("", self), _read_pages)

    def has_in_hand(self, frame: QWidget) -> bool:
        """Whether the pages are open, and not behind the lock."""
        return self._stack.currentWidget() is frame and frame.isEnabled()

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
        self.frame.work.anything_changed()
        self._give_keyboard(self.frame)
        self.idle.start()

    def _give_keyboard(self, frame: "Frame") -> None:
        """Where it was, or to what the page in hand begins with."""
        typing, self._typing = self._typing, None
        if typing is None or not isValid(typing) or not typing.isVisible():
            typing = frame.page().first_focus()
        if typing is not None:
            typing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_idleness(self) -> None:
        from fieldapp import operators  # noqa: PLC0415

        if self.session:
            self.idle.minutes = operators.lock_minutes(self.session)

    def next_look(self) -> None:
        """Go on to the next of the three looks."""
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
            from fieldapp.store.connect import database_trouble  # noqa: PLC0415

            known = database_trouble(error, self.home)
            self.frame.work.refuse(known or Exception(type(error).__name__))

    def finish(self) -> None:
        """Wait for running work and close the data."""
        self.idle.stop()
        copied.forget()
        self.worker.wait()
        if self._inside:
            self._inside.finish()
        self.camera.finish()
        finish = getattr(self._stack.currentWidget(), "finish", None)
        if finish is not None:  # the login, or the way around it
            finish()
        if self.copy:
            self.copy.stop()
        if self.tickets:
            self.tickets.finish()
        if self.hall:
            self.hall.finish()
        if self.session:
            self.session.close()
            self.session = None


def _read_pages(_progress: object) -> None:
    import_module("ui.inside")
    linecache.clearcache()  # PySide looks into the source of each module read, and keeps it


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
    from fieldapp.store.session import open_home  # noqa: PLC0415

    return _stay(home, suggestions, open_home(home, operator, passphrase))


def _stay(home: Path, suggestions: Sequence[str], session: "Session | None") -> int:
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
    timer = collect_on_main_thread(window, built=lambda: window.frame is not None)
    if session:
        window.enter(session)
    window.show()
    window.read_pages()
    code = app.exec()
    timer.stop()
    window.finish()
    return code
