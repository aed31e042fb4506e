"""A morning in the hall: people come to the door, desks call them, things go wrong."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random

from msgspec import Struct

from fieldapp import people, queue, undoing
from fieldapp.demo.stage import Clock
from fieldapp.demo.stops import Stop
from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.domain.people import REASONS
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry

GROUP = 9  # half a class at a time
DESKS = {"recording": ("1", "2"), "ikd": ("3",)}
WALK_INS = (
    {"name": "Putri Ayu Maharani", "birth_date": "14-03-2007", "sex": "P", "class": "XII IPS 4"},
    {"name": "M. Fajar Nugroho", "birth_date": "02-12-2007", "sex": "L", "class": "XI IPA 6"},
    {"name": "Zainal Arifin", "birth_date": "30-06-2006", "sex": "L", "class": "XII IPA 7"},
)

Fields = dict[str, str]


class Guest(Struct, frozen=True):
    """Somebody on no list: what is typed of them, and what they want (None: as they are judged)."""

    fields: Fields
    services: tuple[str, ...] | None = None


class Hall:
    """Each laptop has a door, two recording desks and one for IKD.

    Of those listed some come; `guests` come who are on no list of this visit. `aside` is done
    every quarter of an hour.
    """

    def __init__(
        self,
        visit: str,
        stop: Stop,
        laptops: Sequence[Session],
        clock: Clock,
        chance: Random,
        *,
        guests: Sequence[Guest] = (),
        aside: Callable[[], None] | None = None,
    ) -> None:
        self.visit = visit
        self.laptops = laptops
        self.clock = clock
        self.chance = chance
        self._aside = aside
        self._ends = stop.moment(stop.closes)
        self._agenda: list[tuple[datetime, int, int, str, str]] = []
        self._count = 0
        self._coming: list[list[str | Guest]] = [[] for _laptop in laptops]
        self._invite(stop.coming, guests)
        self._open(stop.moment(stop.opens))

    def until(self, moment: datetime) -> None:
        """Play on until `moment`."""
        while self._agenda and self._agenda[0][0] <= moment:
            at, _order, index, place, desk = heappop(self._agenda)
            self.clock.set(at)
            self._visit_place(index, place, desk)
        self.clock.set(moment)

    def _invite(self, coming: float, guests: Sequence[Guest]) -> None:
        """Who comes, and through which laptop's door; whole classes come together."""
        everyone = queries.everyone(self.laptops[0].db, self.visit)
        everyone.sort(key=_place_in_line)
        for number, entry in enumerate(everyone):
            if self.chance.random() < coming and not _stays_away(entry, self.chance):
                self._coming[number // 18 % len(self.laptops)].append(entry.visitor.person)
        for number, guest in enumerate(guests):
            self._coming[number % len(self.laptops)].append(guest)

    def _open(self, moment: datetime) -> None:
        self.clock.set(moment)
        for index in range(len(self.laptops)):
            self._plan(self.chance.uniform(5, 60), index, "door", "")
            for service, desks in DESKS.items():
                for desk in desks:
                    self._plan(self.chance.uniform(120, 240), index, service, desk)
        if self._aside:
            self._plan(900, 0, "aside", "")

    def _until_next(self, index: int) -> float:
        """Seconds between two at one door: they come in groups, spread over most of the day."""
        left = len(self._coming[index])
        if left % GROUP:
            return self.chance.uniform(25, 70)
        hours = (self._ends - self.clock.time).total_seconds() - 2400
        pause = max(0.0, hours - 48 * left) / (left // GROUP + 1)
        return 48 + pause * self.chance.uniform(0.7, 1.1)

    def _plan(self, seconds: float, index: int, place: str, desk: str) -> None:
        self._count += 1
        when = self.clock.time + timedelta(seconds=seconds)
        heappush(self._agenda, (when, self._count, index, place, desk))

    def _visit_place(self, index: int, place: str, desk: str) -> None:
        laptop = self.laptops[index]
        if place == "door":
            if self._coming[index]:
                self._arrive(laptop, self._coming[index].pop(0))
                self._plan(self._until_next(index), index, "door", "")
        elif place == "aside" and self._aside:
            self._aside()
            self._plan(900, index, place, desk)
        elif place in DESKS:
            self._serve(laptop, index, place, desk)
        elif place.startswith("start"):
            self._start(laptop, index, place, desk)
        else:
            self._finish(laptop, index, place, desk)

    def _arrive(self, laptop: Session, who: str | Guest) -> None:
        services = None if isinstance(who, str) else who.services
        try:
            person = who if isinstance(who, str) else self._add(laptop, who.fields)
        except people.Resembles:
            return  # came already, under the other name that the lists have for them
        entry = queries.entry(laptop.db, self.visit, person)
        if entry is None or entry.visitor.number:
            return
        documents = ("kk",) if self.chance.random() < 0.9 else ()
        queue.check_in(laptop, self.visit, person, services=services, documents=documents)
        if self.chance.random() < 0.01:
            undoing.undo(laptop, self.visit)
        if self.chance.random() < 0.02:
            people.correct(laptop, self.visit, person, {"phone": "0800 0000 000"})

    def _add(self, laptop: Session, fields: Fields) -> str:
        return people.walk_in(laptop, self.visit, fields).visitor.person

    def _serve(self, laptop: Session, index: int, service: str, desk: str) -> None:
        """A free desk calls the next; nobody there means looking again soon."""
        if not queries.ready(laptop.db, self.visit, (service,), desk, 1):
            self._plan(45, index, service, desk)
            return
        entry = queue.call(laptop, self.visit, service, station=desk)
        person, dice = entry.visitor.person, self.chance.random()
        if dice < 0.03:
            queue.no_show(laptop, self.visit, person, service)
            if dice < 0.02:
                queue.requeue(laptop, self.visit, person, service)
            self._plan(30, index, service, desk)
            return
        self._plan(self.chance.uniform(8, 20), index, f"start {service} {person}", desk)

    def _start(self, laptop: Session, index: int, place: str, desk: str) -> None:
        _start, service, person = place.split()
        queue.start(laptop, self.visit, person, service, desk)
        mean, spread = (105, 20) if service == "recording" else (180, 40)
        length = max(40.0, self.chance.gauss(mean, spread))
        self._plan(length, index, f"finish {service} {person}", desk)

    def _finish(self, laptop: Session, index: int, place: str, desk: str) -> None:
        _finish, service, person = place.split()
        entry = queries.entry(laptop.db, self.visit, person)
        if entry is None:
            return
        outcome, reason, missing = self._outcome(service, entry)
        queue.finish(
            laptop, self.visit, person, service, outcome, reason=reason, missing=missing,
            station=desk,
        )  # fmt: skip
        self._plan(self.chance.uniform(5, 25), index, service, desk)

    def _outcome(self, service: str, entry: Entry) -> tuple[str, str, dict[str, str]]:
        dice = self.chance.random()
        if service == "ikd":
            outcome = "activated" if dice < 0.85 else "failed" if dice < 0.95 else "deferred"
        elif entry.assessment.badge not in MAY_RECORD and dice < 0.5:
            return "deferred", "data_wrong", {}
        elif dice < 0.9:
            missing = {"left_thumb": "bandaged"} if dice < 0.03 else {}
            return "recorded", "", missing
        else:
            outcome = ("failed", "deferred", "refused", "already_recorded")[int(dice * 1000) % 4]
        reasons = REASONS.get((service, outcome), ("",))
        return outcome, reasons[int(dice * 10_000) % len(reasons)], {}

    def collide(self) -> None:
        """Walk-ins, and the conflicts that two laptops make which were never connected."""
        first, second = self.laptops[0], self.laptops[1]
        for fields in WALK_INS:
            person = self._add(first, dict(fields))
            queue.check_in(first, self.visit, person, services=("recording",))
        absent = [e for e in queries.everyone(first.db, self.visit) if not e.visitor.number]
        absent.sort(key=_place_in_line)
        both = [
            e.visitor.person
            for e in absent
            if e.assessment.badge in MAY_RECORD
            and not queries.known(second.db, self.visit, e.visitor.person).visitor.number
        ][:2]
        for person in both:
            for laptop in (first, second):
                queue.check_in(laptop, self.visit, person, services=("recording",))
                queue.finish(laptop, self.visit, person, "recording", "recorded")
        for person in both[:1]:
            people.correct(first, self.visit, person, {"birth_place": "Mojokerto"})
            people.correct(second, self.visit, person, {"birth_place": "Kab. Mojokerto"})


def _place_in_line(entry: Entry) -> tuple[str, ...]:
    """By class and name; not by the id, which is another one every time without a number."""
    said = entry.visitor.fields.get
    return tuple(said(name, "") for name in ("class", "name", "birth_date", "nik", "nisn"))


def _stays_away(entry: Entry, chance: Random) -> bool:
    """Most of those who are far too young are not even sent."""
    return entry.assessment.badge == "too_young" and chance.random() < 0.9
