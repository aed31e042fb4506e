"""Lists and walk-ins: nothing is guessed, nothing is lost, and a second time changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp import people, queue, undoing, visits
from fieldapp.domain.identity import mask_field
from fieldapp.errors import Cancelled, KnownError
from fieldapp.roster.preview import Problem
from fieldapp.store import journal, queries, tables
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.store.verify import verify
from tests import workplace as w


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Session]:
    session = w.device(tmp_path / "home", "Laptop A")
    yield session
    session.close()


@pytest.fixture
def visit(laptop: Session) -> str:
    return visits.plan(laptop, "SMAN 1 Kota Mojokerto", w.DAY).visit


def take(session: Session, visit: str, *pupils: dict[str, str], layout: str = "dapodik") -> Entry:
    """Take a list in; the first of its people as they are then."""
    people.take_in(session, visit, w.listing(list(pupils), layout))
    return first(session, visit)


def first(session: Session, visit: str) -> Entry:
    return queries.everyone(session.db, visit)[0]


def written(session: Session, visit: str) -> int:
    """How many events this device wrote in a visit."""
    return journal.head(session.db, visit, session.device_id).last


# --- lists


def test_a_list_taken_in_twice_changes_nothing(laptop: Session, visit: str) -> None:
    pupils = [w.pupil(number) for number in range(30)]
    taken = people.take_in(laptop, visit, w.listing(pupils))
    assert (taken.read, taken.new, taken.changed, taken.same) == (30, 30, 0, 0)
    count, before = written(laptop, visit), tables.dump(laptop.db)
    again = people.take_in(laptop, visit, w.listing(pupils))
    assert (again.read, again.new, again.changed, again.same) == (30, 0, 0, 30)
    assert written(laptop, visit) == count
    assert tables.dump(laptop.db) == before


def test_a_changed_cell_changes_that_field_only(laptop: Session, visit: str) -> None:
    take(laptop, visit, w.pupil(1), w.pupil(2))
    people.take_in(laptop, visit, w.listing([w.pupil(1, **{"class": "XII IPS 4"}), w.pupil(2)]))
    (person,) = people_called(laptop, visit, w.pupil(1)["name"])
    events = journal.of_person(laptop.db, visit, person.visitor.person)
    assert events[-1].body == events[-1].body.__class__(
        {"class": "XII IPS 4"}, "dapodik", 7, {"class": w.pupil(1)["class"]}
    )
    assert person.visitor.fields == {**w.pupil(1), "class": "XII IPS 4"}


def people_called(session: Session, visit: str, name: str) -> list[Entry]:
    everyone = queries.everyone(session.db, visit)
    return [entry for entry in everyone if entry.visitor.fields.get("name") == name]


def test_an_empty_cell_erases_nothing(laptop: Session, visit: str) -> None:
    take(laptop, visit, w.pupil(1))
    entry = take(laptop, visit, w.pupil(1, kk="", village="", **{"class": ""}))
    assert entry.visitor.fields == w.pupil(1)
    assert written(laptop, visit) == 2


def test_a_correction_by_hand_survives_the_same_list(laptop: Session, visit: str) -> None:
    entry = take(laptop, visit, w.pupil(1))
    people.correct(laptop, visit, entry.visitor.person, {"class": "XI", "village": "Wates"})
    again = take(laptop, visit, w.pupil(1))
    assert (again.visitor.fields["class"], again.visitor.fields["village"]) == ("XI", "Wates")
    assert again.visitor.conflicts == ()


def test_a_list_whose_cell_changed_overrules_a_correction_and_says_so(
    laptop: Session, visit: str
) -> None:
    entry = take(laptop, visit, w.pupil(1))
    people.correct(laptop, visit, entry.visitor.person, {"village": "Wates"})
    again = take(laptop, visit, w.pupil(1, village="Blooto"))
    assert again.visitor.fields["village"] == "Blooto"
    (conflict,) = again.visitor.conflicts
    assert {fact.value for fact in conflict.facts} == {"Wates", "Blooto"}
    chosen = people.resolve(laptop, visit, entry.visitor.person, conflict.id, "Wates")
    assert chosen.visitor.fields["village"] == "Wates"
    assert chosen.visitor.conflicts == ()


def test_the_same_pupil_twice_in_one_list_is_one_person_and_named(
    laptop: Session, visit: str
) -> None:
    double = [w.pupil(1), w.pupil(2), w.pupil(1)]
    taken = people.take_in(laptop, visit, w.listing(double))
    assert (taken.new, taken.same) == (2, 1)
    assert [problem.row for problem in taken.problems] == [9]
    (person,) = people_called(laptop, visit, w.pupil(1)["name"])
    assert "listed_twice" in person.assessment.chips
    count = written(laptop, visit)
    people.take_in(laptop, visit, w.listing(double))
    assert written(laptop, visit) == count


def test_two_people_who_share_a_nik_are_both_kept_and_marked(laptop: Session, visit: str) -> None:
    other = w.pupil(2, nik=w.pupil(1)["nik"])
    taken = people.take_in(laptop, visit, w.listing([w.pupil(1), other]))
    assert taken.new == 2
    assert [(p.row, p.field) for p in taken.problems] == [(8, "nik")]
    for entry in queries.everyone(laptop.db, visit):
        assert "nik_shared" in entry.visitor.flags
        assert entry.assessment.badge == "check_data"
    count = written(laptop, visit)
    assert people.take_in(laptop, visit, w.listing([w.pupil(1), other])).same == 2
    assert written(laptop, visit) == count


def test_namesakes_of_one_day_with_different_niks_are_two_people(
    laptop: Session, visit: str
) -> None:
    twin = w.pupil(1, nik=w.pupil(1)["nik"][:-1] + "9", nisn="0071234567")
    taken = people.take_in(laptop, visit, w.listing([w.pupil(1), twin]))
    assert taken.new == 2
    assert [p.row for p in taken.problems] == [8]
    assert len(people_called(laptop, visit, twin["name"])) == 2
    assert people.take_in(laptop, visit, w.listing([w.pupil(1), twin])).same == 2


def test_namesakes_of_one_day_without_numbers_are_one_person(laptop: Session, visit: str) -> None:
    bare = w.pupil(1, nik="", nisn="")
    assert people.take_in(laptop, visit, w.listing([bare, bare])).new == 1
    take(laptop, visit, w.pupil(1))
    (entry,) = queries.everyone(laptop.db, visit)
    assert entry.visitor.fields["nik"] == w.pupil(1)["nik"]


def test_a_pupil_is_known_again_by_nik_whatever_the_spelling(laptop: Session, visit: str) -> None:
    take(laptop, visit, w.pupil(1, name="Muhammad Rizky"))
    entry = take(laptop, visit, w.pupil(1, name="Moch. Rizqi"), layout="registry")
    assert queries.counters(laptop.db, visit).listed == 1
    assert entry.visitor.fields["name"] == "Moch. Rizqi"


def test_a_cancelled_import_changes_nothing(laptop: Session, visit: str) -> None:
    take(laptop, visit, w.pupil(1))
    before, count = tables.dump(laptop.db), written(laptop, visit)
    pupils = [w.pupil(number) for number in range(1200)]
    for stop in (0, 500, 1300):

        def progress(done: int, _of: int, stop: int = stop) -> None:
            if done >= stop:
                raise Cancelled("Stopped.")

        with pytest.raises(Cancelled):
            people.take_in(laptop, visit, w.listing(pupils), progress)
        assert tables.dump(laptop.db) == before
        assert written(laptop, visit) == count


def test_what_a_list_could_not_say_is_kept_as_a_doubt(laptop: Session, visit: str) -> None:
    bad = Problem(7, "nik", "3576.01", "It is too short.")
    listing = w.listing([w.pupil(1, nik="")])
    listing.problems.append(bad)
    taken = people.take_in(laptop, visit, listing)
    entry = first(laptop, visit)
    assert bad in taken.problems
    assert entry.visitor.doubts == {"nik": "3576.01"}
    assert entry.assessment.badge == "check_data"
    put_right = people.correct(laptop, visit, entry.visitor.person, {"nik": w.pupil(1)["nik"]})
    assert put_right.visitor.doubts == {}
    assert put_right.assessment.badge != "check_data"


def test_the_same_list_on_two_unconnected_laptops_gives_the_same_ids(tmp_path: Path) -> None:
    pupils = [w.pupil(1), w.pupil(2, nik=""), w.pupil(3, nik="", nisn="")]
    with w.team(tmp_path) as team:
        visit = team.visit(0)
        a, b = team.laptops
        for session, order in ((a, pupils), (b, pupils[::-1])):
            people.take_in(session, visit, w.listing(order))
        assert w.ids(a, visit) == w.ids(b, visit)
        team.meet()
        assert w.ids(team.office, visit) == w.ids(a, visit)
        assert queries.conflicts(team.office.db) == []


# --- at the door


def test_a_walk_in_like_a_listed_person_is_refused_and_can_be_added_deliberately(
    laptop: Session, visit: str
) -> None:
    take(laptop, visit, w.pupil(1))
    known = w.pupil(1)
    for said in (
        {"name": "Seseorang Lain", "nik": known["nik"]},
        {"name": "Seseorang Lain", "nisn": known["nisn"]},
        {"name": known["name"].upper(), "birth_date": known["birth_date"]},
    ):
        with pytest.raises(people.Resembles) as caught:
            people.walk_in(laptop, visit, said)
        assert caught.value.found[0].visitor.fields["name"] == known["name"]
        entry = people.walk_in(laptop, visit, said, although_alike=True)
        assert "walk_in" in entry.visitor.flags
        undoing.undo(laptop, visit)
    assert queries.counters(laptop.db, visit).listed == 1


def test_somebody_with_anothers_nik_and_that_other_are_both_marked(
    laptop: Session, visit: str
) -> None:
    take(laptop, visit, w.pupil(1))
    said = {"name": "Seseorang Lain", "nik": w.pupil(1)["nik"]}
    people.walk_in(laptop, visit, said, although_alike=True)
    flags = [entry.visitor.flags for entry in queries.everyone(laptop.db, visit)]
    assert len(flags) == 2
    assert all("nik_shared" in of_one for of_one in flags)


def test_a_walk_in_taken_back_is_gone(laptop: Session, visit: str) -> None:
    added = people.walk_in(laptop, visit, {"name": "Tamu Baru", "birth_date": "2007-01-02"})
    queue.check_in(laptop, visit, added.visitor.person)
    undoing.undo(laptop, visit)
    undoing.undo(laptop, visit)
    assert queries.everyone(laptop.db, visit) == []
    assert queries.counters(laptop.db, visit).listed == 0
    other = people.walk_in(laptop, visit, {"name": "Tamu Lain", "birth_date": "2007-01-03"})
    assert queue.check_in(laptop, visit, other.visitor.person).visitor.number == "A-002"
    assert verify(laptop).problems == []


def test_a_walk_in_needs_a_name(laptop: Session, visit: str) -> None:
    for fields in ({}, {"name": "  "}, {"nik": w.pupil(1)["nik"]}):
        with pytest.raises(KnownError):
            people.walk_in(laptop, visit, fields)
    assert written(laptop, visit) == 1


# --- typed values


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("birth_date", "12-08-2007", "2007-08-12"),
        ("birth_date", "12082007", "2007-08-12"),
        ("birth_date", "12/8/2007", "2007-08-12"),
        ("birth_date", "12 08 2007", "2007-08-12"),
        ("birth_date", "2007-08-12", "2007-08-12"),
        ("nik", "3576.0112.0807.0012", "3576011208070012"),
        ("nisn", " 0071234567 ", "0071234567"),
        ("sex", "perempuan", "P"),
        ("sex", "l", "L"),
        ("name", "  Dewi   Lestari ", "Dewi Lestari"),
    ],
)
def test_typed_values_are_kept_in_one_form(
    laptop: Session, visit: str, field: str, typed: str, kept: str
) -> None:
    person = take(laptop, visit, {"name": "Budi"}).visitor.person
    assert people.correct(laptop, visit, person, {field: typed}).visitor.fields[field] == kept


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("nik", "357601"),
        ("nik", "3576019908070012"),
        ("nik", "35760112O8070012"),
        ("nik", "0000000000000000"),
        ("nisn", "007123456"),
        ("kk", "35760112"),
        ("birth_date", "31-02-2007"),
        ("birth_date", "12-08-07"),
        ("birth_date", "kemarin"),
        ("birth_date", "12-08-1007"),
        ("sex", "wanita"),
        ("shoe_size", "42"),
    ],
)
def test_typed_values_that_cannot_be_are_refused_in_plain_words(
    laptop: Session, visit: str, field: str, typed: str
) -> None:
    person = take(laptop, visit, {"name": "Budi"}).visitor.person
    with pytest.raises(KnownError) as caught:
        people.correct(laptop, visit, person, {field: typed})
    shown = mask_field(field, typed)
    assert shown in caught.value.what or field in caught.value.what
    assert caught.value.todo
    assert written(laptop, visit) == 2


# --- one pupil, two ids


def test_an_id_stays_when_the_nik_is_corrected(laptop: Session, visit: str) -> None:
    person = take(laptop, visit, w.pupil(1)).visitor.person
    new = w.pupil(1)["nik"][:-1] + "7"
    corrected = people.correct(laptop, visit, person, {"nik": new})
    assert corrected.visitor.person == person
    assert queries.meant(laptop.db, new).visitor.person == person
    assert take(laptop, visit, w.pupil(1)).visitor.fields["nik"] == new
    assert len(w.ids(laptop, visit)) == 1


def test_two_ids_are_linked_and_taken_apart_again(laptop: Session, visit: str) -> None:
    take(laptop, visit, w.pupil(1), w.pupil(2))
    one, other = w.ids(laptop, visit)
    queue.check_in(laptop, visit, one)
    before = tables.dump(laptop.db)
    linked = people.link(laptop, visit, one, other)
    assert (linked.visitor.person, linked.visitor.number) == (other, "A-001")
    assert linked.visitor.ids == (one,)
    assert w.ids(laptop, visit) == [other]
    found = queries.entry(laptop.db, visit, one)
    assert found is not None
    assert found.visitor.person == other
    with pytest.raises(KnownError):
        people.link(laptop, visit, other, one)
    undoing.undo(laptop, visit, other)
    assert tables.dump(laptop.db) == before
    assert verify(laptop).problems == []


def test_a_remark_about_nobody_or_without_words_is_not_kept(laptop: Session, visit: str) -> None:
    person = take(laptop, visit, w.pupil(1)).visitor.person
    for whom, text in (("nobody", "ada"), (person, "  ")):
        with pytest.raises(KnownError):
            people.note(laptop, visit, whom, text)
    assert written(laptop, visit) == 2
    assert people.note(laptop, visit, person, " dua hal ").visitor.notes == ("dua hal",)


def test_a_doubtful_value_is_confirmed_by_giving_it_as_it_is_shown(
    laptop: Session, visit: str
) -> None:
    people.take_in(laptop, visit, w.listing([w.pupil(1), w.pupil(2, nik=w.pupil(1)["nik"])]))
    (owner,) = people_called(laptop, visit, w.pupil(1)["name"])
    (other,) = people_called(laptop, visit, w.pupil(2)["name"])
    new = people.correct(laptop, visit, other.visitor.person, {"nik": w.pupil(2)["nik"]})
    assert new.assessment.badge != "check_data"
    same = people.correct(laptop, visit, owner.visitor.person, {"nik": w.pupil(1)["nik"]})
    assert same.assessment.badge != "check_data"
    count = written(laptop, visit)
    people.correct(laptop, visit, owner.visitor.person, {"nik": w.pupil(1)["nik"]})
    assert written(laptop, visit) == count
