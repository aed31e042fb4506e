"""Review: what is found, how it is decided, how decisions travel, are undone and reopened."""

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from msgspec import Struct

from fieldapp import people, queue, review, undoing
from fieldapp.domain import clocks
from fieldapp.domain import events as e
from fieldapp.domain.review import KINDS, Choice
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.store.verify import verify
from tests import clones
from tests import review_place as r
from tests import workplace as w

ALL = [kind for kind in KINDS if kind != "listed_twice"]


class Hall(Struct):
    """A team after a visit with a case of each kind."""

    team: w.Team
    watch: r.Watch
    visit: str

    @property
    def office(self) -> Session:
        return self.team.office

    def kinds(self, session: Session | None = None) -> list[str]:
        return r.kinds(session or self.office, self.visit)

    def entry(self, name: str, session: Session | None = None) -> Entry:
        at = session or self.office
        return queries.known(at.db, self.visit, r.person(at, self.visit, name))

    def agree(self) -> None:
        """Hand everything round; then all devices show the same, and so does a rebuild."""
        self.team.meet()
        first, *others = r.tables_of(self.team)
        assert all(other == first for other in others)
        assert verify(self.office).problems == []


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with w.team(tmp_path) as team:
        watch = r.timed(team)
        yield Hall(team, watch, r.everything(team, watch))


def test_cases_come_most_consequential_first(hall: Hall) -> None:
    assert hall.kinds() == ALL
    names = {case.what: (case.name, case.other_name) for case in review.cases(hall.office)}
    assert names["finished_twice"] == ("Rizky Hidayat", "")
    assert set(names["nik_shared"]) == {"Dewi Lestari", "Bagus Prasetyo"}
    assert names["resembles"] == ("Siti Rahayu", "Siti Rahayu")
    assert names["nik_mismatch"] == ("Wahyu Saputra", "")


DECISIONS = [
    ("finished_twice", "fact", 0), ("finished_twice", "fact", 1), ("nik_shared", "same", 0),
    ("nik_shared", "left", 0), ("nik_shared", "right", 0), ("nik_shared", "both", 0),
    ("resembles", "same", 0), ("resembles", "apart", 0), ("field", "fact", 0),
    ("field", "fact", 1), ("checked_in_twice", "fact", 1), ("finished_uncalled", "accept", 0),
    ("times", "accept", 0), ("nik_mismatch", "accept", 0), ("nik_mismatch", "nik", 0),
]  # fmt: skip


@pytest.mark.parametrize(("what", "code", "number"), DECISIONS)
def test_a_decision_settles_its_case_travels_and_one_undo_brings_it_back(
    hall: Hall, what: str, code: str, number: int
) -> None:
    before = r.tables_of(hall.team)[0]
    made = r.decide(hall.office, what, code, number=number)
    assert what not in hall.kinds()
    hall.agree()
    assert all(what not in hall.kinds(one) for one in hall.team.everyone)
    undoing.undo(hall.office, hall.visit, only=made.ref)
    assert r.tables_of(hall.team)[0] == before
    hall.agree()
    assert all(hall.kinds(one) == ALL for one in hall.team.everyone)


def test_the_outcome_that_was_chosen_holds_with_its_reason(hall: Hall) -> None:
    for number, outcome, reason in ((0, "recorded", None), (1, "failed", "iris")):
        made = r.decide(hall.office, "finished_twice", "fact", number=number)
        (turn,) = hall.entry("Rizky Hidayat").visitor.turns
        assert (turn.state, turn.outcome, turn.reason) == ("finished", outcome, reason)
        undoing.undo(hall.office, hall.visit, only=made.ref)


def test_the_number_that_was_chosen_holds_and_the_other_is_never_given_again(hall: Hall) -> None:
    r.decide(hall.office, "checked_in_twice", "fact", number=1)
    visitor = hall.entry("Rizky Hidayat").visitor
    assert visitor.number == "B-001"
    assert visitor.numbers == ("A-001", "B-001")


def test_a_third_value_may_be_typed_for_a_field_and_is_checked(hall: Hall) -> None:
    case = r.of(review.cases(hall.office), "field")
    with pytest.raises(KnownError):
        review.decide(hall.office, case, Choice("left"))
    r.decide(hall.office, "field", "other", "Kota Mojokerto")
    assert hall.entry("Budi Kusuma").visitor.fields["birth_place"] == "Kota Mojokerto"


def test_a_nik_stays_with_one_and_is_taken_from_the_other(hall: Hall) -> None:
    case = r.of(review.cases(hall.office), "nik_shared")
    r.decide(hall.office, "nik_shared", "right")
    left, right = hall.entry(case.name), hall.entry(case.other_name)
    assert "nik" not in left.visitor.fields
    assert right.visitor.fields["nik"] == r.SHARED
    assert "nik_shared" not in right.visitor.flags
    assert right.assessment.badge != "check_data"


def test_taking_a_nik_away_is_undone_whole_also_when_asked_about_either_person(hall: Hall) -> None:
    for name in ("Dewi Lestari", "Bagus Prasetyo"):
        r.decide(hall.office, "nik_shared", "left")
        who = hall.entry(name).visitor.person
        undoing.undo(hall.office, hall.visit, who)
        assert hall.kinds() == ALL
        assert hall.entry(name).visitor.fields["nik"] == r.SHARED


def test_undo_touches_nothing_but_the_decision_that_is_named(hall: Hall) -> None:
    made = r.decide(hall.office, "nik_shared", "both")
    people.note(hall.office, hall.visit, hall.entry("Budi Kusuma").visitor.person, "Datang sore")
    with pytest.raises(KnownError, match="Something else"):
        undoing.undo(hall.office, hall.visit, only=made.ref)
    undoing.undo(hall.office, hall.visit)
    assert hall.entry("Budi Kusuma").visitor.notes == ()
    undoing.undo(hall.office, hall.visit, only=made.ref)
    assert hall.kinds() == ALL


def test_of_three_with_one_nik_each_pair_is_decided_before_the_doubt_is_gone(
    tmp_path: Path,
) -> None:
    three = [
        w.pupil(n, name=name, nik=r.SHARED, birth_date="2007-03-02")
        for n, name in enumerate(("Dewi Lestari", "Bagus Prasetyo", "Tono Wijaya"), 1)
    ]
    with w.team(tmp_path) as team:
        watch = r.timed(team)
        hall = Hall(team, watch, r.visit_of(team, three))
        assert hall.kinds() == ["nik_shared"] * 3
        for left in (2, 1, 0):
            case = review.cases(team.office)[0]
            review.decide(team.office, case, Choice("both"))
            assert len(hall.kinds()) == left
        entries = queries.everyone(team.office.db, hall.visit)
        assert all("nik_shared" not in one.visitor.flags for one in entries)
        for back in (1, 2, 3):
            undoing.undo(team.office, hall.visit)
            assert len(hall.kinds()) == back


def test_whoever_is_left_of_two_with_one_nik_is_let_go_by_a_decision(hall: Hall) -> None:
    other = hall.entry("Bagus Prasetyo").visitor.person
    people.correct(hall.team.laptops[0], hall.visit, other, {"nik": "3576010203079124"})
    hall.team.meet()
    case = r.of(review.cases(hall.office), "nik_shared")
    assert (case.name, case.other, case.id) == ("Dewi Lestari", "", "flag:nik_shared")
    review.decide(hall.office, case, Choice("accept"))
    assert hall.entry("Dewi Lestari").assessment.badge != "check_data"


def test_data_that_the_nik_knows_better_are_put_right_by_it(hall: Hall) -> None:
    r.decide(hall.office, "nik_mismatch", "nik")
    assert hall.entry("Wahyu Saputra").visitor.fields["sex"] == "L"


def test_accepted_data_are_doubtful_again_once_they_change(hall: Hall) -> None:
    r.decide(hall.office, "nik_mismatch", "accept")
    hall.agree()
    laptop = hall.team.laptops[0]
    entry = hall.entry("Wahyu Saputra", laptop)
    assert "nik_mismatch" not in entry.assessment.chips
    people.correct(laptop, hall.visit, entry.visitor.person, {"birth_date": "2007-01-05"})
    hall.agree()
    assert "nik_mismatch" in hall.kinds()


def test_only_a_coordinator_decides_and_only_what_still_stands(hall: Hall) -> None:
    case = r.of(review.cases(hall.office), "field")
    officer = hall.office.by("Petugas", "operator")
    with pytest.raises(KnownError, match="coordinator"):
        review.decide(officer, case, case.choices[0])
    review.decide(hall.office, case, case.choices[0])
    with pytest.raises(KnownError, match="no such conflict"):
        review.decide(hall.office, case, case.choices[1])


def test_a_fact_that_comes_after_the_decision_opens_the_case_again(hall: Hall) -> None:
    r.decide(hall.office, "finished_twice", "fact", number=0)
    r.decide(hall.office, "field", "other", "Kota Mojokerto")
    a = hall.team.laptops[0]
    hall.watch.wait()
    rizky, budi = (hall.entry(name, a).visitor.person for name in ("Rizky Hidayat", "Budi Kusuma"))
    queue.requeue(a, hall.visit, rizky, "recording")
    queue.finish(a, hall.visit, rizky, "recording", "deferred", reason="ill")
    people.correct(a, hall.visit, budi, {"birth_place": "Surabaya"})
    hall.agree()
    assert "field" in hall.kinds()
    case = r.of(review.cases(hall.office), "field")
    assert [fact.value for fact in case.facts] == ["Kota Mojokerto", "Surabaya"]
    (turn,) = hall.entry("Rizky Hidayat").visitor.turns
    assert turn.outcome == "deferred"


def test_a_finish_that_arrives_late_opens_the_case_again_and_shows_what_was_decided(
    tmp_path: Path,
) -> None:
    with w.team(tmp_path, "ABC") as team:
        watch = r.timed(team)
        hall = Hall(team, watch, r.visit_of(team))
        who = r.person(team.office, hall.visit, "Rizky Hidayat")
        for laptop, outcome in zip(team.laptops, ("recorded", "failed", "refused"), strict=True):
            reason = "" if outcome == "recorded" else "iris"
            r.serve(laptop, watch, hall.visit, who, outcome, reason)
        for laptop in team.laptops[:2]:
            team.bring(laptop, team.office)
        r.decide(team.office, "finished_twice", "fact", number=0)
        assert "finished_twice" not in hall.kinds()
        team.bring(team.laptops[2], team.office)
        case = r.of(review.cases(team.office), "finished_twice")
        assert [(fact.kind, fact.value) for fact in case.facts] == [
            ("finished", "recorded"), ("finished", "failed"), ("finished", "refused"),
            ("resolved", "recorded"),
        ]  # fmt: skip
        assert hall.entry("Rizky Hidayat").visitor.turns[0].outcome == "recorded"
        hall.agree()


@pytest.mark.parametrize("order", list(permutations(range(2))))
@pytest.mark.parametrize("what", ["field", "finished_twice", "checked_in_twice"])
def test_two_who_decide_differently_without_knowing_are_asked_again_in_any_order(
    hall: Hall, what: str, order: tuple[int, int]
) -> None:
    deciders = [hall.office, hall.team.laptops[0]]
    for place in order:
        r.decide(deciders[place], what, "fact", number=place)
        hall.watch.wait()
    hall.agree()
    case = r.of(review.cases(hall.office), what)
    assert [fact.kind for fact in case.facts].count("resolved") == 2
    review.decide(hall.office, case, case.choices[0])
    hall.agree()
    assert what not in hall.kinds()


def test_two_who_decide_the_same_are_not_asked_again(hall: Hall) -> None:
    for one in (hall.office, hall.team.laptops[1]):
        r.decide(one, "field", "fact", number=1)
        r.decide(one, "nik_shared", "both")
        hall.watch.wait()
    hall.agree()
    assert not {"field", "nik_shared"} & set(hall.kinds())


def test_the_newest_hands_meet_in_any_order_and_show_the_same(hall: Hall) -> None:
    r.decide(hall.office, "nik_shared", "left")
    r.decide(hall.team.laptops[0], "nik_shared", "same")
    r.decide(hall.team.laptops[1], "resembles", "same")
    r.decide(hall.office, "resembles", "apart")
    a, b = hall.team.laptops
    hall.team.bring(b, hall.office)
    hall.team.bring(hall.office, a)
    hall.team.bring(a, hall.office)
    hall.agree()


def test_a_decision_folds_nobody_but_those_it_is_about(hall: Hall) -> None:
    db = hall.office.db
    db.execute("CREATE TEMP TABLE touched(key INTEGER)")
    db.execute(
        "CREATE TEMP TRIGGER watch AFTER UPDATE ON person "
        "BEGIN INSERT INTO touched VALUES(new.key); END"
    )
    r.decide(hall.office, "nik_shared", "left")
    (count,) = db.execute("SELECT count(DISTINCT key) FROM touched").fetchone()
    assert count == 2


def served_with_doubt(hall: Hall, names: list[str]) -> str:
    """Laptop B notes that its clock was set, and then records these."""
    b = hall.team.laptops[1]
    r.doubt_clock(b, hall.watch, hall.visit)
    for name in names:
        r.serve(b, hall.watch, hall.visit, r.person(b, hall.visit, name))
    hall.team.meet()
    return b.device_id


def test_doubtful_times_of_a_laptop_are_one_case_however_many_people(hall: Hall) -> None:
    device = served_with_doubt(hall, ["Tono Santoso", "Wahyu Saputra", "Budi Kusuma"])
    case = next(one for one in review.cases(hall.office) if not one.person)
    assert (case.what, case.field, case.device) == ("times", clocks.JUMP, device)
    assert len(case.persons) == 3
    made = review.decide(hall.office, case, case.choices[0])
    assert all(one.person for one in review.cases(hall.office))
    hall.agree()
    undoing.undo(hall.office, hall.visit, only=made.ref)
    assert any(not one.person for one in review.cases(hall.office))


def test_accepted_times_of_a_laptop_are_asked_again_once_somebody_is_added(hall: Hall) -> None:
    served_with_doubt(hall, ["Tono Santoso"])
    case = next(one for one in review.cases(hall.office) if not one.person)
    review.decide(hall.office, case, case.choices[0])
    b = hall.team.laptops[1]
    r.serve(b, hall.watch, hall.visit, r.person(b, hall.visit, "Wahyu Saputra"))
    hall.team.meet()
    case = next(one for one in review.cases(hall.office) if not one.person)
    assert len(case.persons) == 2


def test_a_service_of_no_time_and_one_on_another_day_are_told_by_laptop(tmp_path: Path) -> None:
    with w.team(tmp_path) as team:
        watch = r.timed(team)
        visit = r.visit_of(team)
        a = team.laptops[0]
        for name in ("Rizky Hidayat", "Budi Kusuma"):
            who = r.person(a, visit, name)
            queue.check_in(a, visit, who, services=("recording",))
            queue.call(a, visit, "recording", who)
            queue.start(a, visit, who, "recording")
            queue.finish(a, visit, who, "recording", "recorded")
        watch.wait(3 * 24 * 60)
        r.serve(a, watch, visit, r.person(a, visit, "Ayu Maulana"))
        found = [one for one in review.cases(a, visit) if one.what == "times"]
        assert {(one.field, len(one.persons)) for one in found} == {("instant", 2), ("day", 1)}


def test_a_copy_of_a_laptop_that_recorded_the_same_pupil_is_decided_like_two_laptops(
    tmp_path: Path,
) -> None:
    with w.team(tmp_path, "A") as team:
        visit = team.visit(6)
        a = team.laptops[0]
        who = w.ids(a, visit)[0]
        clone = clones.cloned(team, 0)
        clones.record(a, visit, who)
        clones.record(clone, visit, who)
        clones.settle(team)
        case = next(c for c in review.cases(team.office) if c.what == "finished_twice")
        review.decide(team.office, case, case.choices[1])
        clones.settle(team)
        clones.assert_settled(team)
        assert "finished_twice" not in r.kinds(team.office)


def test_practice_and_the_registrys_list_are_no_cases(hall: Hall) -> None:
    hall.office.record(
        "latihan", ("", e.VisitPlanned("Latihan", w.DAY, practice=True)),
        *[(f"p{n}", e.Listed({"name": "Dewi", "nik": r.SHARED})) for n in range(2)],
    )  # fmt: skip
    assert hall.kinds() == ALL
    assert r.kinds(hall.office) == ALL
    assert r.kinds(hall.office, "latihan")


def test_every_case_has_a_key_of_its_own(hall: Hall) -> None:
    keys = [case.key for case in review.cases(hall.office)]
    assert len(set(keys)) == len(keys)
