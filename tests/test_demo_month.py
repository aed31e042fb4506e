"""The whole month, once: every figure against a count of the raw events, every home clean."""

from pathlib import Path

from fieldapp.demo import play
from fieldapp.store import queries
from tests import demo_checks as checks
from tests import month_count as counted
from tests.workplace import CHEAP


def test_a_whole_month_is_counted_right_everywhere(tmp_path: Path) -> None:
    played = play.play(tmp_path / "demo", cost=CHEAP)
    with checks.office(played) as session:
        plans = [visit.plan for visit in queries.visits(session.db)]
        settings = [plan.setting for plan in plans]
        assert [settings.count(one) for one in ("school", "village", "mall", "office")] == [
            6, 3, 1, 1,
        ]  # fmt: skip
        assert {plan.team for plan in plans} == {"Tim 1", "Tim 2"}
        assert len({laptop for plan in plans for laptop in plan.laptops}) == 4
        checks.recaps_equal_the_count(session)
        checks.the_print_plan_equals_the_count(session)
        checks.the_follow_up_equals_the_count(session)
        checks.candidates_agree_with_the_lists(session, 3887)
        checks.no_number_can_be_a_real_persons(session)
        checks.events_carry_the_hours_of_the_story(session)
        checks.every_badge_and_every_chip_is_shown(session)
        checks.somebody_was_recorded_at_a_second_visit(session)
        statuses = {
            one["body"]["status"]
            for one in counted.raw_events(session)
            if one["kind"] == "status_reported"
        }
        assert {"DUPLICATE_RECORD", "ENROLL_FAILURE_AT_CENTRAL"} <= statuses
        assert "MENUNGGU_KONFIRMASI_DAERAH" in statuses
    checks.every_home_is_clean(played)
    checks.office_and_laptops_agree(played)
