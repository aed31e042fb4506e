"""From the first key of a scan to the painted badge and number, checked in meanwhile."""

import gc
import os
import time
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from bench import check_in, made
from bench.table import Cell, Cells, Figure, nearly_all
from fieldapp.store import queries
from fieldapp.store.session import Session
from ui import theme
from ui.app import Window
from ui.officer import Officer
from ui.pages.checkin import CheckIn
from ui.tasks import collect_on_main_thread

FRAME = 0.0167  # seconds
TIMES = 200
FIGURES = (
    Figure(
        "scan",
        "Scan to painted badge and number (found, checked in, shown), 99 of 100 within",
        "one frame (16.7 ms) + one commit",
        "under 50 ms",
        "ms",
        50.0,
        alone=True,
    ),
    Figure("scan_middle", "the same, median", "the same", "", "ms"),
)


class _Painted(QObject):
    """Notes whether a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.seen = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 -- Qt's
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return False


def measure(place: Path, size: int) -> Cells:
    """Scan pupils of one visit in the real window, in a store of `size` people."""
    session, visit = made.people_home(place, size)
    coming = made.absent(session, visit)[: TIMES * 6 // 5]
    last = len(coming) * 5 // 6
    numbers = [queries.known(session.db, visit, one).visitor.fields["nisn"] for one in coming]
    commit = _commit(session, visit, coming[last:])
    session.close()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    window = Window(place / "people")
    timer = collect_on_main_thread(window)  # as the program does
    took = _scan(window, made.people_home(place, size)[0], visit, numbers[:last])
    timer.stop()
    gc.enable()
    window.close()
    window.finish()
    return {
        "scan": Cell(nearly_all(took), (FRAME + commit) * 1000),
        "scan_middle": Cell(median(took) * 1000, (FRAME + commit) * 1000),
    }


def _commit(session: Session, visit: str, persons: list[str]) -> float:
    """The median of one durable commit of a check-in's rows."""
    took = []
    for person in persons:
        rows = check_in.rehearsed(session, visit, person)
        begun = time.perf_counter()
        check_in.put(session.db, rows)
        took.append(time.perf_counter() - begun)
    return median(took)


def _scan(window: Window, session: Session, visit: str, numbers: list[str]) -> list[float]:
    window.resize(1366, 728)
    window.show()
    officer = Officer(window)
    officer.wait(officer.has_keyboard)
    window.enter(session)
    assert window.frame
    window.frame.work.choose(visit)
    page = officer.open("checkin")
    assert isinstance(page, CheckIn)
    badge, number = _Painted(page.card.badge), _Painted(page.card.number)
    took = []
    for text in numbers:
        officer.at()  # the window has the keyboard
        officer.wait(page.field.hasFocus)
        begun = time.perf_counter()
        QTest.keyClicks(page.field, text)
        QTest.keyClick(page.field, Qt.Key.Key_Return)
        badge.seen = number.seen = False
        while not (badge.seen and number.seen):
            QApplication.processEvents()
        took.append(time.perf_counter() - begun)
        entry = page.card.entry
        if entry is None or entry.visitor.fields["nisn"] != text or not entry.visitor.number:
            raise RuntimeError("somebody else is shown, or without a number")
    return took
