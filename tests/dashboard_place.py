"""An office after a month of visits: schools, a kelurahan, teams, the registry's list."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from fieldapp import candidates, people, queue, undoing, visits
from fieldapp.domain import events as e
from fieldapp.domain.policy import Policy
from fieldapp.store import queries
from fieldapp.store.session import Session
from tests import workplace as w

PLANS = (
    ("SMAN 1 Kota Mojokerto", date(2024, 7, 19), "school", "Tim Merah"),
    ("SMKN 2 Kota Mojokerto", date(2024, 7, 22), "school", "Tim Putih"),
    ("Kelurahan Kedundung", date(2024, 7, 24), "village", "Tim Merah"),
    ("SMAN 1 Kota Mojokerto", date(2024, 7, 26), "school", ""),
)
VILLAGES = ("Kedundung", "Wates", "Miji", "Meri", "Sooko", "")
NAMES = (
    "Dewi", "Budi", "Rizky", "Siti", "Putri", "Agus", "Nadia", "Fajar", "Intan", "Bagas", "Laras",
)  # fmt: skip


class Hall(Struct):
    """Clock in hand, so that a hall works through its hours."""

    now: int = 0

    def at(self, day: date, hour: int, minute: float = 0) -> None:
        """Go on to this time, unless it is later already."""
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        self.now = max(self.now, int((moment + timedelta(minutes=minute)).timestamp() * 1000))

    def __call__(self) -> int:
        self.now += 1
        return self.now


class Place(Struct):
    """The office, its visits, and the hall's clock."""

    office: Session
    visits: list[str]
    hall: Hall


def pupil(number: int, **fields: str) -> dict[str, str]:
    """Somebody whose name, kelurahan and NIK are their own."""
    village = VILLAGES[number % len(VILLAGES)]
    known = {
        "name": f"{NAMES[number % 11]} {w.NAMES[number % 10]} {w.NAMES[number // 10 % 10]} "
        f"{w.NAMES[number // 100 % 10]}",
        "village": village,
        "district": {"Sooko": "Sooko"}.get(village, ""),
    }
    return w.pupil(number, **{**known, **fields})


@contextmanager
def prepared(folder: Path, pupils: int = 24, plans: int = len(PLANS)) -> Iterator[Place]:
    """The visits were worked through; the registry's list was compared with them."""
    office = w.device(folder / "office", "Kantor", "office", "K")
    hall = Hall()
    office = replace(office, clock=hall)
    made = Place(office, [], hall)
    for place in range(plans):
        _plan(made, place, pupils)
    for place, visit in enumerate(made.visits):
        _work(made, visit, place)
    hall.at(date(2024, 8, 1), 3)
    candidates.take_in(office, w.listing(registry(pupils), "registry"), date(2024, 8, 1))
    candidates.compare(office)
    try:
        yield made
    finally:
        office.close()


def registry(pupils: int) -> list[dict[str, str]]:
    """Each second pupil of the first two visits, and some whom nobody lists."""
    there = [pupil(number) for number in range(1, 2 * pupils, 2)]
    nowhere = [pupil(number, birth_date="2006-05-05") for number in range(701, 709)]
    elsewhere = [pupil(number, status="PRINT_READY_RECORD") for number in range(711, 714)]
    return [*there, *nowhere, *elsewhere]


def _plan(place: Place, turn: int, pupils: int) -> None:
    where, day, setting, team = PLANS[turn % len(PLANS)]
    day += timedelta(days=7 * (turn // len(PLANS)))
    place.hall.at(date(2024, 7, 1), 2, turn)
    office = place.office
    visit = visits.plan(office, where, day, policy=Policy(election=w.ELECTION)).visit
    office.record(visit, ("", e.VisitChanged(setting=setting, team=team)))
    first = turn * pupils - (pupils // 4 if turn >= 2 else 0)  # some were listed before
    listed = [pupil(number) for number in range(first + 1, first + pupils + 1)]
    if turn == len(PLANS) - 1:
        listed += [pupil(number) for number in range(1, 5)]  # again at their own school
    people.take_in(office, visit, w.listing(listed))
    place.visits.append(visit)


OUTCOMES = (
    ("recorded", ""), ("recorded", ""), ("failed", "fingerprints"), ("recorded", ""),
    ("deferred", "no_kk"), ("refused", "photo"), ("already_recorded", ""), ("recorded", ""),
    ("too_young", ""), ("recorded", ""), ("recorded", ""),
)  # fmt: skip


def _work(place: Place, visit: str, turn: int) -> None:
    """Two of three come; each is served after a wait of their own."""
    office, hall = place.office, place.hall
    day = queries.visit(office.db, visit).plan.date
    persons = sorted(w.ids(office, visit))
    came = [person for number, person in enumerate(persons) if (number + turn) % 3]
    door = people.walk_in(office, visit, pupil(800 + turn, village="Wates", district=""))
    steps = []
    for number, person in enumerate([*came, door.visitor.person]):
        steps.append((number * 1.2, number, person, True))
        steps.append((number * 1.2 + 2 + number % 17, number, person, False))
    for minute, number, person, comes in sorted(steps):
        hall.at(day, 1, 40 + minute)
        if comes:
            queue.check_in(office, visit, person, services=["recording", "ikd"])
        else:
            _serve(place, visit, person, number + turn)


def _serve(place: Place, visit: str, person: str, number: int) -> None:
    office, station = place.office, str(number % 2 + 1)
    outcome, reason = OUTCOMES[number % len(OUTCOMES)]
    missing = {"right_thumb": "bandaged"} if outcome == "recorded" and number % 4 == 0 else {}
    queue.call(office, visit, "recording", person, station)
    queue.start(office, visit, person, "recording", station)
    place.hall.now += 45_000
    queue.finish(office, visit, person, "recording", outcome, reason=reason, missing=missing)
    if number % 13 == 12:
        undoing.undo(office, visit)
    elif outcome == "recorded" and number % 2:
        queue.start(office, visit, person, "ikd", station)
        place.hall.now += 20_000
        queue.finish(office, visit, person, "ikd", "activated")
