"""A scanner that types: on every page, in every layout, and never a page's single keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from fieldapp import codes, people, queue
from fieldapp.store import queries
from tests import workplace as w
from tests.scanning import AZERTY, Hall
from ui.officer import CTRL
from ui.pages.desk import Desk
from ui.pages.queue import QueuePage

Key = Qt.Key


@pytest.fixture
def hall(qtbot: QtBot, tmp_path: Path) -> Iterator[Hall]:
    made = Hall(qtbot, tmp_path / "a")
    yield made
    made.window.finish()


def desk_of(hall: Hall) -> Desk:
    page = hall.officer.open("desk")
    assert isinstance(page, Desk)
    return page


@pytest.mark.parametrize("page", ["visits", "checkin", "desk", "queue", "stick", "device"])
def test_a_student_card_opens_its_pupil_from_every_page(hall: Hall, page: str) -> None:
    pupil = hall.someone()
    hall.officer.open(page)
    hall.scan(pupil.visitor.fields["nisn"], None if page == "checkin" else Key.Key_Return)
    if page == "checkin":
        hall.qtbot.waitUntil(lambda: bool(hall.checkin.results.rows()))
    assert hall.found() == [pupil.visitor.person]
    assert hall.checkin.field.hasFocus()
    assert hall.again(pupil).visitor.number == ""
    QTest.keyClick(hall.checkin.field, Key.Key_Return)
    assert hall.again(pupil).visitor.number == "A-001"


def test_a_scan_at_the_desk_presses_none_of_its_single_keys(hall: Hall) -> None:
    pupil = hall.someone()
    queue.check_in(hall.session, hall.visit, pupil.visitor.person)
    queue.start(hall.session, hall.visit, pupil.visitor.person, "recording", "1")
    desk_of(hall)
    before = hall.again(pupil)
    hall.scan("1234567890HRNS")
    assert hall.again(pupil) == before
    assert not hall.scanner.holds()
    assert "1234567890HRNS" in hall.frame.message.what()


def test_a_key_pressed_by_a_person_does_what_it_says(hall: Hall) -> None:
    pupil = hall.someone()
    queue.check_in(hall.session, hall.visit, pupil.visitor.person)
    desk_of(hall)
    hall.now += 1
    QTest.keyClick(hall.window.focusWidget(), Key.Key_Space)
    hall.qtbot.waitUntil(lambda: hall.again(pupil).visitor.turns[0].state == "called")


def test_slow_typing_is_no_scan(hall: Hall) -> None:
    desk_of(hall)
    for sign in hall.someone().visitor.fields["nisn"]:
        hall.now += 0.2
        QTest.keyClicks(hall.window.focusWidget(), sign)
    hall.now += 0.2
    QTest.keyClick(hall.window.focusWidget(), Key.Key_Return)
    assert hall.frame.page() is hall.frame.pages["desk"]
    assert hall.frame.message.isHidden()
    assert not hall.scanner.holds()


@pytest.mark.parametrize("page", ["desk", "checkin", "queue"])
def test_digits_of_another_layout_are_read_by_their_keys(hall: Hall, page: str) -> None:
    pupil = hall.someone()
    nisn = pupil.visitor.fields["nisn"]
    hall.officer.open(page)
    hall.scan_as(nisn, [AZERTY[sign] for sign in nisn])
    assert hall.found() == [pupil.visitor.person]
    assert hall.checkin.field.text() == nisn


def test_a_layout_that_says_another_number_offers_both(hall: Hall) -> None:
    pupil = hall.someone()
    numbers = [queue.check_in(hall.session, hall.visit, one).visitor.number
               for one in w.ids(hall.session, hall.visit)[:2]]  # fmt: skip
    assert numbers == ["A-001", "A-002"]
    hall.officer.open("stick")
    hall.scan_as("A001", ["A", "0", "0", "2"])
    assert sorted(hall.found()) == sorted(w.ids(hall.session, hall.visit)[:2])
    assert pupil


def test_caps_lock_changes_nothing(hall: Hall) -> None:
    pupil = hall.someone()
    queue.check_in(hall.session, hall.visit, pupil.visitor.person)
    hall.officer.open("stick")
    hall.scan(codes.ticket_code("A-001", w.DAY).lower())
    assert hall.found() == [pupil.visitor.person]


def test_a_family_card_offers_everyone_behind_it(hall: Hall) -> None:
    for number, name in ((31, "Ayu Prasetyo"), (32, "Bayu Prasetyo")):
        values = w.pupil(number, name=name, kk="3576010101999999")
        people.walk_in(hall.session, hall.visit, values)
    hall.officer.open("desk")
    hall.scan("3576010101999999")
    names = [entry.visitor.fields["name"] for entry in hall.checkin.results.rows()]
    assert names == ["Ayu Prasetyo", "Bayu Prasetyo"]


def test_a_ticket_is_called_to_a_free_desk_and_begins_when_scanned_again(hall: Hall) -> None:
    pupil = hall.someone()
    queue.check_in(hall.session, hall.visit, pupil.visitor.person)
    desk = desk_of(hall)
    code = codes.ticket_code("A-001", w.DAY)
    hall.scan(code)
    assert hall.again(pupil).visitor.turns[0].state == "called"
    hall.scan(code)
    assert hall.again(pupil).visitor.turns[0].state == "called", "the same code within a moment"
    hall.now += 3
    hall.scan(code)
    assert hall.again(pupil).visitor.turns[0].state == "serving"
    assert hall.frame.page() is desk


def test_a_desk_that_is_busy_takes_no_other_ticket(hall: Hall) -> None:
    first, second = w.ids(hall.session, hall.visit)[:2]
    for person in (first, second):
        queue.check_in(hall.session, hall.visit, person, services=("recording",))
    queue.call(hall.session, hall.visit, "recording", first, "1")
    desk_of(hall)
    hall.scan("A002")
    state = queries.known(hall.session.db, hall.visit, second).visitor.turns[0].state
    assert state == "waiting"
    assert "A-001" in hall.frame.message.what()


def test_a_ticket_of_another_day_opens_nobody(hall: Hall) -> None:
    pupil = hall.someone()
    queue.check_in(hall.session, hall.visit, pupil.visitor.person)
    hall.officer.open("stick")
    hall.scan("A001D240718")
    assert hall.frame.page() is hall.frame.pages["stick"]
    assert "18 July 2024" in hall.frame.message.what()


def test_an_unknown_number_is_said_masked(hall: Hall) -> None:
    hall.officer.open("desk")
    hall.scan("3576015508079999")
    assert "3576••••••••9999" in hall.frame.message.what()


def test_nothing_is_scanned_into_a_dialog(hall: Hall) -> None:
    hall.officer.open("desk")
    dialog = QDialog(hall.window)
    inside = QLineEdit(dialog)
    dialog.open()
    hall.qtbot.waitUntil(dialog.isVisible)
    nisn = hall.someone().visitor.fields["nisn"]
    for sign in nisn:
        QTest.keyClicks(inside, sign)
    assert inside.text() == nisn
    hall.scan(nisn)
    assert hall.frame.page() is hall.frame.pages["desk"]
    dialog.close()


def test_nothing_is_scanned_while_locked(hall: Hall) -> None:
    hall.officer.open("desk")
    hall.officer.press(Key.Key_L, CTRL)
    hall.scan(hall.someone().visitor.fields["nisn"])
    assert hall.frame.page() is hall.frame.pages["desk"]
    assert not hall.frame.isVisible()


def test_a_field_of_a_form_takes_what_is_scanned_into_it(hall: Hall) -> None:
    hall.officer.open("checkin")
    hall.officer.press(Key.Key_F6)
    nik = hall.checkin.form.fields["nik"].control
    assert isinstance(nik, QLineEdit)
    nik.setFocus()
    hall.scan("3576015508079999", end=None)
    assert nik.text() == "3576015508079999"


def test_a_space_presses_the_button_that_has_the_keyboard(hall: Hall) -> None:
    hall.officer.open("stick")
    button = hall.window.focusWidget()
    assert isinstance(button, QPushButton)
    with hall.qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Key.Key_Space)
    assert not button.isDown()


def test_letters_typed_fast_outside_the_field_all_arrive_in_it(hall: Hall) -> None:
    page = hall.officer.open("queue")
    assert isinstance(page, QueuePage)
    page.table.setFocus()
    hall.scan("dewi", end=None)
    hall.qtbot.waitUntil(lambda: page.field.text() == "dewi")
    assert page.field.hasFocus()
