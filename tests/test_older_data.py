"""Data of an older schema open, and are then as if they had always been of today's."""

from pathlib import Path

import pytest
import sqlcipher3

from fieldapp.store import keyfile, migrations, tables
from fieldapp.store.connect import DATABASE
from fieldapp.store.session import Session, open_home
from fieldapp.store.verify import verify
from tests import workplace as w


def columns(db: object) -> dict[str, list[tuple[object, ...]]]:
    """The shape of every table and index."""
    names = db.execute("SELECT name, type FROM sqlite_schema ORDER BY 1")  # type: ignore[attr-defined]
    return {
        name: sorted(db.execute("SELECT * FROM pragma_table_info(?)", (name,)))  # type: ignore[attr-defined]
        for name, _kind in names.fetchall()
    }


def aged(session: Session, version: int) -> Session:
    """The same home with its events, as a program of schema `version` would have left it."""
    path = session.home / DATABASE
    events = {
        table: session.db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
        for table in ("setting", "stream", "event", "held", "device")
    }
    session.close()
    path.unlink()
    db = sqlcipher3.connect(str(path), isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{session.key.hex()}'\"")
    for step in migrations.STEPS[:version]:
        step(db)
    db.execute(f"PRAGMA user_version = {version}")
    for table, rows in events.items():
        for row in rows:
            marks = ", ".join("?" * len(row))
            db.execute(f"INSERT OR REPLACE INTO {table} VALUES({marks})", row)
    db.close()
    return open_home(session.home, session.actor, w.PASSPHRASE)


@pytest.mark.parametrize("version", range(1, len(migrations.STEPS)))
def test_data_of_every_older_schema_open_with_the_same_tables(tmp_path: Path, version: int) -> None:
    session = w.device(tmp_path / "home", "Laptop A")
    w.visit_with(session, 30)
    before, shape = tables.dump(session.db), columns(session.db)
    again = aged(session, version)
    assert tables.dump(again.db) == before
    assert columns(again.db) == shape
    assert verify(again).problems == []
    assert keyfile.operators(again.home)
    again.close()
