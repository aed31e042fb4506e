"""A whole visit by keyboard through the real windows: from the school's list to the recap."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.reports import recap
from fieldapp.store import queries
from fieldapp.store.verify import verify
from tests.lists import pupils, write_dapodik
from tests.workplace import CHEAP, PASSPHRASE
from ui import theme
from ui.app import Dialogs, Window
from ui.officer import CTRL, Officer
from ui.pages.first_start import FirstStart
from ui.work import Work

Key = Qt.Key


@dataclass
class Disk:
    """What the file dialogs answer: the school's list, a stick, and files on it."""

    folder: Path
    files: list[Path] = field(default_factory=list)

    @property
    def stick(self) -> Path:
        path = self.folder / "stick"
        path.mkdir(exist_ok=True)
        return path

    def dialogs(self) -> Dialogs:
        return Dialogs(
            list_file=lambda _parent: self.folder / "dapodik.xlsx",
            files=lambda _title, _kinds: self.files,
            folder=lambda _title: self.stick,
        )


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[str], Officer]]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    windows: list[Window] = []
    disk = Disk(tmp_path)

    def begin(name: str) -> Officer:
        window = Window(tmp_path / name, dialogs=disk.dialogs(), cost=CHEAP)
        window.resize(1366, 728)
        window.setProperty("disk", disk)
        qtbot.addWidget(window)
        window.show()
        windows.append(window)
        return Officer(window)

    yield begin
    for window in windows:
        window.close()
        window.finish()
        window.deleteLater()


def first_start(officer: Officer, name: str, *, office: bool = False, letter: str = "") -> None:
    """Set a device up, without touching a mouse."""
    page = officer.window.findChild(FirstStart)
    assert isinstance(page, FirstStart)
    officer.wait(officer.has_keyboard)
    if office:
        while not page.office_role.hasFocus():
            officer.press(Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        officer.press(Key.Key_Space)
        page.name.control.setFocus()
    officer.type(name)
    officer.press(Key.Key_Tab)
    if letter:
        officer.fill(letter)
        officer.press(Key.Key_Tab)
    officer.type(f"Petugas {name}")
    officer.press(Key.Key_Tab)
    officer.type(PASSPHRASE)
    while not page.again.field.hasFocus():
        officer.press(Key.Key_Tab)
    officer.type(PASSPHRASE)
    officer.press(Key.Key_Return)
    officer.wait(lambda: officer.window.frame is not None)


def work_of(officer: Officer) -> Work:
    assert officer.window.frame is not None
    return officer.window.frame.work


def idle(officer: Officer) -> None:
    officer.wait(lambda: work_of(officer).task is None)


def give_card(officer: Officer) -> None:
    officer.open("stick")
    officer.press(Key.Key_K, CTRL)
    officer.press(Key.Key_O, CTRL)
    officer.press(Key.Key_W, CTRL)
    idle(officer)


def take_card(officer: Officer, disk: Disk, name: str) -> None:
    disk.files = list(disk.stick.glob(f"{name}_*.card"))
    assert disk.files
    officer.press(Key.Key_T, CTRL)
    officer.press(Key.Key_Return)
    idle(officer)


def write_bundles(officer: Officer, disk: Disk) -> set[Path]:
    before = set(disk.stick.glob("*.bundle"))
    officer.open("stick")
    officer.press(Key.Key_B, CTRL)
    officer.press(Key.Key_O, CTRL)
    officer.press(Key.Key_E, CTRL)
    idle(officer)
    return set(disk.stick.glob("*.bundle")) - before


def merge(officer: Officer, disk: Disk, files: set[Path]) -> None:
    disk.files = sorted(files)
    officer.open("stick")
    officer.press(Key.Key_B, CTRL)
    officer.press(Key.Key_M, CTRL)
    idle(officer)


def plan(officer: Officer) -> str:
    """Plan the visit for today and take in the list; returns the visit."""
    officer.open("visits")
    officer.press(Key.Key_N, CTRL)
    officer.type("SMAN 1 Kota Mojokerto")
    officer.press(Key.Key_Return)
    officer.wait(lambda: bool(work_of(officer).visit_id))
    officer.press(Key.Key_O, CTRL)
    idle(officer)
    officer.press(Key.Key_Return)
    idle(officer)
    officer.press(Key.Key_Escape)
    return work_of(officer).visit_id


def check_in(officer: Officer, nisn: str) -> None:
    officer.open("checkin")
    officer.fill(nisn)
    officer.press(Key.Key_Return)
    visit = work_of(officer).visit_id
    session = work_of(officer).session
    if not any(e.visitor.fields.get("nisn") == nisn for e in queries.queue(session.db, visit)):
        officer.press(Key.Key_Return)  # there was something to look at twice


def test_a_whole_visit_by_keyboard_from_list_to_recap(
    start: Callable[[str], Officer], tmp_path: Path
) -> None:
    children = [
        dict(pupil, birth_date=f"{date.today().year - 18}-03-04", nik="", kk="")  # noqa: DTZ011
        for pupil in pupils(12)
    ]
    write_dapodik(tmp_path / "dapodik.xlsx", children)
    office, a, b = start("office"), start("a"), start("b")
    disk: Disk = office.window.property("disk")
    first_start(office, "Kantor", office=True)
    first_start(a, "Laptop A", letter="A")
    first_start(b, "Laptop B", letter="B")

    for device in (office, a, b):
        give_card(device)
    take_card(office, disk, "laptop-a")
    take_card(office, disk, "laptop-b")
    for laptop in (a, b):
        take_card(laptop, disk, "kantor")

    visit = plan(office)
    nisns = [e.visitor.fields["nisn"] for e in queries.everyone(work_of(office).session.db, visit)]
    assert len(nisns) == 12
    bundles = write_bundles(office, disk)
    assert len(bundles) == 2
    for laptop, letter in ((a, "_a-"), (b, "_b-")):
        merge(laptop, disk, {path for path in bundles if letter in path.name})
        assert queries.counters(work_of(laptop).session.db, visit).listed == 12
        laptop.open("visits")
        work_of(laptop).choose(visit)

    for laptop, mine in ((a, nisns[:4]), (b, nisns[4:7])):
        for nisn in mine:
            check_in(laptop, nisn)
        laptop.open("desk")
        for _pupil in mine[:2]:
            laptop.press(Key.Key_Space)
            laptop.press(Key.Key_Return, times=2)
        laptop.press(Key.Key_Space)
        laptop.press(Key.Key_Return)
        laptop.press(Key.Key_G)
        laptop.press(Key.Key_1)

    brought = write_bundles(a, disk) | write_bundles(b, disk)
    merge(office, disk, brought)
    session = work_of(office).session
    made = recap.recaps(session.db, visit)[0]
    assert (made.listed, made.checked_in, made.absent) == (12, 7, 5)
    assert (made.recorded, made.failed, made.waiting) == (4, 2, 1)
    for device in (office, a, b):
        assert verify(work_of(device).session).problems == []

    returned = write_bundles(office, disk)
    merge(a, disk, {path for path in returned if "_a-" in path.name})
    assert a.window.frame is not None
    assert "Everything is handed over" in a.window.frame.bottom.unsent.text()
