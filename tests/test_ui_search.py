"""The search field, and keys pressed outside it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.windows import focus, show
from ui import theme
from ui.widgets.catch_keys import catch_keys
from ui.widgets.keys import KeyButton
from ui.widgets.search_field import SearchField

Key = Qt.Key


@dataclass
class Clock:
    """A clock that moves when told."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


def scan(field: QWidget, text: str) -> None:
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Key.Key_Return)


def caught(qtbot: QtBot, *more: QWidget) -> tuple[SearchField, QPushButton, list[str], Clock]:
    """A window whose keys are caught, a focused button in it, and what was submitted."""
    clock = Clock()
    field, button = SearchField(clock=clock), QPushButton("Press")
    window = show(qtbot, field, button, *more)
    catch_keys(window, field)
    sent: list[str] = []
    field.submitted.connect(sent.append)
    focus(qtbot, button)
    return field, button, sent, clock


def test_typing_is_reported_once_it_pauses(qtbot: QtBot) -> None:
    field = SearchField()
    show(qtbot, field)
    said: list[str] = []
    field.typed.connect(said.append)
    QTest.keyClicks(field, "dewi")
    assert said == []
    qtbot.waitUntil(lambda: said == ["dewi"])


def test_a_scan_is_reported_and_submitted_at_once(qtbot: QtBot) -> None:
    field = SearchField(clock=Clock())
    show(qtbot, field)
    said: list[tuple[str, str]] = []
    field.typed.connect(lambda text: said.append(("typed", text)))
    field.submitted.connect(lambda text: said.append(("submitted", text)))
    scan(field, "0071234567")
    assert said == [("typed", "0071234567"), ("submitted", "0071234567")]


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Tab])
def test_enter_and_tab_submit_what_is_there(qtbot: QtBot, key: Qt.Key) -> None:
    field = SearchField()
    show(qtbot, field, QPushButton("Next"))
    focus(qtbot, field)
    QTest.keyClicks(field, "dewi")
    with qtbot.waitSignal(field.submitted) as sent:
        QTest.keyClick(field, key)
    assert sent.args == ["dewi"]
    assert field.hasFocus()
    assert field.selectedText() == "dewi"


def test_tab_leaves_an_empty_field(qtbot: QtBot) -> None:
    field, button = SearchField(), QPushButton("Next")
    show(qtbot, field, button)
    focus(qtbot, field)
    QTest.keyClick(field, Key.Key_Tab)
    qtbot.waitUntil(button.hasFocus)


@pytest.mark.parametrize("cleared", [True, False])
def test_a_code_scanned_twice_is_submitted_once(qtbot: QtBot, cleared: bool) -> None:
    clock = Clock()
    field = SearchField(clock=clock)
    show(qtbot, field)
    sent: list[str] = []
    field.submitted.connect(sent.append)
    field.submitted.connect(lambda: field.clear() if cleared else None)
    scan(field, "A-0142")
    clock.now += 2
    scan(field, "A-0142")
    assert sent == ["A-0142"]
    assert field.text() == ("" if cleared else "A-0142")
    clock.now += 3
    scan(field, "A-0142")
    scan(field, "A-0143")
    assert sent == ["A-0142", "A-0142", "A-0143"]


def test_a_text_typed_twice_by_hand_is_submitted_twice(qtbot: QtBot) -> None:
    clock = Clock()
    field = SearchField(clock=clock)
    show(qtbot, field)
    sent: list[str] = []
    field.submitted.connect(sent.append)
    for _ in range(2):
        for letter in "dewi":
            clock.now += 0.1
            QTest.keyClicks(field, letter)
        clock.now += 0.1
        QTest.keyClick(field, Key.Key_Return)
    assert sent == ["dewi", "dewi"]


def test_escape_clears_and_arrows_move(qtbot: QtBot) -> None:
    field = SearchField()
    show(qtbot, field)
    focus(qtbot, field)
    QTest.keyClicks(field, "dewi")
    with qtbot.waitSignal(field.typed) as said:
        QTest.keyClick(field, Key.Key_Escape)
    assert (field.text(), said.args) == ("", [""])
    moves: list[int] = []
    field.moved.connect(moves.append)
    for key in (Key.Key_Down, Key.Key_Up, Key.Key_PageDown, Key.Key_PageUp):
        QTest.keyClick(field, key)
    assert moves == [1, -1, 10, -10]


def test_a_scan_on_a_button_goes_to_the_field(qtbot: QtBot) -> None:
    field, button, sent, _clock = caught(qtbot)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    for key in "0071 234":
        QTest.keyClicks(QApplication.focusWidget() or button, key)
    QTest.keyClick(QApplication.focusWidget() or button, Key.Key_Return)
    assert sent == ["0071 234"]
    assert field.hasFocus()
    assert pressed == []


def test_the_end_of_a_scan_presses_nothing_when_the_page_took_the_focus_away(
    qtbot: QtBot,
) -> None:
    field, button, _sent, clock = caught(qtbot)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    field.submitted.connect(lambda _text: button.setFocus())
    scan(field, "0071234")
    qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, Key.Key_Space)
    assert pressed == []
    clock.now += 1
    QTest.keyClick(button, Key.Key_Space)
    assert len(pressed) == 1


def test_keys_are_left_to_other_fields_commands_and_dialogs(qtbot: QtBot) -> None:
    other = QLineEdit()
    field, button, _sent, _clock = caught(qtbot, other)
    QTest.keyClick(button, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""
    focus(qtbot, other)
    QTest.keyClicks(other, "abc")
    assert (field.text(), other.text()) == ("", "abc")
    dialog = QDialog(field.window())
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
    QTest.keyClicks(button, "x")
    assert field.text() == ""
    dialog.close()


def test_a_hidden_field_catches_nothing(qtbot: QtBot) -> None:
    field, button, _sent, _clock = caught(qtbot)
    field.hide()
    QTest.keyClicks(button, "x")
    assert field.text() == ""


def test_what_is_typed_after_a_search_replaces_it(qtbot: QtBot) -> None:
    field, button, sent, _clock = caught(qtbot)
    scan(field, "0071234")
    focus(qtbot, button)
    QTest.keyClicks(button, "d")
    assert (sent, field.text()) == (["0071234"], "d")


def test_a_field_with_text_takes_enter_before_a_button_does(qtbot: QtBot) -> None:
    field, button = SearchField(), KeyButton("Give a number", "Return")
    show(qtbot, field, button)
    focus(qtbot, field)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(field, Key.Key_Return)
    QTest.keyClicks(field, "dewi")
    with qtbot.waitSignal(field.submitted), qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(field, Key.Key_Return)
