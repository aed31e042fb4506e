"""Who of the registry's list is to be called where: compared, decided, and counted again here."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fieldapp import candidates, people, statuses, undoing, visits
from fieldapp.domain import events as e
from fieldapp.domain import identity
from fieldapp.errors import Cancelled, KnownError
from fieldapp.reports import candidates_xlsx
from fieldapp.store import journal, pairs, queries, tables
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_out
from tests import workplace as w
from tests.candidates_place import (
    MANY,
    TODAY,
    Place,
    citizen,
    mistyped,
    name_of,
    prepare,
    pupil_of,
    record,
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = prepare(tmp_path)
    yield made
    made.office.close()


def doubts(place: Place) -> list[pairs.Line]:
    return pairs.lines(place.office.db, "doubtful")


def decide(place: Place, line: pairs.Line, *, same: bool) -> None:
    assert line.listed
    assert line.pupil
    candidates.decide(
        place.office, line.listed.person, line.pupil.visit, line.pupil.person, same=same
    )


def test_everyone_of_the_list_stands_as_they_were_made_to(place: Place) -> None:
    candidates.compare(place.office)
    for kind in pairs.ON_LIST:
        assert set(place.names(kind)) == place.made_for(kind), kind
    assert pairs.counts(place.office.db) == MANY
    assert sum(MANY.values()) == len(place.fates)


def test_figures_equal_a_count_made_by_looking_at_each_pair_of_people(place: Place) -> None:
    """Counted with nothing but the two lists: by NIK, or by name and birth date."""
    candidates.compare(place.office)
    db = place.office.db
    own = pairs.registry(db)
    assert own
    pupils = [
        (visit, entry)
        for visit in queries.visits(db)
        for entry in queries.everyone(db, visit.visit)
    ]
    counted: Counter[str] = Counter()
    for entry in queries.everyone(db, own.visit):
        mine = entry.visitor.fields
        same = [
            (visit, other)
            for visit, other in pupils
            if mine["nik"] == other.visitor.fields.get("nik")
            or (mine["name"], mine["birth_date"])
            == (other.visitor.fields["name"], other.visitor.fields["birth_date"])
        ]
        named = [other for _v, other in pupils if other.visitor.fields["name"] == mine["name"]]
        if any(t.outcome == "recorded" for _v, other in same for t in other.visitor.turns):
            counted["recorded"] += 1
        elif any(visit.state != "closed" for visit, _other in same):
            counted["call"] += 1
        elif same:
            counted["missed"] += 1
        else:
            counted["doubtful" if named else "nowhere"] += 1
    assert counted == Counter(pairs.counts(db))


def test_who_is_called_is_told_by_school_and_class(place: Place) -> None:
    candidates.compare(place.office)
    found = pairs.lines(place.office.db, "call")
    where = [(line.pupil.place, line.pupil.fields["class"]) for line in found if line.pupil]
    assert where == sorted(where, key=lambda pair: (pair[0].casefold(), pair[1].casefold()))
    assert {place_ for place_, _class in where} == {
        "SMAN 1 Kota Mojokerto",
        "SMKN 2 Kota Mojokerto",
    }
    assert {line.why for line in found} == {"nik", "name_and_birth"}


def test_who_is_at_school_but_not_on_the_list_is_told_why(place: Place) -> None:
    candidates.compare(place.office)
    found = pairs.lines(place.office.db, "unlisted")
    told = {name_of(line): line.why for line in found if line.why != "to_decide"}
    assert told == {
        "Elsewhere": "elsewhere",
        "Young": "too_young",
        "Had One": "recorded",
        "Ask": "unknown",
    }
    assert {name_of(line) for line in found} - set(told) == place.made_for("doubtful")


def test_a_list_taken_in_again_changes_nothing(place: Place) -> None:
    own = pairs.registry(place.office.db)
    assert own
    before = journal.head(place.office.db, own.visit, place.office.device_id).last
    again = candidates.take_in(
        place.office, w.listing([citizen(n) for n in range(len(place.fates))], "registry"), TODAY
    )
    assert (again.new, again.changed, again.same) == (0, 0, len(place.fates))
    assert journal.head(place.office.db, own.visit, place.office.device_id).last == before
    assert len(queries.registries(place.office.db)) == 1


def test_a_further_list_adds_to_the_first(place: Place) -> None:
    candidates.take_in(place.office, w.listing([citizen(500)], "registry"), TODAY)
    assert candidates.is_stale(place.office)
    candidates.compare(place.office)
    assert pairs.counts(place.office.db)["nowhere"] == MANY["nowhere"] + 1
    assert not candidates.is_stale(place.office)


def test_the_registrys_list_is_no_visit(place: Place) -> None:
    assert len(queries.visits(place.office.db)) == 4
    assert "registry" not in {one.plan.setting for one in queries.visits(place.office.db)}


def test_nothing_of_the_registrys_list_goes_to_a_laptop(tmp_path: Path) -> None:
    with w.team(tmp_path, "A") as team:
        visit = team.visit(5)
        candidates.take_in(team.office, w.listing([citizen(1), citizen(2)]), TODAY)
        candidates.compare(team.office)
        team.meet()
        (laptop,) = team.laptops
        assert queries.registries(team.office.db)
        assert queries.registries(laptop.db) == []
        assert {head.visit for head in journal.heads(laptop.db)} <= {visit, e.NO_VISIT}
        assert len(queries.everyone(laptop.db, visit)) == 5
        unsent = bundle_out.export(
            team.office, team.stick, to=bundle_out.recipients(team.office)[0]
        )
        assert unsent.events == 0


def test_yes_calls_somebody_and_no_leaves_them_at_no_school(place: Place) -> None:
    candidates.compare(place.office)
    first, second, _third = doubts(place)
    decide(place, first, same=True)
    decide(place, second, same=False)
    assert name_of(first) in place.names("call")
    assert name_of(second) in place.names("nowhere")
    assert len(doubts(place)) == 1


def test_a_decision_holds_over_later_comparisons(place: Place) -> None:
    candidates.compare(place.office)
    first, second, third = doubts(place)
    decide(place, first, same=True)
    decide(place, second, same=False)
    before = pairs.counts(place.office.db)
    candidates.compare(place.office)
    assert pairs.counts(place.office.db) == before
    assert [name_of(line) for line in doubts(place)] == [name_of(third)]


def test_a_decision_holds_although_the_data_are_no_longer_alike(place: Place) -> None:
    candidates.compare(place.office)
    line = doubts(place)[0]
    decide(place, line, same=True)
    assert line.pupil
    people.correct(place.office, line.pupil.visit, line.pupil.person, {"name": "Quite Another"})
    candidates.compare(place.office)
    (called,) = [x for x in pairs.lines(place.office.db, "call") if name_of(x) == name_of(line)]
    assert called.why == "decided"


def test_no_takes_a_certain_pair_apart_and_shows_who_else_it_may_be(place: Place) -> None:
    candidates.compare(place.office)
    sure = next(x for x in pairs.lines(place.office.db, "call") if x.why == "nik")
    assert sure.listed
    double = pupil_of(
        sure.listed.fields, 1, nik="", birth_date=mistyped(sure.listed.fields["birth_date"])
    )
    people.take_in(place.office, place.other, w.listing([double]))
    decide(place, sure, same=False)
    candidates.compare(place.office)
    assert name_of(sure) in {name_of(line) for line in doubts(place)}
    assert name_of(sure) not in place.names("call")


def test_a_decision_is_taken_back_by_undo(place: Place) -> None:
    candidates.compare(place.office)
    line = doubts(place)[0]
    own = pairs.registry(place.office.db)
    assert own
    decide(place, line, same=True)
    undoing.undo(place.office, own.visit)
    assert name_of(line) in {name_of(one) for one in doubts(place)}
    candidates.compare(place.office)
    assert pairs.counts(place.office.db) == MANY


def test_a_pair_that_nobody_proposed_can_be_decided_and_taken_back(place: Place) -> None:
    candidates.compare(place.office)
    own = pairs.registry(place.office.db)
    lonely = pairs.lines(place.office.db, "nowhere")[0].listed
    ask = next(x.pupil for x in pairs.lines(place.office.db, "unlisted") if name_of(x) == "Ask")
    assert own
    assert lonely
    assert ask
    candidates.decide(place.office, lonely.person, ask.visit, ask.person, same=True)
    assert lonely.fields["name"] in place.names("call")
    assert "Ask" not in place.names("unlisted")
    undoing.undo(place.office, own.visit)
    assert pairs.counts(place.office.db) == MANY


def test_who_was_recorded_since_is_no_longer_called(place: Place) -> None:
    candidates.compare(place.office)
    sure = next(
        x for x in pairs.lines(place.office.db, "call")
        if x.pupil and x.pupil.visit == place.school and x.why == "nik"
    )  # fmt: skip
    assert sure.pupil
    record(place.office, place.school, sure.pupil.fields["nik"])
    assert name_of(sure) in place.names("recorded")
    assert name_of(sure) not in place.names("call")


def test_who_the_national_system_has_recorded_is_no_longer_called(place: Place) -> None:
    candidates.compare(place.office)
    sure = next(x for x in pairs.lines(place.office.db, "call") if x.why == "nik")
    assert sure.listed
    said = {**sure.listed.fields, "status": "PRINT_READY_RECORD"}
    statuses.take_in(place.office, w.listing([said]), TODAY)
    assert name_of(sure) in place.names("recorded")
    assert name_of(sure) not in place.names("call")


def test_nobody_is_looked_for_at_a_visit_that_is_only_practised(place: Place) -> None:
    lonely = next(n for n in place.fates if place.fates[n] == "nowhere")
    one = next(
        entry.visitor.fields for entry in queries.everyone(place.office.db, registry_of(place))
        if entry.visitor.fields["name"] == lonely
    )  # fmt: skip
    plan = e.VisitPlanned("Latihan", w.DAY, practice=True)
    place.office.record("practice-1", ("", plan))
    people.take_in(place.office, "practice-1", w.listing([pupil_of(one, 1)]))
    candidates.compare(place.office)
    assert pairs.counts(place.office.db) == MANY
    assert not candidates.is_stale(place.office)


def registry_of(place: Place) -> str:
    own = pairs.registry(place.office.db)
    assert own
    return own.visit


def test_those_at_no_school_go_onto_the_list_of_a_kelurahan(place: Place) -> None:
    candidates.compare(place.office)
    lines = [
        line for line in pairs.lines(place.office.db, "nowhere")
        if line.listed and line.listed.village_name == "Kedundung"
    ]  # fmt: skip
    assert 0 < len(lines) < MANY["nowhere"]
    taken = candidates.list_for(place.office, place.kelurahan, lines)
    assert taken.new == len(lines)
    there = {e.visitor.fields["name"] for e in queries.everyone(place.office.db, place.kelurahan)}
    assert there == {name_of(line) for line in lines}
    counted = pairs.counts(place.office.db)
    assert (counted["village"], counted["nowhere"]) == (
        len(lines), MANY["nowhere"] - len(lines),
    )  # fmt: skip
    assert not candidates.is_stale(place.office)
    candidates.compare(place.office)
    assert pairs.counts(place.office.db) == counted


def test_nobody_goes_onto_a_list_for_what_is_no_longer_known(place: Place) -> None:
    candidates.compare(place.office)
    lines = pairs.lines(place.office.db, "nowhere")
    candidates.take_in(place.office, w.listing([citizen(500)], "registry"), TODAY)
    with pytest.raises(KnownError, match="have changed"):
        candidates.list_for(place.office, place.kelurahan, lines)
    assert queries.everyone(place.office.db, place.kelurahan) == []


def test_nobody_is_put_onto_the_list_of_a_school(place: Place) -> None:
    candidates.compare(place.office)
    lines = pairs.lines(place.office.db, "nowhere")
    with pytest.raises(KnownError, match="kelurahan"):
        candidates.list_for(place.office, place.school, lines)
    with pytest.raises(KnownError, match="chosen"):
        candidates.list_for(place.office, place.kelurahan, [])
    visits.close(place.office, place.kelurahan)
    with pytest.raises(KnownError, match="closed"):
        candidates.list_for(place.office, place.kelurahan, lines)


def test_a_comparison_that_is_stopped_leaves_the_last_one(place: Place) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Cancelled("stopped")

    candidates.compare(place.office)
    candidates.take_in(place.office, w.listing([citizen(500)], "registry"), TODAY)
    before = place.office.db.execute("SELECT * FROM pair ORDER BY 1, 2").fetchall()
    with pytest.raises(Cancelled):
        candidates.compare(place.office, stop)
    assert before
    assert place.office.db.execute("SELECT * FROM pair ORDER BY 1, 2").fetchall() == before
    assert candidates.is_stale(place.office)


def test_without_a_list_there_is_nothing_to_compare(tmp_path: Path) -> None:
    office = w.device(tmp_path / "office", "Kantor", "office", "K")
    with pytest.raises(KnownError, match="no list of the registry"):
        candidates.compare(office)
    assert sum(pairs.counts(office.db).values()) == 0
    assert pairs.lines(office.db, "call") == pairs.lines(office.db, "unlisted") == []
    office.close()


def test_only_a_coordinator_takes_in_compares_and_decides(place: Place) -> None:
    candidates.compare(place.office)
    line = doubts(place)[0]
    operator = Place(
        replace(place.office, actor_role="operator"), place.school, place.other, place.closed,
        place.kelurahan, place.fates,
    )  # fmt: skip
    for act in (
        lambda: candidates.take_in(operator.office, w.listing([citizen(500)]), TODAY),
        lambda: candidates.compare(operator.office),
        lambda: decide(operator, line, same=True),
        lambda: candidates.list_for(operator.office, place.kelurahan, [line]),
    ):
        with pytest.raises(KnownError, match="coordinator"):
            act()


def test_decisions_are_made_anew_from_the_events(place: Place) -> None:
    candidates.compare(place.office)
    decide(place, doubts(place)[0], same=True)
    before = tables.dump(place.office.db)
    assert before["decision"]
    with place.office.writing():
        tables.rebuild(place.office.db)
    assert tables.dump(place.office.db) == before
    assert verify(place.office).problems == []


@pytest.mark.parametrize("kind", pairs.KINDS)
def test_a_workbook_holds_each_kind_with_masked_niks(
    place: Place, tmp_path: Path, kind: str
) -> None:
    candidates.compare(place.office)
    lines = pairs.lines(place.office.db, kind)
    path = tmp_path / "list.xlsx"
    candidates_xlsx.write(kind, lines, path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    said = [str(cell) for row in rows for cell in row]
    assert len(rows) == 3 + len(lines)
    niks = {side.fields.get("nik", "") for line in lines for side in line.sides} - {""}
    assert not any(nik in cell for nik in niks for cell in said)
    assert {identity.mask(nik) for nik in niks} <= set(said)


def test_names_that_look_like_formulas_stay_names(place: Place, tmp_path: Path) -> None:
    candidates.take_in(
        place.office, w.listing([citizen(500, name="=1+1"), citizen(501, name="<b>A</b>")]), TODAY
    )
    candidates.compare(place.office)
    path = tmp_path / "list.xlsx"
    candidates_xlsx.write("nowhere", pairs.lines(place.office.db, "nowhere"), path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert {"=1+1", "<b>A</b>"} <= {row[0] for row in rows}
