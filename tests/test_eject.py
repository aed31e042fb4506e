"""A stick is only called safe to remove once the system let it go."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fieldapp.sync import eject_windows
from fieldapp.sync.eject import NotEjected, _environment, eject
from tests.real_stick import MOUNT, UMOUNT, holding_open, needs_mounting, stick

NAME = "KINGSTON"


@pytest.fixture
def no_udisks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A computer whose programs lie in a folder of ours: umount and sync alone."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("umount", "sync"):
        for place in ("/usr/bin", "/bin"):
            if Path(place, name).exists() and not (folder / name).exists():
                (folder / name).symlink_to(Path(place, name))
    monkeypatch.setenv("PATH", str(folder))
    return folder


def udisks(folder: Path, unmount: str, power_off: str = "exit 0") -> Path:
    """A double of udisksctl that notes what it is asked, and answers as told."""
    asked = folder / "asked"
    program = folder / "udisksctl"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {asked}\ncase "$1" in\nunmount) {unmount};;\n'
        f"power-off) {power_off};;\nesac\n"
    )
    program.chmod(0o755)
    return asked


@needs_mounting
@pytest.mark.usefixtures("no_udisks")
def test_a_stick_that_nobody_uses_is_let_go_with_all_that_was_written(
    tmp_path: Path,
) -> None:
    with stick(tmp_path) as point:
        (point / "a.bundle").write_bytes(b"x" * 300_000)
        eject(point, NAME)
        assert not os.path.ismount(point)
        image = tmp_path / "stick.img"
        subprocess.run([MOUNT, "-o", "loop,ro", image, point], check=True)
        assert (point / "a.bundle").read_bytes() == b"x" * 300_000
        subprocess.run([UMOUNT, point], check=True)


@needs_mounting
@pytest.mark.usefixtures("no_udisks")
def test_a_stick_in_use_is_not_let_go_and_the_program_is_named(
    tmp_path: Path,
) -> None:
    with stick(tmp_path) as point:
        (point / "a.bundle").write_bytes(b"x")
        with holding_open(point / "a.bundle"), pytest.raises(NotEjected) as refused:
            eject(point, NAME)
        assert "still in use (python" in refused.value.what
        assert refused.value.todo.startswith("Do not pull it yet.")
        assert os.path.ismount(point)
        eject(point, NAME)
        assert not os.path.ismount(point)


@needs_mounting
@pytest.mark.usefixtures("no_udisks")
def test_all_that_is_mounted_from_a_stick_is_let_go(tmp_path: Path) -> None:
    with stick(tmp_path) as point:
        again = tmp_path / "again"
        again.mkdir()
        (point / "inner").mkdir()
        subprocess.run([MOUNT, "--bind", point / "inner", again], check=True)
        (again / "x").write_text("x")
        with holding_open(again / "x"), pytest.raises(NotEjected):
            eject(point, NAME)
        eject(point, NAME)
        assert not os.path.ismount(again)
        assert not os.path.ismount(point)


@needs_mounting
def test_udisks_is_asked_first_and_the_stick_is_switched_off(
    tmp_path: Path, no_udisks: Path
) -> None:
    with stick(tmp_path) as point:
        device = source_of(point)
        asked = udisks(no_udisks, f"exec {no_udisks}/umount {point}")
        eject(point, NAME)
        assert not os.path.ismount(point)
    assert asked.read_text().splitlines() == [
        f"unmount -b {device} --no-user-interaction",
        f"power-off -b {device} --no-user-interaction",
    ]


@needs_mounting
def test_where_udisks_does_not_run_the_stick_is_let_go_without_it(
    tmp_path: Path, no_udisks: Path
) -> None:
    with stick(tmp_path) as point:
        udisks(no_udisks, 'echo "Error connecting to the udisks daemon" >&2; exit 1')
        eject(point, NAME)
        assert not os.path.ismount(point)


@needs_mounting
def test_a_system_that_forbids_it_is_told_and_nothing_is_called_safe(
    tmp_path: Path, no_udisks: Path
) -> None:
    forbids = (
        'echo "GDBus.Error:org.freedesktop.UDisks2.Error.NotAuthorizedCanObtain: Not authorized" '
        ">&2; exit 1"
    )
    with stick(tmp_path) as point:
        udisks(no_udisks, forbids)
        with pytest.raises(NotEjected) as refused:
            eject(point, NAME)
        assert "does not let the program do it" in refused.value.what
        assert "What was written is on it." in refused.value.todo
        assert os.path.ismount(point)


@needs_mounting
def test_a_system_that_only_says_it_unmounted_is_not_believed(
    tmp_path: Path, no_udisks: Path
) -> None:
    with stick(tmp_path) as point:
        udisks(no_udisks, "exit 0")
        with pytest.raises(NotEjected) as refused:
            eject(point, NAME)
        assert "a program still uses it" in refused.value.what


@needs_mounting
def test_a_stick_that_is_held_out_of_sight_is_not_called_safe(
    tmp_path: Path, no_udisks: Path
) -> None:
    """A lazy unmount takes it off the list while a file of it is still open."""
    with stick(tmp_path) as point:
        (point / "a.bundle").write_bytes(b"x")
        udisks(no_udisks, f"exec {no_udisks}/umount -l {point}")
        with holding_open(point / "a.bundle"), pytest.raises(NotEjected):
            eject(point, NAME)


@needs_mounting
def test_a_stick_that_is_still_being_written_is_told_and_left_alone(
    tmp_path: Path, no_udisks: Path
) -> None:
    with stick(tmp_path) as point:
        gate = tmp_path / "gate"
        os.mkfifo(gate)
        (no_udisks / "sync").unlink()
        (no_udisks / "sync").write_text(f"#!/bin/sh\nread line < {gate}\n")
        (no_udisks / "sync").chmod(0o755)
        before = threading.active_count()
        for _time in range(3):
            with pytest.raises(NotEjected) as refused:
                eject(point, NAME, patience=0.05)
            assert refused.value.what == "KINGSTON is still being written."
        assert threading.active_count() == before + 1
        assert os.path.ismount(point)
        (no_udisks / "sync").unlink()  # the one that runs goes on; another would not wait
        gate.write_text("done\n")
        eject(point, NAME)
        assert not os.path.ismount(point)


def source_of(point: Path) -> str:
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    return next(line for line in lines if f" {point} " in line).split(" - ")[1].split(" ")[1]


def test_a_folder_that_is_no_drive_is_not_called_ejected(tmp_path: Path) -> None:
    with pytest.raises(NotEjected) as refused:
        eject(tmp_path, NAME)
    assert "not there any more" in refused.value.what


class Volume:
    """A double of a Windows volume: `wrong` says what fails, and how often."""

    def __init__(self, **wrong: int) -> None:
        self.wrong = wrong
        self.told: list[str] = []

    def _say(self, name: str) -> int:
        self.told.append(name)
        left = self.wrong.get(name, 0)
        self.wrong[name] = max(0, left - 1)
        return 5 if left else 0

    def flush(self) -> int:
        return self._say("flush")

    def control(self, code: int, data: bytes = b"") -> int:  # noqa: ARG002
        return self._say(
            {
                eject_windows.LOCK: "lock",
                eject_windows.DISMOUNT: "dismount",
                eject_windows.REMOVAL: "removal",
                eject_windows.EJECT: "eject",
            }[code]
        )

    def close(self) -> None:
        self._say("close")


def on_windows(volume: "Volume | int", *, there: bool = False) -> str:
    return eject_windows.eject(Path("E:"), lambda _path: volume, lambda _path: there, pause=0)


def test_windows_locks_dismounts_and_ejects_in_this_order() -> None:
    volume = Volume(lock=2, removal=1)
    assert on_windows(volume) == "gone"
    assert volume.told == [
        "flush", "lock", "lock", "lock", "dismount", "removal", "eject", "close",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("volume", "there", "said"),
    [
        (Volume(lock=99), False, "busy"),
        (Volume(dismount=1), False, "failed"),
        (Volume(eject=1), False, "failed"),
        (Volume(), True, "failed"),
        (5, False, "denied"),
        (2, False, "failed"),
    ],
)
def test_windows_never_calls_a_stick_gone_that_is_not(
    volume: "Volume | int", there: bool, said: str
) -> None:
    assert on_windows(volume, there=there) == said
    if isinstance(volume, Volume):
        assert volume.told[-1] == "close"


@pytest.mark.parametrize("former", ["/usr/local/lib", None])
def test_a_built_program_gives_the_systems_programs_their_own_libraries(
    monkeypatch: pytest.MonkeyPatch, former: str | None
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/home/petugas/fieldapp/_internal")
    if former:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", former)
    else:
        monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    said = subprocess.run(["env"], capture_output=True, text=True, check=True, env=_environment())
    found = [line for line in said.stdout.splitlines() if line.startswith("LD_LIBRARY_PATH")]
    assert found == ([f"LD_LIBRARY_PATH={former}"] if former else [])
