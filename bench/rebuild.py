"""The tables made anew from the events, beside a raw insert of the rows that come out."""

import time
from pathlib import Path

from bench import made, merge, raw_rows
from bench.table import Cell, Cells, Figure, middle
from fieldapp.store import tables

FIGURES = (
    Figure(
        "rebuild",
        "Rebuild (every event read, folded, judged, all tables and the index)",
        "a raw insert of the same rows, as for the merge",
        "at most 4x",
        "s",
        4.0,
    ),
    Figure("rebuild_tables", "the same", "a raw insert of the tables' rows alone", "", "s"),
)


def measure(place: Path, size: int) -> Cells:
    """Rebuild an office that merged `size` events."""
    if not made.merged_home(place, size).exists():
        merge.measure(place, size)
    office = made.office(made.merged_home(place, size))
    ours, events, rows = [], [], []
    for _time in range(merge.times(size)):
        begun = time.perf_counter()
        with office.writing():
            tables.rebuild(office.db)
        ours.append(time.perf_counter() - begun)
        events.append(raw_rows.insert(office, place, raw_rows.EVENTS))
        rows.append(raw_rows.insert(office, place, raw_rows.TABLES))
    office.close()
    took = middle(ours)
    return {
        "rebuild": Cell(took, middle(events) + middle(rows)),
        "rebuild_tables": Cell(took, middle(rows)),
    }
