"""The guide by F1: the part about the page in hand, the same text as the documents'."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import resources
from tests.workplace import device, visit_with
from ui import help as guide
from ui.frame import Frame
from ui.pages.checkin import CheckIn
from ui.pages.desk import Desk
from ui.tasks import Worker
from ui.widgets.rail import KEYS
from ui.work import Work

Key = Qt.Key
TOP = Path(__file__).parent.parent


@pytest.fixture
def frame(qtbot: QtBot, tmp_path: Path) -> Iterator[Frame]:
    session = device(tmp_path / "a", "Laptop A")
    visit = visit_with(session, 5)
    work = Work(session, Worker())
    made = Frame(
        work,
        [("visits", "visits", "Visits", lambda: Desk(work)),
         ("checkin", "checkin", "In", lambda: CheckIn(work)),
         ("desk", "desk", "Desk", lambda: Desk(work))],
    )  # fmt: skip
    made.resize(1366, 728)
    qtbot.addWidget(made)
    made.show()
    work.choose(visit)
    made.open("checkin")
    yield made
    made.close()
    session.close()


def test_the_program_ships_the_guide_of_the_documents() -> None:
    told = (TOP / "docs" / "panduan-petugas.md").read_text(encoding="utf-8")
    assert resources.path(guide.GUIDE).read_text(encoding="utf-8") == told


def test_every_page_that_has_a_key_has_a_part_of_the_guide() -> None:
    for place in range(len(KEYS)):
        assert guide.about(place) != guide.guide(), KEYS[place]


def test_f1_opens_the_part_about_the_page_and_closes_it(frame: Frame) -> None:
    QTest.keyClick(frame, Key.Key_F1)
    assert frame.help.isVisible()
    assert "Pendaftaran" in frame.help.text.toPlainText()
    assert "Di meja" not in frame.help.text.toPlainText()
    frame.open("desk")
    assert "Di meja" in frame.help.text.toPlainText()
    QTest.keyClick(frame, Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert "Masuk" in frame.help.text.toPlainText()
    QTest.keyClick(frame, Key.Key_F1)
    assert not frame.help.isVisible()


def test_the_keyboard_stays_with_the_page(frame: Frame) -> None:
    focused = frame.focusWidget()
    QTest.keyClick(frame, Key.Key_F1)
    assert frame.focusWidget() is focused
    frame.resize(1200, 700)
    assert frame.help.geometry().right() == frame.stack.geometry().right()
