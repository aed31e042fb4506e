"""What was measured, beside its floor and its goal; and the table of it in the documents."""

import platform
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

import sqlcipher3
from msgspec import Struct

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_MS = 0.001


class Cell(Struct, frozen=True):
    """A figure and its floor at one size, in the figure's unit; no floor is 0."""

    ours: float
    floor: float = 0.0

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.ours / self.floor if self.floor else 0.0


Cells = dict[str, Cell]  # by the figure's key


class Figure(Struct, frozen=True):
    """One row of the table; `most` is what is allowed, in floors or, with `alone`, in `unit`."""

    key: str
    title: str
    floor: str
    goal: str
    unit: str  # ms, s, MB
    most: float = 0.0  # 0: nothing was promised, it is told beside
    alone: bool = False
    at: int = SIZES[-1]  # at which size the goal is meant

    def held(self, cells: dict[int, Cell]) -> bool | None:
        """Whether the goal holds at its size; None where that was not measured."""
        cell = cells.get(self.at)
        if cell is None or not self.most:
            return None
        return (cell.ours if self.alone else cell.ratio) <= self.most


def middle(samples: Sequence[float], unit: str = "s") -> float:
    """The median of samples in seconds, in `unit`."""
    return median(samples) / (_MS if unit == "ms" else 1)


def nearly_all(samples: Sequence[float]) -> float:
    """What 99 of 100 samples in seconds stay within, in milliseconds."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)] / _MS


def table(measured: Sequence[tuple[Figure, dict[int, Cell]]], sizes: Sequence[int]) -> str:
    """All figures as a table of Markdown."""
    heads = ["figure", "beside", "goal", *(f"{size:,}" for size in sizes), ""]
    lines = [heads, ["---"] * len(heads)]
    for figure, cells in measured:
        shown = [_shown(figure, cells.get(size)) for size in sizes]
        title = f"{figure.title}, {figure.unit}"
        lines.append([title, figure.floor, figure.goal, *shown, _verdict(figure, cells)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(figure: Figure, cell: Cell | None) -> str:
    if cell is None:
        return "–"
    said = _number(cell.ours)
    if not cell.floor:
        return said
    beside = f"{said} / {_number(cell.floor)}"
    return beside if figure.alone else f"{beside} = **{cell.ratio:.1f}**"


def _verdict(figure: Figure, cells: dict[int, Cell]) -> str:
    held = figure.held(cells)
    return {True: "held", False: "**missed**", None: ""}[held]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def heading(minutes: float) -> str:
    """When and where it was measured."""
    parts = ("PySide6_Essentials", "sqlcipher3", "msgspec", "python-calamine", "sqlite-utils")
    versions = ", ".join(f"{part} {version(part)}" for part in parts)
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} in {minutes:.1f} minutes: {machine()}. "
        f"Python {platform.python_version()}, SQLite {sqlcipher3.sqlite_version}, {versions}."
    )


def machine() -> str:
    """The machine, as Linux tells it; elsewhere what Python knows."""
    cpu, memory = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    if not cpu.exists():
        return f"{platform.machine()}, {platform.system()} {platform.release()}"
    said = cpu.read_text(encoding="utf-8")
    names = re.findall(r"^model name\s*: (.*)$", said, re.MULTILINE)
    kib = re.search(r"MemTotal:\s*(\d+)", memory.read_text(encoding="utf-8"))
    size = f"{int(kib[1]) / 2**20:.0f} GB" if kib else "?"
    name = names[0] if names else platform.machine()
    cores = said.count("processor\t")
    return f"{cores} x {name}, {size} of memory, {platform.system()} {platform.release()}"


def put(path: Path, text: str, by: str = "bench") -> None:
    """Put what was measured by a target of make into its place in a document."""
    start, end = f"<!-- measured by make {by} -->", f"<!-- end of make {by} -->"
    said = path.read_text(encoding="utf-8")
    if start not in said or end not in said:
        raise ValueError(f"{path.name} has no place for it")
    before, _start, rest = said.partition(start)
    _old, _end, after = rest.partition(end)
    path.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")


def peak() -> float:
    """The most memory that this process ever had, in MB; not what its parent had."""
    return _status("VmHWM")


def resident() -> float:
    """The memory that this process has now, in MB."""
    return _status("VmRSS")


def _status(name: str) -> float:
    said = Path("/proc/self/status")
    if not said.exists():  # only Linux tells
        return 0.0
    found = re.search(rf"^{name}:\s*(\d+)", said.read_text(encoding="utf-8"), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


Measure = Callable[[Path, int], Cells]
