"""How fast the hall works: waits, time per person, and when a service will be done."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from fieldapp.domain.people import Turn
from fieldapp.store.tables import Entry
from fieldapp.store.tallies import Stay

Timed = Turn | Stay

LATELY = 50  # the latest turns, which tell how it goes now
ENOUGH = 3  # turns served before an end is estimated
ACTIVE = 30 * 60_000  # a desk counts that worked this long before the last sign of work
LEFT = ("waiting", "called", "held")  # still to be served, and not at a desk
_MINUTE = 60_000


class Pace(Struct, frozen=True):
    """How one service stands. Times in minutes, None where nothing can be said yet.

    `desks` are those at work lately; `end` is the moment (milliseconds since 1970) at which
    everyone who waits now will have been served, None while that cannot be said. `work` is what
    is left to do, in milliseconds at one desk.
    """

    service: str
    waiting: int = 0
    serving: int = 0
    served: int = 0
    desks: int = 0
    wait: float | None = None
    each: float | None = None
    end: int | None = None
    one_more: int | None = None  # the end, were there one more desk
    work: float = 0.0


class Outlook(Struct, frozen=True):
    """When everybody will have been served, and whether that is after closing.

    Moments in milliseconds since 1970; None where nothing can be said, `closes` 0 where no hour
    was planned.
    """

    end: int | None = None
    one_more: int | None = None
    closes: int = 0

    @property
    def late(self) -> bool:
        """Whether the estimate passes closing."""
        return bool(self.closes and self.end and self.end > self.closes)


def pace(entries: Iterable[Entry], service: str, now: int) -> Pace:
    """How `service` stands at the moment `now` (milliseconds since 1970)."""
    return of_turns((t for one in entries for t in one.visitor.turns if t.service == service), now)


def of_turns(turns: Iterable[Timed], now: int) -> Pace:
    """How the service stands whose turns these are."""
    known = list(turns)
    waiting = [turn for turn in known if turn.state in LEFT]
    serving = [turn for turn in known if turn.state == "serving"]
    served = [turn for turn in known if turn.state == "finished" and turn.started]
    each = _mean([_lasted(turn) for turn in _latest(served)])
    desks = len(at_work([*serving, *served]))
    enough = each if len(served) >= ENOUGH else None
    work = _work(waiting, serving, enough or 0.0, now)
    going = (waiting or serving) and enough is not None and desks
    return Pace(
        service=known[0].service if known else "",
        waiting=len(waiting),
        serving=len(serving),
        served=len(served),
        desks=desks,
        wait=_minutes(average_wait(known)),
        each=_minutes(each),
        end=_end(work, desks, now) if going else None,
        one_more=_end(work, desks + 1, now) if going else None,
        work=work,
    )


def outlook(paces: Mapping[str, Pace], desks: int, closes: int, now: int) -> Outlook:
    """When all services will be done; `desks` are those at work lately at any of them.

    A desk that serves two services cannot be at both: all the work that is left, at all the
    desks, takes its time too. One more desk goes where the end is latest.
    """
    going = {service: one for service, one in paces.items() if one.waiting or one.serving}
    if not going or any(one.end is None for one in going.values()):
        return Outlook(closes=closes)
    ends = {service: one.end or 0 for service, one in going.items()}
    slowest = max(ends, key=lambda service: ends[service])
    helped = {**ends, slowest: going[slowest].one_more or 0}
    work = sum(one.work for one in going.values())
    return Outlook(
        end=max(*ends.values(), _end(work, desks, now)),
        one_more=max(*helped.values(), _end(work, desks + 1, now)),
        closes=closes,
    )


def average_wait(turns: Iterable[Timed]) -> float | None:
    """The mean wait, in milliseconds, of those who were called or served."""
    return _mean([wait for turn in turns if (wait := _waited(turn)) is not None])


def minutes_waited(turn: Timed, now: int) -> int | None:
    """The whole minutes that somebody who still waits has waited, else None."""
    if turn.state not in LEFT or not turn.waiting:
        return None
    return max(0, now - turn.waiting) // _MINUTE


def minutes_each(turns: Iterable[Timed]) -> float | None:
    """The mean time at a desk of those who were served, in minutes."""
    times = [_lasted(turn) for turn in turns if turn.state == "finished" and turn.started]
    return _minutes(_mean(times))


def _waited(turn: Timed) -> int | None:
    begun = turn.called or turn.started
    return begun - turn.waiting if turn.waiting and begun >= turn.waiting else None


def _lasted(turn: Timed) -> int:
    return max(0, turn.finished - turn.started)


def _latest(served: Sequence[Timed]) -> list[Timed]:
    return sorted(served, key=lambda turn: turn.finished)[-LATELY:]


def at_work(turns: Sequence[Timed]) -> set[tuple[str, str]]:
    """The desks that worked lately; a pause of the whole hall does not end that."""
    last = max((_sign(turn) for turn in turns), default=0)
    return {(t.device, t.station) for t in turns if _sign(t) >= last - ACTIVE}


def _sign(turn: Timed) -> int:
    return max(turn.started, turn.finished)


def _work(waiting: Sequence[Timed], serving: Sequence[Timed], each: float, now: int) -> float:
    under_way = sum(max(0.0, each - max(0, now - turn.started)) for turn in serving)
    return len(waiting) * each + under_way


def _end(work: float, desks: int, now: int) -> int:
    return now + round(work / desks)


def _mean(times: Sequence[float]) -> float | None:
    return sum(times) / len(times) if times else None


def _minutes(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds / _MINUTE, 1)
