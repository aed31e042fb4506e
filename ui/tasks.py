"""Long work off the screen's thread: with progress, cancelled when asked, its result queued back.

The work is a plain function that touches no Qt object. There is one worker, so tasks follow
one another; each opens a connection of its own.
"""

import gc
import logging
import time
from collections.abc import Callable
from contextlib import closing
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal

from fieldapp.errors import Cancelled, KnownError
from fieldapp.texts import _

if TYPE_CHECKING:  # read once somebody is logged in
    from fieldapp.store.session import Session

Progress = Callable[[int, int], None]
Work = Callable[["Session", Progress], Any]
Alone = Callable[[Progress], Any]

_TELL_EVERY = 0.05  # seconds


class Task(QObject):
    """One piece of long work: `progressed(done, total)`, then `succeeded` or `failed`."""

    progressed = Signal(int, int)
    succeeded = Signal(object)
    failed = Signal(object)

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self._stop = Event()
        self._told = 0.0

    def cancel(self) -> None:
        """Ask the work to stop; `failed` then brings a Cancelled."""
        self._stop.set()

    def progress(self, done: int, total: int) -> None:
        """Called by the work, on its own thread."""
        if self._stop.is_set():
            raise Cancelled(_("Stopped; nothing was changed."))
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY:
            self._told = now
            self.progressed.emit(done, total)


class _Run(QRunnable):
    def __init__(self, task: Task, work: Alone) -> None:
        super().__init__()
        self._task = task
        self._work = work

    def run(self) -> None:
        """The boundary: whatever happens comes back as a signal."""
        try:
            result = self._work(self._task.progress)
        except KnownError as error:
            self._task.failed.emit(error)
        except Exception as error:
            logging.getLogger(__name__).exception("task failed")
            self._task.failed.emit(error)
        else:
            self._task.succeeded.emit(result)


class Worker(QObject):
    """Runs tasks one after the other."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._pool.setExpiryTimeout(-1)  # a connection belongs to the thread that opened it

    def run(self, task: Task, session: "Session", work: Work) -> None:
        """Start `work` on a connection of its own, or queue it behind what is running."""

        from fieldapp.store.connect import DatabaseError, database_trouble  # noqa: PLC0415

        def connected(progress: Progress) -> Any:
            try:
                with closing(session.again()) as own:
                    return work(own, progress)
            except DatabaseError as error:
                raise database_trouble(error, session.home) or error from error

        self.start(task, connected)

    def start(self, task: Task, work: Alone) -> None:
        """Start `work` that needs no session, or queue it behind what is running."""
        self._pool.start(_Run(task, work))

    def wait(self) -> None:
        """Return once nothing runs any more."""
        self._pool.waitForDone()


def collect_on_main_thread(parent: QObject, built: Callable[[], bool] = lambda: False) -> QTimer:
    """Collect garbage from a timer only: it must not finalise a Qt object on a worker.

    Once the pages are `built` they are passed over: to look through them takes a tenth of a
    second each time, in which no key is answered.
    """
    gc.disable()

    def collect() -> None:
        gc.collect()
        if built() and not gc.get_freeze_count():
            gc.freeze()

    timer = QTimer(parent)
    timer.timeout.connect(collect)
    timer.start(10_000)
    return timer
