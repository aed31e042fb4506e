"""The sealed file around a bundle's content: age( zstd( tar( members ) ) ).

Members, in this order: manifest.json, manifest.sig, events.jsonl, media/<sha256> ascending.
What they mean is for others to judge; here they are packed, sealed, opened and bounded.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
import zstandard

from fieldapp.domain.people import LARGEST_MEDIUM
from fieldapp.regular import NotAFileError, open_regular
from fieldapp.sync import ustar
from fieldapp.sync.age_stream import Sink, seal, unseal
from fieldapp.sync.refusals import Damaged, NotABundle, TooLarge, Unreadable
from fieldapp.sync.spool import Spool
from fieldapp.sync.ustar import Member

MANIFEST, SIGNATURE, EVENTS = "manifest.json", "manifest.sig", "events.jsonl"
LINE = 1 << 20
_MEDIA = re.compile(r"media/([0-9a-f]{64})")
_CHUNK = 64 * 1024
_SLICE = 1024  # of compressed input at once: at most 32 MiB come out, whatever it holds
_WINDOW = 8 << 20
_LEVEL = 6


class Limits(msgspec.Struct, frozen=True):
    """What a bundle may at most be, in bytes."""

    file: int = 4 << 30
    unpacked: int = 8 << 30
    ratio: int = 200
    ratio_from: int = 64 << 20
    manifest: int = 8 << 20
    signature: int = 1024
    medium: int = LARGEST_MEDIUM
    line: int = LINE


LIMITS = Limits()


class Container:
    """An opened bundle; nothing of it is proven before `members` came to their end."""

    def __init__(self, source: ustar.Source, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self.manifest = self._small(MANIFEST, limits.manifest)
        self.signature = self._small(SIGNATURE, limits.signature)

    def members(self) -> Iterator[Member]:
        """The events, then the media; to be gone through once, each read before the next."""
        member = self._next()
        if member is None or member.name != EVENTS:
            raise Damaged("no events")
        yield member
        member.skip()
        last = ""
        while member := self._next():
            medium = _MEDIA.fullmatch(member.name)
            if not medium or member.name <= last or member.size > self._limits.medium:
                raise Damaged("an unknown member")
            yield member
            member.skip()
            if member.sha256 != medium[1]:
                raise Damaged("a medium is not what its name says")
            last = member.name

    def lines(self, events: Member) -> Iterator[bytes]:
        """The lines of the events, each within the limit."""
        return events.lines(self._limits.line)

    def _next(self) -> Member | None:
        member = ustar.next_member(self._source)
        if member and member.size > self._limits.unpacked:
            raise TooLarge("a member")
        return member

    def _small(self, name: str, largest: int) -> bytes:
        member = self._next()
        if member is None or member.name != name or member.size > largest:
            raise Damaged(f"no {name}")
        data = member.read()
        member.skip()
        return data


def spool_events(lines: Iterable[bytes], *, folder: Path | None = None) -> Spool:
    """Set the lines of events.jsonl aside; the spool's size and sha256 go into the manifest.

    The caller closes the spool. A line holds no line end.
    """
    with contextlib.ExitStack() as stack:
        spool = stack.enter_context(Spool(folder=folder))
        waiting = bytearray()  # a spool takes a thousand lines as fast as one
        for line in lines:
            if b"\n" in line or len(line) > LINE:
                raise ValueError("not one line")
            waiting += line
            waiting += b"\n"
            if len(waiting) >= _CHUNK:
                spool.write(bytes(waiting))
                waiting.clear()
        spool.write(bytes(waiting))
        stack.pop_all()
        return spool


def write(
    out: Sink,
    *,
    recipient: str,
    manifest: bytes,
    signature: bytes,
    events: Spool,
    media: Iterable[tuple[str, bytes]] = (),
) -> None:
    """Write a container that only the holder of `recipient` ("age1...") can open.

    `media` are (sha256 in hex, content), ascending.
    """
    seal(compressed(_archive(manifest, signature, events, media)), out, recipient)


@contextlib.contextmanager
def open_container(
    path: Path, identity: str, *, limits: Limits = LIMITS, folder: Path | None = None
) -> Iterator[Container]:
    """The bundle at `path`, opened with the age key "AGE-SECRET-KEY-1...".

    The whole file is authenticated before the first byte of it is given out; until then its
    content waits in an encrypted spool, in `folder` where it is large.
    """
    with regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        with open_sealed(file, size, identity, limits=limits, folder=folder) as opened:
            yield opened


@contextlib.contextmanager
def open_sealed(
    file: BinaryIO, size: int, identity: str, *, limits: Limits = LIMITS, folder: Path | None = None
) -> Iterator[Container]:
    """The bundle of `size` bytes that `file` gives; see `open_container`."""
    if size > limits.file:
        raise TooLarge("the file")
    with Spool(compress=False, folder=folder) as spool:
        try:
            unseal(file, spool, identity, largest=limits.file)
        except OSError as error:
            raise Unreadable(str(error.errno)) from error
        with contextlib.closing(spool.reader()) as packed:
            yield Container(Unpacked(packed, spool.size, limits), limits)


def _archive(
    manifest: bytes, signature: bytes, events: Spool, media: Iterable[tuple[str, bytes]]
) -> Iterator[bytes]:
    """The pieces of the tar archive."""
    for name, data in ((MANIFEST, manifest), (SIGNATURE, signature)):
        yield from (ustar.header(name, len(data)), data, ustar.padding(len(data)))
    yield ustar.header(EVENTS, events.size)
    with contextlib.closing(events.reader()) as reader:
        while chunk := reader.read(_CHUNK):
            yield chunk
    yield ustar.padding(events.size)
    last = ""
    for digest, data in media:
        if digest <= last or hashlib.sha256(data).hexdigest() != digest:
            raise ValueError("media come by their hash, ascending")
        yield from (ustar.header(f"media/{digest}", len(data)), data, ustar.padding(len(data)))
        last = digest
    yield ustar.END


def compressed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces as one zstd frame."""
    packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compressobj()
    for piece in pieces:
        if data := packer.compress(piece):
            yield data
    yield packer.flush()


def regular(path: Path) -> BinaryIO:
    """The file, unless it is a folder, a pipe or a machine's device."""
    try:
        return open_regular(path)
    except NotAFileError as error:
        raise NotABundle("not a file") from error
    except OSError as error:
        raise Unreadable(str(error.errno)) from error


class Unpacked:
    """The archive out of its one zstd frame, within the limits, to the frame's very end."""

    def __init__(self, packed: ustar.Source, size: int, limits: Limits) -> None:
        self._packed = packed
        self._largest = min(limits.unpacked, max(limits.ratio_from, limits.ratio * size))
        self._ready = memoryview(b"")
        self._frame = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end only."""
        while not self._ready and self._fill():
            pass
        data = bytes(self._ready[:size])
        self._ready = self._ready[size:]
        return data

    def _fill(self) -> bool:
        """Decompress a little more, unless the end is reached."""
        piece = self._packed.read(_SLICE)
        if self._frame.eof:
            if piece or self._frame.unused_data:
                raise Damaged("something follows the frame")
            return False
        if not piece:
            raise Damaged("the frame is cut off")
        try:
            self._ready = memoryview(self._frame.decompress(piece))
        except (zstandard.ZstdError, MemoryError):
            raise Damaged("zstd") from None
        self._largest -= len(self._ready)
        if self._largest < 0:
            raise TooLarge("unpacked")
        return True
