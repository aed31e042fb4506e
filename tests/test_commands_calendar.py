"""The calendar, packing and merging by commands."""

import json
from pathlib import Path

import pytest

from tests.test_commands import Desk, start

WEEK = "2024-07-17"


@pytest.fixture
def place(tmp_path: Path) -> tuple[Desk, Desk, Path]:
    """An office and a laptop that know each other, and a stick."""
    office, a, stick = Desk(tmp_path / "o"), Desk(tmp_path / "a"), tmp_path / "stick"
    stick.mkdir()
    start(office, "office", "Kantor", "K")
    start(a, "field", "Laptop A", "A")
    for giver, taker in ((office, a), (a, office)):
        taker("enrol", giver("card", "--to", str(stick))["file"])
    return office, a, stick


def plan(office: Desk, *more: str) -> str:
    said = office("visit", "plan", "--place", "Mal", "--date", "2024-07-19", *more)
    return str(said["visit"])


def test_a_visit_is_planned_with_team_laptops_and_hours(place: tuple[Desk, Desk, Path]) -> None:
    office, _a, _stick = place
    visit = plan(
        office, "--setting", "mall", "--team", "Tim 1", "--laptop", "A", "--opens", "8",
        "--closes", "14.30",
    )  # fmt: skip
    (told,) = office("visit", "list")
    (laptop,) = told["taking_part"]
    assert told["laptops"] == [laptop["device"]]
    assert (told["setting"], told["team"]) == ("mall", "Tim 1")
    assert (told["opens"], told["closes"]) == ("08:00", "14:30")
    changed = office("visit", "change", visit, "--all-laptops", "--setting", "village")
    assert (changed["laptops"], changed["setting"], changed["team"]) == ([], "village", "Tim 1")
    refused = office.run("visit", "change", visit, "--opens", "15:00")
    assert refused.exit_code == 1
    assert office.run("visit", "change", visit, "--setting", "registry").exit_code == 2
    assert office.run("visit", "change", visit, "--laptop", "Z").exit_code == 1


def test_the_list_says_how_each_visit_stands_and_what_is_missing(
    place: tuple[Desk, Desk, Path],
) -> None:
    office, a, stick = place
    visit = plan(office, "--setting", "mall", "--team", "Tim 1")
    (told,) = office("visit", "list")
    assert (told["state"], told["standing"]) == ("planned", "running")
    assert told["missing"]
    (packed,) = office("pack", "--team", "Tim 1", "--week", WEEK, "--to", str(stick))
    assert (packed["name"], packed["visits"]) == ("Laptop A", [visit])
    (merged,) = a("merge", packed["file"])
    assert merged["new"] == packed["events"]
    (held,) = a("visit", "list")
    assert held["visit"] == visit
    text = office.run("--language", "en", "visit", "list").stdout
    assert "Laptop A has not come back; nothing of that day was seen." in text


def test_packing_names_one_laptop_or_a_team_and_refuses_a_week_without_visits(
    place: tuple[Desk, Desk, Path],
) -> None:
    office, _a, stick = place
    plan(office)
    to = ("--to", str(stick))
    assert office("pack", "--laptop", "a", "--week", WEEK, *to)[0]["visits"]
    assert office.run("pack", "--laptop", "A", "--week", "2024-08-01", *to).exit_code == 1
    assert office.run("pack", "--team", "Tim 9", "--week", WEEK, *to).exit_code == 1
    assert office.run("pack", "--week", WEEK, *to).exit_code == 2
    assert office.run("pack", "--team", "", "--laptop", "A", "--week", WEEK, *to).exit_code == 2


def test_merge_takes_a_folder_and_says_what_all_of_it_brought(
    place: tuple[Desk, Desk, Path],
) -> None:
    office, a, stick = place
    plan(office)
    for _twice in range(2):
        office("export", "--to", str(stick))
    (stick / "rusak.bundle").write_bytes(b"x")
    done = a.run("--language", "en", "merge", str(stick), "--json")
    assert done.exit_code == 1
    assert "rusak.bundle" in done.stderr
    first, second = json.loads(done.stdout)
    assert (first["new"] > 0, second["new"]) == (True, 0)
    (stick / "rusak.bundle").unlink()
    text = a.run("--language", "en", "merge", str(stick)).stdout
    assert "2 bundles: 0 new records" in text
    nothing = office.run("--language", "en", "merge", str(stick))
    assert nothing.exit_code == 0
    assert "There is no bundle for this device. 2 for other devices were left." in nothing.stdout
