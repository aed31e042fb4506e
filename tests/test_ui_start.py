"""First start, login, and the lock."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.store import keyfile, tries
from fieldapp.store.session import Session, is_home, open_home
from tests.windows import focus, show
from tests.workplace import CHEAP, PASSPHRASE, device
from ui import theme
from ui.pages.first_start import FirstStart
from ui.pages.login import Login

Key = Qt.Key
OPERATOR = "Op Laptop A"


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a laptop that was set up."""
    device(tmp_path / "a", "Laptop A").close()
    return tmp_path / "a"


def first_start(qtbot: QtBot, home: Path) -> tuple[FirstStart, list[Session]]:
    """A first start that is shown, and the sessions that come of it."""
    page, made = FirstStart(home, CHEAP), list[Session]()
    page.done.connect(made.append)
    show(qtbot, page, width=900, height=760)
    return page, made


def login(qtbot: QtBot, home: Path, **options: Any) -> tuple[Login, list[Session]]:
    """A login that is shown, and the sessions that come of it."""
    page, opened = Login(home, **options), list[Session]()
    page.done.connect(opened.append)
    show(qtbot, page)
    return page, opened


def typed(text: str, *, then: Qt.Key = Key.Key_Tab) -> None:
    """Type where the keyboard is, and go on."""
    where = QApplication.focusWidget()
    assert where is not None
    QTest.keyClicks(where, text)
    QTest.keyClick(where, then)


def entry(widget: QWidget) -> QLineEdit:
    """A control that is typed into."""
    assert isinstance(widget, QLineEdit)
    return widget


def test_a_laptop_is_set_up_by_keyboard_alone(qtbot: QtBot, tmp_path: Path) -> None:
    page, made = first_start(qtbot, tmp_path)
    qtbot.waitUntil(page.name.control.hasFocus)
    typed("Laptop B")
    QTest.keyClick(entry(page.letter.control), Key.Key_Backspace)
    typed("b")
    typed("Dewi Lestari")
    typed(PASSPHRASE)
    QTest.keyClick(page.secret.eye, Key.Key_Tab)
    typed(PASSPHRASE, then=Key.Key_Return)
    assert len(made) == 1
    with closing(made[0]) as session:
        assert (session.device.name, session.device.letter) == ("Laptop B", "B")
        assert (session.actor, session.actor_role) == ("Dewi Lestari", "coordinator")
        assert session.device.role == "field"
    open_home(tmp_path, "Dewi Lestari", PASSPHRASE).close()


def test_an_office_is_chosen_with_an_arrow_key_and_has_no_letter(
    qtbot: QtBot, tmp_path: Path
) -> None:
    page, made = first_start(qtbot, tmp_path)
    focus(qtbot, page.field_role)
    QTest.keyClick(page.field_role, Key.Key_Right)
    assert page.role() == "office"
    assert not page.letter.isVisible()
    entry(page.name.control).setText("Dinas")
    entry(page.operator.control).setText("Budi")
    page.secret.field.setText(PASSPHRASE)
    page.again.field.setText(PASSPHRASE)
    QTest.keyClick(page.again.field, Key.Key_Return)
    with closing(made[0]) as session:
        assert (session.device.role, session.device.letter) == ("office", "K")


def test_each_field_says_what_is_missing_and_the_first_gets_the_keyboard(
    qtbot: QtBot, tmp_path: Path
) -> None:
    page, made = first_start(qtbot, tmp_path)
    entry(page.name.control).setText("Laptop A")
    page.secret.field.setText("short")
    focus(qtbot, page.again.field)
    QTest.keyClick(page.again.field, Key.Key_Return)
    assert page.name.error() == ""
    assert page.operator.error() == "Give your name."
    assert "too short" in page.passphrase.error()
    assert "not the same" in page.repeated.error()
    qtbot.waitUntil(page.operator.control.hasFocus)
    assert not made
    assert not is_home(tmp_path)


def test_an_error_goes_away_while_it_is_put_right(qtbot: QtBot, tmp_path: Path) -> None:
    page, _made = first_start(qtbot, tmp_path)
    page.submit()
    assert page.name.error()
    QTest.keyClicks(page.name.control, "L")
    assert page.name.error() == ""


def test_the_strength_of_a_passphrase_is_shown_while_it_is_typed(
    qtbot: QtBot, tmp_path: Path
) -> None:
    page, _made = first_start(qtbot, tmp_path)
    QTest.keyClicks(page.secret.field, "rahasia")
    weak = page.secret.score()
    page.secret.clear()
    QTest.keyClicks(page.secret.field, "kuda lentera bambu samudra Tujuh")
    assert page.secret.score() > weak
    assert page.secret.words()


def test_a_letter_is_one_capital(qtbot: QtBot, tmp_path: Path) -> None:
    page, _made = first_start(qtbot, tmp_path)
    letter = entry(page.letter.control)
    letter.clear()
    QTest.keyClicks(letter, "7cd")
    assert letter.text() == "C"


def test_a_folder_in_use_is_refused_in_the_card(qtbot: QtBot, home: Path) -> None:
    page, made = first_start(qtbot, home)
    entry(page.name.control).setText("Laptop A")
    entry(page.operator.control).setText("Dewi")
    page.secret.field.setText(PASSPHRASE)
    page.again.field.setText(PASSPHRASE)
    page.submit()
    assert page.card.message.isVisible()
    assert "already" in page.card.message.what()
    assert not made


def test_the_only_operator_just_types_the_passphrase(qtbot: QtBot, home: Path) -> None:
    page, opened = login(qtbot, home)
    qtbot.waitUntil(page.secret.field.hasFocus)
    assert page.operator() == OPERATOR
    typed(PASSPHRASE, then=Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))
    with closing(opened[0]) as session:
        assert session.actor == OPERATOR
    assert page.secret.text() == ""


def test_a_wrong_passphrase_is_told_in_line_and_typed_over(qtbot: QtBot, home: Path) -> None:
    page, opened = login(qtbot, home)
    qtbot.waitUntil(page.secret.field.hasFocus)
    typed("this is not it", then=Key.Key_Enter)
    qtbot.waitUntil(lambda: page.passphrase.error().startswith("The passphrase is not right."))
    assert page.secret.field.selectedText()
    typed(PASSPHRASE, then=Key.Key_Enter)
    qtbot.waitUntil(lambda: len(opened) == 1)
    assert page.passphrase.error() == ""
    opened[0].close()


def test_one_of_several_operators_is_chosen_by_arrow_and_enter(qtbot: QtBot, home: Path) -> None:
    key = keyfile.unlock(home, OPERATOR, PASSPHRASE)
    keyfile.add_operator(home, key, "Budi", "kata sandi budi sendiri", "operator", cost=CHEAP)
    page, opened = login(qtbot, home)
    qtbot.waitUntil(page.people.hasFocus)
    QTest.keyClick(page.people, Key.Key_Down)
    QTest.keyClick(page.people, Key.Key_Return)
    qtbot.waitUntil(page.secret.field.hasFocus)
    assert page.passphrase.error() == ""
    typed("kata sandi budi sendiri", then=Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))
    with closing(opened[0]) as session:
        assert (session.actor, session.actor_role) == ("Budi", "operator")


def test_the_lock_says_who_unlocked_without_a_second_session(qtbot: QtBot, home: Path) -> None:
    key = keyfile.unlock(home, OPERATOR, PASSPHRASE)
    keyfile.add_operator(home, key, "Budi", "kata sandi budi sendiri", "operator", cost=CHEAP)
    page, opened = login(qtbot, home, operator="Budi", lock=True)
    came: list[keyfile.Unlocked] = []
    page.unlocked.connect(came.append)
    assert page.operator() == "Budi"
    assert not page.forgot.isVisible()
    qtbot.waitUntil(page.secret.field.hasFocus)
    typed(PASSPHRASE, then=Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.passphrase.error()))
    QTest.keyClick(page.secret.field, Key.Key_Up)
    assert page.operator() == OPERATOR
    typed(PASSPHRASE, then=Key.Key_Return)
    qtbot.waitUntil(lambda: bool(came))
    assert (came[0].name, came[0].role) == (OPERATOR, "coordinator")
    assert not opened


def test_the_waiting_is_counted_down_while_the_next_try_is_typed(qtbot: QtBot, home: Path) -> None:
    seconds = [5000.0]
    page, opened = login(qtbot, home, uptime=lambda: seconds[0])
    for _time in range(4):
        page.secret.field.setText("this is not it")
        page.submit()
        qtbot.waitUntil(lambda: bool(page.passphrase.error()))
        page.passphrase.clear_error()
    assert page.enter.isEnabled()
    typed("this is not it", then=Key.Key_Return)
    qtbot.waitUntil(lambda: page.enter.text() == "Wait 0:10")
    assert not page.enter.isEnabled()
    assert "0:10" in page.passphrase.error()
    typed(PASSPHRASE, then=Key.Key_Return)
    assert page.secret.text() == PASSPHRASE
    seconds[0] += 3.5
    qtbot.waitUntil(lambda: page.enter.text() == "Wait 0:07")
    assert page.secret.text() == PASSPHRASE
    seconds[0] += 6.5
    qtbot.waitUntil(page.enter.isEnabled)
    assert page.passphrase.error() == ""
    QTest.keyClick(page.secret.field, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))
    opened[0].close()


def test_the_waiting_goes_on_after_a_restart_of_the_program_for_its_operator_only(
    qtbot: QtBot, home: Path
) -> None:
    key = keyfile.unlock(home, OPERATOR, PASSPHRASE)
    keyfile.add_operator(home, key, "Budi", "kata sandi budi sendiri", "operator", cost=CHEAP)
    for _time in range(5):
        with pytest.raises(tries.WrongPassphrase):
            keyfile.unlock(home, "Budi", "this is not it", uptime=lambda: 5000)
    page, _opened = login(qtbot, home, uptime=lambda: 5001)
    assert page.enter.isEnabled()
    QTest.keyClick(page.people, Key.Key_Down)
    assert page.enter.text() == "Wait 0:09"
    QTest.keyClick(page.people, Key.Key_Up)
    assert page.enter.isEnabled()
    assert page.passphrase.error() == ""


def test_the_window_answers_while_a_passphrase_is_checked(
    qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check is held until the window painted; on the screen's thread it would never end."""
    derive, painted = keyfile.derive, threading.Event()

    def held(*given: Any) -> bytes:
        assert painted.wait(20)
        return derive(*given)

    monkeypatch.setattr(keyfile, "derive", held)
    page, opened = login(qtbot, home)
    page.secret.field.setText(PASSPHRASE)
    page.submit()
    assert page.enter.text() == "Opening …"
    assert not page.enter.isEnabled()
    QTimer.singleShot(0, painted.set)
    qtbot.waitUntil(lambda: bool(opened))
    opened[0].close()


def test_a_damaged_key_file_is_told_of_and_nobody_can_log_in(qtbot: QtBot, home: Path) -> None:
    (home / keyfile.FILE).write_bytes(b"{")
    page, _opened = login(qtbot, home)
    assert "damaged" in page.card.message.what()
    assert not page.enter.isEnabled()


def test_nothing_is_cut_at_200_percent_because_the_card_scrolls(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    theme.apply(qapp, "dark", 2.0)
    page, _made = first_start(qtbot, tmp_path)
    assert page.card.verticalScrollBar().maximum() > 0
    focus(qtbot, page.operator.control)
    QTest.keyClick(page.operator.control, Key.Key_Tab)
    qtbot.waitUntil(lambda: page.card.verticalScrollBar().value() > 0)
