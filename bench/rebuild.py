"""The tables made anew from the events, beside a raw insert of the rows that come out."""

import time
from pathlib import Path

import msgspec

from bench import made, merge
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
    if not merge.floors(place, size).exists():
        merge.measure(place, size)
    kept = merge.floors(place, size).read_bytes()
    events, rows = msgspec.json.decode(kept, type=tuple[float, float])
    office = made.office(made.merged_home(place, size))
    ours = []
    for _time in range(merge.times(size)):
        begun = time.perf_counter()
        with office.writing():
            tables.rebuild(office.db)
        ours.append(time.perf_counter() - begun)
    office.close()
    took = middle(ours)
    return {
        "rebuild": Cell(took, events + rows),
        "rebuild_tables": Cell(took, rows),
    }
