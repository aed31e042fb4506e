"""From the recording to the card: statuses, the print plan, and who is still to be recorded."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from fieldapp import people, queue, statuses, visits
from fieldapp.domain import card_way, periods
from fieldapp.domain import events as e
from fieldapp.domain.policy import Policy
from fieldapp.errors import KnownError
from fieldapp.reports import follow_up, print_plan, recap
from fieldapp.roster.preview import Listing
from fieldapp.store import journal, queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.store.verify import verify
from tests import workplace as w

LATER = date(2024, 8, 9)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Session]:
    session = w.device(tmp_path / "home", "Kantor", "office", "K")
    yield session
    session.close()


def served(session: Session, visit: str) -> list[str]:
    """Everyone of the visit who may be recorded is; each fifth of them fails, each sixth stays."""
    done = []
    for number, entry in enumerate(queries.everyone(session.db, visit)):
        if entry.assessment.badge in ("too_young", "check_data") or number % 6 == 5:
            continue
        person = entry.visitor.person
        queue.check_in(session, visit, person, services=("recording",))
        queue.start(session, visit, person, "recording")
        if number % 5 == 4:
            queue.finish(session, visit, person, "recording", "failed", reason="iris")
        else:
            queue.finish(session, visit, person, "recording", "recorded")
            done.append(person)
    return done


def said(*rows: dict[str, str]) -> Listing:
    return w.listing(list(rows), "registry")


def entry(session: Session, visit: str, person: str) -> Entry:
    return queries.known(session.db, visit, person)


def way_of(session: Session, visit: str, person: str) -> card_way.Way:
    return card_way.way(entry(session, visit, person).visitor, days={visit: w.DAY})


def test_statuses_are_recorded_for_everyone_named_in_each_visit_and_once(office: Session) -> None:
    first, second = w.visit_with(office, 6), w.visit_with(office, 6)
    known = [w.pupil(number) for number in (1, 2, 3)]
    listing = said(
        {**known[0], "status": "PRINT_READY_RECORD"},
        {"name": known[1]["name"], "nisn": known[1]["nisn"], "status": "SENT FOR ENROLLMENT"},
        {"name": known[2]["name"], "birth_date": known[2]["birth_date"], "status": "NEW STATUS"},
        {"name": "Orang Lain", "nik": "3576014107070077", "status": "BIO_CAPTURED"},
        {"name": known[0]["name"], "nik": known[0]["nik"]},
    )
    found = statuses.take_in(office, listing, LATER)
    assert (found.read, found.new, found.unknown, len(found.problems)) == (5, 3, 1, 2)
    for visit in (first, second):
        shown = {
            one.visitor.fields["name"]: one.visitor.fields.get("status")
            for one in queries.everyone(office.db, visit)
        }
        assert shown[known[0]["name"]] == "PRINT_READY_RECORD"
        assert shown[known[1]["name"]] == "SENT FOR ENROLLMENT"
        assert shown[known[2]["name"]] == "NEW STATUS"
    before = w.content(office)
    again = statuses.take_in(office, listing, LATER)
    assert (again.new, again.same) == (0, 3)
    assert w.content(office) == before
    assert verify(office).problems == []


def test_an_older_list_hides_nothing_newer(office: Session) -> None:
    visit = w.visit_with(office, 3)
    pupil = w.pupil(1)
    statuses.take_in(office, said({**pupil, "status": "PRINT_READY_RECORD"}), LATER)
    older = said({**pupil, "status": "BIO_CAPTURED"})
    assert statuses.take_in(office, older, date(2024, 7, 20)).new == 1
    one = next(x for x in queries.everyone(office.db, visit) if x.visitor.fields["nik"] ==
               pupil["nik"])  # fmt: skip
    assert one.visitor.fields["status"] == "PRINT_READY_RECORD"
    assert [told.status for told in one.visitor.statuses] == ["PRINT_READY_RECORD", "BIO_CAPTURED"]


def test_only_a_coordinator_takes_statuses_in(office: Session) -> None:
    import dataclasses  # noqa: PLC0415

    operator = dataclasses.replace(office, actor_role="operator")
    with pytest.raises(KnownError):
        statuses.take_in(operator, said(), LATER)


def test_the_way_of_a_card_and_its_alarms(office: Session) -> None:
    visit = w.visit_with(office, 10)
    person = served(office, visit)[0]
    one = entry(office, visit, person).visitor
    days = {visit: w.DAY}
    captured = card_way.way(one, days=days)
    assert captured.stage == "captured"
    assert captured.heard is not None
    assert captured.heard == captured.moved == w.DAY
    assert card_way.alarm(captured, w.DAY + timedelta(days=14)) is None
    silent = card_way.alarm(captured, w.DAY + timedelta(days=15))
    assert silent is not None
    assert (silent.what, silent.since) == ("silent", captured.heard)
    office.record(visit, (person, e.StatusReported("ADJUDICATE_RECORD", date(2098, 1, 1))))
    again = card_way.alarm(way_of(office, visit, person), date(2098, 1, 2))
    assert again is not None
    assert (again.what, again.status) == ("record_again", "ADJUDICATE_RECORD")
    office.record(visit, (person, e.StatusReported("PRINT_READY_RECORD", date(2098, 2, 1))))
    assert card_way.alarm(way_of(office, visit, person), date(2099, 1, 1)) is None
    statuses.step(office, visit, [person], "handed_over", date(2098, 3, 1), " Ibu  Sri ")
    ready = entry(office, visit, person).visitor
    assert card_way.way(ready).stage == "issued"
    assert ready.card[0].to == "Ibu Sri"


def test_an_unknown_step_of_a_card_is_refused(office: Session) -> None:
    visit = w.visit_with(office, 1)
    before = w.content(office)
    with pytest.raises(KnownError):
        statuses.step(office, visit, w.ids(office, visit), "eaten", LATER)
    assert w.content(office) == before


def test_the_print_plan_holds_everyone_recorded_from_the_day_they_are_of_age(
    office: Session,
) -> None:
    visit = w.visit_with(office, 60)
    done = served(office, visit)
    expected = {}
    for person in done:
        born = date.fromisoformat(entry(office, visit, person).visitor.fields["birth_date"])
        expected[person] = max(w.DAY, periods.after(born, 17))
    lines = print_plan.plan(office.db)
    assert {line.person: line.print_from for line in lines} == expected
    assert [line.print_from for line in lines] == sorted(expected.values())
    early = {line.person for line in lines if line.before_election}
    assert early == {person for person, day in expected.items() if day <= w.ELECTION}
    first = print_plan.plan(office.db, until=date(2024, 8, 31))
    assert {line.person for line in first} == {
        person for person, day in expected.items() if day <= date(2024, 8, 31)
    }
    assert [line.person for line in print_plan.plan(office.db, since=date(2024, 9, 1))] == [
        line.person for line in lines if line not in first
    ]


@pytest.mark.parametrize("by", print_plan.GROUPS)
def test_the_plan_is_counted_in_groups_that_add_up(office: Session, by: str) -> None:
    visit = w.visit_with(office, 40)
    done = served(office, visit)
    statuses.step(office, visit, done[:3], "requested", LATER)
    groups = print_plan.grouped(print_plan.plan(office.db), by)
    assert sum(group.people for group in groups) == len(done)
    assert sum(group.steps["requested"] for group in groups) == 3
    assert [group.key for group in groups] == sorted({group.key for group in groups})


def test_who_was_recorded_at_two_visits_stands_in_the_plan_once(office: Session) -> None:
    for _visit in range(2):
        visit = w.visit_with(office, 5)
        served(office, visit)
    lines = print_plan.plan(office.db)
    assert len(lines) == len({line.person for line in lines})


def test_the_follow_up_says_why_from_when_and_where(office: Session) -> None:
    visit = w.visit_with(office, 60)
    done = set(served(office, visit))
    rules = Policy(election=w.ELECTION)
    mall = visits.plan(office, "MPP Gajah Mada", date(2024, 7, 25), policy=rules)
    office.record(mall.visit, ("", e.VisitChanged(setting="mall")))
    near = visits.plan(office, "Kelurahan Kedundung", date(2024, 7, 29), policy=rules)
    office.record(near.visit, ("", e.VisitChanged(setting="village")))
    lines = {line.person: line for line in follow_up.follow_up(office.db, date(2024, 7, 20))}
    everyone = queries.everyone(office.db, visit)
    assert lines.keys() == {one.visitor.person for one in everyone} - done
    for one in everyone:
        line = lines.get(one.visitor.person)
        if line is None:
            continue
        turn = one.visitor.turns[0] if one.visitor.turns else None
        badge = one.assessment.badge
        assert line.why == ("failed" if turn else "too_young" if badge == "too_young" else "absent")
        if line.why == "too_young":
            assert line.since == one.assessment.record_from
            assert line.place is None
        else:
            assert line.place is not None
            assert line.place.visit == near.visit  # they live there
    order = [line.why for line in follow_up.follow_up(office.db, date(2024, 7, 20))]
    assert order == sorted(order, key=follow_up.WHY.index)


def test_who_lives_elsewhere_is_sent_to_the_mall(office: Session) -> None:
    visit = visits.plan(office, "SMAN 1", w.DAY, policy=Policy(election=w.ELECTION)).visit
    away = w.pupil(1, village="Sooko", district="Sooko")
    people.take_in(office, visit, w.listing([away]))
    mall = visits.plan(office, "MPP Gajah Mada", date(2024, 7, 25)).visit
    office.record(mall, ("", e.VisitChanged(setting="mall")))
    (line,) = follow_up.follow_up(office.db, date(2024, 7, 20))
    assert line.place is not None
    assert (line.place.visit, line.place.setting) == (mall, "mall")


def test_who_has_to_be_recorded_again_comes_first(office: Session) -> None:
    visit = w.visit_with(office, 20)
    done = served(office, visit)
    office.record(visit, (done[0], e.StatusReported("DUPLICATE_RECORD", LATER)))
    lines = follow_up.follow_up(office.db, date(2024, 8, 10))
    assert (lines[0].person, lines[0].why, lines[0].reason) == (
        done[0], "record_again", "DUPLICATE_RECORD",
    )  # fmt: skip


def test_the_registrys_list_is_no_visit(office: Session) -> None:
    listed = visits.plan(office, "Belum rekam", w.DAY).visit
    office.record(listed, ("", e.VisitChanged(setting="registry")))
    people.take_in(office, listed, w.listing([w.pupil(1)], "registry"))
    assert queries.visits(office.db) == []
    assert [one.visit for one in queries.registries(office.db)] == [listed]
    assert follow_up.follow_up(office.db, LATER) == []


@pytest.mark.parametrize("day", [w.DAY, w.DAY + timedelta(days=1), LATER])
def test_what_became_of_a_recording_changes_no_figure_of_its_visit(
    office: Session, day: date
) -> None:
    visit = w.visit_with(office, 30)
    before = statuses_of(office, visit, "SUDAH LAMA", date(2024, 7, 1))
    done = served(office, visit)
    counted = recap.recaps(office.db)[0]
    rows = [entry(office, visit, one).visitor.fields for one in done]
    told = said(*({"nik": one["nik"], "name": one["name"], "status": "PRINT READY RECORD"}
                  for one in rows))  # fmt: skip
    statuses.take_in(office, told, day)
    assert recap.recaps(office.db)[0] == counted
    assert entry(office, visit, done[0]).visitor.fields["status"] == "PRINT READY RECORD"
    assert entry(office, visit, done[0]).assessment.badge != "already_recorded"
    assert way_of(office, visit, done[0]).stage == "print_ready"
    assert before == "SUDAH LAMA"
    assert verify(office).problems == []


def test_a_list_taken_in_again_after_the_visit_changes_no_figure_of_it(office: Session) -> None:
    visit = w.visit_with(office, 30)
    done = served(office, visit)
    counted = recap.recaps(office.db)[0]
    rows = [entry(office, visit, one).visitor.fields for one in done]
    people.take_in(office, visit, w.listing([{**one, "status": "BIO_CAPTURED"} for one in rows]))
    assert entry(office, visit, done[0]).visitor.fields["status"] == "BIO_CAPTURED"
    assert recap.recaps(office.db)[0] == counted
    assert verify(office).problems == []


def statuses_of(office: Session, visit: str, status: str, day: date) -> str:
    """One of the visit gets a status; it is what is known of them on that day."""
    first = queries.everyone(office.db, visit)[0].visitor
    fields = first.fields
    row = {"nik": fields["nik"], "name": fields["name"], "status": status}
    statuses.take_in(office, said(row), day)
    return entry(office, visit, first.person).visitor.fields["status"]


def test_what_was_known_before_the_visit_counts_on_its_day(office: Session) -> None:
    visit = w.visit_with(office, 30)
    statuses_of(office, visit, "BIO_CAPTURED", w.DAY)
    first = queries.everyone(office.db, visit)[0]
    assert first.assessment.badge == "already_recorded"


def test_a_later_school_list_does_not_hide_what_the_national_system_says(office: Session) -> None:
    visit = w.visit_with(office, 30)
    statuses_of(office, visit, "PRINT_READY_RECORD", w.DAY)
    first = queries.everyone(office.db, visit)[0].visitor
    again = {**first.fields, "status": "UNREGISTERED", "phone": "0811"}
    people.take_in(office, visit, w.listing([again]))
    now = entry(office, visit, first.person).visitor
    assert (now.fields["status"], now.listed_status) == ("PRINT_READY_RECORD", "UNREGISTERED")
    assert now.fields["phone"] == "0811"
    assert not now.conflicts
    written = journal.heads(office.db)
    assert people.take_in(office, visit, w.listing([again])).changed == 0
    assert journal.heads(office.db) == written
    assert verify(office).problems == []
