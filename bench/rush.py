"""300 pupils through the real window, checked in and served at three desks: how quick is a step?

`python -m bench.rush [COUNT]` prints the slowest and the middle of each kind of step, beside one
durable commit of the same machine in the same run.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import click
from PySide6.QtWidgets import QApplication

from fieldapp.domain import events as e
from fieldapp.store import queries
from tests import rush
from tests import workplace as w
from ui import theme

COMMITS = 50


def main() -> None:
    """Play, check, and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 333  # one in ten is too young
    app = QApplication(sys.argv[:1])
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory() as scratch:
        floor = _floor(Path(scratch) / "floor", count)
        home = Path(scratch) / "a"
        begun = time.perf_counter()
        made = rush.play(home, count)
        whole = time.perf_counter() - begun
        wrong = rush.problems(home, made)
    click.echo(f"{len(made.people)} pupils, {whole:.1f} s, wrong: {wrong or 'nothing'}")
    click.echo(f"| step | middle ms | slowest ms | middle / one commit ({floor * 1000:.1f} ms) |")
    click.echo("|---|---|---|---|")
    for what, took in made.took.items():
        middle = median(took)
        click.echo(
            f"| {what} | {middle * 1000:.1f} | {max(took) * 1000:.1f} | {middle / floor:.1f} |"
        )


def _floor(home: Path, count: int) -> float:
    """The middle of one durable commit of one event, nothing painted."""
    session = w.device(home, "Floor", letter="F")
    visit = w.visit_with(session, count)
    persons = [entry.visitor.person for entry in queries.everyone(session.db, visit)]
    took = []
    for person in persons[:COMMITS]:
        begun = time.perf_counter()
        session.record(visit, (person, e.Noted("floor")))
        took.append(time.perf_counter() - begun)
    session.close()
    return median(took)


if __name__ == "__main__":
    main()
