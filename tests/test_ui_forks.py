"""The window of a laptop that was cloned: it goes on as a new device without losing a key press."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import people, queue
from fieldapp.store import queries
from fieldapp.store.session import open_home
from fieldapp.sync import cards, enrol
from tests import workplace as w
from tests.clones import bundle, copied
from ui import theme
from ui.app import Dialogs, Window
from ui.officer import CTRL, Officer
from ui.pages.checkin import CheckIn
from ui.pages.desk import Desk
from ui.pages.stick import StickPage

Key = Qt.Key


class Cloned:
    """A window on Laptop A, and the bundle by which it learns of its clone."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        with w.team(folder, "A") as team:
            self.visit = team.visit(12)
            (a,) = team.laptops
            self.old = a.device_id
            self.people = w.ids(a, self.visit)
            clone = copied(a, folder / "clone")
            queue.check_in(a, self.visit, self.people[0], services=("recording",))
            queue.call(a, self.visit, "recording", self.people[0], "1")
            people.note(clone, self.visit, self.people[1], "di klon")
            team.bring(clone, team.office)
            clone.close()
            self.file = bundle(team.office, a, team.stick)
            home, operator = a.home, a.actor
        self.window = Window(home, dialogs=Dialogs(files=lambda _title, _kinds: [self.file]))
        self.window.resize(1366, 728)
        qtbot.addWidget(self.window)
        self.window.enter(open_home(home, operator, w.PASSPHRASE))
        self.window.show()
        self.officer = Officer(self.window)

    def merge(self) -> StickPage:
        """Take the bundle in, on the stick page."""
        page = self.officer.open("stick")
        assert isinstance(page, StickPage)
        self.officer.press(Key.Key_M, CTRL)
        self.officer.wait(lambda: bool(page.take_in.outcomes.shown()))
        return page

    def device(self) -> str:
        assert self.window.session
        return self.window.session.device_id


@pytest.fixture
def cloned(qtbot: QtBot, tmp_path: Path) -> Iterator[Cloned]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    made = Cloned(qtbot, tmp_path)
    yield made
    made.window.close()
    made.window.finish()
    made.window.deleteLater()


def test_a_merge_that_shows_the_clone_says_so_and_keeps_what_is_typed(cloned: Cloned) -> None:
    page = cloned.officer.open("checkin")
    assert isinstance(page, CheckIn)
    cloned.officer.type("tamu yang b")
    stick = cloned.merge()
    (done,) = stick.take_in.outcomes.shown()
    assert done.tone == "wait"
    assert any("it continues as a new device" in line for line in done.more)
    assert cloned.device() != cloned.old
    cloned.officer.open("checkin")
    assert page.field.text() == "tamu yang b"
    assert cloned.window.session
    pupil = queries.entry(cloned.window.session.db, cloned.visit, cloned.people[2])
    assert pupil
    cloned.officer.fill(pupil.visitor.fields["nisn"])
    cloned.officer.press(Key.Key_Return, times=2)
    after = queries.entry(cloned.window.session.db, cloned.visit, cloned.people[2])
    assert after
    assert after.visitor.number == "A-002"
    assert after.visitor.checked_in
    assert after.visitor.checked_in.device == cloned.device()


def test_a_desk_goes_on_serving_whom_it_had_called_before(cloned: Cloned) -> None:
    desk = cloned.officer.open("desk")
    assert isinstance(desk, Desk)
    assert desk.entry
    cloned.merge()
    cloned.officer.open("desk")
    assert desk.entry
    assert desk.entry.visitor.person == cloned.people[0]


def test_the_new_devices_words_are_shown(cloned: Cloned) -> None:
    stick = cloned.merge()
    cloned.officer.press(Key.Key_K, CTRL)
    assert cloned.window.session
    words = cards.words(enrol.own_card(cloned.window.session))
    assert stick.own_card.words.words() == words
