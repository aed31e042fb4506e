"""The memory of the window with a visit in hand, beside a bare window of Qt."""

from pathlib import Path
from statistics import median

from bench import made
from bench.start import started
from bench.table import Cell, Cells, Figure

FIGURES = (
    Figure(
        "memory",
        "Memory of the window, a visit of up to 2,000 on every page of the hall",
        "a bare PySide6 window with one table of as many rows",
        "at most 2x",
        "MB",
        2.0,
    ),
    Figure("memory_login", "the same, nobody logged in", "the same", "", "MB"),
)
TIMES = 2


def measure(place: Path, size: int) -> Cells:
    """Open the window on a store of `size` people."""
    session, visit = made.people_home(place, size)
    session.close()
    home = str(place / "people")
    rows = str(min(size, made.PUPILS))
    bare = median(started("bare", rows)[1] for _time in range(TIMES))
    login = median(started("login", home)[1] for _time in range(TIMES))
    pages = median(started("pages", home, visit)[1] for _time in range(TIMES))
    return {"memory": Cell(pages, bare), "memory_login": Cell(login, bare)}
