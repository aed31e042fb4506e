"""Many bundles at once: from folders and sticks, in whatever order they lie there."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp import queue, texts
from fieldapp.errors import Cancelled
from fieldapp.store import trust
from fieldapp.store.session import Session
from fieldapp.sync import bundle_out, enrol, take_all
from fieldapp.sync.bundle_in import Merged
from fieldapp.sync.copy_out import Copier
from fieldapp.sync.safety_copy import choose
from fieldapp.sync.take_all import Refused, Taken
from tests import workplace as w


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    texts.use("en")
    yield
    texts.use("id")


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path) as made:
        yield made


def write(giver: Session, taker: Session, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return bundle_out.export(giver, folder, to=trust.devices(giver.db)[taker.device_id]).file


def day(team: w.Team, laptop: Session, visit: str, count: int, folder: Path) -> list[Path]:
    """A laptop writes a bundle after each pupil, each with what came since."""
    files = []
    for number in range(count):
        queue.check_in(laptop, visit, w.ids(laptop, visit)[number])
        files.append(write(laptop, team.office, folder))
        laptop.db.execute("DELETE FROM held")
        laptop.db.execute(
            "INSERT INTO held SELECT ?, id, last FROM stream", (team.office.device_id,)
        )
    return files


def merged(taken: Taken) -> list[Merged]:
    return [one for one in taken.outcomes if isinstance(one, Merged)]


def test_a_stick_is_taken_in_by_sender_and_count_so_that_no_gap_arises(team: w.Team) -> None:
    visit = team.visit(12)
    a, b = team.laptops
    of_a = day(team, a, visit, 11, team.stick / "pagi")
    of_b = day(team, b, visit, 2, team.stick / "siang" / "dalam")
    taken = take_all.take_all(team.office, [team.stick])
    found = merged(taken)
    assert len(found) == 13
    assert [gap for one in found for gap in one.gaps] == []
    for files in (of_a, of_b):
        order = [one.file.name for one in found if one.file.parent == files[0].parent]
        assert order == [file.name for file in files]


def test_bundles_for_others_are_left_and_counted(team: w.Team) -> None:
    team.visit(3)
    write(team.laptops[0], team.office, team.stick)
    taken = take_all.take_all(team.office, [team.stick])
    assert (len(taken.outcomes), taken.found.others) == (1, 2)
    assert "2 for other devices were left." in take_all.total_words(taken)


def test_a_bundle_for_another_that_is_chosen_by_hand_is_refused_by_name(team: w.Team) -> None:
    team.visit(3)
    a, b = team.laptops
    file = write(team.office, a, team.stick)
    taken = take_all.take_all(b, [file])
    assert [one.name for one in taken.outcomes if isinstance(one, Refused)] == [file.name]


def test_what_lies_there_twice_is_taken_in_once(team: w.Team) -> None:
    visit = team.visit(3)
    folder = team.stick / "a"
    file = day(team, team.laptops[0], visit, 1, folder)[0]
    shutil.copy(file, team.stick / "salinan.bundle")
    (team.stick / "foto.jpg").write_bytes(b"x")
    (team.stick / ".Trash").mkdir()
    shutil.copy(file, team.stick / ".Trash" / file.name)
    taken = take_all.take_all(team.office, [folder, team.stick, file])
    assert len(taken.outcomes) == 1
    assert taken.found.twice == 1


def test_links_in_a_folder_lead_nowhere(team: w.Team, tmp_path: Path) -> None:
    visit = team.visit(3)
    day(team, team.laptops[0], visit, 1, tmp_path / "elsewhere")
    (team.stick / "link").symlink_to(tmp_path / "elsewhere")
    assert take_all.find(team.office, [team.stick]).files == ()


def test_renamed_bundles_with_gaps_are_tried_again_after_the_rest(team: w.Team) -> None:
    visit = team.visit(6)
    files = day(team, team.laptops[0], visit, 3, team.stick)
    for name, file in zip("cba", files, strict=True):
        file.rename(team.stick / f"{name}.bundle")
    taken = take_all.take_all(team.office, [team.stick])
    assert [one.gaps for one in merged(taken)][-1] == []
    again = take_all.take_all(team.office, [team.stick])
    assert [gap for one in merged(again) for gap in one.gaps] == []
    assert queue_of(team.office, visit) == 3


def queue_of(session: Session, visit: str) -> int:
    row = session.db.execute("SELECT count(*) FROM number WHERE visit = ?", (visit,)).fetchone()
    return int(row[0])


def test_damaged_strangers_and_gaps_are_named_and_keep_no_other_out(
    team: w.Team, tmp_path: Path
) -> None:
    visit = team.visit(6)
    a, b = team.laptops
    first, second = day(team, a, visit, 2, tmp_path / "a")
    good = day(team, b, visit, 1, team.stick)[0]
    shutil.copy(second, team.stick)
    (team.stick / "rusak.bundle").write_bytes(first.read_bytes()[:-20])
    stranger = w.device(tmp_path / "x", "Asing", letter="X")
    enrol.enrol(stranger, enrol.own_card(team.office))
    strange = write(stranger, team.office, team.stick)
    stranger.close()
    taken = take_all.take_all(team.office, [team.stick])
    said = {one.name: one.error.what for one in taken.outcomes if isinstance(one, Refused)}
    assert said.keys() == {"rusak.bundle", strange.name}
    assert "not enrolled" in said[strange.name]
    by_name = {one.file.name: one for one in merged(taken)}
    assert by_name[good.name].new > 0
    assert by_name[second.name].gaps
    assert "2 were refused. 1 lacks something." in take_all.total_words(taken)


def test_copies_are_found_on_a_stick_too(team: w.Team) -> None:
    visit = team.visit(3)
    a = team.laptops[0]
    choose(a, team.stick, same_disk=True)
    queue.check_in(a, visit, w.ids(a, visit)[0])
    copier = Copier()
    copier.step(a)
    copier.close()
    found = merged(take_all.take_all(team.office, [team.stick]))
    assert [one.file.suffix for one in found] == [".copy"]
    assert queue_of(team.office, visit) == 1


def test_again_changes_nothing_and_says_known(team: w.Team) -> None:
    visit = team.visit(6)
    day(team, team.laptops[0], visit, 3, team.stick)
    first = take_all.take_all(team.office, [team.stick])
    before = w.content(team.office)
    again = take_all.take_all(team.office, [team.stick])
    assert w.content(team.office) == before
    assert sum(one.new for one in merged(again)) == 0
    known = sum(one.new + one.known for one in merged(first))
    assert f"3 bundles: 0 new records, {known} known already." in take_all.total_words(again)


@pytest.mark.parametrize("stop_after", [1, 2])
def test_a_stop_keeps_whole_files_and_names_those_left(team: w.Team, stop_after: int) -> None:
    visit = team.visit(6)
    files = day(team, team.laptops[0], visit, 3, team.stick)
    sizes = [file.stat().st_size for file in files]
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done > sum(sizes[:stop_after]) - 1 and total > 1:
            raise Cancelled("stopped")

    taken = take_all.take_all(team.office, [team.stick], stop)
    assert len(merged(taken)) == stop_after
    assert [one.name for one in taken.outcomes if isinstance(one, Refused)] == [
        file.name for file in files[stop_after:]
    ]
    assert "refused" not in take_all.total_words(taken)
    assert queue_of(team.office, visit) == stop_after


def test_progress_goes_over_all_files_and_never_back(team: w.Team) -> None:
    visit = team.visit(6)
    files = day(team, team.laptops[0], visit, 3, team.stick)
    told: list[tuple[int, int]] = []
    take_all.take_all(team.office, [team.stick], lambda *each: told.append(each))
    total = sum(file.stat().st_size for file in files)
    real = [each for each in told if each[1] == total]
    assert [done for done, _total in real] == sorted(done for done, _total in real)
    assert real[0][0] == 0
