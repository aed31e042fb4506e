"""One way to open the encrypted database, and one way to write to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3

from fieldapp.errors import KnownError
from fieldapp.store import before_migration, connection, disk_trouble, homes, migrations
from fieldapp.texts import _

Connection = connection.Connection

DATABASE = homes.DATABASE
ROOM = 64 * 1024  # KiB
DatabaseError = sqlcipher3.DatabaseError


def connect(path: Path, key: bytes) -> Connection:
    """Open (or create) the database at `path` under the 32-byte `key`, at today's schema.

    Raises KnownError for a wrong key, a file that is no database of ours, or one written by a
    newer version, which is left untouched; and for a full disk.
    """
    disk_trouble.require_room(path.parent)
    try:
        db = sqlcipher3.connect(str(path), isolation_level=None, timeout=30)
    except sqlcipher3.DatabaseError as error:
        raise disk_trouble.of_folder(path.parent) from error
    try:
        db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        db.execute("PRAGMA cipher_memory_security = OFF")
        for pragma in (
            "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON",
            "temp_store = MEMORY", "secure_delete = ON", "trusted_schema = OFF",
        ):  # fmt: skip
            db.execute(f"PRAGMA {pragma}")
        before_migration.keep(db, path, key)
        migrations.migrate(db)
    except BaseException as error:
        db.close()
        if known := database_trouble(error, path.parent):
            raise known from error
        raise
    return db


@contextmanager
def writing(db: Connection) -> Iterator[None]:
    """One user action: everything inside is committed together, or nothing of it."""
    if db.in_transaction:
        yield
        return
    folder = folder_of(db)
    disk_trouble.require_room(folder)
    try:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("COMMIT")
    except BaseException as error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        if known := database_trouble(error, folder):
            raise known from error
        raise


@contextmanager
def with_room(db: Connection) -> Iterator[None]:
    """Keep more of the database in memory while much is written: lists, bundles, rebuilding.

    People lie scattered by their keys, so that a page that was put away is soon needed again.
    """
    (before,) = db.execute("PRAGMA cache_size").fetchone()
    db.execute(f"PRAGMA cache_size = -{ROOM}")
    try:
        yield
    finally:
        db.execute(f"PRAGMA cache_size = {before:d}")
        db.execute("PRAGMA shrink_memory")


# The last: a page of the search index cannot be read.
_DAMAGED = ("disk I/O", "malformed", "unable to open", "vtable constructor failed")


def database_trouble(error: BaseException, folder: Path) -> KnownError | None:
    """What a failing disk or file means, in words; None for what is a mistake of the program.

    `folder` is where the database lies.
    """
    said = str(error) if isinstance(error, sqlcipher3.DatabaseError) else ""
    if "full" in said:
        return disk_trouble.full()
    if "readonly" in said:
        return disk_trouble.protected()
    if any(word in said for word in _DAMAGED):
        return disk_trouble.of_folder(folder)
    if "not a database" in said or "encrypted" in said:
        return KnownError(
            _("The data of this laptop cannot be opened with this key."),
            _("Check that the folder belongs to this laptop, or restore a backup."),
        )
    if "locked" in said:
        return KnownError(
            _("Other work is still writing; nothing was saved."),
            _("Wait until it has ended, then repeat the last action."),
        )
    return None


def folder_of(db: Connection) -> Path:
    return Path(db.execute("PRAGMA database_list").fetchone()[2]).parent
