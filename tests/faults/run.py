"""Run the faults, say how it goes, and write down what was measured."""

import os
import platform
import shutil
import subprocess
import time
import traceback
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path

import click
from msgspec import Struct, field

from tests.faults.fault import Fault
from tests.faults.lab import Lab

BEGIN, END = "<!-- measured by make faults -->", "<!-- end of what was measured -->"
_TRIES = 6  # a fault may miss the work; so often it is tried for each time it is to hit


class Ran(Struct):
    """How often a fault hit, and the seeds at which something was lost."""

    fault: Fault
    hits: int = 0
    lost: list[int] = field(default_factory=list)
    missing: str = ""


def run_all(faults: Iterable[Fault], lab: Lab, times: int, first: int) -> list[Ran]:
    """Each fault in its share of `times`, with seeds from `first` on."""
    return [_run(fault, lab, fault.times(times), first) for fault in faults]


def _run(fault: Fault, lab: Lab, times: int, first: int) -> Ran:
    ran, start = Ran(fault, missing=fault.missing(lab)), time.monotonic()
    if ran.missing:
        click.echo(f"  -  {fault.key}: not on this machine: {ran.missing}")
        return ran
    for seed in range(first, first + _TRIES * times):
        try:
            ran.hits += fault.once(lab, seed)
        except Exception as error:  # noqa: BLE001 -- whatever it is, something did not hold
            ran.lost.append(seed)
            _complain(fault, seed, error)
        if ran.hits + len(ran.lost) >= times or len(ran.lost) > 3:
            break
    seconds = time.monotonic() - start
    click.echo(f"{ran.hits:5} {fault.key} ({seconds:.0f} s)" + (" LOST" if ran.lost else ""))
    return ran


def _complain(fault: Fault, seed: int, error: Exception) -> None:
    click.echo("".join(traceback.format_exception(error, limit=-6)), err=True)
    click.echo(
        f"LOST: {error}\n"
        f'repeat: python -m tests.faults --only "{fault.key}" --times 1 --seed {seed}',
        err=True,
    )


def write_table(document: Path, results: list[Ran], folder: Path) -> None:
    """Put what was measured between the marks of the document."""
    text = document.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    measured = "\n".join([_machine(results, folder), "", *_rows(results)])
    document.write_text(f"{before}{BEGIN}\n{measured}\n{END}{after}", encoding="utf-8")


def _rows(results: list[Ran]) -> Iterable[str]:
    yield "| fault | how it is produced | during (times) | lost |"
    yield "|---|---|---|---|"
    for name, group in groupby(results, key=lambda ran: ran.fault.name):
        rows = list(group)
        during = ", ".join(f"{r.fault.during} {r.hits:,}" for r in rows if not r.missing)
        lost = sum(len(ran.lost) for ran in rows)
        during = during or f"not on this machine: {rows[0].missing}"
        how = rows[0].fault.how.replace("|", "\\|")
        yield f"| {name} | {how} | {during} | {lost or 'nothing'} |"


def _machine(results: list[Ran], folder: Path) -> str:
    times = sum(ran.hits for ran in results)
    killed = sum(ran.hits for ran in results if ran.fault.name.startswith("killed"))
    kernel = platform.release().split("-")[0]
    return (
        f"Measured on {date.today().isoformat()}: {times:,} faults, {killed:,} of them kills. "  # noqa: DTZ011
        f"{platform.system()} {kernel}, {os.cpu_count()} processors, "
        f"{_file_system(folder)}, Python {platform.python_version()}."
    )


def _file_system(folder: Path) -> str:
    if not shutil.which("findmnt"):
        return "file system unknown"
    asked = ["findmnt", "--noheadings", "--output", "FSTYPE", "--target", str(folder)]
    return subprocess.run(asked, check=False, capture_output=True, text=True).stdout.strip()
