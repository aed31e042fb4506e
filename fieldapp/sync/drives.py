"""The sticks and cards that are plugged in and mounted."""

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from fieldapp.sync import mounts
from fieldapp.sync.patience import Asker

_WINDOWS_REMOVABLE = 2
PATIENCE = 2.0  # seconds for all drives together


class Drive(msgspec.Struct, frozen=True):
    """One removable drive; sizes in bytes. One that does not answer is there, but of no use."""

    path: Path
    label: str
    free: int
    total: int
    writable: bool
    answers: bool = True


class Candidate(msgspec.Struct, frozen=True):
    """A drive as the system lists it, before anybody touched it."""

    path: Path
    label: str
    writable: bool = True


Ask = Callable[[Candidate], Drive | None]
_ASKER: Asker[Path, Drive | None] = Asker()  # one for all: a drive that hangs holds one thread


def removable_drives(
    root: Path = Path("/"), ask: Ask | None = None, patience: float = PATIENCE
) -> list[Drive]:
    """Every removable drive in use; `root` is where Linux' and macOS' files are looked for.

    A drive that does not answer hides no other and is listed as such.
    """
    look = ask or ask_drive
    found = {one.path: one for one in candidates(root)}
    questions = {path: _question(look, one) for path, one in found.items()}
    answers = _ASKER.ask(questions, patience)
    drives = [
        answers[path] if path in answers
        else Drive(path, one.label, 0, 0, writable=False, answers=False)
        for path, one in found.items()
    ]  # fmt: skip
    return sorted((each for each in drives if each), key=lambda drive: drive.path)


def _question(look: Ask, one: Candidate) -> Callable[[], Drive | None]:
    return lambda: look(one)


def holding(path: Path, drives: Iterable[Drive]) -> Drive | None:
    """The drive among `drives` that `path` lies on; nothing is touched to tell."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 -- resolve() would ask the drive
    inside = [drive for drive in drives if whole.is_relative_to(drive.path)]
    return max(inside, key=lambda drive: len(drive.path.parts), default=None)


def candidates(root: Path = Path("/")) -> list[Candidate]:
    """What the system lists as removable."""
    if sys.platform == "win32":
        return list(_windows())
    if sys.platform == "darwin":
        return list(_macos(root))
    return list(_linux(root))


def ask_drive(one: Candidate) -> Drive | None:
    """What can be said of a drive, if it is still there; a dying one may never answer."""
    if sys.platform == "win32":
        one = _windows_label(one)
    elif sys.platform == "darwin" and not os.path.ismount(one.path):
        return None
    try:
        usage = shutil.disk_usage(one.path)
    except OSError:
        return None
    writable = one.writable and os.access(one.path, os.W_OK)
    return Drive(one.path, one.label, usage.free, usage.total, writable)


def _linux(root: Path) -> Iterator[Candidate]:
    labels = mounts.labels(root)
    seen: set[str] = set()
    for mount in mounts.mounted(root):
        block = mounts.block_of(root, mount)
        if mount.point in mounts.SYSTEM or block is None or str(block) in seen:
            continue
        if mounts.removable(block):
            seen.add(str(block))
            path = root / mount.point.lstrip("/")
            yield Candidate(path, labels.get(Path(mount.source).name) or path.name, mount.writable)


def _macos(root: Path) -> Iterator[Candidate]:
    folder = root / "Volumes"
    for entry in os.scandir(folder) if folder.is_dir() else ():
        if not entry.is_symlink():  # the link is to the system's own disk
            yield Candidate(Path(entry.path), entry.name)


def _windows() -> Iterator[Candidate]:
    if sys.platform != "win32":
        return
    kernel = ctypes.windll.kernel32
    letters = kernel.GetLogicalDrives()
    for index in range(26):
        name = f"{chr(ord('A') + index)}:\\"
        if letters >> index & 1 and kernel.GetDriveTypeW(name) == _WINDOWS_REMOVABLE:
            yield Candidate(Path(name), name[:2])


def _windows_label(one: Candidate) -> Candidate:
    """The drive with its label, and whether it is write-protected."""
    if sys.platform != "win32":
        return one
    kernel = ctypes.windll.kernel32
    kernel.SetThreadErrorMode(1, None)  # no question on screen about an empty card reader
    label = ctypes.create_unicode_buffer(261)
    flags = ctypes.c_ulong(0)
    name = str(one.path)
    kernel.GetVolumeInformationW(name, label, 261, None, None, ctypes.byref(flags), None, 0)
    read_only = bool(flags.value & 0x00080000)
    return Candidate(one.path, label.value or one.label, not read_only)
