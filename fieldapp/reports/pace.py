"""How fast the hall works: waits, time per person, and when a service will be done."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from fieldapp.domain.people import Turn
from fieldapp.store.tables import Entry

LATELY = 50  # the latest turns, which tell how it goes now
ENOUGH = 3  # turns served before an end is estimated
ACTIVE = 30 * 60_000  # a desk counts that worked this long before the last sign of work
_MINUTE = 60_000


class Pace(Struct, frozen=True):
    """How one service stands. Times in minutes, None where nothing can be said yet.

    `desks` are those at work lately; `end` is the moment (milliseconds since 1970) at which
    everyone who waits now will have been served, None while that cannot be said.
    """

    service: str
    waiting: int = 0
    serving: int = 0
    served: int = 0
    desks: int = 0
    wait: float | None = None
    each: float | None = None
    end: int | None = None


def pace(entries: Iterable[Entry], service: str, now: int) -> Pace:
    """How `service` stands at the moment `now` (milliseconds since 1970)."""
    return of_turns((t for one in entries for t in one.visitor.turns if t.service == service), now)


def of_turns(turns: Iterable[Turn], now: int) -> Pace:
    """How the service stands whose turns these are."""
    known = list(turns)
    waiting = [turn for turn in known if turn.state in ("waiting", "called")]
    serving = [turn for turn in known if turn.state == "serving"]
    served = [turn for turn in known if turn.state == "finished" and turn.started]
    each = _mean([_lasted(turn) for turn in _latest(served)])
    desks = _desks([*serving, *served])
    return Pace(
        service=known[0].service if known else "",
        waiting=len(waiting),
        serving=len(serving),
        served=len(served),
        desks=desks,
        wait=_minutes(average_wait(known)),
        each=_minutes(each),
        end=_end(waiting, serving, each if len(served) >= ENOUGH else None, desks, now),
    )


def average_wait(turns: Iterable[Turn]) -> float | None:
    """The mean wait, in milliseconds, of those who were called or served."""
    return _mean([wait for turn in turns if (wait := _waited(turn)) is not None])


def minutes_waited(turn: Turn, now: int) -> int | None:
    """The whole minutes that somebody who still waits has waited, else None."""
    if turn.state not in ("waiting", "called") or not turn.waiting:
        return None
    return max(0, now - turn.waiting) // _MINUTE


def _waited(turn: Turn) -> int | None:
    begun = turn.called or turn.started
    return begun - turn.waiting if turn.waiting and begun >= turn.waiting else None


def _lasted(turn: Turn) -> int:
    return max(0, turn.finished - turn.started)


def _latest(served: Sequence[Turn]) -> list[Turn]:
    return sorted(served, key=lambda turn: turn.finished)[-LATELY:]


def _desks(turns: Sequence[Turn]) -> int:
    """How many desks worked lately; a pause of the whole hall does not end that."""
    last = max((_sign(turn) for turn in turns), default=0)
    return len({(t.device, t.station) for t in turns if _sign(t) >= last - ACTIVE})


def _sign(turn: Turn) -> int:
    return max(turn.started, turn.finished)


def _end(
    waiting: Sequence[Turn], serving: Sequence[Turn], each: float | None, desks: int, now: int
) -> int | None:
    if each is None or not desks or not (waiting or serving):
        return None
    under_way = sum(max(0.0, each - max(0, now - turn.started)) for turn in serving)
    return now + round((len(waiting) * each + under_way) / desks)


def _mean(times: Sequence[float]) -> float | None:
    return sum(times) / len(times) if times else None


def _minutes(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds / _MINUTE, 1)
