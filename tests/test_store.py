"""What lies on the disk: encrypted, whole, and checked."""

from pathlib import Path

import pytest

from fieldapp import people, queue
from fieldapp.errors import KnownError
from fieldapp.store import keyfile, migrations, queries, tables
from fieldapp.store.connect import DATABASE, connect
from fieldapp.store.session import open_home
from fieldapp.store.verify import verify
from tests.workplace import PASSPHRASE, device, pupil, reopened, visit_with


def test_no_name_and_no_nik_can_be_read_in_the_home(tmp_path: Path) -> None:
    session = device(tmp_path / "a", "Laptop A")
    visit = visit_with(session, 30)
    for entry in queries.everyone(session.db, visit)[:5]:
        queue.check_in(session, visit, entry.visitor.person)
    secrets = [
        pupil(number)[field].encode() for number in range(1, 31) for field in ("name", "nik")
    ]
    files = [path for path in session.home.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files)
    for path in files:
        data = path.read_bytes()
        assert not any(secret in data for secret in secrets), path.name
    session.close()


def test_what_was_done_is_there_after_a_restart(tmp_path: Path) -> None:
    session = device(tmp_path / "a", "Laptop A")
    visit = visit_with(session, 5)
    person = queries.everyone(session.db, visit)[0].visitor.person
    queue.check_in(session, visit, person)
    before = tables.dump(session.db)
    session = reopened(session)
    assert tables.dump(session.db) == before
    session.close()


def test_a_wrong_passphrase_and_an_unknown_operator_are_refused(tmp_path: Path) -> None:
    session = device(tmp_path / "a", "Laptop A")
    session.close()
    with pytest.raises(KnownError, match="passphrase"):
        open_home(session.home, session.actor, PASSPHRASE + "x")
    with pytest.raises(KnownError, match="Nobody of this name"):
        open_home(session.home, "Orang lain", PASSPHRASE)


def test_data_of_a_newer_version_are_refused_untouched(tmp_path: Path) -> None:
    session = device(tmp_path / "a", "Laptop A")
    session.db.execute(f"PRAGMA user_version = {len(migrations.STEPS) + 1}")
    session.close()
    before = (session.home / DATABASE).read_bytes()
    with pytest.raises(KnownError, match="newer version"):
        open_home(session.home, session.actor, PASSPHRASE)
    assert (session.home / DATABASE).read_bytes() == before


def test_the_database_opens_under_its_key_alone(tmp_path: Path) -> None:
    session = device(tmp_path / "a", "Laptop A")
    session.close()
    with pytest.raises(KnownError, match="cannot be opened"):
        connect(session.home / DATABASE, bytes(32))
    assert (session.home / DATABASE).read_bytes()[:15] != b"SQLite format 3"


def test_work_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    session = device(tmp_path / "a", "Laptop A")
    visit = visit_with(session, 5)
    before = tables.dump(session.db)
    with pytest.raises(RuntimeError), session.writing():  # noqa: PT012 -- the block is the action
        people.walk_in(session, visit, {"name": "Putri Ayu"})
        raise RuntimeError
    assert tables.dump(session.db) == before
    session.close()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE event SET line = CAST(CAST(line AS TEXT) || ' ' AS BLOB) WHERE seq = 2",
        "UPDATE person SET badge = 'too_young' || badge",
        "DELETE FROM event WHERE seq = 2",
        "UPDATE stream SET hash = zeroblob(32)",
    ],
)
def test_verify_finds_what_was_tampered_with(tmp_path: Path, damage: str) -> None:
    session = device(tmp_path / "a", "Laptop A")
    visit_with(session, 5)
    assert verify(session).problems == []
    session.db.execute(damage)
    assert verify(session).problems
    session.close()


def test_an_operator_may_not_do_what_coordinators_do(tmp_path: Path) -> None:
    session = device(tmp_path / "a", "Laptop A")
    visit = visit_with(session, 5)
    keyfile.add_operator(session.home, session.key, "Wulan", PASSPHRASE, "operator")
    session.close()
    wulan = open_home(session.home, "Wulan", PASSPHRASE)
    person = queries.everyone(wulan.db, visit)[0].visitor.person
    assert queue.check_in(wulan, visit, person).visitor.number
    with pytest.raises(KnownError, match="coordinator"):
        visit_with(wulan, 1)
    wulan.close()
