"""What may have to be decided in a visit: the people and turns that the rules of review look at."""

from collections.abc import Iterator
from itertools import groupby

from fieldapp.domain.people import Turn
from fieldapp.domain.review import Served
from fieldapp.store.connect import Connection
from fieldapp.store.tables import Entry, decode_entry

_MARKS = ("oddities", "nik_mismatch", "nik_shared", "resembles", "listed_twice")
_MARKED = " OR ".join(
    f"instr(record, CAST('\"{mark}\"' AS BLOB))" for mark in _MARKS
)  # a record leaves out what it has none of
_FLAGGED = (
    f"SELECT record FROM person WHERE visit = ? AND (conflicts > 0 OR {_MARKED} "  # noqa: S608 -- constants
    "OR key IN (SELECT key FROM turn WHERE turn.visit = person.visit AND started > 0 "
    "AND finished > 0 AND (finished < started OR finished - started > 10800000)))"
)
_SHARING = {
    "nik_shared": "nik",
    "resembles": "born || ' ' || sort",
}


def flagged(db: Connection, visit: str) -> list[Entry]:
    """Everyone about whom something is marked, or whose times contradict each other."""
    return [decode_entry(record) for (record,) in db.execute(_FLAGGED, (visit,))]


def sharing(db: Connection, visit: str, what: str) -> Iterator[list[Entry]]:
    """Those of a visit who have one NIK (`nik_shared`), or one name and birth date (`resembles`).

    Each group in the order of their ids, which is the same everywhere.
    """
    key = _SHARING[what]
    known = "nik <> ''" if what == "nik_shared" else "born <> '' AND sort <> ''"
    rows = db.execute(
        f"SELECT {key} AS said, record FROM person WHERE visit = ? AND {known} AND {key} IN "  # noqa: S608 -- constants
        f"(SELECT {key} FROM person WHERE visit = ? AND {known} GROUP BY 1 HAVING count(*) > 1) "
        "ORDER BY said, person",
        (visit, visit),
    )
    for _said, group in groupby(rows, key=lambda row: row[0]):
        yield [decode_entry(record) for _, record in group]


def served(db: Connection, visit: str) -> list[Served]:
    """The times of all turns of a visit that a laptop called or served."""
    rows = db.execute(
        "SELECT person.person, service, state, waiting, called, started, finished, device, outcome "
        "FROM turn JOIN person USING (key) WHERE turn.visit = ? AND device <> '' "
        "ORDER BY person.person, service",
        (visit,),
    )
    return [
        Served(
            person,
            Turn(
                service, state, waiting=waiting, called=called, started=started,
                finished=finished, device=device, outcome=outcome,
            ),
        )
        for person, service, state, waiting, called, started, finished, device, outcome in rows
    ]  # fmt: skip
