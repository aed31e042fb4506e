"""The calendar page: what a coordinator reads and does there, by keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fieldapp import people, schedule, texts, visits
from fieldapp.domain.events import VisitPlanned
from fieldapp.domain.fold import Visit
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.sync import bundle_in
from fieldapp.sync.drives import Drive
from tests import workplace as w
from tests.test_schedule import HOUR, Clock
from tests.windows import show
from ui import theme
from ui.app import Window
from ui.pages.calendar import Calendar
from ui.tasks import Worker
from ui.work import Changes, Work

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
WEEK = "Jul 15\u2009–\u200921, 2024"
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    texts.use("en")
    theme.apply(qapp, "light")
    yield
    texts.use("id")


class Place:
    """An office on the day of w.DAY, its laptops, and the page."""

    def __init__(self, team: w.Team, qtbot: QtBot) -> None:
        self.team, self.qtbot, self.clock = team, qtbot, Clock(0)
        team.office = replace(team.office, clock=self.clock)
        team.laptops = [replace(each, clock=self.clock) for each in team.laptops]
        self.worker = Worker()
        self.drives: list[Drive] = []
        self.folder: Path | None = None
        self.pages: list[str] = []
        self.page: Calendar

    def plan(self, days: int, name: str, team: str = "", *laptops: Session) -> Visit:
        return visits.plan(
            self.team.office, name, w.DAY + timedelta(days=days), team=team, opens="08:00",
            closes="12:00", laptops=[each.device_id for each in laptops],
        )  # fmt: skip

    def at(self, hours: float) -> None:
        probe = Visit("", VisitPlanned("", w.DAY, opens="08:00"))
        self.clock.now = round(schedule.opens_at(probe) + (hours - 8) * HOUR)

    def open(self) -> Calendar:
        work = Work(self.team.office, self.worker)
        work.page_wanted.connect(self.pages.append)
        self.page = Calendar(
            work,
            ["SMA Katholik"],
            choose_folder=lambda _title: self.folder,
            find_drives=lambda: self.drives,
        )
        with self.qtbot.waitSignal(self.page.watch.found):
            show(self.qtbot, self.page, width=1294, height=650)
        return self.page

    def press(
        self, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key, wherever the keyboard is."""
        QTest.keyClick(self.at_keyboard(), key, modifier)
        self.qtbot.waitUntil(lambda: self.page.work.task is None)

    def at_keyboard(self) -> QWidget:
        return self.page.focusWidget() or self.page

    def names(self) -> list[str]:
        return [row.standing.visit.plan.place for row in self.page.table.rows()]

    def cell(self, place: str, column: str) -> str:
        page = self.page
        row = self.names().index(place)
        keys = ["day", "hours", "place", "team", "laptops", "state", "missing"]
        return str(page.table.model().index(row, keys.index(column)).data())


@pytest.fixture
def place(tmp_path: Path, qtbot: QtBot) -> Iterator[Place]:
    with w.team(tmp_path) as team:
        made = Place(team, qtbot)
        made.at(9)
        yield made
        made.worker.wait()


def test_a_month_is_read_at_a_glance_by_day(place: Place) -> None:
    a, b = place.team.laptops
    place.plan(3, "Kelurahan Wates", "Tim 2", b)
    place.plan(0, "SMAN 1", "Tim 1", a, b)
    place.plan(20, "SMAN 9")
    page = place.open()
    assert page.title.text() == "July 2024"
    assert place.names() == ["SMAN 1", "Kelurahan Wates"]
    told = {key: place.cell("SMAN 1", key) for key in ("day", "hours", "team", "laptops", "state")}
    assert told == {
        "day": "Fri 19 Jul", "hours": "08:00–12:00", "team": "Tim 1", "laptops": "A B",
        "state": "Running",
    }  # fmt: skip
    assert place.cell("SMAN 1", "missing") == "No list was taken in. and 1 more"
    chosen = page.chosen()
    assert chosen is not None
    assert chosen.plan.place == "SMAN 1"
    assert page.detail.missing.text() == (
        "No list was taken in. Not packed yet: Laptop A, Laptop B."
    )
    assert page.count.text() == "2 visits · something is missing for 2"


def test_weeks_and_months_are_turned_by_key(place: Place) -> None:
    place.plan(0, "SMAN 1")
    place.plan(4, "SMAN 2")
    place.plan(15, "SMAN 3")
    page = place.open()
    place.press(Key.Key_W, CTRL)
    assert (page.title.text(), place.names()) == (WEEK, ["SMAN 1"])
    place.press(Key.Key_Right, CTRL)
    assert place.names() == ["SMAN 2"]
    place.press(Key.Key_W, CTRL)
    assert place.names() == ["SMAN 1", "SMAN 2"]
    place.press(Key.Key_Right, CTRL)
    assert (page.title.text(), place.names()) == ("August 2024", ["SMAN 3"])
    place.press(Key.Key_Right, CTRL)
    assert page.table.empty_state().title() == "No visits in this period"
    place.press(Key.Key_T, CTRL)
    assert page.title.text() == "July 2024"
    place.press(Key.Key_Left, CTRL)
    assert page.title.text() == "June 2024"


def test_earlier_visits_that_are_not_closed_are_not_forgotten(place: Place) -> None:
    place.plan(-40, "SMAN 1")
    visits.close(place.team.office, place.plan(-70, "SMAN 2").visit)
    page = place.open()
    assert page.unfinished.text() == "1 earlier visit is not closed"
    place.press(Key.Key_U, CTRL)
    assert place.names() == ["SMAN 1"]
    assert not page.unfinished.isVisible()


def test_an_empty_calendar_says_what_to_do(place: Place) -> None:
    page = place.open()
    assert page.table.empty_state().title() == "No visits yet"
    QTest.keyClick(page.table.empty_state().action_button(), Key.Key_Space)
    assert page.whole.currentWidget() is page.form


def test_enter_opens_the_visit(place: Place) -> None:
    made = place.plan(0, "SMAN 1")
    page = place.open()
    place.press(Key.Key_Return)
    assert place.pages == ["visits"]
    assert page.work.visit_id == made.visit


def test_a_visit_is_planned_whole_by_keyboard(place: Place) -> None:
    a, b = place.team.laptops
    place.plan(-7, "SMAN 1", "Tim 1", b)
    page = place.open()
    place.press(Key.Key_N, CTRL)
    crew = page.form.crew
    QTest.keyClicks(page.form.place, "Mal Gajah Mada")
    crew.setting.setFocus()
    QTest.keyClicks(crew.setting, "Public")
    crew.team.setFocus()
    QTest.keyClicks(crew.team, "Tim 1")
    place.press(Key.Key_Tab)
    assert crew.chosen() == [b.device_id]
    QTest.keyClicks(crew.opens, "8")
    QTest.keyClicks(crew.closes, "7.30")
    place.press(Key.Key_Return)
    assert page.whole.currentWidget() is page.form
    assert crew.fields["closes"].error() == "Give a later closing hour."
    crew.closes.selectAll()
    QTest.keyClicks(crew.closes, "pagi")
    place.press(Key.Key_Return)
    assert "is no time of the day" in crew.fields["closes"].error()
    crew.closes.selectAll()
    QTest.keyClicks(crew.closes, "14.30")
    place.press(Key.Key_Return)
    chosen = page.chosen()
    assert chosen is not None
    plan = chosen.plan
    assert (plan.place, plan.setting, plan.team) == ("Mal Gajah Mada", "mall", "Tim 1")
    assert (plan.opens, plan.closes, plan.laptops) == ("08:00", "14:30", (b.device_id,))
    assert a.device_id not in plan.laptops


def test_a_visit_is_duplicated_to_another_day_with_its_team(place: Place) -> None:
    a = place.team.laptops[0]
    first = place.plan(0, "SMAN 1", "Tim 1", a)
    page = place.open()
    place.press(Key.Key_D, CTRL)
    assert page.form.day.get() == w.DAY + timedelta(days=1)
    page.form.day.set(date(2024, 8, 2))
    place.press(Key.Key_Return)
    again = page.chosen()
    assert again is not None
    assert again.visit != first.visit
    assert again.plan.date == date(2024, 8, 2)
    assert (again.plan.team, again.plan.laptops, again.plan.services) == (
        "Tim 1", (a.device_id,), first.plan.services,
    )  # fmt: skip
    assert page.title.text() == "August 2024"


def test_a_plan_is_changed_from_the_calendar(place: Place) -> None:
    made = place.plan(0, "SMAN 1")
    page = place.open()
    place.press(Key.Key_F2)
    QTest.keyClick(page.form.crew.laptops[place.team.laptops[1].device_id], Key.Key_Space)
    place.press(Key.Key_Return)
    changed = queries.visit(place.team.office.db, made.visit)
    assert changed.plan.laptops == (place.team.laptops[1].device_id,)
    assert place.cell("SMAN 1", "laptops") == "B"


def test_one_key_packs_the_only_stick_for_the_team_of_the_visit(place: Place) -> None:
    a, b = place.team.laptops
    visit = place.plan(0, "SMAN 1", "Tim 1", a, b)
    people.take_in(place.team.office, visit.visit, w.listing([w.pupil(1)]))
    place.plan(1, "SMAN 2", "Tim 2", b)
    place.drives = [Drive(place.team.stick, "KINGSTON", 10**9, 10**9, writable=True)]
    page = place.open()
    assert place.cell("SMAN 1", "missing") == "Not packed yet: Laptop A, Laptop B."
    place.press(Key.Key_E, CTRL)
    load = page.packing.loads.current_row()
    assert load is not None
    assert load.name == "Tim 1"
    assert [row.row() for row in page.packing.loads.selectionModel().selectedRows()] == [0]
    said = page.packing.outcomes.shown()
    assert [one.what.split(":")[0] for one in said] == ["Laptop A", "Laptop B"]
    assert said[0].more[0] == "SMAN 1"
    assert "Eject the stick before you pull it: Ctrl+U." in said[0].more
    for file in place.team.stick.glob("week-20240715_*"):
        laptop = a if a.device_id in file.name.split("_k-")[1] else b
        bundle_in.merge(laptop, file)
    assert [one.plan.place for one in queries.visits(a.db)] == ["SMAN 1"]
    assert {one.plan.place for one in queries.visits(b.db)} == {"SMAN 1", "SMAN 2"}
    place.press(Key.Key_Escape)
    assert place.cell("SMAN 1", "missing") == ""


def test_without_a_stick_nothing_is_written_until_a_folder_is_chosen(place: Place) -> None:
    place.plan(0, "SMAN 1", "Tim 1", place.team.laptops[0])
    place.folder = place.team.stick
    page = place.open()
    place.press(Key.Key_E, CTRL)
    assert not page.packing.write.isEnabled()
    assert page.packing.outcomes.shown() == []
    place.press(Key.Key_O, CTRL)
    assert list(place.team.stick.iterdir()) == []
    place.press(Key.Key_E, CTRL)
    assert len(list(place.team.stick.iterdir())) == 1
    place.press(Key.Key_Right, CTRL)
    assert page.packing.loads.empty_state().title() == "Nothing to pack in this week"


def test_states_follow_what_is_merged(place: Place) -> None:
    a = place.team.laptops[0]
    visit = place.plan(0, "SMAN 1", "Tim 1", a)
    people.take_in(place.team.office, visit.visit, w.listing([w.pupil(1)]))
    page = place.open()
    place.team.bring(place.team.office, a)
    page.work.changed.emit(Changes())
    assert place.cell("SMAN 1", "state") == "Running"
    place.at(13)
    place.team.bring(a, place.team.office)
    page.work.changed.emit(Changes())
    assert place.cell("SMAN 1", "state") == "Complete"


def test_an_operator_reads_the_calendar_but_plans_and_packs_nothing(place: Place) -> None:
    place.plan(0, "SMAN 1")
    place.team.office = replace(place.team.office, actor_role="operator")
    page = place.open()
    detail = page.detail
    for button in (page.plan, detail.pack, detail.change, detail.again):
        assert not button.isEnabled()
    assert detail.open.isEnabled()


def test_only_an_office_has_a_calendar(place: Place, qtbot: QtBot) -> None:
    for session, there in ((place.team.office, True), (place.team.laptops[0], False)):
        window = Window(session.home)
        qtbot.addWidget(window)
        window.enter(session)
        frame = window.frame
        assert frame is not None
        assert ("calendar" in frame.pages) is there
        if window.copy:
            window.copy.stop()
        window.session = None
