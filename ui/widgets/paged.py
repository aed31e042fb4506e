"""Rows that come page by page, for answers that are too long to be held."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from ui.widgets.rows import Column, RowsModel
from ui.widgets.table import Table

T = TypeVar("T")
_NOWHERE = QModelIndex()


class PagedRows(RowsModel[T]):
    """Asks for more rows (`more_wanted`) as they are scrolled to; others sort (`sort_wanted`)."""

    more_wanted = Signal()
    sort_wanted = Signal(int, bool)  # column, descending

    ended = True
    _waiting = False

    def begin_page(self, *, ended: bool) -> None:
        """A first page comes; `ended` where it is the last too."""
        self.ended, self._waiting = ended, False

    def append(self, rows: Sequence[T], *, ended: bool) -> None:
        """Show the next page below."""
        self.ended, self._waiting = ended, False
        if rows:
            first = len(self._rows)
            self.beginInsertRows(_NOWHERE, first, first + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:  # noqa: ARG002
        return not self.ended and not self._waiting

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:  # noqa: ARG002
        if not self._waiting:
            self._waiting = True
            self.more_wanted.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.sort_wanted.emit(column, order is Qt.SortOrder.DescendingOrder)


class PagedTable(Table[T]):
    """A table of such rows."""

    def paged(self) -> PagedRows[T]:
        """The rows, to be fed."""
        assert isinstance(self._rows, PagedRows)  # noqa: S101 -- made below
        return self._rows

    def begin(self, rows: Sequence[T], *, ended: bool) -> None:
        """Show a first page; whoever was chosen stays chosen if they are on it."""
        self.paged().begin_page(ended=ended)
        self.set_rows(rows)

    def _make_rows(
        self, columns: Sequence[Column[T]], identify: Callable[[T], Hashable]
    ) -> RowsModel[T]:
        return PagedRows(columns, identify, self)
