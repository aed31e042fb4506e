"""Letting a stick go on Windows: the volume is locked, dismounted, ejected, then looked for."""

import ctypes
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol

LOCK, DISMOUNT = 0x00090018, 0x00090020  # FSCTL_LOCK_VOLUME, FSCTL_DISMOUNT_VOLUME
REMOVAL, EJECT = 0x002D4804, 0x002D4808  # IOCTL_STORAGE_MEDIA_REMOVAL, ..._EJECT_MEDIA
_DENIED = 5  # ERROR_ACCESS_DENIED
_TRIES, _PAUSE = 10, 0.2

Result = Literal["gone", "busy", "denied", "failed"]


class Volume(Protocol):
    """An open volume; what it is told gives 0 or the system's error number."""

    def flush(self) -> int: ...
    def control(self, code: int, data: bytes = b"") -> int: ...
    def close(self) -> None: ...


def eject(
    path: Path,
    open_volume: "Callable[[Path], Volume | int] | None" = None,
    there: "Callable[[Path], bool] | None" = None,
    pause: float = _PAUSE,
) -> Result:
    """Let go of the volume at a drive letter's `path`: "gone" once it is looked for in vain."""
    volume = (open_volume or _open)(path)
    if isinstance(volume, int):
        return "denied" if volume == _DENIED else "failed"
    try:
        result = _let_go(volume, pause)
    finally:
        volume.close()
    if result == "gone" and (there or _there)(path):
        return "failed"
    return result


def _let_go(volume: Volume, pause: float) -> Result:
    volume.flush()
    for _attempt in range(_TRIES):
        if not volume.control(LOCK):
            break
        time.sleep(pause)
    else:
        return "busy"
    if volume.control(DISMOUNT):
        return "failed"
    volume.control(REMOVAL, b"\0")  # allow it; many sticks know nothing of this
    return "failed" if volume.control(EJECT) else "gone"


if sys.platform == "win32":

    class _Volume:
        def __init__(self, handle: int) -> None:
            self._handle = ctypes.c_void_p(handle)

        def flush(self) -> int:
            return self._result(_kernel().FlushFileBuffers(self._handle))

        def control(self, code: int, data: bytes = b"") -> int:
            done = ctypes.c_ulong(0)
            return self._result(
                _kernel().DeviceIoControl(
                    self._handle, code, data or None, len(data), None, 0, ctypes.byref(done), None
                )
            )

        def close(self) -> None:
            _kernel().CloseHandle(self._handle)

        @staticmethod
        def _result(done: int) -> int:
            return 0 if done else ctypes.get_last_error() or -1

    def _kernel() -> ctypes.WinDLL:
        return ctypes.WinDLL("kernel32", use_last_error=True)

    def _open(path: Path) -> Volume | int:
        """To read and write, shared, existing."""
        open_file = _kernel().CreateFileW
        open_file.restype = ctypes.c_void_p
        name = f"\\\\.\\{path.drive}"
        handle = open_file(name, 0xC0000000, 3, None, 3, 0, None)
        if handle in {None, ctypes.c_void_p(-1).value}:
            return ctypes.get_last_error() or -1
        return _Volume(handle)

    def _there(path: Path) -> bool:
        """Whether the volume can be read; asking would mount again one that was only unmounted."""
        kernel = _kernel()
        kernel.SetThreadErrorMode(1, None)
        return bool(kernel.GetVolumeInformationW(str(path), None, 0, None, None, None, None, 0))

else:

    def _open(_path: Path) -> Volume | int:
        return -1

    def _there(_path: Path) -> bool:
        return True
