"""What the screens, commands and reports ask of the tables.

Where no visit is named, those that are only practised are left out.
"""

from collections.abc import Iterator, Sequence

import msgspec

from fieldapp.domain import identity
from fieldapp.domain.clocks import Span
from fieldapp.domain.fold import Visit
from fieldapp.domain.people import Turn
from fieldapp.errors import KnownError
from fieldapp.store.connect import Connection
from fieldapp.store.migrations import PENDING
from fieldapp.store.search import ASKED, by_ticket
from fieldapp.store.tables import UNPRINTED, Entry, decode_entry, decode_visit, key_of
from fieldapp.texts import _


def visits(db: Connection) -> list[Visit]:
    """All visits, the latest day first; the registry's own lists are none."""
    return [one for one in _all(db) if one.plan.setting != "registry"]


def real_visits(db: Connection) -> list[Visit]:
    """The visits but those that are only practised."""
    return [one for one in visits(db) if not one.practice]


def registries(db: Connection) -> list[Visit]:
    """The registry's own lists of people, the latest first."""
    return [one for one in _all(db) if one.plan.setting == "registry"]


def _all(db: Connection) -> list[Visit]:
    rows = db.execute("SELECT record FROM visit ORDER BY date DESC, visit")
    return [decode_visit(record) for (record,) in rows]


def visit(db: Connection, visit_id: str) -> Visit:
    """One visit. Raises KnownError for an unknown one."""
    row = db.execute("SELECT record FROM visit WHERE visit = ?", (visit_id,)).fetchone()
    if row is None:
        raise KnownError(
            _("There is no visit {visit} on this device.").format(visit=visit_id),
            _("Plan it, or merge the bundle that brings it."),
        )
    return decode_visit(row[0])


def doubted(db: Connection, visit_id: str) -> tuple[Span, ...] | None:
    """Which times of a visit are doubtful; None where the visit is not known here."""
    row = db.execute("SELECT record FROM visit WHERE visit = ?", (visit_id,)).fetchone()
    return decode_visit(row[0]).clock if row else None


def entry(db: Connection, visit_id: str, person: str) -> Entry | None:
    """One person of a visit; an id that was linked to another finds the other."""
    seen: set[str] = set()
    while person not in seen:  # links may form a ring
        seen.add(person)
        row = db.execute(
            "SELECT record FROM person WHERE key = ?", (key_of(visit_id, person),)
        ).fetchone()
        if row:
            return decode_entry(row[0])
        linked = db.execute(
            "SELECT same_as FROM link WHERE visit = ? AND person = ?", (visit_id, person)
        ).fetchone()
        person = linked[0] if linked else person
    return None


def known(db: Connection, visit_id: str, person: str) -> Entry:
    """One person of a visit. Raises KnownError for an unknown one."""
    found = entry(db, visit_id, person)
    if found is None:
        raise KnownError(
            _("Nobody is known by this."), _("Search by name, or add the person at the door.")
        )
    return found


def everyone(db: Connection, visit_id: str) -> list[Entry]:
    """Everyone of a visit by name."""
    rows = db.execute("SELECT record FROM person WHERE visit = ? ORDER BY sort", (visit_id,))
    return [decode_entry(record) for (record,) in rows]


def classes(db: Connection, visit_id: str) -> list[tuple[str, int, int]]:
    """Each class of a visit by its name: how many are listed, and how many have a number."""
    rows = db.execute(
        "SELECT class, count(*), sum(number <> '') FROM person WHERE visit = ? GROUP BY class "
        "ORDER BY class",
        (visit_id,),
    )
    return [(grade, listed, here) for grade, listed, here in rows]


def of_class(db: Connection, visit_id: str, grade: str) -> list[Entry]:
    """Everyone of a class, by name."""
    rows = db.execute(
        "SELECT record FROM person WHERE visit = ? AND class = ? ORDER BY sort", (visit_id, grade)
    )
    return [decode_entry(record) for (record,) in rows]


def meant(db: Connection, text: str, visit_id: str | None = None) -> Entry:
    """The one person that `text` names: id, NIK, NISN, or the number they were given.

    Raises KnownError where nobody, or more than one, is meant.
    """
    text = text.encode(errors="ignore").decode()
    found = list(
        {e.visitor.person + e.visitor.visit: e for e in _meant(db, text, visit_id)}.values()
    )
    if len(found) == 1:
        return found[0]
    if found:
        raise KnownError(
            _("More than one person is meant by this."),
            _("Give the visit, or the person's id as shown by find."),
        )
    raise KnownError(
        _("Nobody is known by this."), _("Search by name, or add the person at the door.")
    )


def _meant(db: Connection, text: str, visit_id: str | None) -> Iterator[Entry]:
    if visit_id is not None and (one := entry(db, visit_id, text)):
        yield one
        return
    yield from by_ticket(db, text, visit_id)
    number = identity.digits(text)
    column = "person"
    if number.isascii() and number.isdigit():
        column = {16: "nik", 10: "nisn"}.get(len(number), column)
    rows = db.execute(
        f"SELECT record FROM person WHERE {column} = ? AND {ASKED}",  # noqa: S608
        (text if column == "person" else number, visit_id, visit_id),
    )
    yield from (decode_entry(record) for (record,) in rows)


def recorded(db: Connection, visit_id: str) -> list[Entry]:
    """Everyone of a visit who was recorded at it, by name."""
    rows = db.execute(
        "SELECT record FROM person WHERE visit = ? AND recording = 'recorded' ORDER BY sort",
        (visit_id,),
    )
    return [decode_entry(record) for (record,) in rows]


def waiting_count(db: Connection, visit_id: str, services: Sequence[str]) -> int:
    """How many people wait for any of these services, whether they may be called yet or not."""
    row = db.execute(
        "SELECT count(DISTINCT key) FROM turn WHERE visit = ? AND state = 'waiting' "
        "AND service IN (SELECT value FROM json_each(?))",
        (visit_id, msgspec.json.encode(list(services)).decode()),
    ).fetchone()
    return int(row[0])


_MAY_BE_CALLED = (
    "FROM turn AS one JOIN person USING (key) WHERE one.visit = ?1 "
    "AND service IN (SELECT value FROM json_each(?2)) AND state = 'waiting' AND rank < ?3 "
    "AND wanted IN ('', ?4) AND NOT EXISTS (SELECT 1 FROM turn AS other WHERE "
    "other.key = one.key AND other.service <> one.service AND (other.state IN ('called', "
    "'serving') OR (one.service = 'ikd' AND other.service = 'recording' AND other.state IN "
    "('waiting', 'held'))))"
)
_READY = (
    f"SELECT record, service {_MAY_BE_CALLED} "
    "ORDER BY rank, waiting, length(number), number, one.key, service DESC LIMIT ?5"
)
_READY_COUNT = f"SELECT count(*) {_MAY_BE_CALLED}"


def ready(
    db: Connection, visit_id: str, services: Sequence[str], station: str = "", limit: int = -1
) -> list[tuple[Entry, str]]:
    """Who may be called to a desk for which service, in the order of calling.

    Those sent to this desk, then those with priority, then whoever waits longest. Nobody is
    called to two desks at once, to IKD before their recording, or without their ticket.
    """
    rows = db.execute(_READY, (*_for_desk(visit_id, services, station), limit))
    return [(decode_entry(record), service) for record, service in rows]


def ready_count(db: Connection, visit_id: str, services: Sequence[str], station: str = "") -> int:
    """How many turns may be called to a desk: as many as `ready` lists."""
    row = db.execute(_READY_COUNT, _for_desk(visit_id, services, station)).fetchone()
    return int(row[0])


def _for_desk(visit_id: str, services: Sequence[str], station: str) -> tuple[object, ...]:
    listed = msgspec.json.encode(list(services)).decode()
    return visit_id, listed, UNPRINTED, station


def turns(db: Connection, visit_id: str, service: str) -> list[Turn]:
    """All turns of a service, by what tells how fast it goes."""
    rows = db.execute(
        "SELECT service, state, waiting, called, started, finished, station, device FROM turn "
        "WHERE visit = ? AND service = ?",
        (visit_id, service),
    )
    return [
        Turn(one, state, waiting, called, started, finished, station=station, device=device)
        for one, state, waiting, called, started, finished, station, device in rows
    ]


def in_state(db: Connection, visit_id: str, states: tuple[str, ...]) -> list[Entry]:
    """Everyone with a turn in one of these states, by name."""
    rows = db.execute(
        "SELECT record FROM person WHERE visit = ? AND key IN (SELECT key FROM turn WHERE "
        "visit = ? AND state IN (SELECT value FROM json_each(?))) ORDER BY sort",
        (visit_id, visit_id, msgspec.json.encode(states).decode()),
    )
    return [decode_entry(record) for (record,) in rows]


def queue(db: Connection, visit_id: str) -> list[Entry]:
    """Everyone who checked in, by their number."""
    rows = db.execute(
        "SELECT record FROM person WHERE visit = ? AND number <> '' "
        "ORDER BY substr(number, 1, 1), CAST(substr(number, 3) AS INTEGER)",
        (visit_id,),
    )
    return [decode_entry(record) for (record,) in rows]


def ticket_pending(db: Connection, visit_id: str) -> list[Entry]:
    """Everyone whose number does not count yet, for their ticket is not printed."""
    rows = db.execute(
        f"SELECT record FROM person WHERE visit = ? AND {PENDING} "  # noqa: S608 -- a constant
        "ORDER BY substr(number, 1, 1), CAST(substr(number, 3) AS INTEGER)",
        (visit_id,),
    )
    found = (decode_entry(record) for (record,) in rows)
    return [one for one in found if one.visitor.ticket == "pending"]


def conflicts(db: Connection, visit_id: str | None = None) -> list[Entry]:
    """Everyone about whom facts disagree."""
    rows = db.execute(
        f"SELECT record FROM person WHERE conflicts > 0 AND {ASKED} "  # noqa: S608
        "ORDER BY visit, sort",
        (visit_id, visit_id),
    )
    return [decode_entry(record) for (record,) in rows]


def badges(db: Connection, visit_id: str) -> dict[str, int]:
    """How many of a visit have each badge."""
    return dict(
        db.execute("SELECT badge, count(*) FROM person WHERE visit = ? GROUP BY 1", (visit_id,))
    )


class Counters(msgspec.Struct, frozen=True):
    """The figures that are always in sight."""

    listed: int
    here: int
    waiting: int
    recorded: int
    ikd: int


def counters(db: Connection, visit_id: str) -> Counters:
    """The figures of a visit as they stand."""
    listed, here = db.execute(
        "SELECT count(*) - coalesce(sum(walk_in), 0), coalesce(sum(number <> ''), 0) "
        "FROM person WHERE visit = ?",
        (visit_id,),
    ).fetchone()
    waiting_, recorded, ikd = db.execute(
        "SELECT count(DISTINCT CASE WHEN state IN ('waiting', 'called') THEN key END), "
        "coalesce(sum(service = 'recording' AND outcome = 'recorded'), 0), "
        "coalesce(sum(service = 'ikd' AND outcome = 'activated'), 0) FROM turn WHERE visit = ?",
        (visit_id,),
    ).fetchone()
    return Counters(listed, here, waiting_, recorded, ikd)
