"""Who may what: held by the verbs, whatever the screen shows. docs/panduan-petugas.md says it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldapp import operators, people, queue, undoing, visits
from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.reports import recap
from fieldapp.store import journal, queries, trust
from fieldapp.store.session import Session, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in, bundle_out, enrol
from tests import workplace as w
from tests.workplace import CHEAP, PASSPHRASE


@dataclass
class Place:
    """An office and a laptop on which a plain operator works beside the coordinator."""

    team: w.Team
    visit: str
    laptop: Session
    office: Session

    @property
    def person(self) -> str:
        return w.ids(self.laptop, self.visit)[0]

    def to(self, session: Session, name: str) -> trust.KnownDevice:
        return next(d for d in trust.devices(session.db).values() if d.name == name)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with w.team(tmp_path) as team:
        visit = team.visit(4)
        for session in (team.office, team.laptops[0]):
            operators.add(session, "Budi", PASSPHRASE, cost=CHEAP)
        with (
            closing(open_home(team.laptops[0].home, "Budi", PASSPHRASE)) as laptop,
            closing(open_home(team.office.home, "Budi", PASSPHRASE)) as office,
        ):
            yield Place(team, visit, laptop, office)


def closed(place: Place) -> None:
    visits.close(place.team.laptops[0], place.visit)
    undoing.undo(place.laptop, place.visit)


def decided(place: Place) -> None:
    a, b = place.team.laptops
    people.correct(a, place.visit, place.person, {"class": "XII A"})
    people.correct(b, place.visit, place.person, {"class": "XII B"})
    for giver in (a, b):
        place.team.bring(giver, place.team.office)
    found = queries.conflicts(place.office.db, place.visit)[0].visitor
    act = people.resolve
    act(place.office, place.visit, found.person, found.conflicts[0].id, "XII A")


REFUSED: dict[str, Callable[[Place], object]] = {
    "plan a visit": lambda p: visits.plan(p.laptop, "SMAN 2", w.DAY),
    "change a visit": lambda p: visits.change(p.laptop, p.visit, place="SMAN 2"),
    "close a visit": lambda p: visits.close(p.laptop, p.visit),
    "undo its closing": closed,
    "delete a visit": lambda p: visits.delete(p.laptop, p.visit),
    "take a list in": lambda p: people.take_in(p.laptop, p.visit, w.listing([w.pupil(9)])),
    "decide a conflict": decided,
    "enrol a device": lambda p: enrol.enrol(p.office, enrol.own_card(p.laptop)),
    "write a bundle in the office": lambda p: bundle_out.export(
        p.office, p.team.stick, to=p.to(p.office, "Laptop A")
    ),
    "write a bundle for another laptop": lambda p: bundle_out.export(
        p.laptop, p.team.stick, to=p.to(p.laptop, "Laptop B")
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_an_operator_may_not(place: Place, what: str) -> None:
    with pytest.raises(KnownError, match="Only a coordinator"):
        REFUSED[what](place)
    for session in (place.laptop, place.office):
        for head in journal.heads(session.db):
            lines = journal.lines(session.db, head.id)
            assert not any(e.decode(line).actor == "Budi" for line in lines)


def serve(p: Place) -> None:
    """A pupil's whole way, and back."""
    at, person = (p.laptop, p.visit), p.person
    queue.check_in(*at, person, services=("recording",))
    queue.call(*at, "recording")
    queue.start(*at, person, "recording")
    queue.requeue(*at, person, "recording")
    queue.call(*at, "recording", person)
    queue.no_show(*at, person, "recording")
    queue.move(*at, person, "recording", "ikd")
    queue.finish(*at, person, "ikd", "activated")
    undoing.undo(*at)


def write_home(p: Place) -> Path:
    """Alone in the evening: hand the work over, and take the office's answer in."""
    return bundle_out.export(p.laptop, p.team.stick, to=p.to(p.laptop, "Kantor")).file


ALLOWED: dict[str, Callable[[Place], object]] = {
    "serve": serve,
    "add somebody at the door": lambda p: people.walk_in(
        p.laptop, p.visit, {"name": "Putri Ayu", "birth_date": "14-03-2007"}
    ),
    "correct": lambda p: people.correct(p.laptop, p.visit, p.person, {"class": "XII Z"}),
    "link": lambda p: people.link(p.laptop, p.visit, p.person, w.ids(p.laptop, p.visit)[1]),
    "note": lambda p: people.note(p.laptop, p.visit, p.person, "datang terlambat"),
    "hand over to the office": write_home,
    "merge in the office": lambda p: bundle_in.merge(p.office, write_home(p)),
    "merge on the laptop": lambda p: bundle_in.merge(
        p.laptop,
        bundle_out.export(p.team.office, p.team.stick, to=p.to(p.office, "Laptop A")).file,
    ),
    "give the card": lambda p: enrol.give_card(p.laptop, p.team.stick),
    "see the recap": lambda p: recap.recaps(p.laptop.db, p.visit),
    "verify": lambda p: verify(p.laptop),
    "change the own passphrase": lambda p: operators.change_passphrase(
        p.laptop, PASSPHRASE, "wayang lentera danau kuda", cost=CHEAP
    ),
}


@pytest.mark.parametrize("what", ALLOWED)
def test_an_operator_may(place: Place, what: str) -> None:
    ALLOWED[what](place)
    assert verify(place.laptop).problems == []


def test_the_coordinator_may_take_back_what_they_closed(place: Place) -> None:
    coordinator = place.team.laptops[0]
    visits.close(coordinator, place.visit)
    undoing.undo(coordinator, place.visit)
    assert queries.visit(coordinator.db, place.visit).state != "closed"


def test_what_is_written_after_a_take_over_names_the_new_operator(place: Place) -> None:
    session = place.team.laptops[0]
    (first,) = session.record(place.visit, (place.person, e.Noted("satu")))
    (second,) = session.by("Budi", "operator").record(
        place.visit, (place.person, e.Noted("dua"))
    )  # fmt: skip
    assert (first.actor, second.actor) == (session.actor, "Budi")
