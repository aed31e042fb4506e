"""Homes as earlier versions of the program left them."""

from typing import Any

from fieldapp.store import connect, migrations
from fieldapp.store.session import Session

_HELD = "SELECT peer, visit, device, held.last FROM held JOIN stream ON stream.id = held.stream"
_KEPT = (
    "setting", "stream", "event", "held", "peer", "device", "visit", "person", "turn", "number",
    "link",
)  # fmt: skip


def schema(db: Any) -> list[tuple[str, str]]:
    """Every table and index by its name, with its text."""
    rows = db.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    return [(name, " ".join(sql.split())) for name, sql in rows]


def columns(db: Any, table: str) -> list[str]:
    """The columns of a table."""
    return [name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def aged(session: Session, version: int) -> None:
    """Close a home, and leave its data as a program of schema `version` would have."""
    db, home = session.db, session.home
    held = {
        name: (columns(db, name), _all(db, f"SELECT * FROM {name}"))  # noqa: S608
        for name in _KEPT
    }
    by_device = _all(db, _HELD)
    words = _all(db, "SELECT key, words FROM person ORDER BY key")
    session.close()
    for file in home.glob("fieldapp.db*"):
        file.unlink()
    steps = migrations.STEPS
    migrations.STEPS = steps[:version]
    try:
        old = connect.connect(home / connect.DATABASE, session.key)
    finally:
        migrations.STEPS = steps
    for name, (names, rows) in held.items():
        there = columns(old, name)
        if name == "held" and "visit" in there:
            _put(old, name, there, there, by_device)
        else:
            _put(old, name, [n for n in there if n in names], names, rows)
    old.executemany("INSERT INTO search(rowid, words) VALUES(?, ?)", words)
    assert old.execute("PRAGMA user_version").fetchone() == (version,)
    old.close()


def _all(db: Any, sql: str) -> list[Any]:
    return list(db.execute(sql).fetchall())


def _put(db: Any, table: str, wanted: list[str], names: list[str], rows: list[Any]) -> None:
    places = [names.index(name) for name in wanted]
    marks = ", ".join("?" * len(wanted))
    sql = f"INSERT OR REPLACE INTO {table}({', '.join(wanted)}) VALUES({marks})"
    db.executemany(sql, [[row[place] for place in places] for row in rows])
