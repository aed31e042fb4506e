"""Coverage: how many of those whom the registry lists as not yet recorded were, by each day."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from fieldapp.reports.dashboard import Board
from fieldapp.store.tallies import Stand


class Covered(Struct, frozen=True):
    """The end of a day with visits: recorded at them, and so far altogether."""

    day: date
    new: int
    total: int


class Coverage(Struct, frozen=True):
    """How far the registry's list is worked off.

    `target` is the list less `elsewhere`: those who had been recorded without any visit here.
    `beyond` are people recorded at visits who are not on the list.
    """

    listed: int
    elsewhere: int
    target: int
    beyond: int
    days: tuple[Covered, ...]

    @property
    def recorded(self) -> int:
        """How many by now."""
        return self.days[-1].total if self.days else 0


def coverage(board: Board) -> Coverage:
    """The coverage by the end of each day with visits."""
    first = _first_recorded(board)
    days, total = [], 0
    for day in sorted({visit.plan.date for visit in board.visits.values()}):
        new = sum(1 for recorded in first.values() if recorded == day)
        total += new
        days.append(Covered(day, new, total))
    return Coverage(
        listed=len(_whole(board)),
        elsewhere=len(recorded_elsewhere(board)),
        target=len(target(board)),
        beyond=len(beyond(board)),
        days=tuple(days),
    )


def target(board: Board) -> list[Stand]:
    """Those of the registry's list who were to be recorded at the visits."""
    gone = {row.key for row in recorded_elsewhere(board)}
    return [row for row in _whole(board).values() if row.key not in gone]


def recorded_elsewhere(board: Board) -> list[Stand]:
    """Those of the list who turned out to be recorded already, and not at a visit."""
    done = _recorded(board)
    had = {board.whose[row.key] for row in board.rows if _had_one(row)}
    return [
        row
        for who, row in _whole(board).items()
        if who not in done and (who in had or row.badge == "already_recorded")
    ]


def covered(board: Board, until: date, *, since: date | None = None) -> list[Stand]:
    """Those of the list who were recorded at a visit up to a day (and not before `since`)."""
    whole = _whole(board)
    return [
        whole[who]
        for who, day in _first_recorded(board).items()
        if day <= until and not (since and day < since)
    ]


def remaining(board: Board) -> list[Stand]:
    """Those of the target who were recorded at no visit yet."""
    done = _recorded(board)
    return [row for row in target(board) if board.whose[row.key] not in done]


def beyond(board: Board) -> list[Stand]:
    """Those recorded at visits who are on no list of the registry."""
    whole = _whole(board)
    found = {board.whose[row.key]: row for row in board.rows if row.recording == "recorded"}
    return [row for who, row in found.items() if who not in whole]


def _had_one(row: Stand) -> bool:
    return row.recording == "already_recorded" or row.badge == "already_recorded"


def _whole(board: Board) -> Mapping[str, Stand]:
    """Everyone of the list once."""
    return {board.whose[row.key]: row for row in board.listed}


def _recorded(board: Board) -> Mapping[str, date]:
    """On which day each was first recorded at a visit."""
    return _days(board, board.rows)


def _first_recorded(board: Board) -> Mapping[str, date]:
    whole = _whole(board)
    return {who: day for who, day in _recorded(board).items() if who in whole}


def _days(board: Board, rows: Sequence[Stand]) -> Mapping[str, date]:
    found: dict[str, date] = {}
    for row in rows:
        if row.recording == "recorded":
            day = board.visits[row.visit].plan.date
            found[board.whose[row.key]] = min(day, found.get(board.whose[row.key], day))
    return found
