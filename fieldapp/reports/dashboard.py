"""The dashboard: what all visits came to, grouped; each figure can name the people behind it.

A person who was at several visits of a group counts once in it. So groups may add up to more
than the whole; `more_than_once` names those because of whom they do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.domain.fold import Visit
from fieldapp.reports import persons
from fieldapp.store import pairs, queries, tallies
from fieldapp.store.connect import Connection
from fieldapp.store.tallies import OUTSIDE, UNKNOWN, Stand, Stay
from fieldapp.texts import _, long_date, short_date

BY = ("visit", "school", "village", "team", "day")
ALL = "all"
COLUMNS = (
    "listed", "walk_ins", "target", "present", "absent", "recorded", "failed", "deferred",
    "refused", "already_recorded", "too_young", "ikd",
)  # fmt: skip
_FOUND_BY_RULE = ("already_recorded", "too_young")


class Group(Struct, frozen=True):
    """One line of the dashboard: what it is about, how many visits it spans, and its figures."""

    by: str
    key: str
    name: str
    visits: int
    counts: Mapping[str, int]


class Person(Struct, frozen=True):
    """Somebody who counts in a figure: each of the visits of the group that know them."""

    who: str
    at: tuple[Stand, ...]


@dataclass(frozen=True)
class Board:
    """Everything that the figures are counted from, as it was at one moment."""

    visits: Mapping[str, Visit]
    rows: Sequence[Stand]  # of the visits, in the order of their days
    whose: Mapping[int, str]  # the person behind each row, those of the registry's list too
    listed: Sequence[Stand]  # the registry's list
    stays: Sequence[Stay]
    devices: Mapping[str, str]
    _groups: dict[str, dict[str, list[Stand]]] = field(default_factory=dict)

    def members(self, by: str) -> Mapping[str, list[Stand]]:
        """The rows of each group of a grouping, in the groups' order."""
        if by not in self._groups:
            self._groups[by] = _grouped(self, by)
        return self._groups[by]


def load(db: Connection) -> Board:
    """Everything of the visits, but those that are only practised."""
    visits = {one.visit: one for one in reversed(queries.real_visits(db))}
    order = {visit: place for place, visit in enumerate(visits)}
    rows = sorted(tallies.stands(db, visits), key=lambda row: (order[row.visit], row.key))
    listed = tallies.stands(db, [one.visit for one in queries.registries(db)])
    return Board(
        visits=visits,
        rows=rows,
        whose=persons.of(rows, listed, tallies.sames(db), tallies.links(db)),
        listed=listed,
        stays=tallies.stays(db, visits),
        devices=persons.device_names(db),
    )


# -- groups


def groups(board: Board, by: str) -> list[Group]:
    """The figures of each group; visits and places without people too."""
    return [_group(board, by, key, rows) for key, rows in board.members(by).items()]


def overall(board: Board) -> Group:
    """The figures of everything together, each person once."""
    return _group(board, ALL, "", board.rows)


def people(board: Board, by: str, key: str, column: str) -> list[Person]:
    """The people behind a figure."""
    return [one for one in _persons(board, rows_of(board, by, key)) if column in marks(one.at)]


def more_than_once(board: Board, by: str) -> list[Person]:
    """Those who count in more than one group."""
    groups_of: dict[str, set[str]] = {}
    for key, rows in board.members(by).items():
        for row in rows:
            groups_of.setdefault(board.whose[row.key], set()).add(key)
    several = {who for who, keys in groups_of.items() if len(keys) > 1}
    return [one for one in _persons(board, board.rows) if one.who in several]


def rows_of(board: Board, by: str, key: str) -> Sequence[Stand]:
    """Everyone of a group, as each of its visits has them."""
    return board.rows if by == ALL else board.members(by).get(key, [])


def marks(at: Sequence[Stand]) -> frozenset[str]:
    """Which columns somebody counts in, who is known to these visits (in their days' order)."""
    return frozenset(_marks(at))


def _marks(at: Sequence[Stand]) -> Iterator[str]:
    on_a_list = [row for row in at if not row.walk_in]
    here = any(row.here for row in at)
    yield "listed" if on_a_list else "walk_ins"
    if any(row.badge in MAY_RECORD for row in on_a_list):
        yield "target"
    if here:
        yield "present"
    elif on_a_list:
        yield "absent"
    outcomes = [outcome for row in at if (outcome := _outcome(row))]
    if outcomes:
        yield "recorded" if "recorded" in outcomes else outcomes[-1]
    if any(row.ikd == "activated" for row in at):
        yield "ikd"


def _outcome(row: Stand) -> str:
    """What the desk found, else what the rules say."""
    return row.recording or (row.badge if row.badge in _FOUND_BY_RULE else "")


def _persons(board: Board, rows: Iterable[Stand]) -> list[Person]:
    found: dict[str, list[Stand]] = {}
    for row in rows:
        found.setdefault(board.whose[row.key], []).append(row)
    return [Person(who, tuple(at)) for who, at in found.items()]


def _group(board: Board, by: str, key: str, rows: Sequence[Stand]) -> Group:
    counts = dict.fromkeys(COLUMNS, 0)
    for one in _persons(board, rows):
        for mark in marks(one.at):
            counts[mark] += 1
    return Group(by, key, name_of(board, by, key), _spans(board, by, key, rows), counts)


def _spans(board: Board, by: str, key: str, rows: Sequence[Stand]) -> int:
    """How many visits a group is about."""
    if by in _KEYS:
        return sum(_key(by, visit) == key for visit in board.visits.values())
    return len({row.visit for row in rows}) if by == "village" else len(board.visits)


def _grouped(board: Board, by: str) -> dict[str, list[Stand]]:
    if by == "village":
        return _by_village(board)
    found: dict[str, list[Stand]] = {}
    for visit in sorted(board.visits.values(), key=lambda one: _order(by, one)):
        found.setdefault(_key(by, visit), [])
    for row in board.rows:
        found[_key(by, board.visits[row.visit])].append(row)
    return found


def _by_village(board: Board) -> dict[str, list[Stand]]:
    """Each person in one kelurahan: the first that any of their visits knows."""
    where: dict[str, str] = {}
    for row in board.rows:
        who = board.whose[row.key]
        where[who] = _better(where.get(who, UNKNOWN), row.village)
    found: dict[str, list[Stand]] = {}
    for row in board.rows:
        found.setdefault(where[board.whose[row.key]], []).append(row)
    last = {OUTSIDE: 1, UNKNOWN: 2}
    return {key: found[key] for key in sorted(found, key=lambda code: (last.get(code, 0), code))}


def _better(known: str, said: str) -> str:
    return said if known == UNKNOWN or (known == OUTSIDE and said != UNKNOWN) else known


_KEYS: dict[str, Callable[[Visit], str]] = {
    "visit": lambda visit: visit.visit,
    "school": lambda visit: visit.plan.place,
    "team": lambda visit: visit.plan.team,
    "day": lambda visit: visit.plan.date.isoformat(),
}


def _key(by: str, visit: Visit) -> str:
    return _KEYS[by](visit)


def _order(by: str, visit: Visit) -> tuple[bool, str, str]:
    """By day, or by name; those without a team last."""
    key = _key(by, visit)
    named = by in ("school", "team")
    return (named and not key, key.casefold() if named else visit.plan.date.isoformat(), key)


def name_of(board: Board, by: str, key: str) -> str:
    """A group as people call it."""
    match by:
        case "all":
            return _("All together")
        case "visit":
            plan = board.visits[key].plan
            return f"{plan.place}, {short_date(plan.date)}"
        case "village":
            names = {OUTSIDE: _("Outside the city"), UNKNOWN: _("Kelurahan not known")}
            return names.get(key) or pairs.village_name(key) or key
        case "team":
            return key or _("Without a team")
        case "day":
            return long_date(date.fromisoformat(key))
    return key
