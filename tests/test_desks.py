"""Several desks: who is next for which, groups, priority, hold, tickets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp import arrivals, desks, people, queue, undoing
from fieldapp.errors import KnownError
from fieldapp.store import queries, tables
from fieldapp.store.session import Session
from tests import workplace as w
from tests.hall_place import Hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    session = w.device(tmp_path / "home", "Laptop A", letter="A")
    visit = w.visit_with(session, 0)
    pupils = [w.pupil(number, name=f"Murid {one}") for number, one in enumerate("ABCDEF", 1)]
    people.take_in(session, visit, w.listing(pupils))
    yield Hall(session, visit)
    session.close()


def called(hall: Hall, *services: str, station: str = "1") -> str:
    entry = queue.call_next(hall.session, hall.visit, services or ("recording",), station)
    return entry.visitor.fields["name"]


def intact(session: Session) -> bool:
    """Whether the tables are what the events make of them."""
    before = tables.dump(session.db)
    with session.writing():
        tables.rebuild(session.db)
    return tables.dump(session.db) == before


def test_priority_goes_first_and_is_taken_away_again(hall: Hall) -> None:
    for letter in "ABC":
        hall.came(f"Murid {letter}")
    queue.prioritise(hall.session, hall.visit, hall.ids["Murid C"], "exam")
    assert hall["Murid C"].visitor.priority == "exam"
    assert called(hall) == "Murid C"
    queue.prioritise(hall.session, hall.visit, hall.ids["Murid B"], "ill")
    queue.prioritise(hall.session, hall.visit, hall.ids["Murid B"])
    assert called(hall, station="2") == "Murid A"
    with pytest.raises(KnownError, match="no such reason"):
        queue.prioritise(hall.session, hall.visit, hall.ids["Murid B"], "friend")
    assert intact(hall.session)


def test_who_is_on_hold_is_not_called_and_keeps_their_place(hall: Hall) -> None:
    for letter in "AB":
        hall.came(f"Murid {letter}")
    since = hall.turn("Murid A").waiting
    queue.hold(hall.session, hall.visit, hall.ids["Murid A"], "recording")
    assert hall.turn("Murid A").state == "held"
    assert called(hall) == "Murid B"
    with pytest.raises(KnownError, match="Nobody waits"):
        called(hall)
    queue.resume(hall.session, hall.visit, hall.ids["Murid A"], "recording")
    assert hall.turn("Murid A").waiting == since
    assert called(hall) == "Murid A"
    with pytest.raises(KnownError):
        queue.resume(hall.session, hall.visit, hall.ids["Murid A"], "recording")
    assert intact(hall.session)


def test_who_is_sent_to_a_desk_is_called_by_that_desk_alone_and_at_once(hall: Hall) -> None:
    for letter in "ABC":
        hall.came(f"Murid {letter}")
    assert called(hall) == "Murid A"
    since = hall.turn("Murid A").waiting
    queue.send_to(hall.session, hall.visit, hall.ids["Murid A"], "recording", "3")
    assert (hall.turn("Murid A").state, hall.turn("Murid A").waiting) == ("waiting", since)
    assert called(hall, station="1") == "Murid B"
    assert called(hall, station="3") == "Murid A"
    assert hall.turn("Murid A").wanted == ""
    assert intact(hall.session)


def test_nobody_is_called_to_ikd_before_their_recording_or_to_two_desks_at_once(
    hall: Hall,
) -> None:
    hall.came("Murid A", "recording", "ikd")
    hall.came("Murid B", "ikd")
    assert called(hall, "ikd", station="9") == "Murid B"
    with pytest.raises(KnownError, match="Nobody waits"):
        called(hall, "ikd", station="9")
    assert called(hall, "recording", "ikd") == "Murid A"
    with pytest.raises(KnownError, match="Nobody waits"):
        called(hall, "ikd", station="9")
    queue.finish(hall.session, hall.visit, hall.ids["Murid A"], "recording", "recorded")
    hall.came("Murid C", "recording")
    assert called(hall, "recording", "ikd") == "Murid A"  # on to IKD: they came first
    assert hall.turn("Murid A", "ikd").state == "called"


def test_a_class_checks_in_as_one_action(hall: Hall) -> None:
    hall.came("Murid C")
    came = arrivals.check_in_group(
        hall.session, hall.visit, [hall.ids[f"Murid {letter}"] for letter in "ABCD"]
    )
    assert [one.visitor.number for one in came] == ["A-002", "A-003", "A-004"]
    assert hall["Murid C"].visitor.number == "A-001"
    undoing.undo(hall.session, hall.visit)
    assert [hall[f"Murid {letter}"].visitor.number for letter in "ABCD"] == ["", "", "A-001", ""]
    again = arrivals.check_in_group(hall.session, hall.visit, [hall.ids["Murid A"]])
    assert again[0].visitor.number == "A-005"
    assert arrivals.check_in_group(hall.session, hall.visit, [hall.ids["Murid A"]]) == []
    assert intact(hall.session)


def test_one_of_a_class_is_taken_out_again_and_the_others_stay(hall: Hall) -> None:
    ids = [hall.ids[f"Murid {letter}"] for letter in "ABC"]
    arrivals.check_in_group(hall.session, hall.visit, ids)
    undoing.undo(hall.session, hall.visit, hall.ids["Murid B"])
    assert [hall[f"Murid {letter}"].visitor.number for letter in "ABC"] == ["A-001", "", "A-003"]
    written = hall.written
    undoing.undo(hall.session, hall.visit)  # the rest of the group, nobody twice
    assert hall.written == written + 2
    assert not any(hall[f"Murid {letter}"].visitor.number for letter in "ABC")
    with pytest.raises(KnownError, match="nothing to take back"):
        undoing.undo(hall.session, hall.visit, hall.ids["Murid B"])


def test_a_class_checks_in_whole_or_not_at_all(hall: Hall) -> None:
    ids = [hall.ids[f"Murid {letter}"] for letter in "ABC"]
    with pytest.raises(KnownError, match="Nobody is known"):
        arrivals.check_in_group(hall.session, hall.visit, [*ids, "nobody"])
    assert not any(hall[f"Murid {letter}"].visitor.number for letter in "ABC")


def test_a_number_counts_once_its_ticket_is_printed_or_not_wanted(hall: Hall) -> None:
    for letter in "AB":
        queue.check_in(
            hall.session, hall.visit, hall.ids[f"Murid {letter}"], services=("recording",),
            ticket=True,
        )  # fmt: skip
    assert hall["Murid A"].visitor.ticket == "pending"
    with pytest.raises(KnownError, match="Nobody waits"):
        called(hall)
    arrivals.ticketed(hall.session, hall.visit, hall.ids["Murid B"], "waived")
    assert called(hall) == "Murid B"
    arrivals.ticketed(hall.session, hall.visit, hall.ids["Murid A"])
    assert hall["Murid A"].visitor.ticket == "printed"
    assert called(hall, station="2") == "Murid A"
    written = hall.written
    arrivals.ticketed(hall.session, hall.visit, hall.ids["Murid A"], "waived")
    assert hall.written == written  # what is printed is printed
    assert intact(hall.session)


def test_a_printed_ticket_does_not_stand_in_the_way_of_taking_back(hall: Hall) -> None:
    queue.check_in(hall.session, hall.visit, hall.ids["Murid A"], ticket=True)
    arrivals.ticketed(hall.session, hall.visit, hall.ids["Murid A"])
    undone, _entry = undoing.undo(hall.session, hall.visit)
    assert undone.kind == "checked_in"
    assert hall["Murid A"].visitor.number == ""


def test_as_many_are_counted_as_may_be_called(hall: Hall) -> None:
    for letter in "ABCDE":
        hall.came(f"Murid {letter}", "recording", "ikd")
    hall.came("Murid F", "ikd")
    queue.send_to(hall.session, hall.visit, hall.ids["Murid A"], "recording", "2")
    queue.hold(hall.session, hall.visit, hall.ids["Murid B"], "recording")
    for services, station, count in (
        (("recording",), "1", 3), (("recording",), "2", 4), (("ikd",), "1", 1),
        (("recording", "ikd"), "2", 5),
    ):  # fmt: skip
        asked = (hall.session.db, hall.visit, services, station)
        assert queries.ready_count(*asked) == len(queries.ready(*asked)) == count
    assert queries.waiting_count(hall.session.db, hall.visit, ("recording", "ikd")) == 6
    assert queries.waiting_count(hall.session.db, hall.visit, ("recording",)) == 4


def test_a_desk_keeps_what_it_serves(hall: Hall) -> None:
    session, offered = hall.session, ("recording", "ikd")
    assert (desks.last(session), desks.desk(session, "1", offered).services) == (
        "1", ("recording",),
    )  # fmt: skip
    desks.keep(session, "2", ("ikd",))
    assert desks.last(session) == "2"
    assert desks.desk(session, "2", offered).services == ("ikd",)
    assert desks.desk(session, "2", ("recording",)).services == ("recording",)
    assert desks.choices(offered) == [("recording",), ("ikd",), ("recording", "ikd")]
    with pytest.raises(KnownError, match="at least one service"):
        desks.keep(session, "2", ())


def test_steps_are_taken_back_one_by_one(hall: Hall) -> None:
    hall.came("Murid A")
    person = hall.ids["Murid A"]
    queue.prioritise(hall.session, hall.visit, person, "disability")
    queue.hold(hall.session, hall.visit, person, "recording")
    queue.resume(hall.session, hall.visit, person, "recording")
    kinds = [undoing.undo(hall.session, hall.visit)[0].kind for _step in range(4)]
    assert kinds == ["resumed", "held", "prioritised", "checked_in"]


def test_what_the_hall_did_reads_the_same_at_the_office(tmp_path: Path) -> None:
    with w.team(tmp_path, "A") as team:
        (laptop,) = team.laptops
        visit = team.visit(4)
        ids = w.ids(laptop, visit)
        arrivals.check_in_group(laptop, visit, ids, ticket=True)
        queue.prioritise(laptop, visit, ids[0], "exam")
        arrivals.ticketed(laptop, visit, ids[0])
        queue.hold(laptop, visit, ids[0], "recording")
        queue.send_to(laptop, visit, ids[1], "recording", "2")
        team.bring(laptop, team.office)
        for person in ids:
            here, there = (queries.known(s.db, visit, person) for s in (laptop, team.office))
            assert here.visitor == there.visitor
        assert queries.known(team.office.db, visit, ids[1]).visitor.turns[0].wanted == "2"
