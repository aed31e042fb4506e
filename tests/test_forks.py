"""A cloned or restored laptop: found out, both branches kept, and it continues as a new device."""

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from fieldapp import people, queue
from fieldapp.domain import events as e
from fieldapp.store import journal, keyfile, queries, tables, trust
from fieldapp.store.session import Session, open_home
from fieldapp.sync import bundle_in, bundle_out, cards, enrol
from fieldapp.sync.continuing import continue_as_new
from tests import workplace as w
from tests.clones import assert_settled, assert_whole, bundle, cloned, copied, lines_of, settle


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path) as made:
        yield made


def record(session: Session, visit: str, person: str) -> None:
    """A pupil comes, and is recorded."""
    queue.check_in(session, visit, person, services=("recording",))
    queue.finish(session, visit, person, "recording", "recorded")


def forked(team: w.Team) -> tuple[str, list[str], Session, Session]:
    """A visit in which Laptop A, checked in one pupil, was cloned, and both recorded others."""
    visit = team.visit(6)
    a = team.laptops[0]
    persons = w.ids(a, visit)
    queue.check_in(a, visit, persons[0])
    clone = cloned(team, 0)
    record(a, visit, persons[1])
    record(clone, visit, persons[2])
    queue.finish(clone, visit, persons[0], "recording", "recorded")
    return visit, persons, a, clone


def what(session: Session, visit: str, person: str) -> set[str]:
    """The kinds of conflicts about somebody."""
    entry = queries.entry(session.db, visit, person)
    return {conflict.what for conflict in entry.visitor.conflicts} if entry else set()


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
    queue.undo(a, visit, persons[1])  # the recording that A finished
    people.correct(clone, visit, persons[3], {"name": "Nama Dua"})
    queue.undo(clone, visit, persons[0])
    queue.undo(clone, visit, persons[0])  # the check-in from before the clone was made
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
    visit, persons, _a, clone = forked(team)
    b = team.laptops[1]
    lost = bundle(clone, team.office, team.stick)
    bundle_in.merge(team.office, lost)
    bundle_in.merge(clone, bundle(team.office, clone, team.stick))
    people.note(clone, visit, persons[0], "kabar")
    late = bundle(clone, team.office, team.stick)
    other = copied(team.office, team.stick.parent / "other office")
    other.close()
    fresh = w.device(team.stick.parent / "fresh", "Laptop C", "field", "C")
    w.acquaint(team.office, fresh)
    team.laptops.append(fresh)
    bundle_in.merge(team.office, late)
    settle(team)
    assert_settled(team)
    assert lines_of(b) == lines_of(fresh)


# --- going on as a new device


def test_a_clone_goes_on_as_a_new_device_which_the_others_trust_at_once(team: w.Team) -> None:
    visit, persons, a, clone = forked(team)
    b, old = team.laptops[1], a.device_id
    team.bring(a, team.office)
    team.bring(clone, team.office)
    for one in (a, clone):
        assert team.bring(team.office, one).continued
    assert len({old, a.device_id, clone.device_id}) == 3
    assert (a.device.name, a.device.letter) == ("Laptop A", "A")
    record(a, visit, persons[3])
    record(clone, visit, persons[4])
    for one in (a, clone):
        merged = team.bring(one, team.office)
        assert merged.notes == [
            "Laptop A continues as a new device; it was cloned, or restored from an old copy."
        ]
        assert not merged.gaps
    assert len(team.bring(team.office, b).notes) == 3  # the fork, and the two that go on
    settle(team)
    assert_settled(team)
    known = trust.current(b.db)
    assert {a.device_id, clone.device_id} <= set(known)
    assert old not in known
    assert old in trust.devices(b.db)
    assert old not in {one.device for one in bundle_out.recipients(team.office)}


def test_both_go_on_handing_over_and_need_nothing_new_after_that(team: w.Team) -> None:
    visit, persons, a, clone = forked(team)
    settle(team)
    ids = [one.device_id for one in team.everyone]
    for count, one in enumerate((a, clone)):
        people.note(one, visit, persons[count], "sesudahnya")
    settle(team)
    assert_settled(team)
    assert [one.device_id for one in team.everyone] == ids
    for one in team.laptops:
        assert bundle_out.unsent(one, team.office.device_id).events == 0
        assert bundle_out.export(one, team.stick, to=trust.devices(one.db)[ids[0]]).events == 0
        to = trust.devices(team.office.db)[one.device_id]
        assert bundle_out.export(team.office, team.stick, to=to).events == 0


def test_a_clone_that_hears_late_is_still_handed_a_bundle_under_its_earlier_id(
    team: w.Team,
) -> None:
    visit, persons, a, clone = forked(team)
    old = clone.device_id
    for one in (a, clone):
        team.bring(one, team.office)
    team.bring(team.office, a)
    team.bring(a, team.office)
    assert old not in {one.device for one in bundle_out.recipients(team.office)}
    people.note(clone, visit, persons[0], "masih di sini")
    team.bring(clone, team.office)
    assert old in {one.device for one in bundle_out.recipients(team.office)}
    assert team.bring(team.office, clone).continued
    team.bring(clone, team.office)
    assert old not in {one.device for one in bundle_out.recipients(team.office)}
    settle(team)
    assert_settled(team)


def test_numbers_go_on_after_the_highest_of_the_letter(team: w.Team) -> None:
    visit, persons, a, _clone = forked(team)
    settle(team)
    assert queue.check_in(a, visit, persons[4]).visitor.number == "A-003"


def test_a_laptop_without_anything_new_adopts_what_it_forgot_and_stays_itself(
    team: w.Team,
) -> None:
    visit = team.visit(3)
    a, old = team.laptops[0], team.laptops[0].device_id
    copy = copied(a, team.stick.parent / "copy")
    record(a, visit, w.ids(a, visit)[0])
    team.bring(a, team.office)
    a.close()
    team.laptops[0] = copy
    team.bring(copy, team.office)
    assert not team.bring(team.office, copy).continued
    assert copy.device_id == old
    settle(team)
    assert_settled(team)
    assert copy.device_id == old


def test_a_restored_laptop_that_wrote_new_events_keeps_them_and_what_it_had_lost(
    team: w.Team,
) -> None:
    visit = team.visit(4)
    a = team.laptops[0]
    persons = w.ids(a, visit)
    copy = copied(a, team.stick.parent / "copy")
    record(a, visit, persons[0])
    people.note(a, visit, persons[0], "hilang")
    team.bring(a, team.office)
    lost = lines_of(a)
    a.close()
    team.laptops[0] = copy
    record(copy, visit, persons[1])
    kept = lines_of(copy)
    assert team.bring(team.office, copy).continued  # before it handed anything over
    settle(team)
    assert_settled(team)
    assert lines_of(copy) >= lost | kept


def test_a_restored_laptop_that_continues_at_once_forks_nothing(team: w.Team) -> None:
    visit = team.visit(4)
    a = team.laptops[0]
    persons = w.ids(a, visit)
    copy = copied(a, team.stick.parent / "copy")
    record(a, visit, persons[0])
    team.bring(a, team.office)
    a.close()
    team.laptops[0] = restored = continue_as_new(copy)
    record(restored, visit, persons[1])
    settle(team)
    assert_settled(team)
    assert {end.branch for end in journal.heads(team.office.db)} == {0}
    assert what(team.office, visit, persons[0]) == set()


def test_a_device_stays_the_new_one_after_a_restart_and_opens_earlier_bundles(
    team: w.Team,
) -> None:
    visit, persons, a, _clone = forked(team)
    people.note(team.office, visit, persons[0], "untuk A")
    early = bundle(team.office, a, team.stick)
    continue_as_new(a)
    new = a.device_id
    team.laptops[0] = again = w.reopened(a)
    assert again.device_id == new
    assert bundle_in.merge(again, early).new == 1
    assert bundle_in.merge(again, early).new == 0
    settle(team)
    assert_settled(team)


def test_work_that_began_before_it_continued_is_written_by_the_new_device(
    team: w.Team,
) -> None:
    """The window's session, and another program on the same folder, go on as the new device."""
    visit = team.visit(3)
    a = team.laptops[0]
    old = a.device_id
    worker, program = a.again(), open_home(a.home, a.actor, w.PASSPHRASE)
    continue_as_new(worker)
    for one in (a, program):
        people.note(one, visit, w.ids(a, visit)[0], "lanjut")
        assert one.device_id == worker.device_id != old
    assert journal.branches(a.db, visit, old) == []
    worker.close()
    program.close()


def test_what_fails_on_the_way_leaves_the_device_as_it_was(team: w.Team) -> None:
    a = team.laptops[0]
    old, before = a.device_id, w.content(a)

    def torn() -> None:
        with a.writing():
            continue_as_new(a)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        torn()
    assert a.device_id == old
    assert w.content(a) == before


def test_nobody_continues_a_device_without_its_key(team: w.Team) -> None:
    """B says that A continues as a device that B made; only A's key could say so."""
    a, b = team.laptops
    office = team.office
    made = w.device(team.stick.parent / "made", "Laptop A", "field", "A")
    card = enrol.own_card(made)
    text = card_text(made)
    for signer, earlier in ((b, a.device_id), (b, b.device_id)):
        words = trust.continued_words(earlier, text)
        link = e.DeviceContinued(earlier, text, cards.sign(signer.device.keys, words))
        b.record(e.NO_VISIT, ("", link))
    team.bring(b, office)
    assert card.device not in trust.devices(office.db)
    made.close()


def card_text(session: Session) -> str:
    device = session.device
    return cards.make_card(device.keys, device.name, device.role, device.letter).decode()


def test_a_laptop_cannot_continue_as_an_office(team: w.Team) -> None:
    a, office = team.laptops[0], team.office
    keys = cards.make_keys()
    text = cards.make_card(keys, "Laptop A", "office", "A").decode()
    words = trust.continued_words(a.device_id, text)
    link = e.DeviceContinued(a.device_id, text, cards.sign(a.device.keys, words))
    a.record(e.NO_VISIT, ("", link))
    team.bring(a, office)
    assert keys.device not in trust.devices(office.db)


# --- offices


def test_laptops_go_on_writing_to_the_offices_successor(team: w.Team) -> None:
    visit = team.visit(3)
    a, office = team.laptops[0], team.office
    persons = w.ids(a, visit)
    old = office.device_id
    record(a, visit, persons[0])
    early = bundle(a, office, team.stick)
    continue_as_new(office)
    assert bundle_in.merge(office, early).new > 0
    assert keyfile.recover(a.home, office.device.earlier[0].seal_identity) == a.key
    merged = team.bring(office, a)
    assert merged.notes[0].startswith("Kantor continues as a new device")
    assert [one.device for one in bundle_out.recipients(a)] == [office.device_id]
    found = trust.office_of(a.db, a.device_id)
    assert found
    assert found.device == office.device_id
    assert old not in {one.device for one in bundle_out.recipients(a)}
    for laptop in team.laptops:
        team.bring(office, laptop)
    settle(team)
    assert_settled(team)


def test_an_office_that_was_cloned_and_planned_on_keeps_everything(team: w.Team) -> None:
    visit = team.visit(3)
    office, a = team.office, team.laptops[0]
    persons = w.ids(a, visit)
    copy = copied(office, team.stick.parent / "office copy")
    for count, one in enumerate((office, copy)):
        people.note(one, visit, persons[0], f"kantor {count}")
        people.correct(one, visit, persons[1], {"name": f"Nama {w.NAMES[count]}"})
    team.bring(copy, a)
    team.bring(office, a)
    assert "field" in what(a, visit, persons[1])
    for one in (office, copy):
        assert bundle_in.merge(one, bundle(a, one, team.stick)).continued
    for _round in range(3):
        for one in (office, copy):
            team.bring(one, a)
        for one in (office, copy):
            team.bring(a, one)
    assert tables.dump(office.db) == tables.dump(a.db) == tables.dump(copy.db)
    for one in (office, copy, a):
        assert_whole(one)
    copy.close()
