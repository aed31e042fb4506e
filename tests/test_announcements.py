"""The queue of announcements, and what of the events reaches it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fieldapp import announcing, calls, people, queue, undoing
from fieldapp.announcing import BoardSetting, VoiceSetting
from fieldapp.board import LEAST, Announcements, Call
from fieldapp.calls import Calls
from fieldapp.domain import events as e
from fieldapp.store import queries
from fieldapp.store.session import Session
from tests import workplace as w
from tests.hall_place import Hall


class Hand:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def call(count: int, desk: str = "1", seq: int = 0) -> Call:
    return Call(("laptopa222", seq or count), f"A-{count:03d}", desk, count * 1000)


def numbers(calls: object) -> list[str]:
    assert isinstance(calls, list | tuple)
    return [one.number for one in calls]


def test_ten_calls_at_once_are_announced_one_by_one_each_for_its_time() -> None:
    hand = Hand()
    queue_ = Announcements(hand)
    queue_.add([call(n) for n in range(1, 11)])
    announced = []
    while (one := queue_.step()) is not None:
        announced.append(one.number)
        assert queue_.step() is None
        hand.seconds += LEAST - 0.01
        assert queue_.step() is None
        hand.seconds += 0.02
    assert announced == [f"A-{n:03d}" for n in range(1, 11)]
    assert numbers(queue_.last) == ["A-009", "A-008", "A-007", "A-006", "A-005"]


def test_the_first_call_is_announced_at_once() -> None:
    hand = Hand()
    queue_ = Announcements(hand)
    queue_.add([call(1)])
    assert not queue_.fresh
    assert queue_.step() == call(1)
    assert queue_.current == call(1)
    assert queue_.fresh
    hand.seconds += LEAST
    assert not queue_.fresh


def test_a_recall_is_announced_again_and_listed_once() -> None:
    hand = Hand()
    queue_ = Announcements(hand)
    queue_.add([call(1), call(2), call(1, seq=3)])
    seen = []
    for _time in range(3):
        one = queue_.step()
        assert one is not None
        seen.append(one.ref[1])
        hand.seconds += LEAST
    assert seen == [1, 2, 3]
    assert queue_.current == call(1, seq=3)
    assert numbers(queue_.last) == ["A-002"]


def test_what_is_still_spoken_keeps_its_place() -> None:
    hand = Hand()
    queue_ = Announcements(hand)
    queue_.add([call(1), call(2)])
    queue_.step()
    queue_.speaking(True)
    hand.seconds += 60
    assert queue_.step() is None
    queue_.speaking(False)
    assert queue_.step() == call(2)


def test_what_was_taken_back_is_neither_announced_nor_shown() -> None:
    hand = Hand()
    queue_ = Announcements(hand)
    queue_.add([call(1), call(2), call(3)])
    queue_.step()
    queue_.withdraw({call(2).ref})
    hand.seconds += LEAST
    assert queue_.step() == call(3)
    queue_.withdraw({call(3).ref})
    assert queue_.current == call(1)
    queue_.add([call(4)])
    assert queue_.step() == call(4), "the place is free at once"


def test_calls_of_before_are_shown_in_their_order_and_not_announced() -> None:
    hand = Hand()
    queue_ = Announcements(hand)
    queue_.remember([call(n) for n in range(1, 8)])
    assert queue_.step() is None
    assert not queue_.fresh
    assert queue_.current == call(7)
    assert numbers(queue_.last) == ["A-006", "A-005", "A-004", "A-003", "A-002"]
    queue_.add([call(2, desk="3", seq=20)])
    queue_.step()
    queue_.remember([call(9)])
    assert queue_.current == call(2, desk="3", seq=20), "the one in hand keeps the place"
    assert numbers(queue_.last)[:2] == ["A-009", "A-007"]


# -- out of the events


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    session = w.device(tmp_path / "home", "Laptop A", letter="A")
    visit = w.visit_with(session, 0)
    pupils = [w.pupil(number, name=f"Murid {one}") for number, one in enumerate("ABCDEF", 1)]
    people.take_in(session, visit, w.listing(pupils))
    yield Hall(session, visit)
    session.close()


def summon(hall: Hall, name: str, desk: str = "1") -> None:
    queue.call(hall.session, hall.visit, "recording", hall.ids[name], desk)


def test_calls_and_recalls_of_several_desks_are_heard_in_their_order(hall: Hall) -> None:
    ear = Calls(hall.visit)
    for name in ("Murid A", "Murid B"):
        hall.came(name)
    assert ear.hear(hall.session) == calls.Heard()
    summon(hall, "Murid B", "2")
    summon(hall, "Murid A")
    summon(hall, "Murid B", "2")
    heard = ear.hear(hall.session)
    assert [(one.number, one.desk) for one in heard.new] == [
        ("A-002", "2"), ("A-001", "1"), ("A-002", "2")
    ]  # fmt: skip
    assert ear.hear(hall.session) == calls.Heard()


def test_after_a_restart_nothing_is_announced_again(hall: Hall) -> None:
    hall.came("Murid A")
    summon(hall, "Murid A")
    with closing(w.reopened(hall.session)) as again:
        ear = Calls(hall.visit)
        heard = ear.hear(again)
        assert (numbers(heard.new), numbers(heard.known)) == ([], ["A-001"])
        queue.call(again, hall.visit, "recording", hall.ids["Murid A"], "1")
        assert numbers(ear.hear(again).new) == ["A-001"]


def test_a_call_that_is_taken_back_is_withdrawn(hall: Hall) -> None:
    ear = Calls(hall.visit)
    hall.came("Murid A")
    ear.hear(hall.session)
    summon(hall, "Murid A")
    (made,) = ear.hear(hall.session).new
    undoing.undo(hall.session, hall.visit)
    assert ear.hear(hall.session).withdrawn == {made.ref}
    assert numbers(Calls(hall.visit).hear(hall.session).known) == []


def test_a_call_of_another_laptop_is_announced_only_while_it_is_fresh(tmp_path: Path) -> None:
    with w.team(tmp_path) as team:
        office, visit = team.office, team.visit(4)
        ear = Calls(visit)
        ear.hear(office)
        for laptop, person in zip(team.laptops, w.ids(office, visit), strict=False):
            queue.check_in(laptop, visit, person, services=["recording"])
            queue.call(laptop, visit, "recording", person, "1")
        team.bring(team.laptops[0], office)
        assert numbers(ear.hear(office).new) == ["A-001"]
        team.bring(team.laptops[1], office)
        later = replace(office, clock=lambda: office.clock() + calls.FRESH + 60_000)
        heard = ear.hear(later)
        assert (numbers(heard.new), numbers(heard.known)) == ([], ["B-001"])


@pytest.mark.parametrize("forged", ["Dewi Lestari", "3576012711070012", "A-001 Dewi", "Dewi", ""])
def test_what_is_no_number_or_no_desk_is_not_shown(hall: Hall, forged: str) -> None:
    ear = Calls(hall.visit)
    ear.hear(hall.session)
    body = e.CheckedIn(forged, (), ("recording",))
    hall.session.record(hall.visit, (hall.ids["Murid A"], body))
    hall.session.record(hall.visit, (hall.ids["Murid A"], e.Called("recording", "1")))
    assert ear.hear(hall.session).new == ()
    hall.came("Murid B")
    person = hall.ids["Murid B"]
    hall.session.record(hall.visit, (person, e.Called("recording", forged or "9" * 16)))
    (made,) = ear.hear(hall.session).new
    assert made.desk == ""


def test_the_figures_tell_who_waits_and_about_how_long(hall: Hall) -> None:
    for letter in "ABCDEF":
        hall.came(f"Murid {letter}")
    assert calls.figures(hall.session, hall.visit) == calls.Figures(6, {})
    start = hall.session.clock()

    def at(minute: int) -> Session:
        return replace(hall.session, clock=lambda: start + minute * 60_000)

    for turn, letter in enumerate("ABC"):
        person = hall.ids[f"Murid {letter}"]
        queue.start(at(6 * turn), hall.visit, person, "recording")
        queue.finish(at(6 * turn + 6), hall.visit, person, "recording", "recorded")
    after = at(18)
    assert calls.figures(after, hall.visit) == calls.Figures(3, {"recording": 20})


def test_figures_by_turns_are_those_of_the_people(hall: Hall) -> None:
    for letter in "ABC":
        hall.came(f"Murid {letter}")
    summon(hall, "Murid A", "2")
    rows = queries.turns(hall.session.db, hall.visit, "recording")
    told = {(t.state, t.waiting, t.called, t.station, t.device) for t in rows}
    folded = {
        (t.state, t.waiting, t.called, t.station, t.device)
        for t in map(hall.turn, ("Murid A", "Murid B", "Murid C"))
    }
    assert told == folded


def test_board_and_voice_stay_as_they_were_set(hall: Hall) -> None:
    assert announcing.board(hall.session) == BoardSetting()
    announcing.keep(hall.session, BoardSetting(True, "HDMI-1"))
    announcing.keep(hall.session, VoiceSetting(True, 40, 2))
    again: Session = w.reopened(hall.session)
    with closing(again):
        assert announcing.board(again) == BoardSetting(True, "HDMI-1")
        assert announcing.voice(again) == VoiceSetting(True, 40, 2)


@pytest.mark.parametrize("desk", ["1", "12", "3B", "C", "A-2"])
def test_the_sign_of_a_desk_is_shown(hall: Hall, desk: str) -> None:
    ear = Calls(hall.visit)
    ear.hear(hall.session)
    hall.came("Murid A")
    summon(hall, "Murid A", desk)
    assert [one.desk for one in ear.hear(hall.session).new] == [desk]
