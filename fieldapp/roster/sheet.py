"""One sheet of a list as read: rows with the numbers that the spreadsheet shows."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Self

from msgspec import Struct

Cell = str | int | float | bool | date | datetime | time | timedelta  # "" is a blank cell

MAX_COLUMNS = 2000
LAST_ROW = 1 << 20  # no spreadsheet program has more
AREA_LIMIT = 12_000_000  # cells between the first and the last: a full list has 7 million


class Sheet(Struct, frozen=True):
    """A sheet whose rows can be gone through any number of times."""

    name: str
    last_row: int  # the last row's number
    rows: Callable[[], Iterator[tuple[int, list[Cell]]]]  # (number from 1, cells from column A)

    @classmethod
    def of(cls, name: str, rows: list[tuple[int, list[Cell]]]) -> Self:
        """A sheet of rows that are in memory already."""
        return cls(name, rows[-1][0] if rows else 0, lambda: iter(rows))


def at(cells: list[Cell], index: int) -> Cell:
    """The cell of a row that may end before it."""
    return cells[index] if index < len(cells) else ""


def is_blank(cell: Cell) -> bool:
    """Whether nothing shows in the cell."""
    return isinstance(cell, str) and not cell.strip()


def is_blank_row(cells: list[Cell]) -> bool:
    """Whether nothing shows in the row."""
    return all(cell == "" or is_blank(cell) for cell in cells)


def column_number(letters: str | bytes) -> int:
    """A column's number from 1, A to Z, AA and so on, in letters of either size."""
    text = letters.decode("ascii") if isinstance(letters, bytes) else letters
    number = 0
    for letter in text.upper()[:8]:
        number = number * 26 + ord(letter) - 64
    return number
