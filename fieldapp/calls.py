"""The calls of a visit as its events tell them, for the board and the voice.

Only what a hall may know leaves this module: numbers, desks, counts and minutes.
"""

import math
import re
from collections.abc import Sequence

from msgspec import Struct

from fieldapp.board import Call
from fieldapp.domain import events as e
from fieldapp.domain.fold import cancelled
from fieldapp.domain.forks import device_of
from fieldapp.reports.pace import of_turns
from fieldapp.store import journal, queries
from fieldapp.store.session import Session

FRESH = 2 * 60_000  # a call of another laptop is announced if it is no older, in milliseconds
NUMBER = re.compile(r"[A-Z]{1,2}-[0-9]{1,5}")  # what a hostile laptop calls a number is not shown
DESK = re.compile(r"(?=.*[0-9])[A-Za-z0-9-]{1,4}|[A-Za-z]{1,2}")  # 3, B2, C: too short for names


class Heard(Struct, frozen=True):
    """What came since the last time: to announce, to show only, and taken back."""

    new: tuple[Call, ...] = ()
    known: tuple[Call, ...] = ()
    withdrawn: frozenset[e.Ref] = frozenset()


class Calls:
    """Follows the calls of one visit; those made before it began to follow are known ones."""

    def __init__(self, visit: str) -> None:
        self.visit = visit
        self._read: dict[int, int] = {}  # the last seq read of each stream
        self._held: dict[e.Ref, e.Event] = {}  # calls, and what was taken back
        self._gone: frozenset[e.Ref] = frozenset()
        self._begun = False

    def hear(self, session: Session) -> Heard:
        """What was called and taken back since the last time, in the order of the events."""
        fresh = [one for one in self._unread(session) if one.ref not in self._held]
        if not fresh and self._begun:
            return Heard()
        self._held.update((event.ref, event) for event in fresh)
        gone = frozenset(cancelled(self._held.values()))
        withdrawn, self._gone = gone - self._gone, gone
        called = [event for event in fresh if event.kind == "called" and event.ref not in gone]
        new = [event for event in called if self._begun and _is_now(session, event)]
        known = [event for event in called if event not in new]
        self._begun = True
        return Heard(self._calls(session, new), self._calls(session, known), withdrawn)

    def _unread(self, session: Session) -> list[e.Event]:
        rows: list[tuple[int, bytes]] = []
        for head in journal.heads(session.db, self.visit):
            since = self._read.get(head.id, 0)
            if head.last > since:
                rows += journal.lines_of_kinds(session.db, head.id, since, ("called", "undone"))
                self._read[head.id] = head.last
        forked = journal.branches_of(session.db, self.visit) if rows else {}
        return sorted(journal.read(rows, forked), key=lambda event: event.order)

    def _calls(self, session: Session, events: Sequence[e.Event]) -> tuple[Call, ...]:
        found = (_call(session, self.visit, event) for event in events)
        return tuple(call for call in found if call)


def _is_now(session: Session, event: e.Event) -> bool:
    """Whether somebody is called by it now: here, or a moment ago at another laptop."""
    if device_of(event.device) in session.device.ids:
        return True
    return abs(session.clock() - event.at[0]) <= FRESH


def _call(session: Session, visit: str, event: e.Event) -> Call | None:
    entry = queries.entry(session.db, visit, event.person)
    if entry is None or not isinstance(event.body, e.Called):
        return None
    number, desk = entry.visitor.number, event.body.station
    if not NUMBER.fullmatch(number):
        return None
    return Call(event.ref, number, desk if DESK.fullmatch(desk) else "", event.at[0])


class Figures(Struct, frozen=True):
    """How many wait, and for each service about how many minutes whoever comes now will."""

    waiting: int = 0
    minutes: dict[str, int] = {}


def figures(session: Session, visit: str) -> Figures:
    """The board's figures as they stand; a service of which nothing can be said is left out."""
    plan = queries.visit(session.db, visit).plan
    now = session.clock()
    minutes = {}
    for service in plan.services:
        end = of_turns(queries.turns(session.db, visit, service), now).end
        if end is not None:
            minutes[service] = _rounded((end - now) / 60_000)
    return Figures(queries.counters(session.db, visit).waiting, minutes)


def _rounded(minutes: float) -> int:
    """To the next 5 minutes: an estimate promises no more."""
    return 5 * max(1, math.ceil(minutes / 5))
