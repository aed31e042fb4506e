"""A scanner at the edge of the machine: a window of a laptop, and keys at a scanner's speed."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldapp import codes
from fieldapp.domain.fold import Visit
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from tests import windows
from tests import workplace as w
from ui.frame import Frame
from ui.pages.checkin import CheckIn
from ui.scanner import Scanner

AZERTY = dict(zip("1234567890", "&é\"'(-è_çà", strict=True)) | {"A": "q", "Q": "a", "M": ","}
PLACES = {codes.sign_at(place): place for place in range(1, 60) if codes.sign_at(place)}


class Hall:
    """A laptop in use with a scanner; its clock stands unless a key moves it."""

    def __init__(self, qtbot: QtBot, home: Path, pupils: int = 12) -> None:
        self.qtbot, self.now = qtbot, 100.0
        session = w.device(home, "Laptop A", letter="A")
        self.visit = w.visit_with(session, pupils)
        session.close()
        self.window, self.officer = windows.in_use(qtbot, home)
        self.scanner.clock = lambda: self.now

    @property
    def session(self) -> Session:
        assert self.window.session is not None
        return self.window.session

    @property
    def frame(self) -> Frame:
        assert self.window.frame is not None
        return self.window.frame

    @property
    def scanner(self) -> Scanner:
        assert self.window.scanner is not None
        return self.window.scanner

    @property
    def plan(self) -> Visit:
        visit = self.frame.work.visit
        assert visit is not None
        return visit

    @property
    def checkin(self) -> CheckIn:
        page = self.frame.pages["checkin"]
        assert isinstance(page, CheckIn)
        return page

    def someone(self, badge: str = "record_and_print") -> Entry:
        everyone = queries.everyone(self.session.db, self.visit)
        return next(e for e in everyone if e.assessment.badge == badge)

    def again(self, entry: Entry) -> Entry:
        return queries.known(self.session.db, self.visit, entry.visitor.person)

    def found(self) -> list[str]:
        """Whom check-in shows, once it is open."""
        assert self.frame.page() is self.checkin
        return [entry.visitor.person for entry in self.checkin.results.rows()]

    def scan(self, text: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        """Type `text` as fast as a scanner does, and no faster."""
        for sign in text:
            self.now += 0.005
            QTest.keyClicks(self._at(), sign)
        if end is not None:
            self.now += 0.005
            QTest.keyClick(self._at(), end)

    def scan_as(self, text: str, typed: Sequence[str]) -> None:
        """The same where the keyboard's layout turns each key into what is `typed`."""
        for sign, shown in zip(text, typed, strict=True):
            self.now += 0.005
            self._press(shown, PLACES[sign])
        self.now += 0.005
        QTest.keyClick(self._at(), Qt.Key.Key_Return)

    def _press(self, shown: str, place: int) -> None:
        at, plain = self._at(), Qt.KeyboardModifier.NoModifier
        key = ord(shown.upper()) if shown.isascii() else ord(shown)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, plain, place, 0, 0, shown)
            QCoreApplication.sendEvent(at, event)  # which asks for shortcuts first

    def _at(self) -> QWidget:
        return self.window.focusWidget() or self.window
