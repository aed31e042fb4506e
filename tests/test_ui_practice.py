"""Practising in the window: begun, seen on every page, thrown away, all by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import practice
from fieldapp.domain.practice import is_practice
from fieldapp.store import queries
from tests import workplace as w
from ui import theme
from ui.app import Window
from ui.officer import CTRL, Officer

Key = Qt.Key


@pytest.fixture(autouse=True, scope="module")
def _dressed(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


@pytest.fixture
def officer(tmp_path: Path, qtbot: QtBot) -> Iterator[Officer]:
    session = w.device(tmp_path / "a", "Laptop A", letter="A")
    w.visit_with(session, 5)
    window = Window(session.home)
    window.resize(1366, 728)
    window.show()
    found = Officer(window)
    qtbot.waitUntil(found.has_keyboard)
    window.enter(session)
    yield found
    window.finish()
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def begin(officer: Officer) -> str:
    """Ctrl+T on the page of visits."""
    officer.open("visits")
    officer.press(Key.Key_T, CTRL)
    frame = officer.window.frame
    assert frame
    officer.wait(frame.practice.isVisible)
    return frame.work.visit_id


def test_a_practice_begins_with_one_key_and_the_band_stands_above_every_page(
    officer: Officer,
) -> None:
    frame = officer.window.frame
    assert frame
    assert not frame.practice.isVisible()
    visit = begin(officer)
    assert is_practice(visit)
    for key in frame.pages:
        officer.open(key)
        assert frame.practice.isVisible(), key
        assert frame.practice.height() >= theme.px(32), key


def test_who_checks_in_at_a_practice_gets_a_number_of_no_laptop(officer: Officer) -> None:
    visit = begin(officer)
    frame = officer.window.frame
    assert frame
    db = frame.work.session.db
    officer.open("checkin")
    one = next(
        entry.visitor for entry in queries.everyone(db, visit) if "nisn" in entry.visitor.fields
    )
    officer.type(one.fields["nisn"])
    officer.press(Key.Key_Return)
    officer.press(Key.Key_Return)
    officer.wait(lambda: bool(queries.queue(db, visit)))
    assert queries.queue(db, visit)[0].visitor.number == "X-001"


def test_f12_throws_the_practice_away_from_any_page_and_the_visit_is_in_hand_again(
    officer: Officer,
) -> None:
    frame = officer.window.frame
    assert frame
    real = frame.work.visit_id
    for key in ("checkin", "desk", "queue", "visits"):
        begin(officer)
        officer.open(key)
        officer.press(Key.Key_F12, CTRL)
        officer.wait(frame.practice.isHidden)
        assert practice.current(frame.work.session.db) == [], key
        assert (frame.work.visit_id, frame.rail.current()) == (real, "visits")


def test_begun_again_the_practice_is_another_one(officer: Officer) -> None:
    first = begin(officer)
    officer.press(Key.Key_T, CTRL)
    frame = officer.window.frame
    assert frame
    officer.wait(lambda: frame.work.visit_id != first)
    assert [one.visit for one in practice.current(frame.work.session.db)] == [frame.work.visit_id]


def test_a_practice_that_was_left_is_not_taken_in_hand_at_the_start(tmp_path: Path) -> None:
    session = w.device(tmp_path / "b", "Laptop B", letter="B")
    practice.begin(session, w.DAY, 3)
    window = Window(session.home)
    window.enter(session)
    assert window.frame
    assert window.frame.work.visit is None
    real = w.visit_with(session, 2)
    window.frame.work.choose_latest()
    assert window.frame.work.visit_id == real
    window.finish()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
