"""A table of records: quick to read, sort, copy and walk through by keyboard."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui import theme
from ui.widgets import copied
from ui.widgets.cells import BadgeDelegate, TextDelegate, plain_text
from ui.widgets.empty_state import EmptyState
from ui.widgets.rows import Column, RowsModel

T = TypeVar("T")
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ROWS = QItemSelectionModel.SelectionFlag.Rows


class Table(QTableView, Generic[T]):
    """Rows of frozen records. The chosen row stays chosen when the rows are set anew.

    `activated_row` comes with the record on Enter or a double click, `current_changed` with
    the record that is chosen (or None), `empty_acted` from the button shown when there are none.
    """

    activated_row = Signal(object)
    current_changed = Signal(object)
    empty_acted = Signal()

    def __init__(
        self,
        columns: Sequence[Column[T]],
        identify: Callable[[T], Hashable],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = self._make_rows(columns, identify)
        self._setting = False
        self._told: T | None = None
        self.setAccessibleName(name)
        self.setModel(self._rows)
        self._set_behaviour()
        self._set_header()
        self._dress()
        self._empty = EmptyState(self.viewport())
        self._empty.acted.connect(self.empty_acted)
        self.doubleClicked.connect(self._activate)
        self.selectionModel().currentChanged.connect(self._tell_current)

    def _make_rows(
        self, columns: Sequence[Column[T]], identify: Callable[[T], Hashable]
    ) -> RowsModel[T]:
        """The rows; a table of another kind makes others."""
        return RowsModel(columns, identify, self)

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show these records; what was chosen, and how far it was scrolled, stays."""
        chosen = {self._rows.identity(number) for number in self._chosen_numbers()}
        index = self.currentIndex()
        current = self._rows.identity(index.row()) if index.isValid() else None
        top = self.verticalScrollBar().value()
        self._setting = True
        self._rows.set_rows(rows)
        places = self._rows.places()
        self._choose_rows([places[each] for each in chosen if each in places])
        if current in places:
            self._set_current(places[current], max(index.column(), 0))
        self.verticalScrollBar().setValue(top)
        self._setting = False
        self._empty.setVisible(not rows)
        self._tell_current()

    def retitle(self, key: str, title: str) -> None:
        """Give a column another heading."""
        self._rows.retitle(key, title)

    def columns(self) -> Sequence[Column[T]]:
        """How its columns show a record."""
        return self._rows.columns

    def rows(self) -> list[T]:
        """All records, in the order shown."""
        return self._rows.rows()

    def current_row(self) -> T | None:
        """The chosen record."""
        index = self.currentIndex()
        return self._rows.row(index.row()) if index.isValid() else None

    def selected_rows(self) -> list[T]:
        """All chosen records, in the order shown."""
        return [self._rows.row(number) for number in self._chosen_numbers()]

    def choose(self, identity: Hashable) -> bool:
        """Choose the record of this identity, if it is here, and scroll to it."""
        place = self._rows.places().get(identity)
        if place is not None:
            self._go(place)
        return place is not None

    def move_by(self, step: int) -> None:
        """Choose the row `step` further down, or up; the first if none is chosen."""
        if not self._rows.rowCount():
            return
        index = self.currentIndex()
        place = index.row() + step if index.isValid() else 0
        self._go(min(max(place, 0), self._rows.rowCount() - 1))

    def set_empty(self, title: str, hint: str = "", action_text: str | None = None) -> None:
        """What to say, and what to do, when there are no rows."""
        self._empty.set(title, hint, action_text)
        self._empty.setVisible(not self._rows.rowCount())

    def empty_state(self) -> EmptyState:
        """What is shown when there are no rows."""
        return self._empty

    def copy(self) -> None:
        """Put the chosen rows on the clipboard, one a line, cells divided by tabs."""
        lines = [plain_text(self._rows, number) for number in self._chosen_numbers()]
        if lines:
            copied.copy("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in _RETURN and self.currentIndex().isValid():
            self._activate(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_rows"):
            self._dress()
        super().changeEvent(event)

    def _set_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(TextDelegate(self))
        for number, column in enumerate(self._rows.columns):
            if column.badge:
                self.setItemDelegateForColumn(number, BadgeDelegate(self))

    def _set_header(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.px(48))
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)

    def _dress(self) -> None:
        """Sizes that no style sheet can set."""
        self.verticalHeader().setDefaultSectionSize(theme.px(theme.ROW))
        header = self.horizontalHeader()
        for number, column in enumerate(self._rows.columns):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(
                number, mode.Stretch if column.stretch else mode.Interactive
            )
            if not column.stretch:
                title = theme.metrics(theme.CAPTION).horizontalAdvance(column.title) + theme.px(40)
                header.resizeSection(number, max(theme.px(column.width), title))

    def _chosen_numbers(self) -> list[int]:
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def _choose_rows(self, numbers: list[int]) -> None:
        chosen = QItemSelection()
        for number in numbers:
            index = self._rows.index(number, 0)
            chosen.select(index, index)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().select(chosen, flag | _ROWS)

    def _set_current(self, number: int, column: int) -> None:
        place = self._rows.index(number, column)
        self.selectionModel().setCurrentIndex(place, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _go(self, number: int) -> None:
        """Choose one row; also before the table was laid out, where selectRow finds no column."""
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        place = self._rows.index(number, max(self.currentIndex().column(), 0))
        self.selectionModel().setCurrentIndex(place, flag | _ROWS)

    def _activate(self, index: QModelIndex) -> None:
        self.activated_row.emit(self._rows.row(index.row()))

    def _tell_current(self, *_indexes: Any) -> None:
        current = self.current_row()
        if not self._setting and current != self._told:
            self._told = current
            self.current_changed.emit(current)
