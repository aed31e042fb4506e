"""A laptop at work in a process of its own, to be killed: `python -m tests.copying_laptop HOME`.

It checks one pupil after the other in, and says on its output what an officer would know:
`confirmed N` once the action is committed, `copied` when the bottom bar says up to date. As
officers do, it begins the next action no sooner than the copy had its turn.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from fieldapp import queue
from fieldapp.store import queries
from fieldapp.store.session import open_home
from fieldapp.sync.safety_copy import State
from tests.workplace import PASSPHRASE
from ui.copy_watch import CopyWatch
from ui.tasks import Worker
from ui.work import Work


class Laptop:
    """The window's own wiring, without its pages."""

    def __init__(self, home: Path, operator: str) -> None:
        self.session = open_home(home, operator, PASSPHRASE)
        self.work = Work(self.session, Worker())
        self.visit = queries.visits(self.session.db)[0].visit
        everyone = queries.everyone(self.session.db, self.visit)
        self.absent = [one.visitor.person for one in everyone if not one.visitor.number]
        self.watch = CopyWatch(self.work)
        self.watch.told.connect(self._told)
        self.watch.start()

    def _told(self, state: State) -> None:
        if state.kind == "current":
            say("copied")
            QTimer.singleShot(0, self._next)

    def _next(self) -> None:
        person = self.absent.pop()
        self.work.do(lambda: queue.check_in(self.session, self.visit, person), person)
        say(f"confirmed {person}")


def say(line: str) -> None:
    """Say it at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    laptop = Laptop(Path(sys.argv[1]), sys.argv[2])
    app.exec()
