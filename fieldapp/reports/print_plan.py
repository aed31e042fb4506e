"""The print plan: who may request the card from which day, and what became of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from fieldapp.domain import card_way, periods
from fieldapp.domain.eligibility import MARRIED
from fieldapp.domain.fold import Visit
from fieldapp.domain.people import CARD_STEPS, CardStep
from fieldapp.store import queries
from fieldapp.store.connect import Connection
from fieldapp.store.tables import Entry


class Line(Struct, frozen=True):
    """Somebody recorded: from which day the card may be printed, and how far it came.

    `before_election` is None where the visit knows of no election. `stage` is that of
    domain/card_way; `requested`, `printed`, `handed_over` are what this office wrote down.
    """

    visit: str
    person: str
    name: str
    nik: str
    school: str
    class_: str
    village: str  # code of the city's kelurahan, else empty
    village_name: str  # as the list has it
    born: date | None
    print_from: date
    before_election: bool | None
    stage: str
    steps: dict[str, CardStep]


def plan(db: Connection, *, until: date | None = None, since: date | None = None) -> list[Line]:
    """Everyone recorded, by the day from which the card may be printed, then by name.

    Somebody who was recorded at two visits stands in it once, with the later visit.
    """
    found: dict[str, Line] = {}
    for visit in reversed(queries.visits(db)):
        for entry in queries.recorded(db, visit.visit):
            if line := _line(visit, entry):
                found[line.person] = line
    chosen = (
        line
        for line in found.values()
        if (until is None or line.print_from <= until)
        and (since is None or line.print_from >= since)
    )
    return sorted(chosen, key=lambda line: (line.print_from, line.name, line.person))


def _line(visit: Visit, entry: Entry) -> Line | None:
    person, fields, rules = entry.visitor, entry.visitor.fields, visit.plan.policy
    born = periods.parse_date(fields.get("birth_date", ""))
    day = _print_from(visit, born, married=fields.get("marital", "") in MARRIED)
    if day is None:
        return None
    return Line(
        visit=visit.visit,
        person=person.person,
        name=fields.get("name", ""),
        nik=fields.get("nik", ""),
        school=visit.plan.place,
        class_=fields.get("class", ""),
        village=entry.assessment.village,
        village_name=fields.get("village", ""),
        born=born,
        print_from=day,
        before_election=None if rules.election is None else day <= rules.election,
        stage=card_way.way(person).stage,
        steps={step.step: step for step in person.card},
    )


def _print_from(visit: Visit, born: date | None, *, married: bool) -> date | None:
    """The day of age, or of the visit for those who were of age or married then."""
    if married:
        return visit.plan.date
    if born is None:
        return None
    return max(periods.after(born, visit.plan.policy.card_years), visit.plan.date)


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
    keys = [_key(line, by) for line in lines]
    counted = Counter(keys)
    steps = Counter(
        (key, step) for key, line in zip(keys, lines, strict=True) for step in line.steps
    )
    return [
        Group(key, counted[key], {step: steps[key, step] for step in CARD_STEPS})
        for key in sorted(counted)
    ]


def _key(line: Line, by: str) -> str:
    day = line.print_from
    match by:
        case "month":
            return f"{day:%Y-%m}"
        case "week":
            return (day - timedelta(days=day.weekday())).isoformat()
        case "day":
            return day.isoformat()
        case "school":
            return line.school
        case "village":
            return line.village or line.village_name
        case _:
            return {True: "before", False: "after", None: ""}[line.before_election]


def as_json(lines: Iterable[Line]) -> list[dict[str, object]]:
    """The plan as the command prints it."""
    return [
        {
            "person": line.person,
            "name": line.name,
            "print_from": line.print_from.isoformat(),
            "visit": line.visit,
            "school": line.school,
            "class": line.class_,
            "village": line.village or None,
            "before_election": line.before_election,
            "stage": line.stage or None,
            **{
                name: line.steps[name].day.isoformat() if name in line.steps else None
                for name in CARD_STEPS
            },
        }
        for line in lines
    ]
