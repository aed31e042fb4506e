"""Makers of the files that schools hand over, filled with invented people."""

import struct
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

PARENT = ["Nama", "Tahun Lahir", "Jenjang Pendidikan", "Pekerjaan", "Penghasilan", "NIK"]
_BEFORE = (
    "No|Nama|NIPD|JK|NISN|Tempat Lahir|Tanggal Lahir|NIK|Agama|Alamat|RT|RW|Dusun|Kelurahan"
    "|Kecamatan|Kode Pos|Jenis Tinggal|Alat Transportasi|Telepon|HP|E-Mail|SKHUN|Penerima KPS"
    "|No. KPS"
)
_AFTER = (
    "Rombel Saat Ini|No Peserta Ujian Nasional|No Seri Ijazah|Penerima KIP|Nomor KIP|Nama di KIP"
    "|Nomor KKS|No Registrasi Akta Lahir|Bank|Nomor Rekening Bank|Rekening Atas Nama"
    "|Layak PIP (usulan dari sekolah)|Alasan Layak PIP|Kebutuhan Khusus|Sekolah Asal"
    "|Anak ke-berapa|Lintang|Bujur|No KK|Berat Badan|Tinggi Badan|Lingkar Kepala"
    "|Jml. Saudara\nKandung|Jarak Rumah\nke Sekolah (KM)"
)
BEFORE = _BEFORE.split("|")
AFTER = _AFTER.split("|")
FIELD_OF = {
    "Nama": "name", "NIPD": "nipd", "JK": "sex", "NISN": "nisn", "Tempat Lahir": "birth_place",
    "Tanggal Lahir": "birth_date", "NIK": "nik", "Agama": "religion", "Alamat": "address",
    "RT": "rt", "RW": "rw", "Kelurahan": "village", "Keluarahan": "village",
    "Kecamatan": "district", "HP": "phone", "Rombel Saat Ini": "class", "No KK": "kk",
}  # fmt: skip
FIRST = ["Bima", "Citra", "Dewi", "Eko", "Fitri", "Galih", "Hana", "Indra", "Jihan", "Krisna"]
LAST = ["Pratama", "Lestari", "Wibowo", "Anjani", "Saputra", "Maharani", "Nugroho", "Permata"]


def pupils(count: int) -> list[dict[str, str]]:
    """`count` invented pupils, with every field that Dapodik gives; no two alike."""
    return [_pupil(number) for number in range(count)]


def _pupil(number: int) -> dict[str, str]:
    born = date(2007, 1, 1) + timedelta(days=number % 365)
    sex = "LP"[number % 2]
    day = born.day + (40 if sex == "P" else 0)
    return {
        "name": f"{FIRST[number % 10]} {LAST[number % 8]} {chr(65 + number // 26 % 26)}"
        f"{chr(65 + number % 26)}",
        "nipd": f"{10_000 + number}",
        "sex": sex,
        "nisn": f"007{number:07}",
        "birth_place": ["Mojokerto", "Surabaya", "Jombang"][number % 3],
        "birth_date": born.isoformat(),
        "nik": f"357602{day:02}{born:%m%y}{number + 1:04}",
        "religion": "Islam",
        "address": f"Jl. Contoh No. {number + 1}",
        "rt": str(number % 9 + 1),
        "rw": str(number % 5 + 1),
        "village": ["Kedundung", "Wates", "Gunung Gedangan"][number % 3],
        "district": "Magersari",
        "phone": f"0812{number:08}",
        "class": f"XII-{number % 10 + 1}",
        "kk": f"357602010120{number + 1:04}",
    }


def write_dapodik(
    path: Path,
    pupils: list[dict[str, str]],
    *,
    columns_moved: bool = False,
    title: str = "Daftar Peserta Didik",
    merged: bool = True,
) -> None:
    """Dapodik's report: titles in rows 1-4, header in rows 5-6, 66 columns, data from row 7.

    With `columns_moved` as schools do it: parents first, the class earlier, an age added, a typo.
    """
    plan = _moved_plan() if columns_moved else _plan()
    workbook = xlsxwriter.Workbook(str(path))
    page = workbook.add_worksheet(title)
    for row, line in enumerate(
        [title, "SMA CONTOH", "Kecamatan Kec. Magersari", "Tanggal Unduh: 2024-07-19 08:00:00"]
    ):
        page.write_string(row, 0, line)
    _write_header(page, plan, merged=merged)
    for row, pupil in enumerate(pupils, start=6):
        for column, (group, heading) in enumerate(plan):
            page.write_string(row, column, _dapodik_cell(pupil, group, heading, row))
    workbook.close()


def _plan() -> list[tuple[str, str]]:
    parents = [(f"Data {who}", h) for who in ("Ayah", "Ibu", "Wali") for h in PARENT]
    return [("", h) for h in BEFORE] + parents + [("", h) for h in AFTER]


def _moved_plan() -> list[tuple[str, str]]:
    plan = [column for column in _plan() if column[1] != "Rombel Saat Ini"]
    parents = [column for column in plan if column[0]]
    own = [("", "Keluarahan" if h == "Kelurahan" else h) for group, h in plan if not group]
    return [own[0], *parents, ("", "Rombel Saat Ini"), ("", "usia"), *own[1:]]


def _write_header(
    page: xlsxwriter.worksheet.Worksheet, plan: list[tuple[str, str]], *, merged: bool
) -> None:
    for column, (group, heading) in enumerate(plan):
        if not group:
            if merged:
                page.merge_range(4, column, 5, column, heading)
            else:
                page.write_string(4, column, heading)
            continue
        page.write_string(5, column, heading)
        if heading == PARENT[0]:
            if merged:
                page.merge_range(4, column, 4, column + len(PARENT) - 1, group)
            else:
                page.write_string(4, column, group)


def _dapodik_cell(pupil: dict[str, str], group: str, heading: str, row: int) -> str:
    if group:
        number = row * 3 + len(group)
        return {
            "Nama": f"ORANG TUA {chr(65 + row % 26)}",
            "NIK": f"35760215067{number % 10}{number:04}",
            "Tahun Lahir": "1975",
        }.get(heading, "Lainnya")
    if heading == "No":
        return str(row - 5)
    value = pupil.get(FIELD_OF.get(heading, ""), "")
    return f"Kec. {value}" if heading == "Kecamatan" and value else value


def write_xlsx(path: Path, rows: Iterable[Sequence[object]], sheet: str = "Sheet1") -> None:
    """A workbook of one sheet, each cell with the type that it has."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as workbook:
        page = workbook.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and not cell.startswith("=f:"):
                    page.write_string(number, column, cell)
                elif isinstance(cell, str):
                    page.write_formula(number, column, "=1+1", None, cell[3:])
                elif cell is not None:
                    page.write(number, column, cell)


def write_csv(
    path: Path, rows: Iterable[Sequence[str]], *, sign: str = ";", encoding: str = "utf-8"
) -> None:
    """A text file with one line a row, without quotation marks."""
    text = "".join(sign.join(row) + "\r\n" for row in rows)
    path.write_bytes(text.encode(encoding))


def spreadsheetml(rows: Iterable[Sequence[str]], *, name: str = "Data") -> str:
    """SpreadsheetML as school programs write it: all text, `&` as it is."""
    lines = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in row) + "</Row>"
        for row in rows
    )
    return workbook_xml(lines, name=name)


def workbook_xml(rows: str, *, name: str = "Data") -> str:
    """A SpreadsheetML workbook around ready-made `Row` elements."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="{name}"><Table>{rows}</Table></Worksheet></Workbook>'
    )


def write_ods(path: Path, rows: Iterable[Sequence[str]], *, after: str = "") -> None:
    """The least OpenDocument spreadsheet: text cells, then the table rows `after`."""
    lines = "".join(
        "<table:table-row>" + "".join(_ods_cell(cell) for cell in row) + "</table:table-row>"
        for row in rows
    )
    namespaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {namespaces}>'
        f'<office:body><office:spreadsheet><table:table table:name="Data">{lines}{after}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )


def _ods_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    return (
        '<table:table-cell office:value-type="string">'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )


def write_ole(path: Path, stream: str, data: bytes) -> None:
    """Office's old container with one stream, as xls files and encrypted files are."""
    data = data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0")
    sectors = len(data) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0, *[0xFFFFFFFF] * 108,
    )  # fmt: skip
    entries = _ole_entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    entries += _ole_entry(stream, 2, 0xFFFFFFFF, 2, len(data)) + bytes(256)
    path.write_bytes(header + struct.pack("<128I", *table) + entries + data)


def _ole_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    coded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII36xIQ", coded, len(coded), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, start, size
    )


def write_xls(
    path: Path, rows: Iterable[Sequence[str | float]], *, far: tuple[int, int] | None = None
) -> None:
    """A small Excel 97 file; with one more cell at the row and column `far`, counted from 0."""
    write_ole(path, "Workbook", xls_book(rows, far=far))


def xls_book(
    rows: Iterable[Sequence[str | float]],
    *,
    far: tuple[int, int] | None = None,
    before: bytes = b"",
    sheets: int = 1,
) -> bytes:
    """The stream of such a file: records `before` its sheets, which are all the same one."""
    cells = b""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, str):
                coded = cell.encode("utf-16-le")
                label = place + struct.pack("<HB", len(cell), 1) + coded
                cells += record(0x0204, label)
            else:
                cells += record(0x0203, place + struct.pack("<d", cell))
    if far:
        cells += record(0x0203, struct.pack("<HHHd", *far, 0, 1.0))
    end = record(0x0A, b"")
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + before
    name = b"\x05\x00Siswa"
    offset = len(start) + sheets * (4 + 6 + len(name)) + len(end)
    bound = record(0x85, struct.pack("<IBB", offset, 0, 0) + name) * sheets
    page = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells + end
    return start + bound + end + page


def record(kind: int, data: bytes) -> bytes:
    """One record of an Excel 97 file."""
    return struct.pack("<HH", kind, len(data)) + data
