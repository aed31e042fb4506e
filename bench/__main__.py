"""Every figure beside its floor, at each size, into a table.

`python -m bench` runs all; `--only NAME` one figure, `--max N` up to a size, `--table FILE` puts
the table into a document, `--keep DIR` leaves the stores there for a next time.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import msgspec

from bench import table
from bench.table import SIZES, Cell, Cells, Figure

NAMES = (
    "check_in", "scan", "search", "list_in", "bundle", "merge", "rebuild", "start", "memory",
)  # fmt: skip
_AGAIN = "--one"


def figures(name: str) -> tuple[Figure, ...]:
    """The rows that a figure fills."""
    return import_module(f"bench.{name}").FIGURES  # type: ignore[no-any-return]


def one(name: str, place: Path, size: int) -> Cells:
    """Measure a figure at one size, in this process."""
    return import_module(f"bench.{name}").measure(place, size)  # type: ignore[no-any-return]


def apart(name: str, place: Path, size: int) -> Cells:
    """Measure a figure in a process of its own: what others left in memory is not counted."""
    out = place / "measured.json"
    out.unlink(missing_ok=True)
    call = [sys.executable, "-m", "bench", _AGAIN, name, str(place), str(size), str(out)]
    subprocess.run(call, check=True)
    return msgspec.json.decode(out.read_bytes(), type=Cells)


def run(place: Path, names: tuple[str, ...], sizes: tuple[int, ...]) -> str:
    """Measure these figures at these sizes; the table."""
    found: dict[str, dict[int, Cell]] = {}
    for size in sizes:
        for name in names:
            begun = time.perf_counter()
            for key, cell in apart(name, place, size).items():
                found.setdefault(key, {})[size] = cell
                say(f"{size:>9,} {key:16} {cell.ours:10.2f} {cell.floor:10.2f} {cell.ratio:6.2f}")
            say(f"{size:>9,} {name} took {time.perf_counter() - begun:.1f} s")
    rows = [(row, found.get(row.key, {})) for name in names for row in figures(name)]
    return table.table(rows, sizes)


def say(text: str) -> None:
    """Tell a figure as soon as it is known."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(words: list[str]) -> None:
    """Run what the command line asks for."""
    if words[:1] == [_AGAIN]:
        name, folder, size, out = words[1:]
        Path(out).write_bytes(msgspec.json.encode(one(name, Path(folder), int(size))))
        return
    asked = _arguments().parse_args(words)
    begun = time.perf_counter()
    names = tuple(asked.only or NAMES)
    sizes = tuple(size for size in SIZES if size <= asked.max)
    with tempfile.TemporaryDirectory() as scratch:
        place = asked.keep or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        made = run(place, names, sizes)
    text = f"{table.heading((time.perf_counter() - begun) / 60)}\n\n{made}"
    say(text)
    if asked.table:
        table.put(asked.table, text)


def _arguments() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    known.add_argument("--only", action="append", choices=NAMES)
    known.add_argument("--max", type=int, default=SIZES[-1])
    known.add_argument("--table", type=Path)
    known.add_argument("--keep", type=Path)
    return known


if __name__ == "__main__":
    main(sys.argv[1:])
