"""Which sticks are plugged in, asked again and again away from the screen's thread."""

import contextlib
import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal

from fieldapp.sync.drives import Drive, removable_drives

Find = Callable[[], Sequence[Drive]]
AGAIN_MS = 3_000


class DriveWatch(QObject):
    """Looks while it is `started`; `found(list of Drive)` comes after each look."""

    found = Signal(object)

    def __init__(self, find: Find = removable_drives, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self._looking = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self.look)
        self.found.connect(self._end)

    def start(self) -> None:
        """Look now, and again every few seconds."""
        self._again.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._again.stop()

    def look(self) -> None:
        """Look once, unless a slow drive is still being asked."""
        if not self._looking:
            self._looking = True
            self._pool.start(_Look(self, self._find))

    def wait(self) -> None:
        """Return once nobody looks any more."""
        self._pool.waitForDone()

    def _end(self) -> None:
        self._looking = False


class _Look(QRunnable):
    def __init__(self, watch: DriveWatch, find: Find) -> None:
        super().__init__()
        self._watch = watch
        self._find = find

    def run(self) -> None:
        """The boundary: a drive that fails is a drive that is not there."""
        drives: list[Drive] = []
        try:
            drives = list(self._find())
        except OSError:
            logging.getLogger(__name__).warning("drives cannot be listed")
        with contextlib.suppress(RuntimeError):  # the page was closed meanwhile
            self._watch.found.emit(drives)
