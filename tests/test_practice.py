"""Practising: nothing of it is real, nothing of it leaves, nothing of it stays."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldapp import commands, packing, people, practice, queue, review, schedule, visits
from fieldapp.candidates import compare
from fieldapp.cli import cli
from fieldapp.domain import events as e
from fieldapp.domain.practice import PREFIX
from fieldapp.errors import KnownError
from fieldapp.reports import berita_acara, dashboard, loss, print_plan, pupils, recap
from fieldapp.store import asking, journal, pairs, queries, search, trust
from fieldapp.store.session import Session
from fieldapp.store.verify import verify
from fieldapp.sync import backup, bundle_in, bundle_out, safety_copy
from fieldapp.sync.copy_out import Copier
from fieldapp.sync.take_all import take_all
from fieldapp.texts import _
from tests import forging
from tests import workplace as w

TODAY = date(2024, 7, 18)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path) as made:
        yield made


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Session]:
    session = w.device(tmp_path / "a", "Laptop A", letter="A")
    yield session
    session.close()


def worked(session: Session, count: int = 12) -> str:
    """A practice in which two were served."""
    visit = practice.begin(session, TODAY, count).visit
    for person in w.ids(session, visit)[:2]:
        serve(session, visit, person)
    return visit


def _since(session: Session) -> int:
    made = backup.last(session)
    assert made is not None
    return backup.records_since(session, made)


def serve(session: Session, visit: str, person: str) -> None:
    """Somebody is called and recorded."""
    queue.check_in(session, visit, person, services=["recording"])
    queue.call(session, visit, "recording", person, "1")
    queue.finish(session, visit, person, "recording", "recorded", station="1")


def test_a_practice_has_invented_pupils_of_all_ages_and_says_what_it_is(laptop: Session) -> None:
    visit = practice.begin(laptop, TODAY)
    everyone = queries.everyone(laptop.db, visit.visit)
    assert (len(everyone) >= practice.PUPILS - 2, visit.practice) == (True, True)
    assert visit.plan.place == _("PRACTICE with invented pupils")
    badges = {entry.assessment.badge for entry in everyone}
    assert badges >= {"record_and_print", "first_voter", "too_young"}
    niks = [entry.visitor.fields.get("nik", "") for entry in everyone]
    assert all(int(nik[-4:]) > 9000 for nik in niks if nik)


def test_numbers_given_in_practice_name_no_laptop(laptop: Session) -> None:
    visit = worked(laptop)
    assert [one.visitor.number for one in queries.queue(laptop.db, visit)] == ["X-001", "X-002"]


def test_an_operator_who_plans_nothing_may_practise(laptop: Session) -> None:
    newcomer = laptop.by("Baru", "operator")
    visit = practice.begin(newcomer, TODAY, 3).visit
    assert len(queries.everyone(laptop.db, visit)) == 3
    assert practice.throw_away(newcomer) == 3


def test_a_practice_has_no_more_pupils_than_a_school(laptop: Session) -> None:
    for count in (0, practice.MOST + 1):
        with pytest.raises(KnownError):
            practice.begin(laptop, TODAY, count)
    assert practice.current(laptop.db) == []


def test_thrown_away_nothing_of_a_practice_stays(laptop: Session) -> None:
    w.visit_with(laptop, 5)
    before, count = w.content(laptop), journal.count(laptop.db)
    visit = worked(laptop)
    count_there = len(w.ids(laptop, visit))
    assert practice.throw_away(laptop) == count_there > 0
    assert w.content(laptop) == before
    assert journal.count(laptop.db) == count
    (left,) = laptop.db.execute("SELECT count(*) FROM stream WHERE visit = ?", (visit,)).fetchone()
    assert (left, verify(laptop).problems) == (0, [])


def test_a_practice_that_is_made_anew_replaces_the_one_before(laptop: Session) -> None:
    first = worked(laptop)
    second = practice.begin(laptop, TODAY, 5).visit
    assert [one.visit for one in practice.current(laptop.db)] == [second]
    assert (first != second, queries.queue(laptop.db, second)) == (True, [])


def test_a_practice_is_thrown_away_although_no_office_holds_it(team: w.Team) -> None:
    laptop = team.laptops[0]
    visit = worked(laptop)
    visits.close(laptop, visit)
    with pytest.raises(KnownError) as refused:
        visits.delete(laptop, visit)
    assert refused.value.what == _("A practice is no visit: no office holds it.")
    assert practice.throw_away(laptop) >= 11
    assert "visit_deleted" not in {one.kind for one in journal.of_visit(laptop.db, e.NO_VISIT)}


def test_no_bundle_no_stick_and_no_safety_copy_has_anything_of_a_practice(
    team: w.Team, tmp_path: Path
) -> None:
    laptop, office = team.laptops[0], team.office
    visit = team.visit(4)
    worked(laptop)
    queue.check_in(laptop, visit, w.ids(laptop, visit)[0], services=["recording"])
    to = trust.devices(laptop.db)[office.device_id]
    real = journal.head(laptop.db, visit, laptop.device_id).last
    assert bundle_out.unsent(laptop, office.device_id).events == real
    assert bundle_out.lacking(laptop, to) == real
    (tmp_path / "disk").mkdir()
    safety_copy.choose(laptop, tmp_path / "disk", same_disk=True)
    copier = Copier()
    assert copier.step(laptop).kind == "current"
    copier.close()
    bundle_out.export(laptop, team.stick, to=to)
    taken = take_all(office, [team.stick, tmp_path / "disk"])
    assert all(isinstance(one, bundle_in.Merged) for one in taken.outcomes)
    known = office.db.execute("SELECT DISTINCT visit FROM stream").fetchall()
    assert not [one for (one,) in known if one.startswith(PREFIX)]
    assert bundle_out.unsent(laptop, office.device_id).events == real
    team.bring(office, laptop)
    assert bundle_out.unsent(laptop, office.device_id).events == 0


def test_an_office_that_practises_packs_nothing_of_it(team: w.Team) -> None:
    office = team.office
    visit = practice.begin(office, w.DAY, 5).visit
    assert packing.of_week(office, w.DAY) == []
    team.bring(office, team.laptops[0])
    assert queries.visits(team.laptops[0].db) == []
    to = trust.devices(office.db)[team.laptops[0].device_id]
    with pytest.raises(KnownError):
        bundle_out.export(office, team.stick, to=to, visit=visit)


def test_a_practice_cannot_be_handed_over_by_name(team: w.Team) -> None:
    laptop = team.laptops[0]
    visit = worked(laptop)
    with pytest.raises(KnownError):
        bundle_out.export(laptop, team.stick, to=bundle_out.recipient(laptop), visit=visit)
    assert list(team.stick.iterdir()) == []


def test_an_office_leaves_out_what_another_program_hands_over_of_a_practice(
    team: w.Team,
) -> None:
    plan = {"place": "SMAN 1", "date": "2024-07-19"}
    before = w.content(team.office)
    hidden = f"{PREFIX}20240719-abcd"  # says it is a practice in its id alone
    event = forging.event(team, hidden, "visit_planned", plan)
    listed = forging.event(
        team, hidden, "listed", {"fields": {"name": "Budi Rekaan"}}, person="budi"
    )
    merged = forging.told(team, hidden, event, listed)
    assert (merged.new, merged.people, len(merged.notes)) == (0, 0, 1)
    assert queries.visits(team.office.db) == []
    after = w.content(team.office)
    assert {name: after[name] for name in ("person", "visit", "search", "heads")} == {
        name: before[name] for name in ("person", "visit", "search", "heads")
    }


def test_a_plan_that_calls_itself_practice_counts_for_nothing_at_the_office(
    team: w.Team,
) -> None:
    plan = {"place": "SMAN 1", "date": "2024-07-19", "practice": True}
    planned = forging.event(team, "20240719-x", "visit_planned", plan)
    forging.told(team, "20240719-x", planned)
    office = team.office
    assert queries.real_visits(office.db) == []
    assert recap.recaps(office.db) == []
    assert schedule.standings(office, office.clock()) == []


def test_a_second_plan_makes_no_practice_of_a_visit(team: w.Team) -> None:
    visit, office = team.visit(3), team.office
    plan = {"place": "SMAN 1", "date": "2024-07-19", "practice": True}
    late = (forging.NOW * 2, 0)
    forging.told(team, visit, forging.event(team, visit, "visit_planned", plan, at=late))
    assert [one.visit for one in queries.real_visits(office.db)] == [visit]
    to = trust.devices(office.db)[team.laptops[0].device_id]
    assert bundle_out.lacking(office, to) > 0


def test_one_pupil_in_a_practice_and_in_a_visit_makes_no_case(laptop: Session) -> None:
    visit, practised = w.visit_with(laptop, 3), worked(laptop)
    person = w.ids(laptop, practised)[0]
    fields = queries.known(laptop.db, practised, person).visitor.fields
    people.take_in(laptop, visit, w.listing([{**fields, "class": "XII IPA 9"}]))
    serve(laptop, visit, person)
    people.link(laptop, practised, person, w.ids(laptop, practised)[1])

    def known() -> tuple[object, ...]:
        found = [search.find(laptop.db, fields[name]) for name in ("name", "nisn")]
        board = dashboard.load(laptop.db)
        return (
            review.cases(laptop), queries.conflicts(laptop.db), found,
            pupils.everyone(laptop.db), dashboard.overall(board), board.whose,
            queries.meant(laptop.db, person), asking.count(asking.put(laptop.db, asking.Filter())),
        )  # fmt: skip

    with_it = known()
    practice.throw_away(laptop)
    assert with_it == known()
    assert queries.meant(laptop.db, person).visitor.visit == visit


def test_nobody_of_a_practice_is_found_among_all_visits(laptop: Session) -> None:
    practised = worked(laptop)
    one = queries.everyone(laptop.db, practised)[0].visitor
    for text in (one.fields["name"], one.fields.get("nisn", "x-1"), "X-001"):
        assert search.find(laptop.db, text) == []
        assert search.find(laptop.db, text, practised) or text == "x-1"
    for text in (one.person, "X-001"):
        with pytest.raises(KnownError):
            queries.meant(laptop.db, text)
    assert asking.count(asking.put(laptop.db, asking.Filter())) == 0


def test_candidates_are_not_compared_with_a_practice(team: w.Team) -> None:
    office = team.office
    practised = worked(office)
    fields = queries.everyone(office.db, practised)[0].visitor.fields
    office.record("registry-1", ("", e.VisitPlanned("Daftar", w.DAY, (), setting="registry")))
    people.take_in(office, "registry-1", w.listing([dict(fields)]))
    compare(office)
    assert pairs.size(office.db) == (1, 0)
    assert office.db.execute("SELECT count(*) FROM pair").fetchone() == (0,)


def test_no_report_calendar_or_plan_knows_of_a_practice(team: w.Team) -> None:
    office = team.office
    practised = worked(office)
    assert dashboard.overall(dashboard.load(office.db)).visits == 0
    assert recap.recaps(office.db) == []
    assert schedule.standings(office, office.clock()) == []
    assert print_plan.lines(pupils.everyone(office.db)) == []
    assert loss.loss(office, trust.devices(office.db)[team.laptops[0].device_id], TODAY).people == 0
    assert berita_acara.of_period(office.db, TODAY, TODAY).visits == ()
    with pytest.raises(KnownError):
        berita_acara.of_visit(office.db, practised)


def test_what_is_practised_after_a_backup_needs_none(laptop: Session, tmp_path: Path) -> None:
    w.visit_with(laptop, 3)
    worked(laptop)
    backup.back_up(laptop, tmp_path)
    practice.throw_away(laptop)
    assert _since(laptop) == 0
    w.visit_with(laptop, 2)
    assert _since(laptop) == 3
    worked(laptop)
    assert _since(laptop) == 3


def test_the_commands_begin_and_end_a_practice(laptop: Session) -> None:
    assert commands

    def run(*args: str, code: int = 0) -> dict[str, object]:
        env = {"FIELDAPP_PASSPHRASE": w.PASSPHRASE}
        done = CliRunner().invoke(cli, ["--home", str(laptop.home), *args, "--json"], env=env)
        assert done.exit_code == code, done.output
        found: dict[str, object] = json.loads(done.stdout) if not code else {}
        return found

    made = run("practice", "begin", "--pupils", "7")
    assert made["pupils"] == 7
    (listed,) = json.loads(
        CliRunner().invoke(
            cli, ["--home", str(laptop.home), "visit", "list", "--json"],
            env={"FIELDAPP_PASSPHRASE": w.PASSPHRASE},
        ).stdout
    )  # fmt: skip
    assert (listed["visit"], listed["practice"]) == (made["visit"], True)
    assert run("practice", "throw-away") == {"pupils": 7}
    assert run("practice", "throw-away") == {"pupils": 0}
    run("practice", "begin", "--pupils", "0", code=1)


def test_a_crowded_practice_hides_nobody_of_a_visit(laptop: Session) -> None:
    practised = practice.begin(laptop, TODAY, 1).visit
    crowd = [w.pupil(number, name=f"Budi {number:03}") for number in range(1, 3 * search.MOST)]
    people.list_rows(laptop, practised, w.listing(crowd))
    visit = w.visit_with(laptop, 0)
    few = [w.pupil(number, name="Budi Utomo") for number in range(900, 905)]
    people.take_in(laptop, visit, w.listing(few))
    assert [one.visitor.visit for one in search.find(laptop.db, "budi")] == [visit] * len(few)
