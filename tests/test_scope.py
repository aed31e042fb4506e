"""What a laptop is handed: the visits that it takes part in, and what it wrote itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp import people, queue, retention, visits
from fieldapp.errors import KnownError
from fieldapp.store import journal, queries, trust
from fieldapp.store.session import Session
from fieldapp.sync import bundle_in, bundle_out
from tests import workplace as w


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path) as made:
        yield made


def held(session: Session) -> list[str]:
    return [one.visit for one in queries.visits(session.db)]


def planned_for(team: w.Team, *laptops: Session, count: int = 3) -> str:
    """A visit with pupils, for these laptops."""
    made = w.visit_with(team.office, count)
    visits.change(team.office, made, laptops=[one.device_id for one in laptops])
    return made


def test_a_laptop_gets_the_visits_that_it_takes_part_in_and_no_others(team: w.Team) -> None:
    a, b = team.laptops
    for_a, for_b, for_all = planned_for(team, a), planned_for(team, b), planned_for(team)
    for laptop in team.laptops:
        team.bring(team.office, laptop)
    assert set(held(a)) == {for_a, for_all}
    assert set(held(b)) == {for_b, for_all}
    assert for_b not in {head.visit for head in journal.heads(a.db)}


def test_a_bundle_for_a_laptop_does_not_tell_of_visits_that_are_not_its_own(team: w.Team) -> None:
    a, b = team.laptops
    other = planned_for(team, b)
    to = trust.devices(team.office.db)[a.device_id]
    told = bundle_out.told_of(team.office, to, [])
    assert other not in {have.visit for have in told.have}
    assert bundle_out.lacking(team.office, to) == 0
    with pytest.raises(KnownError, match="Laptop A"):
        bundle_out.export(team.office, team.stick, to=to, visit=other)


def test_a_laptop_that_joins_later_gets_everything(team: w.Team) -> None:
    a, b = team.laptops
    visit = planned_for(team, a)
    team.bring(team.office, a)
    queue.check_in(a, visit, w.ids(a, visit)[0])
    team.bring(a, team.office)
    team.bring(team.office, b)
    assert held(b) == []
    visits.change(team.office, visit, laptops=[a.device_id, b.device_id])
    team.bring(team.office, b)
    assert queries.counters(b.db, visit) == queries.counters(a.db, visit)


def test_a_laptop_taken_off_a_visit_still_learns_that_its_work_arrived(team: w.Team) -> None:
    a, b = team.laptops
    visit = planned_for(team, a)
    team.bring(team.office, a)
    queue.check_in(a, visit, w.ids(a, visit)[0])
    visits.change(team.office, visit, laptops=[b.device_id])
    people.note(team.office, visit, w.ids(team.office, visit)[0], "rahasia kantor")
    merged = team.bring(a, team.office)
    assert merged.new > 0
    team.bring(team.office, a)
    office = trust.devices(a.db)[team.office.device_id]
    assert bundle_out.unsent(a, office.device).events == 0
    assert bundle_out.export(a, team.stick, to=office).events == 0
    lines = [line for head in journal.heads(a.db) for line in journal.lines(a.db, head.id)]
    assert not any(b"rahasia kantor" in line for line in lines)


def test_a_laptop_taken_off_a_visit_may_delete_it_once_the_office_holds_all(team: w.Team) -> None:
    a, b = team.laptops
    visit = planned_for(team, a, b)
    team.meet()
    queue.check_in(b, visit, w.ids(b, visit)[1])
    team.meet()
    visits.change(team.office, visit, laptops=[b.device_id])
    visits.close(a, visit)
    team.bring(a, team.office)
    with pytest.raises(KnownError):
        visits.delete(a, visit)
    team.bring(team.office, a)
    assert [one.visit for one in retention.deletable(a)] == [visit]
    assert retention.delete(a, visit).events > 0
    assert team.bring(a, team.office).gaps == []


def test_a_laptop_that_only_held_a_visit_may_delete_it_too(team: w.Team) -> None:
    a, b = team.laptops
    visit = planned_for(team, a, b)
    visits.close(team.office, visit)
    team.bring(team.office, a)
    team.bring(a, team.office)
    visits.change(team.office, visit, laptops=[b.device_id])
    team.bring(team.office, a)
    assert [one.visit for one in retention.deletable(a)] == [visit]


def test_what_a_laptop_wrote_is_offered_to_it_until_it_says_that_it_holds_it(
    team: w.Team, tmp_path: Path
) -> None:
    a, b = team.laptops
    visit = planned_for(team, a)
    team.bring(team.office, a)
    queue.check_in(a, visit, w.ids(a, visit)[0])
    team.bring(a, team.office)
    visits.change(team.office, visit, laptops=[b.device_id])
    team.office.db.execute("DELETE FROM held")
    to = trust.devices(team.office.db)[a.device_id]
    file = bundle_out.export(team.office, tmp_path, to=to).file
    merged = bundle_in.merge(a, file)
    assert (merged.new, merged.known > 0) == (0, True)


def test_the_office_notes_what_it_packed_and_for_whom(team: w.Team) -> None:
    a, b = team.laptops
    visit = planned_for(team, a)
    to = trust.devices(team.office.db)
    file = bundle_out.export(team.office, team.stick, to=to[a.device_id]).file
    bundle_out.export(team.office, team.stick, to=to[b.device_id])
    rows = team.office.db.execute("SELECT visit, device, file FROM packed").fetchall()
    assert rows == [(visit, a.device_id, file.name)]
    bundle_in.merge(a, file)
    bundle_out.export(a, team.stick, to=trust.devices(a.db)[team.office.device_id])
    assert a.db.execute("SELECT count(*) FROM packed").fetchone() == (0,)


def test_merging_notes_when_a_device_was_last_heard_of_and_again_changes_nothing(
    team: w.Team,
) -> None:
    a = team.laptops[0]
    visit = planned_for(team, a)
    team.bring(team.office, a)
    queue.check_in(a, visit, w.ids(a, visit)[0])
    before = journal.now_ms()
    file = bundle_out.export(a, team.stick, to=trust.devices(a.db)[team.office.device_id]).file
    after = journal.now_ms()
    bundle_in.merge(team.office, file)
    seen = "SELECT seen FROM peer WHERE peer = ?"
    (first,) = team.office.db.execute(seen, (a.device_id,)).fetchone()
    assert before <= first <= after
    content = w.content(team.office)
    bundle_in.merge(team.office, file)
    assert w.content(team.office) == content
