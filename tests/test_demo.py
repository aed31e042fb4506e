"""The demo plays a whole visit through the program's own verbs, the same for the same seed."""

from pathlib import Path

import pytest

from fieldapp.demo import play
from fieldapp.domain.eligibility import BADGES, CHIPS
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.store.session import open_home
from fieldapp.store.verify import verify
from tests.workplace import CHEAP


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> play.Played:
    return play.play(tmp_path_factory.mktemp("demo") / "demo", cost=CHEAP)


def test_the_demo_ends_with_everything_at_the_office(played: play.Played) -> None:
    session = open_home(played.office, "Ratna", play.PASSPHRASE)
    checked = verify(session)
    counted = queries.counters(session.db, played.visit)
    session.close()
    assert checked.problems == []
    assert counted.here == played.recap.checked_in > 250
    assert counted.recorded == played.recap.recorded > 150
    assert played.recap.ikd_activated > 0
    assert played.recap.conflicts > 0


def test_laptops_know_that_the_office_has_everything(played: play.Played) -> None:
    from fieldapp.store import trust  # noqa: PLC0415
    from fieldapp.sync import bundle_out  # noqa: PLC0415

    for home, name in zip(played.laptops, ("Bagus", "Wulan"), strict=True):
        session = open_home(home, name, play.PASSPHRASE)
        office = trust.office_of(session.db, session.device_id)
        assert office is not None
        assert bundle_out.unsent(session, office.device).events == 0
        session.close()


def test_the_demo_shows_every_badge_and_every_chip(played: play.Played) -> None:
    session = open_home(played.office, "Ratna", play.PASSPHRASE)
    entries = [
        entry
        for visit in queries.visits(session.db)
        for entry in queries.everyone(session.db, visit.visit)
    ]
    session.close()
    assert {entry.assessment.badge for entry in entries} == set(BADGES)
    assert {chip for entry in entries for chip in entry.assessment.chips} == set(CHIPS)


def test_the_same_seed_plays_the_same_morning(played: play.Played, tmp_path: Path) -> None:
    again = play.play(tmp_path / "again", cost=CHEAP)
    ignored = {"visit"}
    for name in played.recap.__struct_fields__:
        if name not in ignored:
            assert getattr(again.recap, name) == getattr(played.recap, name), name


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(KnownError, match="other files"):
        play.play(tmp_path, cost=CHEAP)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_an_earlier_demo_is_replaced(tmp_path: Path) -> None:
    for _time in range(2):
        made = play.play(tmp_path / "demo", count=50, cost=CHEAP)
    assert made.recap.listed > 0
