"""Single cells: what is taken over, and what is named instead."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp import texts
from fieldapp.roster import values
from fieldapp.roster.dates import birth_date
from fieldapp.roster.preview import Problem, read_list, write_problems
from fieldapp.roster.sheet import Cell
from tests.lists import write_csv, write_xlsx

MONTHS = [
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
]  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The sentences that are compared here are the English ones."""
    before = texts.language()
    texts.use("en")
    yield
    texts.use(before)


@pytest.mark.parametrize(
    "cell",
    [
        "2007-08-12", "12/08/2007", "12-08-2007", "12.8.2007", "12 Agustus 2007", "12 agt 07",
        "12-Aug-2007", "12 AGUSTUS 2007", "2007-08-12 00:00:00", 39306.0, "39306", " 12-08-2007 ",
        date(2007, 8, 12), datetime(2007, 8, 12, 7, 30),  # noqa: DTZ001 (a cell has no zone)
    ],
)  # fmt: skip
def test_every_form_of_a_date_is_read_day_first(cell: Cell) -> None:
    assert birth_date(cell) == ("2007-08-12", "")


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2007", "08/25/2007", "12/08/07", "2007", "0000-00-00", "12 Foo 2007", "besok", True,
        "12-08-1807", "12-08-2999", 3.5e9, float("nan"), -4.0, "١٢-08-2007", "12" * 40,
    ],
)  # fmt: skip
def test_what_is_no_possible_date_is_named(cell: Cell) -> None:
    value, reason = birth_date(cell)
    assert value == ""
    assert reason


@given(st.dates(date(1900, 1, 1), date(2024, 1, 1)))
def test_a_date_written_in_any_form_comes_back(day: date) -> None:
    forms = [
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        f"{day.day} {MONTHS[day.month - 1][:3].upper()} {day.year}",
    ]
    assert {birth_date(form) for form in forms} == {(day.isoformat(), "")}


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.times()))
def test_no_cell_breaks_a_reader(cell: Cell) -> None:
    for read in values.READERS.values():
        value, _reason = read(cell)
        assert len(value) <= values.LONGEST
    for _first, _second, split in values.PAIRS.values():
        split(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("L", "L"), ("p", "P"), ("Lk", "L"), ("Pr.", "P"), ("Laki-laki", "L"), ("PEREMPUAN", "P"),
        ("1", "L"), (2.0, "P"), ("Pria", "L"), ("Wanita", "P"), ("x", ""), ("L/P", ""), ("-", ""),
    ],
)  # fmt: skip
def test_sexes_in_any_words(cell: Cell, value: str) -> None:
    assert values.sex(cell)[0] == value


@pytest.mark.parametrize(
    ("cell", "value", "doubted"),
    [
        ("3576025208070001", "3576025208070001", False),
        ("'3576.0252.0807.0001 ", "3576025208070001", False),
        (3576025208070001.0, "3576025208070001", False),
        (3576025208070010.0, "3576025208070010", True),
        (9471025208070002.0, "9471025208070002", True),
        ("3576025208070010", "3576025208070010", False),
        ("3576025208070010.0", "3576025208070010", True),
        ("357602520807001", "", True),
        ("3.57603E+15", "", True),
        ("3,57603E+15", "", True),
        (3.576e21, "", True),
        ("3576023508070001", "", True),
        ("35760252o8070001", "", True),
        ("-", "", False),
        ("", "", False),
        (date(2007, 8, 12), "", True),
    ],
)
def test_a_nik_is_text_and_its_damage_is_named(cell: Cell, value: str, doubted: bool) -> None:
    found, reason = values.nik(cell)
    assert found == value
    assert bool(reason) == doubted


def test_a_nisn_that_lost_its_zeros_is_named_and_not_mended() -> None:
    for cell in (71234567.0, "71234567"):
        value, reason = values.nisn(cell)
        assert value == ""
        assert "zero" in reason
    assert values.nisn("0071234567") == ("0071234567", "")


def test_signs_that_nobody_sees_are_taken_out() -> None:
    assert values.name("  Dewi\u202e\u200b \x07 Ani\u00a0\n Putri\ufeff ") == ("Dewi Ani Putri", "")


def test_a_class_that_became_a_date_is_named() -> None:
    value, reason = values.plain(date(2024, 12, 1))
    assert value == ""
    assert "date" in reason


def test_a_megabyte_in_a_cell_is_cut_and_named() -> None:
    value, reason = values.plain("x" * 1_000_000)
    assert len(value) == 500
    assert reason


@pytest.mark.parametrize(
    ("cell", "place", "day"),
    [
        ("Mojokerto, 12 Agustus 2007", "Mojokerto", "2007-08-12"),
        ("MOJOKERTO 12-08-2007", "MOJOKERTO", "2007-08-12"),
        ("Kab. Mojokerto / 12/08/2007", "Kab. Mojokerto", "2007-08-12"),
        ("12/08/2007", "", "2007-08-12"),
        (39306.0, "", "2007-08-12"),
        ("Mojokerto", "Mojokerto", ""),
    ],
)
def test_place_and_date_in_one_cell_are_parted(cell: Cell, place: str, day: str) -> None:
    (found_place, _), (found_day, _) = values.birth(cell)
    assert (found_place, found_day) == (place, day)


def test_rt_and_rw_in_one_cell_are_parted() -> None:
    assert values.rt_rw("RT 003 / RW 002") == (("003", ""), ("002", ""))
    assert values.rt_rw("tiga")[0][1]


def test_villages_and_districts_lose_only_their_prefix() -> None:
    shown = [values.area(cell)[0] for cell in ("Kec. Magersari", "DESA Kelor", "Kelor", "Kel.Meri")]
    assert shown == ["Magersari", "Kelor", "Kelor", "Meri"]


def test_every_row_is_a_person_or_a_problem(tmp_path: Path) -> None:
    rows = [
        ["No", "Nama", "NIK", "Kelas"],
        ["1", "Dewi", "3576025208070001", "X"],
        ["", "", "", ""],
        ["2", "", "3576025208070002", "X"],
        ["No", "Nama", "NIK", "Kelas"],
        ["3", "Eko", "123", "X"],
        ["", "Jumlah: 3", "", ""],
        ["", "Kepala Sekolah", "", ""],
        ["4", "12345", "", ""],
    ]
    write_csv(tmp_path / "a.csv", rows)
    listing = read_list(tmp_path / "a.csv")
    assert listing.read == 7
    assert [row.row for row in listing.rows] == [2, 6]
    assert [(p.row, p.field) for p in listing.problems] == [
        (4, "name"), (5, "name"), (6, "nik"), (7, "name"), (8, "name"), (9, "name"),
    ]  # fmt: skip
    assert listing.rows[1].values == {"name": "Eko", "class": "X"}
    assert all(problem.reason for problem in listing.problems)


def test_p_is_not_a_woman_where_women_are_w(tmp_path: Path) -> None:
    rows = [["Nama", "P/W"], ["Eko", "P"], ["Dewi", "W"], ["Hana", "Pr"]]
    write_csv(tmp_path / "a.csv", rows)
    listing = read_list(tmp_path / "a.csv", {1: "sex"})
    assert [row.values.get("sex") for row in listing.rows] == [None, "P", "P"]
    assert [(p.row, p.field) for p in listing.problems] == [(2, "sex")]


def test_formulas_in_a_list_stay_text_in_the_file_of_problems(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [["Nama", "JK"], ["=cmd()", "=HYPERLINK(1)"]])
    listing = read_list(tmp_path / "a.xlsx")
    assert listing.rows[0].values == {"name": "=cmd()"}
    write_problems([*listing.problems, Problem(3, "nik", "+1", "@x")], tmp_path / "p.xlsx")
    page = openpyxl.load_workbook(tmp_path / "p.xlsx").active
    assert page is not None
    assert [cell.value for cell in page[2]][:3] == ["2", "sex", "=HYPERLINK(1)"]
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}
