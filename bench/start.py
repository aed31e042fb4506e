"""From the start of the process to a window that takes keys, beside a bare window of Qt.

Each start is a process of its own, which says when its window was painted and had the keyboard.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import made
from bench.table import Cell, Cells, Figure, middle

FIGURES = (
    Figure(
        "start",
        "Start to usable window (the login takes keys), the process new",
        "a bare PySide6 window with one table of as many rows as a visit",
        "at most 1.5x",
        "ms",
        1.5,
        at=10_000,
    ),
    Figure(
        "start_pages", "the same, somebody logged in, to the page of the day", "the same", "", "ms"
    ),
)
TIMES = 3
_COMPILED = str(Path(tempfile.gettempdir()) / "fieldapp-bench-compiled")


def measure(place: Path, size: int) -> Cells:
    """Start the program on a store of `size` people, every other time a bare window."""
    session, _visit = made.people_home(place, size)
    session.close()
    home, rows = place / "people", min(size, made.PUPILS)
    login, pages, bare = [], [], []
    for what, about in (("bare", str(rows)), ("login", str(home)), ("pages", str(home))):
        started(what, about)  # compiled, and in the memory of the machine
    for _time in range(TIMES):
        bare.append(started("bare", str(rows))[0])
        login.append(started("login", str(home))[0])
        pages.append(started("pages", str(home))[0])
    floor = middle(bare, "ms")
    return {
        "start": Cell(middle(login, "ms"), floor),
        "start_pages": Cell(middle(pages, "ms"), floor),
    }


def started(what: str, *words: str) -> tuple[float, float]:
    """Start a process that opens a window: seconds until it is usable, and its memory in MB."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPYCACHEPREFIX": _COMPILED}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", f"bench.window_{what}", *words],
        check=True, capture_output=True, text=True, env=environment,
    )  # fmt: skip
    usable, memory = done.stdout.split()[-2:]
    return float(usable) - begun, float(memory)
