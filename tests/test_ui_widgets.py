"""Badges, messages, the rail, numbers, forms and keys."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.windows import show
from ui import theme
from ui.widgets.badge import Badge, Chip
from ui.widgets.counter import CounterRow
from ui.widgets.form import Form, NumberField
from ui.widgets.keys import KeyButton, Keycap
from ui.widgets.label import ShortLabel
from ui.widgets.message import Message
from ui.widgets.number_show import NumberShow
from ui.widgets.rail import Rail
from ui.widgets.strength import PassphraseField

Key = Qt.Key


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


def test_a_badge_is_as_wide_as_its_word_and_read_aloud(qtbot: QtBot) -> None:
    badge, chip = Badge("large"), Chip("wait", "kk_missing", "No family card")
    qtbot.addWidget(badge)
    qtbot.addWidget(chip)
    assert badge.sizeHint().isEmpty()
    badge.set("ok", "record_and_print", "Record and print")
    wide = badge.sizeHint().width()
    badge.set("ok", "record_and_print", "Record")
    assert 0 < badge.sizeHint().width() < wide
    assert badge.accessibleName() == "Record"
    assert chip.sizeHint().height() < badge.sizeHint().height()
    assert not badge.grab().isNull()
    assert not chip.grab().isNull()


def test_a_badge_grows_with_the_scale(qtbot: QtBot, qapp: QApplication) -> None:
    badge = Badge()
    qtbot.addWidget(badge)
    badge.set("info", "first_voter", "First vote")
    before = badge.sizeHint()
    theme.apply(qapp, "light", 2.0)
    assert badge.sizeHint().width() > 1.8 * before.width()
    assert badge.sizeHint().height() == 2 * before.height()


def test_counters_show_numbers_in_the_language_and_say_what_they_count(qtbot: QtBot) -> None:
    row = CounterRow([("present", "present"), ("ikd", "IKD")])
    qtbot.addWidget(row)
    row.set("present", 1423)
    row.set("ikd", "12/40")
    assert row.text("present") in ("1.423", "1,423")
    assert row.text("ikd") == "12/40"
    names = [child.accessibleName() for child in row.findChildren(QWidget)]
    assert "IKD: 12/40" in names


def test_a_message_says_what_and_what_to_do_and_offers_it(qtbot: QtBot) -> None:
    message = Message()
    show(qtbot, message)
    assert not message.isVisible()
    message.show_message("stop", "No names.", "Choose the column.", "Choose")
    assert message.isVisible()
    assert message.accessibleName() == "No names. Choose the column."
    with qtbot.waitSignal(message.acted):
        QTest.mouseClick(message.action_button(), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(message.closed):
        QTest.keyClick(message, Key.Key_Escape)
    assert not message.isVisible()


def test_good_news_goes_away_by_itself_and_bad_news_stays(qtbot: QtBot) -> None:
    message = Message()
    show(qtbot, message)
    message.show_message("ok", "Saved.", hide_after=1)
    qtbot.waitUntil(lambda: not message.isVisible())
    message.show_message("ok", "Saved.", hide_after=1)
    message.show_message("stop", "The disk is full.")
    qtbot.waitUntil(lambda: message.isVisible() and message.what() == "The disk is full.")
    assert not message.action_button().isVisible()


def test_a_long_message_takes_two_lines_and_no_more(qtbot: QtBot) -> None:
    short = ShortLabel("word " * 60, lines=2)
    show(qtbot, short, width=300)
    assert len(short.shown_lines()) == 2
    assert short.shown_lines()[-1].endswith("…")
    assert short.toolTip() == short.text()
    assert short.height() >= 2 * QFontMetrics(theme.font()).height()
    short.set_text("word")
    assert short.shown_lines() == ["word"]
    assert short.toolTip() == ""


def test_the_rail_goes_where_it_is_told_by_mouse_and_by_key(qtbot: QtBot) -> None:
    rail = Rail([("visits", "visits", "Visits"), ("desk", "desk", "Desk")])
    window = show(qtbot, rail)
    gone: list[str] = []
    rail.chosen.connect(gone.append)
    assert (rail.current(), gone) == ("visits", [])
    QTest.mouseClick(rail.button("desk"), Qt.MouseButton.LeftButton)
    QTest.keyClick(window, Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert gone == ["desk", "visits"]
    assert rail.current() == "visits"
    assert "Ctrl+2" in rail.button("desk").toolTip()
    rail.choose("desk")
    assert gone == ["desk", "visits"]
    rail.set_items([("plan", "plan", "Plan")])
    assert rail.current() == "plan"


def test_twelve_places_fit_the_small_laptop_and_each_has_its_key(qtbot: QtBot) -> None:
    rail = Rail([(f"place{number}", "plan", f"Place {number}") for number in range(1, 13)])
    window = show(qtbot, rail)
    assert rail.sizeHint().height() <= 640
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    for key, held, place in (
        (Qt.Key.Key_0, ctrl, 10), (Qt.Key.Key_J, ctrl, 11), (Qt.Key.Key_F, ctrl | shift, 12),
    ):  # fmt: skip
        QTest.keyClick(window, key, held)
        assert rail.current() == f"place{place}"


def test_the_number_stands_large_and_then_steps_back(qtbot: QtBot) -> None:
    shown = NumberShow(hold_ms=1)
    show(qtbot, shown)
    tall = shown.height()
    shown.show_number("A-014", "Dewi Lestari")
    assert shown.number_px() == 96
    assert shown.accessibleName() == "A-014 Dewi Lestari"
    qtbot.waitUntil(lambda: shown.number_px() == 40)
    assert shown.height() == tall
    shown.clear()
    assert shown.number_px() == 0


def test_the_number_can_go_away_altogether(qtbot: QtBot) -> None:
    shown = NumberShow("hide", hold_ms=1)
    show(qtbot, shown)
    shown.show_number("A-014")
    assert not shown.grab().isNull()
    qtbot.waitUntil(lambda: shown.number() == "")


def test_a_passphrase_is_judged_and_shown_on_demand(qtbot: QtBot) -> None:
    field = PassphraseField("Passphrase", lambda text: (min(len(text) // 4, 4), "add a word"))
    show(qtbot, field)
    QTest.keyClicks(field.field, "horse battery")
    assert field.score() == 3
    assert field.words().endswith("add a word")
    assert field.field.echoMode() is QLineEdit.EchoMode.Password
    QTest.mouseClick(field.eye, Qt.MouseButton.LeftButton)
    assert field.field.echoMode() is QLineEdit.EchoMode.Normal
    field.clear()
    assert (field.text(), field.score()) == ("", 0)
    assert field.field.echoMode() is QLineEdit.EchoMode.Password


def test_a_field_says_what_is_wrong_below_it(qtbot: QtBot) -> None:
    form, control = Form(), QLineEdit()
    form.section("Visit")
    field = form.add("Class", control, "As in XII IPA 3.")
    show(qtbot, form)
    assert control.accessibleName() == "Class"
    assert field.error() == ""
    field.set_error("The class is empty.")
    assert field.error() == control.accessibleDescription() == "The class is empty."
    field.clear_error()
    assert control.accessibleDescription() == "As in XII IPA 3."
    assert form.add("Desk", NumberField(1, 9)).control.accessibleName() == "Desk"


@pytest.mark.parametrize(
    ("keys", "printed", "key"),
    [("Return", "Enter", Key.Key_Enter), ("F1", "F1", Key.Key_F1), ("F", "F", Key.Key_F)],
)
def test_a_button_is_pressed_by_the_key_printed_on_it(
    qtbot: QtBot, keys: str, printed: str, key: Qt.Key
) -> None:
    button, cap = KeyButton("Give a number", keys, "primary", "check"), Keycap(keys)
    window = show(qtbot, button, cap)
    assert button.keys() == cap.text() == printed
    assert button.accessibleName() == "Give a number"
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(window, key)
    button.setDisabled(True)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(window, key)


@pytest.mark.parametrize("make", [Badge, lambda: ShortLabel("A very long text " * 9)])
def test_long_texts_are_cut_with_an_ellipsis_not_by_the_edge(
    qtbot: QtBot, make: Callable[[], QWidget]
) -> None:
    part = make()
    if isinstance(part, Badge):
        part.set("wait", "check_data", "A very long text " * 9)
    window = show(qtbot, part, width=200)
    assert window.width() == 200
    assert part.width() <= 200
    assert not part.grab().isNull()
