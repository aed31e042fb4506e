"""Clocks that are wrong: told with the reason, nothing is blocked, the order stays right."""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from fieldapp import clocks, queue, undoing, visits
from fieldapp.domain import clocks as judged
from fieldapp.domain import events as e
from fieldapp.domain.clocks import Jump
from fieldapp.reports import recap, recap_html, recap_xlsx
from fieldapp.store import clock, journal, queries, tables
from fieldapp.store.session import Session
from fieldapp.store.verify import verify
from tests import workplace as w
from tests.machine_clock import DAY, HOUR, MINUTE, Machine, ms


class Laptop:
    """A laptop with a machine of ours, and what its officer does."""

    def __init__(self, session: Session, visit: str, now: int) -> None:
        self.machine = Machine(now)
        self.session = replace(session, clock=self.machine.clock)
        self.visit = visit

    def serve(self, number: int, minutes: float = 4) -> str:
        """Check somebody in, and record them after a wait."""
        person = w.ids(self.session, self.visit)[number]
        queue.check_in(self.session, self.visit, person, services=("recording",))
        self.machine.wait(minutes)
        queue.call(self.session, self.visit, "recording", person=person)
        queue.start(self.session, self.visit, person, "recording")
        self.machine.wait(minutes)
        queue.finish(self.session, self.visit, person, "recording", "recorded")
        return person

    def reasons(self) -> list[str]:
        return [each.reason for each in clocks.doubts(self.session, self.visit)]

    def noted(self) -> list[tuple[str, str]]:
        return [
            (event.kind, getattr(event.body, "reason", ""))
            for event in journal.of_visit(self.session.db, self.visit)
            if event.kind.startswith("clock_") and event.device == self.session.device_id
        ]

    def recap(self) -> recap.Recap:
        return recap.recaps(self.session.db, self.visit)[0]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[tuple[w.Team, Laptop, Laptop]]:
    with w.team(tmp_path) as made:
        office = replace(made.office, clock=lambda: ms(7))
        visit = w.visit_with(office, 12)
        for laptop in made.laptops:
            w.hand_over(office, laptop, made.stick)
        a, b = (Laptop(laptop, visit, ms(9)) for laptop in made.laptops)
        yield made, a, b


Place = tuple[w.Team, Laptop, Laptop]


def test_a_right_clock_is_not_doubted_and_nothing_is_noted(team: Place) -> None:
    _made, a, _b = team
    a.serve(0)
    assert a.reasons() == []
    assert a.noted() == []
    assert a.recap().doubtful_times == 0
    assert recap.doubts(a.recap()) == []


def test_a_clock_before_the_last_record_is_told_and_the_order_stays(team: Place) -> None:
    _made, a, _b = team
    first = a.serve(0)
    a.machine = Machine(ms(8))  # the program was closed, the clock went back
    a.session = replace(a.session, clock=a.machine.clock)
    (doubt,) = clocks.doubts(a.session, a.visit)
    assert (doubt.reason, doubt.off) == ("behind", ms(8) - ms(9, 8))
    assert "last record is from" in clocks.words(doubt)[0]
    second = a.serve(1)
    assert a.noted() == [("clock_doubted", "behind")]
    ordered = sorted(journal.of_visit(a.session.db, a.visit), key=lambda event: event.order)
    people = [event.person for event in ordered if event.kind == "finished"]
    assert people == [first, second]
    assert a.recap().recorded == 2


def test_times_are_marked_while_the_clock_is_behind_and_not_after(team: Place) -> None:
    _made, a, _b = team
    a.serve(0)
    a.machine.wait(1)
    a.machine = Machine(ms(8, 55))
    a.session = replace(a.session, clock=a.machine.clock)
    doubted = a.serve(1)
    a.machine.wait(30)
    good = a.serve(2)
    assert a.noted() == [("clock_doubted", "behind"), ("clock_trusted", "behind")]
    assert a.reasons() == []
    visit = queries.visit(a.session.db, a.visit)
    found = {
        entry.visitor.person: recap.is_doubtful(entry, visit)
        for entry in queries.everyone(a.session.db, a.visit)
        if entry.visitor.number
    }
    assert found[doubted]
    assert not found[good]


def test_a_clock_a_year_ahead_is_told_by_the_visit_s_day(team: Place) -> None:
    made, a, b = team
    b.machine = Machine(ms(9, day=date(2025, 7, 19)))
    b.session = replace(b.session, clock=b.machine.clock)
    assert b.reasons() == ["day"]
    person = b.serve(0)
    badge = queries.meant(b.session.db, person, b.visit).assessment
    a.serve(1)
    assert queries.meant(a.session.db, person, a.visit).assessment == badge
    made.bring(b.session, made.office)
    found = recap.recaps(made.office.db, b.visit)[0]
    assert (found.recorded, found.doubtful_times) == (1, 1)


def test_another_laptop_s_clock_that_is_ahead_is_seen_in_the_waiting_times(team: Place) -> None:
    made, a, b = team
    b.machine.set(HOUR)
    b.session = replace(b.session, clock=clock.WatchedClock(lambda: b.machine.wall))
    b.serve(0)
    waiting = a.serve(1)
    queue.check_in(a.session, a.visit, w.ids(a.session, a.visit)[2], services=("recording",))
    made.bring(b.session, made.office)
    made.bring(made.office, a.session)
    (doubt,) = clocks.doubts(a.session, a.visit)
    assert doubt.reason == "dragged"
    assert "another laptop recorded at" in clocks.words(doubt)[0]
    dragged = w.ids(a.session, a.visit)[2]
    queue.call(a.session, a.visit, "recording", person=dragged)
    assert a.noted() == [("clock_doubted", "dragged")]
    visit = queries.visit(a.session.db, a.visit)
    marks = {
        person: recap.is_doubtful(queries.meant(a.session.db, person, a.visit), visit)
        for person in (waiting, dragged)
    }
    assert marks == {waiting: False, dragged: True}
    wait = queries.meant(a.session.db, dragged, a.visit).visitor.turns[0]
    assert wait.called - wait.waiting >= 50 * MINUTE  # what the mark is about


def test_a_jump_during_the_visit_is_told_until_somebody_looked(team: Place) -> None:
    made, a, _b = team
    before = a.serve(0)
    a.machine.wait(2)
    a.session.clock()
    person = w.ids(a.session, a.visit)[1]
    queue.check_in(a.session, a.visit, person, services=("recording",))
    a.machine.wait(1)
    a.machine.set(HOUR)
    assert a.reasons() == ["jump"]
    assert a.noted() == []
    queue.call(a.session, a.visit, "recording", person=person)
    assert a.noted() == [("clock_doubted", "jump")]
    a.machine.wait(3)
    after = a.serve(2)
    assert a.reasons() == ["jump"]
    assert a.noted() == [("clock_doubted", "jump")]
    clocks.confirm(a.session, a.visit)
    a.machine.wait(3)
    later = a.serve(3)
    assert a.reasons() == []
    visit = queries.visit(a.session.db, a.visit)
    marks = [
        recap.is_doubtful(queries.meant(a.session.db, one, a.visit), visit)
        for one in (before, person, after, later)
    ]
    assert marks == [False, True, True, False]
    made.bring(a.session, made.office)
    assert recap.recaps(made.office.db, a.visit)[0].clocks == a.recap().clocks
    assert a.recap().clocks[0].device == "Laptop A"


def test_a_jump_that_is_set_back_ends_by_itself(team: Place) -> None:
    _made, a, _b = team
    a.serve(0)
    a.machine.set(2 * HOUR)
    a.serve(1)
    a.machine.set(-2 * HOUR)
    a.machine.wait(1)
    assert "jump" not in a.reasons()
    a.serve(2)
    assert a.noted()[-2:] == [("clock_trusted", "jump"), ("clock_doubted", "behind")]


def test_a_laptop_that_slept_did_not_jump(team: Place) -> None:
    _made, a, _b = team
    a.serve(0)
    a.machine.wait(95)  # both clocks go on in sleep
    a.serve(1)
    assert a.noted() == []


def test_the_steady_clock_of_this_machine_goes_on_with_the_wall_clock() -> None:
    watched = clock.WatchedClock()
    first, wall = clock.steady_ms(), watched()
    assert abs(wall - time.time_ns() // 1_000_000) < 60_000
    assert watched() >= wall
    assert clock.steady_ms() >= first
    assert watched.jumps == ()


def test_the_clock_s_doubts_are_no_action_that_could_be_taken_back(team: Place) -> None:
    _made, a, _b = team
    a.serve(0)
    a.machine.set(HOUR)
    person = w.ids(a.session, a.visit)[1]
    queue.check_in(a.session, a.visit, person, services=("recording",))
    assert undoing.undo(a.session, a.visit)[0].kind == "checked_in"
    assert undoing.undo(a.session, a.visit)[0].kind == "finished"


def test_what_the_clock_did_is_the_same_wherever_it_is_merged(team: Place) -> None:
    made, a, b = team
    a.serve(0)
    a.machine.set(HOUR)
    a.serve(1)
    b.machine.set(-30 * MINUTE)
    b.serve(2)
    made.laptops[:] = [a.session, b.session]
    made.meet()
    contents = [tables.dump(session.db) for session in (made.office, a.session, b.session)]
    assert contents[0] == contents[1] == contents[2]
    assert [verify(each).problems for each in (made.office, a.session)] == [[], []]


def test_the_recap_marks_doubtful_times_on_paper_and_in_the_workbook(
    team: Place, tmp_path: Path
) -> None:
    _made, a, _b = team
    a.serve(0)
    plain = recap_html.page([a.recap()])
    assert "Average wait (minutes) *" not in plain
    a.machine.set(HOUR)
    a.serve(1)
    found = a.recap()
    page = recap_html.page([found])
    assert "Average wait (minutes) *" in page
    assert "The times of 1 person may be wrong" in page
    assert "Laptop A: the clock jumped by 1 h at" in page
    assert recap.as_json(found)["doubtful_times"] == 1
    path = tmp_path / "recap.xlsx"
    recap_xlsx.write([found], path, today=w.DAY)
    cells = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert any("The times of 1 person may be wrong" in str(row[1]) for row in cells)


# --- the judgement alone


@given(st.integers(0, 2**40), st.integers(0, 2**40), st.integers(0, 2**40))
def test_a_clock_is_behind_only_where_a_record_is_later(now: int, own: int, others: int) -> None:
    said = judged.behind(now, own, others)
    assert bool(said) == (max(own, others) - now > judged.TOLERANCE)
    assert (said == "dragged") == (bool(said) and others >= own)


@pytest.mark.parametrize(
    ("moment", "off"),
    [
        (ms(9), False),
        (ms(0, 1), False),
        (ms(23, 59), False),
        (ms(23, 59, w.DAY + timedelta(days=1)), False),
        (ms(0, 1, w.DAY - timedelta(days=1)), False),
        (ms(9, 0, w.DAY + timedelta(days=3)), True),
        (ms(9, 0, w.DAY - timedelta(days=3)), True),
        (ms(0, 1, w.DAY + timedelta(days=2)), True),
        (ms(21, 30, w.DAY - timedelta(days=2)), True),
    ],
)
def test_a_day_is_off_by_more_than_one(moment: int, off: bool) -> None:
    assert judged.off_day(moment, w.DAY) == off


def test_midnight_is_no_jump_and_no_doubt(team: Place) -> None:
    _made, a, _b = team
    a.machine = Machine(ms(23, 58))
    a.session = replace(a.session, clock=a.machine.clock)
    a.serve(0)
    assert a.machine.wall > ms(24)
    assert a.reasons() == []
    assert a.noted() == []


def _apply_zone() -> None:
    if sys.platform != "win32":  # which has no time zone of a process
        time.tzset()


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC"])
def test_another_time_zone_is_no_doubt(
    team: Place, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made, a, _b = team
    a.serve(0)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        _apply_zone()
        a.serve(1)
        assert a.reasons() == []
    _apply_zone()
    assert a.noted() == []


def test_a_visit_that_is_still_to_come_is_mentioned_but_not_warned_of(team: Place) -> None:
    _made, a, _b = team
    a.machine = Machine(ms(9, day=w.DAY - timedelta(days=6)))
    a.session = replace(a.session, clock=a.machine.clock)
    found = clocks.doubts(a.session, a.visit)
    assert [(each.reason, each.mild) for each in found] == [("dragged", False), ("day", True)]
    visits.change(a.session, a.visit, place="SMAN 2")
    assert queries.visit(a.session.db, a.visit).plan.place == "SMAN 2"


def test_an_office_plans_ahead_and_a_closed_visit_is_past(team: Place) -> None:
    made, a, _b = team
    office = replace(made.office, clock=lambda: ms(9, day=w.DAY + timedelta(days=9)))
    assert clocks.doubts(office, a.visit) == ()
    late = replace(a.session, clock=lambda: ms(9, day=w.DAY + timedelta(days=9)))
    assert [each.reason for each in clocks.doubts(late, a.visit)] == ["day"]
    visits.close(late, a.visit)
    assert clocks.doubts(late, a.visit) == ()


def test_two_jumps_are_told_as_one() -> None:
    jumps = [Jump(1_000_000, HOUR), Jump(9_000_000, -20 * MINUTE)]
    (doubt,) = judged.judge(20_000_000, jumps=jumps)
    assert (doubt.reason, doubt.off) == ("jump", 40 * MINUTE)
    assert clocks.duration(doubt.off) == "40 min"
    assert clocks.duration(-HOUR - 13 * MINUTE) == "1 h 13 min"
    assert clocks.duration(365 * DAY) == "365 days"


def test_the_fold_knows_whose_times_are_doubtful_whatever_the_order() -> None:
    events = [
        e.Event("v", "aaaaaaaaaa", 1, (5, 0), "x", "", "clock_doubted", e.ClockDoubted("jump", 4)),
        e.Event("v", "bbbbbbbbbb", 1, (6, 0), "x", "", "clock_doubted", e.ClockDoubted("jump", 5)),
        e.Event("v", "aaaaaaaaaa", 2, (9, 0), "x", "", "clock_trusted", e.ClockTrusted("jump")),
    ]
    assert judged.spans(events) == (
        judged.Span("aaaaaaaaaa", "jump", 4, 0, 9), judged.Span("bbbbbbbbbb", "jump", 5, 0),
    )  # fmt: skip
