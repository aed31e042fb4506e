"""Sealing and unsealing streams with age, in flat memory, with errors kept as they were.

pyrage reads and writes file objects, but turns what they raise into a text of its own, and what
they raise at the very end into nothing; the adapters here remember the first error, so that a
full disk stays a full disk.
"""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

import pyrage

from fieldapp.errors import KnownError
from fieldapp.sync.refusals import Damaged, NewerFormat, NotABundle, NotForUs, TooLarge
from fieldapp.texts import _

_AGE = b"age-encryption.org/"
_AGE_V1 = _AGE + b"v1\n"
_HEADER = 16 * 1024


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int:
        """Take all of `data`."""


def seal(pieces: Iterator[bytes], out: Sink, recipient: str) -> None:
    """Write `pieces` so that only the holder of `recipient` ("age1...") can open them."""
    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise KnownError(
            _("The recipient's key is not valid."), _("Ask for that device's card again.")
        ) from None
    source, target = _Pieces(pieces), _Target(out)
    try:
        pyrage.encrypt_io(source, target, [key])
    finally:
        _raise_first(source.error, target.error)


def unseal(file: BinaryIO, out: Sink, identity: str, *, largest: int) -> None:
    """Write what `file` holds into `out`; only when this returns is all of it authenticated."""
    try:
        key = pyrage.x25519.Identity.from_str(identity)
    except pyrage.IdentityError:
        raise ValueError("not an age identity") from None
    _check_head(file.read(_HEADER))
    file.seek(0)
    source, target = _File(file, largest), _Target(out)
    try:
        pyrage.decrypt_io(source, target, [key])
    except (pyrage.DecryptError, OSError) as error:
        _raise_first(source.error, target.error)
        raise (NotForUs if "No matching keys" in str(error) else Damaged)("age") from error
    _raise_first(source.error, target.error)
    if file.read(1):
        raise Damaged("something follows")


def _check_head(head: bytes) -> None:
    """Refuse what age could read in more than one way, or endlessly."""
    if not head.startswith(_AGE_V1):
        if head and _AGE_V1.startswith(head):
            raise Damaged("the head is cut off")
        raise NewerFormat("age") if head.startswith(_AGE) else NotABundle("head")
    if b"\n--- " not in head:
        raise Damaged("the head does not end")


class _Pieces:
    """What age seals, gathered from its pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.error: BaseException | None = None
        self._pieces = pieces
        self._ready = bytearray()

    def read(self, size: int) -> bytes:
        """`size` bytes, fewer at the end only."""
        try:
            while len(self._ready) < size:
                self._ready += next(self._pieces)
        except StopIteration:
            pass
        except BaseException as error:
            self.error = error
            raise
        data = bytes(self._ready[:size])
        del self._ready[:size]
        return data


class _File:
    """A sealed file as age reads it."""

    def __init__(self, file: BinaryIO, largest: int) -> None:
        self.error: BaseException | None = None
        self._file = file
        self._left = largest

    def read(self, size: int) -> bytes:
        """Up to `size` bytes."""
        try:
            data = self._file.read(size)
            self._left -= len(data)
            if self._left < 0:
                raise TooLarge("the file")
        except BaseException as error:
            self.error = error
            raise
        return data


class _Target:
    """Where age writes to."""

    def __init__(self, out: Sink) -> None:
        self.error: BaseException | None = None
        self._out = out

    def write(self, data: bytes) -> int:
        """All of `data`."""
        try:
            if self._out.write(data) != len(data):
                raise OSError("not all was written")
        except BaseException as error:
            self.error = error
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


def _raise_first(*errors: BaseException | None) -> None:
    for error in errors:
        if error is not None:
            raise error
