"""The machine's clock, watched; and what has to be noted of it beside the work of a visit."""

import ctypes
import sys
import time
from collections.abc import Callable, Sequence
from threading import Lock

from fieldapp.domain import clocks
from fieldapp.domain import events as e
from fieldapp.domain.clocks import Jump
from fieldapp.store import journal, queries
from fieldapp.store.connect import Connection


def steady_ms() -> int:
    """Milliseconds that nobody can set, and that go on while the laptop sleeps."""
    if sys.platform == "win32":
        ticks = ctypes.windll.kernel32.GetTickCount64
        ticks.restype = ctypes.c_ulonglong
        return int(ticks())
    # macOS' own monotonic clock goes on in sleep, Linux' only as BOOTTIME.
    which = time.CLOCK_BOOTTIME if sys.platform == "linux" else time.CLOCK_MONOTONIC
    return time.clock_gettime_ns(which) // 1_000_000


class WatchedClock:
    """Tells the time, and keeps in `jumps` when it was set while the program ran."""

    def __init__(
        self, wall: Callable[[], int] = journal.now_ms, steady: Callable[[], int] = steady_ms
    ) -> None:
        self._wall, self._steady = wall, steady
        self._lock = Lock()
        self._last = (wall(), steady())
        self.jumps: tuple[Jump, ...] = ()

    def __call__(self) -> int:
        """The time, in milliseconds since 1970."""
        with self._lock:
            now = (self._wall(), self._steady())
            by = (now[0] - self._last[0]) - (now[1] - self._last[1])
            if abs(by) > clocks.TOLERANCE:
                self.jumps = (*self.jumps, Jump(self._last[0], by))
            self._last = now
            return now[0]


def jumps_of(clock: Callable[[], int]) -> tuple[Jump, ...]:
    """The jumps that a clock saw, if it watches for them."""
    return clock.jumps if isinstance(clock, WatchedClock) else ()


def latest(db: Connection, visit: str, device: str) -> tuple[int, int]:
    """The latest times in a visit: of `device`, and of all others."""
    own, others = db.execute(
        "SELECT coalesce(max(ms) FILTER (WHERE device = ?1), 0), "
        "coalesce(max(ms) FILTER (WHERE device <> ?1), 0) FROM stream WHERE visit = ?2",
        (device, visit),
    ).fetchone()
    return own, others


def new_jumps(
    db: Connection, visit: str, device: str, jumps: Sequence[Jump], found: Sequence[clocks.Span]
) -> list[Jump]:
    """The jumps that came while this device worked in the visit, and are not noted there."""
    if not jumps:
        return []
    mine = [span for span in found if span.device == device and span.reason == clocks.JUMP]
    known = {span.since for span in mine}
    begun = _begun(db, visit, device)
    open_ = any(not span.until for span in mine)  # then the clock may have been before `begun`
    new = [jump for jump in jumps if jump.since not in known]
    return [jump for jump in new if begun and (open_ or begun <= jump.before)]


def _begun(db: Connection, visit: str, device: str) -> int:
    """The time of the first record of `device` in a visit, 0 if there is none."""
    row = db.execute(
        "SELECT line FROM event JOIN stream ON stream.id = event.stream "
        "WHERE stream.visit = ? AND stream.device = ? AND seq = 1",
        (visit, device),
    ).fetchone()
    return e.decode(row[0]).at[0] if row else 0


def facts(db: Connection, visit: str, device: str, now: int, jumps: Sequence[Jump]) -> list[e.Body]:
    """What to note of the clock before the next records of a visit; mostly nothing."""
    found = queries.doubted(db, visit)
    if found is None:
        return []
    own, others = latest(db, visit, device)
    return [
        *_jumped(new_jumps(db, visit, device, jumps, found), clocks.standing(found, device)),
        *_fallen_behind(now, own, others, clocks.standing(found, device)),
    ]


def _jumped(new: Sequence[Jump], open_: Sequence[clocks.Span]) -> list[e.Body]:
    said: list[e.Body] = [e.ClockDoubted(clocks.JUMP, jump.since, jump.by) for jump in new]
    off = sum(span.off for span in open_ if span.reason == clocks.JUMP)
    if new and abs(off + sum(jump.by for jump in new)) <= clocks.TOLERANCE:
        said.append(e.ClockTrusted(clocks.JUMP))  # it was set back to what it was
    return said


def _fallen_behind(now: int, own: int, others: int, open_: Sequence[clocks.Span]) -> list[e.Body]:
    reason = clocks.behind(now, own, others)
    noted = [span.reason for span in open_ if span.reason in (clocks.BEHIND, clocks.DRAGGED)]
    if reason and not noted:
        last = max(own, others)
        return [e.ClockDoubted(reason, last, now - last)]
    return [] if reason else [e.ClockTrusted(each) for each in noted]
