"""One check-in, durable when the verb returns, beside its rows in one raw transaction."""

import contextlib
import time
from pathlib import Path

from bench import made
from bench.table import Cell, Cells, Figure, middle, nearly_all
from fieldapp import queue
from fieldapp.store import facets, tables
from fieldapp.store.connect import Connection
from fieldapp.store.session import Session

FIGURES = (
    Figure(
        "check_in",
        "Durable check-in (the verb returned), median",
        "the same rows in one raw SQLCipher transaction, `synchronous=FULL`",
        "at most 2x, whoever else is stored",
        "ms",
        2.0,
    ),
    Figure("check_in_p99", "99 of 100 check-ins stay within", "the same", "", "ms"),
)
TIMES = 150
_EVENT = "INSERT INTO event(stream, seq, person, kind, line) VALUES(?, ?, ?, ?, ?)"
_STREAM = "UPDATE stream SET last = ?, ms = ?, count = ?, hash = ?, seal = ? WHERE id = ?"
_TURN = "INSERT INTO turn VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"
_NUMBER = "INSERT INTO number VALUES(?, ?, ?, ?)"


class _TakenBackError(Exception):
    """Ends a rehearsal."""


def measure(place: Path, size: int) -> Cells:
    """Check people in, every other one by raw rows, in a store of `size` people."""
    session, visit = made.people_home(place, size)
    persons = made.absent(session, visit)[: 2 * TIMES]
    ours, floor = [], []
    for one, other in zip(persons[::2], persons[1::2], strict=False):
        rehearsed(session, visit, one)  # its pages are in memory, as after a search
        begun = time.perf_counter()
        queue.check_in(session, visit, one)
        ours.append(time.perf_counter() - begun)
        rows = rehearsed(session, visit, other)
        begun = time.perf_counter()
        put(session.db, rows)
        floor.append(time.perf_counter() - begun)
    session.close()
    return {
        "check_in": Cell(middle(ours, "ms"), middle(floor, "ms")),
        "check_in_p99": Cell(nearly_all(ours), nearly_all(floor)),
    }


Rows = list[tuple[str, list[tuple[object, ...]]]]


def rehearsed(session: Session, visit: str, person: str) -> Rows:
    """The rows that a check-in writes, found by one that is taken back."""
    db, rows = session.db, []
    with contextlib.suppress(_TakenBackError), session.writing():
        entry = queue.check_in(session, visit, person)
        rows = _written(db, visit, person, facets.row_of(entry.visitor, entry.assessment))
        raise _TakenBackError
    return rows


def _written(db: Connection, visit: str, person: str, facet: facets.Row) -> Rows:
    key = tables.key_of(visit, person)
    stream = db.execute(
        "SELECT last, ms, count, hash, seal, id FROM stream WHERE visit = ? ORDER BY id", (visit,)
    ).fetchall()
    last, *_rest, stream_id = stream[0]
    return [
        (_EVENT, db.execute(
            "SELECT stream, seq, person, kind, line FROM event WHERE stream = ? AND seq = ?",
            (stream_id, last)).fetchall()),
        (_STREAM, stream),
        (facets.INSERT, [facet]),
        (tables.UPSERT, db.execute("SELECT * FROM person WHERE key = ?", (key,)).fetchall()),
        (_TURN, db.execute("SELECT * FROM turn WHERE key = ?", (key,)).fetchall()),
        (_NUMBER, db.execute("SELECT * FROM number WHERE visit = ? AND key = ?",
                             (visit, key)).fetchall()),
    ]  # fmt: skip


def put(db: Connection, rows: Rows) -> None:
    """Write the rows of a check-in in one durable transaction."""
    db.execute("BEGIN IMMEDIATE")
    for statement, values in rows:
        db.executemany(statement, values)
    db.execute("COMMIT")
