"""Reading a file as the disk has it, not as the operating system remembers it."""

import contextlib
import ctypes
import errno
import mmap
import os
import sys
from collections.abc import Generator
from io import FileIO
from pathlib import Path

if sys.platform == "darwin":
    import fcntl
if sys.platform == "win32":
    import msvcrt

_BUFFER = 1 << 20
_NO_CACHE = 48  # macOS: F_NOCACHE
_UNABLE = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def read_past_cache(path: Path, start: int = 0) -> Generator[bytes, None, None]:
    """The content of `path` from `start`; from the disk itself wherever it can be asked."""
    _forget(path)
    with mmap.mmap(-1, _BUFFER) as buffer:  # begins at a page, as direct reading wants it
        skip = start % mmap.PAGESIZE
        file, count, direct = _begin(path, buffer, start - skip)
        with file:
            while count:
                yield buffer[skip:count]
                skip = 0
                if direct and count < _BUFFER:
                    break  # the end; no direct read may begin within a block
                count = file.readinto(buffer) or 0


def _begin(path: Path, buffer: mmap.mmap, start: int) -> tuple[FileIO, int, bool]:
    """The open file, how much of it is in the buffer, and whether it is read directly."""
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(FileIO(_open_direct(path), "rb"))
            file.seek(start)
            count, direct = file.readinto(buffer) or 0, True
        except OSError as error:
            if error.errno not in _UNABLE:
                raise
            file = stack.enter_context(FileIO(_open_plain(path), "rb"))
            file.seek(start)
            count, direct = file.readinto(buffer) or 0, False
        stack.pop_all()
        return file, count, direct


def _forget(path: Path) -> None:
    """Ask the system to drop what it remembers of the file."""
    if sys.platform == "linux":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def _open_direct(path: Path) -> int:
    """A handle that bypasses the cache; OSError with EINVAL where the file system has none."""
    if sys.platform == "linux":
        return os.open(path, os.O_RDONLY | os.O_DIRECT)
    if sys.platform == "win32":
        return _open_unbuffered(path)
    raise OSError(errno.EINVAL, "no direct reading")


def _open_plain(path: Path) -> int:
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    if sys.platform == "darwin":
        with contextlib.suppress(OSError):
            fcntl.fcntl(handle, _NO_CACHE, 1)
    return handle


def _open_unbuffered(path: Path) -> int:
    """Windows: open to read, shared, existing, FILE_FLAG_NO_BUFFERING."""
    if sys.platform == "win32":
        open_file = ctypes.windll.kernel32.CreateFileW
        open_file.restype = ctypes.c_void_p
        handle = open_file(str(path), 0x80000000, 7, None, 3, 0x20000000, None)
        if handle not in {None, ctypes.c_void_p(-1).value}:
            return msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY)
    raise OSError(errno.EINVAL, "no direct reading")
