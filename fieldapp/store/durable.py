"""Replacing a small file at once or not at all, so that it survives a power cut."""

import contextlib
import os
from pathlib import Path

from fieldapp.store.parts import claimed, part_of, sweep


def replace_durably(path: Path, data: bytes) -> None:
    """Let `path` hold `data`, readable by its owner only; OSError leaves it as it was.

    What a write that was cut off left beside it goes: it may hold what was since replaced.
    """
    sweep(path.parent, path.name)
    before = path.read_bytes() if path.exists() else None
    _replace(path, data)
    try:
        sync_folder(path.parent)
    except OSError:
        with contextlib.suppress(OSError):  # what was refused must not be in force
            if before is None:
                path.unlink()
            else:
                _replace(path, before)
        raise


def _replace(path: Path, data: bytes) -> None:
    part = part_of(path)
    try:
        with os.fdopen(os.open(part, _NEW, 0o600), "wb") as file, claimed(file):
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make the folder and those above it, and let their names survive a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=mode, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the folder's entries durable."""
    if os.name == "nt":
        return  # Windows writes an entry with its file
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
