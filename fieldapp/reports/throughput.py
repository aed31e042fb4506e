"""How many people were served in which hour and at which desk, and how long they waited."""

from collections.abc import Iterable, Sequence
from math import ceil
from statistics import median

from msgspec import Struct

from fieldapp.domain import clocks
from fieldapp.domain.events import device_of
from fieldapp.reports.dashboard import Board, rows_of
from fieldapp.store.tallies import Stay
from fieldapp.wording import moment

_MINUTE = 60_000
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
    stays = stays_of(board, by, key)
    worked = {_hour(_begun(stay)) for stay in stays if _waited(stay) is not None}
    worked |= {_hour(stay.finished) for stay in stays if is_served(stay)}
    if not worked:
        return []
    return [
        Hour(hour, len(served_in(stays, hour)), _waits(_called_in(stays, hour)))
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
    return served_in(stays, hour) if what == "served" else {s.key for s in _called_in(stays, hour)}


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


def served_in(stays: Iterable[Stay], hour: int) -> set[int]:
    """Who was served in an hour of the day."""
    return {stay.key for stay in stays if is_served(stay) and _hour(stay.finished) == hour}


def _called_in(stays: Iterable[Stay], hour: int) -> list[Stay]:
    return [s for s in stays if _waited(s) is not None and _hour(_begun(s)) == hour]


def _desk(board: Board, device: str, station: str, stays: Sequence[Stay]) -> Desk:
    served = len({stay.key for stay in stays})
    slots = {(moment(stay.finished).date(), _hour(stay.finished)) for stay in stays}
    laptop = board.devices.get(device, device)
    name = f"{laptop}, {station}" if station else laptop
    each = round(served / len(slots), 1)
    return Desk(device, station, name, served, len(slots), each, _waits(stays))


def _hour(ms: int) -> int:
    return moment(ms).hour


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
