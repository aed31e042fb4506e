"""The queue of announcements: each call has its time on the board, one after the other.

Calls come as fast as desks make them; a room follows one at a time. Whatever is added waits for
its turn, a recall is announced again, and what was taken back before its turn is left out.
"""

from collections import deque
from collections.abc import Callable, Iterable

from msgspec import Struct

from fieldapp.domain.events import Ref

LEAST = 4.0  # seconds that a call keeps the board for itself
SHOWN = 5  # calls before the one in hand
_KEPT = 50


class Call(Struct, frozen=True):
    """Somebody was called: what may be shown and said in public, and the event that says so."""

    ref: Ref
    number: str
    desk: str = ""
    at: int = 0  # milliseconds since 1970


class Announcements:
    """Which call is announced now, which were before, and which wait; `now` counts seconds."""

    def __init__(self, now: Callable[[], float], least: float = LEAST) -> None:
        self._now, self._least = now, least
        self._waiting: deque[Call] = deque()
        self._past: list[Call] = []  # the latest first
        self._since: float | None = None  # when the call in hand took the place
        self._speaking = False

    def remember(self, calls: Iterable[Call]) -> None:
        """These were made before, the latest last: they are shown, and not announced."""
        known = {call.ref: call for call in (*self._past, *calls)}
        kept = sorted(known.values(), key=lambda call: (call.at, call.ref), reverse=True)
        self._past = (kept if self._since is None else self._current_first(kept))[:_KEPT]

    def _current_first(self, kept: list[Call]) -> list[Call]:
        current = self._past[0]
        return [current, *(call for call in kept if call.ref != current.ref)]

    def add(self, calls: Iterable[Call]) -> None:
        """Announce these, each once, in this order, after those that wait already."""
        self._waiting.extend(calls)

    def withdraw(self, refs: Iterable[Ref]) -> None:
        """These calls were taken back: they are neither announced nor shown any more."""
        gone = set(refs)
        if self._past and self._past[0].ref in gone:
            self._since = None
        self._past = [call for call in self._past if call.ref not in gone]
        self._waiting = deque(call for call in self._waiting if call.ref not in gone)

    def speaking(self, going_on: bool) -> None:
        """Whether the call in hand is still being spoken: the next one waits for the end."""
        self._speaking = going_on

    def step(self) -> Call | None:
        """The call that takes the place now; None while there is none, or it is not free."""
        if not self._waiting or self._speaking or self.left > 0:
            return None
        call = self._waiting.popleft()
        self._since = self._now()
        self._past = [call, *(one for one in self._past if one.number != call.number)][:_KEPT]
        return call

    @property
    def left(self) -> float:
        """For how many seconds the call in hand still has the place to itself."""
        return 0.0 if self._since is None else max(0.0, self._since + self._least - self._now())

    @property
    def fresh(self) -> bool:
        """Whether the call in hand is being announced: shown for its time, or spoken."""
        return self._since is not None and (self._speaking or self.left > 0)

    @property
    def current(self) -> Call | None:
        """The call that is shown large."""
        return self._past[0] if self._past else None

    @property
    def last(self) -> tuple[Call, ...]:
        """The calls before the one in hand, the latest first, each number once."""
        once: dict[str, Call] = {}
        for call in self._past:
            once.setdefault(call.number, call)
        return tuple(once.values())[1 : SHOWN + 1]

    @property
    def waiting(self) -> int:
        """How many calls wait to be announced."""
        return len(self._waiting)
