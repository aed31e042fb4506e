"""A bundle taken in: verified, folded, judged, indexed; beside a raw insert of the same rows."""

import shutil
import time
from pathlib import Path

import msgspec

from bench import made, raw_rows
from bench.table import Cell, Cells, Figure, middle, peak
from fieldapp.sync import bundle_in

FIGURES = (
    Figure(
        "merge",
        "Merge (opened, verified, folded, all tables and the index)",
        "a raw insert of the same rows, one SQLCipher transaction each for events and tables",
        "at most 4x",
        "s",
        4.0,
    ),
    Figure("merge_memory", "its peak of memory", "", "under 300 MB", "MB", 300.0, alone=True),
)


def floors(place: Path, size: int) -> Path:
    """Where the seconds for the rows of the events and of the tables are kept for `rebuild`."""
    return place / f"halls-{size}" / "floors.json"


def times(size: int) -> int:
    """How often a size is measured."""
    return 5 if size < 10_000 else 3 if size < 100_000 else 1


def measure(place: Path, size: int) -> Cells:
    """Merge a bundle of `size` events into an office that holds nothing."""
    file = made.bundle(place, size)
    ours, floor, memory = [], [], 0.0
    events, rows = [], []
    for _time in range(times(size)):
        merged = made.merged_home(place, size)
        shutil.rmtree(merged, ignore_errors=True)
        shutil.copytree(place / f"halls-{size}" / "office", merged)
        office = made.office(merged)
        begun = time.perf_counter()
        taken = bundle_in.merge(office, file)
        ours.append(time.perf_counter() - begun)
        memory = memory or peak()
        if taken.new < size or taken.notes or taken.gaps:
            raise RuntimeError(f"{taken.new} events, {taken.notes} {taken.gaps}")
        events.append(raw_rows.insert(office, place, raw_rows.EVENTS))
        rows.append(raw_rows.insert(office, place, raw_rows.TABLES))
        floor.append(events[-1] + rows[-1])
        office.close()
    floors(place, size).write_bytes(msgspec.json.encode((middle(events), middle(rows))))
    return {"merge": Cell(middle(ours), middle(floor)), "merge_memory": Cell(memory)}
