"""The page of the device: operators by keyboard, a forgotten passphrase on both sides."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from fieldapp import operators
from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import key_changes, keyfile
from fieldapp.store.session import open_home
from tests import workplace as w
from tests.workplace import CHEAP, PASSPHRASE
from ui import theme
from ui.app import Dialogs, Window
from ui.officer import CTRL, Officer
from ui.pages.device import DevicePage
from ui.pages.forgotten import Forgotten
from ui.pages.login import Login
from ui.pages.operators import OperatorsView
from ui.pages.recover import RecoverView

Key = Qt.Key
NEW = "wayang lentera danau kuda"
OWN = "sungai meja kancil obor"


class Place:
    """An office and a laptop, their windows, and a stick between them."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.folder, self.qtbot = folder, qtbot
        self.stick = folder / "stick"
        self.chosen: list[Path] = []
        self.windows: list[Window] = []
        with w.team(folder, "A") as team:
            operators.add(team.laptops[0], "Budi", OWN, cost=CHEAP)

    def window(self, name: str, operator: str = "", passphrase: str = PASSPHRASE) -> Officer:
        for other in self.windows:
            other.hide()
        dialogs = Dialogs(
            files=lambda _title, _kinds: self.chosen, folder=lambda _title: self.stick
        )
        made = Window(self.folder / name, dialogs=dialogs, cost=CHEAP)
        made.resize(1366, 728)
        self.qtbot.addWidget(made)
        made.show()
        self.windows.append(made)
        officer = Officer(made)
        officer.wait(officer.has_keyboard)
        if operator:
            made.enter(open_home(self.folder / name, operator, passphrase))
        return officer

    def on_stick(self, ending: str) -> None:
        self.chosen = list(self.stick.glob(f"*{ending}"))
        assert len(self.chosen) == 1


@pytest.fixture
def place(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Place]:
    theme.apply(qapp, "light")
    made = Place(tmp_path, qtbot)
    yield made
    for window in made.windows:
        window.close()
        window.finish()


def shown(officer: Officer) -> QWidget:
    stack = officer.window.centralWidget()
    assert isinstance(stack, QStackedWidget)
    found = stack.currentWidget()
    assert found is not None
    return found


def operators_view(officer: Officer) -> OperatorsView:
    page = officer.open("device")
    assert isinstance(page, DevicePage)
    view = page.view()
    assert isinstance(view, OperatorsView)
    return view


def names(view: OperatorsView) -> list[str]:
    return [one.name for one in view.table.rows()]


def idle(officer: Officer) -> None:
    frame = officer.window.frame
    assert frame is not None
    officer.wait(lambda: frame.work.task is None)


def said(officer: Officer) -> str:
    assert officer.window.frame is not None
    return officer.window.frame.message.what()


def test_an_operator_is_added_by_keyboard_and_can_log_in(place: Place) -> None:
    officer = place.window("A", "Op Laptop A")
    view = operators_view(officer)
    assert names(view) == ["Op Laptop A", "Budi"]
    officer.press(Key.Key_N, CTRL)
    officer.type("Ani Wijaya")
    officer.press(Key.Key_Tab)
    officer.press(Key.Key_Right)
    officer.press(Key.Key_Tab)
    officer.type(NEW)
    officer.press(Key.Key_Tab, times=2)
    officer.type(NEW)
    officer.press(Key.Key_Return)
    idle(officer)
    assert said(officer) == "Ani Wijaya can log in now."
    assert names(view)[-1] == "Ani Wijaya"
    assert view.table.rows()[-1].role == "coordinator"
    with closing(open_home(place.folder / "A", "Ani Wijaya", NEW)) as ani:
        assert ani.actor_role == "coordinator"


def test_what_is_missing_is_said_at_its_field(place: Place) -> None:
    officer = place.window("A", "Op Laptop A")
    view = operators_view(officer)
    officer.press(Key.Key_N, CTRL)
    officer.press(Key.Key_Return)
    form = view.add_form
    assert form.field.error() == "Type the name."
    officer.type("Ani")
    officer.press(Key.Key_Return)
    assert "too short" in form.new.passphrase.error()
    officer.type(NEW)
    officer.press(Key.Key_Return)
    assert "not the same" in form.new.repeated.error()
    officer.press(Key.Key_Escape)
    assert names(view) == ["Op Laptop A", "Budi"]
    assert view.table.hasFocus()


def test_a_refusal_keeps_the_form_and_what_was_typed(place: Place) -> None:
    officer = place.window("A", "Op Laptop A")
    view = operators_view(officer)
    officer.press(Key.Key_N, CTRL)
    officer.type("budi")
    view.add_form.new.secret.field.setText(NEW)
    view.add_form.new.again.field.setText(NEW)
    officer.press(Key.Key_Return)
    idle(officer)
    assert "already an operator" in said(officer)
    assert view.add_form.isVisible()
    assert view.add_form.name.text() == "budi"


def test_an_operator_is_removed_after_a_question_in_the_page(place: Place) -> None:
    officer = place.window("A", "Op Laptop A")
    view = operators_view(officer)
    assert not view.remove.isEnabled()
    officer.press(Key.Key_Down)
    officer.press(Key.Key_Delete)
    assert view.question.isVisible()
    assert view.question.name.text() == "Budi"
    officer.press(Key.Key_Escape)
    assert names(view) == ["Op Laptop A", "Budi"]
    officer.press(Key.Key_Delete)
    officer.press(Key.Key_Return)
    assert names(view) == ["Op Laptop A"]
    assert said(officer) == "Budi cannot log in any more."
    with pytest.raises(KnownError):
        open_home(place.folder / "A", "Budi", OWN)


def test_an_operator_changes_their_own_passphrase_and_sees_nothing_of_the_coordinator_s(
    place: Place,
) -> None:
    officer = place.window("A", "Budi", OWN)
    view = operators_view(officer)
    for button in (view.add, view.remove, view.renew, view.rest.save, view.rest.minutes):
        assert not button.isVisible()
    assert view.only.isVisible()
    officer.press(Key.Key_N, CTRL)
    officer.press(Key.Key_Delete)
    assert view.panel.currentWidget() is view.rest
    officer.press(Key.Key_Y, CTRL)
    officer.type("not the old one")
    officer.press(Key.Key_Tab, times=2)
    officer.type(NEW)
    officer.press(Key.Key_Tab, times=2)
    officer.type(NEW)
    officer.press(Key.Key_Return)
    idle(officer)
    assert "not right" in said(officer)
    view.passphrase_form.old.field.setFocus()
    officer.fill(OWN)
    officer.press(Key.Key_Return)
    idle(officer)
    assert said(officer) == "Budi has a new passphrase."
    assert keyfile.unlock(place.folder / "A", "Budi", NEW)


def test_a_coordinator_gives_another_a_new_passphrase(place: Place) -> None:
    officer = place.window("A", "Op Laptop A")
    view = operators_view(officer)
    officer.press(Key.Key_Down)
    officer.press(Key.Key_E, CTRL)
    assert not view.passphrase_form.present.isVisible()
    officer.type(NEW)
    officer.press(Key.Key_Tab, times=2)
    officer.type(NEW)
    officer.press(Key.Key_Return)
    idle(officer)
    assert keyfile.unlock(place.folder / "A", "Budi", NEW)


def test_the_time_until_the_lock_is_chosen_and_holds_at_once(place: Place) -> None:
    officer = place.window("A", "Op Laptop A")
    view = operators_view(officer)
    assert not view.rest.save.isEnabled()
    view.rest.minutes.setValue(4)
    officer.press(Key.Key_S, CTRL)
    assert officer.window.idle.minutes == 4
    assert "4 minutes" in view.rest.said.text()
    assert not view.rest.save.isEnabled()


def ask(place: Place) -> tuple[Officer, Forgotten]:
    """Budi forgot, and asks at the login."""
    officer = place.window("A")
    officer.press(Key.Key_Down)
    officer.press(Key.Key_F8)
    page = shown(officer)
    assert isinstance(page, Forgotten)
    officer.type(NEW)
    officer.press(Key.Key_Tab, times=2)
    officer.type(NEW)
    officer.press(Key.Key_O, CTRL)
    officer.press(Key.Key_W, CTRL)
    officer.wait(page.answer.isVisible)
    return officer, page


def recover_view(officer: Officer) -> RecoverView:
    page = officer.open("device")
    assert isinstance(page, DevicePage)
    officer.press(Key.Key_R, CTRL)
    view = page.view()
    assert isinstance(view, RecoverView)
    return view


def allow(place: Place, words: str) -> RecoverView:
    """The office compares the words and answers."""
    place.on_stick(".request")
    officer = place.window("office", "Op Kantor")
    view = recover_view(officer)
    officer.press(Key.Key_T, CTRL)
    idle(officer)
    assert view.words.words() == words
    assert view.name.text() == "Budi"
    assert "Laptop A" in view.device.text()
    officer.press(Key.Key_O, CTRL)
    officer.press(Key.Key_Return)
    idle(officer)
    assert ".answer" in view.written.text()
    return view


def test_a_forgotten_passphrase_is_mended_through_the_windows(place: Place) -> None:
    laptop, page = ask(place)
    allow(place, page.answer.words.words())
    place.on_stick(".answer")
    place.windows[-1].hide()
    laptop.window.show()
    laptop.wait(laptop.has_keyboard)
    laptop.press(Key.Key_T, CTRL)
    laptop.wait(lambda: laptop.window.frame is not None)
    session = laptop.window.session
    assert session is not None
    assert (session.actor, session.actor_role) == ("Budi", "operator")
    events = key_changes.own_events(session.db, session.device_id)
    assert isinstance(events[-1].body, e.Recovered)


def test_the_answer_is_taken_after_a_restart_with_the_passphrase_typed_again(
    place: Place,
) -> None:
    _laptop, page = ask(place)
    words = page.answer.words.words()
    allow(place, words)
    place.on_stick(".answer")
    officer = place.window("A")
    officer.press(Key.Key_Down)
    officer.press(Key.Key_F8)
    again = shown(officer)
    assert isinstance(again, Forgotten)
    assert again.answer.words.words() == words
    officer.press(Key.Key_T, CTRL)
    assert again.answer.passphrase.error()
    officer.type("something else")
    officer.press(Key.Key_T, CTRL)
    officer.wait(lambda: "not right" in again.card.message.what())
    officer.fill(NEW)
    officer.press(Key.Key_T, CTRL)
    officer.wait(lambda: officer.window.frame is not None)


def test_going_back_and_asking_for_another_operator_starts_anew(place: Place) -> None:
    officer, page = ask(place)
    officer.press(Key.Key_Escape)
    login = shown(officer)
    assert isinstance(login, Login)
    officer.press(Key.Key_F8)
    other = shown(officer)
    assert isinstance(other, Forgotten)
    assert other is not page
    assert other.ask.isVisible()


def test_different_words_are_refused_and_nothing_is_written(place: Place) -> None:
    ask(place)
    place.on_stick(".request")
    officer = place.window("office", "Op Kantor")
    view = recover_view(officer)
    officer.press(Key.Key_T, CTRL)
    idle(officer)
    officer.press(Key.Key_O, CTRL)
    officer.press(Key.Key_Escape)
    assert said(officer) == "The request was not answered."
    assert view.look.isEnabled()
    assert list(place.stick.glob("*.answer")) == []


def test_a_file_that_is_no_request_is_told_of(place: Place) -> None:
    (place.stick / "x.request").write_bytes(b"x")
    place.on_stick(".request")
    officer = place.window("office", "Op Kantor")
    recover_view(officer)
    officer.press(Key.Key_T, CTRL)
    idle(officer)
    assert "no request" in said(officer)


def test_only_the_office_has_the_view_and_only_its_coordinator_the_key(place: Place) -> None:
    laptop = place.window("A", "Op Laptop A").open("device")
    assert isinstance(laptop, DevicePage)
    views = ["Operators", "Backup and safety copy", "Equipment", "Ready to leave?"]
    assert [button.text() for button in laptop.buttons] == views
    with closing(open_home(place.folder / "office", "Op Kantor", PASSPHRASE)) as session:
        operators.add(session, "Ani", OWN, cost=CHEAP)
    view = recover_view(place.window("office", "Ani", OWN))
    assert not view.look.isEnabled()


def test_a_device_without_an_office_says_what_helps(place: Place) -> None:
    officer = place.window("office")
    officer.press(Key.Key_F8)
    page = shown(officer)
    assert isinstance(page, Forgotten)
    assert "no office" in page.card.message.what()
    assert not page.steps.isVisible()
    officer.press(Key.Key_Escape)
    assert isinstance(shown(officer), Login)
