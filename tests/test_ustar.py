"""Archives that others wrote, or that try what tar can do: none is taken."""

import tarfile
from pathlib import Path
from typing import Literal

import pytest

from fieldapp.sync import refusals, ustar
from tests.test_container import EVENTS, HEAD, PHOTOS, content, member, sealed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.bundle"


def made_by_tarfile(kind: Literal[0, 1, 2], **changes: object) -> bytes:
    info = tarfile.TarInfo("media/" + PHOTOS[0][0])
    for name, value in changes.items():
        setattr(info, name, value)
    return info.tobuf(kind)


PHOTO = member("media/" + PHOTOS[0][0], PHOTOS[0][1])
NEXT = member("media/" + PHOTOS[1][0], PHOTOS[1][1])
ODD = {
    "nothing": b"",
    "no end": HEAD + EVENTS,
    "half an end": HEAD + EVENTS + bytes(512),
    "a longer end": HEAD + EVENTS + ustar.END + bytes(512),
    "no events": HEAD + ustar.END,
    "no signature": member("manifest.json", b"{}") + EVENTS + ustar.END,
    "another order": HEAD[1024:] + HEAD[:1024] + EVENTS + ustar.END,
    "events twice": HEAD + EVENTS + EVENTS + ustar.END,
    "a photo twice": HEAD + EVENTS + PHOTO + PHOTO + ustar.END,
    "photos out of order": HEAD + EVENTS + NEXT + PHOTO + ustar.END,
    "a photo of another hash": HEAD + EVENTS + member("media/" + "0" * 64, b"x") + ustar.END,
    "a path": HEAD + EVENTS + member("media/../../etc/passwd", b"x") + ustar.END,
    "an unknown name": HEAD + EVENTS + member("readme.txt", b"x") + ustar.END,
    "a large signature": member("manifest.json", b"") + member("manifest.sig", bytes(2000)),
    "a line without end": HEAD + member("events.jsonl", b"{}") + ustar.END,
    "a long line": HEAD + member("events.jsonl", b"x" * ((1 << 20) + 1) + b"\n") + ustar.END,
    "full padding": HEAD[:-1] + b"x" + EVENTS + ustar.END,
    "full padding of events": HEAD + EVENTS[:-1] + b"x" + ustar.END,
    "a cut member": HEAD + ustar.header("events.jsonl", 1 << 20) + b"{}\n",
    "a link": HEAD + EVENTS + made_by_tarfile(tarfile.USTAR_FORMAT, type=b"2", linkname="x"),
    "a hard link": HEAD + EVENTS + made_by_tarfile(tarfile.USTAR_FORMAT, type=b"1", linkname="x"),
    "a folder": HEAD + EVENTS + made_by_tarfile(tarfile.USTAR_FORMAT, type=b"5"),
    "an owner": HEAD + EVENTS + made_by_tarfile(tarfile.USTAR_FORMAT, uname="root"),
    "a date": HEAD + EVENTS + made_by_tarfile(tarfile.USTAR_FORMAT, mtime=1),
    "GNU": HEAD + EVENTS + made_by_tarfile(tarfile.GNU_FORMAT, name="media/" + "x" * 200),
    "pax": HEAD + EVENTS + made_by_tarfile(tarfile.PAX_FORMAT, mtime=1.5, name="é" * 80),
}  # fmt: skip


@pytest.mark.parametrize("oddity", ODD)
def test_an_archive_written_otherwise_is_refused(file: Path, oddity: str) -> None:
    file.write_bytes(sealed(ODD[oddity]))
    with pytest.raises(refusals.Damaged) as error:
        content(file)
    assert error.value.detail


def test_the_tar_library_reads_our_headers_as_they_are_meant() -> None:
    info = tarfile.TarInfo.frombuf(ustar.header("media/x", 12345), "utf-8", "strict")
    assert (info.name, info.size, info.mode, info.mtime) == ("media/x", 12345, 0o644, 0)
    assert info.isreg()


@pytest.mark.parametrize(("name", "size"), [("", 0), ("x" * 101, 0), ("x", -1), ("x", 8**11)])
def test_what_a_plain_header_cannot_say_is_a_mistake_of_the_program(name: str, size: int) -> None:
    with pytest.raises(ValueError, match=str(size)):
        ustar.header(name, size)
