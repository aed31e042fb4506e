"""A home from before streams had branches opens with all its data, as a new one would be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fieldapp import queue
from fieldapp.store import connect, journal, migrations, tables
from fieldapp.store.session import Session, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_out
from tests import workplace as w

_OLD_STREAM = "SELECT id, visit, device, last, ms, count, hash, seal FROM stream"
_OLD_HELD = "SELECT peer, visit, device, held.last FROM held JOIN stream ON stream.id = held.stream"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path) as made:
        yield made


def schema(db: Any) -> list[tuple[str, str]]:
    """Every table and index by its name, with its text."""
    rows = db.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    return [(name, " ".join(sql.split())) for name, sql in rows]


def made_old(session: Session) -> None:
    """Put a home's data into the schema of the first step, as a home of that time holds them."""
    db, home = session.db, session.home
    held = {
        "stream": db.execute(_OLD_STREAM).fetchall(),
        "held": db.execute(_OLD_HELD).fetchall(),
        "device": db.execute(
            "SELECT device, name, role, letter, sign_key, seal_key FROM device"
        ).fetchall(),
    }
    names = ("setting", "event", "peer", "visit", "person", "turn", "number", "link")
    held |= {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608
    words = db.execute("SELECT key, words FROM person ORDER BY key").fetchall()
    session.close()
    for file in home.glob("fieldapp.db*"):
        file.unlink()
    steps = migrations.STEPS
    migrations.STEPS = steps[:1]
    try:
        old = connect.connect(home / connect.DATABASE, session.key)
    finally:
        migrations.STEPS = steps
    for name in ("stream", "event", "held", "device", "setting", "peer", *names[3:]):
        for row in held[name]:
            marks = ",".join("?" * len(row))
            old.execute(f"INSERT INTO {name} VALUES({marks})", row)
    old.executemany("INSERT INTO search(rowid, words) VALUES(?, ?)", words)
    assert old.execute("PRAGMA user_version").fetchone() == (1,)
    old.close()


def test_a_home_of_the_first_schema_opens_with_all_its_data(team: w.Team) -> None:
    visit = team.visit(30)
    a = team.laptops[0]
    queue.check_in(a, visit, w.ids(a, visit)[0])
    team.meet()
    queue.check_in(a, visit, w.ids(a, visit)[1])
    before, heads = tables.dump(a.db), journal.heads(a.db)
    unsent = bundle_out.unsent(a, team.office.device_id)
    new = schema(a.db)
    made_old(a)
    team.laptops[0] = again = open_home(a.home, a.actor, w.PASSPHRASE)
    assert schema(again.db) == new
    assert tables.dump(again.db) == before
    assert journal.heads(again.db) == heads
    assert bundle_out.unsent(again, team.office.device_id) == unsent
    assert unsent.events == 1
    assert again.db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert verify(again).problems == []
    team.meet()
    assert tables.dump(again.db) == tables.dump(team.office.db)


def test_a_migration_that_fails_leaves_the_home_as_it_was(
    team: w.Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = team.laptops[0]
    visit = w.visit_with(a, 10)
    before = tables.dump(a.db)
    made_old(a)
    with monkeypatch.context() as broken:
        text = migrations._BRANCHES
        broken.setattr(migrations, "_BRANCHES", text + ";\nINSERT INTO nothing VALUES(1);\n")
        with pytest.raises(Exception, match="nothing"):
            open_home(a.home, a.actor, w.PASSPHRASE)
    team.laptops[0] = again = open_home(a.home, a.actor, w.PASSPHRASE)
    assert tables.dump(again.db) == before
    assert w.ids(again, visit)
