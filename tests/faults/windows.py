"""Check-in by keyboard in the real window: what stood on the screen is in the database."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    Qt,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from fieldapp import people, queue
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.verify import verify
from tests import workplace as w
from tests.faults.scenes import Scene, ends, enter, must, sound
from tests.faults.work import Doing
from ui import theme
from ui.app import Window
from ui.officer import Officer
from ui.pages.checkin import CheckIn

_ADULTS = [number for number in range(1, 9) if number % 10]


def _prepare(folder: Path) -> None:
    session = w.device(folder / "a", "Laptop A")
    w.visit_with(session, 8)
    session.close()


class _Hand(Officer):
    """An officer who reads the screen: the number given, or the line that says why not."""

    def __init__(self, window: Window, session: Session) -> None:
        super().__init__(window)
        self.session = session
        self.line = ("", "", "")
        assert window.frame is not None
        window.frame.work.said.connect(self._heard)
        page = self.open("checkin")
        assert isinstance(page, CheckIn)
        self.page = page

    def _heard(self, tone: str, what: str, todo: str) -> None:
        self.line = (tone, what, todo)

    def begin(self, nisn: str) -> None:
        """Type somebody's NISN, and wait until they are on the screen."""
        self.line = ("", "", "")
        self.fill(nisn)
        self.wait(lambda: self._shown() == nisn)

    def _shown(self) -> str:
        entry = self.page.results.current_row()
        return entry.visitor.fields["nisn"] if entry else ""

    def enter(self, nisn: str) -> tuple[str, str, Any]:
        """Press Enter, and read the number from the screen. Raises what the line says."""
        self.line = ("", "", "")
        self.press(Qt.Key.Key_Return)
        number = self.page.card.number.number()
        if not number and not self.line[1]:
            self.press(Qt.Key.Key_Return)  # somebody to look at twice
            number = self.page.card.number.number()
        if not number:
            must(self.page.field.text() == nisn, "what was typed is gone")
            must(self.window.frame and self.window.frame.message.isVisible(), "no line is shown")
            raise KnownError(*self.line[1:])
        return nisn, number, ends(self.session)


def _quiet(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """The offscreen platform warns of every window with a smallest size; that is no fault."""
    must("propagateSizeHints" in text, text)


def _work(folder: Path, doing: Doing) -> None:
    session = doing.do(lambda: enter(folder / "a"))
    qInstallMessageHandler(_quiet)
    app = QApplication(["fieldapp"])
    theme.apply(app, "light")
    window = Window(folder / "a")
    window.enter(session)
    window.show()
    hand = _Hand(window, session)
    for count in _ADULTS:
        nisn = w.pupil(count)["nisn"]
        hand.begin(nisn)
        doing.do(lambda nisn=nisn: hand.enter(nisn), lambda seen: seen)  # type: ignore[misc]
    window.finish()
    QCoreApplication.processEvents()


def _check(folder: Path, confirmed: list[Any]) -> None:
    session = enter(folder / "a")
    seen = [said for said in confirmed if said]
    sound(session, [said[2] for said in seen])
    visit = queries.visits(session.db)[0].visit
    given = {
        e.visitor.fields["nisn"]: e.visitor.number for e in queries.everyone(session.db, visit)
    }
    for nisn, number, _ends in seen:
        must(
            number and given[nisn] == number,
            f"{number} stood on the screen for {nisn}, not in the data",
        )
    person = people.walk_in(session, visit, {"name": "Sesudah Putus", "sex": "L"}).visitor.person
    must(queue.check_in(session, visit, person).visitor.number not in given.values(), "twice")
    must(not verify(session).problems, "verify after going on")
    session.close()


WINDOW = Scene(
    "check-in in the window", "each number that stood on the screen is in the data",
    _prepare, _work, _check,
)  # fmt: skip
