"""Replacing a small file at once or not at all, so that it survives a power cut."""

import contextlib
import os
import secrets
from pathlib import Path


def replace_durably(path: Path, data: bytes) -> None:
    """Let `path` hold `data`, readable by its owner only; OSError leaves it as it was."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(part, _NEW, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


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
