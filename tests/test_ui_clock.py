"""What the screen says of a doubtful clock."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import queue
from fieldapp.store import queries
from fieldapp.store.session import Session
from tests import workplace as w
from tests.machine_clock import HOUR, Machine, ms
from tests.windows import show
from ui import theme
from ui.frame import BottomBar
from ui.pages.queue_figures import Figures
from ui.pages.visits import Visits
from ui.tasks import Worker
from ui.work import Work


@pytest.fixture(autouse=True, scope="module")
def _dressed(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


@pytest.fixture
def machine() -> Machine:
    return Machine(ms(9))


@pytest.fixture
def work(tmp_path: Path, machine: Machine) -> Iterator[Work]:
    opened = w.device(tmp_path / "a", "Laptop A")
    session: Session = replace(opened, clock=machine.clock)
    made = Work(session, Worker())
    made.choose(w.visit_with(session, 5))
    yield made
    opened.close()


def check_in(work: Work, number: int) -> str:
    person = w.ids(work.session, work.visit_id)[number]
    work.do(lambda: queue.check_in(work.session, work.visit_id, person, services=("recording",)))
    return person


def test_a_good_clock_shows_the_time(qtbot: QtBot, work: Work, machine: Machine) -> None:
    bar = BottomBar(work)
    show(qtbot, bar, width=1294, height=60)
    assert (bar.clock.mark().tone, bar.clock.mark().icon) == ("neutral", "clock")
    shown = bar.clock.mark().text
    machine.wait(1)
    bar.refresh()
    assert bar.clock.mark().text != shown


def test_the_bar_warns_and_says_what_to_do_until_the_clock_is_set(
    qtbot: QtBot, work: Work, machine: Machine
) -> None:
    bar = BottomBar(work)
    show(qtbot, bar, width=1294, height=60)
    check_in(work, 0)
    machine.set(-HOUR)
    check_in(work, 1)
    assert bar.clock.mark().tone == "wait"
    assert bar.clock.mark().text == "Clock jumped by 1 h: check it"
    assert "Set the clock if it is wrong." in bar.clock.toolTip()
    machine.set(HOUR)
    check_in(work, 2)
    assert bar.clock.mark().tone == "neutral"


def test_the_visit_says_why_and_one_key_says_that_the_clock_is_right(
    qtbot: QtBot, work: Work, machine: Machine
) -> None:
    page = Visits(work)
    show(qtbot, page, width=1294, height=650)
    note = page.overview.clock
    assert not note.isVisible()
    check_in(work, 0)
    machine.set(HOUR)
    check_in(work, 1)
    assert note.message.what().startswith("The clock of this laptop jumped by 1 h at ")
    assert note.message.tone() == "wait"
    QTest.keyClick(page, Qt.Key.Key_F8)
    assert not note.isVisible()
    assert len(queries.visit(work.session.db, work.visit_id).clock) == 1


def test_a_wrong_day_is_told_and_check_in_goes_on(
    qtbot: QtBot, work: Work, machine: Machine
) -> None:
    page = Visits(work)
    show(qtbot, page, width=1294, height=650)
    machine.wait(60 * 24 * 5)
    check_in(work, 0)
    assert page.overview.clock.message.what().endswith("; the visit is on 19 July 2024.")
    assert not page.overview.clock.right.isVisible()
    assert queries.counters(work.session.db, work.visit_id).here == 1


def test_the_queue_marks_times_that_may_be_wrong(work: Work, machine: Machine) -> None:
    check_in(work, 0)
    machine.set(HOUR)
    queue.call(work.session, work.visit_id, "recording")
    visit = work.visit
    assert visit is not None
    figures = Figures()
    everyone = queries.everyone(work.session.db, visit.visit)
    figures.show_figures(visit, everyone, machine.wall)
    assert figures.pace.text("wait").endswith(" *")
    assert "* The times of 1 person may be wrong" in figures.sentence.text()
