"""Ask anything: one filter over all people of all visits, answered at once at a million.

Conditions of one kind widen each other, conditions of different kinds narrow. A question goes
to the facets first (see `facets`); people are then reached by whatever leads to the fewest.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import msgspec
import sqlcipher3
from msgspec import Struct

from fieldapp.domain import names
from fieldapp.errors import Cancelled
from fieldapp.store.connect import Connection
from fieldapp.store.tables import Entry, decode_entry, decode_visit
from fieldapp.texts import _

PAGE = 200
FEW = 20_000  # people whom a facet, read in one sweep, may bring together to be sorted
FEW_LOOKED_UP = 3_000  # people who may be looked up one by one
FEW_AT_ONCE = 3_000  # people of some facets for whom no shorter way is looked for
_SWEEP = 5_000  # people read at a time for a list
CACHE_KIB = 131_072  # a million people's facets and the ends of both indexes
ORDERS = ("name", "place", "class", "badge", "status", "born", "print_from")


class Filter(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Whom somebody asks for; what is empty or None asks for nothing.

    `since` and `until` are days of visits. An empty text among `statuses`, `recording`, `ikd`
    or `card` means none; `villages` are codes, or facets.OUTSIDE and facets.UNKNOWN. The
    registry's own lists are asked only where `settings` or `visits` name them.
    """

    visits: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    badges: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    recording: tuple[str, ...] = ()
    ikd: tuple[str, ...] = ()
    card: tuple[str, ...] = ()
    here: bool | None = None
    sexes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    born_from: date | None = None
    born_to: date | None = None
    print_from: date | None = None
    print_to: date | None = None
    words: str = ""


class At(Struct, frozen=True):
    """Where a page ended: the value sorted by, the name, and the row."""

    value: str
    name: str
    key: int


class Answer(Struct, frozen=True):
    """A page of people, and where the next begins (None after the last)."""

    entries: list[Entry]
    after: At | None


class Question(Struct):
    """A filter put to one database, at one moment.

    `source` leads to the people; `few` says that they may be sorted by anything, else by name
    only. `most` is how many share the facets asked for, None where they are many.
    """

    db: Connection
    facets: str  # conditions on a facet
    people: str  # conditions on a person
    args: dict[str, object]
    most: int | None
    source: str = ""
    few: bool = True


_BY_NAME = "person INDEXED BY person_name CROSS JOIN facet ON facet.id = person.facet"
_BY_ANY_FACET = "facet CROSS JOIN person INDEXED BY person_facet ON person.facet = facet.id"
_BY_FACET = (
    "json_each(:facets) AS wanted CROSS JOIN person INDEXED BY person_facet "
    "ON person.facet = wanted.value CROSS JOIN facet ON facet.id = wanted.value"
)
_BY_BIRTH = "person INDEXED BY person_born CROSS JOIN facet ON facet.id = person.facet"
_BY_WORDS = (
    "(SELECT rowid AS hit FROM search WHERE search MATCH :match) CROSS JOIN person "
    "ON person.key = hit CROSS JOIN facet ON facet.id = person.facet"
)
_SORTED_BY = {
    "name": "person.sort",
    "place": "(SELECT place FROM visit WHERE visit.visit = facet.visit)",
    "class": "person.class",
    "badge": "facet.badge",
    "status": "facet.status",
    "born": "person.born",
    "print_from": "person.print_from",
}


def remember_more(db: Connection) -> None:
    """Let a connection that is kept for asking hold what questions read in memory."""
    db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def put(db: Connection, wanted: Filter) -> Question:
    """Put a filter to the database: find the facets meant, and the shortest way to people."""
    args: dict[str, object] = {}
    facets = _facet_conditions(db, wanted, args)
    people = _person_conditions(wanted, args)
    found = db.execute(
        f"SELECT id, n FROM facet WHERE {facets} LIMIT {max(FEW, 0) + 1}",  # noqa: S608
        args,
    ).fetchall()
    known = len(found) <= FEW
    most = sum(n for _, n in found) if known else None
    if most is not None and most <= FEW:
        args["facets"] = _json([facet for facet, _ in found])
    asked = Question(db, facets, people, args, most)
    asked.source = _shortest(asked, wanted)
    asked.few = asked.source is not _BY_NAME
    return asked


def _facet_conditions(db: Connection, wanted: Filter, args: dict[str, object]) -> str:
    args["visits"] = _json(_visits(db, wanted))
    conditions = ["facet.visit IN (SELECT value FROM json_each(:visits))"]
    for column, values in (
        ("badge", wanted.badges), ("status", wanted.statuses), ("village", wanted.villages),
        ("recording", wanted.recording), ("ikd", wanted.ikd), ("card", wanted.card),
    ):  # fmt: skip
        if values:
            args[column] = _json(values)
            conditions.append(f"facet.{column} IN (SELECT value FROM json_each(:{column}))")  # noqa: S608
    if wanted.here is not None:
        args["here"] = int(wanted.here)
        conditions.append("facet.here = :here")
    return " AND ".join(conditions)


def _visits(db: Connection, wanted: Filter) -> list[str]:
    """The visits asked for: none practised, and the registry's lists only where they are meant."""
    found = []
    for visit_id, record in db.execute("SELECT visit, record FROM visit"):
        visit = decode_visit(record)
        plan = visit.plan
        if visit.practice:
            continue
        if plan.setting == "registry" and not (wanted.settings or wanted.visits):
            continue
        if (
            (not wanted.visits or visit_id in wanted.visits)
            and (not wanted.places or plan.place in wanted.places)
            and (not wanted.settings or plan.setting in wanted.settings)
            and (not wanted.teams or plan.team in wanted.teams)
            and (wanted.since is None or plan.date >= wanted.since)
            and (wanted.until is None or plan.date <= wanted.until)
        ):
            found.append(visit_id)
    return found


def _person_conditions(wanted: Filter, args: dict[str, object]) -> str:
    """What facets do not know: dates, classes, sexes and names."""
    conditions = []
    for column, lowest, highest in (
        ("born", wanted.born_from, wanted.born_to),
        ("print_from", wanted.print_from, wanted.print_to),
    ):
        if lowest or highest:
            args[f"{column}_low"] = (lowest or date.min).isoformat()
            args[f"{column}_high"] = (highest or date.max).isoformat()
            conditions.append(f"person.{column} BETWEEN :{column}_low AND :{column}_high")
    for column, values in (("class", wanted.classes), ("sex", wanted.sexes)):
        if values:
            args[column] = _json(values)
            folded = "COLLATE NOCASE IN (SELECT value FROM json_each"
            conditions.append(f"person.{column} {folded}(:{column}))")
    for number, word in enumerate(words_in(wanted.words)):
        args[f"word{number}"] = f" {word}"
        conditions.append(f"instr(' ' || person.sort, :word{number}) > 0")
    return " AND ".join(conditions)


def words_in(text: str) -> list[str]:
    """The words of a name, as begun, that a question can use."""
    return [word for word in names.normal(text).split()[:8] if word[0] not in "09"]


def _shortest(asked: Question, wanted: Filter) -> str:
    """Through the words or the birth date where few have them, else facets, else by name."""
    if asked.most is not None and asked.most <= FEW_AT_ONCE:
        return _BY_FACET
    if words := words_in(wanted.words):
        asked.args["match"] = " AND ".join(f'"{word}"*' for word in words)
        if _few(asked, "SELECT 1 FROM search WHERE search MATCH :match"):
            return _BY_WORDS
    if (wanted.born_from or wanted.born_to) and _few(
        asked,
        "SELECT 1 FROM person WHERE born <> '' AND born BETWEEN :born_low AND :born_high",
    ):
        return _BY_BIRTH
    return _BY_FACET if asked.most is not None and asked.most <= FEW else _BY_NAME


def _few(asked: Question, rows: str) -> bool:
    (counted,) = asked.db.execute(
        f"SELECT count(*) FROM ({rows} LIMIT {FEW_LOOKED_UP + 1})",  # noqa: S608
        asked.args,
    ).fetchone()
    return bool(counted <= FEW_LOOKED_UP)


def count(asked: Question) -> int:
    """How many people answer: at once, or after a sweep where dates or names are asked for."""
    if asked.people:
        source = asked.source if asked.few else _BY_ANY_FACET
        what = f"SELECT count(*) FROM {source} WHERE {_where(asked)}"  # noqa: S608
    elif asked.most is not None:
        return asked.most
    else:
        what = f"SELECT coalesce(sum(n), 0) FROM facet WHERE {asked.facets}"  # noqa: S608
    with stoppable():
        return int(asked.db.execute(what, asked.args).fetchone()[0])


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn an interruption, when nobody waits for the answer any more, into Cancelled."""
    try:
        yield
    except sqlcipher3.OperationalError as error:
        if "interrupt" not in str(error):
            raise
        raise Cancelled(_("Stopped; nothing was changed.")) from error


def page(
    asked: Question,
    order: str = "name",
    after: At | None = None,
    *,
    descending: bool = False,
    limit: int = PAGE,
) -> Answer:
    """The next people in order; an answer that is too large for another order comes by name."""
    by = _SORTED_BY[order if asked.few else "name"]
    args: dict[str, object] = {**asked.args, "limit": limit}
    where = _where(asked)
    if after:
        args |= {"value": after.value, "name": after.name, "key": after.key}
        where += f" AND {_beyond(by, '<' if descending else '>')}"
    way = "DESC" if descending else "ASC"
    with stoppable():
        rows = asked.db.execute(
            f"SELECT {by}, person.sort, person.key FROM {asked.source} WHERE {where} "  # noqa: S608
            f"ORDER BY {by} {way}, person.sort {way}, person.key {way} LIMIT :limit",
            args,
        ).fetchall()
    following = At(*rows[-1]) if len(rows) == limit else None
    return Answer(_entries(asked.db, [key for _, _, key in rows]), following)


@contextmanager
def moment(db: Connection) -> Iterator[None]:
    """Let all that is asked meanwhile be answered as of one moment."""
    own = not db.in_transaction
    if own:
        db.execute("BEGIN")
    try:
        yield
    finally:
        if own:
            db.execute("ROLLBACK")


def everyone(asked: Question, order: str = "name", *, descending: bool = False) -> Iterator[Entry]:
    """All who answer, in order, as they stand at the beginning; not more than a page in memory."""
    with moment(asked.db):
        after: At | None = None
        while True:
            found = page(asked, order, after, descending=descending, limit=_SWEEP)
            yield from found.entries
            if (after := found.after) is None:
                return


def _where(asked: Question) -> str:
    born = ["person.born <> ''"] if asked.source is _BY_BIRTH else []
    return " AND ".join([asked.facets, *filter(None, [asked.people]), *born])


def _beyond(by: str, sign: str) -> str:
    if by == _SORTED_BY["name"]:
        return f"person.sort {sign}= :name AND (person.sort, person.key) {sign} (:name, :key)"
    return f"({by}, person.sort, person.key) {sign} (:value, :name, :key)"


def _entries(db: Connection, keys: list[int]) -> list[Entry]:
    rows = db.execute(
        "SELECT record FROM json_each(:keys) AS wanted JOIN person ON person.key = wanted.value "
        "ORDER BY wanted.id",
        {"keys": _json(keys)},
    )
    return [decode_entry(record) for (record,) in rows]


def _json(values: Any) -> str:
    return msgspec.json.encode(values).decode()
