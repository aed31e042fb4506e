"""The guide by F1: the part about the page in hand, the same text as the documents'."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import resources
from fieldapp import texts
from tests.workplace import device, visit_with
from ui import guide
from ui.frame import Frame
from ui.pages.checkin import CheckIn
from ui.pages.desk import Desk
from ui.pages.device import DevicePage, View
from ui.pages.operators import OperatorsView
from ui.pages.queue import QueuePage
from ui.pages.ready_view import ReadyView
from ui.tasks import Worker
from ui.widgets.rail import KEYS
from ui.work import Work

Key = Qt.Key
TOP = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def indonesian() -> Iterator[None]:
    before = texts.language()
    texts.use("id")
    yield
    texts.use(before)


@pytest.fixture
def frame(qtbot: QtBot, tmp_path: Path) -> Iterator[Frame]:
    session = device(tmp_path / "a", "Laptop A")
    visit = visit_with(session, 5)
    work = Work(session, Worker())
    made = Frame(
        work,
        [("visits", "visits", "Visits", lambda: Desk(work)),
         ("checkin", "checkin", "In", lambda: CheckIn(work)),
         ("desk", "desk", "Desk", lambda: Desk(work)),
         ("queue", "queue", "Queue", lambda: QueuePage(work)),
         ("stick", "stick", "Stick", lambda: Desk(work)),
         ("device", "device", "Device", lambda: _device(work))],
        choose_save=lambda _title, name, _kinds: tmp_path / name,
    )  # fmt: skip
    made.resize(1366, 728)
    qtbot.addWidget(made)
    made.show()
    work.choose(visit)
    made.open("checkin")
    yield made
    made.close()
    session.close()


def _device(work: Work) -> DevicePage:
    return DevicePage(
        work,
        [
            View("Operators", "Ctrl+P", "person", OperatorsView(work)),
            View("Ready to leave?", "Ctrl+G", "check", ReadyView(work)),
        ],
    )


@pytest.mark.parametrize("name", guide.FILES.values())
def test_the_program_ships_the_guide_of_the_documents(name: str) -> None:
    told = (TOP / "docs" / name).read_text(encoding="utf-8")
    shipped = resources.path(f"{guide.FOLDER}/{name}").read_text(encoding="utf-8")
    assert shipped == told, "run: make guide"


@pytest.mark.parametrize("language", guide.FILES)
def test_every_page_that_has_a_key_has_a_part_of_the_guide(language: str) -> None:
    texts.use(language)
    for place in range(len(KEYS)):
        assert guide.about(place) != guide.whole(), KEYS[place]


def test_a_view_of_a_page_has_the_sections_that_name_its_key() -> None:
    device = KEYS.index("6")
    ready = guide.about(device, "Ctrl+G")
    assert "Periksa semua" in ready
    assert "Coba suara" not in ready
    assert "Coba suara" in guide.about(device, "Ctrl+K")
    assert guide.about(device, "Ctrl+R") == guide.about(device)


def test_the_guide_is_in_the_language_of_the_window() -> None:
    texts.use("en")
    assert guide.parts()[1].title == "At the door"
    texts.use("id")
    assert guide.parts()[1].title == "Petugas pintu"


def test_f1_opens_the_part_about_the_page_and_closes_it(frame: Frame) -> None:
    QTest.keyClick(frame, Key.Key_F1)
    assert frame.help.isVisible()
    assert "Pendaftaran" in frame.help.text.toPlainText()
    assert "Panggil berikutnya" not in frame.help.text.toPlainText()
    frame.open("desk")
    assert "Panggil berikutnya" in frame.help.text.toPlainText()
    QTest.keyClick(frame, Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert "Siapa boleh apa" in frame.help.text.toPlainText()
    QTest.keyClick(frame, Key.Key_F1)
    assert not frame.help.isVisible()


def test_the_keyboard_stays_with_the_page(frame: Frame) -> None:
    focused = frame.focusWidget()
    QTest.keyClick(frame, Key.Key_F1)
    assert frame.focusWidget() is focused
    frame.resize(1200, 700)
    assert frame.help.geometry().right() == frame.stack.geometry().right()


def test_the_guide_follows_the_view_of_the_device(frame: Frame) -> None:
    QTest.keyClick(frame, Key.Key_F1)
    frame.open("device")
    assert "Frasa sandi baru" in frame.help.text.toPlainText()
    assert "Periksa semua" not in frame.help.text.toPlainText()
    QTest.keyClick(frame, Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert "Periksa semua" in frame.help.text.toPlainText()
    assert "Ganti frasa sandi saya" not in frame.help.text.toPlainText()


def test_the_guide_is_saved_as_pdf_by_its_key(frame: Frame, qtbot: QtBot, tmp_path: Path) -> None:
    QTest.keyClick(frame, Key.Key_F1)
    QTest.keyClick(frame, Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: frame.work.task is None)
    assert (tmp_path / "panduan.pdf").read_bytes().startswith(b"%PDF")
    assert "Panduan tersimpan" in frame.message.what()
