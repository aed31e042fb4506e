"""The sticks and cards that are plugged in and mounted."""

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

_SYSTEM = ("/", "/boot", "/boot/efi", "/home", "/usr", "/var", "/opt", "/srv", "/nix")
_OCTAL = re.compile(r"\\([0-7]{3})")
_UDEV = re.compile(r"\\x([0-9a-f]{2})")
_WINDOWS_REMOVABLE = 2


class Drive(msgspec.Struct, frozen=True):
    """One removable drive; sizes in bytes."""

    path: Path
    label: str
    free: int
    total: int
    writable: bool


class _Mount(msgspec.Struct, frozen=True):
    """One line of Linux' mountinfo."""

    number: str
    point: str
    writable: bool
    source: str


def removable_drives(root: Path = Path("/")) -> list[Drive]:
    """Every removable drive in use; `root` is where Linux' and macOS' files are looked for."""
    if sys.platform == "win32":
        found = list(_windows())
    elif sys.platform == "darwin":
        found = list(_macos(root))
    else:
        found = list(_linux(root))
    return sorted(found, key=lambda drive: drive.path)


def _drive(path: Path, label: str, *, writable: bool = True) -> Drive | None:
    """What can be said of a drive, if it is still there."""
    try:
        usage = shutil.disk_usage(path)
    except OSError:
        return None
    writable = writable and os.access(path, os.W_OK)
    return Drive(path, label, usage.free, usage.total, writable)


def _linux(root: Path) -> Iterator[Drive]:
    labels = _labels(root)
    seen: set[str] = set()
    for mount in _mounts(root):
        block = _block(root, mount)
        if mount.point in _SYSTEM or block is None or str(block) in seen or not _removable(block):
            continue
        seen.add(str(block))
        path = root / mount.point.lstrip("/")
        label = labels.get(Path(mount.source).name) or path.name
        if drive := _drive(path, label, writable=mount.writable):
            yield drive


def _mounts(root: Path) -> Iterator[_Mount]:
    """What is mounted, of whole file systems only."""
    try:
        lines = (root / "proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        left, _dash, right = line.partition(" - ")
        front, back = left.split(" "), right.split(" ")
        if len(front) < 6 or len(back) < 3 or front[3] != "/":
            continue
        options = (front[5].split(","), back[2].split(","))
        writable = all("ro" not in each for each in options)
        yield _Mount(front[2], _plain(front[4]), writable, _plain(back[1]))


def _plain(text: str) -> str:
    r"""A path of mountinfo, where a space is written \040."""
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), text)


def _block(root: Path, mount: _Mount) -> Path | None:
    """The block device's folder in sysfs; by its name where the number is a file system's own."""
    for path in (
        root / "sys/dev/block" / mount.number,
        root / "sys/class/block" / Path(mount.source).name,
    ):
        if path.exists():
            return path.resolve()
    return None


def _removable(block: Path) -> bool:
    """Whether a device, its disk, or the disk below its encryption can be unplugged."""
    if re.search(r"/usb\d", block.as_posix()):
        return True
    for folder in (block, block.parent):
        if _says(folder / "removable", "1") or _says(folder / "device/type", "SD"):
            return True
    below = block / "slaves"
    return below.is_dir() and any(_removable(path.resolve()) for path in below.iterdir())


def _says(path: Path, value: str) -> bool:
    try:
        return path.read_text("ascii", "replace").strip() == value
    except OSError:
        return False


def _labels(root: Path) -> dict[str, str]:
    """The name that a person gave to a device, by the device's name."""
    found = {}
    try:
        for link in (root / "dev/disk/by-label").iterdir():
            raw = _UDEV.sub(lambda match: chr(int(match[1], 16)), link.name)
            found[link.readlink().name] = raw
    except OSError:
        return found
    return found


def _macos(root: Path) -> Iterator[Drive]:
    folder = root / "Volumes"
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_symlink() or not os.path.ismount(path):
            continue  # the link is to the system's own disk
        if drive := _drive(path, path.name):
            yield drive


def _windows() -> Iterator[Drive]:
    if sys.platform != "win32":
        return
    kernel = ctypes.windll.kernel32
    kernel.SetThreadErrorMode(1, None)  # no question on screen about an empty card reader
    letters = kernel.GetLogicalDrives()
    for index in range(26):
        name = f"{chr(ord('A') + index)}:\\"
        if not letters >> index & 1 or kernel.GetDriveTypeW(name) != _WINDOWS_REMOVABLE:
            continue
        label = ctypes.create_unicode_buffer(261)
        flags = ctypes.c_ulong(0)
        kernel.GetVolumeInformationW(name, label, 261, None, None, ctypes.byref(flags), None, 0)
        read_only = bool(flags.value & 0x00080000)
        if drive := _drive(Path(name), label.value or name[:2], writable=not read_only):
            yield drive
