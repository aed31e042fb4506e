"""Statuses, print plan, marks and follow-up by commands."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fieldapp.reports import print_plan
from tests.cards_place import AFTERWARDS, Place, prepare
from tests.test_commands import Desk

TODAY = AFTERWARDS.isoformat()


@pytest.fixture
def office(tmp_path: Path) -> tuple[Desk, Place]:
    place = prepare(tmp_path, 24)
    return Desk(place.office.home), place


def test_a_list_of_numbers_and_statuses_alone_is_taken_in(
    office: tuple[Desk, Place], tmp_path: Path
) -> None:
    desk, place = office
    first, second = print_plan.plan(place.office.db)[:2]
    rows = ["NIK;Status KTP-el", f"{first.nik};Sent for Enrollment (SFE)", f"{second.nik};PRR"]
    (tmp_path / "status.csv").write_text("\n".join(rows), encoding="utf-8")
    take = ("status", "import", str(tmp_path / "status.csv"), "--as-of", TODAY)
    assert desk(*take)["new"] == 2
    assert desk(*take)["same"] == 2
    stages = {line["person"]: line["stage"] for line in desk("print-plan")}
    assert (stages[first.person], stages[second.person]) == ("sent", "print_ready")
    place.office.close()


def test_a_list_without_names_and_numbers_is_refused(
    office: tuple[Desk, Place], tmp_path: Path
) -> None:
    desk, place = office
    place.office.close()
    (tmp_path / "status.csv").write_text("Status;Kelurahan\nPRR;Wates\n", encoding="utf-8")
    assert desk.run("status", "import", str(tmp_path / "status.csv")).exit_code == 1


def test_alarms_say_how_many_days_hold(office: tuple[Desk, Place]) -> None:
    desk, place = office
    recorded = len(print_plan.plan(place.office.db))
    place.office.close()
    assert desk("status", "alarms", "--today", TODAY) == {"days": 14, "alarms": []}
    found = desk("status", "alarms", "--today", TODAY, "--days", "3", "--keep")
    assert (found["days"], len(found["alarms"])) == (3, recorded)
    assert {one["what"] for one in found["alarms"]} == {"silent"}
    assert desk("status", "alarms", "--today", TODAY)["days"] == 3


def test_the_plan_and_the_follow_up_are_counted_and_written(
    office: tuple[Desk, Place], tmp_path: Path
) -> None:
    desk, place = office
    lines = print_plan.plan(place.office.db)
    place.office.close()
    book = tmp_path / "plan.xlsx"
    made = desk("print-plan", "--by", "week", "--xlsx", str(book))
    assert [one["person"] for one in made] == [line.person for line in lines]
    assert made[0]["group"] == print_plan.key(lines[0], "week")
    assert len(CalamineWorkbook.from_path(str(book)).sheet_names) == 4
    todo = ("--today", TODAY, "--by", "school", "--xlsx", str(book))
    assert len(desk("follow-up", *todo)) == 48 - len(lines)
    assert CalamineWorkbook.from_path(str(book)).sheet_names[1:] == [
        "SMAN 1 Kota Mojokerto", "SMKN 2 Kota Mojokerto",
    ]  # fmt: skip


def test_a_mark_is_set_and_taken_back(office: tuple[Desk, Place]) -> None:
    desk, place = office
    line = print_plan.plan(place.office.db)[0]
    place.office.close()
    mark = ("card-step", line.person)
    given = desk(*mark, "handed_over", "--visit", line.visit, "--on", TODAY, "--to", "Ibu Sri")
    assert given["card"] == [{"step": "handed_over", "day": TODAY, "to": "Ibu Sri"}]
    assert desk(*mark, "back", "--visit", line.visit)["card"] == []
