"""How long a question over a million people takes, beside a floor measured in the same run.

    python -m bench.asking PEOPLE FOLDER

The people are invented and written straight into the tables, without events: for measuring
only. Each figure is the median of three; `floor` is one plain statement over the same rows,
left to SQLite's planner.
"""

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from fieldapp import visits
from fieldapp.domain import eligibility, policy, regions
from fieldapp.domain.people import OUTCOMES, Stamp, Turn, Visitor
from fieldapp.reports import asked_xlsx
from fieldapp.store import asking, keyfile, migrations, tables
from fieldapp.store.asking import Filter
from fieldapp.store.connect import Connection, writing
from fieldapp.store.session import Session, init, is_home, open_home
from fieldapp.store.settings import drop_setting

CHEAP = keyfile.Cost(memory_kib=64, passes=1, lanes=1)
SYLLABLES = "an ar bu de di ek fa gu ha in ja ka la lu ma mi na nu pu ra ri sa si su ta ti wa wi yu"
STATUSES = ("", "UNREGISTERED", *sorted(policy.RECORDED | policy.RECORD_AGAIN), "DICEK DINAS")
VISITS = 50
PASSPHRASE = "empat kata"  # noqa: S105 -- of invented data


def words(chance: random.Random, count: int) -> list[str]:
    """Invented names."""
    parts = SYLLABLES.split()
    return ["".join(chance.choices(parts, k=chance.choice((2, 3)))) for _ in range(count)]


def people(chance: random.Random, visit: str, count: int) -> Iterator[Visitor]:
    """Invented people of one visit, as a day in a hall leaves them."""
    known = words(chance, 3000)
    city = regions.city("3576")
    villages = [v.name for d in city.districts for v in d.villages] if city else []
    for number in range(count):
        born = date(2006, 6, 1) + timedelta(days=chance.randrange(1200))
        here = chance.random() < 0.75
        turns = []
        if here:
            done = chance.choices(OUTCOMES["recording"], weights=(80, 5, 5, 4, 2, 4))[0]
            turns.append(Turn("recording", "finished", 1, 2, 3, 4, outcome=done))
            if chance.random() < 0.3:
                turns.append(
                    Turn("ikd", "finished", 1, 2, 3, 4, outcome=chance.choice(OUTCOMES["ikd"]))
                )
        fields = {
            "name": " ".join(chance.choices(known, k=chance.choice((2, 3)))).title(),
            "nik": f"3576{number:012}", "nisn": f"{number:010}", "kk": f"3576{number + 7:012}",
            "birth_date": born.isoformat(), "birth_place": "Mojokerto", "sex": chance.choice("LP"),
            "class": f"XII {chance.choice(('IPA', 'IPS', 'TKJ'))} {chance.randrange(1, 9)}",
            "village": chance.choice([*villages, "Sooko", ""]), "address": "Jl. Melati 12",
            "status": chance.choices(STATUSES, weights=(700, 150, *[10] * (len(STATUSES) - 2)))[0],
        }  # fmt: skip
        fields["district"] = "Sooko" if fields["village"] == "Sooko" else ""
        yield Visitor(
            visit, f"{visit}-{number}", {k: v for k, v in fields.items() if v},
            number=f"A-{number:03}" if here else "", turns=tuple(turns),
            checked_in=Stamp("a" * 26, number, (1, 0), "Op") if here else None,
        )  # fmt: skip


def fill(session: Session, count: int) -> None:
    """Plan the visits and write their people, in the order of their keys as it is quickest."""
    db, chance = session.db, random.Random(7)
    drop_setting(db, migrations.REBUILD)
    db.execute("PRAGMA cache_size = -2000000")
    db.execute("PRAGMA synchronous = OFF")
    rules = policy.Policy(election=date(2024, 11, 27))
    planned = [
        visits.plan(session, f"Sekolah {n:02}", date(2024, 7, 1) + timedelta(days=n), policy=rules)
        for n in range(VISITS)
    ]
    for one in planned:
        entries = [
            tables.Entry(who, eligibility.assess(who, rules, one.plan.date))
            for who in people(chance, one.visit, count // VISITS)
        ]
        entries.sort(key=lambda e: tables.key_of(e.visitor.visit, e.visitor.person))
        with writing(db):
            tables._store(db, one.visit, entries)


def questions(db: Connection) -> dict[str, Filter]:
    """What an office may ask, from one school to people of one name."""
    places = [place for (place,) in db.execute("SELECT place FROM visit ORDER BY 1")]
    (name,) = db.execute("SELECT sort FROM person ORDER BY key LIMIT 1").fetchone()
    first, last = date(2025, 1, 1), date(2025, 1, 7)
    return {
        "everybody": Filter(),
        "one school": Filter(places=(places[3],)),
        "data to be checked": Filter(badges=("check_data",)),
        "status PRR": Filter(statuses=("PRINT_READY_RECORD",)),
        "one kelurahan": Filter(villages=("3576021009",)),
        "recording failed": Filter(recording=("failed",)),
        "absent": Filter(here=False),
        "three days": Filter(since=date(2024, 8, 1), until=date(2024, 8, 3)),
        "born in 2007": Filter(born_from=date(2007, 1, 1), born_to=date(2007, 12, 31)),
        "born on a day": Filter(born_from=date(2007, 3, 1), born_to=date(2007, 3, 1)),
        "a class": Filter(classes=("XII TKJ 3",)),
        "a name": Filter(words=name),
        "begin of a name": Filter(words=name[:3]),
        "nobody (a class)": Filter(classes=("NONE",)),
        "status, week, came": Filter(statuses=("",), here=True, print_from=first, print_to=last),
        "class, failed, girls": Filter(classes=("XII TKJ 3",), recording=("failed",), sexes=("P",)),
        "5 schools, young, absent": Filter(
            places=tuple(places[:5]), badges=("too_young",), here=False, born_from=date(2008, 1, 1)
        ),
    }


def floor(db: Connection, wanted: Filter) -> tuple[float, float]:
    """SQLite alone over the same rows: the conditions as a plain statement; page, and count."""
    asked = asking.put(db, wanted)
    where = f"{asked.facets} AND {asked.people or '1'}"
    joined = f"FROM person JOIN facet ON facet.id = person.facet WHERE {where}"
    first = f"SELECT record {joined} ORDER BY sort, key LIMIT {asking.PAGE}"
    return (
        timed(lambda: db.execute(first, asked.args).fetchall()),
        timed(lambda: db.execute(f"SELECT count(*) {joined}", asked.args).fetchall()),
    )


def _page(db: Connection, wanted: Filter) -> object:
    return asking.page(asking.put(db, wanted))


def _count(db: Connection, wanted: Filter) -> object:
    return asking.count(asking.put(db, wanted))


def timed(work: Callable[[], object]) -> float:
    """Milliseconds, the median of three."""
    spent = []
    for _ in range(3):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


def measure(session: Session, folder: Path) -> None:
    """Ask everything, one action, one workbook."""
    db = session.db
    asking.remember_more(db)
    (people_,) = db.execute("SELECT count(*) FROM person").fetchone()
    (facets_,) = db.execute("SELECT count(*) FROM facet").fetchone()
    say(f"{people_} people, {facets_} facets; ms")
    say(f"{'':26}{'page':>9}{'floor':>9}{'count':>9}{'floor':>9}{'people':>10}")
    for name, wanted in questions(db).items():
        page = timed(partial(_page, db, wanted))
        count = timed(partial(_count, db, wanted))
        found = asking.count(asking.put(db, wanted))
        plain_page, plain_count = floor(db, wanted)
        say(f"{name:26}{page:9.1f}{plain_page:9.1f}{count:9.1f}{plain_count:9.1f}{found:10}")
    somebody = _somebody(db)
    say(f"writing one person, and back {timed(lambda: _act(session, somebody)):.1f} ms")
    begun = time.perf_counter()
    written = asked_xlsx.write(db, Filter(), folder / "all.xlsx")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    spent = time.perf_counter() - begun
    size = (folder / "all.xlsx").stat().st_size // 1_000_000
    say(f"workbook of {written}: {spent:.1f} s, {size} MB; most memory so far {peak} MB")


def _somebody(db: Connection) -> tables.Entry:
    row = db.execute("SELECT record FROM person ORDER BY key LIMIT 1").fetchone()
    return tables.decode_entry(row[0])


def _act(session: Session, found: tables.Entry) -> None:
    """Write one person's row with another facet, and back."""
    for number in ("A-901", found.visitor.number):
        other = replace(found, visitor=replace(found.visitor, number=number))
        with writing(session.db):
            tables._store(session.db, found.visitor.visit, [other])


def say(text: str) -> None:
    """Tell a figure as soon as it is known."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(count: int, folder: Path) -> None:
    """Fill a new home in `folder`, or open the one that a run before left there; measure."""
    home = folder / str(count)
    if is_home(home):
        session = open_home(home, "Op", PASSPHRASE)
    else:
        session = init(
            home, role="office", name="Kantor", operator="Op", passphrase=PASSPHRASE, cost=CHEAP
        )
        begun = time.perf_counter()
        fill(session, count)
        say(f"filled in {time.perf_counter() - begun:.0f} s")
    measure(session, folder)
    session.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
