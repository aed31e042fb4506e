"""Before a newer version changes the data, it sets them aside as they were."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from fieldapp import retention, visits
from fieldapp.errors import KnownError
from fieldapp.store import before_migration, migrations, snapshot, tables
from fieldapp.store.connect import DATABASE, connect
from fieldapp.store.session import Session
from tests import workplace as w


def _step(db: Any) -> None:
    db.execute("CREATE TABLE later(name TEXT) STRICT")


def _failing(_db: Any) -> None:
    raise RuntimeError


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A home with a visit that an earlier version left, closed."""
    session = w.device(tmp_path / "a", "Laptop A")
    w.visit_with(session, 5)
    session.close()
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, _step))
    return session


def aside(session: Session) -> Path:
    return before_migration.kept(session.home / DATABASE)


def test_a_new_home_and_one_of_today_set_nothing_aside(tmp_path: Path) -> None:
    session = w.device(tmp_path / "a", "Laptop A")
    w.reopened(session).close()
    assert not aside(session).exists()


def test_the_data_are_set_aside_as_they_were_under_their_key(
    old: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = w.reopened(old)
    assert new.db.execute("SELECT count(*) FROM later").fetchone() == (0,)
    kept = aside(old).read_bytes()
    assert b"Lestari" not in kept
    assert kept[:6] != b"SQLite"
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[:-1])
    was = connect(aside(old), old.key)
    assert tables.dump(was) == tables.dump(new.db)
    assert was.execute("SELECT name FROM sqlite_schema WHERE name = 'later'").fetchall() == []
    was.close()
    new.close()


def test_a_migration_that_fails_leaves_the_data_and_the_copy(
    old: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS[:-1], _failing))
    with pytest.raises(RuntimeError):
        w.reopened(old)
    assert aside(old).exists()
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS[:-1], _step))
    w.reopened(old).close()


def test_without_room_for_the_copy_nothing_is_migrated(
    old: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_anything: object) -> None:
        raise KnownError("The disk is full.", "Free some.")

    monkeypatch.setattr(snapshot, "take", full)
    with pytest.raises(KnownError, match="full"):
        w.reopened(old)
    monkeypatch.undo()
    back = connect(old.home / DATABASE, old.key)
    assert back.execute("PRAGMA user_version").fetchone() == (len(migrations.STEPS),)
    back.close()


def test_the_copy_goes_after_a_month_or_with_a_deleted_visit(old: Session) -> None:
    w.reopened(old).close()
    w.reopened(old).close()
    assert aside(old).exists()
    long_ago = time.time() - 31 * 86_400
    os.utime(aside(old), (long_ago, long_ago))
    w.reopened(old).close()
    assert not aside(old).exists()


def test_deleting_a_visit_deletes_it_from_the_copy_too(tmp_path: Path) -> None:
    with w.team(tmp_path) as team:
        visit = team.visit(3)
        a = team.laptops[0]
        visits.close(a, visit)
        team.meet()
        aside(a).write_bytes(b"as it was")
        retention.delete(a, visit)
        assert not aside(a).exists()
