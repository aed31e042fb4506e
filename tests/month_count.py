"""A count of a played month, made from the raw lines of the journal alone: no fold, no tables."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fieldapp.store.session import Session

Raw = dict[str, Any]

AGAIN = {
    "ENROLL_FAILURE_AT_CENTRAL", "ENROLL_FAILURE_AT_REGIONAL", "SEARCH_FAILURE_AT_CENTRAL",
    "ADJUDICATE_RECORD", "DUPLICATE_RECORD",
}  # fmt: skip
STAGE = {
    "BIO_CAPTURED": 1, "PROCESSING": 1, "SENT_FOR_ENROLLMENT": 2, "RECEIVED_AT_CENTRAL": 3,
    "PRINT_READY_RECORD": 4, "CARD_PRINTED": 5, "CARD_ISSUED": 6,
}  # fmt: skip
STAGES = ("", "captured", "sent", "received", "print_ready", "printed", "issued")


@dataclass
class Person:
    """What was said and done of one person in one visit."""

    fields: dict[str, str] = field(default_factory=dict)
    walk_in: bool = False
    here: bool = False
    states: dict[str, str] = field(default_factory=dict)  # by service
    ends: dict[str, Raw] = field(default_factory=dict)  # the last ending, by service
    statuses: list[tuple[str, str]] = field(default_factory=list)  # day, status
    steps: dict[str, str] = field(default_factory=dict)  # day, by step
    matches: dict[tuple[str, str], bool] = field(default_factory=dict)  # (visit, person): the same

    @property
    def outcome(self) -> str:
        """How the recording ended, if it did."""
        return str(self.ends.get("recording", {}).get("outcome", ""))

    @property
    def status(self) -> str:
        """The status that holds: of the latest day, else what a list said."""
        told = max(self.statuses, key=lambda one: one[0])[1] if self.statuses else ""
        return (told or self.fields.get("status", "")).replace(" ", "_")

    @property
    def born(self) -> date | None:
        """The birth date."""
        said = self.fields.get("birth_date", "")
        return date.fromisoformat(said) if said else None

    @property
    def stage(self) -> str:
        """How far the card came."""
        found = [STAGE.get(status.replace(" ", "_"), 0) for _day, status in self.statuses]
        found += [{"printed": 5, "handed_over": 6}.get(step, 0) for step in self.steps]
        return STAGES[max([*found, int(self.outcome == "recorded"), STAGE.get(self.status, 0)])]


@dataclass
class Visit:
    """One visit of the raw journal."""

    plan: Raw
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def date(self) -> date:
        """The day that was planned."""
        return date.fromisoformat(self.plan["date"])


def raw_events(session: Session) -> list[Raw]:
    """Every event of every visit, in the order of their times."""
    rows = session.db.execute("SELECT line FROM event")
    events: list[Raw] = [json.loads(line) for (line,) in rows]
    return sorted(events, key=lambda one: (one["at"], one["device"], one["seq"]))


def visits(session: Session) -> dict[str, Visit]:
    """All visits with their people, the registry's list included, by date."""
    events = [one for one in raw_events(session) if one["visit"] != "-"]
    gone = {(one["visit"], *one["body"]["event"]) for one in events if one["kind"] == "undone"}
    found: dict[str, Visit] = {}
    for one in events:
        visit = found.setdefault(one["visit"], Visit({}))
        if one["kind"] in ("visit_planned", "visit_changed"):
            visit.plan.update({name: v for name, v in one["body"].items() if v is not None})
        elif one["person"] and (one["visit"], one["device"], one["seq"]) not in gone:
            _add(visit.people.setdefault(one["person"], Person()), one["kind"], one["body"])
    return dict(sorted(found.items(), key=lambda pair: (pair[1].date, pair[0])))


def _add(person: Person, kind: str, body: Raw) -> None:
    service = body.get("service", "")
    if kind in ("listed", "corrected"):
        person.fields.update(body.get("fields", {}))
        person.walk_in |= body.get("source") == "walk_in"
    elif kind == "checked_in":
        person.here = True
        for each in body.get("services", ()):
            person.states.setdefault(each, "waiting")
    elif kind in ("called", "started", "requeued", "no_show", "finished"):
        person.states[service] = {"requeued": "waiting", "started": "serving"}.get(kind, kind)
        if kind == "finished":
            person.ends[service] = body
    elif kind == "status_reported":
        person.statuses.append((body["as_of"], body["status"]))
    elif kind == "matched":
        person.matches[body["visit"], body["other"]] = body["same"]
    elif kind == "card_step":
        person.steps[body["step"]] = body["day"]


def birthday(born: date, years: int, months: int = 0) -> date:
    """The day that completes so many years and months."""
    count = born.year * 12 + born.month - 1 + years * 12 + months
    for day, later in ((born.day, 0), (1, 1)):  # a day that the month lacks: the next month's first
        year, month = divmod(count + later, 12)
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise ValueError(born)


def recap(visit: Visit, election: date) -> Counter[str]:
    """The figures of a visit that its events alone tell."""
    found: Counter[str] = Counter()
    for one in visit.people.values():
        found["walk_ins" if one.walk_in else "listed"] += 1
        found["checked_in"] += one.here
        found["absent"] += not one.here and not one.walk_in
        found["waiting"] += any(s in ("waiting", "called") for s in one.states.values())
        found["no_show"] += "no_show" in one.states.values()
        for service, end in one.ends.items():
            found[f"{'ikd_' if service == 'ikd' else ''}{end['outcome']}"] += 1
            if end.get("reason"):
                found[f"{service}/{end['outcome']}/{end['reason']}"] += 1
        if one.outcome == "recorded":
            found["incomplete"] += bool(one.ends["recording"].get("missing"))
            found["voters_recorded"] += bool(one.born and birthday(one.born, 17) <= election)
    return found


def print_plan(found: dict[str, Visit]) -> dict[str, tuple[str, date, str, tuple[str, ...]]]:
    """Everyone recorded: the visit, the day from which to print, the stage, the steps."""
    lines = {}
    for name, visit in found.items():
        for person, one in visit.people.items():
            if one.outcome == "recorded" and one.born:
                day = max(birthday(one.born, 17), visit.date)
                lines[person] = (name, day, one.stage, tuple(sorted(one.steps)))
    return lines


def follow_up(found: dict[str, Visit], today: date, election: date) -> Counter[tuple[str, str]]:
    """Everyone still to be recorded by (name, birth date), and why, each pupil once.

    "absent" also where data are to be checked.
    """
    lines: Counter[tuple[str, str]] = Counter()
    for pupil in pupils(found):
        for why, one in _why(pupil, today, election):
            lines[f"{one.fields.get('name')} {one.fields.get('birth_date')}", why] += 1
    return lines


Entry = tuple[Visit, Person]


def pupils(found: dict[str, Visit]) -> list[list[Entry]]:
    """Everyone's entries together: of one id, number or name with birth date, unless decided."""
    entries = {(v, p): (found[v], found[v].people[p]) for v in found for p in found[v].people}
    decided = {
        frozenset([place, other]): same
        for place, (_visit, one) in entries.items()
        for other, same in one.matches.items()
    }
    group = {place: place for place in entries}

    def root(place: tuple[str, str]) -> tuple[str, str]:
        while group[place] != place:
            place = group[place]
        return place

    def join(one: tuple[str, str], other: tuple[str, str]) -> None:
        group[root(one)] = root(other)

    for pair in (pair for pair, same in decided.items() if same):
        join(*pair)
    alike: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for place, (_visit, one) in entries.items():
        for key in _keys(place[1], one):
            for other in alike.setdefault(key, []):
                may = decided.get(frozenset([place, other]), True) and place[0] != other[0]
                if may and _agree(one, entries[other][1], key[0]):
                    join(place, other)
                    break
            alike[key].append(place)
    together: dict[tuple[str, str], list[Entry]] = {}
    for place, entry in entries.items():
        together.setdefault(root(place), []).append(entry)
    return list(together.values())


def _keys(person: str, one: Person) -> Iterator[tuple[str, ...]]:
    yield "id", person
    for name in ("nik", "nisn"):
        if one.fields.get(name):
            yield name, one.fields[name]
    if one.fields.get("name") and one.fields.get("birth_date"):
        yield "name", one.fields["name"].casefold(), one.fields["birth_date"]


def _agree(one: Person, other: Person, key: str) -> bool:
    if key == "id":
        return True
    if key == "name":
        return all(
            one.fields.get(field, "") == other.fields.get(field, "")
            or not (one.fields.get(field) and other.fields.get(field))
            for field in ("nik", "nisn")
        )
    return one.fields.get("birth_date") == other.fields.get("birth_date")


def _again(pupil: list[Entry]) -> bool:
    """Whether the last status asks to record again, and nobody did since it was told first."""
    told = sorted({one for _visit, person in pupil for one in person.statuses})
    listed = [one.fields["status"] for _visit, one in pupil if one.fields.get("status")]
    now = (told[-1][1] if told else next(iter(listed), "")).replace(" ", "_")
    if now not in AGAIN:
        return False
    since = next((day for day, status in told if status.replace(" ", "_") == now), "9999")
    return not any(one.outcome == "recorded" and visit.plan["date"] > since for visit, one in pupil)


def _why(pupil: list[Entry], today: date, election: date) -> list[tuple[str, Person]]:
    """Why they have to come, if they have to, and the visit that says so, the latest first."""
    later_first = sorted(
        pupil, key=lambda one: (one[0].plan.get("setting") == "registry", -one[0].date.toordinal())
    )
    if _again(pupil):
        recorded = [one for _visit, one in later_first if one.outcome == "recorded"]
        return [("record_again", next(iter(recorded), later_first[0][1]))]
    done = any(one.outcome in ("recorded", "already_recorded") for _visit, one in pupil)
    if done or any(one.stage for _visit, one in pupil):
        return []
    said = [
        (_why_at(one, visit, election), one)
        for visit, one in later_first
        if visit.plan.get("setting") != "registry" and visit.date <= today
    ]
    order = ("failed", "deferred", "refused", "left", "absent", "too_young")
    return sorted((pair for pair in said if pair[0]), key=lambda pair: order.index(pair[0]))[:1]


def _why_at(one: Person, visit: Visit, election: date) -> str:
    if one.states.get("recording") == "finished":
        return one.outcome
    old_enough = one.born is None or (
        birthday(one.born, 16, 8) <= visit.date or birthday(one.born, 17) <= election
    )
    if not old_enough:
        return "too_young"
    if one.here:
        return "left" if "recording" in one.states else ""
    return "absent"


def niks(found: dict[str, Visit]) -> Iterator[str]:
    """Every NIK that any list or officer gave."""
    for visit in found.values():
        for one in visit.people.values():
            if one.fields.get("nik"):
                yield one.fields["nik"]
