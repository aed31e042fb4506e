"""Make a home again from a backup, in a new folder: all of it, checked, or nothing.

Everything is unpacked into a part folder, opened with the passphrase, verified, and given a new
stream there; only then do the files get their names, the database last, which makes it a home.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from fieldapp.errors import KnownError
from fieldapp.store import durable, keyfile
from fieldapp.store.connect import DATABASE
from fieldapp.store.session import open_home
from fieldapp.store.verify import verify
from fieldapp.sync import continuing, ustar
from fieldapp.sync.backup import FORMAT, MANIFEST, Held, Manifest
from fieldapp.sync.container import regular
from fieldapp.sync.refusals import BadBundle, Damaged
from fieldapp.texts import _, number

Progress = Callable[[int, int], None]

_SMALL = 1 << 20
_FULL = {28, 122}  # ENOSPC, EDQUOT


class BadBackup(KnownError):
    """A file that no home can be made from; `detail` says for the log what was found."""

    def __init__(self, what: str, todo: str, detail: str = "") -> None:
        super().__init__(what, todo)
        self.detail = detail


class Contents(Struct, frozen=True):
    """What a backup says of itself, and who can open it."""

    manifest: Manifest
    operators: list[keyfile.OperatorEntry]


def look_at(path: Path) -> Contents:
    """Whose backup this is, without having checked the database in it. Raises BadBackup."""
    with _opened(path) as archive, _scratch(None) as folder:
        _unpack(archive.source, archive.manifest.members[0], folder, None)
        return Contents(archive.manifest, keyfile.operators(folder))


def restore(
    path: Path, home: Path, operator: str, passphrase: str, progress: Progress | None = None
) -> Manifest:
    """Make `home` again as the backup has it. The device writes a new stream from now on.

    Raises KnownError, with `home` as it was, where data lie there already, the backup is damaged,
    or the passphrase does not open it.
    """
    refuse_data(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _opened(path) as archive, _scratch(home) as folder:
        for held in archive.manifest.members:
            _unpack(archive.source, held, folder, progress)
        if ustar.next_member(archive.source) is not None:
            raise _damaged("a further member")
        _check(folder, operator, passphrase, archive.manifest)
        _publish(folder, home)
        return archive.manifest


def refuse_data(home: Path) -> None:
    """Refuse a folder that holds data already."""
    if (home / DATABASE).exists():
        raise KnownError(
            _("This folder holds the data of a device already; nothing is restored over it."),
            _("Choose a new, empty folder."),
        )


class _Archive(Struct, frozen=True):
    manifest: Manifest
    source: BinaryIO


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[_Archive]:
    """The archive, read up to its manifest; what is wrong with it in words."""
    try:
        with regular(path) as file:
            yield _Archive(_manifest(file), file)
    except Damaged as error:
        raise _damaged(error.detail) from error
    except BadBundle as error:
        raise _not_a_backup(error.detail) from error


def _manifest(file: BinaryIO) -> Manifest:
    block = file.read(ustar.BLOCK)
    if not block.startswith(MANIFEST.encode() + b"\0"):
        raise _not_a_backup("head")
    file.seek(0)
    member = ustar.next_member(file)
    if member is None or member.size > _SMALL:
        raise _damaged("manifest")
    data = member.read()
    member.skip()
    try:
        if msgspec.json.decode(data, type=_Head).format > FORMAT:
            raise BadBackup(
                _("This backup was made by a newer version of the program."),
                _("Install the newer version here."),
            )
        told = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged("manifest") from error
    names = tuple(held.name for held in told.members)
    if told.format < 1 or names != (keyfile.FILE, DATABASE) or told.members[0].size > _SMALL:
        raise _damaged("manifest")
    return told


class _Head(Struct, frozen=True):
    format: int


def _unpack(source: BinaryIO, held: Held, folder: Path, progress: Progress | None) -> None:
    """Write the next member, which must be the one told of, into `folder`, durably."""
    member = ustar.next_member(source)
    if member is None or (member.name, member.size) != (held.name, held.size):
        raise _damaged("another member")
    done, found = 0, hashlib.sha256()
    try:
        with os.fdopen(os.open(folder / held.name, _NEW, 0o600), "wb") as file:
            while piece := member.read(_SMALL):
                file.write(piece)
                found.update(piece)
                done += len(piece)
                if progress:
                    progress(done, held.size)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _not_written(error, held.size) from error
    member.skip()
    if found.hexdigest() != held.sha256:
        raise _damaged("another content")


_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


def _check(folder: Path, operator: str, passphrase: str, told: Manifest) -> None:
    """Open it as at a login, verify everything, and begin the new stream."""
    session = open_home(folder, operator, passphrase)
    try:
        if session.device_id != told.device or verify(session).problems:
            raise _damaged("verify")
        continuing.continue_as_new(session)
        (busy, _pages, _moved) = session.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise _damaged("busy")
    finally:
        session.close()


def _publish(folder: Path, home: Path) -> None:
    """Give the files their names; the database comes last, since it makes this a home."""
    refuse_data(home)
    try:
        for leftover in ("-wal", "-shm"):  # of a database that is not there any more
            (home / (DATABASE + leftover)).unlink(missing_ok=True)
        for name in (keyfile.FILE, DATABASE):
            (folder / name).replace(home / name)
            durable.sync_folder(home)
    except OSError as error:
        raise _not_written(error, 0) from error


@contextlib.contextmanager
def _scratch(home: Path | None) -> Iterator[Path]:
    """A folder that is gone afterwards; with `home`, in it, on the same disk."""
    if home is None:
        with tempfile.TemporaryDirectory(prefix="fieldapp-") as name:
            yield Path(name)
        return
    for leftover in home.glob("restore.*.part"):  # of one that was killed
        shutil.rmtree(leftover, ignore_errors=True)
    folder = home / f"restore.{secrets.token_hex(4)}.part"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _not_written(error: OSError, size: int) -> KnownError:
    if error.errno in _FULL:
        room = number(max(1, -(-size // 1_000_000)))
        return KnownError(
            _("The disk of this laptop has no room for the data of the backup."),
            _("Free at least {room} MB on it and try again.").format(room=room),
        )
    return KnownError(
        _("The data of the backup could not be written: {why}.").format(
            why=error.strerror or error
        ),
        _("Check the folder, or choose another."),
    )


def _damaged(detail: str) -> BadBackup:
    return BadBackup(
        _("This backup is damaged; nothing was restored."),
        _("Use another backup, or have the office send the data of this laptop again."),
        detail,
    )


def _not_a_backup(detail: str) -> BadBackup:
    return BadBackup(
        _("This file is not a backup, or it cannot be read."),
        _("Choose a file that ends in .backup."),
        detail,
    )
