"""A backup of the whole home as one file, made while the program runs and others write.

A plain ustar archive: manifest.json, keys.json, fieldapp.db. The database is encrypted in it as it
is at home; an operator's passphrase or the office's key opens it.
"""

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
from msgspec import Meta, Struct

import fieldapp
from fieldapp.errors import KnownError
from fieldapp.store import journal, keyfile, snapshot
from fieldapp.store.connect import DATABASE
from fieldapp.store.exclusive import claim
from fieldapp.store.session import Session
from fieldapp.store.settings import set_setting, setting
from fieldapp.sync import ustar
from fieldapp.sync.bundle_out import short_name
from fieldapp.sync.safe_write import MACHINE, Machine, write_safely
from fieldapp.texts import _

Progress = Callable[[int, int], None]

FORMAT = 1
SUFFIX = ".backup"
LOCK = "backup.lock"
MANIFEST = "manifest.json"
MEMBERS = (keyfile.FILE, DATABASE)
_SETTING = "backup"
_CHUNK = 1 << 20


class Held(Struct, frozen=True):
    """A member of the archive."""

    name: Annotated[str, Meta(max_length=100)]
    size: Annotated[int, Meta(ge=0, le=ustar.LARGEST)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Manifest(Struct, frozen=True):
    """The first member: whose backup this is, and what it must hold. No operator, no person."""

    format: int
    program: Annotated[str, Meta(max_length=40)]
    device: Annotated[str, Meta(max_length=10)]
    name: Annotated[str, Meta(max_length=200)]
    role: Annotated[str, Meta(max_length=20)]
    made: Annotated[int, Meta(ge=0, le=2**53)]  # ms since 1970
    records: Annotated[int, Meta(ge=0, le=2**53)]
    members: Annotated[tuple[Held, ...], Meta(max_length=2)]


class Made(Struct, frozen=True):
    """A backup that was written and read back."""

    file: str
    at: int
    records: int


def back_up(
    session: Session,
    folder: Path,
    progress: Progress | None = None,
    *,
    machine: Machine = MACHINE,
) -> Made:
    """Write a backup of this home into `folder`; of one moment, whatever is written meanwhile."""
    session.require_coordinator()
    at = session.clock()
    # the copy of the database is one third of the work, writing and reading back are the rest
    first, second = _shares(progress)
    with _database_copy(session, first) as database:
        keys = (session.home / keyfile.FILE).read_bytes()
        with database.open("rb") as file:
            records = snapshot.records(database, session.key)
            members = (_held(keyfile.FILE, [keys]), _held(DATABASE, _pieces(file)))
        device = session.device
        told = Manifest(
            FORMAT, fieldapp.__version__, session.device_id, device.name, device.role, at,
            records, members,
        )  # fmt: skip

        def fill(out: BinaryIO) -> None:
            _write(out, msgspec.json.encode(told), keys, database, members[1].size, second)

        day = datetime.fromtimestamp(at / 1000, UTC).astimezone()
        name = f"{short_name(device.letter, session.device_id)}_{day:%Y%m%d-%H%M%S}{SUFFIX}"
        path = write_safely(folder, name, fill, machine=machine)
    made = Made(str(path), at, records)
    with session.writing():
        set_setting(session.db, _SETTING, msgspec.json.encode(made))
    return made


def last(session: Session) -> Made | None:
    """The newest backup that was made of this home."""
    stored = setting(session.db, _SETTING)
    return msgspec.json.decode(stored, type=Made) if stored else None


def records_since(session: Session, made: Made) -> int:
    """How many records came after a backup."""
    return max(0, journal.count(session.db) - made.records)


@contextlib.contextmanager
def _database_copy(session: Session, progress: Progress | None) -> Iterator[Path]:
    """The database as it is now, in a file of its own beside it, under the same key."""
    lock = claim(session.home / LOCK)
    if lock is None:
        raise KnownError(_("Another backup is being made."), _("Wait until it has ended."))
    with lock:
        for leftover in session.home.glob("backup.*.part"):  # of one that was killed
            leftover.unlink(missing_ok=True)
        path = session.home / f"backup.{secrets.token_hex(4)}.part"
        try:
            snapshot.take(session.db, session.key, path, progress)
            yield path
        finally:
            path.unlink(missing_ok=True)


def _write(
    out: BinaryIO,
    manifest: bytes,
    keys: bytes,
    database: Path,
    size: int,
    progress: Progress | None,
) -> None:
    for name, data in ((MANIFEST, manifest), (keyfile.FILE, keys)):
        out.write(ustar.header(name, len(data)) + data + ustar.padding(len(data)))
    out.write(ustar.header(DATABASE, size))
    done = 0
    with database.open("rb") as file:
        for piece in _pieces(file):
            out.write(piece)
            done += len(piece)
            if progress:
                progress(done, size)
    out.write(ustar.padding(size) + ustar.END)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_CHUNK), b"")


def _held(name: str, pieces: Iterator[bytes] | list[bytes]) -> Held:
    found, size = hashlib.sha256(), 0
    for piece in pieces:
        found.update(piece)
        size += len(piece)
    return Held(name, size, found.hexdigest())


def _shares(progress: Progress | None) -> tuple[Progress | None, Progress | None]:
    """Two halves of one progress."""
    if progress is None:
        return None, None
    return (
        lambda done, total: progress(done, 2 * total),
        lambda done, total: progress(done + total, 2 * total),
    )
