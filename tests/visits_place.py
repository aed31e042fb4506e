"""A laptop with the page of visits in front of an officer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fieldapp.store.session import Session
from tests.windows import show
from tests.workplace import device
from ui.pages.visits import Visits
from ui.tasks import Worker
from ui.work import Work

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Place:
    """The laptop, what its officer will choose, and what was said to them."""

    session: Session
    work: Work
    worker: Worker
    folder: Path
    chosen: list[Path] = field(default_factory=list)  # what the file dialog will answer
    said: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    page: Visits = field(init=False)

    def open(self, qtbot: QtBot) -> Visits:
        """Show the page."""
        self.page = Visits(
            self.work,
            ["SMKN 2 Kota Mojokerto", "SMA Katholik"],
            choose_file=lambda _parent: self.chosen.pop() if self.chosen else None,
            choose_save=lambda _parent, name: self.folder / name,
        )
        show(qtbot, self.page, width=1294, height=650)
        return self.page

    def take(self, qtbot: QtBot, path: Path) -> None:
        """Choose a file for the visit in hand, and wait until it was looked at."""
        self.chosen.append(path)
        QTest.keyClick(self.page, Key.Key_O, CTRL)
        roster = self.page.roster
        qtbot.waitUntil(lambda: roster.stack.currentWidget() is not roster.busy)


@contextmanager
def laptop(folder: Path) -> Iterator[Place]:
    """A new laptop in `folder`, until its work is done."""
    session, worker = device(folder / "a", "Laptop A"), Worker()
    work = Work(session, worker)
    made = Place(session, work, worker, folder)
    work.said.connect(lambda _tone, what, _todo: made.said.append(what))
    work.page_wanted.connect(made.pages.append)
    try:
        yield made
    finally:
        worker.wait()
        session.close()
