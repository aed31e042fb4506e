"""The recap: what a visit came to, in figures that are counted, never typed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from fieldapp.clocks import span_line
from fieldapp.domain import clocks
from fieldapp.domain.clocks import Span
from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.domain.fold import Visit
from fieldapp.domain.people import OUTCOMES, Turn
from fieldapp.store import queries, trust
from fieldapp.store.connect import Connection
from fieldapp.store.tables import Entry
from fieldapp.texts import _, ngettext, number


class Recap(Struct, frozen=True):
    """One visit, or several added up. Counts are of people; minutes are means.

    `listed` leaves out those added at the door (`walk_ins`); `target` are those listed who may
    be recorded; `absent` those listed who did not come. `already_recorded` and `too_young`
    count who was found so at the desk or is so by the rules. `doubtful_times` are people whose
    times may be wrong, by the clocks' doubts in `clocks`, which name each device.
    """

    visit: str = ""
    place: str = ""
    date: dt.date | None = None
    listed: int = 0
    target: int = 0
    checked_in: int = 0
    walk_ins: int = 0
    absent: int = 0
    target_absent: int = 0
    recorded: int = 0
    incomplete: int = 0
    failed: int = 0
    deferred: int = 0
    refused: int = 0
    already_recorded: int = 0
    too_young: int = 0
    check_data: int = 0
    ikd_activated: int = 0
    ikd_failed: int = 0
    ikd_deferred: int = 0
    first_voters: int = 0
    voters_recorded: int = 0
    waiting: int = 0
    no_show: int = 0
    conflicts: int = 0
    wait_minutes: float = 0.0
    service_minutes: float = 0.0
    reasons: dict[str, int] = {}
    doubtful_times: int = 0
    clocks: tuple[Span, ...] = ()


_COUNTS = tuple(field.name for field in msgspec.structs.fields(Recap) if field.type is int)


def recaps(db: Connection, visit: str | None = None) -> list[Recap]:
    """The recap of one visit, or of each."""
    chosen = [queries.visit(db, visit)] if visit else queries.real_visits(db)
    names = {each.device: each.name for each in trust.devices(db).values()}
    return [of_visit(queries.everyone(db, one.visit), one, names) for one in chosen]


def of_visit(entries: Iterable[Entry], visit: Visit, names: Mapping[str, str]) -> Recap:
    """The recap of a visit with these people; `names` are those of devices."""
    people = list(entries)
    return msgspec.structs.replace(
        count(people),
        visit=visit.visit,
        place=visit.plan.place,
        date=visit.plan.date,
        doubtful_times=sum(is_doubtful(entry, visit) for entry in people),
        clocks=tuple(
            msgspec.structs.replace(span, device=names.get(span.device, span.device))
            for span in visit.clock
        ),
    )


def is_doubtful(entry: Entry, visit: Visit) -> bool:
    """Whether a person's waiting or service time may be wrong because a clock was."""
    v = entry.visitor
    at_door = v.checked_in.device if v.checked_in else ""
    return any(
        clocks.doubtful(
            (turn.waiting, turn.called, turn.started, turn.finished),
            {turn.device, at_door}, visit.clock, visit.plan.date,
        )
        for turn in v.turns
    )  # fmt: skip


def count(entries: Iterable[Entry]) -> Recap:
    """Count people."""
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    waits: list[int] = []
    served: list[int] = []
    for entry in entries:
        counts.update(_marks(entry))
        counts["conflicts"] += len(entry.visitor.conflicts)
        for turn in entry.visitor.turns:
            if turn.state == "finished" and turn.reason:
                reasons[f"{turn.service}/{turn.outcome}/{turn.reason}"] += 1
            waits += _wait(turn)
            served += _served(turn)
    return msgspec.structs.replace(
        Recap(reasons=dict(sorted(reasons.items()))),
        wait_minutes=_mean_minutes(waits),
        service_minutes=_mean_minutes(served),
        **{name: counts[name] for name in _COUNTS},
    )


def _marks(entry: Entry) -> Iterator[str]:
    """What one person counts for, each at most once."""
    v, badge = entry.visitor, entry.assessment.badge
    turns = {turn.service: turn for turn in v.turns}
    walk_in = "walk_in" in v.flags
    target = badge in MAY_RECORD
    yield "walk_ins" if walk_in else "listed"
    if v.number:
        yield "checked_in"
    if target and not walk_in:
        yield "target"
    if not v.number and not walk_in:
        yield "absent"
        if target:
            yield "target_absent"
    yield from _recording(turns.get("recording"), badge, "voter" in entry.assessment.chips)
    yield from _ikd(turns.get("ikd"))
    if badge in ("first_voter", "check_data"):
        yield {"first_voter": "first_voters"}.get(badge, badge)
    if any(turn.state in ("waiting", "held", "called") for turn in v.turns):
        yield "waiting"
    if any(turn.state == "no_show" for turn in v.turns):
        yield "no_show"


def _recording(turn: Turn | None, badge: str, votes: bool) -> Iterator[str]:
    outcome = turn.outcome if turn and turn.state == "finished" else None
    if outcome:
        if outcome in OUTCOMES["recording"]:  # else a stranger's word would count as a figure
            yield outcome
        if outcome == "recorded" and votes:
            yield "voters_recorded"
        if outcome == "recorded" and turn and turn.missing:
            yield "incomplete"
    elif badge in ("already_recorded", "too_young"):
        yield badge


def _ikd(turn: Turn | None) -> Iterator[str]:
    if turn and turn.state == "finished" and turn.outcome:
        yield f"ikd_{turn.outcome}"


def _wait(turn: Turn) -> list[int]:
    begun = turn.called or turn.started
    return [begun - turn.waiting] if turn.waiting and begun >= turn.waiting else []


def _served(turn: Turn) -> list[int]:
    if turn.state != "finished" or not turn.started:
        return []
    return [max(0, turn.finished - turn.started)]


def _mean_minutes(times: list[int]) -> float:
    return round(sum(times) / len(times) / 60_000, 1) if times else 0.0


def total(found: list[Recap]) -> Recap:
    """Several recaps added up; the means are weighted by people served."""
    if len(found) == 1:
        return found[0]
    reasons: Counter[str] = Counter()
    for one in found:
        reasons.update(one.reasons)
    sums = {name: sum(getattr(one, name) for one in found) for name in _COUNTS}
    return msgspec.structs.replace(
        Recap(reasons=dict(sorted(reasons.items()))),
        wait_minutes=_weighted(found, "wait_minutes", "checked_in"),
        service_minutes=_weighted(found, "service_minutes", "recorded"),
        clocks=tuple(span for one in found for span in one.clocks),
        **sums,
    )


def _weighted(found: list[Recap], name: str, weight: str) -> float:
    weights = sum(getattr(one, weight) for one in found)
    together = sum(getattr(one, name) * getattr(one, weight) for one in found)
    return round(together / weights, 1) if weights else 0.0


def as_json(recap: Recap) -> dict[str, object]:
    """The figures as the command prints them."""
    made: dict[str, object] = msgspec.to_builtins(recap)
    return made


def rows(recap: Recap) -> list[tuple[str, int]]:
    """The official figures in their order, each with its words."""
    return [
        (_("Listed"), recap.listed),
        (_("Target: may be recorded"), recap.target),
        (_("Present"), recap.checked_in),
        (_("of these added at the door"), recap.walk_ins),
        (_("Absent"), recap.absent),
        (_("of these of the target"), recap.target_absent),
        (_("Recorded"), recap.recorded),
        (_("of these not complete"), recap.incomplete),
        (_("of these vote on election day"), recap.voters_recorded),
        (_("Recording failed"), recap.failed),
        (_("Deferred"), recap.deferred),
        (_("Refused"), recap.refused),
        (_("Had one already"), recap.already_recorded),
        (_("Too young"), recap.too_young),
        (_("Data to check"), recap.check_data),
        (_("First-time voters"), recap.first_voters),
        (_("IKD activated"), recap.ikd_activated),
        (_("IKD failed"), recap.ikd_failed),
        (_("IKD deferred"), recap.ikd_deferred),
        (_("Still waiting"), recap.waiting),
        (_("Did not come when called"), recap.no_show),
        (_("Conflicts to decide"), recap.conflicts),
    ]


def times(recap: Recap) -> list[tuple[str, float]]:
    """The times in minutes, each with its words; a star where some may be wrong."""
    star = " *" if recap.doubtful_times else ""
    return [
        (_("Average wait (minutes)") + star, recap.wait_minutes),
        (_("Average time per person (minutes)") + star, recap.service_minutes),
    ]


def doubts(recap: Recap) -> list[str]:
    """What the star at a time means: whose times may be wrong, and why."""
    if not recap.doubtful_times:
        return []
    text = ngettext(
        "* The times of {count} person may be wrong, because a clock was doubtful.",
        "* The times of {count} people may be wrong, because a clock was doubtful.",
        recap.doubtful_times,
    )
    whose = [span_line(span, span.device) for span in recap.clocks]
    return [text.format(count=number(recap.doubtful_times)), *whose]


def lines(recap: Recap) -> list[str]:
    """The figures for a terminal."""
    figures = [*rows(recap), *times(recap)]
    return [*(f"{number(value):>8}  {name}" for name, value in figures), *doubts(recap)]
