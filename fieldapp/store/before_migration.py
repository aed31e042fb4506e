"""The data as they were before a newer version of the program changed their schema.

Kept beside the database, encrypted under the same key: until the next migration, 30 days, or the
deletion of a visit, whichever comes first.
"""

import contextlib
import secrets
import time
from pathlib import Path
from typing import Any

from fieldapp.store import durable, migrations, snapshot

_KEPT = 30 * 86_400  # seconds


def kept(database: Path) -> Path:
    """Where it lies."""
    return database.with_name(f"{database.stem}.before-update{database.suffix}")


def keep(db: Any, database: Path, key: bytes) -> None:
    """Copy the data aside if a migration is about to change them; drop a copy that is old.

    Raises KnownError, with nothing changed, where there is no room for the copy.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if 0 < version < len(migrations.STEPS):
        _copy(db, database, key, version)
    elif _age(kept(database)) > _KEPT:
        remove(database)


def remove(database: Path) -> None:
    """Keep it no longer."""
    with contextlib.suppress(OSError):
        kept(database).unlink()


def _copy(db: Any, database: Path, key: bytes, version: int) -> None:
    part = database.with_name(f"{database.name}.{secrets.token_hex(4)}.part")
    try:
        snapshot.take(db, key, part)
        if snapshot.version(part, key) == version:  # else another window was quicker
            part.replace(kept(database))
            durable.sync_folder(database.parent)
    finally:
        part.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """In seconds; 0 where there is none."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0
