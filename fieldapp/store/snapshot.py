"""The database of one moment as a file of its own, under the same key, while others write."""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3

from fieldapp.errors import KnownError
from fieldapp.store import journal
from fieldapp.texts import _

_PAGES = 256  # of 4 KiB in one step: a megabyte

Progress = Callable[[int, int], None]


def take(db: Any, key: bytes, path: Path, progress: Progress | None = None) -> None:
    """Write the database as it is now into the new file `path`, durably.

    Raises KnownError where the disk is full; nothing is left of the file then.
    """

    def told(_status: int, left: int, pages: int) -> None:
        if progress:
            progress(pages - left, pages)

    try:
        with closing(_opened(path, key)) as copy:
            db.execute("BEGIN")  # what is read below is of one moment
            try:
                db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                db.backup(copy, pages=_PAGES, progress=told)
            finally:
                db.execute("ROLLBACK")
        _sync(path)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, (sqlcipher3.DatabaseError, OSError)):
            raise _no_room(error) from error
        raise


def version(path: Path, key: bytes) -> int:
    """The schema's version in a snapshot."""
    with closing(_opened(path, key)) as copy:
        return int(copy.execute("PRAGMA user_version").fetchone()[0])


def records(path: Path, key: bytes) -> int:
    """How many events are counted in a snapshot."""
    with closing(_opened(path, key)) as copy:
        return journal.count(copy)


def _opened(path: Path, key: bytes) -> Any:
    """A connection that makes no files beside its own."""
    copy = sqlcipher3.connect(str(path), isolation_level=None)
    copy.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    copy.execute("PRAGMA journal_mode = OFF")
    copy.execute("PRAGMA temp_store = MEMORY")
    return copy


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _no_room(error: Exception) -> KnownError:
    said = str(error)
    if "full" in said or getattr(error, "errno", None) == 28:
        return KnownError(
            _("The disk of this laptop has no room for a copy of its data; nothing was changed."),
            _("Delete files you no longer need, empty the bin, and try again."),
        )
    return KnownError(
        _("The data of this laptop could not be copied; nothing was changed."),
        _("Try again. If it happens again, have this computer's disk checked."),
    )
