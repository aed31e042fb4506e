"""Tables of records."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QStyleOptionViewItem,
)
from pytestqt.qtbot import QtBot

from tests.windows import focus, show
from ui import theme
from ui.widgets import pill
from ui.widgets.cells import BadgeDelegate
from ui.widgets.rows import Column
from ui.widgets.table import Table

Key = Qt.Key


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


@dataclass(frozen=True)
class Pupil:
    """A record to show."""

    person: int
    name: str
    grade: int = 12


COLUMNS = (
    Column[Pupil]("name", "Name", lambda pupil: pupil.name, stretch=True),
    Column[Pupil](
        "grade",
        "Class",
        lambda pupil: str(pupil.grade),
        align="right",
        width=80,
        sort_key=lambda pupil: pupil.grade,
    ),
    Column[Pupil](
        "badge",
        "State",
        lambda _: "First vote",
        width=160,
        badge=lambda _: ("info", "first_voter", "First vote"),
    ),
)


def filled_table(qtbot: QtBot, count: int = 3) -> Table[Pupil]:
    table = Table(COLUMNS, lambda pupil: pupil.person, "Pupils")
    show(qtbot, table)
    table.set_rows([Pupil(n, f"Pupil {n:04}", 10 + n % 3) for n in range(count)])
    return table


def test_a_cell_too_narrow_for_its_badge_says_it_under_the_mouse(qtbot: QtBot) -> None:
    table = filled_table(qtbot)
    index = table.model().index(0, 2)
    delegate = table.itemDelegateForColumn(2)
    assert isinstance(delegate, BadgeDelegate)
    assert delegate.mark(index) == pill.Mark("info", "first_voter", "First vote")
    option = QStyleOptionViewItem()
    option.rect = table.visualRect(index)
    assert delegate.cut_text(option, index) == ""
    option.rect.setWidth(40)
    assert delegate.cut_text(option, index) == "First vote"


def test_the_chosen_row_stays_chosen_when_rows_change(qtbot: QtBot) -> None:
    table = filled_table(qtbot, 2000)
    table.choose(1500)
    top = table.verticalScrollBar().value()
    changes: list[object] = []
    table.current_changed.connect(changes.append)
    table.set_rows(table.rows()[:-1])
    assert (table.current_row(), changes) == (Pupil(1500, "Pupil 1500", 10), [])
    assert table.verticalScrollBar().value() == top
    table.set_rows([Pupil(1500, "Renamed"), Pupil(1, "Other")])
    assert table.selected_rows() == [Pupil(1500, "Renamed")]
    assert changes == [Pupil(1500, "Renamed")]
    table.set_rows([Pupil(1, "Other")])
    assert (table.current_row(), changes[-1]) == (None, None)


def test_a_header_click_sorts_and_keeps_the_choice(qtbot: QtBot) -> None:
    table = filled_table(qtbot, 6)
    table.choose(4)
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [pupil.grade for pupil in table.rows()] == [12, 12, 11, 11, 10, 10]
    assert table.selected_rows() == [Pupil(4, "Pupil 0004", 11)]
    table.set_rows([*table.rows(), Pupil(9, "New", 13)])
    assert table.rows()[0].name == "New"
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert table.rows()[-1].name == "New"


def test_chosen_rows_are_copied_as_text(qtbot: QtBot) -> None:
    table = filled_table(qtbot)
    table.selectAll()
    focus(qtbot, table)
    QTest.keySequence(table, QKeySequence(QKeySequence.StandardKey.Copy))
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Pupil 0000\t10\tFirst vote"
    assert len(lines) == 3


def test_enter_and_a_double_click_open_a_row(qtbot: QtBot) -> None:
    table = filled_table(qtbot)
    table.move_by(1)
    table.move_by(1)
    focus(qtbot, table)
    with qtbot.waitSignal(table.activated_row) as opened:
        QTest.keyClick(table, Key.Key_Return)
    assert opened.args == [Pupil(1, "Pupil 0001", 11)]
    place = table.visualRect(table.model().index(2, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(table.activated_row) as opened:
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [Pupil(2, "Pupil 0002", 12)]


def test_an_empty_table_says_what_to_do(qtbot: QtBot) -> None:
    table = filled_table(qtbot)
    table.set_empty("No pupils yet", "Open the list of the school.", "Open a list")
    assert not table.empty_state().isVisible()
    table.set_rows([])
    assert table.empty_state().isVisible()
    assert table.empty_state().title() == "No pupils yet"
    with qtbot.waitSignal(table.empty_acted):
        QTest.mouseClick(table.empty_state().action_button(), Qt.MouseButton.LeftButton)


def test_rows_grow_with_the_scale(qtbot: QtBot, qapp: QApplication) -> None:
    table = filled_table(qtbot)
    assert table.rowHeight(0) == 32
    theme.apply(qapp, "dark", 2.0)
    assert table.rowHeight(0) == 64
