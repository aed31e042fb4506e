"""Streams of cloned and restored laptops: both branches are kept, told apart, and shown."""

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from fieldapp import people, queue, undoing
from fieldapp.store import journal, queries, tables
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in
from tests import workplace as w
from tests.clones import (
    assert_settled,
    assert_whole,
    bundle,
    cloned,
    copied,
    forked,
    lines_of,
    record,
    settle,
    what,
)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path) as made:
        yield made


# --- both branches are kept, whatever comes first


def in_every_order(team: w.Team, files: list[Path]) -> None:
    """Copies of the office take the bundles in, each in another order, and show the same."""
    found = []
    for count, order in enumerate(permutations(files)):
        office = copied(team.office, team.stick.parent / f"office-{count}")
        for file in order:
            bundle_in.merge(office, file)
        assert_whole(office)
        found.append((tables.dump(office.db), lines_of(office)))
        office.close()
    assert all(one == found[0] for one in found)


def test_an_office_shows_the_same_whichever_clone_comes_first(team: w.Team) -> None:
    _visit, _persons, a, clone = forked(team)
    in_every_order(team, [bundle(one, team.office, team.stick) for one in (a, clone)])


def test_three_clones_show_the_same_in_every_order(team: w.Team) -> None:
    visit, persons, a, clone = forked(team)
    third = cloned(team, 2)  # a clone of the clone, so the second fork lies on one branch
    record(third, visit, persons[3])
    record(clone, visit, persons[4])
    people.note(a, visit, persons[1], "kabar")
    held = [bundle(one, team.office, team.stick) for one in (a, clone, third)]
    in_every_order(team, held)
    settle(team)
    assert_settled(team)
    assert len(journal.branches(team.office.db, visit, a.device.ids[-1])) == 3


def test_a_fork_at_the_first_event_of_a_visit_is_kept_too(team: w.Team) -> None:
    visit = team.visit(3)
    a, persons = team.laptops[0], w.ids(team.laptops[0], visit)
    clone = cloned(team, 0)
    record(a, visit, persons[0])
    record(clone, visit, persons[0])
    in_every_order(team, [bundle(one, team.office, team.stick) for one in (a, clone)])
    settle(team)
    assert_settled(team)
    assert what(team.office, visit, persons[0]) == {"finished_twice", "checked_in_twice"} - {
        "checked_in_twice"  # both gave the same number
    }


def test_clones_that_wrote_the_same_bytes_under_later_seqs_are_told_apart(team: w.Team) -> None:
    """Two machines with dead clocks can write one line, byte for byte, after they parted."""
    visit = team.visit(3)
    person = w.ids(team.laptops[0], visit)[0]
    a, clone = team.laptops[0], cloned(team, 0)
    stopped = {"clock": lambda: 0}
    slow = [type(one)(**{**vars(one), **stopped}) for one in (a, clone)]
    people.note(slow[0], visit, person, "satu")
    people.note(slow[1], visit, person, "dua")
    for one in slow:
        people.note(one, visit, person, "sama")
    in_every_order(team, [bundle(one, team.office, team.stick) for one in (a, clone)])
    settle(team)
    assert_settled(team)
    entry = queries.entry(team.office.db, visit, person)
    assert entry
    assert sorted(entry.visitor.notes) == ["dua", "sama", "sama", "satu"]


def test_the_note_says_which_device_since_when_and_what_to_do(team: w.Team) -> None:
    _visit, _persons, a, clone = forked(team)
    assert team.bring(a, team.office).notes == []
    (note,) = team.bring(clone, team.office).notes
    assert note.startswith("Laptop A was cloned, or restored from an old copy: since ")
    assert "Hand a bundle to each copy that is in use" in note


def test_a_pupil_recorded_by_both_clones_is_a_conflict_that_can_be_decided(team: w.Team) -> None:
    visit, persons, a, clone = forked(team)
    queue.finish(a, visit, persons[0], "recording", "failed", reason="iris")
    settle(team)
    assert what(team.office, visit, persons[0]) == {"finished_twice"}
    entry = queries.entry(team.office.db, visit, persons[0])
    assert entry
    people.resolve(team.office, visit, persons[0], entry.visitor.conflicts[0].id)
    settle(team)
    assert_settled(team)
    assert what(clone, visit, persons[0]) == set()


def test_a_decision_about_facts_that_turn_out_to_be_two_is_asked_for_again(team: w.Team) -> None:
    """B decided between A's fact and its own before anybody knew of A's clone."""
    visit, persons, a, clone = forked(team)
    b = team.laptops[1]
    record(b, visit, persons[1])
    team.bring(a, team.office)
    team.bring(team.office, b)
    for conflict in ("check_in", "finished:recording"):
        people.resolve(b, visit, persons[1], conflict)
    assert what(b, visit, persons[1]) == set()
    team.bring(clone, team.office)
    team.bring(b, team.office)
    assert what(team.office, visit, persons[1]) == {"finished_twice", "checked_in_twice"}
    settle(team)
    assert_settled(team)


def test_undoing_and_correcting_mean_the_clones_own_events(team: w.Team) -> None:
    visit, persons, a, clone = forked(team)
    people.correct(a, visit, persons[3], {"name": "Nama Satu"})
    undoing.undo(a, visit, persons[1])  # the recording that A finished
    people.correct(clone, visit, persons[3], {"name": "Nama Dua"})
    undoing.undo(clone, visit, persons[0])
    undoing.undo(clone, visit, persons[0])  # the check-in from before the clone was made
    in_every_order(team, [bundle(one, team.office, team.stick) for one in (a, clone)])
    settle(team)
    assert_settled(team)
    states = {}
    for person in persons[:4]:
        entry = queries.entry(team.office.db, visit, person)
        assert entry
        turn = entry.visitor.turns[0] if entry.visitor.turns else None
        states[person] = (entry.visitor.number, turn.state if turn else "")
    assert states[persons[0]] == ("", "")
    assert states[persons[1]] == ("A-002", "waiting")
    assert states[persons[2]] == ("A-002", "finished")
    assert what(team.office, visit, persons[3]) == {"field"}


def test_a_second_laptop_gets_both_branches_from_the_office(team: w.Team) -> None:
    visit, persons, a, clone = forked(team)
    b = team.laptops[1]
    team.bring(a, team.office)
    team.bring(team.office, b)
    team.bring(clone, team.office)
    merged = team.bring(team.office, b)
    assert (merged.gaps, len(merged.notes)) == ([], 1)
    assert tables.dump(b.db) == tables.dump(team.office.db)
    assert_whole(b)
    assert team.bring(team.office, b).new == 0
    for person in persons[1:3]:
        entry = queries.entry(b.db, visit, person)
        assert entry
        assert entry.visitor.turns[0].outcome == "recorded"


def test_bundles_merged_again_after_the_fork_change_nothing(team: w.Team) -> None:
    visit, persons, a, clone = forked(team)
    files = [bundle(one, team.office, team.stick) for one in (a, clone, a)]
    people.note(clone, visit, persons[0], "kabar")
    files.append(bundle(clone, team.office, team.stick))
    for file in files:
        bundle_in.merge(team.office, file)
    settle(team)
    before = w.content(team.office)
    for file in (*files, *reversed(files)):
        merged = bundle_in.merge(team.office, file)
        assert (merged.new, merged.gaps, merged.notes) == (0, [], [])
    assert w.content(team.office) == before


def test_a_part_of_a_branch_that_is_not_held_is_named_and_comes_with_the_next_bundle(
    team: w.Team,
) -> None:
    visit, persons, a, clone = forked(team)
    b = team.laptops[1]
    team.bring(a, team.office)
    queue.check_in(b, visit, persons[5])
    team.bring(b, team.office)
    own = journal.head(clone.db, visit, clone.device_id)
    peer = team.office.device_id
    clone.db.execute("INSERT OR REPLACE INTO held VALUES(?, ?, ?)", (peer, own.id, own.last - 1))
    merged = team.bring(clone, team.office)
    (gap,) = merged.gaps
    assert f"records 1 to {own.last - 1} of Laptop A" in gap
    assert len(journal.branches(team.office.db, visit, clone.device_id)) == 1
    assert_whole(team.office)
    settle(team)
    assert_settled(team)
    assert len(journal.branches(team.office.db, visit, own.device)) == 2


def test_verify_reads_every_branch_and_where_they_part(team: w.Team) -> None:
    visit, _persons, a, _clone = forked(team)
    settle(team)
    old = a.device.ids[-1]
    first, second = journal.branches(team.office.db, visit, old)
    found = verify(team.office)
    assert found.problems == []
    whole = [end for end in journal.heads(team.office.db) if end.last]
    assert (found.streams, found.events) == (len(whole), sum(end.last for end in whole))
    damage = {
        "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), 'A-00', 'A-10') AS BLOB) "
        "WHERE stream = ?": "Laptop A",
        "DELETE FROM fork WHERE stream = ?": "branches",
        "UPDATE stream SET seal = zeroblob(64) WHERE id = ?": "seal",
    }
    for count, (statement, said) in enumerate(damage.items()):
        for end in (first, second):
            office = copied(team.office, team.stick.parent / f"damaged-{count}-{end.id}")
            office.db.execute(statement, (end.id,))
            assert any(said in problem for problem in verify(office).problems), statement
            office.close()
