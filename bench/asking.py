"""How long a question over a million people takes, beside a floor measured in the same run.

    python -m bench.asking [PEOPLE] [FOLDER]

The people are invented and written straight into the tables, without events: for measuring
only. Each figure is the median of five; `floor` is SELECT count(*) over the same people.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from fieldapp import visits
from fieldapp.domain import eligibility, policy, regions
from fieldapp.domain.people import OUTCOMES, Stamp, Turn, Visitor
from fieldapp.store import keyfile, migrations, tables
from fieldapp.store.connect import writing
from fieldapp.store.session import Session, init
from fieldapp.store.settings import drop_setting

CHEAP = keyfile.Cost(memory_kib=64, passes=1, lanes=1)
SYLLABLES = "an ar bu de di ek fa gu ha in ja ka la lu ma mi na nu pu ra ri sa si su ta ti wa wi yu"
STATUSES = ("", "UNREGISTERED", *sorted(policy.RECORDED | policy.RECORD_AGAIN), "DICEK DINAS")
VISITS = 50


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
        print(one.visit, flush=True)


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    session = init(
        folder, role="office", name="Kantor", operator="Op", passphrase="empat kata", cost=CHEAP
    )
    began = time.perf_counter()
    fill(session, int(sys.argv[1]))
    print("filled in", time.perf_counter() - began)
    session.close()
