"""Part files: what is being written under a name of its own until it is whole."""

import contextlib
import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

_PART = re.compile(r".+\.[0-9a-f]{8}\.part")


def part_of(path: Path) -> Path:
    """A new name beside `path`, for what will become it."""
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")


@contextlib.contextmanager
def claimed(file: BinaryIO) -> Iterator[None]:
    """Keep `sweep` of another process off the part that is being written."""
    if sys.platform != "win32":  # there an open file cannot be removed anyway
        with contextlib.suppress(OSError):
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    yield


def sweep(folder: Path, name: str = "") -> list[Path]:
    """Remove the parts that cut-off writes left in `folder`, of one file or all; say which."""
    removed = []
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()):
            ours = _PART.fullmatch(path.name) and path.name.startswith(name)
            if ours and path.is_file() and not _in_use(path):
                path.unlink()
                removed.append(path)
    return removed


def _in_use(path: Path) -> bool:
    """Whether another process is writing this part; Windows keeps such from being removed."""
    if sys.platform != "win32":
        try:
            with path.open("rb") as file:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
    return False
