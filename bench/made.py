"""Stores of invented people for measuring, made quickly: events in bulk, then their tables."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec

from fieldapp import visits
from fieldapp.domain import events as e
from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.domain.people import person_id
from fieldapp.domain.policy import Policy
from fieldapp.store import journal, queries, tables, trust
from fieldapp.store.connect import Connection, with_room
from fieldapp.store.session import Session, is_home, open_home
from fieldapp.sync import bundle_out
from tests import workplace as w

PUPILS = 2000  # of one visit, at most
DIFFERENT = 100_000  # people; beyond, they are invited again
EVENTS = 5  # of a pupil who is listed, comes, is called, begun and finished
DAY = date(2024, 7, 19)
RULES = Policy(election=date(2024, 11, 27))
_SYLLABLES = "an ar bu de di ek fa gu ha in ja ka la lu ma mi na nu pu ra ri sa si su ta ti wa wi"
_WORDS = 20_000
_CACHE = 1_500_000  # KiB, while a million people are made

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


@contextmanager
def _quickly(session: Session) -> Iterator[None]:
    """One transaction, its indexes made at its end: they and the people lie scattered."""
    db = session.db
    found = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('person', 'event')"
    ).fetchall()
    with with_room(db), session.writing():
        db.execute(f"PRAGMA cache_size = -{_CACHE}")
        for name, _sql in found:
            db.execute(f"DROP INDEX {name}")
        yield
        for _name, sql in found:
            db.execute(sql)


def invite_again(session: Session, most: int) -> int:
    """Invite those of the first visits to others: their rows copied, up to `most` people stored.

    For measuring only: copied events lead to no hash that anybody could check. Returns how many
    people are stored.
    """
    db = session.db
    (held,) = db.execute("SELECT count(*) FROM person").fetchone()
    places = db.execute("SELECT visit FROM stream WHERE visit <> '-' ORDER BY id").fetchall()
    copies: list[tuple[Any, ...]] = []
    for (source,) in places[: -(-DIFFERENT // PUPILS)]:
        left = most - held - len(copies)
        if left > 0:
            copies += _copied(db, source, plan(session, (held + len(copies)) // PUPILS), left)
    copies.sort()  # as the file has them
    marks_ = ",".join("?" * len(copies[0]))
    db.executemany(f"INSERT INTO person VALUES({marks_})", copies)
    db.executemany("INSERT INTO search(rowid, words) VALUES(?, ?)", ((c[0], c[11]) for c in copies))
    return int(held) + len(copies)


def _copied(db: Connection, source: str, visit: str, most: int) -> list[tuple[Any, ...]]:
    """The people of a visit as they are in a new one, whose events are written."""
    old, new = (f'"{each}"'.encode() for each in (source, visit))
    marks = tuple(f" {tables.visit_token(each)}" for each in (source, visit))
    rows = db.execute(
        "SELECT * FROM person WHERE +visit = ? AND number = '' AND key IN (SELECT value FROM "
        "json_each(?)) LIMIT ?", (source, _keys(db, source), most)
    ).fetchall()  # fmt: skip
    (stream, last), *_others = db.execute(
        "SELECT id, last FROM stream WHERE visit = ?", (visit,)
    ).fetchall()
    lines = db.execute(
        "SELECT person, kind, line FROM event JOIN stream ON stream.id = event.stream "
        "WHERE visit = ? AND kind = 'listed'", (source,)
    ).fetchall()  # fmt: skip
    events = (
        (stream, seq, person, kind, line.replace(old, new))
        for seq, (person, kind, line) in enumerate(lines, last + 1)
    )
    db.executemany("INSERT INTO event VALUES(?, ?, ?, ?, ?)", events)
    db.execute("UPDATE stream SET last = last + ? WHERE id = ?", (len(lines), stream))
    return [
        (tables.key_of(visit, row[2]), visit, *row[2:11], row[11].replace(*marks),
         row[12].replace(old, new), *row[13:])
        for row in rows
    ]  # fmt: skip


def _keys(db: Connection, visit: str) -> str:
    """The row numbers of those who were listed at a visit; its index is not there meanwhile."""
    rows = db.execute(
        "SELECT person FROM event JOIN stream ON stream.id = event.stream "
        "WHERE visit = ? AND kind = 'listed'", (visit,)
    )  # fmt: skip
    return msgspec.json.encode([tables.key_of(visit, person) for (person,) in rows]).decode()


def people_home(place: Path, size: int) -> tuple[Session, str]:
    """A laptop in `place` that holds `size` people, and the visit that was listed last.

    What a smaller size left there grows.
    """
    session = _home(place / "people", "field")
    (held,) = session.db.execute("SELECT count(*) FROM person").fetchone()
    if held < size:
        people(session, held, min(size, max(held, DIFFERENT)))
        if size > DIFFERENT:
            with _quickly(session):
                while invite_again(session, size) < size:
                    pass
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
