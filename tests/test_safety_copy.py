"""The safety copy: whatever happens to the laptop or the stick, the office gets what it holds."""

import errno
import os
import shutil
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path

import msgspec
import pytest

from fieldapp import people, queue, visits
from fieldapp.errors import KnownError
from fieldapp.store import keyfile, queries, tables, trust
from fieldapp.store.session import Session, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import (
    backup,
    bundle_in,
    bundle_out,
    copy_file,
    copy_in,
    copy_out,
    parts,
    refusals,
    restore,
    safety_copy,
)
from fieldapp.sync.copy_out import Copier
from fieldapp.sync.safe_write import Machine
from tests import workplace as w
from tests.test_commands import Desk
from tests.test_safe_write import Failing


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path) as made:
        yield made


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """The second disk, or a stick."""
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


class Hall:
    """Laptop A at work with a copy, pupil after pupil."""

    def __init__(self, team: w.Team, disk: Path, machine: Machine | None = None) -> None:
        self.team, self.disk = team, disk
        self.office, self.a = team.office, team.laptops[0]
        self.visit = team.visit(12)
        self.ids = w.ids(self.a, self.visit)
        self.copier = Copier(machine) if machine else Copier()
        safety_copy.choose(self.a, disk, same_disk=True)

    def check_in(self, number: int) -> str:
        """Somebody comes; who."""
        person = self.ids[number]
        queue.check_in(self.a, self.visit, person)
        return person

    def step(self) -> safety_copy.State:
        return self.copier.step(self.a)

    def files(self) -> list[Path]:
        return sorted(self.disk.iterdir())

    def merge(self, file: Path | None = None) -> bundle_in.Merged:
        """The office takes the copy in."""
        return copy_in.merge_file(self.office, file or self.files()[-1])

    def here(self, session: Session) -> set[str]:
        """Who is checked in, as a device has it."""
        everyone = queries.everyone(session.db, self.visit)
        return {entry.visitor.person for entry in everyone if entry.visitor.number}


@pytest.fixture
def hall(team: w.Team, disk: Path) -> Iterator[Hall]:
    made = Hall(team, disk)
    yield made
    made.copier.close()


def same(hall: Hall) -> bool:
    """Whether the office knows of the visit all that the laptop does."""
    return tables.dump(hall.office.db) == tables.dump(hall.a.db)


# --- what the office gets


def test_a_copy_alone_brings_the_office_everything_the_laptop_did(hall: Hall) -> None:
    assert hall.step().kind == "current"
    for number in range(5):
        hall.check_in(number)
        assert hall.step().kind == "current"
    (file,) = hall.files()
    hall.a.close()
    shutil.rmtree(hall.a.home)
    merged = hall.merge(file)
    assert (merged.people, merged.gaps, merged.notes) == (5, [], [])
    assert len(hall.here(hall.office)) == 5
    assert verify(hall.office).problems == []
    before = w.content(hall.office)
    assert hall.merge(file).new == 0
    assert w.content(hall.office) == before


def test_several_actions_since_the_last_step_go_into_one_part(hall: Hall) -> None:
    hall.step()
    for number in range(4):
        hall.check_in(number)
    hall.step()
    with hall.files()[0].open("rb") as file:
        assert len(list(copy_file.pieces(file, hall.files()[0].stat().st_size))) == 2


def test_nothing_of_a_copy_can_be_read_not_even_by_the_laptop(hall: Hall) -> None:
    hall.step()
    hall.check_in(0)
    people.walk_in(hall.a, hall.visit, {"name": "Putri Ayu", "birth_date": "2007-05-05"})
    hall.step()
    (file,) = hall.files()
    data = file.read_bytes()
    for secret in (b"Putri", b"Lestari", b"357601", b"SMAN", hall.visit.encode(), b"walk_in"):
        assert secret not in data
    with pytest.raises(refusals.NotForUs):
        copy_in.merge_file(hall.a, file)


def test_copies_of_two_laptops_are_merged_beside_each_other(team: w.Team, disk: Path) -> None:
    visit = team.visit(6)
    for number, laptop in enumerate(team.laptops):
        safety_copy.choose(laptop, disk, same_disk=True)
        queue.check_in(laptop, visit, w.ids(laptop, visit)[number])
        copier = Copier()
        assert copier.step(laptop).kind == "current"
        copier.close()
    assert len(list(disk.iterdir())) == 2
    for file in disk.iterdir():
        assert copy_in.merge_file(team.office, file).new > 0
    numbers = {entry.visitor.number for entry in queries.everyone(team.office.db, visit)}
    assert {"A-001", "B-001"} <= numbers


@pytest.mark.parametrize("order", ["copy first", "bundle first", "copy between"])
def test_copies_and_bundles_in_any_order_end_in_the_same(hall: Hall, order: str) -> None:
    hall.step()
    hall.check_in(0)
    hall.step()
    office = trust.devices(hall.a.db)[hall.office.device_id]
    first = bundle_out.export(hall.a, hall.team.stick, to=office).file
    hall.check_in(1)
    hall.step()
    second = bundle_out.export(hall.a, hall.team.stick, to=office).file
    (copy,) = hall.files()
    orders = {
        "copy first": (copy, second, first),
        "bundle first": (first, second, copy),
        "copy between": (second, copy, first, copy),
    }
    for file in orders[order]:
        merged = copy_in.merge_file(hall.office, file)
        assert (merged.gaps, merged.notes) == ([], [])
    assert same(hall)
    assert verify(hall.office).problems == []
    hall.team.bring(hall.office, hall.a)
    assert bundle_out.unsent(hall.a, hall.office.device_id).events == 0
    assert bundle_out.export(hall.a, hall.team.stick, to=office).events == 0


def test_a_copy_never_moves_what_is_known_of_counts_and_holdings(hall: Hall) -> None:
    hall.check_in(0)
    hall.step()
    before = w.content(hall.a)
    hall.check_in(1)
    hall.step()
    for table in ("held", "peer"):
        assert w.content(hall.a)[table] == before[table]
    counts = "SELECT peer, received, sent FROM peer WHERE received + sent > 0 ORDER BY peer"
    known = w.content(hall.office)["held"], hall.office.db.execute(counts).fetchall()
    hall.merge()
    assert (w.content(hall.office)["held"], hall.office.db.execute(counts).fetchall()) == known
    office = trust.devices(hall.a.db)[hall.office.device_id]
    assert (
        bundle_out.export(hall.a, hall.team.stick, to=office).events > 0
    )  # never merged is no loss


def test_what_an_old_late_copy_says_is_not_taken_for_news(hall: Hall) -> None:
    hall.check_in(0)
    hall.step()
    old = hall.disk.parent / "old.copy"
    shutil.copy(hall.files()[0], old)
    hall.check_in(1)
    hall.team.meet()
    before = w.content(hall.office)
    assert hall.merge(old).new == 0
    assert w.content(hall.office) == before


# --- files on the disk


def test_after_a_restart_a_new_file_begins_with_everything_and_the_old_one_goes(
    hall: Hall,
) -> None:
    hall.check_in(0)
    hall.step()
    (first,) = hall.files()
    hall.check_in(1)
    hall.copier.close()
    hall.copier = Copier()
    hall.check_in(2)
    hall.step()
    (second,) = hall.files()
    assert second.name.endswith("_0002.copy")
    assert second.name[:-9] == first.name[:-9]
    hall.merge()
    assert len(hall.here(hall.office)) == 3


def test_what_the_office_came_to_hold_is_left_out_of_the_next_file(hall: Hall) -> None:
    hall.check_in(0)
    hall.step()
    large = hall.files()[0].stat().st_size
    hall.team.meet()
    hall.copier.close()
    hall.step()
    assert hall.files()[0].stat().st_size < large
    assert hall.merge().new == 0


def test_a_laptop_set_back_to_an_older_state_removes_no_copy_that_holds_more(hall: Hall) -> None:
    hall.check_in(0)
    hall.step()
    older = hall.disk.parent / "older"
    shutil.copytree(hall.a.home, older)
    hall.check_in(1)
    hall.step()
    hall.copier.close()
    back = open_home(older, hall.a.actor, w.PASSPHRASE)
    copier = Copier()
    assert copier.step(back).kind == "current"
    copier.close()
    back.close()
    assert [file.name[-9:] for file in hall.files()] == ["0001.copy", "0002.copy"]
    hall.merge(hall.files()[0])
    assert len(hall.here(hall.office)) == 2


def test_files_of_others_and_what_cannot_be_read_stay_where_they_are(hall: Hall) -> None:
    hall.check_in(0)
    hall.step()
    (first,) = hall.files()
    strangers = [hall.disk / "photo.jpg", hall.disk / "b-zzzzzzzzzz_k-zzzzzzzzzz_0001.copy"]
    for stranger in strangers:
        stranger.write_bytes(first.read_bytes())
    hall.copier.close()
    hall.step()
    assert not first.exists()
    assert all(stranger.exists() for stranger in strangers)


def test_an_office_that_forgot_what_it_held_is_given_it_again(hall: Hall) -> None:
    hall.check_in(0)
    hall.team.meet()
    hall.step()
    # a bundle of the restored office says that it holds less
    hall.a.db.execute("DELETE FROM held")
    hall.check_in(1)
    hall.step()
    (file,) = hall.files()
    assert file.name.endswith("_0002.copy")


def test_a_second_program_on_the_same_data_leaves_the_copy_to_the_first(hall: Hall) -> None:
    assert hall.step().kind == "current"
    other = Copier()
    assert other.step(hall.a).kind == "elsewhere"
    hall.copier.close()
    assert other.step(hall.a).kind == "current"
    other.close()


def test_a_file_of_very_many_parts_is_followed_by_a_new_one(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldapp.sync.copy_out._PIECES", 3)
    for number in range(5):
        hall.check_in(number)
        hall.step()
    (file,) = hall.files()
    assert file.name.endswith("_0002.copy")
    hall.merge()
    assert len(hall.here(hall.office)) == 5


# --- damage


def torn(hall: Hall, *, keep: int = -7) -> bytes:
    """Three people in three parts, then some bytes off the end."""
    for number in range(3):
        hall.check_in(number)
        hall.step()
    (file,) = hall.files()
    data = file.read_bytes()
    file.write_bytes(data[:keep])
    return data


@pytest.mark.parametrize("cut", [-1, -300])
def test_a_torn_end_is_left_out_and_said(hall: Hall, cut: int) -> None:
    torn(hall, keep=cut)
    merged = hall.merge()
    assert len(hall.here(hall.office)) == 2
    assert len(merged.notes) == 1
    assert "cut off" in merged.notes[0]


def test_an_end_of_zeros_as_a_power_cut_leaves_is_a_torn_end(hall: Hall) -> None:
    data = torn(hall)
    last = data.rindex(b"fieldapp copy 1 ")
    hall.files()[0].write_bytes(data[: last + 90] + bytes(len(data) - last - 90))
    assert "cut off" in hall.merge().notes[0]
    assert len(hall.here(hall.office)) == 2


def test_damage_in_the_middle_is_named_and_the_rest_heals_by_a_bundle(hall: Hall) -> None:
    data = bytearray(torn(hall))
    second = data.index(b"fieldapp copy 1 ", 20)
    data[second + 300] ^= 1
    hall.files()[0].write_bytes(data)
    merged = hall.merge()
    assert len(hall.here(hall.office)) == 1
    assert "Part 2" in merged.notes[0]
    assert "Laptop A" in merged.gaps[0]
    hall.team.bring(hall.a, hall.office)
    assert same(hall)


def test_a_damaged_head_line_is_stepped_over(hall: Hall) -> None:
    data = bytearray(torn(hall))
    second = data.index(b"fieldapp copy 1 ", 20)
    data[second + 3] ^= 1
    hall.files()[0].write_bytes(data)
    assert "Part 2" in hall.merge().notes[0]


@pytest.mark.parametrize("what", ["stranger", "forged", "newer", "nothing whole"])
def test_a_copy_that_cannot_be_believed_changes_nothing(hall: Hall, what: str) -> None:
    data = torn(hall, keep=10**9)
    (file,) = hall.files()
    if what == "stranger":
        hall.office.db.execute("DELETE FROM device WHERE letter = 'A'")
    elif what == "forged":
        hall.office.db.execute(
            "UPDATE device SET sign_key = (SELECT sign_key FROM device WHERE letter = 'B') "
            "WHERE letter = 'A'"
        )
    elif what == "newer":
        file.write_bytes(data.replace(b"fieldapp copy 1 ", b"fieldapp copy 2 "))
    else:
        file.write_bytes(data[:100])
    before = w.content(hall.office)
    kinds = {
        "stranger": bundle_in.Stranger,
        "forged": parts.Forged,
        "newer": refusals.NewerFormat,
        "nothing whole": refusals.Damaged,
    }
    with pytest.raises(kinds[what]):
        hall.merge()
    assert w.content(hall.office) == before


def test_a_part_of_a_stranger_among_true_ones_is_left_out_and_named(
    hall: Hall, tmp_path: Path
) -> None:
    torn(hall, keep=10**9)
    stranger = w.device(tmp_path / "x", "Laptop X", letter="X")
    w.acquaint(hall.office, stranger)
    other = hall.disk.parent / "x disk"
    other.mkdir()
    safety_copy.choose(stranger, other, same_disk=True)
    copier = Copier()
    copier.step(stranger)
    copier.close()
    stranger.close()
    hall.office.db.execute("DELETE FROM device WHERE letter = 'X'")
    (file,) = hall.files()
    file.write_bytes(next(other.iterdir()).read_bytes() + file.read_bytes())
    merged = hall.merge()
    assert len(hall.here(hall.office)) == 3
    assert "Part 1" in merged.notes[0]
    assert "not enrolled" in merged.notes[0]


def test_of_a_part_that_is_refused_nothing_is_taken_not_even_what_was_right(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = copy_out._with_seal

    def wrong(session: Session, stretch: bundle_out.Stretch) -> bundle_out.Stretch:
        found = right(session, stretch)
        if found.head.visit != hall.visit:
            return found
        head = msgspec.structs.replace(found.head, seal=bytes(64))
        return bundle_out.Stretch(head, found.after)

    hall.check_in(0)
    monkeypatch.setattr(copy_out, "_with_seal", wrong)
    hall.step()  # what belongs to no visit is sealed rightly in it, and comes first
    monkeypatch.undo()
    hall.check_in(1)
    hall.step()
    before = {table: w.content(hall.office)[table] for table in ("heads", "devices", "person")}
    merged = hall.merge()
    assert {table: w.content(hall.office)[table] for table in before} == before
    assert "not signed" in merged.notes[0]
    assert len(merged.gaps) == 1


def test_stopping_a_merge_of_a_copy_takes_nothing(hall: Hall) -> None:
    torn(hall, keep=10**9)
    before = w.content(hall.office)

    def stop(done: int, _total: int) -> None:
        if done > 300:
            raise KnownError("stopped")

    with pytest.raises(KnownError, match="stopped"):
        copy_in.merge_file(hall.office, hall.files()[0], stop)
    assert w.content(hall.office) == before


# --- sticks that fail, and come back


def test_a_stick_that_is_pulled_out_is_told_and_the_copy_goes_on_when_it_is_back(
    hall: Hall,
) -> None:
    hall.check_in(0)
    hall.step()
    pocket = hall.disk.parent / "pocket"
    hall.disk.rename(pocket)
    hall.check_in(1)
    hall.check_in(2)
    state = hall.step()
    assert (state.kind, state.behind) == ("gone", 2)
    assert state.trouble
    pocket.rename(hall.disk)
    assert (hall.step().kind, hall.step().behind) == ("current", 0)
    hall.merge()
    assert len(hall.here(hall.office)) == 3


def test_another_stick_in_its_place_gets_everything(hall: Hall) -> None:
    hall.check_in(0)
    hall.step()
    hall.disk.rename(hall.disk.parent / "lost")
    hall.disk.mkdir()
    hall.check_in(1)
    assert hall.step().kind == "current"
    hall.merge()
    assert len(hall.here(hall.office)) == 2


def test_a_stick_torn_out_while_it_was_written_begins_a_new_file_when_it_is_back(
    hall: Hall,
) -> None:
    hall.check_in(0)
    hall.step()
    (first,) = hall.files()
    with first.open("ab") as file:
        file.write(b"fieldapp copy 1 5000 half of a part")
    hall.check_in(1)
    assert hall.step().kind == "current"
    (second,) = hall.files()
    assert second != first
    assert hall.merge().notes == []
    assert len(hall.here(hall.office)) == 2


class Moody(Failing):
    """A stick that fails at one step, as long as it is told to."""

    def __init__(self) -> None:
        super().__init__("", errno.EIO)

    def reopen(self, path: Path) -> object:  # type: ignore[override]
        self._reach("reopen")
        return super().reopen(path)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (errno.ENOSPC, "full"),
        (errno.EROFS, "locked"),
        (errno.EIO, "failed"),
        (errno.ENODEV, "gone"),
    ],
)
@pytest.mark.parametrize("step", ["create", "reopen", "sync"])
def test_each_trouble_of_the_stick_has_its_words_and_passes(
    team: w.Team, disk: Path, step: str, code: int, kind: str
) -> None:
    machine = Moody()
    hall = Hall(team, disk, machine)
    if step != "create":
        assert hall.step().kind == "current"
    hall.check_in(0)
    machine.step, machine.code = step, code
    state = hall.step()
    assert state.kind == kind
    assert state.behind > 0
    assert state.trouble
    assert state.trouble.todo
    machine.step = ""
    hall.check_in(1)
    assert hall.step().kind == "current"
    assert hall.merge().notes == []
    assert len(hall.here(hall.office)) == 2
    hall.copier.close()


def test_a_stick_that_keeps_something_else_than_it_was_given_is_never_up_to_date(
    team: w.Team, disk: Path
) -> None:
    class Forgetful(Machine):
        def read_tail(self, path: Path, start: int) -> Generator[bytes, None, None]:
            yield path.read_bytes()[start:-1] + b"?"

    hall = Hall(team, disk, Forgetful())
    hall.step()
    hall.check_in(0)
    assert (hall.step().kind, hall.step().behind) == ("failed", 1)
    hall.copier.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounts a disk")
def test_a_real_small_disk_that_fills_up_and_is_made_read_only(team: w.Team, disk: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", str(disk)], check=False
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        hall = Hall(team, disk)
        assert safety_copy.choose(hall.a, disk).same_disk is False
        states: list[str] = []
        while "full" not in states and len(states) < 100:
            people.note(hall.a, hall.visit, hall.ids[0], os.urandom(900).hex())
            states.append(hall.step().kind)
        assert states[0] == "current"
        assert states[-1] == "full"
        kept = hall.merge()
        assert kept.notes == []
        subprocess.run(["mount", "-o", "remount,size=1m", str(disk)], check=True)
        assert hall.step().kind == "current"
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        people.note(hall.a, hall.visit, hall.ids[0], "sesudahnya")
        assert (hall.step().kind, hall.step().behind) == ("locked", 1)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert hall.step().kind == "current"
        hall.merge()
        assert same(hall)
        subprocess.run(["umount", str(disk)], check=True)
        assert hall.step().kind == "gone"  # the folder is there, but it is the laptop's own disk
        hall.copier.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False, capture_output=True)


# --- choosing


def test_a_folder_on_the_laptops_own_disk_is_refused(team: w.Team, disk: Path) -> None:
    with pytest.raises(KnownError, match="same disk"):
        safety_copy.choose(team.laptops[0], disk)
    assert safety_copy.chosen(team.laptops[0]) is None


def test_only_a_coordinator_chooses_and_only_where_there_is_an_office(
    team: w.Team, disk: Path, tmp_path: Path
) -> None:
    a = team.laptops[0]
    keyfile.add_operator(a.home, a.key, "Wulan", w.PASSPHRASE, "operator", cost=w.CHEAP)
    wulan = open_home(a.home, "Wulan", w.PASSPHRASE)
    for act in (lambda: safety_copy.choose(wulan, disk), lambda: safety_copy.turn_off(wulan)):
        with pytest.raises(KnownError, match="coordinator"):
            act()
    wulan.close()
    alone = w.device(tmp_path / "c", "Laptop C", letter="C")
    with pytest.raises(KnownError, match="office"):
        safety_copy.choose(alone, disk, same_disk=True)
    alone.close()
    with pytest.raises(KnownError, match="backup"):
        safety_copy.choose(team.office, disk, same_disk=True)


def test_turned_off_nothing_more_is_copied_and_what_is_there_stays(hall: Hall) -> None:
    hall.check_in(0)
    hall.step()
    safety_copy.turn_off(hall.a)
    hall.check_in(1)
    assert hall.step() == safety_copy.State("off")
    hall.merge()
    assert len(hall.here(hall.office)) == 1


def test_a_visit_deleted_from_the_laptop_keeps_no_old_copy_alive(hall: Hall) -> None:
    hall.check_in(0)
    hall.step()
    visits.close(hall.a, hall.visit)
    hall.step()
    hall.team.meet()
    visits.delete(hall.a, hall.visit)
    hall.copier.close()
    hall.step()
    (file,) = hall.files()
    assert file.name.endswith("_0002.copy")


# --- commands


def test_commands_choose_tell_and_keep_the_copy(team: w.Team, disk: Path) -> None:
    visit = team.visit(3)
    a, office = team.laptops[0], team.office
    desk = Desk(a.home)
    refused = desk.run("safety-copy", "--to", str(disk))
    assert refused.exit_code == 1
    assert "same disk" in refused.stderr
    assert desk("safety-copy", "--status")["state"] == "off"
    assert desk("safety-copy", "--to", str(disk), "--same-disk")["state"] == "current"
    desk("check-in", w.ids(a, visit)[0], "--visit", visit)
    desk("find", "Dewi")  # records nothing, so nothing is written
    (file,) = disk.iterdir()
    assert file.name.endswith("_0002.copy")
    merged = Desk(office.home)("merge", str(file))
    assert (merged[0]["people"], merged[0]["gaps"]) == (1, [])
    disk.rename(disk.parent / "pocket")
    done = desk.run("check-in", w.ids(a, visit)[1], "--visit", visit)
    assert done.exit_code == 0
    assert "records behind" in done.stderr
    assert desk.run("safety-copy").exit_code == 2
    assert desk("safety-copy", "--off")["state"] == "off"


def test_a_restored_laptop_keeps_a_copy_that_the_office_takes_although_it_is_new(
    hall: Hall, tmp_path: Path
) -> None:
    hall.check_in(0)
    hall.step()
    made = backup.back_up(hall.a, hall.team.stick)
    hall.check_in(1)
    hall.step()
    hall.copier.close()
    restore.restore(Path(made.file), tmp_path / "new", hall.a.actor, w.PASSPHRASE)
    back = open_home(tmp_path / "new", hall.a.actor, w.PASSPHRASE)
    queue.check_in(back, hall.visit, hall.ids[2])
    copier = Copier()
    assert copier.step(back).kind == "current"
    copier.close()
    back.close()
    for file in hall.files():
        assert hall.merge(file).gaps == []
    assert len(hall.files()) == 2  # what the lost laptop wrote stays
    assert hall.here(hall.office) == set(hall.ids[:3])
    assert verify(hall.office).problems == []
