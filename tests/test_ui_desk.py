"""The desk: one key for the next, one to finish, and reasons where it did not work."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fieldapp import queue
from fieldapp.domain.people import Turn
from fieldapp.store import queries
from fieldapp.store.tables import Entry
from tests.workplace import device, visit_with
from ui.frame import Frame
from ui.pages.desk import Desk
from ui.tasks import Worker
from ui.work import Changes, Work

Key = Qt.Key


class Table:
    """A desk in its frame; three pupils wait for recording, the first for IKD too."""

    def __init__(self, qtbot: QtBot, home: Path) -> None:
        self.session = device(home, "Laptop A")
        self.visit = visit_with(self.session, 20)
        may = [
            e
            for e in queries.everyone(self.session.db, self.visit)
            if e.assessment.badge == "record_and_print"
        ]
        for number, entry in enumerate(may[:3]):
            services = ("recording", "ikd") if number == 0 else ("recording",)
            queue.check_in(self.session, self.visit, entry.visitor.person, services=services)
        self.people = [entry.visitor.person for entry in may[:3]]
        self.work = Work(self.session, Worker())
        self.page = Desk(self.work)
        self.frame = Frame(self.work, [("desk", "desk", "Desk", lambda: self.page)])
        self.frame.resize(1366, 728)
        qtbot.addWidget(self.frame)
        with qtbot.waitActive(self.frame):
            self.frame.show()
            self.frame.activateWindow()
        self.work.choose(self.visit)
        self.frame.open("desk")

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.page, key)

    def entry(self, number: int = 0) -> Entry:
        found = queries.entry(self.session.db, self.visit, self.people[number])
        assert found is not None
        return found

    def turn(self, number: int = 0, service: str = "recording") -> Turn:
        return next(t for t in self.entry(number).visitor.turns if t.service == service)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Table]:
    made = Table(qtbot, tmp_path / "a")
    yield made
    made.frame.close()
    made.session.close()


def test_space_calls_enter_starts_and_enter_finishes(desk: Table) -> None:
    desk.press(Key.Key_Space)
    assert desk.turn().state == "called"
    assert desk.page.served.number.text() == "A-001"
    desk.press(Key.Key_Return)
    assert desk.turn().state == "serving"
    desk.press(Key.Key_Return)
    assert (desk.turn().state, desk.turn().outcome) == ("finished", "recorded")
    assert desk.turn().missing == {}
    assert desk.turn().station == "1"
    assert desk.page.entry is None


def test_a_part_that_was_not_captured_is_named_by_a_key_and_says_why(desk: Table) -> None:
    desk.press(Key.Key_Space, Key.Key_Return, Key.Key_6, Key.Key_J, Key.Key_J, Key.Key_Return)
    assert desk.turn().missing == {"left_thumb": "bandaged", "left_iris": "unable"}


def test_the_next_pupil_starts_with_everything_captured(desk: Table) -> None:
    desk.press(Key.Key_Space, Key.Key_Return, Key.Key_6, Key.Key_Return)
    desk.press(Key.Key_Space, Key.Key_Return, Key.Key_Return)
    assert desk.turn(1).missing == {}


def test_a_failure_asks_for_its_reason_by_number(desk: Table) -> None:
    desk.press(Key.Key_Space, Key.Key_Return, Key.Key_G)
    assert desk.turn().state == "serving"
    assert desk.page.reasons.isVisible()
    desk.press(Key.Key_2)
    assert (desk.turn().outcome, desk.turn().reason) == ("failed", "iris")


def test_escape_leaves_the_reasons_and_what_was_marked_stays(desk: Table) -> None:
    desk.press(Key.Key_Space, Key.Key_Return, Key.Key_6, Key.Key_D, Key.Key_Escape)
    assert desk.page.parts.isVisible()
    assert desk.page.parts.missing() == {"left_thumb": "bandaged"}
    desk.press(Key.Key_Return)
    assert desk.turn().outcome == "recorded"


def test_nobody_came_back_to_the_queue_and_called_again(desk: Table) -> None:
    desk.press(Key.Key_Space, Key.Key_U)
    assert desk.turn().calls == 2
    desk.press(Key.Key_A)
    assert desk.turn().state == "no_show"
    desk.press(Key.Key_Space, Key.Key_B)
    assert desk.turn(1).state == "waiting"
    desk.press(Key.Key_Space)
    assert desk.turn(2).state == "called"


def test_ctrl_z_takes_the_last_action_back(desk: Table) -> None:
    desk.press(Key.Key_Space, Key.Key_Return, Key.Key_Return)
    QTest.keyClick(desk.page, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.turn().state == "serving"
    assert desk.page.entry is not None


def test_a_turn_is_moved_to_the_other_service(desk: Table) -> None:
    desk.press(Key.Key_Space, Key.Key_Return, Key.Key_Return)
    desk.press(Key.Key_Space, Key.Key_V)
    assert [t.service for t in desk.entry(1).visitor.turns] == ["ikd"]


def test_an_ikd_desk_serves_those_who_want_ikd(desk: Table) -> None:
    desk.page.service.setCurrentIndex(1)
    assert not desk.page.next.isEnabled()
    assert desk.page.empty.title() == "Nobody can be called yet"  # recording comes first
    queue.finish(desk.session, desk.visit, desk.people[0], "recording", "recorded")
    desk.work.changed.emit(Changes())
    desk.press(Key.Key_Space, Key.Key_Return)
    assert not desk.page.parts.isVisible()
    desk.press(Key.Key_Return)
    assert desk.turn(0, "ikd").outcome == "activated"


def test_a_desk_for_both_services_goes_on_with_the_same_person(desk: Table) -> None:
    desk.page.service.setCurrentIndex(2)
    desk.press(Key.Key_Space, Key.Key_Return, Key.Key_Return)
    assert desk.turn().outcome == "recorded"
    desk.press(Key.Key_Space, Key.Key_Return, Key.Key_Return)
    assert desk.turn(0, "ikd").outcome == "activated"
    desk.press(Key.Key_Space)
    assert desk.turn(1).state == "called"


def test_what_a_desk_serves_is_kept_for_the_next_time(desk: Table, qtbot: QtBot) -> None:
    desk.page.station.setCurrentIndex(1)
    desk.page.service.setCurrentIndex(1)
    desk.page.station.setCurrentIndex(0)
    assert desk.page.service.currentData() == ("recording",)
    desk.page.station.setCurrentIndex(1)
    again = Desk(desk.work)
    qtbot.addWidget(again)
    again.refresh(Changes())
    assert (again.station.currentData(), again.service.currentData()) == ("2", ("ikd",))


def test_somebody_is_put_on_hold_and_called_from_it(desk: Table) -> None:
    desk.press(Key.Key_Space, Key.Key_Return, Key.Key_E)
    assert desk.turn().state == "held"
    desk.press(Key.Key_Space)
    assert desk.turn(1).state == "called"
    assert desk.page.from_hold.isVisible()
    assert not desk.page.from_hold.isEnabled()
    desk.press(Key.Key_Return, Key.Key_Return, Key.Key_R)
    assert desk.turn().state == "called"
    assert not desk.page.from_hold.isVisible()


def test_somebody_is_sent_to_another_desk(desk: Table) -> None:
    desk.press(Key.Key_Space, Key.Key_M, Key.Key_2)
    assert (desk.turn().state, desk.turn().wanted) == ("waiting", "2")
    desk.press(Key.Key_Space)
    assert desk.turn(1).state == "called"
    desk.page.station.setCurrentIndex(1)
    desk.press(Key.Key_Space)
    assert (desk.turn().state, desk.turn().station) == ("called", "2")


def test_one_of_those_shown_is_called_before_the_first(desk: Table) -> None:
    desk.press(Key.Key_Down, Key.Key_Down)
    assert desk.page.next.text() == "Call A-003"
    desk.press(Key.Key_Up, Key.Key_Space)
    assert desk.turn(1).state == "called"
    desk.press(Key.Key_Return, Key.Key_Return)
    assert desk.page.next.text() == "Call the next"
    desk.press(Key.Key_Space)
    assert desk.turn(0).state == "called"


def test_whoever_was_chosen_and_is_called_elsewhere_is_chosen_no_more(desk: Table) -> None:
    desk.press(Key.Key_Down)
    queue.call(desk.session, desk.visit, "recording", desk.people[1], "2")
    desk.work.changed.emit(Changes())
    assert desk.page.next.text() == "Call the next"
    desk.press(Key.Key_Space)
    assert desk.turn(0).state == "called"


def test_while_somebody_is_served_the_arrows_choose_nobody(desk: Table) -> None:
    desk.press(Key.Key_Space, Key.Key_Down)
    assert desk.page.waiting.current_row() is None
    desk.press(Key.Key_A)
    assert desk.page.next.text() == "Call the next"


def test_a_double_click_calls_whom_it_meets(desk: Table) -> None:
    table = desk.page.waiting
    place = table.visualRect(table.model().index(2, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.turn(2).state == "called"


def test_two_desks_of_one_laptop_serve_different_people(desk: Table) -> None:
    desk.press(Key.Key_Space)
    desk.page.station.setCurrentIndex(1)
    desk.press(Key.Key_Space)
    assert (desk.turn(0).station, desk.turn(1).station) == ("1", "2")
    desk.page.station.setCurrentIndex(0)
    assert desk.page.entry is not None
    assert desk.page.entry.visitor.person == desk.people[0]


def test_a_desk_that_was_closed_finds_whom_it_served(desk: Table, qtbot: QtBot) -> None:
    desk.press(Key.Key_Space, Key.Key_Return)
    again = Desk(desk.work)
    qtbot.addWidget(again)
    again.show()
    assert again.entry is not None
    assert again.entry.visitor.number == "A-001"


def test_the_counters_in_the_frame_follow(desk: Table) -> None:
    assert desk.frame.top.counters.text("waiting") == "3"
    desk.press(Key.Key_Space, Key.Key_Return, Key.Key_Return)
    assert desk.frame.top.counters.text("recorded") == "1"
