"""The form of a safety copy: complete small bundles one behind the other, each with a head line.

`fieldapp copy 1 <size> <sha256> <marks>` and a line feed, then <size> bytes: a bundle. A power
cut leaves the last one torn; damage in the middle is stepped over to the next head line.
"""

import hashlib
import hmac
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from fieldapp.sync.container import regular
from fieldapp.sync.refusals import NewerFormat, Unreadable

SUFFIX = ".copy"
_WORDS = b"fieldapp copy "
_START = _WORDS + b"1 "
_HEAD = re.compile(
    rb"fieldapp copy 1 (\d{1,12}) ([0-9a-f]{64}) ((?:[0-9a-f]{16}-[0-9]{1,16}-[0-9a-f]{16},)*)\n"
)
_NEWER = re.compile(rb"fieldapp copy (?!1 )\d{1,9} ")
_LONGEST_HEAD = 1 << 20
_CHUNK = 1 << 20


class Mark(Struct, frozen=True):
    """That a stream was copied up to `last`, told so that only the writer can read it."""

    stream: str
    last: int
    chain: str


class Piece(Struct, frozen=True):
    """A whole part of a copy: where its bundle lies in the file, and the marks of its streams."""

    start: int
    size: int
    marks: tuple[Mark, ...]


class Broken(Struct, frozen=True):
    """A place where no whole part lies; `last` where nothing whole follows."""

    start: int
    last: bool


def mark(key: bytes, stream: int, last: int, chain: bytes) -> Mark:
    """The mark of a stream, by its id in the writer's own database and under that one's key."""
    return Mark(_tag(key, str(stream).encode()), last, _tag(key, chain))


def _tag(key: bytes, data: bytes) -> str:
    return hmac.digest(key, b"fieldapp copy\n" + data, "sha256")[:8].hex()


def framed(bundle: bytes, marks: Iterable[Mark]) -> bytes:
    """A part as it stands in the file."""
    digest = hashlib.sha256(bundle).hexdigest()
    listed = "".join(f"{one.stream}-{one.last}-{one.chain}," for one in marks)
    return _START + f"{len(bundle)} {digest} {listed}\n".encode() + bundle


def is_copy(path: Path) -> bool:
    """Whether a file begins as a copy does. Raises BadBundle where it cannot be read."""
    with regular(path) as file:
        try:
            return file.read(len(_WORDS)) == _WORDS
        except OSError as error:
            raise Unreadable(str(error.errno)) from error


def pieces(file: BinaryIO, size: int) -> Iterator[Piece | Broken]:
    """What lies in a copy, in order. Raises NewerFormat, Unreadable."""
    place = 0
    try:
        while place < size:
            found = _piece(file, place, size)
            if found is None:
                following = _next_start(file, place + 1, size)
                yield Broken(place, following is None)
                if following is None:
                    return
                place = following
            else:
                yield found
                place = found.start + found.size
    except OSError as error:
        raise Unreadable(str(error.errno)) from error


class Stretch(io.RawIOBase):
    """The bundle of a piece, read as a file of its own."""

    def __init__(self, file: BinaryIO, piece: Piece) -> None:
        super().__init__()
        self._file, self._piece = file, piece
        self._place = 0

    def read(self, size: int = -1, /) -> bytes:
        left = self._piece.size - self._place
        self._file.seek(self._piece.start + self._place)
        data = self._file.read(left if size < 0 else min(size, left))
        self._place += len(data)
        return data

    def seek(self, place: int, whence: int = 0, /) -> int:
        if whence:
            raise ValueError("from the start only")
        self._place = place
        return place


def _piece(file: BinaryIO, place: int, size: int) -> Piece | None:
    """The whole part that begins at `place`, if one does."""
    file.seek(place)
    head = file.readline(_LONGEST_HEAD)
    if _NEWER.match(head):
        raise NewerFormat("copy")
    told = _HEAD.fullmatch(head)
    if not told or place + len(head) + int(told[1]) > size:
        return None
    parted = (one.split("-") for one in told[3].decode().split(",")[:-1])
    marks = tuple(Mark(stream, int(last), chain) for stream, last, chain in parted)
    piece = Piece(place + len(head), int(told[1]), marks)
    return piece if _hash(file, piece.size) == told[2].decode() else None


def _hash(file: BinaryIO, size: int) -> str:
    found = hashlib.sha256()
    while size and (data := file.read(min(size, _CHUNK))):
        found.update(data)
        size -= len(data)
    return found.hexdigest()


def _next_start(file: BinaryIO, place: int, size: int) -> int | None:
    """Where the next head line may begin."""
    while place < size:
        file.seek(place)
        data = file.read(_CHUNK + len(_START) - 1)
        found = data.find(_START)
        if found >= 0:
            return place + found
        place += _CHUNK
    return None
