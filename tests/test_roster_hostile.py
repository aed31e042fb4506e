"""Files that are damaged, hostile or no list at all: one sentence each, and never a crash."""

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp import texts
from fieldapp.errors import Cancelled, KnownError
from fieldapp.roster.preview import preview, read_list, write_problems
from tests.lists import (
    spreadsheetml,
    workbook_xml,
    write_csv,
    write_ods,
    write_ole,
    write_xls,
    write_xlsx,
)

LOCKED_XLS = b"\x09\x08\x10\0\0\x06\x05\0" + bytes(12) + b"\x2f\0\x36\0\x01\0" + bytes(52)
HAND = [["Nama", "Kelas"], ["Dewi Anjani", "XII-1"]]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The sentences that are compared here are the English ones."""
    before = texts.language()
    texts.use("en")
    yield
    texts.use(before)


def _refusal(path: Path) -> str:
    with pytest.raises(KnownError) as refused:
        read_list(path)
    with pytest.raises(KnownError):
        preview(path)
    assert refused.value.todo
    return refused.value.what


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"  \r\n ", "empty"),
        (b"%PDF-1.7 x", "not a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n", "not a spreadsheet"),
        (bytes(range(256)) * 20, "not a spreadsheet"),
        (b"<!DOCTYPE html><html><table><tr><td>Nama", "web page"),
        (b"<?xml version='1.0'?><a/>", "not a spreadsheet"),
        (b"PK\x03\x04garbage", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1garbage", "damaged"),
        (b'Nama;NIK\n"Dewi;1\nEko;2\n', "quotation marks"),
        (b"Nama" + b";x" * 10_000, "2,000 columns"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(tmp_path: Path, data: bytes, what: str) -> None:
    for ending in ("xlsx", "csv", "xls"):
        path = tmp_path / f"a.{ending}"
        path.write_bytes(data)
        assert what in _refusal(path)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    assert "could not be opened" in _refusal(tmp_path / "none.xlsx")


def test_protected_files_are_told_from_damaged_ones(tmp_path: Path) -> None:
    write_ole(tmp_path / "office.xlsx", "EncryptedPackage", b"x")
    write_ole(tmp_path / "old.xls", "Workbook", LOCKED_XLS)
    write_ods(tmp_path / "plain.ods", HAND)
    with (
        zipfile.ZipFile(tmp_path / "plain.ods") as plain,
        zipfile.ZipFile(tmp_path / "office.ods", "w") as locked,
    ):
        locked.writestr("mimetype", plain.read("mimetype"))
        locked.writestr("content.xml", b"\x07\x08")
        locked.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    data = bytearray((tmp_path / "plain.ods").read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "zip.ods").write_bytes(data)
    for name in ("office.xlsx", "office.ods", "zip.ods", "old.xls"):
        assert "password" in _refusal(tmp_path / name)


def test_other_programs_archives_are_no_list(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    write_ole(tmp_path / "a.xls", "WordDocument", b"x")
    assert "not a spreadsheet" in _refusal(tmp_path / "a.xlsx")
    assert "not a spreadsheet" in _refusal(tmp_path / "a.xls")


def _replace_sheet(path: Path, xml: bytes) -> None:
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = xml
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", HAND)
    _replace_sheet(tmp_path / "a.xlsx", b" " * (20 << 20))
    assert "far larger" in _refusal(tmp_path / "a.xlsx")


def test_a_cell_in_the_last_corner_of_the_sheet_is_not_waited_for(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", HAND)
    _replace_sheet(
        tmp_path / "a.xlsx",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="str"><v>Nama</v></c></row><row r="1048576">'
        b'<c r="XFD1048576" t="str"><v>x</v></c></row></sheetData></worksheet>',
    )
    assert "far larger" in _refusal(tmp_path / "a.xlsx")
    write_xls(tmp_path / "a.xls", HAND, far=(65_535, 65_535))
    assert "damaged" in _refusal(tmp_path / "a.xls")
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    write_ods(tmp_path / "a.ods", HAND, after=row)
    assert "far larger" in _refusal(tmp_path / "a.ods")


def test_a_million_empty_rows_cost_nothing(tmp_path: Path) -> None:
    write_ods(
        tmp_path / "a.ods",
        HAND,
        after='<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row>',
    )
    write_xlsx(tmp_path / "a.xlsx", HAND)
    blank = b"".join(b'<row r="%d"><c r="XFD%d" s="0"/></row>' % (n, n) for n in range(3, 9_000))
    _replace_sheet(
        tmp_path / "a.xlsx",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="str"><v>Nama</v></c></row><row r="2"><c r="A2" t="str">'
        b'<v>Dewi Anjani</v></c></row>' + blank + b"</sheetData></worksheet>",
    )  # fmt: skip
    (tmp_path / "a.csv").write_text("Nama;Kelas\nDewi Anjani;XII-1\n" + ";\n" * 1_000_000)
    for name in ("a.ods", "a.xlsx", "a.csv"):
        listing = read_list(tmp_path / name)
        assert listing.read == 1
        assert preview(tmp_path / name).total == 1


def test_ten_thousand_columns_are_refused(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [["Nama", *["x"] * 10_000], ["Dewi"]])
    cells = '<Cell ss:Index="10000"><Data ss:Type="String">x</Data></Cell>'
    (tmp_path / "a.xls").write_text(workbook_xml(f"<Row>{cells}</Row>"))
    assert "2,000 columns" in _refusal(tmp_path / "a.xlsx")
    assert "2,000 columns" in _refusal(tmp_path / "a.xls")


def test_entities_of_hostile_xml_are_not_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><Workbook'
    (tmp_path / "a.xls").write_text(spreadsheetml(HAND).replace("<Workbook", bomb, 1))
    assert "damaged" in _refusal(tmp_path / "a.xls")


def test_a_workbook_cut_short_is_damaged(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", HAND)
    (tmp_path / "a.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes()[:-300])
    (tmp_path / "a.xls").write_text(spreadsheetml(HAND)[:-30])
    assert "damaged" in _refusal(tmp_path / "a.xlsx")
    assert "damaged" in _refusal(tmp_path / "a.xls")


def test_megabyte_cells_are_cut_and_named(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [["Nama", "Alamat"], ["Dewi", "x" * 3_000_000]])
    listing = read_list(tmp_path / "a.csv")
    assert len(listing.rows[0].values["address"]) == 500
    assert [(p.field, len(p.value)) for p in listing.problems] == [("address", 500)]


def test_a_formula_is_what_it_last_showed_and_never_calculated(tmp_path: Path) -> None:
    """Also one that calls another program, and one whose result nobody kept."""
    write_xlsx(
        tmp_path / "a.xlsx",
        [["Nama", "Kelas"], ["=f:Dewi Anjani", "XII-1"], ["Budi", "=cmd|' /C calc'!A0"], ["Eko"]],
    )
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    lost = b'<row r="5"><c r="A5"><f>WEBSERVICE("http://x")</f></c><c r="B5" t="str"><v>X</v></c>'
    _replace_sheet(
        tmp_path / "a.xlsx", sheet.replace(b"</sheetData>", lost + b"</row></sheetData>")
    )
    listing = read_list(tmp_path / "a.xlsx")
    assert [row.values for row in listing.rows] == [
        {"name": "Dewi Anjani", "class": "XII-1"},
        {"name": "Budi", "class": "=cmd|' /C calc'!A0"},
        {"name": "Eko"},
    ]
    assert [(p.row, p.reason) for p in listing.problems] == [(5, "This row has no name.")]


def test_macros_and_links_to_other_files_are_left_alone(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsm", HAND)
    with zipfile.ZipFile(tmp_path / "a.xlsm", "a") as archive:
        archive.writestr("xl/vbaProject.bin", bytes(range(256)))
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        archive.writestr("../../outside.xml", "<x/>")
        archive.writestr("/etc/outside.xml", "<x/>")
    assert read_list(tmp_path / "a.xlsm").read == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsm"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("De\u202ewi\u202c Anjani", "Dewi Anjani"),
        ("\u2066Dewi\u2069 Anjani", "Dewi Anjani"),
        ("D\u200be\u200dw\u2060i\ufeff Anjani", "Dewi Anjani"),
        ("Dewi\u3164\u2800 Anjani", "Dewi Anjani"),
        ("Dewi\u2028Anjani", "Dewi Anjani"),
        ("De\U000e0041wi Anjani", "Dewi Anjani"),
        ("Dewi" + "\u0301" * 200 + " Anjani", "Dewi\u0301\u0301\u0301 Anjani"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("محمد", "محمد"),
    ],
)
def test_signs_that_nobody_sees_do_not_come_in_with_a_name(
    tmp_path: Path, written: str, read: str
) -> None:
    for kind in ("csv", "xlsx"):
        path = tmp_path / f"a.{kind}"
        rows = [["Nama", "Kelas"], [written, written]]
        write_csv(path, rows) if kind == "csv" else write_xlsx(path, rows)
        (row,) = read_list(path).rows
        assert row.values == {"name": read, "class": read}


def test_reading_is_stopped_by_its_progress(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "a.csv", [["Nama", "Kelas"], *[[f"Dewi {'x' * i}", "X"] for i in range(5)]]
    )
    (tmp_path / "b.csv").write_text("Nama;Kelas\n" + "Dewi;X\n" * 5_000)
    calls: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        calls.append((done, total))
        if done >= 1_000:
            raise Cancelled("Stopped.")

    read_list(tmp_path / "a.csv", progress=stop)
    with pytest.raises(Cancelled):
        read_list(tmp_path / "b.csv", progress=stop)
    assert calls == [(6, 6), (500, 5001), (1000, 5001)]


def test_problems_cannot_be_written_into_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="could not be written"):
        write_problems([], tmp_path / "none" / "p.xlsx")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """One file of each kind, to be damaged."""
    folder = tmp_path_factory.mktemp("seeds")
    write_xlsx(folder / "1", HAND)
    write_ods(folder / "2", HAND)
    write_xls(folder / "3", HAND)
    (folder / "4").write_text(spreadsheetml(HAND))
    write_csv(folder / "5", HAND)
    return [(folder / str(n)).read_bytes() for n in range(1, 6)]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_bytes_are_read_or_refused(
    tmp_path: Path, seeds: list[bytes], data: st.DataObject
) -> None:
    whole = bytearray(data.draw(st.sampled_from([*seeds, b"PK\x03\x04", b"Nama\n"])))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        whole[place] = data.draw(st.integers(0, 255))
    path = tmp_path / data.draw(st.sampled_from(["a.xlsx", "a.xls", "a.ods", "a.csv"]))
    path.write_bytes(bytes(whole) + data.draw(st.binary(max_size=200)))
    with suppress(KnownError):
        preview(path)
        read_list(path)
