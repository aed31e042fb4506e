"""A disk that is full, protected or failing: said in plain words, and nothing half is in force."""

import errno
import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from fieldapp import queue
from fieldapp.errors import KnownError
from fieldapp.store import disk_trouble, durable, keyfile, trust
from fieldapp.store.connect import connect
from fieldapp.store.session import init, is_home, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import enrol
from tests.workplace import CHEAP, PASSPHRASE, device, ids, reopened, visit_with

NEW = "kata sandi yang baru"


class Usage(NamedTuple):
    """What the system says of a disk."""

    total: int
    used: int
    free: int


def leave(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    """A disk with so much room."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1 << 30, 0, free))


def fail_flushing_folders(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """A disk that does not keep names."""

    def fail(_folder: Path) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(durable, "sync_folder", fail)


@pytest.mark.parametrize(
    ("code", "said"),
    [(errno.ENOSPC, "full"), (errno.EROFS, "protected"), (errno.EACCES, "protected"),
     (errno.EIO, "error")],
)  # fmt: skip
def test_each_trouble_of_a_disk_is_told_apart(code: int, said: str) -> None:
    error = disk_trouble.of_file(OSError(code, os.strerror(code)))
    assert said in error.what
    assert error.todo


def test_no_write_begins_on_a_disk_that_is_nearly_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = device(tmp_path / "a", "Laptop A")
    visit = visit_with(session, 5)
    person = ids(session, visit)[0]
    with monkeypatch.context() as full:
        leave(full, disk_trouble.LEAST - 1)
        with pytest.raises(KnownError, match="full"):
            queue.check_in(session, visit, person)
    assert queue.check_in(session, visit, person).visitor.number == "A-001"
    session.close()
    leave(monkeypatch, 0)
    with pytest.raises(KnownError, match="full"):
        open_home(session.home, session.actor, PASSPHRASE)


def test_a_database_that_cannot_even_be_made_is_the_disks_trouble(tmp_path: Path) -> None:
    (tmp_path / "fieldapp.db").mkdir()
    with pytest.raises(KnownError, match="error"):
        connect(tmp_path / "fieldapp.db", bytes(32))


def test_a_passphrase_that_could_not_be_kept_is_not_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = device(tmp_path / "a", "Laptop A")
    with monkeypatch.context() as bad:
        fail_flushing_folders(bad, errno.EIO)
        with pytest.raises(KnownError, match="error"):
            keyfile.change_passphrase(session.home, session.actor, PASSPHRASE, NEW, cost=CHEAP)
    assert keyfile.unlock(session.home, session.actor, PASSPHRASE) == session.key
    with pytest.raises(KnownError, match="passphrase"):
        keyfile.unlock(session.home, session.actor, NEW)
    session.close()


def test_keys_that_a_crash_left_beside_go_with_the_next_change(tmp_path: Path) -> None:
    session = device(tmp_path / "a", "Laptop A")
    left = session.home / "keys.json.0123abcd.part"
    left.write_text("an older wrap")
    keyfile.change_passphrase(session.home, session.actor, PASSPHRASE, NEW, cost=CHEAP)
    assert not left.exists()
    session.close()


def test_a_first_start_that_was_cut_off_is_simply_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "a"
    with monkeypatch.context() as bad:
        fail_flushing_folders(bad, errno.EIO)
        with pytest.raises(KnownError, match="error"):
            init(home, role="field", name="A", operator="Sari", passphrase=PASSPHRASE, cost=CHEAP)
    assert not is_home(home)
    session = reopened(device(home, "Laptop A"))
    assert verify(session).problems == []
    session.close()


def test_an_office_is_never_known_without_being_able_to_recover(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, laptop = device(tmp_path / "o", "Kantor", "office"), device(tmp_path / "a", "Laptop A")
    leave(monkeypatch, 0)
    with pytest.raises(KnownError, match="full"):
        enrol.enrol(laptop, enrol.own_card(office))
    assert trust.office_of(laptop.db, laptop.device_id) is None
    monkeypatch.undo()
    enrol.enrol(laptop, enrol.own_card(office))
    assert keyfile.recover(laptop.home, office.device.keys.seal_identity) == laptop.key
    office.close()
    laptop.close()
