"""Ready to leave? as a view of the device: by keyboard, and off the screen's thread."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import texts, visits
from fieldapp.battery import Battery
from fieldapp.readiness_machine import Machine
from fieldapp.readiness_words import Check, note, ready
from fieldapp.store import keyfile
from fieldapp.sync.drives import Drive
from fieldapp.wording import moment
from tests import workplace as w
from tests.seen import numbers_in
from tests.windows import show
from ui import probes, theme
from ui.app import Window
from ui.officer import CTRL, Officer
from ui.pages.ready_view import ReadyView
from ui.tasks import Worker
from ui.work import Work

Key = Qt.Key
MAIN = threading.get_ident()


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    texts.use("en")
    theme.apply(qapp, "light")
    yield
    texts.use("id")


@dataclass
class Place:
    """A laptop about to leave; the test says what its machine answers."""

    team: w.Team
    work: Work
    worker: Worker
    visit: str
    percent: int = 30
    sticks: list[Path] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    refusals: list[str] = field(default_factory=list)

    def machine(self) -> Machine:
        def charge() -> Battery:
            self.threads.add(threading.get_ident())
            return Battery(self.percent, plugged=False)

        return Machine(
            battery=charge,
            drives=lambda: [Drive(one, "STIK", 10**9, 10**9, writable=True) for one in self.sticks],
            free=lambda _folder: 10**10,
        )

    def open(self, qtbot: QtBot) -> ReadyView:
        def probe() -> Check:
            assert threading.get_ident() == MAIN
            return note("printer", "Printer", "None.")

        view = ReadyView(self.work, self.machine(), [probe])
        show(qtbot, view, width=1254, height=600)
        return view

    def run(self, qtbot: QtBot, view: ReadyView) -> dict[str, Check]:
        view.lines.set_rows([])
        QTest.keyClick(view, Key.Key_F5)
        qtbot.waitUntil(lambda: bool(view.lines.rows()), timeout=20_000)
        qtbot.waitUntil(view.check.isEnabled)
        return {one.key: one for one in view.lines.rows()}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with w.team(tmp_path, "A") as team:
        laptop, worker = team.laptops[0], Worker()
        visit = team.visit(6)
        visits.change(laptop, visit, day=moment(laptop.clock()).date())
        work = Work(laptop, worker)
        made = Place(team, work, worker, visit)
        work.said.connect(lambda _tone, what, _todo: made.refusals.append(what))
        work.choose(visit)
        yield made
        worker.wait()


def test_before_it_is_run_the_view_says_how(qtbot: QtBot, place: Place) -> None:
    view = place.open(qtbot)
    assert view.lines.rows() == []
    assert view.first_focus() is view.check
    assert not view.scanner.isEnabled()


def test_a_key_tries_everything_off_the_screens_thread_and_says_what_is_left(
    qtbot: QtBot, place: Place
) -> None:
    view = place.open(qtbot)
    found = place.run(qtbot, view)
    assert MAIN not in place.threads
    assert [key for key, one in found.items() if one.state == "do"] == [
        "operators", "stick", "battery",
    ]  # fmt: skip
    assert list(found)[-2:] == ["printer", "scanner"]
    assert (view.verdict.tone(), view.verdict.what()) == ("wait", "3 things are left to do.")
    qtbot.waitUntil(view.lines.hasFocus)


def test_once_everything_is_done_it_is_run_again_and_is_green(qtbot: QtBot, place: Place) -> None:
    view = place.open(qtbot)
    place.run(qtbot, view)
    place.percent, place.sticks = 90, [place.team.stick]
    keyfile.add_operator(
        place.work.session.home, place.work.session.key, "Sari", "empat kata lain lagi",
        "operator", cost=w.CHEAP,
    )  # fmt: skip
    found = place.run(qtbot, view)
    assert {one.state for one in found.values()} == {"ready", "note"}
    assert (view.verdict.tone(), view.verdict.what()) == ("ok", "Everything is ready.")
    assert list(place.team.stick.glob("*.tmp")) == []


def test_the_scanner_is_tried_in_the_view(qtbot: QtBot, place: Place) -> None:
    view = place.open(qtbot)
    place.run(qtbot, view)
    qtbot.waitUntil(view.lines.hasFocus)  # wherever the keyboard is, a scanner is heard
    QTest.keyClicks(view.lines, w.pupil(3)["nisn"][0])
    QTest.keyClicks(view.scanner, w.pupil(3)["nisn"][1:])
    QTest.keyClick(view.scanner, Key.Key_Return)
    line = next(one for one in view.lines.rows() if one.key == "scanner")
    assert line.state == "ready"
    assert w.pupil(3)["nisn"] in line.what
    assert "It is a pupil of this visit." in line.what
    QTest.keyClicks(view.scanner, w.pupil(4)["nik"])
    QTest.keyClick(view.scanner, Key.Key_Return)
    assert numbers_in(view, {w.pupil(4)["nik"]}) == set()


def test_another_visit_is_to_be_checked_anew(qtbot: QtBot, place: Place) -> None:
    view = place.open(qtbot)
    place.run(qtbot, view)
    place.work.choose("")
    assert (view.lines.rows(), view.check.isEnabled()) == ([], False)
    place.work.choose(place.visit)
    assert (view.lines.rows(), view.check.isEnabled()) == ([], True)


def test_what_comes_after_another_visit_was_chosen_is_not_shown(qtbot: QtBot, place: Place) -> None:
    go = threading.Event()
    held = place.machine().battery

    def slow() -> Battery | None:
        go.wait(20)
        return held()

    view = ReadyView(place.work, replace(place.machine(), battery=slow), [])
    show(qtbot, view, width=1254, height=600)
    QTest.keyClick(view, Key.Key_F5)
    other = visits.plan(place.work.session, "SMKN 2", w.DAY).visit
    place.work.choose(other)
    go.set()
    qtbot.waitUntil(lambda: place.work.task is None, timeout=20_000)
    assert view.lines.rows() == []
    qtbot.waitUntil(view.check.isEnabled)


def test_a_check_that_is_stopped_can_be_run_again(qtbot: QtBot, place: Place) -> None:
    go = threading.Event()

    def slow() -> list[Drive]:
        go.wait(20)
        return []

    view = ReadyView(place.work, replace(place.machine(), drives=slow), [])
    show(qtbot, view, width=1254, height=600)
    QTest.keyClick(view, Key.Key_F5)
    assert place.work.task is not None
    place.work.task.cancel()
    go.set()
    qtbot.waitUntil(lambda: place.work.task is None, timeout=20_000)
    qtbot.waitUntil(view.check.isEnabled)
    assert view.lines.rows() == []


@pytest.mark.qt_log_ignore("Couldn't (load|resolve)", "PulseAudio", "multimedia")
def test_this_computers_own_printer_speaker_and_screens_answer(qapp: QApplication) -> None:
    assert qapp
    found = {one.key: one for one in probes.probed()}
    assert set(found) == {"printer", "speaker", "second_screen"}
    assert all(one.what for one in found.values())


def test_a_probe_that_another_part_adds_is_one_more_line(qapp: QApplication) -> None:
    assert qapp
    made = probes.probed([*probes.PROBES, lambda: ready("board", "Board", "There.")])
    assert made[-1].key == "board"


def test_the_view_is_opened_by_its_key_on_the_page_of_the_device(
    qtbot: QtBot, tmp_path: Path
) -> None:
    session = w.device(tmp_path / "b", "Laptop B", letter="B")
    w.visit_with(session, 3)
    window = Window(session.home)
    window.resize(1366, 728)
    window.show()
    officer = Officer(window)
    qtbot.waitUntil(officer.has_keyboard)
    window.enter(session)
    page = officer.open("device")
    officer.press(Key.Key_G, CTRL)
    view = page.findChild(ReadyView)
    assert view is not None
    qtbot.waitUntil(view.isVisible)
    qtbot.waitUntil(view.check.hasFocus)
    window.finish()
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
