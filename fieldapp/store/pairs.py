"""Who of the registry's list is whom at the visits: the pairs found, and what follows from them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby

import msgspec
from msgspec import Struct

from fieldapp.domain import policy, regions
from fieldapp.domain.fold import Visit
from fieldapp.domain.matching import Candidate, Match
from fieldapp.store import queries
from fieldapp.store.connect import Connection

ON_LIST = ("call", "village", "missed", "recorded", "doubtful", "nowhere")
KINDS = (*ON_LIST, "unlisted")
NOT_LISTED = ("recorded", "elsewhere", "too_young", "to_decide", "unknown")


class Side(Struct, frozen=True):
    """A person as one of the two lists has them; `place` is where, empty for the registry's."""

    key: int
    visit: str
    person: str
    place: str
    fields: dict[str, str]
    badge: str
    village: str  # code of the city's kelurahan, else empty
    village_name: str
    outside: bool
    recorded: bool


class Line(Struct, frozen=True):
    """One person, or one doubtful pair.

    `why` says how the two were matched, or of NOT_LISTED why somebody is not on the list.
    """

    kind: str
    why: str
    score: float
    listed: Side | None
    pupil: Side | None

    @property
    def sides(self) -> tuple[Side, ...]:
        """Those of the two that there are."""
        return tuple(side for side in (self.listed, self.pupil) if side)


class _Who(Struct):
    visit: str
    person: str
    fields: dict[str, str] = {}


class _Judged(Struct):
    badge: str
    chips: tuple[str, ...] = ()
    village: str = ""


class _Record(Struct):
    """As much of an entry as the lists show."""

    visitor: _Who
    assessment: _Judged


_decode = msgspec.json.Decoder(_Record).decode

# What a person decided wins over what a comparison found; a pair made by hand needs a decision.
SAME = "coalesce(decision.same, CASE WHEN pair.certain THEN 1 WHEN pair.why = 'decided' THEN 0 END)"
_HAS_ONE = "', '".join(sorted(policy.RECORDED))
_DONE = (
    f"(them.badge = 'already_recorded' OR them.status IN ('{_HAS_ONE}') "
    "OR them.recording = 'recorded')"
)
_PAIRED = (
    "LEFT JOIN pair ON pair.key = mine.key "
    "LEFT JOIN decision ON decision.key = pair.key AND decision.other = pair.other "
    "LEFT JOIN person AS them ON them.key = pair.other "
    "LEFT JOIN place ON place.visit = them.visit "
)
_PLACE = "WITH place(visit, kind) AS (SELECT key, value FROM json_each(:places)) "
_STANDING = (
    "SELECT mine.key AS key, CASE "  # noqa: S608 -- made of constants, as are those below
    f"WHEN mine.badge = 'already_recorded' OR max({SAME} = 1 AND {_DONE}) THEN 'recorded' "
    f"WHEN max({SAME} = 1 AND place.kind IN ('school', 'other')) THEN 'call' "
    f"WHEN max({SAME} = 1 AND place.kind = 'village') THEN 'village' "
    f"WHEN max({SAME} = 1 AND them.key IS NOT NULL) THEN 'missed' "
    f"WHEN max(them.key IS NOT NULL AND {SAME} IS NULL) THEN 'doubtful' "
    f"ELSE 'nowhere' END AS kind FROM person AS mine {_PAIRED}"
    "WHERE mine.visit = :registry GROUP BY mine.key"
)
_COUNTS = f"{_PLACE} SELECT kind, count(*) FROM ({_STANDING}) GROUP BY kind"  # noqa: S608
_LINES = (
    f"{_PLACE} SELECT mine.key, mine.record, them.key, them.record, "  # noqa: S608
    f"{_DONE}, place.kind, "
    f"pair.why, pair.score, {SAME} FROM ({_STANDING}) AS stands "
    f"JOIN person AS mine ON mine.key = stands.key {_PAIRED} "
    "WHERE stands.kind = :kind ORDER BY mine.sort, mine.key, pair.score DESC, pair.other"
)
_UNLISTED = (
    f"{_PLACE} SELECT them.key, them.record, {_DONE}, "  # noqa: S608
    "EXISTS(SELECT 1 FROM pair "
    f"LEFT JOIN decision ON decision.key = pair.key AND decision.other = pair.other "
    f"WHERE pair.other = them.key AND {SAME} IS NULL) "
    "FROM place JOIN person AS them ON them.visit = place.visit WHERE place.kind = 'school' "
    "AND NOT EXISTS(SELECT 1 FROM pair "
    "LEFT JOIN decision ON decision.key = pair.key AND decision.other = pair.other "
    f"WHERE pair.other = them.key AND {SAME} = 1) ORDER BY them.sort, them.key"
)


def registry(db: Connection) -> Visit | None:
    """The registry's list, if one was taken in."""
    found = queries.registries(db)
    return found[0] if found else None


def candidates(db: Connection, *, of_registry: bool) -> list[Candidate]:
    """Everyone of the registry's list, or of all visits, as they are compared."""
    wanted = queries.registries(db)[:1] if of_registry else queries.real_visits(db)
    rows = db.execute(
        "SELECT key, sort, born, nik, nisn FROM person "
        "WHERE visit IN (SELECT value FROM json_each(?))",
        (_json([visit.visit for visit in wanted]),),
    )
    return [Candidate(str(key), name, born, nik, nisn) for key, name, born, nik, nisn in rows]


def apart(db: Connection) -> set[tuple[str, str]]:
    """The pairs that somebody decided to be two people."""
    rows = db.execute("SELECT key, other FROM decision WHERE same = 0")
    return {(str(key), str(other)) for key, other in rows}


def replace(db: Connection, found: Iterable[Match]) -> None:
    """Keep what a comparison found in place of the one before; the caller commits."""
    db.execute("DELETE FROM pair")
    add(db, found)
    db.execute(
        "INSERT OR IGNORE INTO pair SELECT key, other, 'decided', same, 0 FROM decision",
    )


def add(db: Connection, found: Iterable[Match]) -> None:
    """Keep more pairs; the caller commits."""
    rows = ((int(m.left), int(m.right), m.why, m.score, m.certain) for m in found)
    db.executemany("INSERT OR REPLACE INTO pair VALUES(?, ?, ?, ?, ?)", rows)


def note_decided(db: Connection, key: int, other: int) -> None:
    """Keep a pair that no comparison found, so that what is decided of it shows."""
    db.execute("INSERT OR IGNORE INTO pair VALUES(?, ?, 'decided', 1, 0)", (key, other))


def counts(db: Connection) -> dict[str, int]:
    """How many of the registry's list stand how: the figures of ON_LIST add up to the list."""
    found = dict.fromkeys(ON_LIST, 0)
    own = registry(db)
    if own:
        found.update(db.execute(_COUNTS, _asked(db, own)).fetchall())
    return found


def size(db: Connection) -> tuple[int, int]:
    """How many the registry's list has, and how many the visits have together."""
    listed, pupils = (
        _count(db, visits) for visits in (queries.registries(db)[:1], queries.real_visits(db))
    )
    return listed, pupils


def _count(db: Connection, visits: Iterable[Visit]) -> int:
    row = db.execute(
        "SELECT count(*) FROM person WHERE visit IN (SELECT value FROM json_each(?))",
        (_json([visit.visit for visit in visits]),),
    ).fetchone()
    return int(row[0])


def lines(db: Connection, kind: str) -> list[Line]:
    """Everyone of one of KINDS, those who are called by school and class, others by name."""
    own = registry(db)
    if own is None and kind != "unlisted":
        return []
    if kind == "unlisted":
        return sorted(_unlisted(db), key=_by_place)
    places = {visit.visit: visit.plan.place for visit in queries.real_visits(db)}
    asked = {**_asked(db, own), "kind": kind} if own else {}
    rows = [_Pair(*row) for row in db.execute(_LINES, asked)]
    found = list(_chosen(rows, kind, places))
    return sorted(found, key=_by_place) if kind in ("call", "village", "missed") else found


class _Pair(Struct):
    """A row of _LINES: one of the registry's list, and perhaps one of those they may be."""

    key: int
    record: bytes
    other: int | None
    theirs: bytes | None
    done: int | None
    place: str | None
    why: str | None
    score: float | None
    same: int | None


def _chosen(rows: Iterable[_Pair], kind: str, places: Mapping[str, str]) -> Iterator[Line]:
    """The pairs that make somebody one of `kind`; a line without a pupil where none does."""
    for _key, group in groupby(rows, key=lambda row: row.key):
        pairs = list(group)
        fitting = [row for row in pairs if row.theirs is not None and _fits(row, kind)]
        if kind == "recorded":
            fitting = sorted(fitting, key=lambda row: not row.done)[:1]
        for row in fitting:
            yield _line(kind, row, places)
        if not fitting:
            mine = _decode(pairs[0].record)
            yield Line(kind, "", 0.0, _side(pairs[0].key, mine, "", recorded=False), None)


def _fits(row: _Pair, kind: str) -> bool:
    if kind == "doubtful":
        return row.same is None
    here = row.place in _AT[kind] if kind in _AT else kind == "recorded"
    return row.same == 1 and here


_AT: dict[str, tuple[str, ...]] = {
    "call": ("school", "other"),
    "village": ("village",),
    "missed": ("missed",),
}


def _line(kind: str, row: _Pair, places: Mapping[str, str]) -> Line:
    mine = _side(row.key, _decode(row.record), "", recorded=False)
    them = _decode(row.theirs or b"")
    place = places.get(them.visitor.visit, "")
    theirs = _side(row.other or 0, them, place, recorded=bool(row.done))
    return Line(kind, row.why or "", row.score or 0.0, mine, theirs)


def _unlisted(db: Connection) -> Iterator[Line]:
    places = {visit.visit: visit.plan.place for visit in queries.real_visits(db)}
    for key, data, done, doubtful in db.execute(_UNLISTED, {"places": _places(db)}):
        record = _decode(data)
        side = _side(key, record, places.get(record.visitor.visit, ""), recorded=bool(done))
        yield Line("unlisted", _why_unlisted(side, doubtful=doubtful), 0.0, None, side)


def _why_unlisted(side: Side, *, doubtful: bool) -> str:
    if doubtful:
        return "to_decide"
    if side.recorded:
        return "recorded"
    if side.outside:
        return "elsewhere"
    return "too_young" if side.badge == "too_young" else "unknown"


def _by_place(line: Line) -> tuple[str, str, str]:
    side = line.pupil or line.listed
    if side is None:
        return ("", "", "")
    said = side.fields.get
    return (side.place.casefold(), said("class", "").casefold(), said("name", "").casefold())


def _side(key: int, record: _Record, place: str, *, recorded: bool) -> Side:
    who, judged = record.visitor, record.assessment
    return Side(
        key=key,
        visit=who.visit,
        person=who.person,
        place=place,
        fields=who.fields,
        badge=judged.badge,
        village=judged.village,
        village_name=village_name(judged.village) or who.fields.get("village", ""),
        outside="outside_city" in judged.chips,
        recorded=recorded,
    )


@lru_cache(maxsize=512)
def village_name(code: str) -> str:
    """A kelurahan's own name by its code, else the empty string."""
    there = regions.city(code[:4])
    districts = there.districts if there else ()
    return next((v.name for d in districts for v in d.villages if v.code == code), "")


def _asked(db: Connection, own: Visit) -> dict[str, str]:
    return {"registry": own.visit, "places": _places(db)}


def _places(db: Connection) -> str:
    """What each visit means for those who are at it."""
    kinds = {}
    for visit in queries.real_visits(db):
        setting = visit.plan.setting
        kind = setting if setting in ("school", "village") else "other"
        kinds[visit.visit] = "missed" if visit.state == "closed" else kind
    return _json(kinds)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
