"""The kernel's side of a file system in user space: /dev/fuse's messages, as far as needed.

Layouts are those of Linux' include/uapi/linux/fuse.h, protocol 7.31.
"""

import ctypes
import enum
import os
import struct
from pathlib import Path

HEADER = struct.Struct("<IIQQIIIHH")  # length, operation, unique, node, uid, gid, pid
REPLY = struct.Struct("<IiQ")
IO = struct.Struct("<QQIIQII")  # handle, offset, size: of READ, WRITE and READDIR
MAX_WRITE = 64 * 1024
_FOREVER = 1 << 30


class Op(enum.IntEnum):
    """What the kernel asks for."""

    LOOKUP = 1
    FORGET = 2
    GETATTR = 3
    SETATTR = 4
    MKDIR = 9
    UNLINK = 10
    RMDIR = 11
    RENAME = 12
    LINK = 13
    OPEN = 14
    READ = 15
    WRITE = 16
    STATFS = 17
    RELEASE = 18
    FSYNC = 20
    FLUSH = 25
    INIT = 26
    OPENDIR = 27
    READDIR = 28
    RELEASEDIR = 29
    FSYNCDIR = 30
    ACCESS = 34
    CREATE = 35
    INTERRUPT = 36
    DESTROY = 38
    BATCH_FORGET = 42
    RENAME2 = 45


SILENT = {Op.FORGET, Op.BATCH_FORGET, Op.INTERRUPT, Op.DESTROY}


class Refused(Exception):
    """What the kernel gets as an error's number."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def init_reply() -> bytes:
    """Writes of up to MAX_WRITE bytes, and no cleverness."""
    big_writes, many_pages = 1 << 5, 1 << 22
    flags = big_writes | many_pages
    return struct.pack("<IIIIHHIIHHI28x", 7, 31, 65536, flags, 8, 6, MAX_WRITE, 1, 16, 0, 0)


def attributes(node: int, size: int, mode: int) -> bytes:
    """What a program learns by stat."""
    blocks = -(-size // 512)
    return struct.pack(
        "<QQQQQQIIIIIIIIII",
        node, size, blocks, 0, 0, 0, 0, 0, 0, mode, 1, os.getuid(), os.getgid(), 0, 4096, 0,
    )  # fmt: skip


def entry(node: int, attr: bytes) -> bytes:
    """A name that was found or made."""
    return struct.pack("<QQQQII", node, 0, _FOREVER, _FOREVER, 0, 0) + attr


def attr_reply(attr: bytes) -> bytes:
    """The answer to GETATTR and SETATTR."""
    return struct.pack("<QII", _FOREVER, 0, 0) + attr


def room_reply(free: int) -> bytes:
    """The answer to STATFS."""
    blocks = free // 4096
    return struct.pack("<QQQQQIIII24x", 1 << 20, blocks, blocks, 1000, 1000, 4096, 255, 4096, 0)


def directory(entries: list[tuple[str, int, int]], offset: int, size: int) -> bytes:
    """The answer to READDIR: (name, node, mode) from `offset` on, as many as fit."""
    found = b""
    for index, (name, node, mode) in enumerate(entries[offset:], offset + 1):
        raw = os.fsencode(name)
        piece = struct.pack("<QQII", node, index, len(raw), mode >> 12) + raw
        piece += bytes(-len(piece) % 8)
        if len(found) + len(piece) > size:
            break
        found += piece
    return found


def mount(point: Path) -> int:
    """Mount at `point`, and return the handle to serve. Raises OSError where that may not be."""
    handle = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={handle},rootmode=40000,user_id={os.getuid()},group_id={os.getgid()}"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"faults", os.fsencode(point), b"fuse", 6, options.encode()):
        code = ctypes.get_errno()
        os.close(handle)
        raise OSError(code, os.strerror(code))
    return handle


def unmount(point: Path) -> None:
    """Take the mount away, also where its server is gone."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.umount2(os.fsencode(point), 2)
