"""The follow-up: who is still to be recorded, from when, and where that could be."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from fieldapp.domain import card_way, policy, regions
from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.domain.fold import Visit
from fieldapp.store import queries
from fieldapp.store.connect import Connection
from fieldapp.store.tables import Entry

WHY = ("record_again", "failed", "deferred", "refused", "left", "absent", "too_young", "check_data")
_OPEN_TO_ALL = ("mall", "office")


class Place(Struct, frozen=True):
    """A visit that could serve somebody."""

    visit: str
    place: str
    date: date
    setting: str


class Line(Struct, frozen=True):
    """Somebody still to be recorded: why, from which day, and the nearest visit to come."""

    visit: str
    person: str
    name: str
    nik: str
    school: str
    class_: str
    village: str  # code of the city's kelurahan, else empty
    village_name: str
    phone: str
    why: str
    reason: str
    since: date  # from this day on
    place: Place | None


def follow_up(db: Connection, today: date) -> list[Line]:
    """Everyone of past visits who is still to be recorded, the most urgent reason first.

    Somebody who was recorded at any visit is in it only where the national system asks for it.
    """
    everything = queries.visits(db)
    coming = sorted((v for v in everything if _is_coming(v, today)), key=lambda v: v.plan.date)
    done = queries.recorded_ids(db)
    found: dict[str, Line] = {}
    for visit in reversed(everything):
        if visit.plan.date > today:
            continue
        for entry in queries.everyone(db, visit.visit):
            why, reason = _why(entry, recorded=entry.visitor.person in done)
            if why:
                line = _line(visit, entry, why, reason, today, coming)
                found[line.person] = line
    return sorted(found.values(), key=lambda line: (WHY.index(line.why), line.since, line.name))


def _is_coming(visit: Visit, today: date) -> bool:
    offers = policy.Service.RECORDING in visit.plan.services
    return visit.state != "closed" and visit.plan.date >= today and offers


def _why(entry: Entry, *, recorded: bool) -> tuple[str, str]:
    """Why somebody has to come (again), and the reason given at the desk."""
    person, badge = entry.visitor, entry.assessment.badge
    again = card_way.way(person).again
    if again:
        return "record_again", again
    if recorded or badge == "already_recorded":
        return "", ""
    turn = next((t for t in person.turns if t.service == "recording"), None)
    if turn and turn.state == "finished":
        outcome = turn.outcome or ""
        return (outcome, turn.reason or "") if outcome in WHY else ("", "")
    if badge == "too_young":
        return "too_young", ""
    if person.number:
        return ("left", "") if turn else ("", "")
    return ("absent", "") if badge in MAY_RECORD else ("check_data", "")


def _line(
    visit: Visit, entry: Entry, why: str, reason: str, today: date, coming: Sequence[Visit]
) -> Line:
    person, fields = entry.visitor, entry.visitor.fields
    since = max(entry.assessment.record_from or today, today)
    return Line(
        visit=visit.visit,
        person=person.person,
        name=fields.get("name", ""),
        nik=fields.get("nik", ""),
        school=visit.plan.place,
        class_=fields.get("class", ""),
        village=entry.assessment.village,
        village_name=fields.get("village", ""),
        phone=fields.get("phone", ""),
        why=why,
        reason=reason,
        since=since,
        place=_nearest(visit, entry, since, coming),
    )


def _nearest(visit: Visit, entry: Entry, since: date, coming: Sequence[Visit]) -> Place | None:
    """The next visit to their school or kelurahan, else the next that is open to all."""
    able = [one for one in coming if one.plan.date >= since and one.visit != visit.visit]
    near = [one for one in able if _is_near(visit, entry, one)]
    chosen = near or [one for one in able if one.plan.setting in _OPEN_TO_ALL]
    if not chosen:
        return None
    first = chosen[0]
    return Place(first.visit, first.plan.place, first.plan.date, first.plan.setting)


def _is_near(visit: Visit, entry: Entry, other: Visit) -> bool:
    if other.plan.setting == "village":
        here = regions.village_code(other.plan.policy.city, other.plan.place, "")
        return bool(here) and here == entry.assessment.village
    return other.plan.setting == "school" and other.plan.place == visit.plan.place
