"""Figures of each desk and hour, against a count from the events, and the end of the day."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from fieldapp import commands, queue, undoing, visits
from fieldapp.cli import cli
from fieldapp.domain import events as e
from fieldapp.domain.fold import cancelled
from fieldapp.domain.people import Turn
from fieldapp.reports import desk_figures, pace, pace_words
from fieldapp.reports.desk_figures import Figures
from fieldapp.store import journal, queries
from fieldapp.store.session import Session
from tests import workplace as w
from tests.test_pace import MINUTE, at, served, waiting

OPENS = int(datetime(2024, 7, 19, 8).astimezone().timestamp() * 1000)
HOUR = 60 * MINUTE


class Day:
    """A laptop whose clock the test sets, in minutes after eight."""

    def __init__(self, folder: Path) -> None:
        self.minutes = 0.0
        opened = w.device(folder / "a", "Laptop A", letter="A")
        self.session: Session = replace(opened, clock=lambda: self.now)
        self.visit = w.visit_with(self.session, 40)
        visits.change(self.session, self.visit, opens="08:00", closes="11:00")
        self.people = w.ids(self.session, self.visit)

    @property
    def now(self) -> int:
        return OPENS + round(self.minutes * MINUTE)

    def come(self, place: int, minutes: float) -> None:
        self.minutes = minutes
        queue.check_in(self.session, self.visit, self.people[place], services=["recording"])

    def serve(self, place: int, minutes: float, each: float, station: str = "1") -> None:
        who, about = self.people[place], (self.session, self.visit)
        self.minutes = minutes
        queue.call(*about, "recording", who, station)
        queue.start(*about, who, "recording", station)
        self.minutes = minutes + each
        queue.finish(*about, who, "recording", "recorded", station=station)

    def miss(self, place: int, minutes: float, station: str = "1") -> None:
        who = self.people[place]
        self.minutes = minutes
        queue.call(self.session, self.visit, "recording", who, station)
        queue.no_show(self.session, self.visit, who, "recording")

    def figures(self) -> Figures:
        db = self.session.db
        return desk_figures.figures(db, queries.visit(db, self.visit), self.now)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    made = Day(tmp_path)
    yield made
    made.session.close()


def counted(day: Day) -> tuple[dict[tuple[str, int], int], dict[tuple[str, int], int]]:
    """Served and not come, by desk and hour, straight from the events, each turn's last step."""
    events = sorted(journal.of_visit(day.session.db, day.visit), key=lambda event: event.order)
    gone = cancelled(events)
    desk: dict[str, str] = {}
    ends: dict[str, tuple[str, str, int]] = {}
    for event in events:
        if event.ref in gone:
            continue
        hour = (event.at[0] - OPENS) // HOUR
        match event.body:
            case e.Called() | e.Started():
                desk[event.person] = event.body.station
                ends.pop(event.person, None)
            case e.Finished():
                ends[event.person] = ("served", desk[event.person], hour)
            case e.NoShow():
                ends[event.person] = ("missed", desk[event.person], hour)
            case e.Requeued():
                ends.pop(event.person, None)
    tally: dict[str, dict[tuple[str, int], int]] = {"served": {}, "missed": {}}
    for what, station, hour in ends.values():
        tally[what][station, hour] = tally[what].get((station, hour), 0) + 1
    return tally["served"], tally["missed"]


def told(figures: Figures) -> tuple[dict[tuple[str, int], int], dict[tuple[str, int], int]]:
    """The same, as the figures tell it."""
    served, missed = {}, {}
    for line in figures.lines[1:]:
        for begun, slot in line.hours.items():
            hour = (begun - OPENS) // HOUR
            if slot.served:
                served[line.station, hour] = slot.served
            if slot.no_shows:
                missed[line.station, hour] = slot.no_shows
    return served, missed


@pytest.mark.parametrize("seed", range(3))
def test_each_desk_and_hour_has_what_the_events_say(day: Day, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 -- a day made up, protects nothing
    for place in range(40):
        day.come(place, place / 4)
    free = dict.fromkeys("123", 12.0)
    for place in range(34):
        station = min(free, key=lambda one: free[one])
        if chance.random() < 0.2:
            day.miss(place, free[station], station)
            free[station] += 1
            if chance.random() < 0.3:
                undoing.undo(day.session, day.visit)
            elif chance.random() < 0.3:
                queue.requeue(day.session, day.visit, day.people[place], "recording")
        else:
            each = chance.uniform(3, 30)
            day.serve(place, free[station], each, station)
            free[station] += each
    day.minutes = max(free.values())
    figures = day.figures()
    assert told(figures) == counted(day)
    hall = figures.lines[0]
    everywhere = [sum(of.values()) for of in counted(day)]
    assert [hall.whole.served, hall.whole.no_shows] == everywhere
    assert sum(slot.served for slot in hall.hours.values()) == hall.whole.served
    assert hall.whole.waiting == queries.counters(day.session.db, day.visit).waiting


def test_an_hour_that_is_over_tells_how_many_waited_at_its_end(day: Day) -> None:
    for place in range(5):
        day.come(place, 10)
    day.serve(0, 20, 5)
    day.serve(1, 50, 20)  # called at 8.50, done at 9.10
    day.come(5, 75)
    day.serve(2, 80, 5)
    day.minutes = 130
    first, second = day.figures().lines[0].hours.values()
    assert (first.waiting, second.waiting) == (3, 3)
    assert (first.served, second.served) == (1, 2)


def test_minutes_are_the_mean_of_a_desk_in_an_hour(day: Day) -> None:
    for place in range(4):
        day.come(place, 0)
    day.serve(0, 5, 4, "1")
    day.serve(2, 10, 10, "2")
    day.serve(1, 21, 8, "1")
    one, two = day.figures().lines[1:]
    assert (one.name, one.whole.each, two.whole.each) == ("Desk 1", 6.0, 10.0)
    assert [one.whole.waiting, two.whole.waiting] == [1, 1]


def test_desks_of_several_laptops_are_named_with_their_laptop(tmp_path: Path) -> None:
    with w.team(tmp_path, "AB") as team:
        visit = team.visit(4)
        for laptop, who in zip(team.laptops, w.ids(team.office, visit), strict=False):
            queue.check_in(laptop, visit, who, services=["recording"])
            queue.call(laptop, visit, "recording", who, "1")
            queue.finish(laptop, visit, who, "recording", "recorded", station="1")
        team.meet()
        db = team.office.db
        made = desk_figures.figures(db, queries.visit(db, visit), team.office.clock())
        assert [line.name for line in made.lines[1:]] == ["Desk 1 · Laptop A", "Desk 1 · Laptop B"]


def test_before_anybody_came_there_are_no_hours_and_no_end(day: Day) -> None:
    (hall,) = day.figures().lines
    assert (hall.hours, hall.whole, day.figures().outlook.end) == ({}, desk_figures.Slot(), None)


# -- the end


def slow(day: Day) -> None:
    """One desk of ten minutes each from 9.30, and twelve who wait: done about 11.30."""
    for place in range(15):
        day.come(place, 5)
    for place in range(3):
        day.serve(place, 60 + 10 * place, 10)


def test_an_end_after_closing_is_late_and_says_what_one_more_desk_would_do(day: Day) -> None:
    slow(day)
    found = day.figures().outlook
    assert found.end == OPENS + 210 * MINUTE
    assert found.one_more == OPENS + 150 * MINUTE
    assert (found.closes, found.late) == (OPENS + 180 * MINUTE, True)
    said = pace_words.late_words(found)
    for text in ("11.30", "30 min", "11.00", "10.30"):
        assert text in said.replace(":", "."), said


def test_an_end_before_closing_a_closed_visit_and_another_day_are_never_late(day: Day) -> None:
    slow(day)
    visits.change(day.session, day.visit, closes="12:00")
    assert (day.figures().outlook.late, pace_words.late_words(day.figures().outlook)) == (False, "")
    visits.change(day.session, day.visit, closes="09:00")
    assert day.figures().outlook.late
    visits.close(day.session, day.visit)
    assert day.figures().outlook.end is None
    undoing.undo(day.session, day.visit)
    day.minutes += 24 * 60
    assert not day.figures().outlook.late


def test_without_a_closing_hour_nothing_is_late(day: Day) -> None:
    slow(day)
    visits.change(day.session, day.visit, closes="")
    assert (day.figures().outlook.closes, day.figures().outlook.late) == (0, False)


def turns(service: str, count: int, queue_: int, station: str) -> list[Turn]:
    done = [served(4 * n, 4, 10, station) for n in range(count)]
    known = [*done, *(waiting(n) for n in range(queue_))]
    return [
        Turn(service, t.state, t.waiting, t.called, t.started, t.finished, 0, t.station, t.device)
        for t in known
    ]


def test_one_desk_that_serves_two_services_takes_the_time_of_both() -> None:
    now = at(20)
    both = {one: pace.of_turns(turns(one, 5, 5, "1"), now) for one in ("recording", "ikd")}
    assert {one.end for one in both.values()} == {at(40)}
    assert pace.outlook(both, 1, 0, now).end == at(60)
    assert pace.outlook(both, 2, 0, now).end == at(40)


def test_the_end_is_that_of_the_slowest_service_and_one_more_desk_goes_there() -> None:
    now = at(40)
    slowest = pace.of_turns(turns("recording", 10, 10, "1"), now)
    quick = pace.of_turns(turns("ikd", 5, 2, "2"), now)
    found = pace.outlook({"recording": slowest, "ikd": quick}, 2, 0, now)
    assert (found.end, found.one_more) == (at(80), at(60))


def test_where_one_service_cannot_be_told_the_whole_cannot() -> None:
    now = at(40)
    known = pace.of_turns(turns("recording", 5, 2, "1"), now)
    unknown = pace.of_turns(turns("ikd", 1, 2, "2"), now)
    assert pace.outlook({"recording": known, "ikd": unknown}, 1, 0, now).end is None


def test_whoever_is_on_hold_is_still_to_be_served() -> None:
    held = Turn("recording", "held", waiting=at(0))
    assert pace.of_turns([held], at(5)).waiting == 1
    assert pace.minutes_waited(held, at(5)) == 5


def test_the_command_tells_the_same(day: Day) -> None:
    assert commands
    slow(day)
    env = {"FIELDAPP_PASSPHRASE": w.PASSPHRASE}
    args = ["--home", str(day.session.home), "pace", "--visit", day.visit]
    done = CliRunner().invoke(cli, [*args, "--json"], env=env)
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["closes"] is None  # the command's own clock shows another day
    assert [one["served"] for one in document["desks"]] == [3]
    assert document["all"]["hours"][1]["served"] == 3
    assert document["services"]["recording"]["waiting"] == 12
    plain = CliRunner().invoke(cli, args, env=env)
    assert (plain.exit_code, len(plain.stdout.splitlines()) > 4) == (0, True)
