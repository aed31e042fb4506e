"""Print plan, follow-up and alarms, against counts made from the bare events."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fieldapp import people, statuses, undoing, visits
from fieldapp.domain import events as e
from fieldapp.domain import periods
from fieldapp.domain.policy import Policy
from fieldapp.errors import KnownError
from fieldapp.reports import alarms, follow_up, follow_up_paper, paper, plan_paper, print_plan
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.verify import verify
from tests import workplace as w
from tests.cards_place import (
    AFTERWARDS,
    KELURAHAN,
    VILLAGE_DAY,
    Place,
    listed,
    planned,
    prepare,
    serve,
    served,
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = prepare(tmp_path)
    yield made
    made.office.close()


def events(session: Session) -> list[e.Event]:
    """Every event, just as it was written."""
    return [e.decode(line) for (line,) in session.db.execute("SELECT line FROM event")]


def told(session: Session) -> tuple[dict[str, str], dict[str, str], set[str]]:
    """From the events alone: outcome by person, birth date by person, who checked in."""
    outcomes, born, here = {}, {}, set()
    for event in events(session):
        if isinstance(event.body, e.Finished):
            outcomes[event.person] = event.body.outcome
        elif isinstance(event.body, e.Listed):
            born[event.person] = event.body.fields["birth_date"]
        elif isinstance(event.body, e.CheckedIn):
            here.add(event.person)
    return outcomes, born, here


def test_the_plan_counts_whom_the_events_say_was_recorded(place: Place) -> None:
    outcomes, born, _here = told(place.office)
    days = {
        person: periods.after(date.fromisoformat(born[person]), 17)
        for person, outcome in outcomes.items()
        if outcome == "recorded"
    }
    assert len(days) > 30
    lines = print_plan.plan(place.office.db)
    assert {line.person for line in lines} == set(days)
    after = {one.key: one.people for one in print_plan.grouped(lines, "election")}
    assert after["before"] == sum(day <= w.ELECTION for day in days.values())
    assert after["after"] == sum(day > w.ELECTION for day in days.values()) > 0
    months = {one.key: one.people for one in print_plan.grouped(lines, "month")}
    later = Counter(f"{day:%Y-%m}" for day in days.values() if f"{day:%Y-%m}" > "2024-07")
    assert {key: count for key, count in months.items() if key > "2024-07"} == later
    villages = {one.key: one.people for one in print_plan.grouped(lines, "village")}
    assert set(villages) == {"Kedundung", "Sooko"}
    assert sum(villages.values()) == len(days)


def test_the_follow_up_counts_what_the_events_leave_open(place: Place) -> None:
    outcomes, born, here = told(place.office)
    lines = follow_up.follow_up(place.office.db, AFTERWARDS)
    counted = Counter(line.why for line in lines)
    for why in ("failed", "deferred", "refused"):
        assert counted[why] == sum(outcome == why for outcome in outcomes.values())
    assert counted["left"] == len(here - set(outcomes))
    young = {person for person, day in born.items() if day > "2008"}  # below 16
    assert counted["too_young"] == len(young)
    assert counted["absent"] == len(set(born) - here - young)
    assert len(lines) == len(born) - sum(outcome == "recorded" for outcome in outcomes.values())
    soon = [line for line in lines if line.since <= VILLAGE_DAY]
    wheres = {line.village_name: line.place.place for line in soon if line.place}
    assert wheres == {"Kedundung": KELURAHAN, "Sooko": "MPP Gajah Mada"}


def test_an_undone_recording_leaves_the_plan_and_returns_to_the_follow_up(place: Place) -> None:
    session, before = place.office, len(print_plan.plan(place.office.db))
    person = print_plan.plan(session.db)[0].person
    visit = print_plan.plan(session.db)[0].visit
    undoing.undo(session, visit, person)
    assert len(print_plan.plan(session.db)) == before - 1
    line = next(x for x in follow_up.follow_up(session.db, AFTERWARDS) if x.person == person)
    assert line.why == "left"


def test_who_is_recorded_elsewhere_under_another_id_is_followed_up_no_more(place: Place) -> None:
    session = place.office
    line = next(x for x in follow_up.follow_up(session.db, AFTERWARDS) if x.why == "absent")
    fields = queries.known(session.db, line.visit, line.person).visitor.fields
    came = people.walk_in(
        session, place.mall, {"name": fields["name"], "birth_date": fields["birth_date"]}
    )
    assert came.visitor.person != line.person
    served(session, place.mall, came.visitor.person, "recorded")
    after = {x.person for x in follow_up.follow_up(session.db, date(2024, 8, 9))}
    assert not after & {line.person, came.visitor.person}
    (planned_,) = [x for x in print_plan.plan(session.db) if x.person == came.visitor.person]
    assert planned_.school == line.school  # the list says where they study
    assert planned_.nik == fields["nik"]


def test_who_was_found_to_have_one_at_another_visit_is_followed_up_no_more(place: Place) -> None:
    session = place.office
    line = next(x for x in follow_up.follow_up(session.db, AFTERWARDS) if x.why == "absent")
    fields = queries.known(session.db, line.visit, line.person).visitor.fields
    came = people.walk_in(
        session, place.mall, {"name": fields["name"], "birth_date": fields["birth_date"]}
    )
    served(session, place.mall, came.visitor.person, "already_recorded")
    after = {x.person for x in follow_up.follow_up(session.db, date(2024, 8, 9))}
    assert not after & {line.person, came.visitor.person}


def test_a_decision_that_two_are_not_the_same_keeps_them_apart(place: Place) -> None:
    session = place.office
    line = next(x for x in follow_up.follow_up(session.db, AFTERWARDS) if x.why == "absent")
    fields = queries.known(session.db, line.visit, line.person).visitor.fields
    came = people.walk_in(
        session, place.mall, {"name": fields["name"], "birth_date": fields["birth_date"]}
    )
    served(session, place.mall, came.visitor.person, "recorded")
    said = e.Matched(place.mall, came.visitor.person, same=False)
    session.record(line.visit, (line.person, said))
    assert line.person in {x.person for x in follow_up.follow_up(session.db, date(2024, 8, 9))}


def test_linked_entries_are_one_line(place: Place) -> None:
    session = place.office
    one, other = listed(session, place.first, [501, 502])
    served(session, place.first, other, "recorded")
    people.link(session, place.first, one, other)
    lines = follow_up.follow_up(session.db, AFTERWARDS)
    assert not {one, other} & {line.person for line in lines}


def test_a_mark_written_at_an_earlier_visit_stays_when_somebody_is_recorded_again(
    place: Place,
) -> None:
    session = place.office
    line = print_plan.plan(session.db)[0]
    statuses.step(session, line.visit, [line.person], "requested", AFTERWARDS)
    pupil = queries.known(session.db, line.visit, line.person).visitor.fields
    people.take_in(session, place.mall, w.listing([pupil]))
    served(session, place.mall, line.person, "recorded")
    (again,) = [x for x in print_plan.plan(session.db) if x.person == line.person]
    assert again.visit == place.mall
    assert again.steps["requested"].day == AFTERWARDS


def test_while_the_hall_is_open_nobody_is_called_absent(place: Place) -> None:
    today = [x.why for x in follow_up.follow_up(place.office.db, w.DAY)]
    assert today
    assert not {"absent", "left"} & set(today)


def test_a_visit_that_lists_somebody_is_named_before_nearer_ones(place: Place) -> None:
    session = place.office
    line = next(x for x in follow_up.follow_up(session.db, AFTERWARDS) if x.why == "absent")
    pupil = queries.known(session.db, line.visit, line.person).visitor.fields
    people.take_in(session, place.mall, w.listing([pupil]))
    found = next(x for x in follow_up.follow_up(session.db, AFTERWARDS) if x.person == line.person)
    assert found.place is not None
    assert found.place.visit == place.mall


def test_practice_and_visits_without_recording_count_for_nothing(place: Place) -> None:
    session = place.office
    before = follow_up.follow_up(session.db, AFTERWARDS), print_plan.plan(session.db)
    practice = planned(session, "Latihan", w.DAY)
    plan = queries.visit(session.db, practice).plan
    session.record("latihan-2", ("", e.VisitPlanned(plan.place, plan.date, practice=True)))
    listed(session, "latihan-2", [701, 702, 703])
    serve(session, "latihan-2")
    session.record(practice, ("", e.VisitChanged(services=("ikd",))))
    listed(session, practice, [711, 712])
    assert (follow_up.follow_up(session.db, AFTERWARDS), print_plan.plan(session.db)) == before


def test_who_has_no_birth_date_stays_in_the_plan_at_its_end(place: Place) -> None:
    session = place.office
    came = people.walk_in(session, place.first, {"name": "Tanpa Tanggal"})
    served(session, place.first, came.visitor.person, "recorded")
    lines = print_plan.plan(session.db)
    assert (lines[-1].name, lines[-1].print_from) == ("Tanpa Tanggal", None)
    assert print_plan.grouped(lines, "month")[-1].key == ""
    assert came.visitor.person not in {
        x.person for x in print_plan.plan(session.db, until=date(2100, 1, 1))
    }


def test_other_cities_and_visits_without_an_election_are_planned_too(place: Place) -> None:
    session = place.office
    rules = Policy(city="3577", record_months=0)
    away = visits.plan(session, "SMAN 1 Madiun", w.DAY, policy=rules).visit
    persons = listed(session, away, [801, 802], village="  TAMAN ", district="Taman")
    served(session, away, persons[0], "recorded")
    coming = visits.plan(session, "Kelurahan Taman", VILLAGE_DAY, policy=rules).visit
    session.record(coming, ("", e.VisitChanged(setting="village")))
    line = next(x for x in print_plan.plan(session.db) if x.person == persons[0])
    assert (line.before_election, line.village, line.village_name) == (None, "", "Taman")
    absent = next(x for x in follow_up.follow_up(session.db, AFTERWARDS) if x.person == persons[1])
    assert absent.place is not None
    assert absent.place.visit == coming


@pytest.mark.parametrize(
    ("spelled", "stage"),
    [
        ("sent for enrollment", "sent"), ("(SFE)", "sent"), ("Sent-For-Enrollment (SFE)", "sent"),
        ("prr", "print_ready"), ("Print Ready Record (PRR)", "print_ready"),
        ("CARD ISSUED", "issued"),
    ],
)  # fmt: skip
def test_statuses_are_understood_however_they_are_spelled(
    place: Place, spelled: str, stage: str
) -> None:
    session = place.office
    line = print_plan.plan(session.db)[0]
    row = {"nik": line.nik, "status": spelled}
    statuses.take_in(session, w.listing([row]), AFTERWARDS)
    (found,) = [x for x in print_plan.plan(session.db) if x.person == line.person]
    assert found.stage == stage


def test_a_list_that_names_somebody_twice_counts_them_once(place: Place) -> None:
    session = place.office
    line = print_plan.plan(session.db)[0]
    row = {"nik": line.nik, "status": "SFE"}
    spelled = {**row, "status": "SENT_FOR_ENROLLMENT"}
    other = {**row, "status": "DUPLICATE_RECORD"}
    made = statuses.take_in(session, w.listing([row, spelled, other]), AFTERWARDS)
    assert (made.new, made.same, made.again) == (2, 1, 1)
    assert [problem.row for problem in made.problems] == [9]
    assert "SENT_FOR_ENROLLMENT" in made.problems[0].reason or "SFE" in made.problems[0].reason
    before = w.content(session)
    again = statuses.take_in(session, w.listing([row, spelled, other]), AFTERWARDS)
    assert again.new == 0
    assert w.content(session) == before


def test_a_number_of_somebody_of_another_name_is_not_believed(place: Place) -> None:
    session = place.office
    line = print_plan.plan(session.db)[0]
    row = {"nik": line.nik, "name": "Orang Yang Lain Sekali", "status": "PRR"}
    made = statuses.take_in(session, w.listing([row]), AFTERWARDS)
    assert (made.new, made.unknown) == (0, 1)
    assert "name" in made.problems[0].reason or "nama" in made.problems[0].reason


def test_failed_and_duplicate_are_alarms_until_they_are_recorded_again(place: Place) -> None:
    session = place.office
    first, second, third = print_plan.plan(session.db)[:3]
    rows = [
        {"nik": first.nik, "status": "DUPLICATE_RECORD"},
        {"nik": second.nik, "status": "ENROLL FAILURE AT CENTRAL"},
        {"nik": third.nik, "status": "PRR"},
    ]
    made = statuses.take_in(session, w.listing(rows), AFTERWARDS)
    assert made.again == 2
    asked = {first.person, second.person}
    found = alarms.alarms(session.db, AFTERWARDS, 400)
    assert {x.person for x in found if x.what == "record_again"} == asked
    again = [x for x in follow_up.follow_up(session.db, AFTERWARDS) if x.why == "record_again"]
    assert {x.person for x in again} == asked
    fields = queries.known(session.db, first.visit, first.person).visitor.fields
    people.take_in(session, place.mall, w.listing([fields]))
    served(session, place.mall, first.person, "recorded")
    found = alarms.alarms(session.db, date(2024, 8, 9), 400)
    assert {x.person for x in found} == {second.person}


def test_a_status_that_only_repeats_itself_is_no_news(place: Place) -> None:
    session = place.office
    line = print_plan.plan(session.db)[0]
    for day in (AFTERWARDS, AFTERWARDS + timedelta(days=10), AFTERWARDS + timedelta(days=20)):
        statuses.take_in(session, w.listing([{"nik": line.nik, "status": "SFE"}]), day)
    quiet = AFTERWARDS + timedelta(days=14)
    assert line.person not in {x.person for x in alarms.alarms(session.db, quiet, 14)}
    found = alarms.alarms(session.db, quiet + timedelta(days=1), 14)
    (one,) = [x for x in found if x.person == line.person]
    assert (one.what, one.since, one.stage) == ("silent", AFTERWARDS, "sent")


def test_everyone_recorded_and_never_heard_of_is_an_alarm(place: Place) -> None:
    session = place.office
    recorded = sum(outcome == "recorded" for outcome in told(session)[0].values())
    assert len(alarms.alarms(session.db, AFTERWARDS + timedelta(days=30), 14)) == recorded
    assert alarms.alarms(session.db, w.DAY + timedelta(days=14), 14) == []


def test_the_number_of_days_is_a_setting_of_the_office(place: Place) -> None:
    session = place.office
    assert statuses.silent_days(session) == 14
    statuses.set_silent_days(session, 21)
    assert statuses.silent_days(session) == 21
    with pytest.raises(KnownError):
        statuses.set_silent_days(session, 0)


def test_many_marks_are_one_action_and_taken_back_as_one(place: Place) -> None:
    session = place.office
    lines = print_plan.plan(session.db)
    people_ = [(line.visit, line.person) for line in lines]
    assert {visit for visit, _person in people_} == {place.first, place.second}
    made = statuses.step_many(session, people_, "requested", AFTERWARDS)
    assert all("requested" in line.steps for line in print_plan.plan(session.db))
    undone = statuses.take_back(session, made)
    assert not any(line.steps for line in print_plan.plan(session.db))
    statuses.take_back(session, undone)
    assert all("requested" in line.steps for line in print_plan.plan(session.db))
    assert verify(session).problems == []


def test_the_last_mark_can_be_taken_back_later(place: Place) -> None:
    session = place.office
    line = print_plan.plan(session.db)[0]
    one = [(line.visit, line.person)]
    statuses.step_many(session, one, "requested", AFTERWARDS)
    statuses.step_many(session, one, "printed", AFTERWARDS)
    statuses.unmark(session, one)
    assert list(print_plan.plan(session.db)[0].steps) == ["requested"]
    statuses.unmark(session, one)
    assert statuses.unmark(session, one) == []


@pytest.mark.parametrize("by", print_plan.GROUPS)
def test_the_plans_workbook_holds_each_person_once_and_totals_that_add_up(
    place: Place, by: str, tmp_path: Path
) -> None:
    lines = print_plan.plan(place.office.db)
    made = plan_paper.paper(lines, by)
    paper.write_xlsx(made, tmp_path / "plan.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "plan.xlsx"))
    totals = book.get_sheet_by_index(0).to_python()
    assert totals[-1][1] == len(lines)
    assert sum(row[1] for row in totals[4:-1]) == len(lines)  # type: ignore[misc]
    rows = book.get_sheet_by_index(len(book.sheet_names) - 1).to_python()[4:]
    assert sorted(str(row[1]) for row in rows) == sorted(line.name for line in lines)
    whole = "".join(str(cell) for row in rows for cell in row) + paper.page(made)
    assert not [line.nik for line in lines if line.nik in whole]
    assert all(line.name in paper.page(made) for line in lines)


@pytest.mark.parametrize("by", ["village", "school"])
def test_the_follow_up_has_a_list_for_each_kelurahan_or_school(
    place: Place, by: str, tmp_path: Path
) -> None:
    lines = follow_up.follow_up(place.office.db, AFTERWARDS)
    made = follow_up_paper.paper(lines, by)
    paper.write_xlsx(made, tmp_path / "list.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "list.xlsx"))
    counts = Counter(follow_up.group_key(line, by) for line in lines)
    assert book.sheet_names[1:] == sorted(counts)
    for name, count in counts.items():
        assert len(book.get_sheet_by_name(name).to_python()) == 5 + count
    html = paper.page(made)
    assert html.count("class='page'") == len(counts)
    assert not [line.nik for line in lines if line.nik in html]


def test_sheets_are_named_as_workbooks_take_it(tmp_path: Path) -> None:
    heads = [paper.Head("Nama", 20, 1)]
    long = "SMA [Katholik] St. Thomas Aquino / Kota Mojokerto: Jawa Timur"
    parts = [paper.Part(name, [["Budi"]]) for name in (long, long.upper(), "", "  ", "'x'")]
    paper.write_xlsx(paper.Paper("t", "", [], parts, heads, apart=True), tmp_path / "n.xlsx")
    names = CalamineWorkbook.from_path(str(tmp_path / "n.xlsx")).sheet_names
    assert len({name.casefold() for name in names}) == len(parts)
