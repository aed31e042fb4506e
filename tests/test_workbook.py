"""Workbooks that leave the program hold texts as text, and are written whole or not at all."""

import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp import workbook
from fieldapp.errors import KnownError
from fieldapp.reports import recap, recap_xlsx
from fieldapp.roster.preview import Problem, read_list, write_problems
from tests.lists import write_xlsx
from tests.test_commands import Desk, start
from tests.workplace import DAY

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "\t=1+1", "\r=1+1", " =1+1",
    "\u202e=1+1", "\ufeff=cmd|'/c calc'!A0", "{=1+1}", "http://example.org", "mailto:a@b.c",
    "internal:A1", "_x003D_1+1", "\x00=1", "a\x0bb", "\ud800=1", "\uffff=1", "'=1",
]  # fmt: skip


def write_recap(texts: list[str], path: Path) -> None:
    recap_xlsx.write([recap.Recap(place=text) for text in texts], path, today=DAY)


def write_list_of_problems(texts: list[str], path: Path) -> None:
    write_problems([Problem(7, text, text, text) for text in texts], path)


WRITERS = [write_recap, write_list_of_problems]


@pytest.mark.parametrize("write", WRITERS)
def test_no_text_becomes_a_formula_or_a_link(
    write: Callable[[list[str], Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "out.xlsx"
    write(FORMULAS, path)
    page = openpyxl.load_workbook(path).active
    assert page is not None
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    kinds = {cell.data_type for cell in cells if isinstance(cell.value, str)}
    assert kinds == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]
    shown = {cell.value for cell in cells}
    assert {workbook.text(text) for text in FORMULAS} <= shown
    quoted = [c for c in cells if str(c.value).startswith(("=", "+", "-", "@"))]
    assert len(quoted) >= 4
    assert all(cell.quotePrefix for cell in quoted), "it stays text when somebody edits it"
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            assert not re.search(rb"<f[ >]|<hyperlink", parts.read(name)), name


def test_a_hostile_list_comes_back_as_text(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [["Nama", "NIK", "JK"], *[[t, t, t] for t in FORMULAS[:5]]])
    found = read_list(tmp_path / "a.xlsx").problems
    assert len(found) >= 5
    write_problems(found, tmp_path / "p.xlsx")
    page = openpyxl.load_workbook(tmp_path / "p.xlsx").active
    assert page is not None
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}


@given(st.text())
def test_a_text_loses_only_what_nobody_sees(value: str) -> None:
    shown = workbook.text(value)
    assert shown.isprintable()
    assert [c for c in shown if c != " "] == [c for c in value if c.isprintable() and c != " "]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_text_can_be_read_back_from_the_file(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.xlsx"
        write_list_of_problems(texts, path)
        page = openpyxl.load_workbook(path).active
        assert page is not None
        reasons = [row[3] or "" for row in page.iter_rows(min_row=2, values_only=True)]
    assert reasons == [workbook.text(text) for text in texts]


def test_a_text_longer_than_a_cell_is_cut_and_not_left_out(tmp_path: Path) -> None:
    write_list_of_problems(["x" * 40_000], tmp_path / "p.xlsx")
    page = openpyxl.load_workbook(tmp_path / "p.xlsx").active
    assert page is not None
    assert page["D2"].value == "x" * workbook.LONGEST


def test_the_problems_for_the_school_name_the_row_and_mask_the_numbers(tmp_path: Path) -> None:
    nik, kk = "357601130107999", "3576 0101 0101 0001"
    problems = [
        Problem(7, "nik", nik, "Too short."),
        Problem(8, "kk", kk, "Doubtful."),
        Problem(9, "name", "Dewi 3576010101079001", "Doubtful."),
        Problem(10, "nik", "3,57E+15", "Rounded."),
    ]
    write_problems(problems, tmp_path / "p.xlsx")
    page = openpyxl.load_workbook(tmp_path / "p.xlsx").active
    assert page is not None
    rows = [row[:3] for row in page.iter_rows(min_row=2, values_only=True)]
    assert [row[0] for row in rows] == ["7", "8", "9", "10"]
    assert rows[0][2] == "357•••••••••999"
    assert rows[2][2] == "Dewi 3576••••••••9001"
    assert rows[3][2] == "3,57E+15", "nothing in it gives anybody away"
    with zipfile.ZipFile(tmp_path / "p.xlsx") as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist())
    for number in (nik, kk, "3576010101079001"):
        assert number.encode() not in whole


def test_a_file_that_cannot_be_written_keeps_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for path in (tmp_path / "there", tmp_path / "none" / "a.xlsx"):
        with pytest.raises(KnownError, match="could not be written"):
            write_recap(["SMAN 1"], path)
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_the_command_refuses_a_path_that_cannot_be_written_in_its_own_words(tmp_path: Path) -> None:
    office = Desk(tmp_path / "o")
    start(office, "office", "Kantor", "K")
    done = office.run("--language", "en", "recap", "--xlsx", str(tmp_path / "none" / "r.xlsx"))
    assert done.exit_code == 1
    assert done.stderr.startswith("r.xlsx could not be written.")
    assert len(done.stderr.splitlines()) == 1
