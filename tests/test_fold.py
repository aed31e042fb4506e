"""From events to people: order cannot matter, facts are never refused, conflicts are named."""

import datetime as dt
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain import events as e
from fieldapp.domain.clocks import tick
from fieldapp.domain.fold import cancelled, fold, fold_visit

A, B = "aaaaaaaaaa", "bbbbbbbbbb"


class Stream:
    """Writes events of one device."""

    def __init__(self, device: str, person: str = "p") -> None:
        self.device = device
        self.person = person
        self.events: list[e.Event] = []

    def write(self, ms: int, body: e.Body) -> e.Event:
        event = e.Event(
            "v", self.device, len(self.events) + 1, (ms, 0), f"op-{self.device[0]}", self.person,
            body.kind, body,
        )  # fmt: skip
        self.events.append(event)
        return event


def folded(*streams: Stream) -> object:
    return fold([event for stream in streams for event in stream.events], "v", "p")


def test_a_turn_goes_from_waiting_to_finished() -> None:
    a = Stream(A)
    a.write(1000, e.Listed({"name": "Dewi"}))
    a.write(2000, e.CheckedIn("A-001", ("kk",), ("recording",)))
    a.write(3000, e.Called("recording", "1"))
    a.write(4000, e.Called("recording", "1"))
    a.write(5000, e.Started("recording", "1"))
    a.write(9000, e.Finished("recording", "recorded", missing={"left_thumb": "bandaged"}))
    person = fold(a.events, "v", "p")
    turn = person.turns[0]
    assert person.number == "A-001"
    assert (turn.state, turn.outcome, turn.calls) == ("finished", "recorded", 2)
    assert (turn.waiting, turn.called, turn.started, turn.finished) == (2000, 4000, 5000, 9000)
    assert turn.missing == {"left_thumb": "bandaged"}


def test_undoing_takes_one_event_back_and_undoing_that_brings_it_back() -> None:
    a = Stream(A)
    a.write(1000, e.CheckedIn("A-001", (), ("recording",)))
    done = a.write(2000, e.Finished("recording", "failed", "iris"))
    undone = a.write(3000, e.Undone(done.ref))
    assert fold(a.events, "v", "p").turns[0].state == "waiting"
    a.write(4000, e.Undone(undone.ref))
    assert fold(a.events, "v", "p").turns[0].outcome == "failed"
    assert cancelled(a.events) == {undone.ref}


def test_a_number_taken_back_stays_known_so_that_it_is_never_given_again() -> None:
    a = Stream(A)
    came = a.write(1000, e.CheckedIn("A-001", (), ("recording",)))
    a.write(2000, e.Undone(came.ref))
    person = fold(a.events, "v", "p")
    assert person.number == ""
    assert person.numbers == ("A-001",)


def test_two_laptops_recording_the_same_pupil_are_flagged_and_both_facts_kept() -> None:
    a, b = Stream(A), Stream(B)
    a.write(1000, e.CheckedIn("A-001", (), ("recording",)))
    b.write(1100, e.CheckedIn("B-001", (), ("recording",)))
    a.write(2000, e.Finished("recording", "recorded"))
    b.write(2100, e.Finished("recording", "recorded"))
    person = fold([*b.events, *a.events], "v", "p")
    assert {conflict.what for conflict in person.conflicts} == {
        "finished_twice", "checked_in_twice",
    }  # fmt: skip
    assert person.turns[0].finished == 2000
    assert person.numbers == ("A-001", "B-001")
    assert person.number == "A-001"


def test_corrections_of_different_fields_merge() -> None:
    a, b = Stream(A), Stream(B)
    a.write(1000, e.Listed({"name": "Dewi", "class": "XI"}))
    a.write(2000, e.Corrected({"name": "Dewi Lestari"}, {"name": "Dewi"}))
    b.write(2500, e.Corrected({"class": "XII"}, {"class": "XI"}))
    person = fold([*a.events, *b.events], "v", "p")
    assert person.fields == {"name": "Dewi Lestari", "class": "XII"}
    assert person.conflicts == ()


def test_corrections_of_the_same_field_show_the_later_and_list_the_pair() -> None:
    a, b = Stream(A), Stream(B)
    a.write(1000, e.Listed({"name": "Dewi"}))
    one = a.write(2000, e.Corrected({"name": "Dewi Lestari"}, {"name": "Dewi"}))
    two = b.write(2500, e.Corrected({"name": "Dewi Lestary"}, {"name": "Dewi"}))
    person = fold([*b.events, *a.events], "v", "p")
    assert person.fields["name"] == "Dewi Lestary"
    (conflict,) = person.conflicts
    assert [fact.value for fact in conflict.facts] == ["Dewi Lestari", "Dewi Lestary"]
    a.write(3000, e.Resolved(conflict.id, (one.ref, two.ref), "name", "Dewi Lestari"))
    person = fold([*b.events, *a.events], "v", "p")
    assert person.fields["name"] == "Dewi Lestari"
    assert person.conflicts == ()


def test_a_correction_made_in_knowledge_of_the_other_is_no_conflict() -> None:
    a, b = Stream(A), Stream(B)
    a.write(2000, e.Corrected({"name": "Dewi L"}, {"name": "Dewi"}))
    b.write(2500, e.Corrected({"name": "Dewi Lestari"}, {"name": "Dewi L"}))
    assert fold([*a.events, *b.events], "v", "p").conflicts == ()


def test_the_same_correction_on_two_laptops_is_no_conflict() -> None:
    a, b = Stream(A), Stream(B)
    a.write(1000, e.Listed({"name": "Dewi"}))
    a.write(2000, e.Corrected({"name": "Dewi L"}, {"name": "Dewi"}))
    b.write(2500, e.Corrected({"name": "Dewi L"}, {"name": "Dewi"}))
    assert fold([*a.events, *b.events], "v", "p").conflicts == ()


def test_a_list_that_overrules_a_correction_is_listed_for_review() -> None:
    a = Stream(A)
    a.write(1000, e.Listed({"name": "Dewi"}, "dapodik"))
    a.write(2000, e.Corrected({"name": "Dewi L"}, {"name": "Dewi"}))
    a.write(3000, e.Listed({"name": "Dewy"}, "dapodik", was={"name": "Dewi L"}))
    person = fold(a.events, "v", "p")
    assert person.fields["name"] == "Dewy"
    assert person.conflicts[0].field == "name"


def test_sending_back_moving_and_no_show_change_the_turn() -> None:
    a = Stream(A)
    a.write(1000, e.CheckedIn("A-001", (), ("recording",)))
    a.write(2000, e.Called("recording"))
    a.write(3000, e.NoShow("recording"))
    assert fold(a.events, "v", "p").turns[0].state == "no_show"
    a.write(4000, e.Requeued("recording"))
    turn = fold(a.events, "v", "p").turns[0]
    assert (turn.state, turn.waiting) == ("waiting", 4000)
    a.write(5000, e.Moved("recording", "ikd"))
    assert [t.service for t in fold(a.events, "v", "p").turns] == ["ikd"]


def test_a_physical_fact_counts_although_nobody_called_or_checked_in() -> None:
    b = Stream(B)
    b.write(1000, e.Finished("recording", "recorded"))
    assert fold(b.events, "v", "p").turns[0].outcome == "recorded"


def test_an_event_of_a_newer_version_is_kept_out_of_the_fold() -> None:
    line = (
        b'{"visit":"v","device":"aaaaaaaaaa","seq":1,"at":[5,0],"actor":"x","person":"p",'
        b'"kind":"teleported","body":{"to":"mars"}}'
    )
    event = e.decode(line)
    assert isinstance(event.body, e.Unknown)
    assert not fold([event], "v", "p").fields


def test_a_visit_is_folded_from_its_plan_and_changes() -> None:
    from datetime import date  # noqa: PLC0415

    a = Stream(A, person="")
    assert fold_visit([], "v") is None
    a.write(1, e.VisitPlanned("SMAN 1", date(2024, 7, 19)))
    a.write(2, e.VisitChanged(date=date(2024, 7, 20)))
    closed = a.write(3, e.VisitClosed())
    found = fold_visit(a.events, "v")
    assert found is not None
    assert (found.plan.place, found.plan.date, found.state) == (
        "SMAN 1", date(2024, 7, 20), "closed",
    )  # fmt: skip
    a.write(4, e.Undone(closed.ref))
    reopened = fold_visit(a.events, "v")
    assert reopened is not None
    assert reopened.state == "planned"


services = st.sampled_from(["recording", "ikd"])
bodies = st.one_of(
    st.builds(
        e.Listed,
        st.dictionaries(st.sampled_from(["name", "class", "nik"]), st.sampled_from("xyz")),
    ),
    st.builds(
        e.Corrected,
        st.dictionaries(st.sampled_from(["name", "class"]), st.sampled_from("xyz"), min_size=1),
        st.dictionaries(st.sampled_from(["name", "class"]), st.sampled_from("xyz")),
    ),
    st.builds(
        e.CheckedIn,
        st.sampled_from(["A-001", "B-001", "A-002"]),
        st.just(("kk",)),
        st.lists(services, unique=True).map(tuple),
    ),
    st.builds(e.Called, services),
    st.builds(e.Started, services),
    st.builds(e.Finished, services, st.sampled_from(["recorded", "failed"])),
    st.builds(e.Requeued, services),
    st.builds(e.NoShow, services),
    st.builds(e.Moved, services, services),
    st.builds(e.Undone, st.tuples(st.sampled_from([A, B]), st.integers(1, 8))),
    st.builds(e.Noted, st.sampled_from("xy")),
)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 5), bodies), max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_arrival_cannot_matter(
    facts: Sequence[tuple[bool, int, e.Body]], chance: random.Random
) -> None:
    a, b = Stream(A), Stream(B)
    for first, ms, body in facts:
        (a if first else b).write(ms, body)
    events = [*a.events, *b.events]
    shuffled = events[:]
    chance.shuffle(shuffled)
    assert fold(events, "v", "p") == fold(shuffled, "v", "p")


@given(bodies)
def test_every_event_is_read_back_as_it_was_written(body: e.Body) -> None:
    event = e.Event("v", A, 1, (1, 2), "Op", "p", body.kind, body)
    assert e.decode(e.encode(event)) == event


@given(st.binary(max_size=200))
def test_garbage_is_no_event(data: bytes) -> None:
    with pytest.raises(e.InvalidEventError):
        e.decode(data)


def test_the_clock_never_goes_back() -> None:
    assert tick((1000, 5), 900) == (1000, 6)
    assert tick((1000, 5), 2000) == (2000, 0)
    assert tick((1000, 2**16 - 1), 900) == (1001, 0)


def test_the_status_of_the_latest_day_shows_whichever_list_came_first() -> None:
    a = Stream(A)
    a.write(1000, e.StatusReported("SENT_FOR_ENROLLMENT", dt.date(2024, 8, 1)))
    a.write(2000, e.StatusReported("PRINT_READY_RECORD", dt.date(2024, 8, 9)))
    a.write(3000, e.StatusReported("BIO_CAPTURED", dt.date(2024, 7, 25)))
    person = fold(a.events, "v", "p")
    assert person.fields["status"] == "PRINT_READY_RECORD"
    assert [told.status for told in person.statuses] == [
        "SENT_FOR_ENROLLMENT", "PRINT_READY_RECORD", "BIO_CAPTURED",
    ]  # fmt: skip
    a.write(4000, e.StatusReported("CARD_ISSUED"))
    assert fold(a.events, "v", "p").fields["status"] == "CARD_ISSUED"


def test_a_card_is_requested_printed_and_handed_over() -> None:
    a, day = Stream(A), dt.date(2024, 11, 20)
    for ms, step in enumerate(("requested", "printed")):
        a.write(ms, e.CardStep(step, day))
    given = a.write(9, e.CardStep("handed_over", day, "Ibu"))
    person = fold(a.events, "v", "p")
    assert [(c.step, c.to) for c in person.card] == [
        ("requested", ""), ("printed", ""), ("handed_over", "Ibu"),
    ]  # fmt: skip
    a.write(10, e.Undone(given.ref))
    assert [c.step for c in fold(a.events, "v", "p").card] == ["requested", "printed"]


def test_the_last_decision_about_a_match_holds() -> None:
    a = Stream(A)
    a.write(1, e.Matched("school", "q", same=True))
    a.write(2, e.Matched("school", "q", same=False))
    assert [(m.visit, m.person, m.same) for m in fold(a.events, "v", "p").matches] == [
        ("school", "q", False)
    ]


def test_who_was_finished_without_being_called_is_flagged_until_someone_decides() -> None:
    a = Stream(A)
    a.write(1, e.CheckedIn("A-001", (), ("recording",)))
    done = a.write(2, e.Finished("recording", "recorded"))
    assert [c.id for c in fold(a.events, "v", "p").oddities] == ["uncalled:recording"]
    a.write(3, e.Resolved("uncalled:recording", (done.ref,)))
    assert fold(a.events, "v", "p").oddities == ()
    a.write(4, e.Requeued("recording"))
    a.write(5, e.Started("recording"))
    a.write(6, e.Finished("recording", "recorded"))
    assert fold(a.events, "v", "p").oddities == ()


def test_a_doubt_is_taken_away_and_data_are_accepted_as_they_are() -> None:
    a = Stream(A)
    a.write(1, e.Listed({"name": "Dewi"}, flags=("nik_shared",)))
    a.write(2, e.Resolved("flag:nik_shared", ()))
    a.write(3, e.Resolved("chip:nik_mismatch", (), value="2007-01-02"))
    person = fold(a.events, "v", "p")
    assert person.flags == ()
    assert person.accepted == {"chip:nik_mismatch": "2007-01-02"}


def test_a_visit_has_a_team_laptops_and_hours_which_may_change() -> None:
    a = Stream(A, "")
    a.write(1, e.VisitPlanned("Kedundung", dt.date(2024, 7, 22), setting="village", opens="07:30"))
    a.write(2, e.VisitChanged(team="Tim 2", laptops=(A, B), closes="12:00"))
    visit = fold_visit(a.events, "v")
    assert visit is not None
    plan = visit.plan
    assert (plan.setting, plan.team, plan.laptops) == ("village", "Tim 2", (A, B))
    assert (plan.opens, plan.closes) == ("07:30", "12:00")


def test_deciding_one_field_settles_no_other_that_the_same_events_wrote() -> None:
    a, b = Stream(A), Stream(B)
    a.write(1, e.Listed({"name": "Dewi", "class": "XI", "rt": "01"}))
    first = a.write(2, e.Corrected({"class": "XII", "rt": "02"}, {"class": "XI", "rt": "01"}))
    second = b.write(3, e.Corrected({"class": "X", "rt": "03"}, {"class": "XI", "rt": "01"}))
    a.write(4, e.Resolved("field:class", (first.ref, second.ref), "class", "XII"))
    person = fold([*a.events, *b.events], "v", "p")
    assert [conflict.id for conflict in person.conflicts] == ["field:rt"]
