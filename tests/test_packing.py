"""Packing a stick for a team: what each laptop gets of the week."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from fieldapp import packing, people, queue, texts, visits
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.sync import bundle_in
from tests import workplace as w

MONDAY = date(2024, 7, 15)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    texts.use("en")
    yield
    texts.use("id")


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path, "ABC") as made:
        yield made


def plan(team: w.Team, days: int, name: str, *laptops: Session) -> str:
    made = visits.plan(
        team.office, f"SMA {days} {name}", MONDAY + timedelta(days=days), team=name,
        laptops=[one.device_id for one in laptops],
    )  # fmt: skip
    people.take_in(team.office, made.visit, w.listing([w.pupil(n) for n in range(1, 4)]))
    return made.visit


def held(session: Session) -> set[str]:
    return {one.visit for one in queries.visits(session.db)}


def pack(team: w.Team, name: str, week: date = MONDAY) -> list[packing.Packed]:
    laptops = packing.chosen(team.office, week, name)
    return packing.pack(team.office, team.stick, laptops, week)


def take(team: w.Team, done: list[packing.Packed]) -> None:
    for one in done:
        assert one.written
        laptop = next(each for each in team.laptops if each.device_id == one.device.device)
        bundle_in.merge(laptop, one.written.file)


def test_each_laptop_of_a_team_gets_its_visits_of_the_week(team: w.Team) -> None:
    a, b, c = team.laptops
    both, lone = plan(team, 1, "Tim 1", a, b), plan(team, 6, "Tim 1", a)
    plan(team, 7, "Tim 1", a, b)
    plan(team, -1, "Tim 1", a, b)
    plan(team, 2, "Tim 2", c)
    done = pack(team, "Tim 1", MONDAY + timedelta(days=3))
    assert [one.device.name for one in done] == ["Laptop A", "Laptop B"]
    take(team, done)
    assert (held(a), held(b), held(c)) == ({both, lone}, {both}, set())


def test_a_visit_for_all_laptops_goes_to_each_of_them(team: w.Team) -> None:
    visit = plan(team, 1, "Tim 1")
    take(team, pack(team, "Tim 1"))
    assert [held(each) for each in team.laptops] == [{visit}] * 3


def test_what_a_laptop_holds_of_other_weeks_is_brought_up_to_date(team: w.Team) -> None:
    a = team.laptops[0]
    last_week = plan(team, -3, "Tim 1", a)
    team.bring(team.office, a)
    queue.check_in(a, last_week, w.ids(a, last_week)[0])
    team.bring(a, team.office)
    people.note(team.office, last_week, w.ids(a, last_week)[0], "sudah diputuskan")
    this_week, later = plan(team, 1, "Tim 1", a), plan(team, 8, "Tim 1", a)
    take(team, pack(team, "Tim 1"))
    assert held(a) == {last_week, this_week}
    assert queries.known(a.db, last_week, w.ids(a, last_week)[0]).visitor.notes
    take(team, pack(team, "Tim 1", MONDAY + timedelta(days=7)))
    assert later in held(a)


def test_packing_again_brings_nothing_new_and_says_so(team: w.Team) -> None:
    a = team.laptops[0]
    plan(team, 1, "Tim 1", a)
    first = pack(team, "Tim 1")
    assert packing.words(first[0]).startswith("Laptop A: 1 visit, ")
    take(team, first)
    team.bring(a, team.office)
    assert packing.words(pack(team, "Tim 1")[0]) == (
        "Laptop A: 1 visit, nothing new since it was last handed over."
    )


def test_closed_visits_are_not_packed(team: w.Team) -> None:
    visits.close(team.office, plan(team, 1, "Tim 1", team.laptops[0]))
    with pytest.raises(KnownError, match="no visit to pack"):
        pack(team, "Tim 1")


def test_a_laptop_that_cannot_be_written_for_stops_no_other(team: w.Team) -> None:
    plan(team, 1, "Tim 1")
    laptops = packing.laptops_of(team.office, "Tim 1", MONDAY)

    def stop_at_the_second(_done: int, _total: int) -> None:
        if len(list(team.stick.iterdir())) == 1:
            raise KnownError("full")

    done = packing.pack(team.office, team.stick, laptops, MONDAY, stop_at_the_second)
    assert [bool(one.written) for one in done] == [True, False, False]
    assert packing.words(done[1]) == "Laptop B: full"


def test_a_laptop_is_named_by_letter_name_or_id(team: w.Team) -> None:
    b = team.laptops[1].device_id
    assert packing.named(team.office, ["b", "Laptop B", b]) == [b, b, b]
    with pytest.raises(KnownError, match="No device called Z"):
        packing.laptop(team.office, "Z")
