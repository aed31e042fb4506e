"""Whether this laptop's clock can be trusted in a visit, in words; and saying that it is right."""

from fieldapp.domain import clocks
from fieldapp.domain import events as e
from fieldapp.domain.clocks import Doubt, Span
from fieldapp.store import clock, queries
from fieldapp.store.session import Session
from fieldapp.texts import _, long_date, ngettext, number
from fieldapp.texts import clock as hour
from fieldapp.wording import moment

_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000


def doubts(session: Session, visit: str) -> tuple[Doubt, ...]:
    """What is doubtful about the clock now, the gravest first. Nothing is written."""
    now = session.clock()
    known = {each.visit: each for each in queries.visits(session.db)} if visit else {}
    found = known.get(visit)
    if found is None:
        return ()
    own, others = clock.latest(session.db, visit, session.device_id)
    seen = clock.jumps_of(session.clock)
    new = clock.new_jumps(session.db, visit, session.device_id, seen, found.clock)
    noted = [
        clocks.Jump(span.since, span.off)
        for span in clocks.standing(found.clock, session.device_id)
        if span.reason == clocks.JUMP
    ]
    jumps = [*noted, *new]
    back = abs(sum(jump.by for jump in jumps)) <= clocks.TOLERANCE
    tied = session.device.role == "field" and found.state != "closed" and not found.practice
    day = found.plan.date if tied and clocks.off_day(now, found.plan.date) else None
    begun = bool(day) and queries.counters(session.db, visit).here > 0
    return clocks.judge(
        now, own=own, others=others, jumps=() if back else jumps, day=day, begun=begun
    )


def confirm(session: Session, visit: str) -> None:
    """Note that somebody looked, and the clock is right now: later times are good again."""
    queries.visit(session.db, visit)
    session.record(visit, ("", e.ClockTrusted(clocks.JUMP)))


def short(doubt: Doubt) -> str:
    """A doubt and what to do, for a line with little room."""
    off = duration(doubt.off)
    match doubt.reason:
        case clocks.JUMP:
            return _("Clock jumped by {time}: check it").format(time=off)
        case clocks.BEHIND:
            return _("Clock {time} behind: set it").format(time=off)
        case clocks.DRAGGED:
            return _("Clock {time} behind another laptop: compare").format(time=off)
        case _ if doubt.mild:
            return _("Visit in {time}, by the clock").format(time=duration(doubt.off))
        case _:
            return _("Clock not on the visit's day: set it")


def words(doubt: Doubt) -> tuple[str, str]:
    """A doubt with its reason, and what to do."""
    same_day = moment(doubt.now).date() == moment(doubt.other).date()
    now, other = (
        hour(moment(each)) if same_day else stamp(each) for each in (doubt.now, doubt.other)
    )
    go_on = _("The work goes on; times are marked.")
    match doubt.reason:
        case clocks.JUMP:
            text = _("The clock of this laptop jumped by {off} at {other}; it now shows {now}.")
            todo = _("Compare it with a phone, set it if it is wrong, then say that it is right.")
        case clocks.BEHIND:
            text = _("The clock of this laptop shows {now}; its last record is from {other}.")
            todo = _("Set the clock if it is wrong.") + " " + go_on
        case clocks.DRAGGED:
            text = _("The clock of this laptop shows {now}; another laptop recorded at {other}.")
            todo = _("Compare both clocks with a phone and set the wrong one.") + " " + go_on
        case _:
            other = long_date(moment(doubt.other).date())
            text = _("The clock of this laptop shows {now}; the visit is on {other}.")
            todo = _("Set the clock, or change the visit's day.") + " " + go_on
    return text.format(now=now, other=other, off=duration(doubt.off)), todo


def span_line(span: Span, name: str) -> str:
    """Which times of a device are doubtful, and why."""
    since, off = stamp(span.since), duration(span.off)
    match span.reason:
        case clocks.JUMP:
            text = _("{name}: the clock jumped by {off} at {since}")
        case clocks.DRAGGED:
            text = _("{name}: the clock was {off} behind another laptop's, which recorded {since}")
        case _:
            text = _("{name}: the clock went back by {off} at {since}")
    line = text.format(name=name, off=off, since=since)
    return line + _("; right again from {until}").format(until=stamp(span.until)) * bool(span.until)


def stamp(ms: int) -> str:
    """A time with its date, in the machine's own zone."""
    at = moment(ms)
    return _("{time} on {date}").format(time=hour(at), date=long_date(at.date()))


def duration(ms: int) -> str:
    """A length of time in its two largest parts at most, whatever its sign."""
    ms = abs(ms)
    if ms >= 2 * _DAY:
        count = round(ms / _DAY)
        return ngettext("{count} day", "{count} days", count).format(count=number(count))
    hours, minutes = ms // _HOUR, ms % _HOUR // _MINUTE
    if not hours:
        return _("{minutes} min").format(minutes=number(minutes))
    if not minutes:
        return _("{hours} h").format(hours=number(hours))
    return _("{hours} h {minutes} min").format(hours=number(hours), minutes=number(minutes))
