"""Dapodik's list of any length, written quickly."""

import zipfile
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from xml.sax.saxutils import escape

from bench import made
from tests.lists import AFTER, BEFORE, FIELD_OF, PARENT

_PARENTS = ("Data Ayah", "Data Ibu", "Data Wali")
HEADINGS = [*BEFORE, *PARENT * len(_PARENTS), *AFTER]
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
    '.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/'
    'worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Daftar Peserta Didik" sheetId="1" r:id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def write(path: Path, count: int) -> None:
    """A list of `count` pupils: titles, a header of two rows, 66 columns, data from row 7."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_SHEET.encode())
            for number, cells in enumerate(_rows(count), start=1):
                sheet.write(_row(number, cells).encode())
            sheet.write(b"</sheetData></worksheet>")


def _rows(count: int) -> Iterator[list[str]]:
    title = ["Daftar Peserta Didik", "SMA CONTOH", "Kecamatan Kec. Magersari"]
    yield from ([line] for line in (*title, "Tanggal Unduh: 2024-07-19 08:00:00"))
    parents = [text for who in _PARENTS for text in (who, *repeat("", len(PARENT) - 1))]
    yield [*BEFORE, *parents, *AFTER]
    yield [*repeat("", len(BEFORE)), *PARENT * len(_PARENTS), *repeat("", len(AFTER))]
    for number in range(count):
        yield _pupil(number)


def _pupil(number: int) -> list[str]:
    """As Dapodik prints a pupil; what nobody asked for is filled with something as long."""
    known = made.fields(number)
    own = [known.get(FIELD_OF.get(heading, ""), "") or f"{number % 97}" for heading in BEFORE]
    own[0] = str(number + 1)
    last = [known.get(FIELD_OF.get(heading, ""), "") or f"{number % 89}" for heading in AFTER]
    years = f"19{60 + number % 30}"
    parent = [f"Orang Tua {number % 977}", years, "SMA / sederajat", "Buruh", "Kurang dari 500", ""]
    return [*own, *parent * len(_PARENTS), *last]


def _row(number: int, cells: list[str]) -> str:
    filled = (
        f'<c r="{_LETTERS[place]}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for place, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{"".join(filled)}</row>'


_LETTERS = [
    (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26) for place in range(66)
]
