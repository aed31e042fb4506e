"""Papers and workbooks are whole under their name, or what was there stays."""

import errno
import os
from pathlib import Path

import pytest

from fieldapp.errors import KnownError
from fieldapp.workbook import write_whole


def test_a_saved_file_replaces_the_older_one(tmp_path: Path) -> None:
    path = tmp_path / "recap.pdf"
    path.write_bytes(b"older")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("code", "said"),
    [(errno.ENOSPC, "room"), (errno.EROFS, "protected"), (errno.EIO, "failed"),
     (errno.EACCES, "could not be written")],
)  # fmt: skip
def test_what_fails_is_told_apart_and_leaves_the_older_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    def fail(_handle: int) -> None:
        raise OSError(code, os.strerror(code))

    path = tmp_path / "recap.pdf"
    path.write_bytes(b"older")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(KnownError, match=said):
        write_whole(path, b"new")
    assert path.read_bytes() == b"older"


def test_a_folder_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="could not be written"):
        write_whole(tmp_path / "gone" / "recap.pdf", b"new")
    assert list(tmp_path.iterdir()) == []
