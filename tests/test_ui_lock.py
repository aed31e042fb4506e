"""The lock: nothing typed is lost, nothing leaks, work goes on, and another may take over."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from fieldapp import operators, queue
from fieldapp.domain import events as e
from fieldapp.store import journal, queries
from fieldapp.store.session import Session, open_home
from tests import workplace as w
from tests.workplace import CHEAP, PASSPHRASE
from ui import theme
from ui.app import Window
from ui.officer import CTRL, Officer
from ui.pages.login import Login
from ui.pages.visits import Visits
from ui.work import Work

Key = Qt.Key
OWN = "kata sandi budi sendiri"


class Hall:
    """A laptop in use: its window, its officer, and the time since it was switched on."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.seconds = 5000.0
        session = w.device(folder / "a", "Laptop A")
        self.visit = w.visit_with(session, 12)
        operators.add(session, "Budi", OWN, cost=CHEAP)
        session.close()
        self.window = Window(folder / "a", cost=CHEAP, uptime=lambda: self.seconds)
        self.window.resize(1366, 728)
        qtbot.addWidget(self.window)
        self.window.show()
        self.officer = Officer(self.window)
        self.officer.wait(self.officer.has_keyboard)
        self.window.enter(open_home(folder / "a", "Op Laptop A", PASSPHRASE))

    @property
    def work(self) -> Work:
        assert self.window.frame is not None
        return self.window.frame.work

    @property
    def session(self) -> Session:
        assert self.window.session is not None
        return self.window.session

    def login(self) -> Login | None:
        stack = self.window.centralWidget()
        assert isinstance(stack, QStackedWidget)
        shown = stack.currentWidget()
        return shown if isinstance(shown, Login) else None

    def lock(self) -> Login:
        self.officer.press(Key.Key_L, CTRL)
        login = self.login()
        assert login is not None
        return login

    def unlock(self, passphrase: str = PASSPHRASE, up_or_down: Qt.Key | None = None) -> None:
        if up_or_down:
            self.officer.press(up_or_down)
        self.officer.type(passphrase)
        self.officer.press(Key.Key_Return)
        self.officer.wait(lambda: self.login() is None)

    def actors(self) -> list[str]:
        return [event.actor for event in journal.of_visit(self.session.db, self.visit)]


@pytest.fixture
def hall(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Hall]:
    theme.apply(qapp, "light")
    made = Hall(tmp_path, qtbot)
    yield made
    made.window.close()
    made.window.finish()


def typed_into(hall: Hall) -> QLineEdit:
    """The field that has the keyboard."""
    widget = hall.window.focusWidget()
    found = widget.lineEdit() if isinstance(widget, QComboBox) else widget
    assert isinstance(found, QLineEdit)
    return found


def at_search(hall: Hall) -> QLineEdit:
    hall.officer.open("checkin")
    hall.officer.type("Dewi")
    return typed_into(hall)


def at_person_form(hall: Hall) -> QLineEdit:
    hall.officer.open("checkin")
    hall.officer.press(Key.Key_F6)
    hall.officer.type("Putri Ay")
    return typed_into(hall)


def at_plan(hall: Hall) -> QLineEdit:
    hall.officer.open("visits")
    hall.officer.press(Key.Key_N, CTRL)
    hall.officer.type("SMK PGRI")
    return typed_into(hall)


def at_queue(hall: Hall) -> QLineEdit:
    hall.officer.open("queue")
    hall.officer.type("Santo")
    return typed_into(hall)


def at_new_operator(hall: Hall) -> QLineEdit:
    hall.officer.open("device")
    hall.officer.press(Key.Key_N, CTRL)
    hall.officer.type("Ani Wij")
    return typed_into(hall)


@pytest.mark.parametrize(
    "place", [at_search, at_person_form, at_plan, at_queue, at_new_operator],
    ids=lambda place: place.__name__,
)  # fmt: skip
def test_what_was_being_typed_is_there_and_goes_on(
    hall: Hall, place: Callable[[Hall], QLineEdit]
) -> None:
    field = place(hall)
    text = field.text()
    assert text
    hall.lock()
    assert not field.isVisible()
    hall.unlock()
    assert field.isVisible()
    assert field.text() == text
    assert typed_into(hall) is field
    hall.officer.type("x")
    assert field.text() == text + "x"


def serving(hall: Hall) -> None:
    """Somebody is served at the desk."""
    for person in w.ids(hall.session, hall.visit)[:3]:
        queue.check_in(hall.session, hall.visit, person, services=("recording",))
    hall.officer.open("desk")
    hall.officer.press(Key.Key_Space)
    hall.officer.press(Key.Key_Return)
    hall.officer.press(Key.Key_6)


def finished(hall: Hall) -> list[e.Finished]:
    events = journal.of_visit(hall.session.db, hall.visit)
    return [event.body for event in events if isinstance(event.body, e.Finished)]


def test_the_marks_of_a_desk_are_there(hall: Hall) -> None:
    serving(hall)
    hall.lock()
    hall.unlock()
    hall.officer.press(Key.Key_Return)
    assert [list(body.missing) for body in finished(hall)] == [["left_thumb"]]


def test_a_reason_that_was_being_chosen_is_still_asked_for(hall: Hall) -> None:
    serving(hall)
    hall.officer.press(Key.Key_G)
    hall.lock()
    hall.unlock()
    hall.officer.press(Key.Key_1)
    assert [(body.outcome, bool(body.reason)) for body in finished(hall)] == [("failed", True)]


def test_no_key_reaches_a_page_while_it_is_locked(hall: Hall) -> None:
    field = at_search(hall)
    before = (field.text(), len(hall.actors()))
    login = hall.lock()
    hall.officer.type("Budi Santoso")
    assert login.secret.text() == "Budi Santoso"
    for key in (Key.Key_F2, Key.Key_F3, Key.Key_F6, Key.Key_Escape):
        hall.officer.press(key)
    for key in (Key.Key_Z, Key.Key_1, Key.Key_5, Key.Key_L, Key.Key_N):
        hall.officer.press(key, CTRL)
    login.secret.clear()
    hall.unlock()
    assert (field.text(), len(hall.actors())) == before
    assert field.isVisible()


def test_it_locks_by_itself_after_the_time_that_was_chosen(hall: Hall) -> None:
    assert hall.window.idle.minutes == 10
    hall.work.do(lambda: operators.set_lock_minutes(hall.session, 2))
    hall.officer.press(Key.Key_Shift)
    hall.seconds += 119
    assert not hall.window.idle.look()
    hall.officer.press(Key.Key_Shift)
    hall.seconds += 119
    assert not hall.window.idle.look()
    hall.seconds += 1
    assert hall.window.idle.look()
    assert hall.login() is not None


def test_a_key_after_a_long_sleep_locks_and_is_lost(hall: Hall) -> None:
    field = at_search(hall)
    text = field.text()
    hall.seconds += 8 * 3600
    hall.officer.press(Key.Key_X)
    login = hall.login()
    assert login is not None
    assert login.secret.text() == ""
    hall.unlock()
    assert field.text() == text


def test_another_operator_takes_over_what_was_typed_in_their_own_name(hall: Hall) -> None:
    field = at_person_form(hall)
    hall.lock()
    hall.unlock(OWN, Key.Key_Down)
    assert (hall.session.actor, hall.session.actor_role) == ("Budi", "operator")
    assert hall.work.session is hall.session
    assert hall.window.frame is not None
    assert hall.window.frame.bottom.operator.text() == "Budi · Laptop A"
    hall.officer.type("u")
    assert field.text() == "Putri Ayu"
    hall.officer.press(Key.Key_Return)
    assert hall.actors()[-1] == "Budi"


def test_who_takes_over_has_their_own_rights(hall: Hall) -> None:
    page = hall.officer.open("visits")
    assert isinstance(page, Visits)
    at_plan(hall)
    hall.lock()
    hall.unlock(OWN, Key.Key_Down)
    count = len(queries.visits(hall.session.db))
    hall.officer.press(Key.Key_Return)
    assert len(queries.visits(hall.session.db)) == count
    hall.officer.press(Key.Key_Escape)
    assert not page.plan.isEnabled()
    assert not page.overview.take_in.isEnabled()
    assert page.overview.only_coordinators.isVisible()
    hall.lock()
    hall.unlock(PASSPHRASE, Key.Key_Up)
    assert page.plan.isEnabled()
    assert page.overview.take_in.isEnabled()
    assert not page.overview.only_coordinators.isVisible()


def test_work_goes_on_while_locked_in_the_name_of_who_began_it(hall: Hall) -> None:
    goes, results = threading.Event(), list[str]()
    hall.officer.open("checkin")

    def long(session: Session, _progress: object) -> str:
        assert goes.wait(20)
        session.record(hall.visit, ("", e.Noted("selesai")))
        return session.actor

    hall.work.run("Long", long, results.append)
    login = hall.lock()
    goes.set()
    hall.officer.wait(lambda: bool(results))
    assert login.isVisible()
    hall.officer.type("abc")
    assert login.secret.text() == "abc"
    login.secret.clear()
    hall.unlock(OWN, Key.Key_Down)
    assert results == ["Op Laptop A"]
    assert hall.actors()[-1] == "Op Laptop A"
    assert hall.work.task is None


def test_work_that_ends_while_locked_gives_the_keyboard_to_nobody(hall: Hall) -> None:
    field = at_search(hall)
    login = hall.lock()
    field.setFocus()
    hall.officer.type("rahasia")
    assert login.secret.text() == "rahasia"
    assert "rahasia" not in field.text()


def test_a_removed_operator_unlocks_no_more(hall: Hall) -> None:
    hall.lock()
    hall.unlock(OWN, Key.Key_Down)
    with closing(open_home(hall.window.home, "Op Laptop A", PASSPHRASE)) as other:
        operators.remove(other, "Budi")
    login = hall.lock()
    assert [login.people.item(row).text() for row in range(login.people.count())] == ["Op Laptop A"]
    hall.officer.type(OWN)
    hall.officer.press(Key.Key_Return)
    hall.officer.wait(lambda: bool(login.passphrase.error()))
    assert hall.login() is login


def test_a_removed_operator_whose_name_is_still_on_the_lock_is_refused(hall: Hall) -> None:
    login = hall.lock()
    with closing(open_home(hall.window.home, "Op Laptop A", PASSPHRASE)) as other:
        operators.remove(other, "Budi")
    hall.officer.press(Key.Key_Down)
    hall.officer.type(OWN)
    hall.officer.press(Key.Key_Return)
    hall.officer.wait(lambda: "Nobody of this name" in login.passphrase.error())
    assert hall.login() is login


@pytest.mark.qt_log_ignore("not support raise", "grabbing the keyboard", extend=True)
@pytest.mark.parametrize("kind", [QDialog, QMenu])
def test_what_stands_open_over_the_window_is_closed(hall: Hall, kind: type[QWidget]) -> None:
    open_ = kind(hall.window)
    if isinstance(open_, QMenu):
        open_.addAction("x")
        open_.popup(hall.window.pos())
    elif isinstance(open_, QDialog):
        open_.setModal(True)
        open_.show()
    assert open_.isVisible()
    hall.window.lock()
    assert not open_.isVisible()
    assert hall.login() is not None


def test_the_lock_waits_after_wrong_passphrases_too(hall: Hall) -> None:
    login = hall.lock()
    for _time in range(5):
        login.secret.field.setText("this is not it")
        login.submit()
        hall.officer.wait(lambda: bool(login.passphrase.error()))
        login.passphrase.clear_error()
    hall.officer.wait(lambda: login.enter.text() == "Wait 0:10")
    hall.officer.fill(PASSPHRASE)
    hall.officer.press(Key.Key_Return)
    assert hall.login() is login
    hall.seconds += 10
    hall.officer.wait(login.enter.isEnabled)
    QTest.keyClick(login.secret.field, Key.Key_Return)
    hall.officer.wait(lambda: hall.login() is None)
