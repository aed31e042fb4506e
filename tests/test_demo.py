"""The demo plays visits through the program's own verbs, the same for the same seed."""

import json
from pathlib import Path

import pytest

from fieldapp import texts
from fieldapp.demo import play
from fieldapp.errors import KnownError
from fieldapp.store import queries, trust
from tests import demo_checks as checks
from tests import month_count as counted
from tests.workplace import CHEAP

SAID: list[str] = []


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> play.Played:
    texts.use("en")
    SAID.clear()
    folder = tmp_path_factory.mktemp("demo") / "demo"
    return play.play(folder, short=True, say=SAID.append, cost=CHEAP)


def test_the_demo_ends_with_everything_at_the_office(played: play.Played) -> None:
    with checks.office(played) as session:
        stands = queries.counters(session.db, played.visit)
    assert stands.here == played.recap.checked_in > 50
    assert stands.recorded == played.recap.recorded > 30
    assert played.recap.conflicts > 0


def test_every_home_is_clean(played: play.Played) -> None:
    checks.every_home_is_clean(played)


def test_office_and_laptops_agree_and_the_registrys_list_stays_at_the_office(
    played: play.Played,
) -> None:
    checks.office_and_laptops_agree(played)


def test_the_figures_of_every_visit_equal_a_count_of_the_raw_events(played: play.Played) -> None:
    with checks.office(played) as session:
        checks.recaps_equal_the_count(session)


def test_the_print_plan_equals_a_count_of_the_raw_events(played: play.Played) -> None:
    with checks.office(played) as session:
        checks.the_print_plan_equals_the_count(session)


def test_the_follow_up_equals_a_count_of_the_raw_events(played: play.Played) -> None:
    with checks.office(played) as session:
        checks.the_follow_up_equals_the_count(session)


def test_everyone_on_the_registrys_list_is_counted_once(played: play.Played) -> None:
    with checks.office(played) as session:
        checks.candidates_agree_with_the_lists(session, 600)


def test_no_number_in_any_home_can_be_a_real_persons(played: play.Played) -> None:
    with checks.office(played) as session:
        checks.no_number_can_be_a_real_persons(session)


def test_events_carry_the_hours_of_their_visit(played: play.Played) -> None:
    with checks.office(played) as session:
        checks.events_carry_the_hours_of_the_story(session)


def test_people_come_back_to_a_second_visit(played: play.Played) -> None:
    with checks.office(played) as session:
        checks.somebody_was_recorded_at_a_second_visit(session)


def test_statuses_come_in_from_captured_to_issued(played: play.Played) -> None:
    with checks.office(played) as session:
        checks.statuses_came_in(session)


def test_a_broken_laptop_goes_on_as_a_new_device(played: play.Played) -> None:
    with checks.office(played) as session:
        lineage = [one for one in trust.devices(session.db).values() if one.letter == "D"]
        events = counted.raw_events(session)
    assert len(lineage) == 2
    broken = next(one for one in lineage if not one.earlier)
    written = [one for one in events if one["device"] == broken.device and one["visit"] != "-"]
    assert {one["kind"] for one in written} >= {"checked_in", "finished"}  # from its safety copy


def test_a_missing_bundle_is_named_and_found(played: play.Played) -> None:
    assert played.bundles
    assert any("of Dispendukcapil Kota Mojokerto" in line and "missing" in line for line in SAID)
    assert any(line.startswith("The missing bundle was found") for line in SAID)


def _story(played: play.Played) -> list[str]:
    """Everything that happened in the visits, but for the keys of devices and visits."""
    with checks.office(played) as session:
        devices = {one.device: one.letter for one in trust.devices(session.db).values()}
        visits = counted.visits(session)
        return sorted(
            json.dumps([visits[one["visit"]].plan["place"], devices[one["device"]], one["at"],
                        one["kind"], one["body"].get("fields"), one["body"].get("outcome")])
            for one in counted.raw_events(session)
            if one["visit"] != "-"
        )  # fmt: skip


def test_the_same_seed_plays_the_same_visits(played: play.Played, tmp_path: Path) -> None:
    again = play.play(tmp_path / "again", short=True, cost=CHEAP)
    assert _story(again) == _story(played)


def test_another_seed_plays_other_visits(played: play.Played, tmp_path: Path) -> None:
    other = play.play(tmp_path / "other", short=True, count=60, seed=7, cost=CHEAP)
    assert other.recap != played.recap


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(KnownError, match="other files"):
        play.play(tmp_path, short=True, cost=CHEAP)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_an_earlier_demo_is_replaced(tmp_path: Path) -> None:
    for _time in range(2):
        made = play.play(tmp_path / "demo", short=True, count=50, cost=CHEAP)
    assert made.recap.listed > 0
