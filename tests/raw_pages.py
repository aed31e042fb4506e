"""The database's files as bytes: every page decrypted, with what SQLite itself no longer shows."""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from fieldapp.store.connect import DATABASE

_PAGE, _SALT = 4096, 16
_RESERVED, _IV = 80, 16  # SQLCipher 4: initialisation vector and HMAC at each page's end
_WAL_HEAD, _FRAME_HEAD = 32, 24


def everything(home: Path, key: bytes) -> bytes:
    """All pages of the database and of its write-ahead log, one after the other."""
    return b"\0".join((*_database(home / DATABASE, key), *_log(home / f"{DATABASE}-wal", key)))


def _database(path: Path, key: bytes) -> Iterator[bytes]:
    data = path.read_bytes()
    for start in range(0, len(data), _PAGE):
        yield _plain(data[start : start + _PAGE], key, first=start == 0)


def _log(path: Path, key: bytes) -> Iterator[bytes]:
    """Every frame that lies in the file, also those that are no longer in force."""
    data = path.read_bytes() if path.exists() else b""
    for start in range(_WAL_HEAD, len(data), _FRAME_HEAD + _PAGE):
        number = int.from_bytes(data[start : start + 4], "big")
        page = data[start + _FRAME_HEAD : start + _FRAME_HEAD + _PAGE]
        yield _plain(page, key, first=number == 1)


def _plain(page: bytes, key: bytes, *, first: bool) -> bytes:
    end = _PAGE - _RESERVED
    cipher = Cipher(algorithms.AES(key), modes.CBC(page[end : end + _IV]))
    decryptor = cipher.decryptor()
    return decryptor.update(page[_SALT if first else 0 : end]) + decryptor.finalize()
