"""Which sticks are plugged in, asked again and again away from the screen's thread."""

import logging
from collections.abc import Callable, Sequence
from threading import Event, Thread

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.sync.drives import Drive, removable_drives

Find = Callable[[], Sequence[Drive]]
AGAIN_MS = 3_000
_CHECK_MS = 20


class DriveWatch(QObject):
    """Looks while it is `started`; `found(list of Drive)` comes after each look.

    A look that hangs is one daemon thread that touches no Qt object: it keeps neither a page nor
    the program from ending, and is not begun again meanwhile.
    """

    found = Signal(object)

    def __init__(self, find: Find = removable_drives, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self._look: _Look | None = None
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self.look)
        self._check = QTimer(self, interval=_CHECK_MS)
        self._check.timeout.connect(self._tell)

    def start(self) -> None:
        """Look now, and again every few seconds."""
        self._again.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._again.stop()

    def look(self) -> None:
        """Look once, unless a slow drive is still being asked."""
        if self._look is None:
            self._look = _Look(self._find)
            self._check.start()

    def disregard(self) -> None:
        """Pass over the look that is under way: what it saw has just changed."""
        self._look = None

    def _tell(self) -> None:
        if self._look and self._look.done.is_set():
            drives, self._look = self._look.drives, None
            self._check.stop()
            self.found.emit(drives)


class _Look:
    def __init__(self, find: Find) -> None:
        self.done = Event()
        self.drives: list[Drive] = []
        self._find = find
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        """The boundary: a drive that fails is a drive that is not there."""
        try:
            self.drives = list(self._find())
        except OSError:
            logging.getLogger(__name__).warning("drives cannot be listed")
        self.done.set()
