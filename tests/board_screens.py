"""A projector that comes and goes, on two real screens of the offscreen platform.

Run with a home and its passphrase's device; prints what was seen as JSON. The platform cannot
lose a screen while it runs, so which screens are told of is chosen here.
"""

import json
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.announcing import BoardSetting
from tests import workplace as w
from ui.board import Board
from ui.board_place import BoardPlace, Screens
from ui.calling import Calling
from ui.tasks import Worker
from ui.voice import Voice
from ui.work import Work


class Plugged(Screens):
    """Those screens of the computer that are plugged in at the moment."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 1

    def all(self) -> list[QScreen]:
        return QGuiApplication.screens()[: getattr(self, "count", 1)]

    def plug(self, count: int) -> None:
        self.count = count
        self.changed.emit()


def main(home: Path) -> None:
    app = QApplication([])  # noqa: F841 -- kept while the screens are looked at
    session = w.device(home, "Laptop A")
    officer = QWidget()
    officer.show()
    board = Board(Calling(Work(session, Worker()), Voice(lambda _said: None)))
    screens, setting = Plugged(), [BoardSetting(on=True)]
    place = BoardPlace(board, officer, lambda: setting[0], screens)
    seen: list[object] = []

    def look() -> None:
        where = place.screen.name() if place.screen else ""
        box = board.geometry()
        full = board.isFullScreen() and board.screen().name() == where
        seen.append([board.isVisible(), where, [box.x(), box.y(), box.width(), box.height()], full])

    def step(count: int) -> None:
        screens.plug(count)
        QTest.qWait(1)
        look()

    place.settle()
    look()
    for count in (2, 1, 2, 3):
        step(count)
    setting[0] = BoardSetting(on=True, screen="tv")
    step(3)
    step(2)
    step(3)
    setting[0] = BoardSetting(on=False, screen="tv")
    step(3)
    sys.stdout.write(json.dumps(seen))
    officer.close()
    board.close()
    session.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
