"""Tar in its plainest form (POSIX ustar), with exactly one way to write each archive.

A member's header follows from its name and size alone; a reader accepts no other header, and so
no links, folders, paths, extensions, sparse files or anything else that tar can say.
"""

import hashlib
from collections.abc import Iterator
from typing import Protocol

from fieldapp.sync.refusals import Damaged

BLOCK = 512
END = bytes(2 * BLOCK)
LARGEST = 8**11 - 1
_CHUNK = 64 * 1024


class Source(Protocol):
    """Where the bytes of an archive come from."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end only."""


def header(name: str, size: int) -> bytes:
    """The 512 bytes before a member: mode 0644, no owner, no date."""
    if not 0 <= size <= LARGEST or not 0 < len(name) <= 100:
        raise ValueError(name, size)
    number = b"0000000\0"
    parts = (
        name.encode("ascii").ljust(100, b"\0"),
        b"0000644\0" + number + number,  # mode, user, group
        b"%011o\0" % size,
        b"00000000000\0",  # date
    )
    rest = b"0" + bytes(100) + b"ustar\x0000" + bytes(64) + number + number
    front = b"".join(parts)
    checksum = sum(front) + 8 * 32 + sum(rest)
    return (front + b"%06o\0 " % checksum + rest).ljust(BLOCK, b"\0")


def padding(size: int) -> bytes:
    """The zeros that fill a member's last block."""
    return bytes(-size % BLOCK)


class Member:
    """One file of an archive, to be read once, in pieces."""

    def __init__(self, name: str, size: int, source: Source) -> None:
        self.name = name
        self.size = size
        self._source = source
        self._left = size
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The hash of what has been read so far, in hex: of all of it at the end."""
        return self._hash.hexdigest()

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes, or all that is left."""
        if size < 0:
            return b"".join(iter(lambda: self.read(_CHUNK), b""))
        wanted = min(size, self._left, _CHUNK)
        data = self._source.read(wanted) if wanted else b""
        if wanted and not data:
            raise Damaged("a member is cut off")
        self._left -= len(data)
        self._hash.update(data)
        return data

    def lines(self, longest: int) -> Iterator[bytes]:
        """Each line without its end; none may be longer than `longest`, and each must end."""
        rest = b""
        while chunk := self.read(_CHUNK):
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                if len(line) > longest:
                    raise Damaged("a line is too long")
                yield line
            if len(rest) > longest:
                raise Damaged("a line is too long")
        if rest:
            raise Damaged("the last line does not end")

    def skip(self) -> None:
        """Read what is left, and the padding."""
        while self.read(_CHUNK):
            pass
        blank = padding(self.size)
        if exactly(self._source, len(blank)) != blank:
            raise Damaged("padding is not empty")


def next_member(source: Source) -> Member | None:
    """The member that starts here, or None at the archive's end, which must be its very end."""
    block = exactly(source, BLOCK)
    if block == bytes(BLOCK):
        if exactly(source, BLOCK) != bytes(BLOCK) or source.read(1):
            raise Damaged("something follows the archive")
        return None
    try:
        name = block[:100].rstrip(b"\0").decode("ascii")
        size = int(block[124:135], 8)
        plain = header(name, size) == block
    except ValueError:
        plain = False
    if not plain:
        raise Damaged("a header is not plain")
    return Member(name, size, source)


def exactly(source: Source, size: int) -> bytes:
    """`size` bytes, or Damaged."""
    parts = []
    while size:
        part = source.read(size)
        if not part:
            raise Damaged("the archive is cut off")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
