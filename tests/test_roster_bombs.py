"""Small files that would fill the memory or never end: read or refused within bounds.

Each is read in a process of its own, whose memory and processor time have an end: the reader
behind is native code, and where it is refused memory it takes the whole program with it.
"""

import os
import random
import socket
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import bounded, lists
from tests.lists import write_csv, write_ods, write_xls, write_xlsx

HAND = [["Nama", "Kelas"], ["Dewi Anjani", "XII-1"]]
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LARGE = "far larger"
READ = """
import sys
from pathlib import Path
from fieldapp.errors import KnownError
from fieldapp.roster.preview import preview, read_list
try:
    if Path(sys.argv[1]).is_file() and Path(sys.argv[1]).stat().st_size < 1 << 20:
        preview(Path(sys.argv[1]))
    print("read", read_list(Path(sys.argv[1])).read)
except KnownError as error:
    print(error)
"""


def outcome(path: Path) -> str:
    return bounded.run(READ, str(path))


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def workbook(path: Path, **changed: bytes | str) -> Path:
    """A right workbook but for the members named (`__` for a slash, `_dot_` for a dot)."""
    write_xlsx(path, HAND)
    made: dict[str, bytes | str] = dict(parts(path))
    for name, content in changed.items():
        made[name.replace("__", "/").replace("_dot_", ".")] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return path


def sheet(rows: str) -> str:
    return f"<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>"


def far(cell: str, *, row: str = ' r="1048576"') -> str:
    return sheet(
        f'<row r="1"><c r="A1" t="str"><v>Nama</v></c></row><row{row}><c {cell} t="str">'
        "<v>x</v></c></row>"
    )


@pytest.mark.parametrize(
    "xml",
    [
        far('r="XFD1048576"'), far('\tr="XFD1048576"'), far('r="xfd1048576"'),
        far("r = 'XFD1048576'"), far('s="0"\nr="XFD1048576"', row=""),
        far('r="ZZZZZ1048576"'), far('r="XFD1048576"').replace("<c ", "<x:c ", 2),
        sheet(f"<row>{'<c><v>1</v></c>' * 20_000}</row>{'<row><c><v>1</v></c></row>' * 20_000}"),
        sheet(f"<!--{' <c r=' + chr(34) + 'A1' + chr(34) + '/>' * 9}-->"
              f"<row>{'<c><v>1</v></c>' * 9_000}</row>{'<row><c><v>1</v></c></row>' * 9_000}"),
        far('r="XFD1"', row=' r="1"') + " " * 100,
        far(" " * 3_000_000 + 'r="XFD1048576"'),
        far('x="' + "y" * 5_000_000 + '" r' + " " * 2_000 + '="XFD1048576"'),
    ],
    ids=range(12),
)  # fmt: skip
def test_a_far_cell_is_seen_however_it_is_written(tmp_path: Path, xml: str) -> None:
    said = outcome(workbook(tmp_path / "a.xlsx", xl__worksheets__sheet1_dot_xml=xml))
    assert LARGE in said or "read" in said or "damaged" in said or "columns" in said


def test_a_sheet_may_hide_under_any_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    links = parts(path)["xl/_rels/workbook.xml.rels"].decode()
    workbook(
        path,
        xl__evil__picture_dot_png=far('r="XFD1048576"'),
        xl___rels__workbook_dot_xml_dot_rels=links.replace(
            "worksheets/sheet1.xml", "evil/picture.png"
        ),
    )
    assert LARGE in outcome(path)


def test_a_picture_may_hold_any_bytes(tmp_path: Path) -> None:
    picture = b"\x89PNG" + b"<c> :c <c r='ZZZ9' <row <si/>" * 900 + bytes(range(256))
    path = workbook(tmp_path / "a.xlsx", xl__media__image1_dot_png=picture)
    assert outcome(path) == "read 1\n"


@pytest.mark.parametrize(("count", "cell"), [(60, "ALL11000"), (5_000, "B2")])
def test_one_sheet_named_many_times_is_not_read_many_times(
    tmp_path: Path, count: int, cell: str
) -> None:
    path = workbook(tmp_path / "a.xlsx")
    book = parts(path)["xl/workbook.xml"].decode()
    start, end = book.index("<sheets>") + 8, book.index("</sheets>")
    names = "".join(f'<sheet name="S{n}" sheetId="{n + 1}" r:id="rId1"/>' for n in range(count))
    row = "".join(filter(str.isdigit, cell))
    workbook(
        path,
        xl__workbook_dot_xml=book[:start] + names + book[end:],
        xl__worksheets__sheet1_dot_xml=far(f'r="{cell}"', row=f' r="{row}"'),
    )
    assert LARGE in outcome(path)


def test_ten_million_empty_texts_are_refused(tmp_path: Path) -> None:
    chance = random.Random(1)  # noqa: S311 -- only hard to compress
    noise = chance.randbytes(3 << 20).hex()
    texts = "".join("<si/>" * 100 + f"<!--{noise[n * 60 : n * 60 + 60]}-->" for n in range(100_000))
    path = workbook(
        tmp_path / "a.xlsx", xl__sharedStrings_dot_xml=f"<sst {NAMESPACE}>{texts}</sst>"
    )
    assert path.stat().st_size < 8 << 20
    assert LARGE in outcome(path)


def test_a_nested_archive_is_left_packed(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "in.xlsx", HAND)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("x", b" " * (50 << 20))
    path = workbook(
        tmp_path / "a.xlsx", xl__embeddings__x_dot_zip=(tmp_path / "bomb.zip").read_bytes()
    )
    assert outcome(path) == "read 1\n"


@pytest.mark.parametrize("change", ["twice", "appended", "two ends", "comment", "binary"])
def test_an_archive_that_two_programs_could_read_differently_is_refused(
    tmp_path: Path, change: str
) -> None:
    path = workbook(tmp_path / "a.xlsx")
    right = path.read_bytes()
    if change == "twice":
        with (
            pytest.warns(UserWarning, match="Duplicate name"),
            zipfile.ZipFile(path, "a") as archive,
        ):
            archive.writestr("xl/worksheets/sheet1.xml", far('r="B2"'))
    elif change == "appended":
        path.write_bytes(right + b"x")
    elif change == "two ends":
        path.write_bytes(right + right)
    elif change == "comment":
        place = right.rindex(b"PK\x05\x06") + 20
        path.write_bytes(right[:place] + struct.pack("<H", 40) + right[-22:] + bytes(18))
    else:
        workbook(path, xl__workbook_dot_bin=b"x")
    said = outcome(path)
    assert "damaged" in said or "not a spreadsheet" in said


CELL = '<table:table-cell {} table:number-columns-repeated="1000"/>'
ROWS = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'


@pytest.mark.parametrize(
    "cell",
    ['office:value="1"', 'office:value-type="float"', 'table:formula="of:=1"',
     'office:string-value="x"'],
)  # fmt: skip
def test_a_cell_of_opendocument_that_repeats_is_counted_whatever_it_says(
    tmp_path: Path, cell: str
) -> None:
    write_ods(tmp_path / "a.ods", HAND, after=ROWS.format(1_048_000, CELL.format(cell)))
    assert LARGE in outcome(tmp_path / "a.ods")


def test_many_tables_are_counted_together(tmp_path: Path) -> None:
    value = 'office:value-type="float" office:value="1"'
    tables = "".join(
        f'</table:table><table:table table:name="T{n}">{ROWS.format(11_000, CELL.format(value))}'
        for n in range(40)
    )
    write_ods(tmp_path / "a.ods", HAND, after=tables)
    assert LARGE in outcome(tmp_path / "a.ods")


def test_old_workbooks_are_counted_sheet_by_sheet_before_they_are_read(tmp_path: Path) -> None:
    book = lists.xls_book(HAND, sheets=200, far=(65_535, 255))
    lists.write_ole(tmp_path / "a.xls", "Workbook", book)
    assert LARGE in outcome(tmp_path / "a.xls")


@pytest.mark.parametrize("length", [0xFFFFFFF0, 0x7FFFFFFF, 0])
def test_an_old_workbook_may_lie_about_its_lengths(tmp_path: Path, length: int) -> None:
    write_xls(tmp_path / "a.xls", HAND)
    data = bytearray((tmp_path / "a.xls").read_bytes())
    entry = data.index("Workbook".encode("utf-16-le"))
    struct.pack_into("<I", data, entry + 120, length)
    (tmp_path / "a.xls").write_bytes(data)
    assert outcome(tmp_path / "a.xls")
    texts = lists.record(0xFC, struct.pack("<II", 0x7FFFFFFF, 0x7FFFFFFF))
    book = lists.xls_book(HAND, before=texts)
    lists.write_ole(tmp_path / "b.xls", "Workbook", book)
    assert outcome(tmp_path / "b.xls")


def _wide_xml(path: Path) -> None:
    row = '<Row><Cell ss:Index="1999"><Data ss:Type="String">x</Data></Cell></Row>'
    path.write_text(lists.workbook_xml(row * 60_000))


def _many_rows(path: Path) -> None:
    path.write_text("Nama\n" + "a\n" * 1_100_000)


def _wide_rows(path: Path) -> None:
    path.write_text("Nama" + ";" * 1999 + "\n" + ("a" + ";" * 1999 + "\n") * 7_000)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"Nama;Kelas\nDewi;X\n")
        file.truncate(300 << 20)


@pytest.mark.parametrize("make", [_wide_xml, _many_rows, _wide_rows, _huge])
def test_text_that_becomes_more_cells_than_a_list_has_is_refused(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "a.csv")
    said = outcome(tmp_path / "a.csv")
    assert LARGE in said or "not a spreadsheet" in said


def test_a_million_empty_rows_in_every_form_are_read_or_refused(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{n}"/>' for n in range(3, 1_000_003))
    rows = '<row r="1"><c r="A1" t="str"><v>Nama</v></c></row>'
    rows += '<row r="2"><c r="A2" t="str"><v>Dewi</v></c></row>'
    made = workbook(tmp_path / "a.xlsx", xl__worksheets__sheet1_dot_xml=sheet(rows + blank))
    assert outcome(made) == "read 1\n"
    (tmp_path / "a.xls").write_text(
        lists.workbook_xml('<Row><Cell><Data ss:Type="String">Nama</Data></Cell></Row>' * 2
                           + "<Row/>" * 1_000_000)
    )  # fmt: skip
    assert outcome(tmp_path / "a.xls").startswith("read 1")


def test_a_full_list_is_still_read_within_the_same_bounds(tmp_path: Path) -> None:
    """5,000 pupils in 66 columns; the limits are many times that."""
    width = 66
    heads = ["Nama", "NIK", *[f"Kolom {n}" for n in range(width - 2)]]
    rows = [heads, *([f"Dewi {n}", "3576014107070001", *["x"] * (width - 2)] for n in range(5_000))]
    write_xlsx(tmp_path / "a.xlsx", rows)
    assert outcome(tmp_path / "a.xlsx") == "read 5000\n"


def test_a_wide_list_of_unknown_headings_is_looked_through_within_bounds(tmp_path: Path) -> None:
    rows = [[f"Namu lengkep{row} x{column}" for column in range(1_990)] for row in range(60)]
    write_csv(tmp_path / "a.csv", [["Judul"], *rows])
    assert "names" in outcome(tmp_path / "a.csv")


# --- files that are none


def test_folders_pipes_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "ring.csv").symlink_to(tmp_path / "ring.csv")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nothing")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.csv"))
        for path in sorted(tmp_path.iterdir()):
            assert "could not be opened" in outcome(path), path
    card = "import sys; from pathlib import Path; from fieldapp.sync import enrol; "
    card += "from fieldapp.errors import KnownError\n"
    card += "try: enrol.look_at(Path(sys.argv[1]))\nexcept KnownError as error: print(error)"
    for name in ("pipe.csv", "zero.csv", "folder.xlsx"):
        assert "card" in bounded.run(card, str(tmp_path / name))


def test_the_mark_of_an_open_file_is_told_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "~$daftar.xlsx").write_bytes(b"\x05Admin" + bytes(159))
    assert "without ~$" in outcome(tmp_path / "~$daftar.xlsx")


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.txt", "a", "a.pdf", "daftar\u202excod.xlsx"])
def test_a_list_is_known_by_its_content_under_any_ending(tmp_path: Path, name: str) -> None:
    write_xlsx(tmp_path / name, HAND)
    assert outcome(tmp_path / name) == "read 1\n"
    write_csv(tmp_path / "b.xlsx", HAND)
    assert outcome(tmp_path / "b.xlsx") == "read 1\n"
