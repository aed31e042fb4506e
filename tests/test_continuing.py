"""A cloned or restored device goes on as a new one, which the others trust at once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldapp import commands, people, queue, visits
from fieldapp.cli import Screen, cli
from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import journal, keyfile, queries, tables, trust
from fieldapp.store.session import Session, open_home
from fieldapp.sync import bundle_in, bundle_out, cards, enrol
from fieldapp.sync.continuing import continue_as_new
from tests import workplace as w
from tests.clones import (
    assert_settled,
    assert_whole,
    bundle,
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


def test_both_copies_of_an_office_may_enrol_laptops_which_all_come_to_trust(
    team: w.Team,
) -> None:
    """The stream of no visit forks: it says who may be trusted."""
    office, a = team.office, team.laptops[0]
    copy = copied(office, team.stick.parent / "office copy")
    new = [w.device(team.stick.parent / x, f"Laptop {x}", "field", x) for x in ("C", "D")]
    for one, laptop in zip((office, copy), new, strict=True):
        w.acquaint(one, laptop)
        team.bring(one, a)
    assert {one.device_id for one in new} <= set(trust.devices(a.db))
    assert bundle_in.merge(office, bundle(a, office, team.stick)).continued
    team.bring(office, a)
    assert {one.device_id for one in new} <= set(trust.devices(office.db))
    for one in (copy, *new):
        one.close()


# --- deleting


def test_a_visit_is_deleted_only_when_the_office_holds_every_branch(team: w.Team) -> None:
    visit, _persons, a, clone = forked(team)
    visits.close(a, visit)
    visits.close(clone, visit)
    settle(team)
    people.note(clone, visit, _persons[0], "sesudah tutup")
    with pytest.raises(KnownError, match="1 record"):
        visits.delete(clone, visit)
    settle(team)
    old = bundle(team.office, clone, team.stick)
    held = lines_of(clone)
    visits.delete(clone, visit)
    assert len(lines_of(clone)) < len(held)
    assert bundle_in.merge(clone, old).new == 0
    assert_whole(clone)
    assert queries.visits(clone.db) == []
    assert w.ids(team.office, visit)
    assert w.ids(a, visit)
    settle(team)
    assert queries.visits(clone.db) == []
    assert clone.device_id in trust.current(team.office.db)


# --- by command


def test_the_command_merge_says_that_the_laptop_goes_on_as_a_new_one(team: w.Team) -> None:
    visit, persons, a, clone = forked(team)
    old = a.device_id
    team.bring(clone, team.office)
    file = bundle(team.office, a, team.stick)
    assert commands
    env = {"FIELDAPP_PASSPHRASE": w.PASSPHRASE}

    def run(*words: str) -> str:
        done = CliRunner().invoke(cli, ["--home", str(a.home), *words], obj=Screen(), env=env)
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "it continues as a new device" in run("merge", str(file))
    (again,) = json.loads(run("--json", "merge", str(file)))
    assert (again["continued"], again["new"]) == (False, 0)
    people.note(a, visit, persons[5], "di jendela")  # which was open all the time
    assert a.device_id != old
    settle(team)
    assert_settled(team)
