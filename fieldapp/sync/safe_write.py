"""Writing a file to a stick so that "saved" is true: read back from the stick, then named.

The order: a part file of its own name, written and hashed, flushed to the disk, closed, read
again past the page cache, compared, given its name without overwriting, the folder flushed.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import BinaryIO, cast

from fieldapp.errors import KnownError
from fieldapp.store.parts import claimed, part_of, sweep
from fieldapp.sync.past_cache import read_past_cache
from fieldapp.texts import _, number

_FULL = {errno.ENOSPC, errno.EDQUOT}
_LOCKED = {errno.EROFS, errno.EACCES, errno.EPERM}
_GONE = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR, errno.ESTALE}
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


class NotSaved(KnownError):
    """The file is not on the stick, and nothing of it is left there.

    `reason` tells programs why: full, large, locked, gone, or failed.
    """

    reason = "failed"

    @classmethod
    def because(cls, reason: str, what: str, todo: str) -> "NotSaved":
        """One for this reason."""
        made = cls(what, todo)
        made.reason = reason
        return made


class AlreadyThere(NotSaved):
    """A file of that name is on the stick; it was left as it is."""


class Machine:
    """What is asked of the operating system, each where it can fail."""

    def create(self, path: Path) -> BinaryIO:
        """A new file, open for writing."""
        return cast("BinaryIO", path.open("xb", buffering=0))

    def sync(self, file: BinaryIO) -> None:
        """Bring the file's content to the disk."""
        os.fsync(file.fileno())

    def read_back(self, path: Path) -> Generator[bytes, None, None]:
        """The file's content as the disk has it."""
        return read_past_cache(path)

    def reopen(self, path: Path) -> BinaryIO:
        """A file that is there already, open for writing behind its end."""
        file = path.open("r+b", buffering=0)
        file.seek(0, os.SEEK_END)
        return cast("BinaryIO", file)

    def read_tail(self, path: Path, start: int) -> Generator[bytes, None, None]:
        """The file's content from `start` as the disk has it."""
        return read_past_cache(path, start)

    def cut(self, path: Path, size: int) -> None:
        """Cut a file off behind its first `size` bytes."""
        with path.open("r+b", buffering=0) as file:
            file.truncate(size)
            os.fsync(file.fileno())

    def disk(self, folder: Path) -> int:
        """What tells the disk that a folder lies on from others."""
        return folder.stat().st_dev

    def publish(self, part: Path, target: Path) -> None:
        """Give the file its name; FileExistsError where it is taken."""
        if sys.platform == "win32":
            part.rename(target)  # refuses there to overwrite
            return
        try:
            target.hardlink_to(part)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, "exists", str(target)) from None
            part.rename(target)
        else:
            part.unlink()

    def sync_folder(self, folder: Path) -> None:
        """Bring the folder's entries to the disk."""
        if sys.platform == "win32":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
                raise
        finally:
            os.close(handle)

    def free(self, folder: Path) -> int:
        """Bytes that still fit."""
        return shutil.disk_usage(folder).free


MACHINE = Machine()


def write_safely(
    folder: Path, name: str, write: Callable[[BinaryIO], None], *, machine: Machine = MACHINE
) -> Path:
    """Let `write` fill the new file `name` in `folder`; it is there when this returns.

    Otherwise nothing is left of it, and NotSaved says why; what `write` raises goes through.
    """
    target = folder / name
    if os.path.lexists(target):
        raise _already(name)
    sweep(folder)  # what an earlier write left when it was cut off takes room
    part = part_of(target)
    hashed = _Hashing()
    try:
        free = machine.free(folder)
        _fill(part, write, hashed, machine)
        if hashed.fault:
            raise hashed.fault
        _compare(part, hashed, machine)
        machine.publish(part, target)
        _settle(target, machine)
    except OSError as error:
        if error is hashed.outside:
            raise
        if isinstance(error, FileExistsError):
            raise _already(name) from None
        missing = hashed.size - free if hashed.size else 0
        raise refusal(error, missing=missing) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return target


def append_safely(path: Path, data: bytes, size: int, *, machine: Machine = MACHINE) -> None:
    """Put `data` behind the `size` bytes of a file; it is on the disk when this returns.

    Otherwise NotSaved says why, and the file is cut back to what it was, where that can be done.
    """
    try:
        try:
            with machine.reopen(path) as file:
                _write_all(file, data)
                machine.sync(file)
            _compare_tail(path, data, size, machine)
        except (OSError, NotSaved):
            with contextlib.suppress(OSError):
                machine.cut(path, size)
            raise
    except OSError as error:
        raise refusal(error, missing=len(data)) from error


def refusal(error: OSError, *, missing: int = 0) -> NotSaved:
    """What a failed write means to a person, and what to do."""
    code = error.errno
    if code in _FULL:
        room = number(max(1, -(-missing // 1_000_000)))
        return NotSaved.because(
            "full",
            _("There is not enough room to save the file."),
            _("Free at least {room} MB there, or use another stick.").format(room=room),
        )
    if code == errno.EFBIG:
        return NotSaved.because(
            "large",
            _("The file is too large for the way this stick is formatted."),
            _("Use a stick formatted as exFAT."),
        )
    if code in _LOCKED:
        return NotSaved.because(
            "locked",
            _("Nothing can be written there: it is write-protected."),
            _("Release the switch on the stick, or choose another place."),
        )
    if code in _GONE:
        return NotSaved.because(
            "gone",
            _("The stick is not there any more, so the file was not saved."),
            _("Plug it in and save again."),
        )
    return NotSaved(
        _("The stick failed while the file was being saved."),
        _("Do not trust this stick; save again on another one."),
    )


class _Hashing:
    """A file that is written once, hashed before the disk sees it.

    When the disk is full it goes on counting, so that the missing room can be named.
    """

    def __init__(self) -> None:
        self.size = 0
        self.fault: OSError | None = None
        self.outside: OSError | None = None
        self.file: BinaryIO | None = None
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> bytes:
        return self._hash.digest()

    def fill(self, file: BinaryIO, write: Callable[[BinaryIO], None]) -> None:
        """Let `write` write; `outside` tells its own errors from those of the file."""
        self.file = file
        try:
            write(cast("BinaryIO", self))
        except OSError as error:
            if error is not self.fault:
                self.outside = error
            raise

    def write(self, data: bytes) -> int:
        """Append `data`."""
        self.size += len(data)
        if self.fault or self.file is None:
            return len(data)
        self._hash.update(data)
        try:
            _write_all(self.file, data)
        except OSError as error:
            self.fault = error
            if error.errno not in _FULL:
                raise
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


def _write_all(file: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _fill(
    part: Path, write: Callable[[BinaryIO], None], hashed: _Hashing, machine: Machine
) -> None:
    with machine.create(part) as file, claimed(file):
        hashed.fill(file, write)
        if not hashed.fault:
            machine.sync(file)


def _compare(part: Path, hashed: _Hashing, machine: Machine) -> None:
    """Refuse unless the disk gives back what was written."""
    found, size = hashlib.sha256(), 0
    with contextlib.closing(machine.read_back(part)) as pieces:
        for piece in pieces:
            found.update(piece)
            size += len(piece)
    if found.digest() != hashed.sha256 or size != hashed.size:
        raise _not_kept()


def _compare_tail(path: Path, data: bytes, size: int, machine: Machine) -> None:
    with contextlib.closing(machine.read_tail(path, size)) as pieces:
        found = b"".join(pieces)
    if found != data:
        raise _not_kept()


def _not_kept() -> NotSaved:
    return NotSaved(
        _("The stick did not keep the file as it was written, so it was not saved."),
        _("Do not trust this stick; save again on another one."),
    )


def _settle(target: Path, machine: Machine) -> None:
    """Make the name durable, or take it back."""
    try:
        machine.sync_folder(target.parent)
    except OSError:
        with contextlib.suppress(OSError):
            target.unlink()
        raise


def _already(name: str) -> AlreadyThere:
    return AlreadyThere(
        _("A file named {name} is already there; it was left as it is.").format(name=name),
        _("Choose another folder."),
    )
