"""From the events of one person in one visit to what the screens show: a pure function.

The events are put into one order first, so the order in which they arrived cannot matter.
Physical facts are never refused here: two laptops that both recorded a pupil give one person
with both facts and a conflict for review.
"""

from collections.abc import Iterable

import msgspec

from fieldapp.domain import clocks, evidence_steps, hall_steps
from fieldapp.domain import events as e
from fieldapp.domain.folding import Folding, Step, stamp
from fieldapp.domain.people import (
    CardStep,
    Conflict,
    Decision,
    Fact,
    Status,
    Visitor,
)
from fieldapp.domain.practice import is_practice


def cancelled(events: Iterable[e.Event]) -> set[e.Ref]:
    """What is undone by these events; an undoing that is itself undone does not count."""
    gone: set[e.Ref] = set()
    for event in sorted(events, key=lambda event: event.order, reverse=True):
        if isinstance(event.body, e.Undone) and event.ref not in gone:
            gone.add(event.body.event)
    return gone


def fold(events: Iterable[e.Event], visit: str, person: str) -> Visitor:
    """Everything that these events of `person` (and of ids linked to it) say together."""
    ordered = sorted(events, key=lambda event: event.order)
    gone = cancelled(event for event in ordered if event.kind == "undone")
    state = Folding()
    numbers: dict[str, None] = {}
    for event in ordered:
        if isinstance(event.body, e.CheckedIn):
            numbers[event.body.number] = None
        step = _STEPS.get(type(event.body))
        if step and event.ref not in gone:
            step(state, event, event.body)
    others = {event.person for event in ordered} - {person}
    return _visitor(state, visit, person, tuple(numbers), tuple(sorted(others)))


def _visitor(
    s: Folding, visit: str, person: str, numbers: tuple[str, ...], others: tuple[str, ...]
) -> Visitor:
    held = [one for one in s.check_ins.items() if one[0] == s.number]
    first = next(iter([*held, *s.check_ins.items()]), None)
    return Visitor(
        visit=visit,
        person=person,
        fields={name: value for name, (value, _, _) in sorted(s.fields.items()) if value},
        doubts=s.doubts,
        flags=tuple(s.flags),
        rows=tuple(sorted(s.rows)),
        numbers=numbers,
        number=first[0] if first else "",
        checked_in=first[1] if first else None,
        documents=tuple(s.documents),
        turns=tuple(s.turns.values()),
        priority=s.priority,
        ticket=s.tickets.get(first[0], "") if first else "",
        evidence=tuple(s.evidence.values()),
        declined=s.declined,
        conflicts=tuple(_conflicts(s)),
        oddities=tuple(_oddities(s)),
        notes=tuple(s.notes),
        statuses=tuple(s.statuses),
        listed_status=s.listed_status,
        card=tuple(s.card.values()),
        matches=tuple(s.matches.values()),
        accepted=s.accepted,
        ids=others,
    )


def _set_fields(s: Folding, event: e.Event, new: e.Fields, was: e.Fields) -> None:
    """The later value shows; values written without knowledge of each other are kept as a pair."""
    by = stamp(event)
    for name, value in new.items():
        old = s.fields.get(name)
        s.fields[name] = (value, by, event.kind)
        if old is None or old[0] == value:
            continue
        unseen = was.get(name, "") != old[0]
        overruled = event.kind == "listed" and old[2] in ("corrected", "resolved")
        if unseen or overruled:
            pair = s.open_fields.setdefault(name, [Fact(old[1], old[2], old[0])])
            pair.append(Fact(by, event.kind, value))


def _listed(s: Folding, event: e.Event, body: e.Listed) -> None:
    """A list's status is kept beside those of the national system, which knows better."""
    _say_status(s, body.fields)
    hidden = {"status"} if s.statuses else set()
    said = {name: value for name, value in body.fields.items() if name not in hidden}
    _set_fields(s, event, said, body.was)
    s.doubts.update(body.doubts)
    for name in body.fields:
        if name not in body.doubts:
            s.doubts.pop(name, None)
    s.flags.update(dict.fromkeys(body.flags))
    if body.source == "walk_in":
        s.flags["walk_in"] = None
    if body.row:
        s.rows[body.row] = None


def _say_status(s: Folding, fields: e.Fields) -> None:
    """What is said after a recording is news of it, and not whom the visit was for."""
    if not any(one.outcome == "recorded" for one in s.turns.values()):
        s.listed_status = fields.get("status", s.listed_status)


def _corrected(s: Folding, event: e.Event, body: e.Corrected) -> None:
    _say_status(s, body.fields)
    _set_fields(s, event, body.fields, body.was)
    for name in body.fields:
        s.doubts.pop(name, None)
    if "nik" in body.fields:  # compared with the papers
        s.flags.pop("nik_shared", None)


def _linked(s: Folding, _event: e.Event, _body: e.Linked) -> None:
    """The two are one now: what was doubtful about there being two is settled."""
    for flag in ("resembles", "nik_shared"):
        s.flags.pop(flag, None)


def _noted(s: Folding, _event: e.Event, body: e.Noted) -> None:
    s.notes.append(body.text)


def _status_reported(s: Folding, event: e.Event, body: e.StatusReported) -> None:
    """Every report is kept; the one of the latest day shows, whatever came first."""
    by = stamp(event)
    days = [told.as_of for told in s.statuses if told.as_of]
    s.statuses.append(Status(body.status, by, body.as_of))
    if not (body.as_of and days and body.as_of < max(days)):
        s.fields["status"] = (body.status, by, event.kind)


def _card_step(s: Folding, event: e.Event, body: e.CardStep) -> None:
    s.card[body.step] = CardStep(body.step, body.day, stamp(event), body.to)


def _matched(s: Folding, event: e.Event, body: e.Matched) -> None:
    decided = Decision(body.visit, body.other, body.same, stamp(event))
    s.matches[body.visit, body.other] = decided


def _resolved(s: Folding, event: e.Event, body: e.Resolved) -> None:
    s.settled.setdefault(body.conflict, set()).update(body.facts)
    what, _colon, name = body.conflict.partition(":")
    if what in ("flag", "pair"):
        if what == "flag":
            s.flags.pop(name, None)
        if body.other:
            s.accepted[f"pair:{name}:{body.other}"] = body.value
    elif what in ("chip", "times"):
        s.accepted[body.conflict] = body.value
    elif what == "field" and body.field:
        _rule(s, event, body)
        s.fields[body.field] = (body.value, stamp(event), event.kind)
        _say_status(s, {body.field: body.value})
        _keep_undecided(s, body.field)
    elif what == "finished" and body.value:
        _rule(s, event, body)
        _hold_finish(s, event, body, name)
    elif what == "check_in" and body.value:
        _rule(s, event, body)
        s.number = body.value


def _rule(s: Folding, event: e.Event, body: e.Resolved) -> None:
    """Keep a decision; one that says otherwise and was not known by then is open again."""
    told = Fact(stamp(event), event.kind, body.value)
    unseen = [
        fact
        for fact in s.rulings.get(body.conflict, ())
        if fact.stamp.ref not in body.facts and fact.value != told.value
    ]
    s.rulings[body.conflict] = [*unseen, told]
    settled = s.settled[body.conflict]
    settled.difference_update(fact.stamp.ref for fact in unseen)
    settled.add(told.stamp.ref)


def _keep_undecided(s: Folding, name: str) -> None:
    """What a decision did not know of stays open."""
    facts = s.open_fields.pop(name, ())
    settled = s.settled.get(f"field:{name}", set())
    left = tuple(fact for fact in facts if fact.stamp.ref not in settled)
    if left:
        s.open_fields[name] = list(left)


def _hold_finish(s: Folding, event: e.Event, body: e.Resolved, service: str) -> None:
    """Let the outcome of one of several laptops hold, with what it says beside."""
    ref = body.facts[0] if body.facts else None
    said = s.finishes.get(ref) if ref else None
    if ref is None or said is None or not s.done.get(service):
        return
    turn = hall_steps.turn_of(s, service, event)
    s.turns[service] = msgspec.structs.replace(
        turn, state="finished", finished=turn.finished or event.at[0], device=ref[0],
        outcome=said.outcome, reason=said.reason or None, missing=said.missing,
    )  # fmt: skip


def _conflicts(s: Folding) -> Iterable[Conflict]:
    """What nobody has decided yet, most consequential first."""
    found = [
        Conflict(f"finished:{service}", "finished_twice", service, tuple(facts))
        for service, facts in s.done.items()
        if len({fact.stamp.device for fact in facts}) > 1
    ]
    if len({stamp.device for stamp in s.check_ins.values()}) > 1:
        facts = tuple(Fact(stamp, "checked_in", number) for number, stamp in s.check_ins.items())
        found.append(Conflict("check_in", "checked_in_twice", "", facts))
    ruled = (id_[6:] for id_, told in s.rulings.items() if id_[:6] == "field:" and len(told) > 1)
    found += [
        Conflict(f"field:{name}", "field", name, tuple(s.open_fields.get(name, ())))
        for name in dict.fromkeys([*s.open_fields, *ruled])
    ]
    for conflict in found:
        facts = _with_rulings(s, conflict)
        if not s.settled.get(conflict.id, set()).issuperset(fact.stamp.ref for fact in facts):
            yield msgspec.structs.replace(conflict, facts=facts)


def _with_rulings(s: Folding, conflict: Conflict) -> tuple[Fact, ...]:
    """The facts of a conflict and what was decided about it before."""
    facts = {fact.stamp.ref: fact for fact in conflict.facts}
    facts.update((fact.stamp.ref, fact) for fact in s.rulings.get(conflict.id, ()))
    return tuple(sorted(facts.values(), key=lambda fact: (fact.stamp.at, fact.stamp.ref)))


def _oddities(s: Folding) -> Iterable[Conflict]:
    """Facts that nothing contradicts, and yet somebody should look at."""
    for service, fact in s.uncalled.items():
        if fact.stamp.ref not in s.settled.get(f"uncalled:{service}", ()):
            yield Conflict(f"uncalled:{service}", "finished_uncalled", service, (fact,))


_STEPS: dict[type[e.Body], Step] = {
    **hall_steps.STEPS,
    **evidence_steps.STEPS,
    e.Listed: _listed,
    e.Corrected: _corrected,
    e.Linked: _linked,
    e.Noted: _noted,
    e.StatusReported: _status_reported,
    e.CardStep: _card_step,
    e.Matched: _matched,
    e.Resolved: _resolved,
}


class Visit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A visit as planned and changed."""

    visit: str
    plan: e.VisitPlanned
    state: str = "planned"  # planned, closed
    clock: tuple[clocks.Span, ...] = ()  # which times are doubtful
    accepted: dict[str, str] = {}  # doubtful times accepted as they are, and as what

    @property
    def practice(self) -> bool:
        """Whether it is only practised, with invented pupils."""
        return self.plan.practice or is_practice(self.visit)


def fold_visit(events: Iterable[e.Event], visit: str) -> Visit | None:
    """The visit's own facts; None where its plan has not arrived yet."""
    ordered = sorted(events, key=lambda event: event.order)
    gone = cancelled(event for event in ordered if event.kind == "undone")
    found: Visit | None = None
    accepted: dict[str, str] = {}
    for event in ordered:
        body = event.body
        if event.ref in gone:
            continue
        if isinstance(body, e.VisitPlanned):
            found = found or Visit(visit, body)
        elif found and isinstance(body, e.VisitChanged):
            changes = {
                name: value
                for name, value in msgspec.structs.asdict(body).items()
                if value is not None
            }
            found = Visit(visit, msgspec.structs.replace(found.plan, **changes), found.state)
        elif found and isinstance(body, e.VisitClosed):
            found = Visit(visit, found.plan, "closed")
        elif isinstance(body, e.Resolved):
            accepted[body.conflict] = body.value
    return found and msgspec.structs.replace(found, clock=clocks.spans(ordered), accepted=accepted)
