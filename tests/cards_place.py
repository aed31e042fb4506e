"""An office with two schools, a kelurahan's visit and the mall, and what became of everyone."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from fieldapp import people, queue, visits
from fieldapp.domain import events as e
from fieldapp.domain.policy import Policy
from fieldapp.store import queries
from fieldapp.store.session import Session
from tests import workplace as w

RULES = Policy(election=w.ELECTION, record_months=0)  # some are of age after it
FIRST, SECOND = "SMAN 1 Kota Mojokerto", "SMKN 2 Kota Mojokerto"
KELURAHAN, MALL = "Kelurahan Kedundung", "MPP Gajah Mada"
SECOND_DAY, VILLAGE_DAY, MALL_DAY = date(2024, 7, 22), date(2024, 8, 5), date(2024, 8, 8)
AFTERWARDS = date(2024, 7, 30)  # both schools are done, the others still to come


class Place(Struct):
    """The office and its visits."""

    office: Session
    first: str
    second: str
    village: str
    mall: str


def planned(session: Session, place: str, day: date, setting: str = "school") -> str:
    """A visit of a setting."""
    visit = visits.plan(session, place, day, policy=RULES).visit
    if setting != "school":
        session.record(visit, ("", e.VisitChanged(setting=setting)))
    return visit


def listed(session: Session, visit: str, numbers: Sequence[int], **fields: str) -> list[str]:
    """Put invented pupils on a visit's list; their ids in this order."""
    pupils = [w.pupil(number, **fields) for number in numbers]
    people.take_in(session, visit, w.listing(pupils))
    ids = {one.visitor.fields["name"] + one.visitor.fields["birth_date"]: one.visitor.person
           for one in queries.everyone(session.db, visit)}  # fmt: skip
    return [ids[pupil["name"] + pupil["birth_date"]] for pupil in pupils]


def served(session: Session, visit: str, person: str, outcome: str, reason: str = "") -> None:
    """Somebody came and was served."""
    queue.check_in(session, visit, person, services=("recording",))
    queue.start(session, visit, person, "recording")
    queue.finish(session, visit, person, "recording", outcome, reason=reason)


def serve(session: Session, visit: str) -> None:
    """Serve a visit so that each reason to follow somebody up occurs."""
    may = ("record_and_print", "first_voter", "record_early")
    able = [one for one in queries.everyone(session.db, visit) if one.assessment.badge in may]
    for count, one in enumerate(able):
        person = one.visitor.person
        match count % 8:
            case 1:
                served(session, visit, person, "failed", "iris")
            case 2:
                served(session, visit, person, "deferred", "no_kk")
            case 3:
                served(session, visit, person, "refused", "photo")
            case 4:
                queue.check_in(session, visit, person, services=("recording",))
            case 5:
                continue
            case _:
                served(session, visit, person, "recorded")


def prepare(folder: Path, count: int = 60) -> Place:
    """Two schools that were visited, and two visits to come."""
    office = w.device(folder / "home", "Kantor", "office", "K")
    first, second = planned(office, FIRST, w.DAY), planned(office, SECOND, SECOND_DAY)
    village = planned(office, KELURAHAN, VILLAGE_DAY, "village")
    mall = planned(office, MALL, MALL_DAY, "mall")
    listed(office, first, range(1, count + 1))
    listed(office, second, range(count + 1, 2 * count + 1), village="Sooko", district="Sooko")
    for visit in (first, second):
        serve(office, visit)
    return Place(office, first, second, village, mall)
