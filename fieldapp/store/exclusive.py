"""Holding a small file against every other process: for one step, or while the program runs."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 1 << 30  # Windows locks bytes; one far behind the content keeps nobody from reading


@contextmanager
def alone(path: Path) -> Iterator[BinaryIO]:
    """Have `path`, made where it is not there, to oneself; gives it open to read and write.

    Whoever else asks for it waits. A process that is killed lets go of it.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0) as file:
        _hold(file)
        try:
            yield file
        finally:
            _let_go(file)


def claim(path: Path) -> BinaryIO | None:
    """Hold `path` until what is given is closed or the program ends; None if another holds it."""
    file = path.open("ab")
    if _take(file):
        return file
    file.close()
    return None


if sys.platform == "win32":

    def _take(file: BinaryIO) -> bool:
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _hold(file: BinaryIO) -> None:
        while True:
            file.seek(_FAR)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            except OSError:  # it gives up after ten seconds
                continue
            file.seek(0)
            return

    def _let_go(file: BinaryIO) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:

    def _take(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _hold(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)

    def _let_go(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
