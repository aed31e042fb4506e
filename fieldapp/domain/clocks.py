"""The hybrid logical clock; when a device's clock is doubtful, and which times with it. Pure.

Nothing here blocks anything or orders anything: the order is that of the hybrid logical clock,
and eligibility is judged on the visit's day. Times are milliseconds since 1970 UTC.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.domain.terms import LATEST, MOST

TOLERANCE = 60_000  # two laptops differ by seconds; that is no doubt
_HOUR = 3_600_000
_ZONES = (7 * _HOUR, 9 * _HOUR)  # WIB and WIT, the first and the last of Indonesia's zones

BEHIND, DRAGGED, JUMP, DAY = "behind", "dragged", "jump", "day"


def tick(last: e.At, now_ms: int) -> e.At:
    """The next time of the hybrid logical clock: never before `last`, whatever the clock says."""
    now = min(now_ms, LATEST)
    if now > last[0]:
        return (now, 0)
    if last[1] < MOST:
        return (last[0], last[1] + 1)
    return (last[0] + 1, 0) if last[0] < LATEST else last  # the end of time: seq alone orders


class Jump(Struct, frozen=True):
    """The clock was set: `before` is what it showed last, `by` how far it went, either way."""

    before: int
    by: int

    @property
    def since(self) -> int:
        """From when on times are doubtful."""
        return self.before + 1


class Doubt(Struct, frozen=True):
    """Why the clock is doubtful now.

    behind: before this device's own last record; dragged: before a record of another device, of
    which one clock is wrong; jump: it was set while the program ran; day: more than a day from
    the visit's. `off` is by how much, below 0 where the clock shows too little; `other` what it
    is compared with. `mild` where it may well be right: a visit that has not begun yet.
    """

    reason: str
    now: int
    off: int
    other: int
    mild: bool = False


def judge(
    now: int,
    *,
    own: int = 0,
    others: int = 0,
    jumps: Sequence[Jump] = (),
    day: dt.date | None = None,
    begun: bool = True,
) -> tuple[Doubt, ...]:
    """What is doubtful about a clock that shows `now`, the gravest first.

    `own` and `others` are the latest times recorded in the visit by this device and by others,
    `jumps` those that nobody has looked at yet, `day` the visit's unless it does not matter.
    """
    found = []
    if jumps:
        by = sum(jump.by for jump in jumps)
        found.append(Doubt(JUMP, now, by, jumps[0].before))
    if reason := behind(now, own, others):
        latest = max(own, others)
        found.append(Doubt(reason, now, now - latest, latest))
    if day and off_day(now, day):
        noon = _noon(day)
        found.append(Doubt(DAY, now, now - noon, noon, mild=now < noon and not begun))
    return tuple(found)


def behind(now: int, own: int, others: int) -> str:
    """Whether the clock is before what is recorded, and by whom; the empty string if it is not."""
    if now + TOLERANCE >= max(own, others):
        return ""
    return DRAGGED if others >= own else BEHIND


def off_day(moment: int, day: dt.date) -> bool:
    """Whether a moment is more than a day from `day`, in every zone of Indonesia."""
    first, last = (_date(moment + zone) for zone in _ZONES)
    return (last - day).days < -1 or (first - day).days > 1


def _date(ms: int) -> dt.date:
    return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=ms)).date()


def _noon(day: dt.date) -> int:
    days = (day - dt.date(1970, 1, 1)).days
    return (days * 24 + 12) * _HOUR - _ZONES[0]


class Span(Struct, frozen=True, omit_defaults=True):
    """The times of one device that are doubtful; `until` 0 where they still are."""

    device: str
    reason: str
    since: int
    off: int
    until: int = 0

    def meets(self, first: int, last: int) -> bool:
        """Whether it lies within, or across, the time from `first` to `last`."""
        return last >= self.since and (not self.until or first < self.until)


def spans(ordered: Iterable[e.Event]) -> tuple[Span, ...]:
    """The doubtful times that devices noted, from a visit's own facts in the fold's order."""
    found: list[Span] = []
    for event in ordered:
        body = event.body
        if isinstance(body, e.ClockDoubted):
            found.append(Span(event.device, body.reason, body.since, body.off))
        elif isinstance(body, e.ClockTrusted):
            found = [_ended(span, event, body.reason) for span in found]
    return tuple(found)


def _ended(span: Span, event: e.Event, reason: str) -> Span:
    if span.until or span.device != event.device or reason not in ("", span.reason):
        return span
    return Span(span.device, span.reason, span.since, span.off, max(event.at[0], span.since))


def standing(found: Iterable[Span], device: str) -> list[Span]:
    """What is still doubtful on a device."""
    return [span for span in found if span.device == device and not span.until]


def doubtful(
    times: Collection[int], devices: Collection[str], found: Iterable[Span], day: dt.date
) -> bool:
    """Whether what is computed from these times, noted by these devices, may be wrong."""
    known = [each for each in times if each]
    if not known:
        return False
    first, last = min(known), max(known)
    return any(off_day(each, day) for each in (first, last)) or any(
        span.device in devices and span.meets(first, last) for span in found
    )
