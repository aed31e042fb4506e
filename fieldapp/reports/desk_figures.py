"""Figures that steer the day: each desk and hour of a visit, and its end against closing time."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from fieldapp import schedule
from fieldapp.domain.fold import Visit
from fieldapp.domain.forks import device_of
from fieldapp.reports import pace, throughput
from fieldapp.reports.pace import Outlook, Pace
from fieldapp.store import tallies, trust
from fieldapp.store.connect import Connection
from fieldapp.store.tallies import Stay
from fieldapp.texts import _
from fieldapp.wording import moment

_HOUR = 3_600_000
HALL = ("", "")


class Slot(Struct, frozen=True):
    """What came to pass in an hour, or on the whole: people served and not come; minutes each.

    `waiting` is how many wait now, of an hour that is over how many did at its end. Those not
    come are counted while they have not come after all.
    """

    served: int = 0
    waiting: int = 0
    each: float | None = None
    no_shows: int = 0


class Line(Struct, frozen=True):
    """A desk, or all of them together (named by HALL); its hours without gaps."""

    device: str
    station: str
    name: str
    whole: Slot
    hours: dict[int, Slot]  # by when they begin

    @property
    def desk(self) -> tuple[str, str]:
        """What tells it from the others."""
        return (self.device, self.station)


class Figures(Struct, frozen=True):
    """How the day of a visit goes: its services, its end, and its desks, all together first."""

    visit: str
    now: int
    services: dict[str, Pace]
    outlook: Outlook
    lines: tuple[Line, ...]


def figures(db: Connection, visit: Visit, now: int) -> Figures:
    """How `visit` goes at the moment `now` (milliseconds since 1970)."""
    stays = tallies.stays(db, [visit.visit])
    names = trust.names(db)
    desks: dict[tuple[str, str], list[Stay]] = {}
    for stay in stays:
        if stay.finished or stay.state in ("serving", "called"):
            desks.setdefault((device_of(stay.device), stay.station), []).append(stay)
    several = len({device for device, _station in desks}) > 1
    starts = _hours(stays, now)
    services = services_of(visit, stays, now)
    lines = (
        Line(*desk, _name(*desk, names, several=several), *_slots(desks[desk], stays, starts, now))
        for desk in sorted(desks, key=lambda one: (names.get(one[0], ""), len(one[1]), one))
    )
    return Figures(
        visit=visit.visit,
        now=now,
        services=services,
        outlook=outlook_of(visit, services, stays, now),
        lines=(Line(*HALL, _("All desks"), *_slots(stays, stays, starts, now)), *lines),
    )


def outlook(db: Connection, visit: Visit, now: int) -> Outlook:
    """When `visit` will be done, from what is stored; see `outlook_of`."""
    stays = tallies.stays(db, [visit.visit])
    return outlook_of(visit, services_of(visit, stays, now), stays, now)


def services_of(visit: Visit, stays: Iterable[pace.Timed], now: int) -> dict[str, Pace]:
    """The pace of each service that the visit offers."""
    found: dict[str, list[pace.Timed]] = {service: [] for service in visit.plan.services}
    for stay in stays:
        if stay.service in found:
            found[stay.service].append(stay)
    return {service: pace.of_turns(each, now) for service, each in found.items()}


def outlook_of(
    visit: Visit, services: Mapping[str, Pace], stays: Sequence[pace.Timed], now: int
) -> Outlook:
    """When the visit will be done, against its closing hour where it has one and today is its day.

    A closed visit has no end to be estimated.
    """
    today = moment(now).date() == visit.plan.date
    closes = schedule.closes_at(visit) if visit.plan.closes and today else 0
    if visit.state == "closed":
        return Outlook(closes=closes)
    worked = [one for one in stays if one.started and one.state in ("serving", "finished")]
    desks = len(pace.at_work(worked))
    return pace.outlook(services, max(1, desks), closes, now)


def _name(device: str, station: str, names: Mapping[str, str], *, several: bool) -> str:
    """A desk as it is called out; of which laptop, where there are several."""
    laptop = names.get(device, device)
    if not station:
        return laptop
    desk = _("Desk {number}").format(number=station)
    return f"{desk} · {laptop}" if several else desk


def _hours(stays: Sequence[Stay], now: int) -> list[int]:
    """When each hour of the last day begins in which anything came to pass."""
    times = [t for stay in stays for t in (stay.waiting, stay.finished) if 0 < t <= now]
    if not times:
        return []
    first, last = _begun(min(times)), _begun(max(times))
    return list(range(max(first, last - 23 * _HOUR), last + _HOUR, _HOUR))


def _begun(ms: int) -> int:
    """When the hour began, by the clock of this place."""
    at = moment(ms)
    return ms - ms % 1000 - (at.minute * 60 + at.second) * 1000


def _slots(
    own: Sequence[Stay], stays: Sequence[Stay], starts: Sequence[int], now: int
) -> tuple[Slot, dict[int, Slot]]:
    """The whole day of a desk, whose turns are its `own`, and its hours."""
    services = {stay.service for stay in own}
    queue = [stay for stay in stays if stay.service in services and stay.waiting]
    hours = {}
    for start in starts:
        end = start + _HOUR
        inside = [stay for stay in own if start <= stay.finished < end]
        waited = [stay for stay in queue if _waits(stay, min(now, end), now)]
        hours[start] = _slot(inside, waited)
    return _slot(own, [stay for stay in queue if _waits(stay, now, now)]), hours


def _slot(ended: Sequence[Stay], waiting: Sequence[Stay]) -> Slot:
    served = [stay for stay in ended if throughput.is_served(stay)]
    return Slot(
        served=len({stay.key for stay in served}),
        waiting=len({stay.key for stay in waiting}),
        each=pace.minutes_each(served),
        no_shows=len({stay.key for stay in ended if stay.state == "no_show"}),
    )


def _waits(stay: Stay, at: int, now: int) -> bool:
    """Whether somebody waited `at` a moment; of one that is past, until they were called last."""
    if at >= now or stay.state in ("waiting", "held"):
        return stay.state in pace.LEFT and stay.waiting <= at
    begun = stay.called or stay.started or stay.finished
    return stay.waiting <= at and (not begun or begun > at)
