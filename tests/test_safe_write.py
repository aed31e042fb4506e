"""Writing to a stick: "saved" is said only when it is true."""

import errno
import os
import shutil
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import BinaryIO

import pytest

from fieldapp.errors import KnownError
from fieldapp.store.parts import sweep
from fieldapp.sync import safe_write
from fieldapp.sync.past_cache import read_past_cache
from fieldapp.sync.safe_write import AlreadyThere, Machine, NotSaved, refusal, write_safely

DATA = b"0123456789" * 300_000


def fill(file: BinaryIO) -> None:
    for start in range(0, len(DATA), 70_001):
        file.write(DATA[start : start + 70_001])


class Failing(Machine):
    """A machine on which one step fails, given by name, with an error's number."""

    def __init__(self, step: str, code: int) -> None:
        self.step, self.code = step, code
        self.done: list[str] = []

    def _reach(self, step: str) -> None:
        self.done.append(step)
        if step == self.step:
            raise OSError(self.code, os.strerror(self.code))

    def create(self, path: Path) -> BinaryIO:
        self._reach("create")
        return super().create(path)

    def sync(self, file: BinaryIO) -> None:
        self._reach("sync")
        super().sync(file)

    def read_back(self, path: Path) -> Generator[bytes, None, None]:
        self._reach("read_back")
        return super().read_back(path)

    def publish(self, part: Path, target: Path) -> None:
        self._reach("publish")
        super().publish(part, target)

    def sync_folder(self, folder: Path) -> None:
        self._reach("sync_folder")
        super().sync_folder(folder)


class Limited(Machine):
    """A stick with room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def free(self, _folder: Path) -> int:
        return self.room

    def create(self, path: Path) -> BinaryIO:
        return Small(path, self.room)  # type: ignore[return-value]


class Small:
    """A file on a stick that fills up, and that takes little at a time."""

    def __init__(self, path: Path, room: int) -> None:
        self.file = path.open("xb", buffering=0)
        self.room = room

    def __enter__(self) -> "Small":
        return self

    def __exit__(self, *_reason: object) -> None:
        self.file.close()

    def fileno(self) -> int:
        return self.file.fileno()

    def write(self, data: memoryview) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        done = self.file.write(data[: min(self.room, 4096)])
        self.room -= done
        return done


class Lying(Machine):
    """A stick that gives back something else than it was given."""

    def __init__(self, change: Callable[[bytes], bytes]) -> None:
        self.change = change

    def read_back(self, path: Path) -> Generator[bytes, None, None]:
        yield self.change(path.read_bytes())


def test_a_written_file_is_there_whole_and_alone(tmp_path: Path) -> None:
    path = write_safely(tmp_path, "a.bundle", fill)
    assert path == tmp_path / "a.bundle"
    assert path.read_bytes() == DATA
    assert list(tmp_path.iterdir()) == [path]


def test_the_steps_come_in_the_order_that_makes_saved_true(tmp_path: Path) -> None:
    machine = Failing("none", 0)
    write_safely(tmp_path, "a.bundle", fill, machine=machine)
    assert machine.done == ["create", "sync", "read_back", "publish", "sync_folder"]


def test_an_empty_file_can_be_written(tmp_path: Path) -> None:
    assert write_safely(tmp_path, "a", lambda _file: None).read_bytes() == b""


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.bundle").write_text("first")
    with pytest.raises(AlreadyThere):
        write_safely(tmp_path, "a.bundle", fill)
    assert (tmp_path / "a.bundle").read_text() == "first"


@pytest.mark.parametrize("links", [True, False])
def test_not_even_one_that_came_meanwhile(
    tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:
        forbid_links(monkeypatch)

    def fill_late(file: BinaryIO) -> None:
        fill(file)
        (tmp_path / "a.bundle").write_text("first")

    with pytest.raises(AlreadyThere):
        write_safely(tmp_path, "a.bundle", fill_late)
    assert (tmp_path / "a.bundle").read_text() == "first"
    assert len(list(tmp_path.iterdir())) == 1


def forbid_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on FAT."""

    def link(*_arguments: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", link)


def test_a_stick_without_hard_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_links(monkeypatch)
    assert write_safely(tmp_path, "a.bundle", fill).read_bytes() == DATA
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("step", ["create", "sync", "read_back", "publish", "sync_folder"])
@pytest.mark.parametrize(
    "code",
    [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.ENOENT, errno.EIO, errno.ENODEV, errno.EFBIG],
)
def test_whatever_step_fails_nothing_is_left_and_it_is_said(
    tmp_path: Path, step: str, code: int
) -> None:
    with pytest.raises(NotSaved) as error:
        write_safely(tmp_path, "a.bundle", fill, machine=Failing(step, code))
    assert list(tmp_path.iterdir()) == []
    assert error.value.what
    assert error.value.todo


def test_each_kind_of_failure_is_told_apart() -> None:
    codes = [errno.ENOSPC, errno.EROFS, errno.ENOENT, errno.EIO, errno.EFBIG]
    assert len({refusal(OSError(code, "")).what for code in codes}) == len(codes)
    assert refusal(OSError(errno.ENODEV, "")).what == refusal(OSError(errno.ENOENT, "")).what


def test_a_full_stick_names_the_room_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NotSaved) as error:
        write_safely(tmp_path, "a.bundle", fill, machine=Limited(500_000))
    assert "3 MB" in error.value.todo  # 3,000,000 bytes wanted, 500,000 free
    assert list(tmp_path.iterdir()) == []


def test_a_stick_that_takes_little_at_a_time_gets_everything(tmp_path: Path) -> None:
    path = write_safely(tmp_path, "a.bundle", fill, machine=Limited(len(DATA)))
    assert path.read_bytes() == DATA


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:1000] + b"\0" + data[1001:],
        lambda _data: b"",
    ],
)
def test_a_stick_that_lies_is_never_called_saved(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(NotSaved):
        write_safely(tmp_path, "a.bundle", fill, machine=Lying(change))
    assert list(tmp_path.iterdir()) == []


def test_what_the_writer_itself_raises_goes_through(tmp_path: Path) -> None:
    def fail(file: BinaryIO) -> None:
        file.write(b"some")
        raise FileNotFoundError(errno.ENOENT, "the program's own file")

    with pytest.raises(FileNotFoundError, match="own file"):
        write_safely(tmp_path, "a.bundle", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_stick_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotSaved):
        write_safely(tmp_path / "gone", "a.bundle", fill)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_a_truly_full_device_is_noticed(tmp_path: Path) -> None:
    class OnFull(Machine):
        def create(self, path: Path) -> BinaryIO:
            path.symlink_to("/dev/full")
            return path.open("wb", buffering=0)

    with pytest.raises(NotSaved) as error:
        write_safely(tmp_path, "a.bundle", fill, machine=OnFull())
    assert error.value.what == refusal(OSError(errno.ENOSPC, "")).what
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_a_crash_are_swept_and_other_files_stay(tmp_path: Path) -> None:
    for name in ("a.bundle", "a.part", "film.mp4.part", "x.0123456.part"):
        (tmp_path / name).write_text("theirs")
    ours = tmp_path / "a.bundle.0123abcd.part"
    ours.write_text("half")
    assert sweep(tmp_path) == [ours]
    assert len(list(tmp_path.iterdir())) == 4
    assert sweep(tmp_path / "gone") == []


def test_the_next_write_takes_away_what_a_crash_left(tmp_path: Path) -> None:
    (tmp_path / "a.bundle.0123abcd.part").write_text("half")
    write_safely(tmp_path, "b.bundle", fill)
    assert [path.name for path in tmp_path.iterdir()] == ["b.bundle"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files by itself")
def test_a_part_that_is_being_written_is_not_swept(tmp_path: Path) -> None:
    def fill_and_sweep(file: BinaryIO) -> None:
        fill(file)
        assert sweep(tmp_path) == []

    assert write_safely(tmp_path, "a.bundle", fill_and_sweep).read_bytes() == DATA


@pytest.mark.parametrize("size", [0, 1, 511, 512, 4096, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_reading_past_the_cache_gives_the_same_bytes(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    path = tmp_path / "file"
    path.write_bytes(data)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    assert b"".join(read_past_cache(path)) == data


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a file system in memory")  # noqa: S108
def test_a_file_system_without_direct_reading_will_do() -> None:
    folder = Path("/dev/shm") / f"fieldapp-{os.getpid()}"  # noqa: S108
    folder.mkdir()
    try:
        assert write_safely(folder, "a.bundle", fill).read_bytes() == DATA
    finally:
        shutil.rmtree(folder)


def test_refusals_are_errors_that_users_can_mend() -> None:
    assert issubclass(safe_write.AlreadyThere, KnownError)
