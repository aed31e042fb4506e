"""What a full, protected or failing disk means to an officer, and what to do about it."""

import errno
import os
import shutil
from pathlib import Path

from fieldapp.errors import KnownError
from fieldapp.texts import _

_FULL = {errno.ENOSPC, errno.EDQUOT}
_PROTECTED = {errno.EROFS, errno.EACCES, errno.EPERM}
LEAST = 1 << 20


def full() -> KnownError:
    """Nothing fits any more."""
    return KnownError(
        _("The disk of this laptop is full; nothing was saved."),
        _("Delete files you no longer need, empty the bin, and repeat the last action."),
    )


def protected() -> KnownError:
    """Nothing may be written."""
    return KnownError(
        _("The data folder of this laptop is write-protected; nothing was saved."),
        _("Have the administrator allow writing to it, then repeat the last action."),
    )


def failing() -> KnownError:
    """The disk says that it fails."""
    return KnownError(
        _("The disk of this laptop reports an error; nothing was saved."),
        _("Copy the data to a stick, restart the laptop, and have the disk checked."),
    )


def require_room(folder: Path) -> None:
    """Refuse to begin a write with less than LEAST bytes free.

    SQLite maps its index of the log into memory; on some file systems a full disk would not
    refuse that, but end the program.
    """
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise failing() from error
    if free < LEAST:
        raise full()


def of_file(error: OSError) -> KnownError:
    """Why a file of the program could not be written."""
    if error.errno in _FULL:
        return full()
    return protected() if error.errno in _PROTECTED else failing()


def of_folder(folder: Path) -> KnownError:
    """Why the database in `folder` failed: what the folder shows of it, else the disk itself."""
    try:
        require_room(folder)
    except KnownError as shown:
        return shown
    return failing() if os.access(folder, os.W_OK) else protected()
