"""How the events of the hall change what is known of a person: numbers, tickets, turns."""

from typing import Any

import msgspec

from fieldapp.domain import events as e
from fieldapp.domain.folding import Folding, Step, stamp
from fieldapp.domain.people import Fact, Turn


def _checked_in(s: Folding, event: e.Event, body: e.CheckedIn) -> None:
    s.check_ins.setdefault(body.number, stamp(event))
    s.documents.update(dict.fromkeys(body.documents))
    if body.ticket:
        s.tickets.setdefault(body.number, "pending")
    for service in body.services:
        if service not in s.turns:
            s.turns[service] = Turn(service, "waiting", waiting=event.at[0])


def _ticketed(s: Folding, _event: e.Event, body: e.Ticketed) -> None:
    if s.tickets.get(body.number) != "printed":
        s.tickets[body.number] = body.how


def _prioritised(s: Folding, _event: e.Event, body: e.Prioritised) -> None:
    s.priority = body.reason


def turn_of(s: Folding, service: str, event: e.Event) -> Turn:
    """The turn as it stands; one that nobody asked for begins with what happens to it."""
    return s.turns.get(service) or Turn(service, "waiting", waiting=event.at[0])


def _step_turn(s: Folding, event: e.Event, service: str, **changes: Any) -> None:
    turn = turn_of(s, service, event)
    s.turns[service] = msgspec.structs.replace(turn, device=event.device, **changes)


def _called(s: Folding, event: e.Event, body: e.Called) -> None:
    calls = turn_of(s, body.service, event).calls + 1
    _step_turn(
        s, event, body.service, state="called", called=event.at[0], calls=calls,
        station=body.station, wanted="",
    )  # fmt: skip


def _started(s: Folding, event: e.Event, body: e.Started) -> None:
    _step_turn(s, event, body.service, state="serving", started=event.at[0], station=body.station)


def _finished(s: Folding, event: e.Event, body: e.Finished) -> None:
    facts = s.done.setdefault(body.service, [])
    facts.append(Fact(stamp(event), event.kind, body.outcome))
    s.finishes[event.ref] = body
    turn = turn_of(s, body.service, event)
    if not (turn.calls or turn.started):
        s.uncalled.setdefault(body.service, facts[-1])
    ended = turn.finished if turn.state == "finished" else event.at[0]  # twice: the first time
    _step_turn(
        s, event, body.service, state="finished", finished=ended, outcome=body.outcome,
        reason=body.reason or None, missing=body.missing,
    )  # fmt: skip


def _requeued(s: Folding, event: e.Event, body: e.Requeued) -> None:
    turn = turn_of(s, body.service, event)
    s.done.pop(body.service, None)
    s.rulings.pop(f"finished:{body.service}", None)
    s.uncalled.pop(body.service, None)
    since = turn.waiting if body.station else event.at[0]
    s.turns[body.service] = Turn(
        body.service, "waiting", waiting=since, calls=turn.calls, wanted=body.station
    )


def _held(s: Folding, event: e.Event, body: e.Held) -> None:
    if turn_of(s, body.service, event).state != "finished":
        _step_turn(s, event, body.service, state="held")


def _resumed(s: Folding, event: e.Event, body: e.Resumed) -> None:
    if turn_of(s, body.service, event).state == "held":
        _step_turn(s, event, body.service, state="waiting")


def _no_show(s: Folding, event: e.Event, body: e.NoShow) -> None:
    _step_turn(s, event, body.service, state="no_show", finished=event.at[0])


def _moved(s: Folding, event: e.Event, body: e.Moved) -> None:
    s.turns.pop(body.service, None)
    if body.to not in s.turns:
        s.turns[body.to] = Turn(body.to, "waiting", waiting=event.at[0])


STEPS: dict[type[e.Body], Step] = {
    e.CheckedIn: _checked_in,
    e.Ticketed: _ticketed,
    e.Prioritised: _prioritised,
    e.Called: _called,
    e.Started: _started,
    e.Finished: _finished,
    e.Requeued: _requeued,
    e.Held: _held,
    e.Resumed: _resumed,
    e.NoShow: _no_show,
    e.Moved: _moved,
}
