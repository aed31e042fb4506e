"""Records as the rows of a table."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui import theme
from ui.widgets.cells import MARK_ROLE
from ui.widgets.pill import Mark

T = TypeVar("T")
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight}


@dataclass(frozen=True)
class Column(Generic[T]):
    """How one column shows a record; widths in px at 100 %, 0 fits the title.

    `badge` draws a pill instead of the text, which then serves sorting and copying.
    """

    key: str
    title: str
    text: Callable[[T], str]
    align: Literal["left", "right"] = "left"
    width: int = 0
    stretch: bool = False
    badge: Callable[[T], Mark | tuple[str, str, str] | None] | None = None
    sort_key: Callable[[T], Any] | None = None


class RowsModel(QAbstractTableModel, Generic[T]):
    """The records of a table in the order chosen by its header."""

    def __init__(
        self,
        columns: Sequence[Column[T]],
        identify: Callable[[T], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._identify = identify
        self._given: list[T] = []
        self._rows: list[T] = []
        self._order = (-1, Qt.SortOrder.AscendingOrder)

    def retitle(self, key: str, title: str) -> None:
        """Give a column another heading."""
        place = next(number for number, one in enumerate(self.columns) if one.key == key)
        named = replace(self.columns[place], title=title)
        self.columns = (*self.columns[:place], named, *self.columns[place + 1 :])
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, place, place)

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show these records, sorted as before."""
        self.beginResetModel()
        self._given = list(rows)
        self._rows = self._sorted()
        self.endResetModel()

    def row(self, number: int) -> T:
        """The record in a row."""
        return self._rows[number]

    def rows(self) -> list[T]:
        """All records, as sorted."""
        return list(self._rows)

    def identity(self, number: int) -> Hashable:
        """What tells the record in a row from all others."""
        return self._identify(self._rows[number])

    def places(self) -> dict[Hashable, int]:
        """The row of each record, by its identity."""
        return {self._identify(row): number for number, row in enumerate(self._rows)}

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[section].align] | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        column, record = self.columns[index.column()], self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(record)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and column.align == "right":
            return theme.number_font()
        if role == MARK_ROLE and column.badge:
            return column.badge(record)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (column, order)
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        names = [(self.identity(index.row()), index.column()) for index in held]
        self._rows = self._sorted()
        places = self.places()
        moved = [self.index(places[name], column) for name, column in names]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _sorted(self) -> list[T]:
        column, order = self._order
        if column < 0:
            return list(self._given)
        chosen = self.columns[column]
        by = chosen.sort_key or (lambda record: chosen.text(record).casefold())
        return sorted(self._given, key=by, reverse=order is Qt.SortOrder.DescendingOrder)
