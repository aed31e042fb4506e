"""Long data set aside: given back whole, and never readable on the disk."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.errors import KnownError
from fieldapp.sync.spool import Spool


@contextlib.contextmanager
def large_spool(folder: Path) -> Iterator[tuple[Spool, bytes]]:
    data = b"".join(b"person %09d\n" % n for n in range(60_000))
    with Spool(compress=False, memory=1000, folder=folder) as spool:
        spool.write(data)
        yield spool, data


def test_a_spool_gives_back_what_it_took_more_than_once(tmp_path: Path) -> None:
    with large_spool(tmp_path) as (spool, data):
        for _ in range(2):
            with spool.reader() as reader:
                assert reader.read() == data
        with pytest.raises(ValueError, match="before"):
            spool.write(b"late")


@pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux' open files")
def test_the_disk_never_sees_what_a_spool_holds(tmp_path: Path) -> None:
    with large_spool(tmp_path) as (spool, data):
        with spool.reader() as reader:
            assert reader.read(1) == data[:1]
        held = [link for link in Path("/proc/self/fd").iterdir() if is_in(link, tmp_path)]
        assert len(held) == 1
        seen = held[0].read_bytes()
        assert len(seen) > 500_000
        assert b"person" not in seen
    assert list(tmp_path.iterdir()) == []


def is_in(link: Path, folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return str(link.readlink()).startswith(str(folder))
    return False


def test_a_spool_without_room_says_so(tmp_path: Path) -> None:
    with (
        Spool(memory=10, folder=tmp_path / "gone", compress=False) as spool,
        pytest.raises(KnownError),
    ):
        spool.write(os.urandom(200_000))
