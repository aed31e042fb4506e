"""A morning in the hall: pupils come to the door, desks call them, things go wrong."""

from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random

from fieldapp import people, queue
from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.domain.people import REASONS
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry

CLOSING = timedelta(hours=6, minutes=30)
COMING = 0.82  # of those listed: domain practice says that about a fifth stay away
DESKS = {"recording": ("1", "2"), "ikd": ("3",)}
WALK_INS = (
    {"name": "Putri Ayu Maharani", "birth_date": "14-03-2007", "sex": "P", "class": "XII IPS 4"},
    {"name": "M. Fajar Nugroho", "birth_date": "02-12-2007", "sex": "L", "class": "XI IPA 6"},
    {"name": "Zainal Arifin", "birth_date": "30-06-2006", "sex": "L", "class": "XII IPA 7"},
)


class Clock:
    """The demo's clock, set from outside."""

    def __init__(self, start: datetime) -> None:
        self._time = start

    def set(self, moment: datetime) -> None:
        """Move the clock."""
        self._time = moment

    def now(self) -> int:
        """Milliseconds since 1970."""
        return int(self._time.timestamp() * 1000)

    def after(self, seconds: float) -> datetime:
        """The moment `seconds` from now."""
        return self._time + timedelta(seconds=seconds)


class Hall:
    """Each laptop has a door, two recording desks and one for IKD."""

    def __init__(self, visit: str, laptops: list[Session], clock: Clock, chance: Random) -> None:
        self.visit = visit
        self.laptops = laptops
        self.clock = clock
        self.chance = chance
        self._agenda: list[tuple[datetime, int, int, str, str]] = []
        self._count = 0
        self._coming: list[list[str]] = [[] for _laptop in laptops]

    def run(self) -> None:
        """Play the morning, then what only two laptops can do to each other."""
        self._invite()
        for index in range(len(self.laptops)):
            self._plan(self.chance.uniform(5, 60), index, "door", "")
            for service, desks in DESKS.items():
                for desk in desks:
                    self._plan(self.chance.uniform(120, 240), index, service, desk)
        end = self.clock.after(CLOSING.total_seconds())
        while self._agenda:
            moment, _order, index, place, desk = heappop(self._agenda)
            if moment > end:
                break
            self.clock.set(moment)
            self._visit_place(index, place, desk)
        self._collide()

    def _invite(self) -> None:
        """Who comes, and through which laptop's door; whole classes come together."""
        everyone = queries.everyone(self.laptops[0].db, self.visit)
        everyone.sort(key=lambda e: (e.visitor.fields.get("class", ""), e.visitor.person))
        for number, entry in enumerate(everyone):
            if self.chance.random() < COMING and not _stays_away(entry):
                self._coming[number // 18 % len(self.laptops)].append(entry.visitor.person)

    def _plan(self, seconds: float, index: int, place: str, desk: str) -> None:
        self._count += 1
        heappush(self._agenda, (self.clock.after(seconds), self._count, index, place, desk))

    def _visit_place(self, index: int, place: str, desk: str) -> None:
        laptop = self.laptops[index]
        if place == "door":
            if self._coming[index]:
                self._arrive(laptop, self._coming[index].pop(0))
                self._plan(self.chance.uniform(25, 70), index, "door", "")
        elif place in DESKS:
            self._serve(laptop, index, place, desk)
        elif place.startswith("start"):
            self._start(laptop, index, place, desk)
        else:
            self._finish(laptop, index, place, desk)

    def _arrive(self, laptop: Session, person: str) -> None:
        entry = queries.entry(laptop.db, self.visit, person)
        if entry is None or entry.visitor.number:
            return
        documents = ("kk",) if self.chance.random() < 0.9 else ()
        queue.check_in(laptop, self.visit, person, documents=documents)
        if self.chance.random() < 0.01:
            queue.undo(laptop, self.visit)
        if self.chance.random() < 0.02:
            people.correct(laptop, self.visit, person, {"phone": "0800 0000 000"})

    def _serve(self, laptop: Session, index: int, service: str, desk: str) -> None:
        """A free desk calls the next; nobody there means looking again soon."""
        try:
            entry = queue.call(laptop, self.visit, service, station=desk)
        except KnownError:
            self._plan(45, index, service, desk)
            return
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

    def _collide(self) -> None:
        """Walk-ins, and the conflicts that two laptops make which were never connected."""
        first, second = self.laptops[0], self.laptops[1]
        for fields in WALK_INS:
            entry = people.walk_in(first, self.visit, dict(fields))
            queue.check_in(first, self.visit, entry.visitor.person, services=("recording",))
        absent = [e for e in queries.everyone(first.db, self.visit) if not e.visitor.number]
        both = [e for e in absent if e.assessment.badge in MAY_RECORD][:2]
        for entry in both:
            person = entry.visitor.person
            for laptop in (first, second):
                if (
                    known := queries.entry(laptop.db, self.visit, person)
                ) and not known.visitor.number:
                    queue.check_in(laptop, self.visit, person, services=("recording",))
                    queue.finish(laptop, self.visit, person, "recording", "recorded")
        if both:
            person = both[0].visitor.person
            people.correct(first, self.visit, person, {"birth_place": "Mojokerto"})
            people.correct(second, self.visit, person, {"birth_place": "Kab. Mojokerto"})


def _stays_away(entry: Entry) -> bool:
    """Most of those who are far too young, or have a card, are not even sent."""
    return entry.assessment.badge == "too_young" and entry.visitor.person[0] > "e"
