"""The laptop's battery, as its system tells it."""

import ctypes
import sys
from pathlib import Path

from msgspec import Struct

_POWER = Path("sys/class/power_supply")
_UNKNOWN = 255  # as Windows says it
_NO_BATTERY = 128


class Battery(Struct, frozen=True):
    """How full it is, in percent, and whether it is being charged."""

    percent: int
    plugged: bool


def read(root: Path = Path("/")) -> Battery | None:
    """The battery; None where there is none, or the system does not tell."""
    return _windows() if sys.platform == "win32" else _linux(root)


def _linux(root: Path) -> Battery | None:
    """All batteries of the laptop together; those of a mouse or pen are none."""
    percents: list[int] = []
    plugged = False
    for supply in sorted((root / _POWER).glob("*")):
        kind = _said(supply, "type")
        if kind == "Battery" and _said(supply, "scope") != "Device":
            capacity = _said(supply, "capacity")
            percents += [int(capacity)] if capacity.isdecimal() else []
            plugged = plugged or _said(supply, "status") in ("Charging", "Full", "Not charging")
        elif kind in ("Mains", "USB"):
            plugged = plugged or _said(supply, "online") == "1"
    if not percents:
        return None
    return Battery(min(100, round(sum(percents) / len(percents))), plugged)


def _said(supply: Path, name: str) -> str:
    try:
        return (supply / name).read_text().strip()
    except (OSError, UnicodeDecodeError):
        return ""


class _Status(ctypes.Structure):
    """SYSTEM_POWER_STATUS (winbase.h)."""

    _fields_ = (
        ("line", ctypes.c_ubyte), ("flag", ctypes.c_ubyte), ("percent", ctypes.c_ubyte),
        ("saver", ctypes.c_ubyte), ("life", ctypes.c_ulong), ("full_life", ctypes.c_ulong),
    )  # fmt: skip


def _windows() -> Battery | None:
    if sys.platform != "win32":
        return None
    status = _Status()
    if not ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status)):
        return None
    return told(status.line, status.flag, status.percent)


def told(line: int, flag: int, percent: int) -> Battery | None:
    """What Windows' figures mean."""
    if flag == _UNKNOWN or flag & _NO_BATTERY or percent > 100:
        return None
    return Battery(percent, line == 1)
