"""How each visit stands, told by what was planned, packed and brought back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import Struct

from fieldapp import people, queue, schedule, texts, undoing, visits
from fieldapp.errors import KnownError
from fieldapp.schedule import Standing
from fieldapp.store import journal, queries, trust
from fieldapp.store.session import Session
from fieldapp.sync import bundle_in, bundle_out, copy_in
from fieldapp.sync.copy_out import Copier
from fieldapp.sync.safety_copy import choose
from tests import clones
from tests import workplace as w

MINUTE = 60_000
HOUR = 60 * MINUTE


class Clock(Struct):
    """The clock that all devices share."""

    now: int

    def __call__(self) -> int:
        return self.now


class Place(Struct):
    """An office with two laptops and a visit from 8 to 12."""

    team: w.Team
    clock: Clock
    visit: str
    day: int  # when it opens

    @property
    def office(self) -> Session:
        return self.team.office

    @property
    def a(self) -> Session:
        return self.team.laptops[0]

    @property
    def b(self) -> Session:
        return self.team.laptops[1]

    def at(self, hours: float) -> None:
        """So many hours after opening."""
        self.clock.now = round(self.day + hours * HOUR)

    def stands(self) -> Standing:
        visit = queries.visit(self.office.db, self.visit)
        return schedule.standing(self.office, visit, self.clock.now)

    def pack(self) -> None:
        for laptop in self.team.laptops:
            self.team.bring(self.office, laptop)

    def serve(self, laptop: Session, number: int) -> None:
        """A pupil comes, is recorded and goes."""
        person = w.ids(laptop, self.visit)[number]
        queue.check_in(laptop, self.visit, person, services=["recording"])
        queue.call(laptop, self.visit, "recording", person)
        queue.start(laptop, self.visit, person, "recording")
        queue.finish(laptop, self.visit, person, "recording", "recorded")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    texts.use("en")
    yield
    texts.use("id")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with w.team(tmp_path) as team:
        clock = Clock(0)
        team.office = replace(team.office, clock=clock)
        team.laptops = [replace(each, clock=clock) for each in team.laptops]
        plan = visits.plan(team.office, "SMAN 1", w.DAY, opens="8.00", closes="12")
        clock.now = schedule.opens_at(plan) - 48 * HOUR
        made = Place(team, clock, plan.visit, schedule.opens_at(plan))
        people.take_in(team.office, plan.visit, w.listing([w.pupil(n) for n in range(1, 9)]))
        yield made


def test_hours_are_those_of_this_place(place: Place) -> None:
    visit = queries.visit(place.office.db, place.visit)
    assert (visit.plan.opens, visit.plan.closes) == ("08:00", "12:00")
    assert schedule.closes_at(visit) - schedule.opens_at(visit) == 4 * HOUR


def test_a_visit_without_hours_lasts_its_whole_day(place: Place) -> None:
    visit = visits.plan(place.office, "Mal", w.DAY)
    assert schedule.closes_at(visit) - schedule.opens_at(visit) == 24 * HOUR


def test_a_planned_visit_lacks_a_list_and_its_packing(place: Place) -> None:
    assert place.stands().state == "planned"
    assert place.stands().missing == ("Not packed yet: Laptop A, Laptop B.",)
    empty = visits.plan(place.office, "SMAN 2", w.DAY)
    found = schedule.standing(place.office, empty, place.clock.now)
    assert found.missing[0] == "No list was taken in."
    for setting in ("mall", "office"):
        mall = visits.plan(place.office, "Mal", w.DAY, setting=setting)
        found = schedule.standing(place.office, mall, place.clock.now)
        assert found.missing == ("Not packed yet: Laptop A, Laptop B.",)


def test_walk_ins_are_no_list(place: Place) -> None:
    empty = visits.plan(place.office, "SMAN 2", w.DAY)
    people.walk_in(place.office, empty.visit, w.pupil(60))
    found = schedule.standing(place.office, empty, place.clock.now)
    assert found.missing[0] == "No list was taken in."


def test_it_is_packed_once_every_laptop_that_goes_has_its_bundle(place: Place) -> None:
    place.team.bring(place.office, place.a)
    assert place.stands().state == "planned"
    assert place.stands().missing == ("Not packed yet: Laptop B.",)
    visits.change(place.office, place.visit, laptops=[place.a.device_id])
    place.team.bring(place.office, place.a)
    assert place.stands().state == "packed"
    assert place.stands().missing == ()


def test_a_change_after_packing_is_told(place: Place) -> None:
    place.pack()
    assert place.stands().state == "packed"
    place.clock.now += HOUR
    visits.change(place.office, place.visit, place="SMAN 1 Gedung B")
    assert place.stands().state == "planned"
    assert place.stands().missing == ("Changed since it was packed: Laptop A, Laptop B.",)
    place.pack()
    assert place.stands().state == "packed"


def test_packing_with_a_clock_behind_the_journal_counts(place: Place) -> None:
    place.clock.now -= 10 * HOUR
    place.pack()
    assert place.stands().state == "packed"


def test_it_runs_from_its_opening_and_says_what_still_is_not_packed(place: Place) -> None:
    place.team.bring(place.office, place.a)
    place.at(0)
    assert place.stands().state == "running"
    assert place.stands().missing == ("Not packed yet: Laptop B.",)


def test_a_laptop_that_did_not_come_back_is_named_with_when_it_was_last_seen(place: Place) -> None:
    place.pack()
    place.at(3.8)
    place.serve(place.b, 1)
    place.team.bring(place.b, place.a)
    place.at(5)
    place.serve(place.a, 2)
    place.team.bring(place.a, place.office)
    found = place.stands()
    assert found.state == "brought_back"
    assert [each.back for each in found.laptops] == [True, False]
    assert found.missing == ("Laptop B has not come back; last seen 12 minutes before closing.",)
    place.team.bring(place.b, place.office)
    assert place.stands().state == "complete"


def test_what_was_written_before_closing_is_not_the_whole_day(place: Place) -> None:
    place.pack()
    place.at(1)
    place.serve(place.a, 1)
    to = trust.devices(place.a.db)[place.office.device_id]
    early = bundle_out.export(place.a, place.team.stick, to=to).file
    place.at(6)
    bundle_in.merge(place.office, early)
    found = place.stands()
    assert found.state == "running"
    assert found.missing == (
        "Laptop A has not come back; last seen 180 minutes before closing.",
        "Laptop B has not come back; nothing of that day was seen.",
    )
    place.at(6.5)
    bundle_in.merge(place.office, early)
    assert place.stands() == found


def test_who_was_seen_long_before_closing_is_told_by_the_clock(place: Place) -> None:
    place.pack()
    place.at(0.5)
    place.serve(place.a, 1)
    place.team.bring(place.a, place.office)
    place.at(6)
    assert place.stands().missing[0] == "Laptop A has not come back; last seen at 08:30."


def test_a_laptop_that_closed_the_visit_early_is_back(place: Place) -> None:
    place.pack()
    place.at(2)
    for laptop in place.team.laptops:
        place.serve(laptop, 1 if laptop is place.a else 2)
    place.team.bring(place.b, place.office)
    closing = visits.close(place.a, place.visit)
    assert closing.state == "closed"
    place.team.bring(place.a, place.office)
    assert place.stands().state == "closed"
    assert place.stands().missing == ()
    undoing.undo(place.a, place.visit)
    place.team.bring(place.a, place.office)
    assert [each.back for each in place.stands().laptops] == [False, False]


def test_a_gap_in_what_came_back_is_no_coming_back(place: Place) -> None:
    place.pack()
    place.at(1)
    place.serve(place.a, 1)
    office = trust.devices(place.a.db)[place.office.device_id]
    first = bundle_out.export(place.a, place.team.stick, to=office).file
    head = next(h for h in journal.heads(place.a.db, place.visit) if h.device == place.a.device_id)
    place.at(4.5)
    place.serve(place.a, 2)
    place.a.db.execute(
        "INSERT OR REPLACE INTO held VALUES(?, ?, ?)", (office.device, head.id, head.last)
    )
    last = bundle_out.export(place.a, place.team.stick, to=office).file
    assert bundle_in.merge(place.office, last).gaps
    assert not place.stands().laptops[0].back
    bundle_in.merge(place.office, first)
    bundle_in.merge(place.office, last)
    assert place.stands().laptops[0].back


def test_a_safety_copy_brings_a_laptop_back_too(place: Place, tmp_path: Path) -> None:
    place.pack()
    disk = tmp_path / "disk"
    disk.mkdir()
    choose(place.a, disk, same_disk=True)
    copier = Copier()
    place.at(4.2)
    place.serve(place.a, 1)
    copier.step(place.a)
    copier.close()
    copy_in.merge_file(place.office, next(disk.iterdir()))
    assert place.stands().laptops[0].back


def test_open_turns_keep_it_from_being_complete(place: Place) -> None:
    place.pack()
    place.at(3)
    queue.check_in(place.a, place.visit, w.ids(place.a, place.visit)[0], services=["recording"])
    place.at(4.1)
    place.serve(place.b, 3)
    for laptop in place.team.laptops:
        place.team.bring(laptop, place.office)
    found = place.stands()
    assert (found.state, found.missing) == ("brought_back", ("1 turn or conflict is still open.",))


def test_a_complete_visit_only_lacks_its_closing(place: Place) -> None:
    place.pack()
    place.at(4.1)
    for number, laptop in enumerate(place.team.laptops):
        place.serve(laptop, number)
        place.team.bring(laptop, place.office)
    assert place.stands().missing == ("Only closing it is left.",)
    visits.close(place.office, place.visit)
    assert (place.stands().state, place.stands().missing) == ("closed", ())


def test_without_a_closing_hour_what_was_written_after_the_last_record_counts(
    place: Place,
) -> None:
    visits.change(place.office, place.visit, opens="", closes="", laptops=[place.a.device_id])
    place.pack()
    place.at(3)
    place.serve(place.a, 1)
    place.at(4)
    assert place.stands().state == "running"
    place.team.bring(place.a, place.office)
    assert place.stands().state == "complete"


def test_nobody_goes_is_told_and_a_day_that_left_no_trace_too(place: Place) -> None:
    place.office.db.execute("DELETE FROM device WHERE role = 'field'")
    assert place.stands().missing == ("No laptop is assigned.",)
    place.at(1)
    assert place.stands().state == "running"
    place.at(5)
    assert place.stands().state == "planned"
    assert place.stands().missing == ("Nothing of this visit was seen.",)
    place.serve(place.office, 0)
    assert place.stands().state == "complete"


def test_a_laptop_that_goes_on_as_a_new_device_takes_part_still(place: Place) -> None:
    visits.change(place.office, place.visit, laptops=[place.a.device_id])
    place.pack()
    clone = clones.cloned(place.team, 0)
    try:
        place.at(2)
        place.serve(place.a, 1)
        place.team.bring(place.a, place.office)
        place.serve(clone, 2)
        place.team.bring(clone, place.office)
        place.team.bring(place.office, clone)
        place.at(4.3)
        assert clone.device_id != place.a.device_id
        place.serve(clone, 3)
        place.team.bring(clone, place.office)
        found = [each for each in place.stands().laptops if each.device.device == clone.device_id]
        assert [(each.back, bool(each.packed)) for each in found] == [(True, True)]
    finally:
        clone.close()


def test_the_calendar_is_in_the_order_of_days_and_hours(place: Place) -> None:
    early = visits.plan(place.office, "Mal", w.DAY, opens="07:30")
    names = [one.visit.visit for one in schedule.standings(place.office, place.clock.now)]
    assert names == [early.visit, place.visit]


@pytest.mark.parametrize("hour", ["24:00", "8:60", "pagi", "8-9", "123"])
def test_what_is_no_hour_is_refused(place: Place, hour: str) -> None:
    with pytest.raises(KnownError, match="no time of the day"):
        visits.plan(place.office, "Mal", w.DAY, opens=hour)


def test_a_plan_is_checked_before_anything_is_recorded(place: Place) -> None:
    refused = (
        ({"opens": "12:00", "closes": "08:00"}, "before it opens"),
        ({"setting": "registry"}, "no kind of place"),
        ({"laptops": ["aaaaaaaaaa"]}, "No laptop"),
        ({"laptops": [place.office.device_id]}, "No laptop"),
        ({"services": ["makan"]}, "no service"),
    )
    before = journal.count(place.office.db)
    for change, what in refused:
        with pytest.raises(KnownError, match=what):
            visits.plan(place.office, "Mal", w.DAY, **change)
        with pytest.raises(KnownError, match=what):
            visits.change(place.office, place.visit, **change)
    with pytest.raises(KnownError, match="before it opens"):
        visits.change(place.office, place.visit, opens="13:00")
    assert journal.count(place.office.db) == before


def test_a_change_leaves_what_it_does_not_name(place: Place) -> None:
    visits.change(place.office, place.visit, team=" Tim  1 ", laptops=[place.b.device_id])
    changed = visits.change(place.office, place.visit, closes="13.30")
    plan = changed.plan
    assert (plan.team, plan.laptops) == ("Tim 1", (place.b.device_id,))
    assert (plan.opens, plan.closes, plan.setting) == ("08:00", "13:30", "school")
    assert visits.change(place.office, place.visit, laptops=[]).plan.laptops == ()
