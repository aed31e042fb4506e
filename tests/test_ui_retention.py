"""A closed visit that the office holds is offered for deletion, asked about, and recorded."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import people, retention, visits
from fieldapp.store import queries
from tests import workplace as w
from tests.windows import focus, show
from ui import theme
from ui.app import Window
from ui.pages.visits import Visits
from ui.tasks import Worker
from ui.work import Work

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True, scope="module")
def _dressed(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


class Desk:
    """A laptop whose visit is closed and held by the office."""

    def __init__(self, team: w.Team) -> None:
        self.team = team
        self.laptop = team.laptops[0]
        self.visit = team.visit(5)
        visits.close(self.laptop, self.visit)
        self.worker = Worker()
        self.work = Work(self.laptop, self.worker)

    def open(self, qtbot: QtBot) -> Visits:
        self.work.choose(self.visit)
        page = Visits(self.work)
        show(qtbot, page, width=1294, height=650)
        return page


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with w.team(tmp_path, "A") as team:
        made = Desk(team)
        yield made
        made.worker.wait()


def test_a_closed_visit_that_the_office_lacks_says_what_is_missing(
    desk: Desk, qtbot: QtBot
) -> None:
    offer = desk.open(qtbot).overview.retention
    assert offer.message.what() == "Kantor is not known to hold 1 record of this visit."
    assert not offer.delete.isEnabled()
    QTest.keyClick(offer, Key.Key_D, CTRL)
    assert not offer.yes.isVisible()


def test_an_open_visit_and_an_office_are_offered_nothing(desk: Desk, qtbot: QtBot) -> None:
    page = desk.open(qtbot)
    assert page.overview.retention.isVisible()
    desk.work.undo()
    assert not page.overview.retention.isVisible()
    office = Work(desk.team.office, desk.worker)
    visits.close(desk.team.office, desk.visit)
    office.choose(desk.visit)
    page = Visits(office)
    show(qtbot, page, width=1294, height=650)
    assert not page.overview.retention.isVisible()


def test_a_visit_is_deleted_by_two_keys_and_its_record_can_be_read(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.team.meet()
    page = desk.open(qtbot)
    offer = page.overview.retention
    assert offer.message.what() == "The office holds all of this visit."
    assert not page.record.isVisible()
    QTest.keyClick(page, Key.Key_D, CTRL)
    assert offer.message.what().startswith("Delete all data of 5 people from this laptop?")
    assert not offer.delete.isVisible()
    QTest.keyClick(page, Key.Key_Escape)
    assert offer.delete.isVisible()
    assert len(queries.visits(desk.laptop.db)) == 1
    QTest.keyClick(page, Key.Key_D, CTRL)
    with qtbot.waitSignal(desk.work.said) as said:
        QTest.keyClick(page, Key.Key_Y, CTRL)
    assert said.args[:2] == ["ok", "The visit was deleted, and nothing of it is left here."]
    assert queries.visits(desk.laptop.db) == []
    assert page.right.currentWidget() is page.empty
    qtbot.waitUntil(page.record.isVisible)
    QTest.keyClick(page, Key.Key_H, CTRL)
    (row,) = page.deleted.table.rows()
    assert (row.place, row.people, row.actor) == ("SMAN 1 Kota Mojokerto", 5, "Op Laptop A")
    QTest.keyClick(page, Key.Key_Escape)
    assert page.right.currentWidget() is page.empty


def test_going_down_the_list_of_visits_is_not_interrupted_by_the_offer(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.team.meet()
    other = visits.plan(desk.laptop, "SMAN 3", w.DAY).visit
    page = desk.open(qtbot)
    desk.work.choose(other)
    focus(qtbot, page.list)
    key = Key.Key_Down if page.list.currentRow() == 0 else Key.Key_Up
    QTest.keyClick(page.list, key)
    assert page.overview.retention.delete.isVisible()
    assert page.list.hasFocus()


def test_what_changes_while_it_is_asked_is_not_deleted(desk: Desk, qtbot: QtBot) -> None:
    desk.team.meet()
    page = desk.open(qtbot)
    QTest.keyClick(page, Key.Key_D, CTRL)
    people.note(desk.laptop, desk.visit, w.ids(desk.laptop, desk.visit)[0], "sesudahnya")
    with qtbot.waitSignal(desk.work.said) as said:
        QTest.keyClick(page, Key.Key_Y, CTRL)
    assert said.args[0] == "stop"
    assert len(queries.visits(desk.laptop.db)) == 1


def test_an_operator_sees_the_offer_and_cannot_take_it(desk: Desk, qtbot: QtBot) -> None:
    desk.team.meet()
    desk.work = Work(replace(desk.laptop, actor_role="operator"), desk.worker)
    offer = desk.open(qtbot).overview.retention
    assert offer.message.todo() == "The coordinator can delete it from this laptop."
    assert not offer.delete.isEnabled()


def test_the_window_wipes_at_its_start_what_was_left(desk: Desk, qtbot: QtBot) -> None:
    desk.team.meet()
    visits.delete(desk.laptop, desk.visit)
    assert retention.unfinished(desk.laptop)
    window = Window(desk.laptop.home, cost=w.CHEAP)
    qtbot.addWidget(window)
    window.enter(desk.laptop.again())
    assert window.frame is not None
    work = window.frame.work
    qtbot.waitUntil(lambda: work.task is None)
    assert not retention.unfinished(desk.laptop)
    window.finish()
