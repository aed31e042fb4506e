"""The print plan: who may request the card from which day, and what became of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from fieldapp.domain import periods
from fieldapp.domain.eligibility import MARRIED
from fieldapp.domain.people import CARD_STEPS, CardStep
from fieldapp.reports import pupils
from fieldapp.reports.pupils import At, Progress, Pupil, Who
from fieldapp.store.connect import Connection


class Line(Who, frozen=True):
    """Somebody recorded: from which day the card may be printed, and how far it came.

    `print_from` is None where no birth date is known. `before_election` is None where the
    visit knows of no election, or the day is not known. `stage` is that of domain/card_way,
    `again` the status that asks to record once more; `steps` is what this office wrote down.
    """

    print_from: date | None
    before_election: bool | None
    stage: str
    again: str
    steps: dict[str, CardStep]


def plan(
    db: Connection,
    *,
    until: date | None = None,
    since: date | None = None,
    progress: Progress | None = None,
) -> list[Line]:
    """Everyone recorded, by the day from which the card may be printed, then by name.

    Somebody who was recorded at two visits stands in it once, with the later visit. Those whose
    day is not known come last, and only where no days are asked for.
    """
    return chosen(lines(pupils.everyone(db, progress)), until=until, since=since)


def lines(everyone: Iterable[Pupil]) -> list[Line]:
    """The plan for these pupils."""
    found = (_line(pupil, pupil.recorded_at) for pupil in everyone)
    return sorted((line for line in found if line), key=_order)


def chosen(
    lines: Iterable[Line], *, until: date | None = None, since: date | None = None
) -> list[Line]:
    """Those whose card may be printed from a day between these."""
    return [
        line
        for line in lines
        if (until is None or (line.print_from is not None and line.print_from <= until))
        and (since is None or (line.print_from is not None and line.print_from >= since))
    ]


def _order(line: Line) -> tuple[date, str, str]:
    return (line.print_from or date.max, line.name, line.person)


def _line(pupil: Pupil, where: At | None) -> Line | None:
    if where is None:
        return None
    who = pupil.who(where)
    election = where.visit.plan.policy.election
    day = _print_from(pupil, where, who.born)
    return Line(
        **pupils.fields(who),
        print_from=day,
        before_election=None if election is None or day is None else day <= election,
        stage=pupil.way.stage,
        again=pupil.way.again,
        steps=_steps(pupil),
    )


def _print_from(pupil: Pupil, where: At, born: date | None) -> date | None:
    """The day of age, or of the visit for those who were of age or married then."""
    visit = where.visit.plan
    if any(one.fields.get("marital", "") in MARRIED for one in pupil.visitors):
        return visit.date
    if born is None:
        return None
    return max(periods.after(born, visit.policy.card_years), visit.date)


def _steps(pupil: Pupil) -> dict[str, CardStep]:
    """The last mark of each step, whichever visit it was written in."""
    found = [step for one in pupil.visitors for step in one.card]
    latest = {step.step: step for step in sorted(found, key=lambda step: step.stamp.at)}
    return {name: latest[name] for name in CARD_STEPS if name in latest}


def is_open(line: Line) -> bool:
    """Whether the card has still to be handed over."""
    return line.stage != "issued"


GROUPS = ("month", "week", "day", "school", "village", "election")


class Group(Struct, frozen=True):
    """One part of the plan: how many, and how many of them at each step."""

    key: str
    people: int
    steps: dict[str, int]


def grouped(lines: Sequence[Line], by: str) -> list[Group]:
    """The plan counted by month, week (its Monday), day, school, village or election."""
    keys = [key(line, by) for line in lines]
    counted = Counter(keys)
    steps = Counter(
        (one, step) for one, line in zip(keys, lines, strict=True) for step in line.steps
    )
    return [
        Group(one, counted[one], {step: steps[one, step] for step in CARD_STEPS})
        for one in sorted(counted, key=order_of(by))
    ]


def order_of(by: str) -> Callable[[str], tuple[bool, str]]:
    """How the keys of a grouping follow one another; what is not known comes last."""
    ranks = {"before": "0", "after": "1"} if by == "election" else {}
    return lambda one: (not one, ranks.get(one, one.casefold()))


def key(line: Line, by: str) -> str:
    """The group of a line; empty where that is not known."""
    if by in _DAYS:
        return _DAYS[by](line.print_from) if line.print_from else ""
    if by == "election":
        return {True: "before", False: "after", None: ""}[line.before_election]
    return line.school if by == "school" else line.village_name


_DAYS: dict[str, Callable[[date], str]] = {
    "month": lambda day: f"{day:%Y-%m}",
    "week": lambda day: (day - timedelta(days=day.weekday())).isoformat(),
    "day": lambda day: day.isoformat(),
}


def as_json(lines: Iterable[Line]) -> list[dict[str, object]]:
    """The plan as the command prints it."""
    return [
        {
            "person": line.person,
            "name": line.name,
            "print_from": line.print_from.isoformat() if line.print_from else None,
            "visit": line.visit,
            "school": line.school,
            "class": line.class_,
            "village": line.village or None,
            "village_name": line.village_name or None,
            "before_election": line.before_election,
            "stage": line.stage or None,
            "again": line.again or None,
            **{
                name: line.steps[name].day.isoformat() if name in line.steps else None
                for name in CARD_STEPS
            },
        }
        for line in lines
    ]
