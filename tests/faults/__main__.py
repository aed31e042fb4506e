"""The command: python -m tests.faults --times 240."""

import os
import sys
import tempfile
from pathlib import Path

import click

from fieldapp import texts
from tests.faults.lab import Lab
from tests.faults.run import run_all, write_table
from tests.faults.table import FAULTS


@click.command()
@click.option("--times", default=240, help="How many random kills; the others in proportion.")
@click.option("--only", default="", help="Part of a fault's name, as it is printed.")
@click.option("--seed", default=0, help="The first seed.")
@click.option("--table", type=click.Path(path_type=Path, exists=True), help="Where to write it.")
@click.option("--folder", type=click.Path(path_type=Path, exists=True), help="Where to work.")
def main(times: int, only: str, seed: int, table: Path | None, folder: Path | None) -> None:
    """Break the program in every way that is known, and see that nothing is lost."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    texts.use("en")
    chosen = [fault for fault in FAULTS if only in fault.key]
    if not chosen:
        raise click.UsageError(f"there is no fault with {only} in its name")
    with tempfile.TemporaryDirectory(dir=folder) as work:
        results = run_all(chosen, Lab(Path(work)), times, seed)
        if table:
            write_table(table, results, Path(work))
    lost = sum(len(ran.lost) for ran in results)
    click.echo(f"{sum(ran.hits for ran in results)} faults, {lost} with a loss")
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
