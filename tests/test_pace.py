"""How fast the hall works."""

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.people import Turn
from fieldapp.reports import pace

MINUTE = 60_000
START = 1_721_350_000_000


def at(minutes: float) -> int:
    return START + round(minutes * MINUTE)


def served(begun: float, minutes: float = 4, waited: float = 10, station: str = "1") -> Turn:
    return Turn(
        "recording", "finished", waiting=at(begun - waited), called=at(begun), started=at(begun),
        finished=at(begun + minutes), station=station, device="aaaaaaaaaa", outcome="recorded",
    )  # fmt: skip


def waiting(since: float) -> Turn:
    return Turn("recording", "waiting", waiting=at(since))


def test_before_anybody_came_nothing_is_said() -> None:
    found = pace.of_turns([], at(0))
    assert (found.wait, found.each, found.end, found.desks) == (None, None, None, 0)


def test_waits_and_times_are_means_of_those_who_were_served() -> None:
    found = pace.of_turns([served(0, 4, 10), served(5, 6, 20), waiting(0)], at(60))
    assert (found.wait, found.each) == (15.0, 5.0)
    assert (found.waiting, found.served) == (1, 2)


def test_no_end_is_estimated_from_fewer_than_three_people() -> None:
    assert pace.of_turns([served(0), served(5), waiting(1)], at(10)).end is None


def test_the_end_follows_from_those_who_wait_and_the_desks_at_work() -> None:
    done = [served(0), served(4), served(0, station="2"), served(4, station="2")]
    queue = [waiting(n) for n in range(10)]
    found = pace.of_turns([*done, *queue], at(10))
    assert (found.desks, found.end) == (2, at(30))


def test_whoever_is_at_a_desk_counts_for_what_is_left_of_their_time() -> None:
    done = [served(0), served(4), served(8)]
    now = Turn("recording", "serving", started=at(12), station="1", device="aaaaaaaaaa")
    assert pace.of_turns([*done, now], at(13)).end == at(16)
    assert pace.of_turns([*done, now], at(60)).end == at(60)


def test_a_desk_that_went_home_no_longer_counts() -> None:
    done = [served(0, station="2"), served(60), served(64), served(68)]
    assert pace.of_turns([*done, waiting(60)], at(72)).desks == 1


def test_a_pause_of_the_whole_hall_leaves_the_desks_as_they_were() -> None:
    done = [served(0), served(4), served(8), waiting(1)]
    found = pace.of_turns(done, at(90))
    assert (found.desks, found.end) == (1, at(94))


def test_when_nobody_waits_there_is_no_end_to_estimate() -> None:
    assert pace.of_turns([served(0), served(4), served(8)], at(20)).end is None


def test_somebody_who_waits_has_waited_whole_minutes_and_never_less_than_none() -> None:
    assert pace.minutes_waited(waiting(0), at(12.9)) == 12
    assert pace.minutes_waited(waiting(5), at(0)) == 0
    assert pace.minutes_waited(served(0), at(12)) is None


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 60)), max_size=30), st.integers(0, 40))
def test_no_end_ever_lies_in_the_past(turns: list[tuple[float, float]], queue: int) -> None:
    known = [served(begun, minutes) for begun, minutes in turns]
    found = pace.of_turns([*known, *(waiting(n) for n in range(queue))], at(400))
    assert found.end is None or found.end >= at(400)
