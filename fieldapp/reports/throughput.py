"""How many people were served in which hour and at which desk, and how long they waited."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import ceil
from statistics import median

from msgspec import Struct

from fieldapp.domain import clocks
from fieldapp.domain.forks import device_of
from fieldapp.reports.dashboard import Board, rows_of
from fieldapp.store.tallies import Stay
from fieldapp.wording import moment

_MINUTE = 60_000
_QUARTER = 15 * _MINUTE
_LATE = 0.9


class Waits(Struct, frozen=True):
    """The waits of some people in minutes: the middle one, and what nine of ten stayed below."""

    count: int
    middle: float | None
    late: float | None


class Hour(Struct, frozen=True):
    """An hour of the day, over all days: people served in it; waits of those called in it."""

    hour: int
    served: int
    waits: Waits


class Desk(Struct, frozen=True):
    """A desk of a laptop: people served, in how many hours, and how many in each of them."""

    device: str
    station: str
    name: str
    served: int
    hours: int
    each: float
    waits: Waits


def hours(board: Board, by: str, key: str) -> list[Hour]:
    """Each hour between the first and the last in which a group's people were served or called."""
    served: dict[int, set[int]] = {}
    called: dict[int, list[Stay]] = {}
    for stay in stays_of(board, by, key):
        if is_served(stay):
            served.setdefault(_hour(stay.finished), set()).add(stay.key)
        if _waited(stay) is not None:
            called.setdefault(_hour(_begun(stay)), []).append(stay)
    worked = {*served, *called}
    if not worked:
        return []
    return [
        Hour(hour, len(served.get(hour, ())), _waits(called.get(hour, ())))
        for hour in range(min(worked), max(worked) + 1)
    ]


def desks(board: Board, by: str, key: str) -> list[Desk]:
    """Each desk that served people of a group, the busiest first."""
    found: dict[tuple[str, str], list[Stay]] = {}
    for stay in stays_of(board, by, key):
        if is_served(stay):
            found.setdefault((device_of(stay.device), stay.station), []).append(stay)
    made = [_desk(board, *desk, stays) for desk, stays in found.items()]
    return sorted(made, key=lambda desk: (-desk.served, desk.name))


def people_of_hour(board: Board, by: str, key: str, hour: int, what: str) -> set[int]:
    """The rows behind the `served` or the `waits` of an hour."""
    stays = stays_of(board, by, key)
    if what == "served":
        return {s.key for s in stays if is_served(s) and _hour(s.finished) == hour}
    return {s.key for s in stays if _waited(s) is not None and _hour(_begun(s)) == hour}


def people_of_desk(
    board: Board, by: str, key: str, device: str, station: str, what: str = "served"
) -> set[int]:
    """The rows behind what a desk served, or behind its waits."""
    at = [s for s in stays_of(board, by, key)
          if is_served(s) and (device_of(s.device), s.station) == (device, station)]  # fmt: skip
    return {s.key for s in at if what == "served" or _waited(s) is not None}


def waits(board: Board, by: str, key: str) -> Waits:
    """How long everyone of a group waited who was called."""
    return _waits(stays_of(board, by, key))


def stays_of(board: Board, by: str, key: str) -> list[Stay]:
    """The turns of a group."""
    wanted = {row.key for row in rows_of(board, by, key)}
    return [stay for stay in board.stays if stay.key in wanted]


def doubtful(board: Board, stays: Iterable[Stay]) -> int:
    """How many people's times may be wrong, because a clock was doubtful."""
    return len({stay.key for stay in stays if _is_doubtful(board, stay)})


def _is_doubtful(board: Board, stay: Stay) -> bool:
    visit = board.visits[stay.visit]
    times = (stay.waiting, stay.called, stay.started, stay.finished)
    return clocks.doubtful(times, {stay.device}, visit.clock, visit.plan.date)


def is_served(stay: Stay) -> bool:
    """Whether the turn came to an end at a desk."""
    return stay.state == "finished" and stay.finished > 0


def _desk(board: Board, device: str, station: str, stays: Sequence[Stay]) -> Desk:
    served = len({stay.key for stay in stays})
    slots = {(moment(stay.finished).date(), _hour(stay.finished)) for stay in stays}
    laptop = board.devices.get(device, device)
    name = f"{laptop}, {station}" if station else laptop
    each = round(served / len(slots), 1)
    return Desk(device, station, name, served, len(slots), each, _waits(stays))


def _hour(ms: int) -> int:
    return _hour_of_quarter(ms // _QUARTER)


@lru_cache(maxsize=4096)
def _hour_of_quarter(quarter: int) -> int:
    """No clock anywhere differs from another by less than a quarter of an hour."""
    return moment(quarter * _QUARTER).hour


def _begun(stay: Stay) -> int:
    return stay.called or stay.started


def _waited(stay: Stay) -> int | None:
    begun = _begun(stay)
    return begun - stay.waiting if stay.waiting and begun >= stay.waiting else None


def _waits(stays: Iterable[Stay]) -> Waits:
    """Of each person the longest wait, where they waited for several services."""
    longest: dict[int, int] = {}
    for stay in stays:
        if (wait := _waited(stay)) is not None:
            longest[stay.key] = max(wait, longest.get(stay.key, 0))
    if not longest:
        return Waits(0, None, None)
    ordered = sorted(longest.values())
    late = ordered[ceil(_LATE * len(ordered)) - 1]
    return Waits(len(ordered), _minutes(median(ordered)), _minutes(late))


def _minutes(ms: float) -> float:
    return round(ms / _MINUTE, 1)
