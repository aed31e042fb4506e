"""What Linux says of mounted drives: read from /proc and /sys, without touching a drive."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

SYSTEM = ("/", "/boot", "/boot/efi", "/home", "/usr", "/var", "/opt", "/srv", "/nix")
_OCTAL = re.compile(r"\\([0-7]{3})")
_UDEV = re.compile(r"\\x([0-9a-f]{2})")


class Mount(msgspec.Struct, frozen=True):
    """One line of mountinfo."""

    number: str
    point: str
    writable: bool
    source: str


def mounted(root: Path, *, parts: bool = False) -> Iterator[Mount]:
    """What is mounted: whole file systems, with `parts` also what shows a part of one."""
    try:
        lines = (root / "proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        left, _dash, right = line.partition(" - ")
        front, back = left.split(" "), right.split(" ")
        if len(front) < 6 or len(back) < 3 or (front[3] != "/" and not parts):
            continue
        options = (front[5].split(","), back[2].split(","))
        writable = all("ro" not in each for each in options)
        yield Mount(front[2], _plain(front[4]), writable, _plain(back[1]))


def _plain(text: str) -> str:
    r"""A path of mountinfo, where a space is written \040."""
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), text)


def block_of(root: Path, mount: Mount) -> Path | None:
    """The block device's folder in sysfs; by its name where the number is a file system's own."""
    for path in (
        root / "sys/dev/block" / mount.number,
        root / "sys/class/block" / Path(mount.source).name,
    ):
        if path.exists():
            return path.resolve()
    return None


def disks_of(block: Path) -> set[Path]:
    """The whole disks that a device lies on: itself, its disk, those below its encryption."""
    below = block / "slaves"
    slaves = [path.resolve() for path in below.iterdir()] if below.is_dir() else []
    if slaves:
        return set().union(*(disks_of(slave) for slave in slaves))
    return {block.parent if (block / "partition").exists() else block}


def removable(block: Path) -> bool:
    """Whether a device, its disk, or the disk below its encryption can be unplugged."""
    if re.search(r"/usb\d", block.as_posix()):
        return True
    for folder in (block, block.parent):
        if _says(folder / "removable", "1") or _says(folder / "device/type", "SD"):
            return True
    below = block / "slaves"
    return below.is_dir() and any(removable(path.resolve()) for path in below.iterdir())


def _says(path: Path, value: str) -> bool:
    try:
        return path.read_text("ascii", "replace").strip() == value
    except OSError:
        return False


def labels(root: Path) -> dict[str, str]:
    """The name that a person gave to a device, by the device's name."""
    found = {}
    try:
        for link in (root / "dev/disk/by-label").iterdir():
            raw = _UDEV.sub(lambda match: chr(int(match[1], 16)), link.name)
            found[link.readlink().name] = raw
    except OSError:
        return found
    return found
