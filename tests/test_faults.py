"""The faults are found: a program that is broken on purpose does not pass."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.kills import turn
from tests.faults.memory import File, Folder
from tests.faults.table import FAULTS

TOP = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs fork and signals")


def run(
    only: str, times: int, folder: Path, sabotage: str = ""
) -> subprocess.CompletedProcess[str]:
    """The harness in a process of its own, after `sabotage` of the program."""
    folder.mkdir(exist_ok=True)
    code = f"{sabotage}\nfrom tests.faults.__main__ import main\nmain()"
    options = ["--only", only, "--times", str(times), "--folder", str(folder)]
    return subprocess.run(
        [sys.executable, "-c", code, *options],
        check=False, capture_output=True, text=True, cwd=TOP,
        env={**os.environ, "PYTHONPATH": str(TOP)},
    )  # fmt: skip


def test_the_program_passes(tmp_path: Path) -> None:
    done = run("killed at a random moment/change of passphrase", 20, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "0 with a loss" in done.stdout


NUMBER_TWICE = """
import fieldapp.queue as queue
queue.next_numbers = lambda session, _visit, count: [f"{session.device.letter}-001"] * count
"""
KEYS_IN_PLACE = """
import fieldapp.store.keyfile as keyfile
def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb", buffering=0) as file:
        for at in range(0, len(data), 64):
            file.write(data[at:at + 64])
keyfile.replace_durably = write
"""
BUNDLE_UNDER_ITS_NAME = """
import fieldapp.sync.bundle_out as out
def write(folder, name, fill):
    with (folder / name).open("xb", buffering=0) as file:
        fill(file)
    return folder / name
out.write_safely = write
"""
CONFIRMED_BEFORE_THE_FLUSH = """
import fieldapp.store.connect as connect, fieldapp.store.session as session
def connect_carelessly(path, key, before=connect.connect):
    db = before(path, key)
    db.execute("PRAGMA synchronous = OFF")
    return db
session.connect = connect_carelessly
"""
LIST_ROW_BY_ROW = """
import fieldapp.people as people
def take_in(session, visit, listing, progress=None, whole=people.take_in):
    for row in listing.rows:
        whole(session, visit, type(listing)([row], [], 1, listing.layout, []))
people.take_in = take_in
"""


@pytest.mark.parametrize(
    ("sabotage", "only"),
    [
        (NUMBER_TWICE, "killed at a random moment/check-in"),
        (KEYS_IN_PLACE, "killed at a random moment/change of passphrase"),
        (BUNDLE_UNDER_ITS_NAME, "killed at a random moment/export"),
        (LIST_ROW_BY_ROW, "killed at a random moment/import"),
    ],
)
def test_a_broken_program_is_found_by_kills(tmp_path: Path, sabotage: str, only: str) -> None:
    done = run(only, 150, tmp_path / "150", sabotage)
    for times in (600, 2400):  # a moment may be missed by chance; it is not missed for ever
        if done.returncode == 0:
            done = run(only, times, tmp_path / str(times), sabotage)
    assert done.returncode == 1, done.stdout
    assert "repeat: python -m tests.faults" in done.stderr


@pytest.mark.parametrize(
    ("sabotage", "only"),
    [
        (CONFIRMED_BEFORE_THE_FLUSH, "power cut/check-in"),
        (KEYS_IN_PLACE, "power cut/change of passphrase"),
        (BUNDLE_UNDER_ITS_NAME, "stick that lies"),
    ],
)
def test_a_broken_program_is_found_by_failing_disks(
    tmp_path: Path, sabotage: str, only: str
) -> None:
    done = run(only, 400, tmp_path, sabotage)
    if "not on this machine" in done.stdout:
        pytest.skip(done.stdout)
    assert done.returncode == 1, done.stdout


def test_few_seeds_reach_all_over_the_work_and_many_reach_every_step() -> None:
    for count in (1, 2, 37, 40, 244, 937):
        assert {turn(seed, count) for seed in range(count)} == set(range(1, count + 1))
    assert max(turn(seed, 900) for seed in range(5)) - min(turn(s, 900) for s in range(5)) > 400


def test_every_fault_has_a_name_of_its_own() -> None:
    keys = [fault.key for fault in FAULTS]
    assert len(keys) == len(set(keys))


def test_what_was_not_flushed_may_be_lost_and_what_was_is_kept() -> None:
    file = File(bytearray(), bytearray())
    folder = Folder()
    folder.change({"a": file})
    file.write(0, b"x" * 2000)
    left = [folder.survives(random.Random(seed)) for seed in range(50)]
    assert {} in left
    assert any(tree.get("a") == b"x" * 2000 for tree in left)
    assert any(b"\0" in tree.get("a", b"") for tree in left)
    file.flush()
    folder.flush()
    assert all(folder.survives(random.Random(seed)) == {"a": b"x" * 2000} for seed in range(50))
