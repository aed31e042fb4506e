"""The invitation for a school: by class, who comes when with what, who is too young, who is done.

Pure: it is made from the people of a visit as they are judged on its day.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from fieldapp.domain.fold import Visit
from fieldapp.domain.periods import parse_date
from fieldapp.store.tables import Entry

BRING = ("kk", "akta", "phone")


class Pupil(Struct, frozen=True):
    """One pupil: what they come for and bring, or the day from which they may be recorded."""

    person: str
    name: str
    nik: str
    born: date | None
    services: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    since: date | None = None
    badge: str = ""


class Group(Struct, frozen=True):
    """One class, each of its pupils in one of three lists, by name."""

    name: str
    come: tuple[Pupil, ...]
    young: tuple[Pupil, ...]
    done: tuple[Pupil, ...]


class Invitation(Struct, frozen=True):
    """What a school is told before a visit. Hours are HH:MM, empty where none are planned."""

    visit: str
    place: str
    day: date
    opens: str
    closes: str
    services: tuple[str, ...]
    classes: tuple[Group, ...]

    def count(self, part: str) -> int:
        """How many are in one part (come, young, done) of all classes."""
        return sum(len(getattr(group, part)) for group in self.classes)


def make(visit: Visit, entries: Iterable[Entry]) -> Invitation:
    """Sort the people of a visit into classes and parts."""
    plan = visit.plan
    parts: dict[str, dict[str, list[Pupil]]] = {}
    for entry in entries:
        part, pupil = _judge(entry, plan.services)
        group = parts.setdefault(entry.visitor.fields.get("class", ""), {})
        group.setdefault(part, []).append(pupil)
    ordered = sorted(
        (name for name, group in parts.items() if group.keys() & {"come", "young", "done"}),
        key=lambda name: (not name, name.casefold()),
    )
    return Invitation(
        visit=visit.visit,
        place=plan.place,
        day=plan.date,
        opens=plan.opens,
        closes=plan.closes,
        services=plan.services,
        classes=tuple(_group(name, parts[name]) for name in ordered),
    )


def _group(name: str, parts: dict[str, list[Pupil]]) -> Group:
    come, young, done = (
        tuple(sorted(parts.get(part, ()), key=lambda pupil: (pupil.name.casefold(), pupil.person)))
        for part in ("come", "young", "done")
    )
    return Group(name, come, young, done)


def _judge(entry: Entry, offered: Sequence[str]) -> tuple[str, Pupil]:
    """Which part somebody belongs to, and what they are told."""
    badge, chips = entry.assessment.badge, entry.assessment.chips
    ikd = "ikd" in offered and "ikd_ready" in chips and not _has(entry, "ikd", "activated")
    if badge == "already_recorded" or _has(entry, "recording", "recorded"):
        return ("come", _pupil(entry, ("ikd",), ("phone",))) if ikd else ("done", _pupil(entry))
    if badge == "too_young":
        return "young", _pupil(entry)
    services = tuple(s for s in offered if s == "recording" or ikd)
    if not services:  # the visit offers nothing that they could have
        return "", _pupil(entry)
    papers = ("kk", "akta") if badge == "check_data" else ("kk",)
    return "come", _pupil(entry, services, (*papers, *(("phone",) if ikd else ())))


def _has(entry: Entry, service: str, outcome: str) -> bool:
    return any(
        turn.service == service and turn.state == "finished" and turn.outcome == outcome
        for turn in entry.visitor.turns
    )


def _pupil(entry: Entry, services: tuple[str, ...] = (), bring: tuple[str, ...] = ()) -> Pupil:
    visitor, judged = entry.visitor, entry.assessment
    return Pupil(
        person=visitor.person,
        name=visitor.fields.get("name", ""),
        nik=visitor.fields.get("nik", ""),
        born=parse_date(visitor.fields.get("birth_date", "")),
        services=services,
        bring=bring,
        since=judged.record_from if judged.badge == "too_young" else None,
        badge=judged.badge,
    )
