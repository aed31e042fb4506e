"""Which heading means which field, in any spelling: the words, and the comparison.

A heading is known by its words, never by its position. Parents' headings share the pupils'
words ("Nama", "NIK"), so a heading that speaks of anyone else is never a field.
"""

import re
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct
from rapidfuzz import fuzz


class Field(StrEnum):
    """What a column of a list can hold."""

    NAME = "name"
    NIK = "nik"
    NISN = "nisn"
    KK = "kk"
    BIRTH = "birth"  # place and date in one cell: becomes birth_place and birth_date
    BIRTH_PLACE = "birth_place"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    CLASS = "class"
    ADDRESS = "address"
    RT_RW = "rt_rw"  # both in one cell: becomes rt and rw
    RT = "rt"
    RW = "rw"
    VILLAGE = "village"  # kelurahan or desa
    DISTRICT = "district"  # kecamatan
    PHONE = "phone"
    NIPD = "nipd"  # the school's own number of the pupil
    RELIGION = "religion"
    STATUS = "status"  # of the KTP-el, as the list names it
    MARITAL = "marital"


# Best first: of two columns that could hold a field, the better word wins.
SPELLINGS: dict[Field, str] = {
    Field.NAME: "nama peserta didik|nama lengkap peserta didik|nama lengkap siswa|nama siswa"
    "|nama siswa i|nama siswi|nama murid|nama pelajar|nama santri|nama lengkap|nm lengkap"
    "|nama lgkp|nama penduduk|nama pemilih|nama|full name|student name|name",
    Field.NIK: "nik|no nik|nik siswa|nik peserta didik|nomor induk kependudukan"
    "|no induk kependudukan|nik no kitas|no ktp|no ktp el",
    Field.NISN: "nisn|no nisn|nomor induk siswa nasional|no induk siswa nasional",
    Field.KK: "no kk|kk|no kartu keluarga|nkk|kartu keluarga",
    Field.BIRTH: "tempat tanggal lahir|tempat dan tanggal lahir|tempat tgl lahir"
    "|tempat dan tgl lahir|tmp tgl lahir|tmpt tgl lahir|tpt tgl lahir|tempat tgl lhr|ttl",
    Field.BIRTH_PLACE: "tempat lahir|tmp lahir|tmpt lahir|tpt lahir|tempat lhr|tmp lhr"
    "|tmpt lhr|kota lahir|kota kelahiran|tempat kelahiran|lahir tempat|birth place"
    "|place of birth",
    Field.BIRTH_DATE: "tanggal lahir|tgl lahir|tgl lhr|tanggal kelahiran|tgl kelahiran"
    "|lahir tanggal|lahir tgl|date of birth|birth date|dob",
    Field.SEX: "jenis kelamin|jk|j k|jns kelamin|jns klmn|jenkel|kelamin|l p|p l|lk pr|sex|gender",
    Field.CLASS: "rombel saat ini|rombongan belajar saat ini|rombel|rombongan belajar|nama rombel"
    "|kelas rombel|kelas saat ini|kelas|kls|class",
    Field.ADDRESS: "alamat|alamat lengkap|alamat rumah|alamat siswa|alamat peserta didik"
    "|alamat tempat tinggal|alamat tinggal|alamat jalan|alamat sesuai kk|alamat kk|address",
    Field.RT_RW: "rt rw",
    Field.RT: "rt|no rt",
    Field.RW: "rw|no rw",
    Field.VILLAGE: "kelurahan|nama kelurahan|kelurahan desa|desa kelurahan|kel desa|desa kel"
    "|nama kel|kel|desa|village",
    Field.DISTRICT: "kecamatan|nama kecamatan|nama kec|kec|district",
    Field.PHONE: "hp|no hp|no hp siswa|no hp wa|no wa|no whatsapp|whatsapp|wa|no handphone"
    "|handphone|no telepon|no telp|telepon|telp|phone",
    Field.NIPD: "nipd|nis|nis nipd|no induk siswa|no induk peserta didik|no induk",
    Field.RELIGION: "agama|religion",
    Field.STATUS: "stat rkm|status rekam|status rkm|stat rekam|status perekaman|status ktp el"
    "|status ektp|status e ktp|status ktp|status",
    Field.MARITAL: "stat kwn|status kawin|stat kawin|status perkawinan|status nikah"
    "|status pernikahan",
}

# Headings of the known layouts that are no field; a second header row is told by them too.
_OTHER_WORDS = (
    "no|tahun lahir|jenjang pendidikan|pekerjaan|penghasilan|dusun|kode pos|jenis tinggal"
    "|alat transportasi|e mail|email|skhun|penerima kps|no kps|penerima kip|no kip|nama di kip"
    "|no kks|no registrasi akta lahir|bank|no rekening bank|rekening atas nama|kebutuhan khusus"
    "|sekolah asal|lintang|bujur|berat badan|tinggi badan|lingkar kepala|no seri ijazah|nism|nsm"
    "|npsn|status siswa|nama sekolah|nama madrasah|keterangan|ket|usia|umur|tempat|tanggal|tgl"
    "|wjb ktp|ktp el|anak ke berapa|shdk|pendidikan"
)
OTHER_WORDS = frozenset(_OTHER_WORDS.split("|"))

_OTHERS_WORDS = re.compile(
    r"\b(ayah|ibu|wali|bapak|orang tua|orangtua|ortu|suami|istri|isteri|pasangan|kepala|sekolah"
    r"|madrasah|kip|kks|kps|pip|bank|rekening|guru|saudara|pelapor|pembimbing|darurat|asal)\b"
)
_SELF_GROUP = re.compile(
    r"^(data|identitas|biodata|biodata lengkap|data lengkap|data diri|data pribadi|kependudukan"
    r"|data kependudukan)?( ?(siswa|peserta didik|murid|pribadi|diri|penduduk))?$"
)
_RANKED = {
    word: (field, rank)
    for field, words in SPELLINGS.items()
    for rank, word in enumerate(words.split("|"))
}
_SQUEEZED = {word.replace(" ", ""): found for word, found in _RANKED.items() if len(word) > 5}
_BY_LENGTH: dict[int, list[tuple[list[str], Field]]] = {}  # spellings by their number of words
for _word, (_field, _rank) in _RANKED.items():
    _BY_LENGTH.setdefault(len(_word.split()), []).append((_word.split(), _field))
LONGEST_HEADING = 80

_TYPO_RANK = 100  # a word that is only like a known one is worse than any known one


class Match(Struct, frozen=True):
    """A heading's field, and how good a word for it the heading is: 0 is best."""

    field: Field
    rank: int


def words(heading: str) -> str:
    """`heading` in small letters, without signs, "Nomor" and its abbreviations as "no"."""
    plain = re.sub(r"[^a-z0-9]+", " ", heading.lower()).strip()
    return re.sub(r"\b(nomor|nomer|nmr|num)\b", "no", plain)


def of_someone_else(heading: str) -> bool:
    """Whether a heading, or a group of headings, is about parents, the school, a bank..."""
    return _OTHERS_WORDS.search(words(heading)) is not None


@lru_cache(maxsize=4096)
def match(heading: str) -> Match | None:
    """The field that one heading names, if it surely names one."""
    if len(heading) > LONGEST_HEADING:
        return None
    for text in (words(heading), words(re.sub(r"\([^)]*\)|\*+", " ", heading))):
        found = _RANKED.get(text) or _SQUEEZED.get(text.replace(" ", ""))
        if found:
            return Match(*found)
    plain = words(heading)
    if not plain or plain in OTHER_WORDS or of_someone_else(heading):
        return None
    return _like(plain)


def match_grouped(group: str, heading: str) -> Match | None:
    """The field of a heading that stands under a group's heading, as in "Lahir / Tempat"."""
    if words(group) == words(heading) or not heading:
        return match(group)
    if of_someone_else(group):
        return None
    if not group or _SELF_GROUP.match(words(group)):
        return match(heading)
    return _in_group(words(group), words(heading)) or match(f"{group} {heading}")


def is_group(heading: str) -> bool:
    """Whether the text may stand over several headings: "Data Ayah", "Identitas Siswa"."""
    plain = words(heading)
    short = 0 < len(plain.split()) <= 3
    return short and (of_someone_else(plain) or _SELF_GROUP.match(plain) is not None)


def is_known(heading: str) -> bool:
    """Whether the text is a heading of any known layout: a field's, or another column's."""
    return words(heading) in OTHER_WORDS or match(heading) is not None


def _in_group(group: str, heading: str) -> Match | None:
    found = match(group)
    if group in ("lahir", "kelahiran") or (found and found.field is Field.BIRTH):
        if heading in ("tempat", "tmp", "tmpt", "kota"):
            return Match(Field.BIRTH_PLACE, 0)
        if heading in ("tanggal", "tgl"):
            return Match(Field.BIRTH_DATE, 0)
        return match(heading)
    if group in ("alamat", "domisili", "alamat siswa", "tempat tinggal"):
        return match(heading)
    return None


def _like(plain: str) -> Match | None:
    """A known heading that `plain` misspells: as many words, and only long ones differ."""
    likely: dict[Field, float] = {}
    given = plain.split()
    for known, field in _BY_LENGTH.get(len(given), ()):
        score = _likeness(given, known)
        if score > likely.get(field, 0.0):
            likely[field] = score
    best = sorted(likely, key=lambda field: -likely[field])
    if not best or (len(best) > 1 and likely[best[0]] - likely[best[1]] < 3):
        return None
    return Match(best[0], _TYPO_RANK)


def _likeness(given: list[str], known: list[str]) -> float:
    scores = [100.0 if a == b else _word_likeness(a, b) for a, b in zip(given, known, strict=True)]
    return min(scores) if min(scores) >= 85 else 0.0


def _word_likeness(one: str, other: str) -> float:
    return fuzz.ratio(one, other) if min(len(one), len(other)) >= 5 else 0.0
