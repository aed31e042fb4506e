"""Backups are of one moment, whole and encrypted; restoring gives all of it, or nothing."""

import contextlib
import errno
import hashlib
import io
import os
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from fieldapp import people, queue
from fieldapp.errors import Cancelled, KnownError
from fieldapp.store import journal, keyfile, queries, tables
from fieldapp.store.session import Session, is_home, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import backup, restore, ustar
from fieldapp.sync.safe_write import NotSaved
from tests import workplace as w
from tests.test_commands import Desk
from tests.test_safe_write import Failing, Limited


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path) as made:
        yield made


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


def restored(file: Path, home: Path, operator: str) -> Session:
    restore.restore(file, home, operator, w.PASSPHRASE)
    return open_home(home, operator, w.PASSPHRASE)


# --- the way there and back


@pytest.mark.parametrize("role", ["office", "laptop"])
def test_a_backup_brings_everything_back_in_a_new_folder(
    team: w.Team, disk: Path, tmp_path: Path, role: str
) -> None:
    visit = team.visit(8)
    session = team.office if role == "office" else team.laptops[0]
    people.note(session, visit, w.ids(session, visit)[0], "penting")
    made = backup.back_up(session, disk)
    back = restored(Path(made.file), tmp_path / "new" / "home", session.actor)
    assert tables.dump(back.db) == tables.dump(session.db)
    assert (back.device.name, back.device.role) == (session.device.name, session.device.role)
    assert verify(back).problems == []
    assert sorted(p.name for p in back.home.iterdir() if p.name.endswith("part")) == []
    back.close()


def test_a_backup_is_of_one_moment_while_the_program_goes_on(team: w.Team, disk: Path) -> None:
    visit = team.visit(30)
    a = team.laptops[0]
    for person in w.ids(a, visit)[:3]:
        people.note(a, visit, person, os.urandom(200).hex())
    ids, before = w.ids(a, visit), tables.dump(a.db)
    mine = a.again()

    def work(_done: int, _total: int) -> None:
        if ids:
            queue.check_in(a, visit, ids.pop())

    made = backup.back_up(mine, disk, work)
    mine.close()
    assert len(ids) < 30
    back = restored(Path(made.file), disk / "new", a.actor)
    assert tables.dump(back.db) == before
    assert backup.records_since(a, made) == 30 - len(ids)
    back.close()


def test_nothing_in_a_backup_can_be_read(team: w.Team, disk: Path) -> None:
    visit = team.visit(10)
    a = team.laptops[0]
    people.walk_in(a, visit, {"name": "Putri Ayu", "birth_date": "2007-05-05"})
    data = Path(backup.back_up(a, disk).file).read_bytes()
    for secret in (b"Putri", b"Lestari", b"357601", b"SMAN", visit.encode(), b"SQLite format"):
        assert secret not in data
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        assert archive.getnames() == ["manifest.json", "keys.json", "fieldapp.db"]


def test_nothing_is_left_beside_the_data_after_a_backup(team: w.Team, disk: Path) -> None:
    a = team.laptops[0]
    before = {path.name for path in a.home.iterdir()} | {backup.LOCK}
    (a.home / "backup.0badcafe.part").write_bytes(b"of one that was killed")
    made = backup.back_up(a, disk)
    assert {path.name for path in a.home.iterdir()} <= before
    assert list(disk.iterdir()) == [Path(made.file)]
    assert backup.last(a) == made


def test_only_a_coordinator_makes_backups(team: w.Team, disk: Path) -> None:
    a = team.laptops[0]
    keyfile.add_operator(a.home, a.key, "Wulan", w.PASSPHRASE, "operator", cost=w.CHEAP)
    wulan = open_home(a.home, "Wulan", w.PASSPHRASE)
    with pytest.raises(KnownError, match="coordinator"):
        backup.back_up(wulan, disk)
    wulan.close()
    made = backup.back_up(a, disk)
    back = restored(Path(made.file), disk / "new", "Wulan")  # whoever can log in can restore
    back.close()


def test_stopping_leaves_nothing_on_either_disk(team: w.Team, disk: Path) -> None:
    a = team.laptops[0]
    team.visit(200)
    total = 0

    def stop(done: int, of: int) -> None:
        nonlocal total
        total = of
        if done > of // 2:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        backup.back_up(a, disk, stop)
    assert total
    assert list(disk.iterdir()) == []
    assert not list(a.home.glob("*.part"))
    assert backup.last(a) is None


@pytest.mark.parametrize(
    ("step", "code", "reason"),
    [
        ("create", errno.EROFS, "locked"),
        ("sync", errno.EIO, "failed"),
        ("sync", errno.ENOSPC, "full"),
        ("read_back", errno.ENODEV, "gone"),
    ],
)
def test_a_stick_that_fails_gives_no_backup_and_says_why(
    team: w.Team, disk: Path, step: str, code: int, reason: str
) -> None:
    with pytest.raises(NotSaved) as caught:
        backup.back_up(team.laptops[0], disk, machine=Failing(step, code))
    assert caught.value.reason == reason
    assert list(disk.iterdir()) == []
    assert verify(team.laptops[0]).problems == []


def test_a_full_stick_says_how_much_room_is_missing(team: w.Team, disk: Path) -> None:
    with pytest.raises(NotSaved, match="1 MB"):
        backup.back_up(team.laptops[0], disk, machine=Limited(5000))
    assert list(disk.iterdir()) == []


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 3 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def filled(folder: Path) -> Path:
    """A file that takes all the room there is."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    return path


def test_a_laptop_whose_own_disk_is_full_keeps_its_data_and_says_what_to_free(
    small: Path, disk: Path
) -> None:
    session = w.device(small / "home", "Laptop A")
    visit = w.visit_with(session, 40)
    before = tables.dump(session.db)
    filler = filled(small)
    with pytest.raises(KnownError, match="no room") as caught:
        backup.back_up(session, disk)
    assert caught.value.todo
    assert list(disk.iterdir()) == []
    assert not list(session.home.glob("*.part"))
    assert tables.dump(session.db) == before
    filler.unlink()
    queue.check_in(session, visit, w.ids(session, visit)[0])
    assert verify(session).problems == []
    session.close()


def test_restoring_onto_a_full_disk_leaves_nothing_there_and_says_what_to_free(
    small: Path, disk: Path, tmp_path: Path
) -> None:
    session = w.device(tmp_path / "a", "Laptop A")
    made = backup.back_up(session, disk)
    filler = filled(small)
    with pytest.raises(KnownError, match="no room") as caught:
        restore.restore(Path(made.file), small, session.actor, w.PASSPHRASE)
    assert caught.value.todo
    assert list(small.iterdir()) == [filler]
    filler.unlink()
    restored(Path(made.file), small, session.actor).close()
    session.close()


# --- what is refused


def test_nothing_is_restored_over_data_that_are_there(team: w.Team, disk: Path) -> None:
    a, b = team.laptops
    made = backup.back_up(a, disk)
    before = {path.name: path.read_bytes() for path in b.home.iterdir()}
    with pytest.raises(KnownError, match="already"):
        restore.restore(Path(made.file), b.home, a.actor, w.PASSPHRASE)
    assert {path.name: path.read_bytes() for path in b.home.iterdir()} == before


def test_a_wrong_passphrase_restores_nothing(team: w.Team, disk: Path) -> None:
    made = backup.back_up(team.laptops[0], disk)
    with pytest.raises(KnownError, match="passphrase"):
        restore.restore(Path(made.file), disk / "new", team.laptops[0].actor, "bukan yang ini")
    assert list((disk / "new").iterdir()) == []
    with pytest.raises(KnownError, match="name"):
        restore.restore(Path(made.file), disk / "new", "Orang lain", w.PASSPHRASE)


Change = Callable[[bytes], bytes]


def _header(name: str, data: bytes) -> bytes:
    return ustar.header(name, len(data)) + data + ustar.padding(len(data))


def _member(name: str, data: bytes, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    """A member as tar may write it, and this program never does."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname, info.size = kind, link, len(data)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()[: -20 * 512 or None].rstrip(b"\0") + bytes(512)


def _parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    """manifest.json, keys.json, fieldapp.db."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        found = [archive.extractfile(name) for name in archive.getnames()]
        one, two, three = (file.read() for file in found if file)
        return one, two, three


def _told(data: bytes, **changes: object) -> bytes:
    """The backup with another manifest."""
    manifest, keys, database = _parts(data)
    told = {**msgspec.json.decode(manifest), **changes}
    return (
        _header("manifest.json", msgspec.json.encode(told)) + _header("keys.json", keys)
        + _header("fieldapp.db", database) + ustar.END
    )  # fmt: skip


def _other_database(data: bytes) -> bytes:
    """A database whose page was changed, told of rightly."""
    manifest, keys, database = _parts(data)
    changed = bytearray(database)
    changed[len(changed) // 2] ^= 1
    told = msgspec.json.decode(manifest)
    told["members"][1]["sha256"] = hashlib.sha256(changed).hexdigest()
    return (
        _header("manifest.json", msgspec.json.encode(told)) + _header("keys.json", keys)
        + _header("fieldapp.db", bytes(changed)) + ustar.END
    )  # fmt: skip


HOSTILE: dict[str, Change] = {
    "cut in the middle": lambda d: d[: len(d) // 2],
    "cut at the end": lambda d: d[:-700],
    "a bit of the manifest": lambda d: d[:600] + bytes([d[600] ^ 1]) + d[601:],
    "a bit of the database": lambda d: d[:-9000] + bytes([d[-9000] ^ 1]) + d[-8999:],
    "something behind": lambda d: d + b"x",
    "empty": lambda _d: b"",
    "a picture": lambda _d: b"\x89PNG\r\n\x1a\n" + bytes(5000),
    "a path out of the folder": lambda d: d.replace(b"keys.json\0\0\0", b"../../k.json", 1),
    "a link": lambda d: (
        _header("manifest.json", _parts(d)[0])
        + _member("keys.json", b"", tarfile.SYMTYPE, "/etc/passwd")
    ),
    "a member twice": lambda d: d[:-1024] + _header("keys.json", _parts(d)[1]) + ustar.END,
    "a size beyond everything": lambda d: (
        _header("manifest.json", _parts(d)[0]) + ustar.header("keys.json", ustar.LARGEST)
    ),
    "a manifest without end": lambda _d: ustar.header("manifest.json", ustar.LARGEST) + b"{",
    "no database told of": lambda d: _told(d, members=[]),
    "of somebody else": lambda d: _told(d, device="aaaaaaaaaa"),
    "another database": _other_database,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_backup_is_refused_in_words_and_leaves_nothing(
    team: w.Team, disk: Path, what: str
) -> None:
    a = team.laptops[0]
    w.visit_with(a, 20)
    file = Path(backup.back_up(a, disk).file)
    file.write_bytes(HOSTILE[what](file.read_bytes()))
    with pytest.raises(KnownError) as caught:
        restore.restore(file, disk / "new", a.actor, w.PASSPHRASE)
    assert caught.value.what
    assert caught.value.todo
    assert list((disk / "new").iterdir() if (disk / "new").exists() else []) == []
    assert {path.name for path in disk.iterdir()} <= {file.name, "new"}


def test_a_backup_of_a_newer_program_is_told(team: w.Team, disk: Path) -> None:
    file = Path(backup.back_up(team.laptops[0], disk).file)
    file.write_bytes(_told(file.read_bytes(), format=2))
    with pytest.raises(KnownError, match="newer version"):
        restore.restore(file, disk / "new", team.laptops[0].actor, w.PASSPHRASE)


def test_what_a_backup_says_of_itself_is_seen_before_a_passphrase_is_asked(
    team: w.Team, disk: Path
) -> None:
    a = team.laptops[0]
    found = restore.look_at(Path(backup.back_up(a, disk).file))
    assert (found.manifest.name, found.manifest.role) == ("Laptop A", "field")
    assert [one.name for one in found.operators] == [a.actor]


# --- killed in the middle

_RESTORE = (
    "import sys; from pathlib import Path; from fieldapp.sync import restore; "
    "said = lambda *_: print('step', flush=True); said(); "
    "restore.restore(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4], said); "
    "print('done', flush=True)"
)


@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_a_restore_that_is_killed_leaves_no_half_home_and_can_be_made_again(
    team: w.Team, disk: Path, tmp_path: Path, line: int
) -> None:
    a = team.laptops[0]
    w.visit_with(a, 100)
    file, home = Path(backup.back_up(a, disk).file), tmp_path / "new"
    words = [sys.executable, "-c", _RESTORE, str(file), str(home), a.actor, w.PASSPHRASE]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for number, _said in enumerate(process.stdout, 1):
            if number == line:
                process.kill()
                break
        process.wait()
    if is_home(home):  # it was quicker than the signal: then it is whole
        back = open_home(home, a.actor, w.PASSPHRASE)
    else:
        back = restored(file, home, a.actor)
    assert tables.dump(back.db) == tables.dump(a.db)
    assert verify(back).problems == []
    back.close()
    assert not list(home.glob("*.part"))


def test_a_first_start_that_was_cut_off_does_not_stand_in_the_way(team: w.Team, disk: Path) -> None:
    a = team.laptops[0]
    file, home = Path(backup.back_up(a, disk).file), disk / "new"
    keyfile.create(home, "Seseorang", w.PASSPHRASE, "coordinator", cost=w.CHEAP)
    back = restored(file, home, a.actor)
    assert tables.dump(back.db) == tables.dump(a.db)
    back.close()


# --- commands


def test_backup_and_restore_by_commands(team: w.Team, disk: Path) -> None:
    visit = team.visit(3)
    a = team.laptops[0]
    made = Desk(a.home)("backup", "--to", str(disk))
    assert made["records"] == journal.count(a.db)
    again = Desk(a.home).run("restore", made["file"])
    assert again.exit_code == 1
    assert "already" in again.stderr
    new = Desk(disk / "new")
    assert new("restore", made["file"])["name"] == "Laptop A"
    assert new("verify")["ok"]
    assert len(new("find", "Budi", "--visit", visit)) == 1


def test_two_backups_at_once_do_not_disturb_each_other(team: w.Team, disk: Path) -> None:
    a = team.laptops[0]
    team.visit(50)
    inside, go = threading.Event(), threading.Event()

    def wait(_done: int, _total: int) -> None:
        inside.set()
        go.wait(20)

    mine = a.home

    def first() -> None:
        session = open_home(mine, a.actor, w.PASSPHRASE)
        backup.back_up(session, disk, wait)
        session.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(20)
    with pytest.raises(KnownError, match="Another backup"):
        backup.back_up(a, disk)
    go.set()
    thread.join()
    assert len(list(disk.iterdir())) == 1


def test_the_office_takes_what_a_restored_laptop_does_next(team: w.Team, disk: Path) -> None:
    visit = team.visit(5)
    a = team.laptops[0]
    queue.check_in(a, visit, w.ids(a, visit)[0])
    made = backup.back_up(a, disk)
    queue.check_in(a, visit, w.ids(a, visit)[1])  # after the backup, and handed over
    team.bring(a, team.office)
    a.close()
    team.laptops[0] = back = restored(Path(made.file), disk / "new", a.actor)
    entry = queue.check_in(back, visit, w.ids(back, visit)[2])
    team.bring(back, team.office)
    everyone = queries.everyone(team.office.db, visit)
    here = {one.visitor.person for one in everyone if one.visitor.number}
    assert {entry.visitor.person, *w.ids(back, visit)[:3]} >= here
    assert len(here) == 3


def test_a_restored_office_gets_back_from_its_laptops_what_its_backup_lacks(
    team: w.Team, disk: Path
) -> None:
    visit = team.visit(5)
    a, b = team.laptops
    team.meet()
    made = backup.back_up(team.office, disk)
    for laptop, place in ((a, 0), (b, 1)):  # after the backup, and known to be handed over
        queue.check_in(laptop, visit, w.ids(laptop, visit)[place])
    team.meet()
    own = people.note(team.office, visit, w.ids(team.office, visit)[2], "dari kantor")
    team.meet()
    team.office.close()
    team.office = restored(Path(made.file), disk / "new", team.office.actor)
    for laptop in team.laptops:  # so that they know it under its new keys
        team.bring(team.office, laptop)
    team.meet()
    everyone = queries.everyone(team.office.db, visit)
    assert sorted(one.visitor.number for one in everyone if one.visitor.number) == [
        "A-001", "B-001",
    ]  # fmt: skip
    noted = queries.known(team.office.db, visit, own.visitor.person)
    assert noted.visitor.notes == ("dari kantor",)
    assert verify(team.office).problems == []
