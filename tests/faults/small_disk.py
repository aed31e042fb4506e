"""Small real file systems: ext4 in a file, exFAT where its tools are, else tmpfs."""

import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

MIB = 1 << 20


class NoDisk(Exception):
    """This machine cannot make one."""


class Small(Struct):
    """A mounted small disk, which can be filled and made room on."""

    path: Path
    kind: str
    folder: Path  # where its image lies

    @property
    def image(self) -> Path:
        """The file that holds it."""
        return next(self.folder.glob("disk-*.img"))

    def rest(self) -> None:
        """Bring everything into the image, and leave it as after a clean end."""
        run("mount", "-o", "remount,ro", str(self.path))

    def fill(self, leave: int) -> None:
        """Leave so many bytes free, about."""
        ballast = self.path / "ballast"
        with ballast.open("ab", buffering=0) as file:
            for size in (MIB, 4096, 512, 1):
                with contextlib.suppress(OSError):
                    while self.free() >= leave + size and file.write(bytes(size)):
                        pass

    def free(self) -> int:
        """Bytes free."""
        return shutil.disk_usage(self.path).free

    def make_room(self) -> None:
        """What an officer does who is told that the disk is full."""
        (self.path / "ballast").unlink(missing_ok=True)

    def write_protect(self, *, on: bool) -> None:
        """As by the switch on a stick."""
        run("mount", "-o", f"remount,{'ro' if on else 'rw'}", str(self.path))


def run(*command: str) -> str:
    """Run a tool of the system. Raises NoDisk where it is missing or fails."""
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    except OSError:
        raise NoDisk(f"there is no {command[0]}") from None
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip() or "failed").splitlines()[0].rsplit(": ", 1)[-1]
        raise NoDisk(f"{command[0]} says: {said}") from None
    return done.stdout.strip()


@contextlib.contextmanager
def _ext4(folder: Path, point: Path, size: int) -> Iterator[str]:
    image = _formatted(folder, "ext4", size, "mkfs.ext4", "-q", "-m", "0", "-b", "4096")
    run("mount", "-o", "loop", str(image), str(point))
    yield "ext4 in a file"


@contextlib.contextmanager
def _exfat(folder: Path, point: Path, size: int) -> Iterator[str]:
    image = _formatted(folder, "exfat", size, "mkfs.exfat")
    loop = run("losetup", "--find", "--show", str(image))
    try:
        run("mount.exfat-fuse", loop, str(point))
        yield "exFAT (exfat-fuse)"
    finally:
        unmount(point)
        run("losetup", "--detach", loop)


@contextlib.contextmanager
def _tmpfs(_folder: Path, point: Path, size: int) -> Iterator[str]:
    run("mount", "-t", "tmpfs", "-o", f"size={size}", "faults", str(point))
    yield "tmpfs"


KINDS: dict[str, Callable[[Path, Path, int], contextlib.AbstractContextManager[str]]] = {
    "ext4": _ext4, "exfat": _exfat, "tmpfs": _tmpfs,
}  # fmt: skip


def _formatted(folder: Path, kind: str, size: int, *command: str) -> Path:
    """A new image, copied from one that was formatted once."""
    once = folder / f"formatted-{kind}-{size}.img"
    if not once.exists():
        part = once.with_suffix(".part")
        with part.open("wb") as file:
            file.truncate(size)
        run(*command, str(part))
        part.rename(once)
    image = folder / f"disk-{secrets.token_hex(4)}.img"
    run("cp", "--sparse=always", str(once), str(image))
    return image


def unmount(point: Path) -> None:
    """Take a mount away, if it is there."""
    with contextlib.suppress(NoDisk):
        run("umount", "--lazy", str(point))


@contextlib.contextmanager
def mounted_image(image: Path, point: Path) -> Iterator[Path]:
    """An image of ext4 at `point`, until the end."""
    point.mkdir(parents=True, exist_ok=True)
    run("mount", "-o", "loop", str(image), str(point))
    try:
        yield point
    finally:
        run("umount", str(point))


@contextlib.contextmanager
def small_disk(
    folder: Path, point: Path, kinds: tuple[str, ...] = ("ext4", "tmpfs"), size: int = 16 * MIB
) -> Iterator[Small]:
    """The first of these kinds that this machine can make, mounted at `point`, until the end.

    What `point` holds is copied onto it; images lie in `folder`.
    """
    reasons = []
    with contextlib.ExitStack() as stack:
        had = Path(stack.enter_context(TemporaryDirectory(dir=folder))) / "had"
        stack.callback(_clear, folder)
        shutil.copytree(point, had)
        for kind in kinds:
            try:
                label = stack.enter_context(KINDS[kind](folder, point, size))
            except NoDisk as reason:
                reasons.append(str(reason))
                continue
            stack.callback(unmount, point)
            shutil.rmtree(point / "lost+found", ignore_errors=True)
            shutil.copytree(had, point, dirs_exist_ok=True, copy_function=shutil.copyfile)
            yield Small(point, label, folder)
            return
        raise NoDisk("; ".join(reasons))


def _clear(folder: Path) -> None:
    for image in folder.glob("disk-*.img"):
        image.unlink()


def why_not(folder: Path, *kinds: str) -> str:
    """Why none of these can be made here; empty where one can."""
    if os.name != "posix":
        return "not on this system"
    (folder / "try").mkdir(exist_ok=True)
    try:
        with small_disk(folder, folder / "try", kinds):
            return ""
    except NoDisk as reason:
        return str(reason)
