"""The follow-up: who is still to be recorded, from when, and where that could be."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from fieldapp.domain import names, policy, regions
from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.domain.fold import Visit
from fieldapp.reports import pupils
from fieldapp.reports.pupils import At, Progress, Pupil, Who
from fieldapp.store import queries
from fieldapp.store.connect import Connection

WHY = ("record_again", "failed", "deferred", "refused", "left", "absent", "too_young", "check_data")
_OPEN_TO_ALL = ("mall", "office")


class Place(Struct, frozen=True):
    """A visit that could serve somebody."""

    visit: str
    place: str
    date: date
    setting: str


class Line(Who, frozen=True):
    """Somebody still to be recorded: why, from which day, and the nearest visit to come."""

    why: str
    reason: str  # as said at the desk, or the status
    since: date  # from this day on
    place: Place | None


def follow_up(db: Connection, today: date, progress: Progress | None = None) -> list[Line]:
    """Everyone of past visits who is still to be recorded, the most urgent reason first.

    Somebody recorded at any visit, or of whom the national system says so, is in it only where
    it asks to record again.
    """
    return lines(pupils.everyone(db, progress), queries.visits(db), today)


def lines(everyone: Iterable[Pupil], visits: Iterable[Visit], today: date) -> list[Line]:
    """The follow-up of these pupils, with the visits that there are."""
    coming = sorted(
        (one for one in visits if _is_coming(one, today)),
        key=lambda one: (one.plan.date, one.plan.opens, one.visit),
    )
    found = (_line(pupil, today, coming) for pupil in everyone)
    return sorted(
        (line for line in found if line),
        key=lambda line: (WHY.index(line.why), line.since, line.name, line.person),
    )


def _is_coming(visit: Visit, today: date) -> bool:
    plan = visit.plan
    offers = policy.Service.RECORDING in plan.services and not visit.practice
    return visit.state != "closed" and plan.date >= today and offers


def _line(pupil: Pupil, today: date, coming: Sequence[Visit]) -> Line | None:
    said = _why(pupil, today)
    if said is None:
        return None
    where, why, reason = said
    judged = where.entry.assessment
    since = max(judged.record_from or today, today)
    who = pupil.who(where)
    return Line(
        **pupils.fields(who),
        why=why,
        reason=reason,
        since=since,
        place=_nearest(pupil, who, since, coming),
    )


def _why(pupil: Pupil, today: date) -> tuple[At, str, str] | None:
    """Where they were found, why they have to come (again), and the reason given there."""
    if pupil.way.again:
        return pupil.latest, "record_again", pupil.way.again
    if pupil.way.stage or pupil.recorded_at or any(one.had_one for one in pupil.at):
        return None
    found = [(one, *said) for one in pupil.at if (said := _why_at(one, today))]
    later_first = reversed(found)
    return min(later_first, key=lambda each: WHY.index(each[1]), default=None)


def _why_at(one: At, today: date) -> tuple[str, str] | None:
    """Why somebody was not recorded at a visit, if that can be told by now."""
    plan, person, badge = one.visit.plan, one.entry.visitor, one.entry.assessment.badge
    if plan.date > today or policy.Service.RECORDING not in plan.services:
        return None
    turn = next((t for t in person.turns if t.service == "recording"), None)
    if turn and turn.state == "finished":
        outcome = turn.outcome or ""
        return (outcome, turn.reason or "") if outcome in WHY else None
    is_open = plan.date == today and one.visit.state != "closed"
    if badge == "already_recorded" or (is_open and badge != "too_young"):
        return None  # while the hall is open they may still come, or be served
    return _not_served(badge, here=bool(person.number), turn=turn is not None), ""


def _not_served(badge: str, *, here: bool, turn: bool) -> str:
    """Why somebody left a visit, or stayed away from it, without a result."""
    if badge == "too_young":
        return badge
    if here:
        return "left" if turn else "deferred"
    return "absent" if badge in MAY_RECORD else "check_data"


def _nearest(pupil: Pupil, who: Who, since: date, coming: Sequence[Visit]) -> Place | None:
    """The next visit that lists them, is at their school or in their kelurahan, or is open to all.

    Where none of the first is to come, the next of the second is meant, and so on.
    """
    able = [one for one in coming if one.plan.date >= since]
    lists_them = {one.visit.visit for one in pupil.at}
    fitting = (
        *(one for one in able if one.visit in lists_them),
        *(one for one in able if _is_near(who, one)),
        *(one for one in able if one.plan.setting in _OPEN_TO_ALL),
    )
    if not fitting:
        return None
    first = fitting[0]
    return Place(first.visit, first.plan.place, first.plan.date, first.plan.setting)


def _is_near(who: Who, visit: Visit) -> bool:
    plan = visit.plan
    if plan.setting == "school":
        return names.normal(plan.place) == names.normal(who.school)
    if plan.setting != "village":
        return False
    here = regions.village_code(plan.policy.city, plan.place, "")
    if here or who.village:
        return here == who.village
    return bool(who.village_name) and _bare(plan.place) == _bare(who.village_name)


def _bare(village: str) -> str:
    """The name of a kelurahan or desa without its kind."""
    said = village.casefold().replace("kelurahan", " ").replace("desa ", " ").replace("kel.", " ")
    return " ".join(said.split())


def group_key(line: Line, by: str) -> str:
    """The kelurahan, school or reason of a line, as lists are made of them."""
    match by:
        case "village":
            return line.village_name
        case "school":
            return line.school
        case _:
            return line.why


def grouped(lines: Iterable[Line], by: str) -> dict[str, list[Line]]:
    """The lines by kelurahan, school or why, in the order of their names; unknown ones last."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(group_key(line, by), []).append(line)
    if by == "why":
        return {why: found[why] for why in WHY if why in found}
    return {key: found[key] for key in sorted(found, key=lambda key: (not key, key.casefold()))}
