"""A school's list taken in, beside the same file read and kept by plain tools."""

import sqlite3
import tempfile
import time
from pathlib import Path

import python_calamine
import sqlite_utils

from bench import made, made_list
from bench.table import Cell, Cells, Figure, middle
from fieldapp import people
from fieldapp.roster.preview import read_list
from tests import workplace as w

LARGEST = 100_000  # rows; a workbook of a million is refused
FIGURES = (
    Figure(
        "list_in",
        "List in (Dapodik's xlsx of 66 columns: read, checked, judged, events, tables, index)",
        "python-calamine + sqlite-utils `insert_all` in one transaction, full-text index of names",
        "at most 3x at 100,000 rows",
        "s",
        3.0,
        at=LARGEST,
    ),
)


def measure(place: Path, size: int) -> Cells:
    """Take a list of `size` rows in; nothing for one that is longer than a workbook may be."""
    if size > LARGEST:
        return {}
    path = place / "list.xlsx"
    made_list.write(path, size)
    ours, floor = [], []
    for _time in range(5 if size < LARGEST else 2):
        floor.append(_plain(place, path))
        ours.append(_taken(place, path, size))
    return {"list_in": Cell(middle(ours), middle(floor))}


def _taken(place: Path, path: Path, size: int) -> float:
    with tempfile.TemporaryDirectory(dir=place) as scratch:
        session = w.device(Path(scratch) / "a", "Laptop A", letter="A")
        visit = made.plan(session, 1)
        begun = time.perf_counter()
        taken = people.take_in(session, visit, read_list(path))
        spent = time.perf_counter() - begun
        session.close()
    if taken.new != size:
        raise RuntimeError(f"{taken.new} of {size}, {taken.problems[:3]}")
    return spent


def _plain(place: Path, path: Path) -> float:
    """Every cell of the list in one table, whose names can be searched."""
    with tempfile.TemporaryDirectory(dir=place) as scratch:
        begun = time.perf_counter()
        rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        names = [f"{place} {heading}" for place, heading in enumerate(made_list.HEADINGS)]
        kept = sqlite_utils.Database(sqlite3.connect(Path(scratch) / "plain.db"))
        data = list(rows.iter_rows())[6:]
        with kept.atomic():  # left to itself it commits every fifteen rows
            kept.table("pupil").insert_all(dict(zip(names, row, strict=False)) for row in data)
            kept.table("pupil").enable_fts(["1 Nama"])
        spent = time.perf_counter() - begun
        kept.conn.close()
    return spent
