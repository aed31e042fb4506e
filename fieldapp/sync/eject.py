"""Letting a stick go, so that "safe to remove" is true: asked of the system, then looked at."""

import contextlib
import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from fieldapp.errors import KnownError
from fieldapp.sync import eject_windows, mounts
from fieldapp.sync.patience import Asker
from fieldapp.texts import _

PATIENCE = 90.0  # seconds until a stick that is still being written is told
TRIES = 3  # a search index or virus scanner lets go within a moment
_PAUSE = 0.3


class NotEjected(KnownError):
    """The stick may not be pulled yet, and why."""


class Said(msgspec.Struct, frozen=True):
    """What a program of the system answered."""

    code: int
    text: str


_ASKER: Asker[tuple[str, ...], Said] = Asker()


def eject(path: Path, name: str, *, root: Path = Path("/"), patience: float = PATIENCE) -> None:
    """Let go of the drive mounted at `path`. It is safe to remove once this returns.

    Raises NotEjected; `name` is what a person calls the drive.
    """
    if sys.platform == "win32":
        _windows(path, name)
    elif sys.platform == "darwin":
        _macos(path, name, patience)
    else:
        _linux(path, name, root, patience)


def _linux(path: Path, name: str, root: Path, patience: float) -> None:
    together, disks = _same_stick(path, name, root)
    for mount in reversed(together):
        _flush(mount.point, name, patience)
        _unmount(mount, name, patience)
    left = [mount for mount in mounts.mounted(root, parts=True) if _on(root, mount, disks)]
    if left or any(_held(Path(mount.source)) for mount in together):
        raise in_use(name, ())
    if udisks := shutil.which("udisksctl"):
        for disk in sorted(disks):  # a stick that cannot be switched off is let go all the same
            _run(
                (udisks, "power-off", "-b", f"/dev/{disk.name}", "--no-user-interaction"), patience
            )


def _same_stick(path: Path, name: str, root: Path) -> tuple[list[mounts.Mount], set[Path]]:
    """All that is mounted from the stick at `path`, and the stick itself in sysfs."""
    found = list(mounts.mounted(root, parts=True))
    mine = next((each for each in reversed(found) if Path(each.point) == path), None)
    block = mounts.block_of(root, mine) if mine else None
    if mine is None or block is None:
        raise NotEjected(
            _("{name} is not there any more.").format(name=name),
            _("If it was pulled out early, plug it in again and look whether the file is there."),
        )
    disks = mounts.disks_of(block)
    together = [each for each in found if _on(root, each, disks)]
    if any(each.point in mounts.SYSTEM for each in together):
        raise NotEjected(
            _("{name} is not ejected: this computer runs from it.").format(name=name),
            _("Leave it plugged in."),
        )
    return together, disks


def _on(root: Path, mount: mounts.Mount, disks: set[Path]) -> bool:
    block = mounts.block_of(root, mount)
    return block is not None and bool(mounts.disks_of(block) & disks)


def _flush(point: str, name: str, patience: float) -> None:
    """Bring to the stick what still waits in memory."""
    sync = shutil.which("sync")
    said = _run((sync, "-f", point), patience) if sync else Said(0, "")
    if said is None:
        raise still_writing(name)
    if said.code and "Input/output error" in said.text:
        raise failed(name)


def _unmount(mount: mounts.Mount, name: str, patience: float) -> None:
    for attempt in range(TRIES):
        said = _ask_to_unmount(mount, patience)
        if said is None:
            raise still_writing(name)
        if not said.code:
            return
        if "busy" not in said.text.lower():
            raise refusal(said.text, name)
        if attempt + 1 < TRIES:
            time.sleep(_PAUSE)
    raise in_use(name, tuple(_users(mount.point)))


def _ask_to_unmount(mount: mounts.Mount, patience: float) -> Said | None:
    """By udisks where it works, which asks nobody for a password; else as far as one may."""
    if udisks := shutil.which("udisksctl"):
        command = (udisks, "unmount", "-b", mount.source, "--no-user-interaction")
        said = _run(command, patience)
        if said is None or not _no_udisks(said.text):
            return said
    umount = shutil.which("umount")
    return _run((umount, mount.point), patience) if umount else Said(1, "no umount")


def _no_udisks(text: str) -> bool:
    return "Error connecting to" in text or "Error looking up object" in text


def _run(command: tuple[str, ...], patience: float) -> Said | None:
    """What the program says; None while it still works: it is left to end by itself."""
    return _ASKER.ask({command: _question(command)}, patience).get(command)


def _question(command: tuple[str, ...]) -> Callable[[], Said]:
    def ask() -> Said:
        ran = subprocess.run(  # noqa: S603 -- a program of the system, found on its PATH
            command, capture_output=True, text=True, errors="replace", check=False,
            stdin=subprocess.DEVNULL, env=_environment(),
        )  # fmt: skip
        return Said(ran.returncode, ran.stderr + ran.stdout)

    return ask


def _environment() -> dict[str, str]:
    """English, and without the libraries of a built program, which are not the system's."""
    known = {**os.environ, "LC_ALL": "C"}
    if getattr(sys, "frozen", False):
        known.pop("LD_LIBRARY_PATH", None)
        former = known.pop("LD_LIBRARY_PATH_ORIG", None)
        if former is not None:
            known["LD_LIBRARY_PATH"] = former
    return known


def _held(device: Path) -> bool:
    """Whether the system still uses a device, as far as one may ask."""
    try:
        os.close(os.open(device, os.O_RDONLY | os.O_EXCL))
    except OSError as error:
        return error.errno == errno.EBUSY
    return False


def _users(point: str) -> Iterator[str]:
    """The programs that have something open there, as far as one may see them."""
    seen = set()
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and any(_inside(point, link) for link in _links(process)):
            with contextlib.suppress(OSError):
                seen.add((process / "comm").read_text("utf-8", "replace").strip())
    yield from sorted(seen)


def _links(process: Path) -> Iterator[Path]:
    yield from (process / "cwd", process / "root", process / "exe")
    with contextlib.suppress(OSError):
        yield from (process / "fd").iterdir()


def _inside(point: str, link: Path) -> bool:
    try:
        return link.readlink().is_relative_to(point)
    except OSError:
        return False


def _macos(path: Path, name: str, patience: float) -> None:
    said = _run(("/usr/sbin/diskutil", "eject", str(path)), patience)
    if said is None:
        raise still_writing(name)
    if said.code:
        raise refusal(said.text, name)
    if os.path.ismount(path):
        raise in_use(name, ())


def _windows(path: Path, name: str) -> None:
    match eject_windows.eject(path):
        case "gone":
            return
        case "busy":
            raise in_use(name, ())
        case "denied":
            raise refusal("permission denied", name)
        case _:
            raise refusal("", name)


def in_use(name: str, programs: tuple[str, ...]) -> NotEjected:
    """Something still holds the stick."""
    what = (
        _("{name} was not ejected: it is still in use ({programs}).").format(
            name=name, programs=", ".join(programs)
        )
        if programs
        else _("{name} was not ejected: a program still uses it.").format(name=name)
    )
    todo = _("Do not pull it yet. Close what shows its files, then eject it again.")
    return NotEjected(what, todo)


def still_writing(name: str) -> NotEjected:
    """The system has not finished."""
    return NotEjected(
        _("{name} is still being written.").format(name=name),
        _("Do not pull it yet. Wait until its light rests, then eject it again."),
    )


def failed(name: str) -> NotEjected:
    """The stick reports an error."""
    return NotEjected(
        _("{name} reports an error.").format(name=name),
        _("Do not trust this stick; write again on another one."),
    )


def refusal(text: str, name: str) -> NotEjected:
    """What the system's refusal means."""
    said = text.lower()
    if "busy" in said or "in use" in said or "couldn't be unmounted" in said:
        return in_use(name, ())
    if any(word in said for word in _DENIED):
        what = _("{name} was not ejected: this computer does not let the program do it.")
    else:
        what = _("{name} was not ejected: the system did not do it.")
    todo = _("What was written is on it. Eject it in the system's file window before pulling it.")
    return NotEjected(what.format(name=name), todo)


_DENIED = (
    "notauthorized", "not authorized", "superuser", "permission denied", "not permitted",
)  # fmt: skip
