"""Offices, laptops and lists for the tests: real homes, with a cheap passphrase hash."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from msgspec import Struct

from fieldapp import people, visits
from fieldapp.domain.policy import Policy
from fieldapp.roster.preview import Listing, Row
from fieldapp.store import journal, keyfile, queries, tables, trust
from fieldapp.store.session import Session, init, open_home
from fieldapp.sync import bundle_in, bundle_out, cards, enrol

CHEAP = keyfile.Cost(memory_kib=64, passes=1, lanes=1)
PASSPHRASE = "empat kata yang aneh"
DAY = date(2024, 7, 19)
ELECTION = date(2024, 11, 27)


def device(home: Path, name: str, role: str = "field", letter: str = "") -> Session:
    """A new device, its first operator logged in."""
    return init(
        home, role=role, name=name, operator=f"Op {name}", passphrase=PASSPHRASE,
        letter=letter, cost=CHEAP,
    )  # fmt: skip


def reopened(session: Session) -> Session:
    """The same device after a restart."""
    session.close()
    return open_home(session.home, session.actor, PASSPHRASE)


def acquaint(office: Session, *laptops: Session) -> None:
    """Exchange cards between an office and its laptops."""
    for laptop in laptops:
        enrol.enrol(office, enrol.own_card(laptop))
        enrol.enrol(laptop, enrol.own_card(office))


def hand_over(giver: Session, taker: Session, folder: Path) -> bundle_in.Merged:
    """Write a bundle and merge it."""
    to = trust.devices(giver.db)[taker.device_id]
    return bundle_in.merge(taker, bundle_out.export(giver, folder, to=to).file)


def pupil(number: int, **fields: str) -> dict[str, str]:
    """What a list says of an invented pupil, born so that each tenth is too young."""
    year, month, day = (2009 if number % 10 == 0 else 2007), number % 12 + 1, number % 28 + 1
    known = {
        "name": f"{('Dewi', 'Budi', 'Rizky', 'Siti')[number % 4]} {NAMES[number % 10]} "
        f"{NAMES[number // 10 % 10]}",
        "nik": f"357601{day:02}{month:02}{year % 100:02}{9000 + number % 999 + 1:04}",
        "nisn": f"0{year % 100:02}{number:07}",
        "kk": f"35760101010{number:05}",
        "birth_date": f"{year}-{month:02}-{day:02}",
        "sex": "L",
        "class": f"XII IPA {number % 3 + 1}",
        "village": "Kedundung",
        "district": "Magersari",
    }
    return {name: value for name, value in {**known, **fields}.items() if value}


NAMES = (
    "Lestari", "Santoso", "Wijaya", "Rahayu", "Prasetyo", "Kusuma", "Hidayat", "Maulana",
    "Anggraini", "Saputra",
)  # fmt: skip


def listing(pupils: list[dict[str, str]], layout: str = "dapodik") -> Listing:
    """A list as the readers give it: data from row 7."""
    rows = [Row(row, values) for row, values in enumerate(pupils, 7)]
    return Listing(rows, [], len(rows), layout, [])


def visit_with(session: Session, count: int = 20) -> str:
    """A visit with `count` pupils listed."""
    rules = Policy(election=ELECTION)
    visit = visits.plan(session, "SMAN 1 Kota Mojokerto", DAY, policy=rules).visit
    people.take_in(session, visit, listing([pupil(number) for number in range(1, count + 1)]))
    return visit


def words_of(session: Session) -> str:
    """The four words of a device's card."""
    return cards.words(enrol.own_card(session))


class Team(Struct):
    """An office and the laptops that belong to it, with a folder for their sticks."""

    office: Session
    laptops: list[Session]
    stick: Path

    @property
    def everyone(self) -> list[Session]:
        """The office first."""
        return [self.office, *self.laptops]

    def bring(self, giver: Session, taker: Session) -> bundle_in.Merged:
        """One bundle from one to the other."""
        return hand_over(giver, taker, self.stick)

    def meet(self) -> None:
        """Hand everything round until everyone holds all of it."""
        for _round in range(2):
            for laptop in self.laptops:
                self.bring(laptop, self.office)
            for laptop in self.laptops:
                self.bring(self.office, laptop)

    def visit(self, count: int = 20) -> str:
        """A visit that the office planned and every laptop has."""
        made = visit_with(self.office, count)
        for laptop in self.laptops:
            self.bring(self.office, laptop)
        return made


@contextmanager
def team(folder: Path, letters: str = "AB") -> Iterator[Team]:
    """An office with a laptop for each letter, closed at the end."""
    stick = folder / "stick"
    stick.mkdir(parents=True)
    office = device(folder / "office", "Kantor", "office", "K")
    laptops = [device(folder / letter, f"Laptop {letter}", "field", letter) for letter in letters]
    made = Team(office, laptops, stick)
    acquaint(office, *laptops)
    try:
        yield made
    finally:
        for session in made.everyone:
            session.close()


def ids(session: Session, visit: str) -> list[str]:
    """The people of a visit, in the order of their names."""
    return [entry.visitor.person for entry in queries.everyone(session.db, visit)]


def content(session: Session) -> dict[str, object]:
    """All tables, with the ends of the streams and what others are known to hold."""
    db = session.db
    return {
        **tables.dump(db),
        "heads": [head for head in journal.heads(db) if head.last],
        "devices": trust.devices(db),
        "held": db.execute("SELECT * FROM held ORDER BY 1, 2, 3").fetchall(),
        "peer": db.execute("SELECT * FROM peer ORDER BY 1").fetchall(),
    }
