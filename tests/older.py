"""Homes as earlier versions of the program left them.

`python -m tests.older` keeps one as today's program leaves it, once for each new schema.
"""

import shutil
import sys
from pathlib import Path
from typing import Any

from fieldapp import people, queue
from fieldapp.store import connect, migrations
from fieldapp.store.session import Session
from tests import workplace as w

TOP = Path(__file__).parent.parent
PEOPLE, CLASS, NOTE = 12, "XII IPS 9", "pakai kacamata"

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


def kept(version: int) -> Path:
    """Where the home of a schema is kept; that of the first is shipped, for the self-test."""
    first = TOP / "resources/older/schema-1"
    return first if version == 1 else TOP / f"tests/homes/schema-{version}"


def home(version: int, folder: Path) -> Path:
    """A copy of the home that the program of schema `version` itself wrote."""
    return Path(shutil.copytree(kept(version), folder / f"schema-{version}"))


def write(folder: Path) -> None:
    """A laptop's home with a visit in which something of each kind happened."""
    session = w.device(folder, "Laptop A")
    visit = w.visit_with(session, PEOPLE)
    ids = w.ids(session, visit)
    queue.check_in(session, visit, ids[0], services=("recording",))
    queue.finish(session, visit, ids[0], "recording", "recorded")
    queue.check_in(session, visit, ids[1])
    people.correct(session, visit, ids[2], {"class": CLASS})
    people.note(session, visit, ids[3], NOTE)
    session.close()


if __name__ == "__main__":
    place = kept(len(migrations.STEPS))
    if place.exists():
        sys.exit(f"{place} is kept already, and is never written again.")
    write(place)
    for name in ("tries.json", "fieldapp.log"):
        (place / name).unlink(missing_ok=True)
