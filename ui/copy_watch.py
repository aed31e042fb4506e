"""Keeps the safety copy while the window is open, away from the screen's thread."""

import contextlib
import logging
from contextlib import closing

import msgspec
from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal

from fieldapp.errors import KnownError
from fieldapp.store.session import Session
from fieldapp.sync.copy_out import Copier
from fieldapp.sync.safe_write import MACHINE, Machine
from fieldapp.sync.safety_copy import State
from fieldapp.texts import _
from ui.work import Work

AGAIN_MS = 3_000  # a stick that is back, or another program's work, is noticed after this
_LAST_MS = 10_000  # how long a stick may keep the window from closing


class CopyWatch(QObject):
    """Takes a step after each action and every few seconds; `told(State)` after each.

    While a slow stick is still being written to, the kind is `writing`, and `behind` counts the
    actions that wait.
    """

    told = Signal(object)
    _stepped = Signal(object)

    def __init__(
        self, work: Work, machine: Machine = MACHINE, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.state = State("off")
        self._session = work.session
        self._copier = Copier(machine)
        self._busy = False
        self._waiting = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self.look)
        self._stepped.connect(self._tell)
        work.changed.connect(self._acted)

    def start(self) -> None:
        """Begin."""
        self._again.start()
        self.look()

    def look(self) -> None:
        """Take a step, unless one is being taken."""
        if not self._busy:
            self._busy, self._waiting = True, 0
            self._pool.start(_Step(self, self._session, self._copier))

    def stop(self) -> None:
        """Let the last action into the copy, and leave it to the next program."""
        self._again.stop()
        if self._pool.waitForDone(_LAST_MS) and self._waiting:
            step(self._session, self._copier)
        self._copier.close()
        self.blockSignals(True)  # the data are closed next: nobody may ask them any more

    def wait(self) -> None:
        """Return once no step is being taken."""
        self._pool.waitForDone()

    def _acted(self) -> None:
        if self._busy and self._again.isActive():
            self._waiting += 1
            if self.state.kind in ("current", "writing"):
                self._say(msgspec.structs.replace(self.state, kind="writing", behind=self._waiting))
        elif self._again.isActive():
            self.look()

    def _tell(self, state: State) -> None:
        self._busy = False
        self._say(state)
        if self._waiting and self._again.isActive():
            self.look()

    def _say(self, state: State) -> None:
        self.state = state
        self.told.emit(state)


class _Step(QRunnable):
    def __init__(self, watch: CopyWatch, session: Session, copier: Copier) -> None:
        super().__init__()
        self._watch, self._session, self._copier = watch, session, copier

    def run(self) -> None:
        """The boundary: what fails is a copy that is behind."""
        state = step(self._session, self._copier)
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self._watch._stepped.emit(state)  # noqa: SLF001 -- its own


def step(session: Session, copier: Copier) -> State:
    """One step on a connection of its own; it never raises."""
    try:
        with closing(session.again()) as own:
            return copier.step(own)
    except KnownError as error:
        return State("failed", trouble=error)
    except Exception:
        logging.getLogger(__name__).exception("the safety copy failed")
        trouble = KnownError(
            _("The safety copy failed inside the program."),
            _("Hand the work over in a bundle, and give the log file to the office."),
        )
        return State("failed", trouble=trouble)
