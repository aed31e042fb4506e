"""What a list holds: first look, whole reading, and the problems written out as a file.

The reading never decides between two persons; it only says what the list says.
"""

from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

from msgspec import Struct

from fieldapp import workbook
from fieldapp.domain.identity import mask_field
from fieldapp.roster import refusals
from fieldapp.roster.headers import Field
from fieldapp.roster.read import read_table
from fieldapp.roster.rows import Listing, Problem, Row, collect
from fieldapp.roster.sheet import Sheet, at, is_blank, is_blank_row
from fieldapp.roster.table import Table, find_table
from fieldapp.roster.values import text
from fieldapp.texts import _

__all__ = [
    "Column", "Listing", "Preview", "Problem", "Row", "preview", "read_list", "write_problems",
]  # fmt: skip

FIRST_ROWS = 20
SAMPLES = 3

Choice = Mapping[int, str | None]


class Column(Struct, frozen=True):
    """A column as the mapping page shows it."""

    index: int  # from 0, column A
    heading: str  # with its group: "Data Ayah / Nama"
    field: str | None
    sample: list[str]


class Preview(Struct, frozen=True):
    """The first look at a list, before anything is taken from it."""

    file: str
    sheet: str
    sheets: list[str]  # all that hold a recognised list
    layout: str
    header_row: int  # 0: no header was found
    first_row: int
    title: list[str]
    columns: list[Column]
    total: int
    rows: list[Row]
    warnings: list[str]


def preview(path: Path, mapping: Choice | None = None, *, sheet: str | None = None) -> Preview:
    """Look at the list in `path`. Works without a column of names, so that one can be chosen."""
    table, others = _choose(path, sheet)
    fields = _mapped(table, mapping)
    shown, total = _head(table)
    rows = collect(shown, fields).rows[:FIRST_ROWS] if Field.NAME in fields.values() else []
    return Preview(
        file=path.name,
        sheet=table.sheet.name,
        sheets=others,
        layout=table.layout,
        header_row=table.header_row,
        first_row=table.first_row,
        title=table.title,
        columns=_columns(shown, fields),
        total=total,
        rows=rows,
        warnings=_warnings(table, fields, others),
    )


def read_list(
    path: Path,
    mapping: Choice | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    sheet: str | None = None,
    by_number: bool = False,
) -> Listing:
    """Read the whole list in `path`; `mapping` overrides what was recognised, by column index.

    `progress(done, total)` counts rows and may raise Cancelled. `by_number`: people of whom a
    NIK or NISN is given need no name. Raises KnownError.
    """
    table, others = _choose(path, sheet)
    fields = _mapped(table, mapping)
    numbered = by_number and {Field.NIK, Field.NISN} & set(fields.values())
    if Field.NAME not in fields.values() and not numbered:
        raise refusals.nameless()
    listing = collect(table, fields, progress, by_number=by_number)
    listing.warnings = _warnings(table, fields, others)
    return listing


def write_problems(problems: list[Problem], path: Path) -> None:
    """Write the problems as a workbook to send back to whoever made the list.

    The row tells them whom it is about; numbers of people are masked, since the file travels.
    """
    workbook.write(path, _("Problems"), lambda page: _fill(page, problems))


def _fill(page: workbook.Page, problems: list[Problem]) -> None:
    page.sheet.set_column(1, 2, 24)
    page.sheet.set_column(3, 3, 80)
    for column, heading in enumerate((_("Row"), _("Column"), _("Value"), _("Problem"))):
        page.put(0, column, heading, bold=True)
    for line, problem in enumerate(problems, start=1):
        page.put(line, 0, str(problem.row or ""))
        page.put(line, 1, problem.field)
        page.put(line, 2, mask_field(problem.field, problem.value))
        page.put(line, 3, problem.reason)


def _choose(path: Path, name: str | None) -> tuple[Table, list[str]]:
    """The table to read, the wished one or the best, and the names of all sheets with one."""
    sheets = read_table(path)
    tables = [find_table(sheet) for sheet in sheets if name in (None, sheet.name)]
    tables = tables or [find_table(sheet) for sheet in sheets]
    wanted = [table for table in tables if not table.is_of_pupils_who_left()]
    best = max(wanted or tables, key=_worth)
    if best.is_of_pupils_who_left() or (len(wanted) < len(tables) and not best.fields):
        raise refusals.pupils_who_left()
    return best, [table.sheet.name for table in wanted if Field.NAME in table.fields.values()]


def _worth(table: Table) -> tuple[bool, int, int]:
    fields = table.fields
    return Field.NAME in fields.values(), len(fields), min(table.sheet.last_row, 30)


def _mapped(table: Table, mapping: Choice | None) -> dict[int, Field]:
    chosen = {index: Field(field) for index, field in (mapping or {}).items() if field}
    if len(set(chosen.values())) < len(chosen):
        raise refusals.chosen_twice()
    kept = {
        index: field
        for index, field in table.fields.items()
        if index not in (mapping or {}) and field not in chosen.values()
    }
    return kept | chosen


def _head(table: Table) -> tuple[Table, int]:
    """The table cut after its first rows, and how many it has in all."""
    data = (row for row in table.sheet.rows() if row[0] >= table.first_row)
    filled = ((number, cells) for number, cells in data if not is_blank_row(cells))
    first = list(islice(filled, 2 * FIRST_ROWS))
    rest = sum(1 for _row in filled)
    cut = Table(
        Sheet.of(table.sheet.name, first), table.layout, table.header_row, table.first_row,
        table.title, table.headings, table.fields, table.unsure,
    )  # fmt: skip
    return cut, len(first) + rest


def _columns(table: Table, fields: dict[int, Field]) -> list[Column]:
    rows = [cells for _, cells in table.sheet.rows()]
    used = {i for cells in rows for i, cell in enumerate(cells) if not is_blank(cell)}
    columns: list[Column] = []
    for index in sorted(used | table.headings.keys()):
        heading = table.headings.get(index)
        filled = (text(at(cells, index))[:80] for cells in rows if not is_blank(at(cells, index)))
        field = fields.get(index)
        columns.append(
            Column(
                index,
                heading.text if heading else "",
                field.value if field else None,
                list(islice(filled, SAMPLES)),
            )
        )
    return columns


def _warnings(table: Table, fields: dict[int, Field], sheets: list[str]) -> list[str]:
    found: list[str] = []
    if Field.NAME not in fields.values():
        found.append(refusals.nameless().what)
    found += [
        _("Several columns are called “{heading}”; choose the right one.").format(heading=heading)
        for heading in table.unsure
    ]
    others = ", ".join(name for name in sheets if name != table.sheet.name)
    if others:
        found.append(
            _("Only the sheet “{sheet}” is read; this file also holds lists in: {others}.").format(
                sheet=table.sheet.name, others=others
            )
        )
    return found
