"""The rows of a store, put into an empty one by plain statements in one transaction."""

import tempfile
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from fieldapp.store.connect import Connection, connect
from fieldapp.store.session import Session

EVENTS = ("stream", "event")
TABLES = ("visit", "facet", "person", "turn", "number", "search")
_AT_ONCE = 20_000
READ = {
    "event": "SELECT * FROM event WHERE stream IN (SELECT id FROM stream WHERE visit <> '-')",
    "stream": "SELECT * FROM stream WHERE visit <> '-'",
    "facet": "SELECT id, visit, badge, status, village, recording, ikd, here, card, 0 FROM facet",
    "person": "SELECT * FROM person ORDER BY visit, key",
    "search": "SELECT key, words FROM person ORDER BY visit, key",
}


def insert(source: Session, place: Path, tables: Sequence[str], kept: Path | None = None) -> float:
    """Seconds to insert the rows of these tables; reading them out is not counted."""
    with tempfile.TemporaryDirectory(dir=place) as scratch:
        db = connect(kept or Path(scratch) / "raw.db", source.key)
        spent = -time.perf_counter()
        db.execute("BEGIN IMMEDIATE")
        db.execute("PRAGMA defer_foreign_keys = ON")
        spent += time.perf_counter()
        spent += sum(_copy(source.db, db, table) for table in tables)
        spent -= time.perf_counter()
        db.execute("COMMIT")
        spent += time.perf_counter()
        db.close()
    return spent


def _copy(source: Connection, db: Connection, table: str) -> float:
    rows = source.execute(READ.get(table, f"SELECT * FROM {table}"))
    places = ",".join("?" for _column in rows.description)
    columns = "(rowid, words)" if table == "search" else ""
    put = f"INSERT INTO {table}{columns} VALUES({places})"
    spent = 0.0
    for _batch in count():
        batch = rows.fetchmany(_AT_ONCE)
        if not batch:
            return spent
        spent -= time.perf_counter()
        db.executemany(put, batch)
        spent += time.perf_counter()
    return spent
