"""The lists that arrive: the school's Dapodik export, the registry's own, the statuses."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from random import Random

import xlsxwriter
from msgspec import Struct

from fieldapp.demo.people import Pupil

_GROUPS = {24: "Data Ayah", 30: "Data Ibu", 36: "Data Wali"}
_PARENT = ("Nama", "Tahun Lahir", "Jenjang Pendidikan", "Pekerjaan", "Penghasilan", "NIK")
_HEADER = (
    "No", "Nama", "NIPD", "JK", "NISN", "Tempat Lahir", "Tanggal Lahir", "NIK", "Agama", "Alamat",
    "RT", "RW", "Dusun", "Kelurahan", "Kecamatan", "Kode Pos", "Jenis Tinggal",
    "Alat Transportasi", "Telepon", "HP", "E-Mail", "SKHUN", "Penerima KPS", "No. KPS",
    *_PARENT, *_PARENT, *_PARENT,
    "Rombel Saat Ini", "No Peserta Ujian Nasional", "No Seri Ijazah", "Penerima KIP", "Nomor KIP",
    "Nama di KIP", "Nomor KKS", "No Registrasi Akta Lahir", "Bank", "Nomor Rekening Bank",
    "Rekening Atas Nama", "Layak PIP (usulan dari sekolah)", "Alasan Layak PIP",
    "Kebutuhan Khusus", "Sekolah Asal", "Anak ke-berapa", "Lintang", "Bujur", "No KK",
    "Berat Badan", "Tinggi Badan", "Lingkar Kepala", "Jml. Saudara\nKandung",
    "Jarak Rumah\nke Sekolah (KM)",
)  # fmt: skip
_REGISTRY_HEADER = (
    "NO", "Nama Lengkap", "NIK", "Tempat Lahir", "Tanggal Lahir", "JK", "Stat Kwn", "Kelurahan",
    "Kecamatan", "Wjb KTP", "KTP-eL", "Status", "Stat Rkm",
)  # fmt: skip
_STATUS_HEADER = (
    "NO", "NIK", "NAMA LENGKAP", "TEMPAT LAHIR", "TANGGAL LAHIR", "JENIS KELAMIN", "STATUS KTP-EL",
)  # fmt: skip
_SCHOOLING = ("SMP / sederajat", "SMA / sederajat", "SMA / sederajat", "D3", "S1")
_WORK = {
    "father": ("Karyawan Swasta", "Wiraswasta", "Buruh", "Pedagang Kecil", "PNS/TNI/Polri"),
    "mother": ("Tidak bekerja", "Tidak bekerja", "Karyawan Swasta", "Pedagang Kecil", "Wiraswasta"),
}
_INCOME = (
    "Rp. 500,000 - Rp. 999,999", "Rp. 1,000,000 - Rp. 1,999,999", "Rp. 2,000,000 - Rp. 4,999,999",
)  # fmt: skip


def write_dapodik(path: Path, school: str, pupils: list[Pupil], day: date) -> None:
    """The 66 columns of a Dapodik "Daftar Peserta Didik", downloaded on `day`."""
    rng = Random(f"{school} {day}")  # noqa: S311 # fills columns, protects nothing
    with _workbook(path, day) as book:
        sheet = book.add_worksheet("Daftar Peserta Didik")
        bold = book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center"})
        titles = (
            "Daftar Peserta Didik",
            school,
            "Kecamatan Kec. Magersari, Kabupaten Kota Mojokerto, Provinsi Prov. Jawa Timur",
            f"Tanggal Unduh: {day} 07:12:45",
        )
        for row, title in enumerate(titles):
            sheet.write_string(row, 0, title)
        _write_header(sheet, bold)
        for place, pupil in enumerate(pupils):
            for column, value in enumerate(_dapodik_row(place + 1, pupil, rng)):
                _write(sheet, 6 + place, column, value)


class Told(Struct, frozen=True):
    """What the national system says of one person."""

    name: str
    nik: str
    birth_place: str
    birth_date: str
    sex: str
    status: str


def write_registry(path: Path, pupils_with_status: list[Pupil]) -> None:
    """The registry's own list: its spelling of names and dates, and each one's status."""
    rows = (_registry_row(place, pupil) for place, pupil in enumerate(pupils_with_status, 1))
    _write_plain(path, date(2024, 1, 2), _REGISTRY_HEADER, rows)


def write_statuses(path: Path, told: list[Told], day: date) -> None:
    """A list of statuses as the national system gives it on `day`."""
    rows = (
        (place, one.nik, one.name.upper(), one.birth_place.upper(), one.birth_date, one.sex,
         one.status)
        for place, one in enumerate(told, 1)
    )  # fmt: skip
    _write_plain(path, day, _STATUS_HEADER, rows)


def _write_plain(
    path: Path, day: date, header: tuple[str, ...], rows: Iterable[Iterable[str | float]]
) -> None:
    with _workbook(path, day) as book:
        sheet = book.add_worksheet("Sheet1")
        for column, heading in enumerate(header):
            sheet.write_string(0, column, heading)
        for place, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(sheet, place, column, value)


def _workbook(path: Path, day: date) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    book.set_properties({"created": datetime.combine(day, time(7))})  # the same file every time
    return book


def _write_header(sheet: xlsxwriter.worksheet.Worksheet, bold: xlsxwriter.format.Format) -> None:
    """Two rows: the parents' columns under the name of their group, all others merged down."""
    for column, heading in enumerate(_HEADER):
        if column in _GROUPS:
            sheet.merge_range(4, column, 4, column + len(_PARENT) - 1, _GROUPS[column], bold)
        if 24 <= column <= 41:
            sheet.write_string(5, column, heading, bold)
        else:
            sheet.merge_range(4, column, 5, column, heading, bold)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: str | float
) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value)


def _dapodik_row(number: int, pupil: Pupil, rng: Random) -> Iterator[str | float]:
    yield from (
        number, pupil.name, pupil.nipd, pupil.sex, pupil.nisn, pupil.birth_place,
        pupil.birth_date.isoformat(), pupil.nik, pupil.religion, pupil.address, pupil.rt, pupil.rw,
        "", pupil.village, pupil.district, "", "Bersama orang tua",
        rng.choice(("Sepeda motor", "Jalan kaki", "Antar jemput", "Sepeda")), "", pupil.phone, "",
        "", "Tidak", "",
    )  # fmt: skip
    yield from _parent(pupil.father, pupil.father_nik, _WORK["father"], rng)
    yield from _parent(pupil.mother, pupil.mother_nik, _WORK["mother"], rng)
    yield from ("",) * len(_PARENT)
    yield from (
        pupil.class_, "", "", "Tidak", "", "", "", "", "", "", "", "Tidak", "", "Tidak ada",
        f"SMPN {rng.randint(1, 9)} Mojokerto", rng.randint(1, 4), "", "", pupil.kk,
        rng.randint(40, 75), rng.randint(148, 178), rng.randint(50, 58), rng.randint(0, 4),
        rng.randint(1, 12),
    )  # fmt: skip


def _parent(name: str, nik: str, work: tuple[str, ...], rng: Random) -> Iterator[str | float]:
    job = rng.choice(work)
    income = "Tidak Berpenghasilan" if job == "Tidak bekerja" else rng.choice(_INCOME)
    yield from (name, 1900 + int(nik[10:12]), rng.choice(_SCHOOLING), job, income, nik)


def _registry_row(number: int, pupil: Pupil) -> Iterator[str | float]:
    yield from (
        number, pupil.name.upper(), pupil.nik, pupil.birth_place.upper(),
        f"{pupil.birth_date:%d-%m-%Y}", "Lk" if pupil.sex == "L" else "Pr", "BELUM KAWIN",
        pupil.village.upper(), pupil.district.upper().removeprefix("KEC. "), "Y", "T", "AKTIF",
        pupil.status,
    )  # fmt: skip
