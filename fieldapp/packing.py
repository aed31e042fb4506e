"""Packing a stick: for each laptop of a team one bundle with the visits of its week."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from fieldapp import schedule
from fieldapp.domain.fold import Visit
from fieldapp.errors import Cancelled, KnownError
from fieldapp.store import queries, trust
from fieldapp.store.session import Progress, Session
from fieldapp.store.trust import KnownDevice
from fieldapp.sync import bundle_out, scope
from fieldapp.sync.bundle_out import Written
from fieldapp.sync.scope import Wanted
from fieldapp.texts import _, ngettext, number


class Packed(Struct, frozen=True):
    """What came of one laptop's bundle: it was written, or why it was not."""

    device: KnownDevice
    visits: tuple[Visit, ...]
    written: Written | None = None
    refused: KnownError | None = None


def monday(day: date) -> date:
    """The first day of the week in which `day` lies."""
    return day - timedelta(days=day.weekday())


def of_week(session: Session, week: date) -> list[Visit]:
    """The visits of the week of a day that are not closed, by day."""
    first = monday(week)
    return sorted(
        (
            visit
            for visit in queries.real_visits(session.db)
            if visit.state != "closed" and first <= visit.plan.date < first + timedelta(days=7)
        ),
        key=lambda visit: (visit.plan.date, visit.plan.opens, visit.visit),
    )


def teams(session: Session, week: date) -> list[str]:
    """The teams that have a visit in the week of a day."""
    return sorted({visit.plan.team for visit in of_week(session, week)})


def laptops_of(session: Session, team: str, week: date) -> list[KnownDevice]:
    """The laptops that take part in a visit of `team` in the week of a day."""
    theirs = [visit for visit in of_week(session, week) if visit.plan.team == team]
    return [
        laptop
        for laptop in schedule.field_laptops(session)
        if any(_goes(session, visit, laptop) for visit in theirs)
    ]


def visits_of(session: Session, laptop: KnownDevice, week: date) -> list[Visit]:
    """The visits of a laptop in the week of a day."""
    return [visit for visit in of_week(session, week) if _goes(session, visit, laptop)]


def _goes(session: Session, visit: Visit, laptop: KnownDevice) -> bool:
    return schedule.goes_to(visit, trust.lineage(session.db, laptop.device))


def named(session: Session, names: Sequence[str]) -> list[str]:
    """The ids of laptops that are named by letter, name or id."""
    return [laptop(session, name).device for name in names]


def laptop(session: Session, name: str) -> KnownDevice:
    """The one laptop of this letter, name or id."""
    found = [
        one
        for one in schedule.field_laptops(session)
        if name in (one.device, one.name) or name.upper() == one.letter
    ]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{one.name} ({one.device})" for one in found)
        raise KnownError(
            _("There is more than one device that may be meant."),
            _("Say for which: {names}.").format(names=names),
        )
    raise KnownError(
        _("No device called {name} is enrolled here.").format(name=name),
        _("Take in its card first."),
    )


def chosen(
    session: Session, week: date, team: str | None = None, name: str | None = None
) -> list[KnownDevice]:
    """The laptops of a team, or the one that is named. Raises KnownError where there are none."""
    found = [laptop(session, name)] if name else laptops_of(session, team or "", week)
    if not any(visits_of(session, one, week) for one in found):
        raise KnownError(
            _("There is no visit to pack for in this week."),
            _("Choose another week or team, or plan the visit first."),
        )
    return found


def pack(
    session: Session,
    folder: Path,
    laptops: Sequence[KnownDevice],
    week: date,
    progress: Progress | None = None,
) -> list[Packed]:
    """Write one bundle for each of these laptops into `folder`; a refused one stops no other."""
    session.require_coordinator()
    done: list[Packed] = []
    for place, each in enumerate(laptops):
        mine = tuple(visits_of(session, each, week))
        try:
            wanted = _wanted(session, each, mine, week)
            written = bundle_out.export_wanted(
                session, folder, to=each, wanted=wanted, progress=progress
            )
        except Cancelled as error:
            return [*done, *(Packed(left, (), refused=error) for left in laptops[place:])]
        except KnownError as error:
            done.append(Packed(each, mine, refused=error))
        else:
            done.append(Packed(each, mine, written))
    return done


def _wanted(session: Session, to: KnownDevice, mine: Sequence[Visit], week: date) -> Wanted:
    """The week's visits, and what is new of those that the laptop holds already."""
    ids = {visit.visit for visit in mine} | scope.holding(session, to.device)
    return Wanted(f"week-{monday(week):%Y%m%d}", frozenset(ids))


def words(packed: Packed) -> str:
    """What came of one laptop's bundle."""
    name, written = packed.device.name, packed.written
    if written is None:
        return f"{name}: {packed.refused.what if packed.refused else ''}"
    count = len(packed.visits)
    if not written.events:
        text = ngettext(
            "{name}: {visits} visit, nothing new since it was last handed over.",
            "{name}: {visits} visits, nothing new since it was last handed over.",
            count,
        )
    else:
        text = ngettext(
            "{name}: {visits} visit, {events} records.",
            "{name}: {visits} visits, {events} records.",
            count,
        )
    return text.format(name=name, visits=number(count), events=number(written.events))
