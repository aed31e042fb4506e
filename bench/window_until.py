"""Waits in a window's process until it is usable, tells when that was, and ends it."""

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication


def usable(after: Callable[[], None] = lambda: None) -> QTimer:
    """Look after every turn of the events; `after` is done before the memory is read."""
    timer = QTimer()

    def look() -> None:
        focused = QApplication.focusWidget()
        window = focused.window().windowHandle() if focused else None
        if window is None or not window.isExposed():
            return
        now = time.monotonic()
        timer.stop()
        after()
        from bench.table import resident  # noqa: PLC0415 -- not before it was usable

        sys.stdout.write(f"{now} {resident()}\n")
        sys.stdout.flush()
        QApplication.exit(0)

    timer.timeout.connect(look)
    timer.start(0)
    return timer
