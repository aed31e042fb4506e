"""Candidates and the invitation by commands."""

from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from fieldapp.store import pairs
from tests.candidates_place import MANY, Place, citizen, prepare
from tests.test_commands import Desk


@pytest.fixture
def office(tmp_path: Path) -> tuple[Desk, Place]:
    place = prepare(tmp_path)
    place.office.close()
    return Desk(place.office.home), place


def figures(document: dict[str, Any]) -> dict[str, int]:
    return {kind: document[kind] for kind in pairs.ON_LIST}


def write_list(path: Path, count: int) -> None:
    """The registry's list as a file."""
    lines = ["NO;Nama Lengkap;NIK;Tanggal Lahir;JK;Kelurahan;Stat Rkm"]
    for number in range(count):
        one = citizen(number)
        lines.append(
            f"{number};{one['name']};{one['nik']};{one['birth_date']};L;{one['village']};"
            "UNREGISTERED"
        )
    path.write_text("\n".join(lines), encoding="utf-8")


def test_a_list_is_taken_in_compared_decided_and_handed_on(
    office: tuple[Desk, Place], tmp_path: Path
) -> None:
    desk, place = office
    write_list(tmp_path / "list.csv", len(place.fates) + 2)
    taken = desk("candidates", "import", str(tmp_path / "list.csv"))
    assert (taken["read"], taken["new"]) == (len(place.fates) + 2, 2)
    assert desk("candidates", "import", str(tmp_path / "list.csv"))["new"] == 0
    assert "not compared" in desk.run("candidates", "list").stderr
    for_village = ("candidates", "for-village", place.kelurahan)
    assert "not compared" in desk.run(*for_village).stderr
    more = {**MANY, "nowhere": MANY["nowhere"] + 2}
    made = desk("candidates", "match")
    assert figures(made) == more
    assert made["listed"] == sum(more.values())
    assert figures(desk("candidates", "list")) == more

    pair = desk("candidates", "list", "--kind", "doubtful")[0]
    assert pair["why"] == "birth_date"
    mine, theirs = pair["listed"]["person"], pair["pupil"]["person"]
    decided = desk("candidates", "decide", mine, theirs, "yes")
    assert decided == {
        "person": mine, "visit": pair["pupil"]["visit"], "other": theirs, "same": True,
    }  # fmt: skip
    called = desk("candidates", "list", "--kind", "call", "--visit", pair["pupil"]["visit"])
    assert mine in {line["listed"]["person"] for line in called}
    assert figures(desk("candidates", "list"))["call"] == MANY["call"] + 1

    nowhere = desk("candidates", "list", "--kind", "nowhere", "--village", "kedundung")
    put = desk(*for_village, "--village", "Kedundung")
    assert put["new"] == len(nowhere) > 0
    assert figures(desk("candidates", "list"))["village"] == len(nowhere)


def test_people_read_no_whole_nik_on_the_terminal_or_in_the_workbook(
    office: tuple[Desk, Place], tmp_path: Path
) -> None:
    desk, _place = office
    desk("candidates", "match")
    path = tmp_path / "call.xlsx"
    said = desk.run("candidates", "list", "--kind", "call", "--xlsx", str(path)).output
    niks = [line["listed"]["nik"] for line in desk("candidates", "list", "--kind", "call")]
    book = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert niks
    assert not any(nik in said or nik in str(book) for nik in niks)


def test_nobody_of_an_unknown_kelurahan_is_a_refusal(office: tuple[Desk, Place]) -> None:
    desk, place = office
    desk("candidates", "match")
    done = desk.run("candidates", "for-village", place.kelurahan, "--village", "Nirwana")
    assert done.exit_code == 1
    assert "Nirwana" in done.stderr


def test_the_invitation_is_told_and_written(office: tuple[Desk, Place], tmp_path: Path) -> None:
    desk, place = office
    path = tmp_path / "invitation.xlsx"
    made = desk("invitation", "--visit", place.school, "--xlsx", str(path))
    assert made["come"] + made["young"] + made["done"] == sum(
        len(group[part]) for group in made["classes"] for part in ("come", "young", "done")
    )
    assert (made["young"], made["done"]) == (1, 0)
    invited = [pupil for group in made["classes"] for pupil in group["come"]]
    (had_one,) = [pupil for pupil in invited if pupil["badge"] == "already_recorded"]
    assert (had_one["name"], had_one["bring"]) == ("Had One", ["phone"])
    assert (made["date"], made["opens"]) == ("2024-07-19", None)
    assert len(CalamineWorkbook.from_path(str(path)).sheet_names) == 3
    refused = desk.run("invitation", "--visit", place.school, "--pdf", str(tmp_path / "i.pdf"))
    assert refused.exit_code == 1  # there is no screen to print with
