"""A whole class at once, and priority, by keyboard at the door."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldapp.store import queries
from tests.test_ui_checkin import Door

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def door(qtbot: QtBot, tmp_path: Path) -> Iterator[Door]:
    made = Door(qtbot, tmp_path / "a")
    yield made
    made.frame.close()
    made.session.close()


def here(door: Door, grade: str = "XII IPA 1") -> dict[str, str]:
    found = queries.of_class(door.session.db, door.visit, grade)
    return {one.visitor.person: one.visitor.number for one in found}


def test_a_class_gets_its_numbers_by_two_keys(door: Door) -> None:
    door.press(Key.Key_G, CTRL)
    panel = door.page.group
    assert panel.isVisible()
    assert panel.table.hasFocus()
    coming = panel.coming()
    listed = queries.of_class(door.session.db, door.visit, "XII IPA 1")
    too_young = [e.visitor.person for e in listed if e.assessment.badge == "too_young"]
    assert too_young
    assert set(coming) == {e.visitor.person for e in listed} - set(too_young)
    door.press(Key.Key_Return)
    numbers = here(door)
    given = [numbers[person] for person in coming]
    assert given == [f"A-{place:03}" for place in range(1, len(coming) + 1)]
    assert all(numbers[person] == "" for person in too_young)
    assert not panel.give.isEnabled()


def test_who_is_not_there_is_unticked_and_stays_without_a_number(door: Door) -> None:
    door.press(Key.Key_G, CTRL)
    panel = door.page.group
    first, second = panel.coming()[:2]
    panel.table.choose(first)
    door.press(Key.Key_Space)
    assert panel.table.current_row() is not None
    assert first not in panel.coming()
    assert second in panel.coming()
    door.press(Key.Key_Return)
    assert here(door)[first] == ""
    assert here(door)[second] == "A-001"


def test_one_is_taken_out_again_and_the_whole_class_is_taken_back(door: Door) -> None:
    door.press(Key.Key_G, CTRL)
    panel = door.page.group
    coming = panel.coming()
    door.press(Key.Key_Return)
    panel.table.choose(coming[1])
    door.press(Key.Key_Delete)
    numbers = here(door)
    assert (numbers[coming[0]], numbers[coming[1]], numbers[coming[2]]) == ("A-001", "", "A-003")
    assert panel.isVisible()
    door.press(Key.Key_Z, CTRL)
    assert not any(here(door).values())


def test_arrows_go_to_the_next_class_and_escape_back_to_the_field(door: Door) -> None:
    door.press(Key.Key_G, CTRL)
    panel = door.page.group
    door.press(Key.Key_Right)
    assert panel.grade.currentData() == "XII IPA 2"
    door.press(Key.Key_Left)
    assert panel.grade.currentData() == "XII IPA 1"
    door.press(Key.Key_Escape)
    assert not panel.isVisible()
    assert door.page.field.hasFocus()


def test_typing_a_name_leaves_the_class_and_searches(door: Door) -> None:
    pupil = door.someone("record_and_print")
    door.press(Key.Key_G, CTRL)
    for digit in pupil.visitor.fields["nisn"]:
        door.type(digit)
    assert not door.page.group.isVisible()
    door.press(Key.Key_Return)
    assert door.again(pupil).visitor.number == "A-001"


def test_the_class_of_whoever_is_shown_is_offered(door: Door) -> None:
    pupil = next(e for e in door.entries() if e.visitor.fields["class"] == "XII IPA 3")
    door.type(pupil.visitor.fields["nisn"])
    door.qtbot.waitUntil(lambda: bool(door.page.results.rows()))
    door.press(Key.Key_G, CTRL)
    assert door.page.group.grade.currentData() == "XII IPA 3"


def test_priority_goes_through_its_reasons_and_off_again(door: Door) -> None:
    pupil = door.someone("record_and_print")
    assert not door.page.priority.isVisible()
    door.type(pupil.visitor.fields["nisn"])
    door.qtbot.waitUntil(door.page.priority.isVisible)
    seen = []
    for _press in range(5):
        door.press(Key.Key_F7)
        seen.append(door.again(pupil).visitor.priority)
    assert seen == ["exam", "disability", "ill", "elderly", ""]
