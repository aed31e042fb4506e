"""Long data set aside for a moment, which a disk only ever sees encrypted.

The key lives in memory alone, so what a crash leaves behind can be read by nobody.
"""

import hashlib
import io
import secrets
import tempfile
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self, cast

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldapp.errors import KnownError
from fieldapp.texts import _

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MEMORY = 16 << 20
_CHUNK = 64 * 1024
_SEALED = _CHUNK + 16


class Spool:
    """Written once, then read from the start as often as wanted."""

    def __init__(
        self, *, compress: bool = True, memory: int = MEMORY, folder: Path | None = None
    ) -> None:
        self.size = 0
        self._hash = hashlib.sha256()
        self._zip = zstandard.ZstdCompressor(level=1).compressobj() if compress else None
        self._seal = AESGCM(secrets.token_bytes(32))
        where = str(folder) if folder else None
        self._file = tempfile.SpooledTemporaryFile(memory, dir=where)  # noqa: SIM115
        self._pending = bytearray()
        self._chunks = 0
        self._finished = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def sha256(self) -> str:
        """The hash of what was written, in hex."""
        return self._hash.hexdigest()

    def write(self, data: bytes) -> int:
        """Append `data`."""
        if self._finished:
            raise ValueError("a spool is written before it is read")
        self.size += len(data)
        self._hash.update(data)
        self._keep(self._zip.compress(data) if self._zip else data)
        return len(data)

    def reader(self) -> BinaryIO:
        """Everything that was written, from the start."""
        self._finish()
        raw = cast("BinaryIO", _Reader(self))
        if not self._zip:
            return raw
        return cast("BinaryIO", zstandard.ZstdDecompressor().stream_reader(raw))

    def close(self) -> None:
        """Forget it all."""
        self._file.close()
        self._pending.clear()

    def chunk(self, index: int) -> bytes:
        """The stored bytes of one chunk; empty behind the last."""
        if index >= self._chunks:
            return b""
        self._file.seek(index * _SEALED)
        try:
            return self._seal.decrypt(_nonce(index), self._file.read(_SEALED), None)
        except (InvalidTag, OSError) as error:
            raise KnownError(
                _("A temporary file could not be read again."),
                _("Try again. If it happens again, have this computer's disk checked."),
            ) from error

    def _finish(self) -> None:
        if self._finished:
            return
        self._finished = True
        if self._zip:
            self._keep(self._zip.flush())
        if self._pending:
            self._store(bytes(self._pending))
        self._pending.clear()

    def _keep(self, data: bytes) -> None:
        self._pending += data
        while len(self._pending) >= _CHUNK:
            self._store(bytes(self._pending[:_CHUNK]))
            del self._pending[:_CHUNK]

    def _store(self, chunk: bytes) -> None:
        try:
            self._file.write(self._seal.encrypt(_nonce(self._chunks), chunk, None))
        except OSError as error:
            raise KnownError(
                _("This computer's disk has no room for temporary files."),
                _("Free some space on it and try again."),
            ) from error
        self._chunks += 1


class _Reader(io.RawIOBase):
    """The stored bytes of a spool, chunk after chunk."""

    def __init__(self, spool: Spool) -> None:
        super().__init__()
        self._spool = spool
        self._index = 0
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        if not self._rest:
            self._rest = memoryview(self._spool.chunk(self._index))
            self._index += 1
        target = memoryview(buffer)
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _nonce(index: int) -> bytes:
    """Each chunk's own, under a key that serves one spool."""
    return index.to_bytes(12)
