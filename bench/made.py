"""Stores of invented people for measuring, made quickly: events in bulk, then their tables."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from fieldapp import visits
from fieldapp.domain import events as e
from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.domain.people import person_id
from fieldapp.domain.policy import Policy
from fieldapp.store import journal, queries, tables, trust
from fieldapp.store.session import Session, is_home, open_home
from fieldapp.sync import bundle_out
from tests import workplace as w

PUPILS = 2000  # of one visit, at most
EVENTS = 5  # of a pupil who is listed, comes, is called, begun and finished
DAY = date(2024, 7, 19)
RULES = Policy(election=date(2024, 11, 27))
_SYLLABLES = "an ar bu de di ek fa gu ha in ja ka la lu ma mi na nu pu ra ri sa si su ta ti wa wi"
_WORDS = 20_000

Facts = list[tuple[str, e.Body]]


@lru_cache(maxsize=1)
def words() -> tuple[list[str], list[float]]:
    """Words of invented names, and how often each is met up to there: few of them often."""
    chance = random.Random(1)
    parts = _SYLLABLES.split()
    made = dict.fromkeys(
        "".join(chance.choices(parts, k=chance.choice((2, 3, 4)))) for _ in range(2 * _WORDS)
    )
    kept = list(made)[:_WORDS]
    return kept, list(accumulate(1 / (place + 5) for place in range(len(kept))))


def fields(number: int) -> dict[str, str]:
    """What a list says of pupil `number`: no two have the same numbers."""
    chance = random.Random(number)
    known, often = words()
    name = " ".join(chance.choices(known, cum_weights=often, k=2 + number % 2)).title()
    born = date(2006, 6, 1) + timedelta(days=number % 1200)
    sex = "LP"[number % 2]
    day = born.day + 40 * (sex == "P")
    return {
        "name": name,
        "nik": f"357602{day:02}{born:%m%y}{number // 1200 + 1:04}",
        "nisn": f"0{number + 1:09}",
        "kk": f"3576020101{number % 10**6:06}",
        "birth_date": born.isoformat(),
        "birth_place": "Mojokerto",
        "sex": sex,
        "class": f"XII IPA {number % 8 + 1}",
        "address": f"Jl. Melati {number % 300 + 1}",
        "village": ("Kedundung", "Wates", "Gunung Gedangan", "Sooko")[number % 4],
        "district": ("Magersari", "Magersari", "Magersari", "Sooko")[number % 4],
    }


def listed(number: int) -> tuple[str, e.Body]:
    """The fact that pupil `number` is listed."""
    said = fields(number)
    person = person_id("", nik=said["nik"])
    return person, e.Listed(said, "dapodik", number % PUPILS + 7)


def _served(person: str, place: int) -> Facts:
    """The facts of a pupil who came and was recorded."""
    desk = str(place % 3 + 1)
    return [
        (person, e.CheckedIn(f"A-{place:03}", ("kk",), ("recording",))),
        (person, e.Called("recording", desk)),
        (person, e.Started("recording", desk)),
        (person, e.Finished("recording", "recorded", "", {}, desk)),
    ]


def plan(session: Session, place: int) -> str:
    """The id of a new visit."""
    day = DAY + timedelta(days=place % 60)
    return visits.plan(session, f"SMA {place}", day, policy=RULES).visit


def visits_of(session: Session, first: int, last: int) -> Iterator[tuple[str, range]]:
    """New visits for the pupils from number `first` up to before `last`."""
    for start in range(first, last, PUPILS):
        yield plan(session, start // PUPILS), range(start, min(last, start + PUPILS))


def write(session: Session, visit: str, facts: Facts) -> None:
    """Write facts to the journal alone."""
    journal.append(
        session.db, visit, session.device_id, session.actor, facts, now_ms=session.clock()
    )


def halls(session: Session, events: int) -> int:
    """Visits with `events` events of pupils who were all served, without their tables.

    Returns how many pupils there are.
    """
    pupils = events // EVENTS
    with session.writing():
        for visit, numbers in visits_of(session, 0, pupils):
            people = [listed(number) for number in numbers]
            write(session, visit, people)
            served = (_served(person, at) for at, (person, _said) in enumerate(people, 1))
            write(session, visit, [fact for facts in served for fact in facts])
    return pupils


def people(session: Session, first: int, last: int) -> list[str]:
    """List the pupils from number `first` up to before `last`, with their tables.

    Returns their visits.
    """
    made = []
    with session.writing():
        for visit, numbers in visits_of(session, first, last):
            facts = [listed(number) for number in numbers]
            write(session, visit, facts)
            tables.project(session.db, visit, [person for person, _said in facts])
            made.append(visit)
    return made


def people_home(place: Path, size: int) -> tuple[Session, str]:
    """A laptop in `place` that holds `size` people, and the visit that was listed last.

    What a smaller size left there grows.
    """
    session = _home(place / "people", "field")
    (held,) = session.db.execute("SELECT count(*) FROM person").fetchone()
    if held < size:
        people(session, held, size)
        session.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (visit,) = session.db.execute("SELECT visit FROM stream ORDER BY id DESC LIMIT 1").fetchone()
    return session, str(visit)


def _home(home: Path, role: str) -> Session:
    if is_home(home):
        return open_home(home, f"Op {home.name}", w.PASSPHRASE)
    return w.device(home, home.name, role, "A" if role == "field" else "K")


def absent(session: Session, visit: str) -> list[str]:
    """Those of a visit who may be recorded and have not come."""
    return [
        entry.visitor.person
        for entry in queries.everyone(session.db, visit)
        if entry.assessment.badge in MAY_RECORD and not entry.visitor.number
    ]


def hall_team(place: Path, size: int) -> tuple[Session, Session]:
    """A laptop with `size` events of pupils who were served, and an office that holds none."""
    folder = place / f"halls-{size}"
    new = not is_home(folder / "laptop")
    laptop, office = _home(folder / "laptop", "field"), _home(folder / "office", "office")
    if new:
        w.acquaint(office, laptop)
        halls(laptop, size)
    return laptop, office


def bundle(place: Path, size: int) -> Path:
    """The laptop's bundle for its office, written when it was not yet."""
    folder = place / f"halls-{size}" / "stick"
    folder.mkdir(parents=True, exist_ok=True)
    found = sorted(folder.glob("*.bundle"))
    if found:
        return found[0]
    laptop, office = hall_team(place, size)
    file = bundle_out.export(laptop, folder, to=trust.devices(laptop.db)[office.device_id]).file
    laptop.close()
    office.close()
    return file


def merged_home(place: Path, size: int) -> Path:
    """Where the office of so many events is, once it merged them."""
    return place / f"halls-{size}" / "merged"


def office(home: Path) -> Session:
    """A copy of the office of a team, opened."""
    return open_home(home, "Op office", w.PASSPHRASE)
