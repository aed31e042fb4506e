"""Everyone of all visits, each pupil once: what the visits and lists say of them together."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from fieldapp.domain import card_way, periods, regions, sameness
from fieldapp.domain.card_way import Way
from fieldapp.domain.fold import Visit
from fieldapp.domain.people import Visitor
from fieldapp.store import queries
from fieldapp.store.connect import Connection
from fieldapp.store.tables import Entry

Progress = Callable[[int, int], None]


class Who(Struct, frozen=True):
    """Somebody as lists of people name them; `visit` and `person` say where to find them.

    `school` is the school that listed them, else the place of the visit.
    """

    visit: str
    person: str
    name: str
    nik: str
    school: str
    class_: str
    village: str  # code of the city's kelurahan, else empty
    village_name: str  # as the city calls it, else as the list does, in one spelling
    phone: str
    born: date | None


class At(Struct, frozen=True):
    """What one visit knows of a pupil."""

    visit: Visit
    entry: Entry

    @property
    def recorded(self) -> bool:
        """Whether they were recorded at it."""
        return self._ended_as("recorded")

    @property
    def had_one(self) -> bool:
        """Whether it was found at its desk that they were recorded before."""
        return self._ended_as("already_recorded")

    def _ended_as(self, outcome: str) -> bool:
        return any(
            turn.service == "recording" and turn.state == "finished" and turn.outcome == outcome
            for turn in self.entry.visitor.turns
        )


class Pupil(Struct, frozen=True):
    """One pupil: each visit that knows them, by its day, and the way of their card.

    Those whom only the registry's own list knows have that in `listed` and no visit.
    """

    at: tuple[At, ...]
    listed: tuple[At, ...]
    way: Way

    @property
    def names(self) -> list[tuple[str, str]]:
        """The visits that know them, each with their id there."""
        return [(one.visit.visit, one.entry.visitor.person) for one in (*self.listed, *self.at)]

    @property
    def visitors(self) -> list[Visitor]:
        """All that is known of them."""
        return [one.entry.visitor for one in (*self.listed, *self.at)]

    @property
    def recorded_at(self) -> At | None:
        """The last visit at which they were recorded."""
        return next((one for one in reversed(self.at) if one.recorded), None)

    @property
    def latest(self) -> At:
        """Where they are to be found: the last visit that recorded them, else that knows them."""
        return self.recorded_at or (*self.listed, *self.at)[-1]

    def who(self, where: At) -> Who:
        """Who they are, found at `where`; what that leaves open is taken from the others."""
        said = _Said((where, *reversed(self.at), *self.listed))
        schools = (one for one in self.at if one.visit.plan.setting == "school")
        village = next((a.entry.assessment.village for a in said.where if _lives(a)), "")
        return Who(
            visit=where.visit.visit,
            person=where.entry.visitor.person,
            name=said("name"),
            nik=said("nik"),
            school=next(schools, where).visit.plan.place,
            class_=said("class"),
            village=village,
            village_name=regions.village_name(village) or " ".join(said("village").split()).title(),
            phone=said("phone"),
            born=periods.parse_date(said("birth_date")),
        )


def _lives(one: At) -> bool:
    return bool(one.entry.assessment.village)


class _Said:
    """The first that any of several visits says of a field."""

    def __init__(self, where: Sequence[At]) -> None:
        self.where = where

    def __call__(self, field: str) -> str:
        for one in self.where:
            if found := one.entry.visitor.fields.get(field):
                return found
        return ""


def fields(who: Who) -> dict[str, Any]:
    """What a line about `who` begins with."""
    return msgspec.structs.asdict(who)


def everyone(db: Connection, progress: Progress | None = None) -> list[Pupil]:
    """Every pupil of every visit (not of those for practice), and of the registry's lists."""
    visits = queries.real_visits(db)
    found: dict[tuple[str, str], At] = {}
    wanted = [*visits, *queries.registries(db)]
    for done, visit in enumerate(wanted):
        if progress:
            progress(done, len(wanted) + 1)
        for entry in queries.everyone(db, visit.visit):
            found[visit.visit, entry.visitor.person] = At(visit, entry)
    if progress:
        progress(len(wanted), len(wanted) + 1)
    together = sameness.groups([one.entry.visitor for one in found.values()])
    return [_pupil(found[one.visit, one.person] for one in group) for group in together]


def renewed(db: Connection, pupil: Pupil) -> Pupil:
    """The same pupil as the visits know them now."""
    found = (
        At(one.visit, queries.known(db, one.visit.visit, one.entry.visitor.person))
        for one in (*pupil.listed, *pupil.at)
    )
    return _pupil(found)


def _pupil(found: Iterable[At]) -> Pupil:
    entries = sorted(found, key=lambda one: (one.visit.plan.date, one.visit.visit))
    at = tuple(one for one in entries if one.visit.plan.setting != "registry")
    listed = tuple(one for one in entries if one.visit.plan.setting == "registry")
    days = {one.visit.visit: one.visit.plan.date for one in at}
    return Pupil(at, listed, card_way.way(*(one.entry.visitor for one in entries), days=days))
