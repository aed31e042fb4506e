"""Open a file that somebody brought: never a pipe or a device, which could be waited for."""

import os
import stat
from pathlib import Path
from typing import BinaryIO


class NotAFileError(OSError):
    """A folder, a pipe, or something else that only looks like a file."""


def open_regular(path: Path) -> BinaryIO:
    """`path` opened for reading, if it is a plain file; links are followed. Raises OSError."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(path, flags)
    except ValueError as error:  # a name that no disk knows
        raise NotAFileError(str(error)) from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise NotAFileError("not a file")
    return os.fdopen(number, "rb")
