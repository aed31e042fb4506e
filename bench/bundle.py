"""A bundle out, beside the same bytes through the programs tar, zstd and age."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage
import zstandard

from bench import made
from bench.table import Cell, Cells, Figure, middle, peak
from fieldapp.store import trust
from fieldapp.sync import bundle_out, container

LEVEL = 6  # of zstd, as the program packs
PROGRAMS = ("tar", "zstd", "age")
MISSING = tuple(name for name in PROGRAMS if shutil.which(name) is None)
_BESIDE = "the same bytes through the programs tar, zstd and age" + (
    f" ({', '.join(MISSING)} not installed: its Python package in a pipe)" if MISSING else ""
)
FIGURES = (
    Figure(
        "bundle",
        "Bundle out (read, packed, sealed, written, flushed, read back)",
        _BESIDE,
        "at most 1.5x",
        "s",
        1.5,
    ),
    Figure("bundle_memory", "its peak of memory", "", "under 200 MB", "MB", 200.0, alone=True),
)


def measure(place: Path, size: int) -> Cells:
    """Write a bundle of `size` events, and pack what it holds by other programs."""
    laptop, office = made.hall_team(place, size)
    to = trust.devices(laptop.db)[office.device_id]
    ours, floor, memory = [], [], 0.0
    with tempfile.TemporaryDirectory(dir=place) as scratch:
        for _time in range(5 if size < 100_000 else 3 if size < 1_000_000 else 1):
            folder = Path(scratch) / "stick"
            folder.mkdir(exist_ok=True)
            begun = time.perf_counter()
            file = bundle_out.export(laptop, folder, to=to).file
            ours.append(time.perf_counter() - begun)
            memory = memory or peak()
            with _members(file, office.device.keys.seal_identity, Path(scratch)) as members:
                floor.append(_packed(members, to.seal_key))
    laptop.close()
    office.close()
    return {"bundle": Cell(middle(ours), middle(floor)), "bundle_memory": Cell(memory)}


@contextmanager
def _members(file: Path, identity: str, scratch: Path) -> Iterator[Path]:
    """A folder with what a bundle holds, file by file."""
    with (
        tempfile.TemporaryDirectory(dir=scratch) as name,
        container.open_container(file, identity) as opened,
    ):
        folder = Path(name)
        (folder / container.MANIFEST).write_bytes(opened.manifest)
        (folder / container.SIGNATURE).write_bytes(opened.signature)
        with (folder / container.EVENTS).open("wb") as out:
            for line in opened.lines(next(opened.members())):
                out.write(line + b"\n")
        yield folder


def _packed(members: Path, recipient: str) -> float:
    """Seconds that the programs take, until what they wrote is flushed."""
    names = (container.MANIFEST, container.SIGNATURE, container.EVENTS)
    out = members / "packed"
    begun = time.perf_counter()
    pipe = subprocess.PIPE
    with (
        out.open("wb") as file,
        subprocess.Popen(_tar(members, names), stdout=pipe) as tar,
        subprocess.Popen(_zstd(), stdin=tar.stdout, stdout=pipe) as zstd,
    ):
        subprocess.run(_age(recipient), stdin=zstd.stdout, stdout=file, check=True)
        if tar.wait() or zstd.wait():
            raise RuntimeError("a program failed")
        os.fsync(file.fileno())
    return time.perf_counter() - begun


def _tar(folder: Path, names: tuple[str, ...]) -> list[str]:
    return _program("tar", str(folder), *names) or ["tar", "-cf", "-", "-C", str(folder), *names]


def _zstd() -> list[str]:
    return _program("zstd") or ["zstd", "-q", f"-{LEVEL}", "-c"]


def _age(recipient: str) -> list[str]:
    return _program("age", recipient) or ["age", "-r", recipient]


def _program(name: str, *words: str) -> list[str]:
    """This file in the place of a program that is not installed; nothing where it is."""
    return [sys.executable, "-m", "bench.bundle", name, *words] if name in MISSING else []


def main(name: str, *words: str) -> None:
    """Do what a missing program would do, from standard input to standard output."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    if name == "age":
        pyrage.encrypt_io(source, target, [pyrage.x25519.Recipient.from_str(words[0])])
    elif name == "zstd":
        zstandard.ZstdCompressor(level=LEVEL).copy_stream(source, target)
    else:
        raise SystemExit(f"{name} is not installed")


if __name__ == "__main__":
    main(*sys.argv[1:])
