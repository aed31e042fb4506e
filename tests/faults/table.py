"""Every fault that is tried. To add one, write a function and name it here."""

from collections.abc import Callable
from functools import partial

from tests.faults import errors, ext4, kills, sticks
from tests.faults.fault import Fault
from tests.faults.lab import Lab
from tests.faults.scenes import (
    ENROLMENT,
    EXPORT,
    FIRST_START,
    HALL,
    IMPORT,
    MERGE,
    MIGRATION,
    PASSPHRASE,
    SCENES,
    VERIFY,
    Scene,
)
from tests.faults.windows import WINDOW

Once = Callable[[Scene, Lab, int], bool]

# how much of the times asked for; with 3,000 about as many as the work has steps
_KILLS = {
    HALL.name: 0.16, IMPORT.name: 0.14, EXPORT.name: 0.16, MERGE.name: 0.14, MIGRATION.name: 0.14,
    PASSPHRASE.name: 0.14, FIRST_START.name: 0.06, ENROLMENT.name: 0.05, WINDOW.name: 0.01,
}  # fmt: skip
_STEPS = {
    HALL.name: 0.32, IMPORT.name: 0.25, EXPORT.name: 0.09, MERGE.name: 0.1, MIGRATION.name: 0.04,
    PASSPHRASE.name: 0.02, FIRST_START.name: 0.06, ENROLMENT.name: 0.02,
}  # fmt: skip


def _no_failing_disk(lab: Lab) -> str:
    return lab.no_failing_disk


def _no_small_disk(lab: Lab) -> str:
    return lab.no_small_disk("ext4", "tmpfs")


def _no_ext4(lab: Lab) -> str:
    return lab.no_failing_disk or lab.no_small_disk("ext4")


def _no_exfat(lab: Lab) -> str:
    return lab.no_small_disk("exfat")


def _each(
    name: str,
    how: str,
    once: Once,
    missing: Callable[[Lab], str],
    shares: dict[str, float] | float,
    scenes: tuple[Scene, ...] = SCENES,
) -> list[Fault]:
    """One fault during each of these works."""
    return [
        Fault(
            name, scene.name, how, scene.holds, partial(once, scene),
            shares if isinstance(shares, float) else shares[scene.name], missing,
        )
        for scene in scenes
    ]  # fmt: skip


def _part(scene: Scene) -> str:
    """Which part of the work lies on the small disk."""
    return {FIRST_START.name: ".", MERGE.name: "office"}.get(scene.name, "a")


def _full(scene: Scene, lab: Lab, seed: int) -> bool:
    return errors.full_disk(scene, lab, seed, _part(scene))


def _protected(scene: Scene, lab: Lab, seed: int) -> bool:
    return errors.protected(scene, lab, seed, _part(scene))


def _stick(
    name: str,
    how: str,
    once: Callable[[Lab, int], bool],
    share: float,
    missing: Callable[[Lab], str] = _no_failing_disk,
) -> Fault:
    return Fault(name, EXPORT.name, how, EXPORT.holds, once, share, missing)


FAULTS: tuple[Fault, ...] = (
    *_each(
        "killed at a random moment",
        "SIGKILL after a random part of the time that the work takes, on this machine's disk",
        kills.killed_at_random, lambda _lab: "", _KILLS, (*SCENES, WINDOW),
    ),
    *_each(
        "killed before each step on the disk",
        "a file system in user space counts writes, flushes, new names, renames and removals, and "
        "kills the program before one of them",
        kills.killed_at_step, _no_failing_disk, _STEPS,
    ),
    *_each(
        "power cut",
        "the same file system keeps what was flushed, and any part of what was not: sectors in any "
        "order, names in the order of time",
        kills.power_cut, _no_failing_disk, 0.05,
    ),
    *_each(
        "power cut under ext4",
        "ext4 on a loop device on that file system; at one write or flush of the device its image "
        "is set aside, mounted, and its journal replayed",
        ext4.power_cut_on_ext4, _no_ext4, 0.01, (HALL, IMPORT, EXPORT, PASSPHRASE, FIRST_START),
    ),
    *_each(
        "EIO at one step", "one write, flush, new name, rename or removal fails with EIO, "
        "below SQLite as below our own files; what was refused is repeated",
        errors.failing_step, _no_failing_disk, 0.04,
    ),
    *_each(
        "EIO at a flush, then a power cut", "fsync fails, and what it should have kept is dropped, "
        "as Linux does; the work is repeated and ended, then the power fails",
        errors.failing_flush, _no_failing_disk, 0.02,
    ),
    *_each(
        "EIO at a read", "one read from the disk fails",
        errors.failing_read, _no_failing_disk, 0.01,
    ),
    *_each(
        "short write", "one write takes half of what it was given",
        errors.short_write, _no_failing_disk, 0.02,
    ),
    *_each(
        "disk full from one step on", "from one write or new name on: ENOSPC, until room is made",
        errors.full_at_step, _no_failing_disk, 0.03,
    ),
    *_each(
        "disk full", "a small ext4 in a file (else tmpfs) with the data of the device, full before "
        "the work or filled in the middle of it, until room is made",
        _full, _no_small_disk, 0.008, (*SCENES, VERIFY, WINDOW),
    ),
    *_each(
        "disk write-protected", "the same disk mounted read-only, until it is not",
        _protected, _no_small_disk, 0.001, (*SCENES, WINDOW),
    ),
    _stick(
        "stick full", "a small ext4 in a file as the stick, as above",
        lambda lab, seed: errors.full_disk(EXPORT, lab, seed, "stick"), 0.02, _no_small_disk,
    ),
    Fault(
        "stick full", "saving a recap", "as above", "the older file stays, nothing half is left",
        sticks.paper_on_full_stick, 0.01, _no_small_disk,
    ),
    _stick(
        "stick write-protected", "the stick mounted read-only, until it is not",
        lambda lab, seed: errors.protected(EXPORT, lab, seed, "stick"), 0.002, _no_small_disk,
    ),
    _stick(
        "stick pulled", "from one step on everything gives ENODEV; then the stick is mounted again "
        "with what had reached it",
        partial(errors.pulled, EXPORT), 0.05,
    ),
    _stick(
        "stick that lies", "reads give back one bit other than it was written, without an error",
        sticks.lying, 0.02,
    ),
    _stick(
        "stick with files of the same name", "other content under the next one to four names",
        sticks.same_name, 0.01, lambda _lab: "",
    ),
    _stick(
        "stick with FAT's rules", 'no hard links, no ":?*<>|\\"" in names, capitals and small '
        "letters alike; a device whose name holds all of them gives its card",
        sticks.fat_rules, 0.01,
    ),
    _stick(
        "stick with exFAT", "a real exFAT by exfat-fuse",
        sticks.real_fat, 0.01, _no_exfat,
    ),
    _stick(
        "file too large for the stick", "EFBIG, as FAT gives it at 4 GB, here at 1 to 2 KB",
        sticks.too_large, 0.01,
    ),
)  # fmt: skip
