"""An office with the registry's list and three visits, each person made for one fate."""

from datetime import date
from pathlib import Path

from msgspec import Struct

from fieldapp import candidates, people, queue, visits
from fieldapp.domain import events as e
from fieldapp.domain.policy import Policy
from fieldapp.store import pairs, queries
from fieldapp.store.session import Session
from tests import workplace as w

TODAY = date(2024, 7, 15)
VILLAGES = ("Kedundung", "Wates", "Miji")
MANY = {"call": 8, "village": 0, "missed": 2, "recorded": 3, "doubtful": 3, "nowhere": 6}


class Place(Struct):
    """The office, its visits, and the fate that each name of the registry's list was made for."""

    office: Session
    school: str
    other: str
    closed: str
    kelurahan: str
    fates: dict[str, str]

    def names(self, kind: str) -> list[str]:
        """Who the program says is of a kind."""
        return [name_of(line) for line in pairs.lines(self.office.db, kind)]

    def made_for(self, kind: str) -> set[str]:
        """Who was made to be of a kind."""
        return {name for name, fate in self.fates.items() if fate == kind}


def name_of(line: pairs.Line) -> str:
    """The name on the list that the line is about."""
    side = line.listed or line.pupil
    return side.fields["name"] if side else ""


def citizen(number: int, **fields: str) -> dict[str, str]:
    """Somebody of the registry's list; no two share a name, birth date or NIK."""
    known = {
        "name": f"{w.NAMES[number % 10]} {w.NAMES[number // 10 % 10]} {_word(number)}",
        "birth_date": f"2007-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "village": VILLAGES[number % 3],
        "district": "",
        "class": "",
        "nisn": "",
    }
    return w.pupil(number, **{**known, **fields})


def _word(number: int) -> str:
    """A name that sounds like no other."""
    return "".join("bdgklmnprs"[int(digit)] + "aiou"[int(digit) % 4] for digit in f"{number:03}")


def pupil_of(citizen_: dict[str, str], number: int, **fields: str) -> dict[str, str]:
    """The same person as their school lists them."""
    return {**citizen_, "class": f"XII IPA {number % 3 + 1}", **fields}


def mistyped(born: str) -> str:
    """A birth date with another last digit; a day up to 28 stays one."""
    return born[:-1] + ("2" if born.endswith("1") else "1")


def visit(session: Session, place: str, day: date, setting: str, *people_: dict[str, str]) -> str:
    """A visit with a list."""
    made = visits.plan(session, place, day, policy=Policy(election=w.ELECTION)).visit
    if setting != "school":
        session.record(made, ("", e.VisitChanged(setting=setting)))
    people.take_in(session, made, w.listing(list(people_)))
    return made


def prepare(folder: Path, many: dict[str, int] | None = None) -> Place:
    """An office where nothing was compared yet."""
    office = w.device(folder / "office", "Kantor", "office", "K")
    fates: dict[str, str] = {}
    listed: list[dict[str, str]] = []
    at: dict[str, list[dict[str, str]]] = {"school": [], "other": [], "closed": []}
    recorded: list[str] = []
    for kind, count in (many or MANY).items():
        for turn in range(count):
            one = citizen(len(listed))
            listed.append(one)
            fates[one["name"]] = kind
            _put(at, recorded, one, kind, turn)
    at["school"] += strangers()
    place = Place(
        office,
        visit(office, "SMAN 1 Kota Mojokerto", w.DAY, "school", *at["school"]),
        visit(office, "SMKN 2 Kota Mojokerto", date(2024, 7, 23), "school", *at["other"]),
        visit(office, "SMA Katholik", date(2024, 7, 12), "school", *at["closed"]),
        visit(office, "Kelurahan Kedundung", date(2024, 8, 2), "village"),
        fates,
    )
    for nik in recorded:
        record(office, place.closed, nik)
    visits.close(office, place.closed)
    candidates.take_in(office, w.listing(listed, "registry"), TODAY)
    return place


def _put(
    at: dict[str, list[dict[str, str]]],
    recorded: list[str],
    one: dict[str, str],
    kind: str,
    turn: int,
) -> None:
    """Put somebody where their fate wants them."""
    there = at["school" if turn % 2 else "other"]
    if kind == "call":
        there.append(pupil_of(one, turn, **({"nik": ""} if turn % 4 == 0 else {})))
    elif kind == "doubtful":  # the day of birth has another digit, and there is no NIK
        there.append(pupil_of(one, turn, nik="", birth_date=mistyped(one["birth_date"])))
    elif kind in ("missed", "recorded"):
        at["closed"].append(pupil_of(one, turn))
        if kind == "recorded":
            recorded.append(one["nik"])


def strangers() -> list[dict[str, str]]:
    """Pupils who are on no list of the registry, one for each reason and one of whom to ask."""
    return [
        citizen(901, name="Elsewhere", village="Sooko", district="Sooko"),
        citizen(902, name="Young", birth_date="2010-05-06"),
        citizen(903, name="Had One", status="PRINT_READY_RECORD"),
        citizen(904, name="Ask"),
    ]


def record(session: Session, visit: str, nik: str) -> None:
    """Record somebody at a visit."""
    person = queries.meant(session.db, nik, visit).visitor.person
    queue.check_in(session, visit, person, services=["recording"])
    queue.call(session, visit, "recording", person)
    queue.start(session, visit, person, "recording")
    queue.finish(session, visit, person, "recording", "recorded")
