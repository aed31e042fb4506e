"""The hall: numbers, turns and their steps, what is refused, and the way back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fieldapp import people, queue, undoing, visits
from fieldapp.domain.policy import Policy
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.texts import clock
from fieldapp.wording import moment
from tests import workplace as w
from tests.hall_place import Hall

PEOPLE = {
    "Dewi": {"birth_date": "2006-03-01"},  # of age
    "Budi": {"birth_date": "2007-10-01"},  # of age on election day
    "Siti": {"birth_date": "2010-03-01"},  # too young
    "Rizky": {"birth_date": "2006-01-02", "status": "PRINT_READY_RECORD"},
    "Wati": {"birth_date": "2006-01-03", "status": "BIO_CAPTURED"},
    "Tono": {},  # no birth date
}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    session = w.device(tmp_path / "home", "Laptop A")
    rules = Policy(election=w.ELECTION)
    visit = visits.plan(session, "SMAN 1 Kota Mojokerto", w.DAY, policy=rules).visit
    listed = [
        w.pupil(number, name=name, **{"nik": own_nik(number, said), "nisn": "", **said})
        if "birth_date" in said
        else {"name": name}
        for number, (name, said) in enumerate(PEOPLE.items(), 1)
    ]
    people.take_in(session, visit, w.listing(listed))
    yield Hall(session, visit)
    session.close()


def own_nik(number: int, said: dict[str, str]) -> str:
    born = date.fromisoformat(said["birth_date"])
    return f"357601{born:%d%m%y}{number:04}"


# --- checking in


def test_the_badge_suggests_the_services(hall: Hall) -> None:
    suggested = {
        name: [t.service for t in queue.check_in(hall.session, hall.visit, one).visitor.turns]
        for name, one in hall.ids.items()
    }
    assert suggested == {
        "Dewi": ["recording"], "Budi": ["recording"], "Siti": [], "Rizky": ["ikd"], "Wati": [],
        "Tono": ["recording"],
    }  # fmt: skip


def test_numbers_count_up_and_are_never_given_twice(hall: Hall) -> None:
    assert hall.came("Dewi").visitor.number == "A-001"
    assert hall.came("Budi").visitor.number == "A-002"
    undoing.undo(hall.session, hall.visit)
    assert hall["Budi"].visitor.number == ""
    assert hall.came("Siti").visitor.number == "A-003"
    assert hall.came("Budi").visitor.number == "A-004"


def test_two_laptops_never_print_the_same_number(tmp_path: Path) -> None:
    with w.team(tmp_path) as team:
        visit = team.visit(4)
        for laptop in team.laptops:
            for person in w.ids(laptop, visit):
                queue.check_in(laptop, visit, person)
        team.meet()
        given = team.office.db.execute("SELECT letter, count FROM number").fetchall()
        assert sorted(given) == [(letter, count) for letter in "AB" for count in range(1, 5)]
        assert len(queries.conflicts(team.office.db, visit)) == 4


def test_who_is_here_already_is_told_when_where_and_under_which_number(hall: Hall) -> None:
    hall.came("Dewi")
    count = hall.written
    with pytest.raises(queue.AlreadyHere) as caught:
        hall.came("Dewi")
    stamp = hall["Dewi"].visitor.checked_in
    assert stamp is not None
    hours = clock(moment(stamp.at[0]))
    for told in ("Dewi", "A-001", "Laptop A", hours):
        assert told in caught.value.what
    assert hall.written == count


def test_a_service_or_a_paper_is_added_later_under_the_same_number(hall: Hall) -> None:
    hall.came("Dewi")
    later = hall.came("Dewi", "recording", "ikd")
    assert later.visitor.number == "A-001"
    assert [t.service for t in later.visitor.turns] == ["recording", "ikd"]
    papers = queue.check_in(hall.session, hall.visit, hall.ids["Dewi"], documents=("kk",))
    assert papers.visitor.documents == ("kk",)
    assert papers.visitor.numbers == ("A-001",)
    with pytest.raises(queue.AlreadyHere):
        hall.came("Dewi", "ikd")


def test_what_does_not_exist_is_refused_with_nothing_written(hall: Hall) -> None:
    s, v, dewi = hall.session, hall.visit, hall.ids["Dewi"]
    hall.came("Budi")
    count = hall.written
    attempts: list[Callable[[], object]] = [
        lambda: queue.check_in(s, v, "nobody"),
        lambda: queue.check_in(s, v, dewi, services=("passport",)),
        lambda: queue.check_in(s, v, dewi, documents=("ticket",)),
        lambda: queue.check_in(s, "20240101-none-0000", dewi),
        lambda: queue.finish(s, v, hall.ids["Budi"], "recording", "won"),
        lambda: queue.finish(s, v, hall.ids["Budi"], "recording", "recorded", missing={"ear": "x"}),
        lambda: queue.finish(s, v, hall.ids["Budi"], "ikd", "recorded"),
        lambda: queue.move(s, v, hall.ids["Budi"], "recording", "passport"),
    ]
    for attempt in attempts:
        with pytest.raises(KnownError) as caught:
            attempt()
        assert caught.value.todo
    assert hall.written == count


# --- the steps of a turn


def test_whoever_waits_longest_is_called_first(hall: Hall) -> None:
    for name in ("Budi", "Dewi"):
        hall.came(name)
    first = queue.call(hall.session, hall.visit, "recording", station="Meja 1")
    assert first.visitor.fields["name"] == "Budi"
    assert hall.turn("Budi").station == "Meja 1"
    second = queue.call(hall.session, hall.visit, "recording")
    assert second.visitor.fields["name"] == "Dewi"
    with pytest.raises(KnownError):
        queue.call(hall.session, hall.visit, "recording")


def test_a_turn_goes_its_way_and_its_times_are_kept(hall: Hall) -> None:
    s, v, dewi = hall.session, hall.visit, hall.ids["Dewi"]
    hall.came("Dewi")
    queue.call(s, v, "recording", dewi, "Meja 1")
    queue.call(s, v, "recording", dewi, "Meja 2")
    queue.start(s, v, dewi, "recording", "Meja 2")
    assert hall.turn("Dewi").state == "serving"
    queue.finish(s, v, dewi, "recording", "recorded", missing={"left_thumb": "bandaged"})
    turn = hall.turn("Dewi")
    assert (turn.state, turn.outcome, turn.calls) == ("finished", "recorded", 2)
    assert turn.missing == {"left_thumb": "bandaged"}
    assert turn.waiting <= turn.called <= turn.started <= turn.finished
    assert turn.device == s.device_id


def test_some_outcomes_need_a_reason_and_only_recordings_miss_parts(hall: Hall) -> None:
    s, v, dewi = hall.session, hall.visit, hall.ids["Dewi"]
    hall.came("Dewi", "recording", "ikd")
    for outcome in ("failed", "refused", "deferred"):
        for reason in ("", "  "):
            with pytest.raises(KnownError):
                queue.finish(s, v, dewi, "recording", outcome, reason=reason)
    with pytest.raises(KnownError):
        queue.finish(s, v, dewi, "ikd", "activated", missing={"photo": "unable"})
    with pytest.raises(KnownError):
        queue.finish(
            s, v, dewi, "recording", "failed", reason="iris", missing={"left_iris": "lens"}
        )
    queue.finish(s, v, dewi, "recording", "failed", reason=" iris ")
    queue.finish(s, v, dewi, "ikd", "deferred", reason="no_phone")
    assert (hall.turn("Dewi").reason, hall.turn("Dewi", "ikd").reason) == ("iris", "no_phone")


def test_who_came_in_the_same_moment_waits_in_the_order_of_the_numbers(tmp_path: Path) -> None:
    session = replace(w.device(tmp_path / "home", "Laptop A"), clock=lambda: 1_721_350_800_000)
    visit = w.visit_with(session, 40)
    for person in w.ids(session, visit):
        queue.check_in(session, visit, person, services=("recording",))
    numbers = [one.visitor.number for one, _s in queries.ready(session.db, visit, ["recording"])]
    assert numbers == [f"A-{count:03d}" for count in range(1, 41)]
    session.close()


def test_who_did_not_come_can_be_called_again_or_sent_back(hall: Hall) -> None:
    s, v = hall.session, hall.visit
    for name in ("Dewi", "Budi"):
        hall.came(name)
    queue.call(s, v, "recording", hall.ids["Dewi"])
    queue.no_show(s, v, hall.ids["Dewi"], "recording")
    assert hall.turn("Dewi").state == "no_show"
    queue.requeue(s, v, hall.ids["Dewi"], "recording")
    waiting = [entry for entry, _service in queries.ready(s.db, v, ["recording"])]
    assert [entry.visitor.fields["name"] for entry in waiting] == ["Budi", "Dewi"]
    assert hall.turn("Dewi").calls == 1
    queue.call(s, v, "recording", hall.ids["Dewi"])
    queue.no_show(s, v, hall.ids["Dewi"], "recording")
    queue.start(s, v, hall.ids["Dewi"], "recording")
    assert hall.turn("Dewi").state == "serving"


def test_a_finished_turn_is_taken_up_again_with_nothing_left_of_it(hall: Hall) -> None:
    s, v, dewi = hall.session, hall.visit, hall.ids["Dewi"]
    hall.came("Dewi")
    queue.finish(s, v, dewi, "recording", "failed", reason="device")
    queue.requeue(s, v, dewi, "recording")
    turn = hall.turn("Dewi")
    assert (turn.state, turn.outcome, turn.reason) == ("waiting", None, None)
    queue.finish(s, v, dewi, "recording", "recorded")
    assert hall["Dewi"].visitor.conflicts == ()


def test_a_turn_is_moved_to_a_service_that_has_none_yet(hall: Hall) -> None:
    s, v, dewi = hall.session, hall.visit, hall.ids["Dewi"]
    hall.came("Dewi")
    queue.move(s, v, dewi, "recording", "ikd")
    assert [t.service for t in hall["Dewi"].visitor.turns] == ["ikd"]
    hall.came("Dewi", "recording")
    with pytest.raises(KnownError):
        queue.move(s, v, dewi, "recording", "ikd")


STATES = {
    "absent": (),
    "waiting": ("came",),
    "called": ("came", "call"),
    "serving": ("came", "call", "start"),
    "no_show": ("came", "call", "no_show"),
    "finished": ("came", "call", "start", "finish"),
}
ALLOWED = {
    "call": {"waiting", "called", "no_show"},
    "start": {"waiting", "called", "no_show"},
    "finish": {"waiting", "called", "serving", "no_show"},
    "no_show": {"called", "serving"},
    "requeue": {"called", "serving", "no_show", "finished"},
    "move": {"waiting", "called", "serving", "no_show"},
}


def act(hall: Hall, verb: str) -> None:
    s, v, dewi = hall.session, hall.visit, hall.ids["Dewi"]
    match verb:
        case "came":
            hall.came("Dewi")
        case "call":
            queue.call(s, v, "recording", dewi)
        case "start":
            queue.start(s, v, dewi, "recording")
        case "finish":
            queue.finish(s, v, dewi, "recording", "recorded")
        case "no_show":
            queue.no_show(s, v, dewi, "recording")
        case "requeue":
            queue.requeue(s, v, dewi, "recording")
        case "move":
            queue.move(s, v, dewi, "recording", "ikd")


@pytest.mark.parametrize("state", STATES)
def test_each_step_is_taken_only_where_it_makes_sense(hall: Hall, state: str) -> None:
    for verb in STATES[state]:
        act(hall, verb)
    for verb, allowed in ALLOWED.items():
        count = hall.written
        if state in allowed:
            act(hall, verb)
            undoing.undo(hall.session, hall.visit)
        else:
            with pytest.raises(KnownError):
                act(hall, verb)
            assert hall.written == count
    if STATES[state]:
        assert hall.turn("Dewi").state == state


def test_a_turn_of_a_service_not_asked_for_is_refused(hall: Hall) -> None:
    hall.came("Dewi")
    for verb in (queue.start, queue.no_show, queue.requeue):
        with pytest.raises(KnownError):
            verb(hall.session, hall.visit, hall.ids["Dewi"], "ikd")


# --- the way back


def test_the_last_actions_are_taken_back_one_after_the_other(hall: Hall) -> None:
    for verb in STATES["finished"]:
        act(hall, verb)
    undone = [undoing.undo(hall.session, hall.visit)[0].kind for _step in range(3)]
    assert undone == ["finished", "started", "called"]
    assert hall.turn("Dewi").state == "waiting"
    assert undoing.undo(hall.session, hall.visit, hall.ids["Dewi"])[0].kind == "checked_in"
    assert hall["Dewi"].visitor.turns == ()
    with pytest.raises(KnownError):  # a list is not taken back
        undoing.undo(hall.session, hall.visit)


def test_the_last_action_about_one_person_is_taken_back(hall: Hall) -> None:
    hall.came("Dewi")
    hall.came("Budi")
    event, entry = undoing.undo(hall.session, hall.visit, hall.ids["Dewi"])
    assert event.kind == "checked_in"
    assert entry is not None
    assert entry.visitor.number == ""
    assert hall["Budi"].visitor.number == "A-002"


def test_what_another_laptop_did_is_not_taken_back_here(tmp_path: Path) -> None:
    with w.team(tmp_path) as team:
        visit = team.visit(2)
        a, b = team.laptops
        person = w.ids(a, visit)[0]
        queue.check_in(a, visit, person)
        team.meet()
        with pytest.raises(KnownError):
            undoing.undo(b, visit, person)


def test_history_tells_everything_and_what_was_taken_back(hall: Hall) -> None:
    hall.came("Dewi")
    people.correct(hall.session, hall.visit, hall.ids["Dewi"], {"class": "XI"})
    undoing.undo(hall.session, hall.visit)
    told = undoing.history(hall.session, hall.visit, hall.ids["Dewi"])
    assert [(event.kind, gone) for event, gone in told] == [
        ("listed", False), ("checked_in", False), ("corrected", True), ("undone", False),
    ]  # fmt: skip


def test_a_closed_visit_is_left_alone_until_the_closing_is_undone(hall: Hall) -> None:
    hall.came("Dewi")
    visits.close(hall.session, hall.visit)
    s, v = hall.session, hall.visit
    attempts: list[Callable[[], object]] = [
        lambda: hall.came("Budi"),
        lambda: act(hall, "finish"),
        lambda: act(hall, "move"),
        lambda: people.walk_in(s, v, {"name": "Tamu"}),
        lambda: people.correct(s, v, hall.ids["Dewi"], {"class": "XI"}),
    ]
    for attempt in attempts:
        with pytest.raises(KnownError):
            attempt()
    undoing.undo(s, v)
    assert hall.came("Budi").visitor.number == "A-002"
