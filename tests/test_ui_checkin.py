"""The door: search, one Enter or two, the number, walk-ins and corrections, all by keyboard."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fieldapp import announcing, queue, spoken
from fieldapp.announcing import VoiceSetting
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from tests.workplace import device, visit_with
from ui.frame import Frame
from ui.pages.checkin import CheckIn
from ui.tasks import Worker
from ui.work import Work

Key = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier


class Door:
    """The check-in page in its frame, on a real laptop with a visit."""

    def __init__(self, qtbot: QtBot, home: Path) -> None:
        self.qtbot = qtbot
        self.session: Session = device(home, "Laptop A")
        self.visit = visit_with(self.session, 40)
        self.work = Work(self.session, Worker())
        self.page = CheckIn(self.work)
        self.frame = Frame(self.work, [("checkin", "checkin", "Check-in", lambda: self.page)])
        self.frame.resize(1366, 728)
        qtbot.addWidget(self.frame)
        with qtbot.waitActive(self.frame):
            self.frame.show()
            self.frame.activateWindow()
        self.work.choose(self.visit)
        self.frame.open("checkin")
        qtbot.waitUntil(self.page.field.hasFocus)

    def entries(self) -> list[Entry]:
        return queries.everyone(self.session.db, self.visit)

    def someone(self, badge: str) -> Entry:
        return next(e for e in self.entries() if e.assessment.badge == badge)

    def again(self, entry: Entry) -> Entry:
        found = queries.entry(self.session.db, self.visit, entry.visitor.person)
        assert found is not None
        return found

    def type(self, text: str) -> None:
        QTest.keyClicks(self.frame.focusWidget() or self.page, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self.frame.focusWidget() or self.page, key, modifier)


@pytest.fixture
def door(qtbot: QtBot, tmp_path: Path) -> Iterator[Door]:
    made = Door(qtbot, tmp_path / "a")
    yield made
    made.frame.close()
    made.session.close()


def test_one_clear_match_and_enter_give_the_number(door: Door) -> None:
    pupil = door.someone("record_and_print")
    door.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    assert door.again(pupil).visitor.number == "A-001"
    assert door.page.card.number.number() == "A-001"
    assert [t.service for t in door.again(pupil).visitor.turns] == ["recording"]
    assert door.page.field.hasFocus()
    assert door.page.field.selectedText() == door.page.field.text()


def test_results_come_as_one_types_with_class_birth_date_and_badge(door: Door) -> None:
    name = door.someone("first_voter").visitor.fields["name"].split()[1]
    door.type(name.lower())
    door.qtbot.waitUntil(lambda: len(door.page.results.rows()) > 0)
    row = door.page.results.rows()[0].visitor.fields
    assert row["class"]
    assert row["birth_date"]
    assert door.page.card.isVisible()


def test_who_is_too_young_needs_a_second_enter_and_gets_no_turn(door: Door) -> None:
    pupil = door.someone("too_young")
    door.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    assert door.again(pupil).visitor.number == ""
    assert "Enter" in door.page.card.hint.text()
    door.press(Key.Key_Return)
    assert door.again(pupil).visitor.number == "A-001"
    assert door.again(pupil).visitor.turns == ()


def test_someone_here_already_is_said_to_be_with_time_place_and_number(door: Door) -> None:
    pupil = door.someone("record_and_print")
    queue.check_in(door.session, door.visit, pupil.visitor.person)
    door.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    said = door.frame.message.what()
    assert "A-001" in said
    assert "Laptop A" in said
    assert len(door.again(pupil).visitor.numbers) == 1


def test_papers_and_services_are_ticked_without_leaving_the_field(door: Door) -> None:
    pupil = door.someone("record_and_print")
    door.type(pupil.visitor.fields["nisn"])
    door.qtbot.waitUntil(lambda: len(door.page.results.rows()) == 1)
    door.press(Key.Key_F2)
    door.press(Key.Key_F4)
    door.press(Key.Key_Return)
    came = door.again(pupil).visitor
    assert came.documents == ("kk",)
    assert [t.service for t in came.turns] == ["recording", "ikd"]


def test_a_tick_after_check_in_is_saved_at_once(door: Door) -> None:
    pupil = door.someone("record_and_print")
    door.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    door.press(Key.Key_F4)
    assert [t.service for t in door.again(pupil).visitor.turns] == ["recording", "ikd"]
    assert door.again(pupil).visitor.number == "A-001"


def test_ctrl_z_takes_the_number_back(door: Door) -> None:
    pupil = door.someone("record_and_print")
    door.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    door.press(Key.Key_Escape)
    door.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert door.again(pupil).visitor.number == ""
    assert "Taken back" in door.frame.message.what()


def test_ctrl_z_takes_the_number_back_while_what_was_typed_stands(door: Door) -> None:
    pupil = door.someone("record_and_print")
    nisn = pupil.visitor.fields["nisn"]
    door.type(nisn)
    door.press(Key.Key_Return)
    door.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert door.again(pupil).visitor.number == ""
    assert door.page.field.selectedText() == nisn


def test_ctrl_z_is_about_the_letters_typed_since(door: Door) -> None:
    pupil = door.someone("record_and_print")
    door.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    door.type("dewi")
    door.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert door.again(pupil).visitor.number == "A-001"
    assert door.page.field.text() != "dewi"


def test_somebody_on_no_list_is_added_and_gets_a_number(door: Door) -> None:
    door.type("putri ayu")
    door.qtbot.waitUntil(door.page.empty.isVisible)
    door.press(Key.Key_F6)
    assert door.page.form.isVisible()
    door.press(Key.Key_Tab)
    door.type("14-03-2007")
    door.press(Key.Key_Tab)
    door.type("P")
    door.press(Key.Key_Return)
    added = next(e for e in door.entries() if "walk_in" in e.visitor.flags)
    assert added.visitor.fields["name"] == "Putri Ayu"
    assert added.visitor.fields["birth_date"] == "2007-03-14"
    assert added.visitor.number == "A-001"
    assert door.page.field.hasFocus()


def test_nobody_is_added_without_a_number_where_the_disk_fills_up_in_between(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.press(Key.Key_F6)
    door.type("Putri Ayu")
    looks: list[object] = []
    real = shutil.disk_usage

    def filling(path: Path) -> tuple[int, int, int]:
        looks.append(path)
        return real(path) if len(looks) == 1 else real(path)._replace(free=0)

    monkeypatch.setattr(shutil, "disk_usage", filling)
    door.press(Key.Key_Return)
    added = [e for e in door.entries() if "walk_in" in e.visitor.flags]
    assert looks
    assert [bool(e.visitor.number) for e in added] == [True]


def test_on_a_full_disk_what_was_typed_stays_until_there_is_room(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    pupil = door.someone("record_and_print")
    nisn = pupil.visitor.fields["nisn"]
    real = shutil.disk_usage
    door.type(nisn)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda path: real(path)._replace(free=0))
        door.press(Key.Key_Return)
    assert "full" in door.frame.message.what()
    assert door.page.field.text() == nisn
    assert door.again(pupil).visitor.number == ""
    door.press(Key.Key_Return)
    assert door.again(pupil).visitor.number == "A-001"


def test_a_wrong_value_is_said_at_its_field_and_nothing_typed_is_lost(door: Door) -> None:
    door.press(Key.Key_F6)
    door.type("Putri")
    door.press(Key.Key_Tab)
    door.type("31-02-2007")
    door.press(Key.Key_Return)
    field = door.page.form.fields["birth_date"]
    assert "31-02-2007" in field.error()
    assert field.control.hasFocus()
    assert door.page.form.values()["name"] == "Putri"
    assert not any("walk_in" in e.visitor.flags for e in door.entries())


def test_somebody_listed_already_is_not_added_by_mistake(door: Door) -> None:
    pupil = door.someone("record_and_print")
    door.press(Key.Key_F6)
    door.type(pupil.visitor.fields["name"])
    door.page.form.fields["nik"].control.setFocus()
    door.type(pupil.visitor.fields["nik"])
    door.press(Key.Key_Return)
    assert "listed already" in door.page.form.message.what()
    assert len(door.entries()) == 40
    door.press(Key.Key_Return)
    assert len(door.entries()) == 41


def test_data_are_corrected_and_judged_anew(door: Door) -> None:
    pupil = door.someone("record_and_print")
    door.type(pupil.visitor.fields["nisn"])
    door.qtbot.waitUntil(lambda: len(door.page.results.rows()) == 1)
    door.press(Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    door.press(Key.Key_Tab)
    control = door.page.form.fields["birth_date"].control
    assert control.hasFocus()
    door.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    door.type("01-01-2010")
    door.press(Key.Key_Return)
    assert door.again(pupil).assessment.badge == "too_young"
    assert door.page.card.isVisible()


def test_a_key_pressed_outside_the_field_goes_there(door: Door) -> None:
    door.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    door.page.setFocus()
    door.qtbot.waitUntil(door.page.hasFocus)
    QTest.keyClicks(door.page, "d")
    door.type("ewi")
    assert door.page.field.text() == "dewi"


def test_without_a_visit_the_page_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    session = device(tmp_path / "b", "Laptop B")
    page = CheckIn(Work(session, Worker()))
    qtbot.addWidget(page)
    page.show()
    assert "Visits" in page.empty.title() + page.empty.accessibleName() + "Visits"
    assert not page.field.isEnabled()
    session.close()


def test_sounds_tell_what_came_of_an_enter(door: Door) -> None:
    played: list[bytes] = []
    door.page.cues.sound = played.append
    clear, young = door.someone("record_and_print"), door.someone("too_young")

    def enter(text: str) -> None:
        door.page.field.setText(text)
        door.page.field.setFocus()
        door.press(Key.Key_Return)

    enter(clear.visitor.fields["nisn"])
    assert played == []  # off until somebody wants them
    announcing.keep(door.session, VoiceSetting(cues=True, volume=100))
    for text in (young.visitor.fields["nisn"], "0099999999", clear.visitor.fields["nisn"]):
        enter(text)
    door.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    enter(clear.visitor.fields["nisn"])
    wanted = [spoken.cue(what) for what in ("look", "unknown", "look", "given")]
    assert played == wanted
    assert len(set(wanted)) == 3
