"""Backup and safety copy on the screen: chosen, told in the bottom bar, and restored."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import queue, visits
from fieldapp.store import keyfile, queries, tables
from fieldapp.store.session import Session, is_home, open_home
from fieldapp.sync import backup, copy_in, safety_copy
from fieldapp.sync.drives import Drive
from fieldapp.sync.safe_write import Machine
from tests import workplace as w
from tests.test_safe_write import Failing
from tests.windows import show
from ui import theme
from ui.app import Dialogs, Window
from ui.copy_watch import CopyWatch
from ui.frame import BottomBar
from ui.officer import Officer
from ui.pages.destinations import Destinations
from ui.pages.drive_watch import DriveWatch
from ui.pages.first_start import FirstStart
from ui.pages.keeping import Keeping
from ui.pages.restore import Restore
from ui.tasks import Task, Worker
from ui.work import Work

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


class Elsewhere(Machine):
    """A machine on which the folders named lie on a disk of their own."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders

    def disk(self, folder: Path) -> int:
        there = super().disk(folder)
        return there + 1 if folder in self.folders else there


class Place:
    """A laptop with its bottom bar and the view, and a stick."""

    def __init__(self, session: Session, stick: Path, machine: Machine) -> None:
        self.session, self.stick = session, stick
        self.worker = Worker()
        self.work = Work(session, self.worker)
        self.copy = CopyWatch(self.work, machine)
        self.bar = BottomBar(self.work, self.copy)
        self.drives = DriveWatch(
            lambda: [Drive(stick, "KINGSTON", 10**9, 2 * 10**9, writable=True)]
        )
        places = Destinations(self.drives, lambda _title: None)
        self.view = Keeping(self.work, self.copy, places, machine)
        self.said: list[tuple[str, str]] = []
        self.work.said.connect(lambda tone, what, _todo: self.said.append((tone, what)))

    def open(self, qtbot: QtBot) -> None:
        show(qtbot, self.view, self.bar, width=1200, height=700)
        with qtbot.waitSignal(self.drives.found):
            self.drives.look()
        self.copy.start()
        qtbot.waitUntil(lambda: bool(self.bar.copy.mark().text))

    def press(self, qtbot: QtBot, key: Qt.Key) -> None:
        QTest.keyClick(self.view, key, CTRL)
        qtbot.waitUntil(lambda: self.work.task is None)

    def says(self, qtbot: QtBot, words: str) -> None:
        """Wait until the bottom bar says this."""
        qtbot.waitUntil(lambda: words in self.bar.copy.mark().text)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path, "A") as made:
        yield made


@pytest.fixture
def place(team: w.Team, tmp_path: Path) -> Iterator[Place]:
    stick = tmp_path / "usb"
    stick.mkdir()
    made = Place(team.laptops[0], stick, Elsewhere(stick))
    yield made
    made.worker.wait()
    made.copy.stop()


def test_a_visit_without_a_safety_copy_is_a_nudge_and_with_one_it_is_calm(
    qtbot: QtBot, place: Place, team: w.Team
) -> None:
    place.open(qtbot)
    assert place.bar.copy.mark().tone == "neutral"
    visit = team.visit(5)
    place.work.choose(visit)
    assert place.bar.copy.mark()[::2] == ("wait", "No safety copy")
    place.press(qtbot, Key.Key_S)
    place.says(qtbot, "up to date")
    assert place.bar.copy.mark().tone == "ok"
    person = w.ids(place.session, visit)[0]
    place.work.do(lambda: queue.check_in(place.session, visit, person), person)
    place.copy.wait()
    qtbot.waitUntil(lambda: place.copy.state.kind == "current" and place.copy.state.behind == 0)
    (file,) = place.stick.iterdir()
    copy_in.merge_file(team.office, file)
    assert queries.everyone(team.office.db, visit)[0].visitor is not None
    assert {o.visitor.number for o in queries.everyone(team.office.db, visit)} == {"A-001", ""}


def test_a_stick_that_is_gone_is_told_and_the_copy_recovers_by_itself(
    qtbot: QtBot, place: Place, team: w.Team
) -> None:
    visit = team.visit(5)
    place.open(qtbot)
    place.press(qtbot, Key.Key_S)
    place.says(qtbot, "up to date")
    pocket = place.stick.with_name("pocket")
    place.stick.rename(pocket)
    person = w.ids(place.session, visit)[0]
    place.work.do(lambda: queue.check_in(place.session, visit, person), person)
    place.says(qtbot, "plug its stick in (1 behind)")
    assert place.bar.copy.mark().tone == "stop"
    assert "1 record behind" in place.view.told.text()
    pocket.rename(place.stick)
    place.says(qtbot, "up to date")  # without anybody doing anything


def test_the_laptops_own_disk_and_an_operator_are_refused_in_words(
    qtbot: QtBot, team: w.Team, tmp_path: Path
) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    place = Place(team.laptops[0], stick, Machine())
    place.open(qtbot)
    place.press(qtbot, Key.Key_S)
    assert place.said[-1][0] == "stop"
    assert "same disk" in place.said[-1][1]
    place.copy.stop()
    home = team.laptops[0].home
    key = team.laptops[0].key
    keyfile.add_operator(home, key, "Wulan", w.PASSPHRASE, "operator", cost=w.CHEAP)
    wulan = open_home(home, "Wulan", w.PASSPHRASE)
    place = Place(wulan, stick, Elsewhere(stick))
    place.open(qtbot)
    for button in (Key.Key_S, Key.Key_D):
        place.press(qtbot, button)
        assert place.said[-1] == ("stop", "Only a coordinator may do this.")
    assert list(stick.iterdir()) == []
    place.worker.wait()
    place.copy.stop()
    wulan.close()


def test_a_copy_is_turned_off_and_the_file_stays(qtbot: QtBot, place: Place, team: w.Team) -> None:
    team.visit(3)
    place.open(qtbot)
    place.press(qtbot, Key.Key_S)
    place.says(qtbot, "up to date")
    assert place.view.turn_off.isVisible()
    QTest.keyClick(place.view.turn_off, Key.Key_Space)
    place.says(qtbot, "No safety copy")
    assert not place.view.turn_off.isVisible()
    assert len(list(place.stick.iterdir())) == 1


def test_actions_during_a_slow_write_are_counted_and_then_copied(
    qtbot: QtBot, place: Place, team: w.Team
) -> None:
    visit = team.visit(5)
    place.open(qtbot)
    place.press(qtbot, Key.Key_S)
    place.says(qtbot, "up to date")
    place.copy.wait()
    qtbot.waitUntil(lambda: not place.copy._busy)
    place.copy._busy = True  # a step that does not come back
    for person in w.ids(place.session, visit)[:2]:
        place.work.do(lambda p=person: queue.check_in(place.session, visit, p), person)  # type: ignore[misc]
    assert "2 actions wait" in place.bar.copy.mark().text
    place.copy._tell(place.copy.state)
    place.says(qtbot, "up to date")


@pytest.mark.parametrize(
    ("code", "words"), [(28, "is full"), (30, "write-protected"), (5, "fails")]
)
def test_each_trouble_of_the_stick_is_named_in_few_words(
    qtbot: QtBot, team: w.Team, tmp_path: Path, code: int, words: str
) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    machine = Failing("create", code)
    team.visit(3)
    safety_copy.choose(team.laptops[0], stick, same_disk=True)
    place = Place(team.laptops[0], stick, machine)
    place.open(qtbot)
    place.says(qtbot, words)
    assert place.view.told.text().count(".") >= 3  # how far behind, what, and what to do
    machine.step = ""
    place.says(qtbot, "up to date")
    place.copy.stop()


def test_a_backup_is_made_from_the_view_and_the_last_one_is_shown(
    qtbot: QtBot, place: Place, team: w.Team
) -> None:
    visit = team.visit(5)
    place.open(qtbot)
    assert place.view.last.text() == "No backup was made yet."
    place.press(qtbot, Key.Key_D)
    assert place.said[-1][0] == "ok"
    (file,) = place.stick.iterdir()
    assert file.suffix == ".backup"
    assert place.view.last.text().startswith("Last backup: ")
    visits.close(place.session, visit)
    place.view.refresh()
    assert place.view.last.text().endswith("1 record came since.")


def test_an_office_sees_backups_only(qtbot: QtBot, team: w.Team, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    place = Place(team.office, stick, Elsewhere(stick))
    show(qtbot, place.view, place.bar)
    place.copy.start()
    with qtbot.waitSignal(place.copy.told):
        place.copy.look()
    assert place.bar.copy.mark().text == ""
    assert not place.view.turn_on.isVisible()
    assert place.view.back_up.isVisible()
    place.copy.stop()


# --- restoring


def restoring(qtbot: QtBot, home: Path, file: Path) -> Officer:
    """A window at first start, whose officer turns to restoring."""
    window = Window(home, dialogs=Dialogs(files=lambda _title, _kinds: [file]), cost=w.CHEAP)
    qtbot.addWidget(window, before_close_func=lambda _w: window.finish())
    window.show()
    officer = Officer(window)
    officer.wait(officer.has_keyboard)
    assert isinstance(window._stack.currentWidget(), FirstStart)
    officer.press(Key.Key_R, CTRL)
    page = window._stack.currentWidget()
    assert isinstance(page, Restore)
    officer.press(Key.Key_O, CTRL)
    return officer


def page_of(officer: Officer) -> Restore:
    page = officer.window._stack.currentWidget()
    assert isinstance(page, Restore)
    return page


@pytest.fixture
def made(team: w.Team) -> Path:
    team.visit(5)
    return Path(backup.back_up(team.laptops[0], team.stick).file)


def test_a_laptop_is_restored_at_first_start_by_keyboard_alone(
    qtbot: QtBot, team: w.Team, made: Path, tmp_path: Path
) -> None:
    officer = restoring(qtbot, tmp_path / "new", made)
    assert page_of(officer).found.text().startswith("Laptop A, as it was on ")
    officer.type(w.PASSPHRASE)
    officer.press(Key.Key_Return)
    officer.wait(lambda: officer.window.frame is not None)
    session = officer.window.session
    assert session is not None
    assert session.device.name == "Laptop A"
    assert tables.dump(session.db) == tables.dump(team.laptops[0].db)


def test_a_wrong_passphrase_and_a_damaged_file_are_told_and_nothing_is_made(
    qtbot: QtBot, made: Path, tmp_path: Path
) -> None:
    home = tmp_path / "new"
    officer = restoring(qtbot, home, made)
    page = page_of(officer)
    officer.type("bukan yang ini")
    officer.press(Key.Key_Return)
    officer.wait(lambda: page.task is None)
    assert "passphrase is not right" in page.card.message.what()
    assert not is_home(home)
    shutil.copy(made, made.with_name("x.backup"))
    made.write_bytes(b"Dear office")
    officer.press(Key.Key_O, CTRL)
    assert "not a backup" in page.card.message.what()
    assert not page.start.isEnabled()
    officer.press(Key.Key_Escape)
    assert isinstance(officer.window._stack.currentWidget(), FirstStart)


def test_restoring_can_be_stopped(qtbot: QtBot, made: Path, tmp_path: Path) -> None:
    officer = restoring(qtbot, tmp_path / "new", made)
    page, gate = page_of(officer), threading.Event()
    officer.window.worker.start(Task("Waiting"), lambda _progress: gate.wait(20))
    officer.type(w.PASSPHRASE)
    officer.press(Key.Key_Return)
    assert page.task is not None
    page.cancel.click()
    gate.set()
    officer.wait(lambda: page.task is None)
    assert "Stopped" in page.card.message.what()
    assert list((tmp_path / "new").iterdir()) == []
    officer.press(Key.Key_Return)
    officer.wait(lambda: officer.window.frame is not None)
