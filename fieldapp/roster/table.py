"""Where the table of a sheet begins, what its columns hold, and which of the layouts it is."""

import re
from itertools import islice

from msgspec import Struct

from fieldapp.roster.headers import (
    Field,
    Match,
    is_group,
    is_known,
    match,
    match_grouped,
    of_someone_else,
    words,
)
from fieldapp.roster.sheet import Cell, Sheet, at, is_blank, is_blank_row
from fieldapp.roster.values import text

SEARCH_ROWS = 60  # titles and letterheads end before this row
SEARCH_CELLS = 20_000  # in wider sheets, fewer rows
ENOUGH = 4  # fields that make a header sure

_PARENT_LETTERS = {
    "nama": "N", "nik": "K", "tahun lahir": "T", "jenjang pendidikan": "T", "pendidikan": "T",
    "pekerjaan": "T", "penghasilan": "T",
}  # fmt: skip
_PARENT_BLOCK = re.compile("NK?T{2,}K?|KNT{2,}(?![KT])|K?T{2,}K?N?")
_LEFT_REPORT = re.compile(r"\b(peserta didik|siswa|murid|santri) (yang )?(telah )?keluar\b")


class Heading(Struct, frozen=True):
    """A column's heading as written, its group's first, and what it was recognised as."""

    text: str
    match: Match | None


class Table(Struct, frozen=True):
    """A sheet's table: its headings and where its data begins."""

    sheet: Sheet
    layout: str  # dapodik, emis, registry, other
    header_row: int  # as the spreadsheet numbers rows; 0: no header was found
    first_row: int
    title: list[str]
    headings: dict[int, Heading]  # by column, from 0
    fields: dict[int, Field]  # recognised columns, no field twice
    unsure: list[str]  # headings that two columns share, so that neither was taken

    def is_of_pupils_who_left(self) -> bool:
        """Whether the titles say that this is the report of former pupils."""
        return any(_LEFT_REPORT.search(words(line)) for line in [self.sheet.name, *self.title])


def find_table(sheet: Sheet) -> Table:
    """The best table of a sheet. Without any recognised header, one with `header_row` 0."""
    rows = _first_rows(sheet)
    best: Table | None = None
    below_pair = -1
    for position in range(len(rows)):
        pair = position + 1 < len(rows) and _is_pair(rows[position][1], rows[position + 1][1])
        if position == below_pair:
            continue
        if pair:
            below_pair = position + 1
        table = _table(sheet, rows, position, 2 if pair else 1)
        if table and (best is None or len(table.fields) > len(best.fields)):
            best = table
        if best and len(best.fields) >= ENOUGH:
            break
    return best or _headless(sheet, rows)


def _first_rows(sheet: Sheet) -> list[tuple[int, list[Cell]]]:
    near = islice(sheet.rows(), SEARCH_ROWS * 20)
    filled = ((number, cells) for number, cells in near if not is_blank_row(cells))
    found: list[tuple[int, list[Cell]]] = []
    for row in islice(filled, SEARCH_ROWS):
        found.append(row)
        if sum(len(cells) for _, cells in found) > SEARCH_CELLS:
            break
    return found


def _table(
    sheet: Sheet, rows: list[tuple[int, list[Cell]]], position: int, size: int
) -> Table | None:
    """The table whose header is `size` rows at `position`, if they are a header."""
    top = rows[position][1]
    number, sub = rows[position + 1] if size == 2 else (rows[position][0], [])
    headings = _headings(top, sub)
    fields, unsure = _fields(headings)
    filled = sum(not is_blank(cell) for cell in top)
    if not fields or not (len(fields) > 1 or (Field.NAME in fields.values() and filled <= 2)):
        return None
    if position + size < len(rows) and _only_numbers_columns(rows[position + size][1]):
        number = rows[position + size][0]
    return Table(
        sheet, _layout(headings), rows[position][0], number + 1, _title(rows[:position]),
        headings, fields, unsure,
    )  # fmt: skip


def _headless(sheet: Sheet, rows: list[tuple[int, list[Cell]]]) -> Table:
    width = max((len(cells) for _, cells in rows), default=0)
    used = [i for i in range(width) if any(not is_blank(at(cells, i)) for _, cells in rows)]
    first = rows[0][0] if rows else 1
    return Table(sheet, "other", 0, first, [], {i: Heading("", None) for i in used}, {}, [])


def _is_pair(top: list[Cell], sub: list[Cell]) -> bool:
    """Whether two rows are one header: mostly known headings, or groups with headings below."""
    above = [(i, text(cell)) for i, cell in enumerate(top) if not is_blank(cell)]
    below = [cell for cell in sub if not is_blank(cell)]
    if len(below) < 2 or not all(isinstance(cell, str) for cell in below):
        return False
    if sum(is_known(text(cell)) for cell in below) < 0.6 * len(below):
        return False
    fitting = sum(
        is_known(shown) or (i > 0 and is_group(shown) and not is_blank(at(sub, i)))
        for i, shown in above
    )
    return fitting >= 0.6 * len(above)


def _only_numbers_columns(cells: list[Cell]) -> bool:
    """Whether a row only counts the columns, 1 2 3 or (1) (2) (3), as forms do."""
    shown = [text(cell).strip("()") for cell in cells if not is_blank(cell)]
    return len(shown) > 2 and shown == [str(i + 1) for i in range(len(shown))]


def _headings(top: list[Cell], sub: list[Cell]) -> dict[int, Heading]:
    """The headings of all columns; a group's heading is carried over the headings below it."""
    pairs = _grouped(top, sub)
    parents = _parent_columns(top, sub)
    found: dict[int, Heading] = {}
    for index, (group, heading) in pairs.items():
        shown = " / ".join(part for part in (group, heading) if part)
        known = None if index in parents else match_grouped(group, heading)
        found[index] = Heading(shown, known)
    return found


def _grouped(top: list[Cell], sub: list[Cell]) -> dict[int, tuple[str, str]]:
    pairs: dict[int, tuple[str, str]] = {}
    group = ""
    under: set[str] = set()
    for index in range(max(len(top), len(sub))):
        above, below = text(at(top, index)), text(at(sub, index))
        if above:
            group, under = (above, {words(below)}) if below else ("", set())
            pairs[index] = (above, below)
        elif below:
            if _group_ended(group, words(below), under):
                group = ""
            under.add(words(below))
            pairs[index] = (group, below)
    return pairs


def _group_ended(group: str, below: str, under: set[str]) -> bool:
    """A parent's group holds its six headings once each; after that, headings stand alone."""
    return of_someone_else(group) and (below in under or below not in _PARENT_LETTERS)


def _parent_columns(top: list[Cell], sub: list[Cell]) -> set[int]:
    """Columns of a parent's block, known by its neighbours even where its group was lost."""
    letters = ""
    for index in range(max(len(top), len(sub))):
        above, below = at(top, index), at(sub, index)
        own = below if sub and not is_blank(below) else "" if sub and any(sub) else above
        letters += _PARENT_LETTERS.get(words(text(own)), ".")
    return {i for block in _PARENT_BLOCK.finditer(letters) for i in range(*block.span())}


def _fields(headings: dict[int, Heading]) -> tuple[dict[int, Field], list[str]]:
    """The best column of each field; of two equally good ones neither, and their heading."""
    fields: dict[int, Field] = {}
    unsure: list[str] = []
    for field in Field:
        candidates = [
            (heading.match.rank, index)
            for index, heading in headings.items()
            if heading.match and heading.match.field is field
        ]
        best = [index for rank, index in candidates if rank == min(candidates)[0]]
        if len(best) == 1:
            fields[best[0]] = field
        elif best:
            unsure.append(headings[best[0]].text)
    return fields, unsure


def _title(rows: list[tuple[int, list[Cell]]]) -> list[str]:
    lines = (" ".join(text(cell) for cell in cells if not is_blank(cell)) for _, cells in rows)
    return [line[:200] for line in lines][-10:]


def _layout(headings: dict[int, Heading]) -> str:
    known = {words(heading.text) for heading in headings.values()}
    if known & {"rombel saat ini", "nipd"} and any(h.startswith("data ayah") for h in known):
        return "dapodik"
    if known & {"nsm", "nism"} and match_any(known, Field.NAME):
        return "emis"
    return "registry" if known & {"stat rkm", "wjb ktp"} else "other"


def match_any(known: set[str], field: Field) -> bool:
    """Whether any of the headings names `field`."""
    return any(found.field is field for found in map(match, known) if found)
