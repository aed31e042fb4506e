"""Layouts of schools and offices, read back field by field."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from fieldapp import texts
from fieldapp.errors import KnownError
from fieldapp.roster.preview import preview, read_list
from tests.lists import (
    FIELD_OF,
    pupils,
    spreadsheetml,
    workbook_xml,
    write_csv,
    write_dapodik,
    write_ods,
    write_xls,
    write_xlsx,
)

HAND = [
    ["No", "NAMA", "Kelas", "NIK", "Tempat, Tanggal Lahir", "L/P"],
    ["1", "Dewi Anjani", "XII IPA 1", "3576025208070001", "Mojokerto, 12 Agustus 2007", "P"],
    ["2", "Eko Wibowo", "XII IPA 1", "3576021208070002", "Mojokerto, 12-08-2007", "L"],
]
DEWI = {
    "name": "Dewi Anjani", "class": "XII IPA 1", "nik": "3576025208070001", "sex": "P",
    "birth_place": "Mojokerto", "birth_date": "2007-08-12",
}  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The sentences that are compared here are the English ones."""
    before = texts.language()
    texts.use("en")
    yield
    texts.use(before)


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("merged", [False, True])
def test_four_hundred_pupils_of_dapodik_are_read_without_one_wrong_field(
    tmp_path: Path, moved: bool, merged: bool
) -> None:
    expected = pupils(400)
    write_dapodik(tmp_path / "d.xlsx", expected, columns_moved=moved, merged=merged)
    listing = read_list(tmp_path / "d.xlsx")
    assert [row.values for row in listing.rows] == expected
    assert [row.row for row in listing.rows] == list(range(7, 407))
    assert (listing.problems, listing.read, listing.layout) == ([], 400, "dapodik")
    assert listing.warnings == []


def test_dapodik_preview_shows_titles_groups_and_rows(tmp_path: Path) -> None:
    write_dapodik(tmp_path / "d.xlsx", pupils(30))
    seen = preview(tmp_path / "d.xlsx")
    assert (seen.file, seen.sheet, seen.layout) == ("d.xlsx", "Daftar Peserta Didik", "dapodik")
    assert (seen.header_row, seen.first_row, seen.total, len(seen.rows)) == (5, 7, 30, 20)
    assert seen.title[1] == "SMA CONTOH"
    assert len(seen.columns) == 66
    assert (seen.columns[24].heading, seen.columns[24].field) == ("Data Ayah / Nama", None)
    assert (seen.columns[41].heading, seen.columns[41].field) == ("Data Wali / NIK", None)
    assert seen.columns[1].field == "name"
    assert seen.columns[1].sample == [p["name"] for p in pupils(3)]
    taken = {column.field for column in seen.columns if column.field}
    assert taken == set(FIELD_OF.values())


def test_parents_are_not_pupils_when_the_groups_headings_are_lost(tmp_path: Path) -> None:
    header = ["No", *["Nama", "Tahun Lahir", "Pekerjaan", "Penghasilan", "NIK"] * 2, "Nama", "NIK"]
    father = ["Ayah Contoh", "1975", "Petani", "1", "3576021506750009"]
    row = ["1", *father, *father, "Dewi Anjani", "3576025208070001"]
    write_xlsx(tmp_path / "a.xlsx", [header, row])
    assert read_list(tmp_path / "a.xlsx").rows[0].values == {
        "name": "Dewi Anjani",
        "nik": "3576025208070001",
    }


def test_a_group_over_pupils_and_one_over_a_father_are_told_apart(tmp_path: Path) -> None:
    rows = [
        ["No", "Siswa", "", "", "Lahir", "", "Ayah", ""],
        ["", "Nama", "NIK", "Kelas", "Tempat", "Tanggal", "Nama", "NIK"],
        ["1", "Dewi Anjani", "3576025208070001", "XII IPA 1", "Mojokerto", "12/08/2007",
         "Ayah Contoh", "3576021506750009"],
    ]  # fmt: skip
    write_xlsx(tmp_path / "a.xlsx", rows)
    assert read_list(tmp_path / "a.xlsx").rows[0].values == {k: v for k, v in DEWI.items()
                                                             if k != "sex"}  # fmt: skip


def test_a_fathers_nik_is_not_taken_where_pupils_have_none(tmp_path: Path) -> None:
    rows = [
        ["No", "Nama", "Kelas", "Data Ayah", ""],
        ["", "", "", "Nama", "NIK"],
        ["1", "Dewi Anjani", "XII", "Ayah Contoh", "3576021506750009"],
    ]
    write_xlsx(tmp_path / "a.xlsx", rows)
    values = read_list(tmp_path / "a.xlsx").rows[0].values
    assert values == {"name": "Dewi Anjani", "class": "XII"}


def test_two_columns_of_one_name_are_left_for_the_user_to_choose(tmp_path: Path) -> None:
    rows = [["Nama", "NIK", "Kelas", "NIK"], ["Dewi", "3576025208070001", "X", "3576021506750009"]]
    write_xlsx(tmp_path / "a.xlsx", rows)
    listing = read_list(tmp_path / "a.xlsx")
    assert "nik" not in listing.rows[0].values
    assert len(listing.warnings) == 1
    assert read_list(tmp_path / "a.xlsx", {1: "nik"}).rows[0].values["nik"] == "3576025208070001"


def test_emis_is_recognised(tmp_path: Path) -> None:
    rows = [
        ["NSM", "NPSN", "Status Siswa", "Nama Siswa", "NISM", "NISN", "NIK", "Tempat Lahir",
         "Tanggal Lahir", "Jenis Kelamin", "Nama Ayah Kandung", "NIK Ayah"],
        ["131235760001", "20580001", "Aktif", "Hana Permata", "131235760001210001", "0071234567",
         "3576024308070003", "Jombang", "03-08-2007", "2", "Ayah Contoh", "3576021506750009"],
    ]  # fmt: skip
    write_xlsx(tmp_path / "a.xlsx", rows)
    listing = read_list(tmp_path / "a.xlsx")
    assert listing.layout == "emis"
    assert listing.rows[0].values == {
        "name": "Hana Permata", "nisn": "0071234567", "nik": "3576024308070003",
        "birth_place": "Jombang", "birth_date": "2007-08-03", "sex": "P",
    }  # fmt: skip


def test_the_registrys_own_list_is_recognised(tmp_path: Path) -> None:
    rows: list[list[str | int]] = [
        ["DAFTAR WAJIB KTP BELUM REKAM"],
        [],
        ["NO", "Nama Lengkap", "NIK", "Tempat Lahir", "Tanggal Lahir", "JK", "Stat Kwn",
         "Wjb KTP", "KTP-eL", "Status", "Stat Rkm"],
        [1, "Krisna Nugroho", "3576022512620004", "Mojokerto", "25-12-1962", "Lk", "Kawin",
         "Ya", "Belum", "Aktif", "BIO_CAPTURED"],
    ]  # fmt: skip
    write_xlsx(tmp_path / "a.xlsx", rows)
    listing = read_list(tmp_path / "a.xlsx")
    assert listing.layout == "registry"
    assert listing.rows[0].row == 4
    assert listing.rows[0].values == {
        "name": "Krisna Nugroho", "nik": "3576022512620004", "birth_place": "Mojokerto",
        "birth_date": "1962-12-25", "sex": "L", "marital": "Kawin", "status": "BIO_CAPTURED",
    }  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_a_list_typed_by_hand_is_read_from_csv(tmp_path: Path, encoding: str, sign: str) -> None:
    rows = [["DAFTAR SISWA KELAS XII"], [], *HAND, ["3", "Zoë André", "XII", "", "", "P"]]
    write_csv(tmp_path / "a.csv", rows, sign=sign, encoding=encoding)
    listing = read_list(tmp_path / "a.csv")
    assert listing.rows[0].values == DEWI
    assert [row.row for row in listing.rows] == [4, 5, 6]
    assert listing.rows[2].values["name"] == "Zoë André"


def test_commas_inside_quotes_and_excels_sep_line_are_understood(tmp_path: Path) -> None:
    text = 'sep=,\r\nNama,TTL,JK\r\n"Dewi Anjani","Mojokerto, 12 Agustus 2007",P\r\n'
    (tmp_path / "a.csv").write_text(text, newline="")
    row = read_list(tmp_path / "a.csv").rows[0]
    assert row.row == 3
    assert row.values["birth_date"] == "2007-08-12"


def test_spreadsheetml_with_stray_ampersands_and_gaps_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text(
        workbook_xml(
            '<Row><Cell><Data ss:Type="String">Nama</Data></Cell><Cell ss:Index="3">'
            '<Data ss:Type="String">Alamat &amp; Jalan&nbsp;</Data></Cell><Cell>'
            '<Data ss:Type="String">Tanggal Lahir</Data></Cell></Row><Row ss:Index="5"><Cell>'
            '<Data ss:Type="String">Dewi & Ani</Data></Cell><Cell ss:Index="4">'
            '<Data ss:Type="DateTime">2007-08-12T00:00:00.000</Data></Cell></Row>'
        )
    )
    listing = read_list(tmp_path / "a.xls")
    assert [(row.row, row.values) for row in listing.rows] == [
        (5, {"name": "Dewi & Ani", "birth_date": "2007-08-12"})
    ]


def test_every_kind_of_file_gives_the_same_rows_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "xml.xlsx").write_text(spreadsheetml(HAND))
    (tmp_path / "wide.xls").write_text(spreadsheetml(HAND), encoding="utf-16")
    write_ods(tmp_path / "ods.csv", HAND)
    write_xlsx(tmp_path / "xlsx.xls", HAND)
    write_xls(tmp_path / "xls.xlsx", HAND)
    write_csv(tmp_path / "csv.ods", HAND)
    for path in tmp_path.iterdir():
        listing = read_list(path)
        assert listing.rows[0].values == DEWI, path.name
        assert [row.row for row in listing.rows] == [2, 3], path.name


def test_typed_cells_keep_dates_and_long_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Nama", "NIK", "Tgl Lahir", "Kelas"],
        ["Dewi", 3576025208070001, datetime(2007, 8, 12), 12],  # noqa: DTZ001 (a cell has no zone)
        ["Eko", "3576021208070002", 39306, "XII"],
        ["=f:Fitri", "", date(2007, 8, 12), "12-1"],
    ]
    write_xlsx(tmp_path / "a.xlsx", rows)
    listing = read_list(tmp_path / "a.xlsx")
    assert [row.values["birth_date"] for row in listing.rows] == ["2007-08-12"] * 3
    assert listing.rows[0].values["nik"] == "3576025208070001"
    assert [row.values["class"] for row in listing.rows] == ["12", "XII", "12-1"]
    assert listing.rows[2].values["name"] == "Fitri"
    assert listing.problems == []


def test_typing_errors_in_headings_are_understood_and_other_words_are_not(tmp_path: Path) -> None:
    header = ["Nama Lengkp", "Keluarahan", "Kecamtan", "Tangal Lahir", "Nomor KKS", "NISM"]
    rows = [header, ["Dewi", "Kel. Wates", "Kec. Magersari", "12/08/2007", "111", "222"]]
    write_xlsx(tmp_path / "a.xlsx", rows)
    assert read_list(tmp_path / "a.xlsx").rows[0].values == {
        "name": "Dewi",
        "village": "Wates",
        "district": "Magersari",
        "birth_date": "2007-08-12",
    }


def test_the_best_sheet_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    rows = "".join(
        f'<Worksheet ss:Name="{name}"><Table><Row>{head}</Row><Row>{body}</Row></Table></Worksheet>'
        for name, head, body in [
            ("Petunjuk", _cell("Isi lembar berikut"), ""),
            ("XII-1", _cell("Nama") + _cell("NIK"), _cell("Dewi")),
            ("XII-2", _cell("Nama"), _cell("Eko")),
        ]
    )
    whole = workbook_xml("").replace('<Worksheet ss:Name="Data"><Table></Table></Worksheet>', rows)
    (tmp_path / "a.xls").write_text(whole)
    seen = preview(tmp_path / "a.xls")
    assert (seen.sheet, seen.sheets, len(seen.warnings)) == ("XII-1", ["XII-1", "XII-2"], 1)
    assert read_list(tmp_path / "a.xls", sheet="XII-2").rows[0].values == {"name": "Eko"}


def _cell(text: str) -> str:
    return f'<Cell><Data ss:Type="String">{text}</Data></Cell>'


def test_the_report_of_pupils_who_left_is_refused(tmp_path: Path) -> None:
    write_dapodik(tmp_path / "d.xlsx", pupils(3), title="Daftar Peserta Didik Keluar")
    with pytest.raises(KnownError, match="left the school"):
        read_list(tmp_path / "d.xlsx")


def test_a_list_without_names_can_be_previewed_and_mapped(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [["Dewi Anjani", "XII-1"], ["Eko Wibowo", "XII-2"]])
    with pytest.raises(KnownError, match="names"):
        read_list(tmp_path / "a.csv")
    seen = preview(tmp_path / "a.csv")
    assert (seen.header_row, seen.first_row, seen.total, seen.rows) == (0, 1, 2, [])
    assert [column.sample[0] for column in seen.columns] == ["Dewi Anjani", "XII-1"]
    listing = read_list(tmp_path / "a.csv", {0: "name", 1: "class"})
    assert listing.rows[1].values == {"name": "Eko Wibowo", "class": "XII-2"}
    assert preview(tmp_path / "a.csv", {0: "name"}).rows[0].values == {"name": "Dewi Anjani"}


def test_a_mapping_overrides_and_ignores_columns(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [["Nama", "Kelas", "Panggilan"], ["Dewi Anjani", "X", "Dewi"]])
    values = read_list(tmp_path / "a.csv", {2: "name", 1: None}).rows[0].values
    assert values == {"name": "Dewi"}
    with pytest.raises(KnownError, match="same thing"):
        read_list(tmp_path / "a.csv", {0: "name", 2: "name"})


def test_a_row_that_counts_the_columns_is_not_data(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [["No", "Nama", "NIK"], ["1", "2", "3"], ["1", "Dewi", ""]])
    assert [row.row for row in read_list(tmp_path / "a.csv").rows] == [3]
