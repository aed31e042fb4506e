"""The figures that steer the day, in the window: the queue's second view, and the quiet warning."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import texts, visits
from tests.test_desk_figures import Day, slow
from tests.windows import focus, show
from ui import theme
from ui.frame import TopBar
from ui.pages.queue import QueuePage
from ui.tasks import Worker
from ui.work import Changes, Work

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    texts.use("en")
    theme.apply(qapp, "light")
    yield
    texts.use("id")


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    made = Day(tmp_path)
    yield made
    made.session.close()


def page_of(qtbot: QtBot, day: Day) -> QueuePage:
    work = Work(day.session, Worker())
    work.choose(day.visit)
    page = QueuePage(work, now=lambda: day.now)
    show(qtbot, page, width=1294, height=650)
    focus(qtbot, page.field)
    return page


def test_the_desks_and_the_hours_of_the_marked_one_come_with_a_key_and_go_with_it(
    qtbot: QtBot, day: Day
) -> None:
    slow(day)
    page = page_of(qtbot, day)
    QTest.keyClick(page, Key.Key_G, CTRL)
    desks = page.desks
    qtbot.waitUntil(desks.desks.hasFocus)
    assert [line.name for line in desks.desks.rows()] == ["All desks", "Desk 1"]
    assert [slot.served for _begun, slot in desks.hours.rows()] == [0, 3]
    assert desks.whose.text() == "All desks, by the hour"
    QTest.keyClick(desks.desks, Key.Key_Down)
    assert desks.whose.text() == "Desk 1, by the hour"
    assert page.count.text() == ""
    QTest.keyClick(page, Key.Key_G, CTRL)
    qtbot.waitUntil(page.field.hasFocus)
    assert page.table.isVisible()


def test_the_view_follows_what_is_done_and_keeps_the_desk_that_is_marked(
    qtbot: QtBot, day: Day
) -> None:
    slow(day)
    page = page_of(qtbot, day)
    QTest.keyClick(page, Key.Key_G, CTRL)
    page.desks.desks.choose(("", ""))
    QTest.keyClick(page.desks.desks, Key.Key_Down)
    day.serve(3, 95, 5)
    page.work.changed.emit(Changes(frozenset({day.people[3]})))
    line = page.desks.desks.current_row()
    assert line is not None
    assert (line.station, line.whole.served, line.whole.waiting) == ("1", 4, 11)


def test_an_estimate_after_closing_is_said_on_both_views_once(qtbot: QtBot, day: Day) -> None:
    slow(day)
    page = page_of(qtbot, day)
    said = page.figures.late.text()
    assert said.startswith("Done at about 11:30, 30 min after closing at 11:00.")
    assert said.endswith("One more desk would finish by 10:30.")
    assert page.figures.late.isVisible()
    QTest.keyClick(page, Key.Key_G, CTRL)
    assert (page.figures.late.isVisible(), page.desks.end.isVisible()) == (True, False)
    visits.change(day.session, day.visit, closes="13:00")
    page.work.changed.emit(Changes())
    assert not page.figures.late.isVisible()
    assert page.desks.end.text().startswith("Everybody will be served at about 11:30.")


def test_the_frame_warns_quietly_and_does_not_estimate_with_every_action(
    qtbot: QtBot, day: Day
) -> None:
    work = Work(day.session, Worker())
    bar = TopBar(work)
    show(qtbot, bar, width=1294, height=60)
    work.choose(day.visit)
    assert bar.pace.mark().text == ""
    slow(day)
    work.changed.emit(Changes())
    assert bar.pace.mark().text == ""
    bar.pace.refresh()  # as its timer does
    assert (bar.pace.mark().tone, bar.pace.mark().text) == ("wait", "Done ± 11:30, closes 11:00")
    assert "One more desk would finish by 10:30." in bar.pace.toolTip()
    work.choose("")
    assert bar.pace.mark().text == ""


def test_without_a_visit_and_without_anybody_the_view_says_what_is_missing(
    qtbot: QtBot, day: Day
) -> None:
    page = page_of(qtbot, day)
    QTest.keyClick(page, Key.Key_G, CTRL)
    assert page.views.currentWidget() is page.desks
    assert page.desks.hours.rows() == []
    assert page.desks.end.text() == "The end cannot be told yet."
    assert [line.name for line in page.desks.desks.rows()] == ["All desks"]
    page.work.choose("")
    assert page.views.currentWidget() is page.people
