"""Go through a table's rows: each becomes a row, or a problem that says why not."""

import re
from collections.abc import Callable

from msgspec import Struct

from fieldapp.roster.headers import Field, match, words
from fieldapp.roster.sheet import Cell, at, is_blank, is_blank_row
from fieldapp.roster.table import Table
from fieldapp.roster.values import LONGEST, PAIRS, READERS, text
from fieldapp.texts import _

PROGRESS_EVERY = 500

_CLOSING = re.compile(
    r"^(jumlah|total|mengetahui|kepala sekolah|kepala madrasah|nip|catatan|keterangan|dicetak"
    r"|tanggal cetak|mojokerto \d)\b"
)


class Problem(Struct, frozen=True):
    """Something in the list that was not taken over as it stands."""

    row: int  # as the spreadsheet numbers it; 0: the whole list
    field: str
    value: str
    reason: str  # a sentence for the user


class Row(Struct, frozen=True):
    """A person of the list: normalised values, only those that are there; dates ISO."""

    row: int
    values: dict[str, str]


class Listing(Struct):
    """A whole list. `read` counts its rows that are not blank."""

    rows: list[Row]
    problems: list[Problem]
    read: int
    layout: str
    warnings: list[str]


def collect(
    table: Table,
    fields: dict[int, Field],
    progress: Callable[[int, int], None] | None = None,
    *,
    by_number: bool = False,
) -> Listing:
    """Read all rows below the header. `progress(done, total)` may raise to stop.

    `by_number`: a NIK or NISN is enough to be a person.
    """
    reader = _Reader(table, fields, by_number=by_number)
    last = table.sheet.last_row
    for number, cells in table.sheet.rows():
        if progress and number % PROGRESS_EVERY == 0:
            progress(min(number, last), last)
        if number >= table.first_row:
            reader.take(number, cells)
    reader.settle_sexes()
    if progress:
        progress(last, last)
    return reader.listing


class _Reader:
    """The rows so far, and what only the whole column can tell."""

    def __init__(self, table: Table, fields: dict[int, Field], *, by_number: bool) -> None:
        self._by_number = by_number
        self.listing = Listing([], [], 0, table.layout, [])
        self._columns = {field: index for index, field in fields.items()}
        self._single = [(i, f.value, READERS[f]) for i, f in fields.items() if f in READERS]
        self._pairs = [(i, *PAIRS[f]) for i, f in fields.items() if f in PAIRS]
        self._headings = {index: words(table.headings[index].text) for index in fields
                          if index in table.headings}  # fmt: skip
        self._bare_p: list[Row] = []
        self._has_w = False

    def take(self, number: int, cells: list[Cell]) -> None:
        """Turn one row into a Row or a Problem; a blank one into nothing."""
        column = self._columns.get(Field.NAME)
        named = at(cells, column) if column is not None else ""
        if is_blank(named) and is_blank_row(cells):
            return
        self.listing.read += 1
        values: dict[str, str] = {}
        found: list[Problem] = []
        for index, field, read in self._single:
            cell = cells[index] if index < len(cells) else ""
            if cell != "":
                reason = _keep(values, field, read(cell))
                if reason:
                    found.append(Problem(number, field, text(cell)[:LONGEST], reason))
        for index, first, second, split in self._pairs:
            cell = at(cells, index)
            if cell != "":
                for field, result in zip((first.value, second.value), split(cell), strict=True):
                    reason = _keep(values, field, result)
                    if reason:
                        found.append(Problem(number, field, text(cell)[:LONGEST], reason))
        reason = self._no_person(cells, values)
        if reason:
            self.listing.problems.append(Problem(number, Field.NAME, _shown(cells, named), reason))
            return
        row = Row(number, values)
        self._note_sex(row, cells)
        self.listing.rows.append(row)
        self.listing.problems += found

    def _no_person(self, cells: list[Cell], values: dict[str, str]) -> str:
        """Why a row is not a person, or nothing."""
        name = values.get(Field.NAME, "")
        if not name and self._by_number and values.keys() & {"nik", "nisn"}:
            return ""
        if not name:
            return _("This row has no name.")
        if self._repeats_header(cells, name):
            return _("This row repeats the headings of the list.")
        alone = not values.keys() & {"nik", "nisn", "birth_date", "sex", "kk"}
        if alone and _CLOSING.match(words(name)):
            return _("This row is a total or a closing line, not a person.")
        return ""

    def _repeats_header(self, cells: list[Cell], name: str) -> bool:
        if len(name) > 40:
            return False
        own = self._headings.get(self._columns[Field.NAME], "")
        known = name.lower().startswith(("nama", "name")) and match(name)
        if words(name) != own and not (known and known.field is Field.NAME):
            return False
        others = [i for i in self._headings if i != self._columns[Field.NAME]]
        same = [i for i in others if words(text(at(cells, i))) == self._headings[i]]
        filled = [i for i in others if not is_blank(at(cells, i))]
        return bool(same) or not filled

    def _note_sex(self, row: Row, cells: list[Cell]) -> None:
        """Where women are W, P is a man ("pria"), so a bare P says nothing until the end."""
        index = self._columns.get(Field.SEX)
        if index is None or row.values.get(Field.SEX) != "P":
            return
        letter = text(at(cells, index)).upper()
        self._has_w = self._has_w or letter == "W"
        if letter == "P":
            self._bare_p.append(row)

    def settle_sexes(self) -> None:
        """Take back every P of a column that also says W."""
        if not self._has_w:
            return
        reason = _("P may mean pria or perempuan here, because the list also says W.")
        for row in self._bare_p:
            del row.values[Field.SEX]
            self.listing.problems.append(Problem(row.row, Field.SEX, "P", reason))


def _keep(values: dict[str, str], field: str, result: tuple[str, str]) -> str:
    """Note a value unless its field has one already; the reason against it is handed on."""
    value, reason = result
    if value:
        values.setdefault(field, value)
    return reason


def _shown(cells: list[Cell], named: Cell) -> str:
    """What to show of a row that is no person: its name cell, or the little that it holds."""
    if not is_blank(named):
        return text(named)[:LONGEST]
    filled = (text(cell) for cell in cells[:200] if not is_blank(cell))
    return " | ".join(part for _, part in zip(range(4), filled, strict=False))[:LONGEST]
