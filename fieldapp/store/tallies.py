"""What the dashboard counts: people of visits, their turns, and who is whom."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from fieldapp.domain.practice import PREFIX
from fieldapp.store import pairs
from fieldapp.store.connect import Connection

OUTSIDE, UNKNOWN = "outside", ""  # in place of a kelurahan's code


class Stand(Struct, frozen=True):
    """How somebody stands in one visit or on the registry's list; `village` a code, or as above."""

    key: int
    visit: str
    person: str
    here: bool
    badge: str
    walk_in: bool
    village: str
    recording: str  # outcomes of finished turns, else empty
    ikd: str


class Stay(Struct, frozen=True):
    """A turn; times in milliseconds since 1970, 0 = never."""

    key: int
    service: str
    visit: str
    state: str
    waiting: int
    called: int
    started: int
    finished: int
    station: str
    device: str


class Named(Struct, frozen=True):
    """Somebody as a list names them."""

    key: int
    visit: str
    person: str
    number: str
    fields: dict[str, str]
    badge: str


class _Judged(Struct):
    badge: str = ""
    chips: tuple[str, ...] = ()


class _Who(Struct):
    visit: str
    person: str
    fields: dict[str, str] = {}
    number: str = ""


class _Judgement(Struct):
    assessment: _Judged


class _Record(Struct):
    visitor: _Who
    assessment: _Judged


_judgement = msgspec.json.Decoder(_Judgement).decode
_record = msgspec.json.Decoder(_Record).decode

_STANDS = (
    "SELECT key, visit, person, number <> '', badge, walk_in, village, recording, ikd, "
    "CASE WHEN village = '' THEN record END FROM person "
    "WHERE visit IN (SELECT value FROM json_each(?))"
)
_STAYS = (
    "SELECT key, service, visit, state, waiting, called, started, finished, station, device "
    "FROM turn WHERE visit IN (SELECT value FROM json_each(?))"
)
_SAME = (
    f"SELECT pair.key, pair.other, {pairs.SAME} FROM pair LEFT JOIN decision "  # noqa: S608
    "ON decision.key = pair.key AND decision.other = pair.other"
)


def stands(db: Connection, visits: Iterable[str]) -> list[Stand]:
    """Everyone of these visits (or lists of the registry)."""
    found = []
    for *row, record in db.execute(_STANDS, (_json(list(visits)),)):
        key, visit, person, here, badge, walk_in, village, recording, ikd = row
        if record is not None and "outside_city" in _judgement(record).assessment.chips:
            village = OUTSIDE
        found.append(
            Stand(key, visit, person, bool(here), badge, bool(walk_in), village, recording, ikd)
        )
    return found


def stays(db: Connection, visits: Iterable[str]) -> list[Stay]:
    """Every turn of these visits."""
    return [Stay(*row) for row in db.execute(_STAYS, (_json(list(visits)),))]


def sames(db: Connection) -> list[tuple[int, int, int | None]]:
    """Each pair compared of the registry's list and a visit: 1 one person, 0 two, None doubtful."""
    return [(key, other, same) for key, other, same in db.execute(_SAME)]


def links(db: Connection) -> dict[str, str]:
    """Which ids somebody said to be another's."""
    rows = db.execute("SELECT person, same_as FROM link WHERE visit NOT GLOB ?", (f"{PREFIX}*",))
    return dict(rows.fetchall())


def named(db: Connection, keys: Iterable[int]) -> list[Named]:
    """These people by name."""
    rows = db.execute(
        "SELECT key, record FROM person WHERE key IN (SELECT value FROM json_each(?)) "
        "ORDER BY sort, key",
        (_json(list(keys)),),
    )
    return [_named(key, _record(record)) for key, record in rows]


def _named(key: int, record: _Record) -> Named:
    who = record.visitor
    return Named(key, who.visit, who.person, who.number, who.fields, record.assessment.badge)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
