"""NIK, NISN and family-card numbers: parse, validate, say what is wrong.

All three are text. Spreadsheets drop their leading zeros and round 16 digits to 15, so every
reader keeps them as text and names the damage instead of guessing.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Literal

from msgspec import Struct

Sex = Literal["L", "P"]  # laki-laki, perempuan: as identity papers write them

MASKED = frozenset({"nik", "kk"})  # the fields that are shown masked
HIDDEN = "•"
_FEW = 8  # digits; with fewer, a number gives nobody away
_LONG_NUMBER = re.compile(r"\d(?:[\s.,\-'’`]?[\dOoIl]){10,}")  # a letter O is typed for a 0


class Fault(StrEnum):
    """What is wrong with a number, in a word that the texts explain."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    SHORTENED = "shortened"  # leading zeros lost in a spreadsheet
    ROUNDED = "rounded"  # digits lost in a spreadsheet's number
    REGION = "region"
    DAY = "day"
    MONTH = "month"
    SERIAL = "serial"
    ALL_SAME = "all_same"


class NikParts(Struct, frozen=True):
    """What a NIK says of its owner at the time of its first issue."""

    region: str  # six digits: province, regency, district
    day: int  # 1-31
    month: int  # 1-12
    year: int  # 0-99: the century is not in it
    sex: Sex
    serial: str  # four digits


def digits(text: str) -> str:
    """`text` without the blanks, dots, dashes and apostrophes that people put into numbers."""
    if text.isascii() and text.isdigit():
        return text
    return "".join(c for c in text if c not in " \t\u00a0.-'’`\u200b\u200e\u200f\u202a\u202c")


def is_number(text: str, length: int) -> bool:
    """Whether `text` is exactly `length` ASCII digits."""
    return len(text) == length and text.isascii() and text.isdigit()


def _number_fault(text: str, length: int) -> Fault | None:
    if not text:
        return Fault.EMPTY
    if not (text.isascii() and text.isdigit()):
        return Fault.NOT_DIGITS
    if len(text) != length:
        return Fault.LENGTH
    return Fault.ALL_SAME if len(set(text)) == 1 else None


def nik_fault(nik: str) -> Fault | None:
    """Why `nik` cannot be one, or None: 16 digits, a region, a day and month, a serial."""
    fault = _number_fault(nik, 16)
    if fault:
        return fault
    day, month = int(nik[6:8]), int(nik[8:10])
    if nik[:2] < "11" or nik[2:4] == "00" or nik[4:6] == "00":
        return Fault.REGION
    if not (1 <= day <= 31 or 41 <= day <= 71):
        return Fault.DAY
    if not 1 <= month <= 12:
        return Fault.MONTH
    return Fault.SERIAL if nik[12:] == "0000" else None


def kk_fault(kk: str) -> Fault | None:
    """Why `kk` cannot be the number of a family card, or None."""
    return _number_fault(kk, 16)


def nisn_fault(nisn: str) -> Fault | None:
    """Why `nisn` cannot be a pupil's number, or None: 10 digits. Its year is only a custom."""
    return _number_fault(nisn, 10)


def nik_parts(nik: str) -> NikParts:
    """Take a valid `nik` apart. Raises ValueError for one that `nik_fault` refuses."""
    fault = nik_fault(nik)
    if fault:
        raise ValueError(fault.value)
    day = int(nik[6:8])
    return NikParts(
        region=nik[:6],
        day=day % 40,
        month=int(nik[8:10]),
        year=int(nik[10:12]),
        sex="P" if day > 40 else "L",
        serial=nik[12:],
    )


def nik_disagrees(nik: str, birth_date: date | None, sex: str) -> tuple[bool, bool]:
    """Whether a valid `nik` disagrees with (the birth date, the sex) given.

    A warning, never a rejection: a NIK does not change even when it was issued wrong. What is
    not known cannot disagree.
    """
    parts = nik_parts(nik)
    told = (parts.day, parts.month, parts.year)
    wrong_date = birth_date is not None and told != (
        birth_date.day,
        birth_date.month,
        birth_date.year % 100,
    )
    return wrong_date, sex in ("L", "P") and sex != parts.sex


def mask(number: str) -> str:
    """3576••••••••0012: enough to compare with a paper in hand, too little to be misused.

    A number that is too short keeps less: never more than half of it shows.
    """
    kept = min(4, len(number) // 4)
    return number[:kept] + HIDDEN * (len(number) - 2 * kept) + number[len(number) - kept :]


def mask_within(text: str) -> str:
    """`text` with every long number in it masked, also one that is written in groups."""
    return _LONG_NUMBER.sub(lambda found: mask(found[0]), text)


def mask_field(field: str, value: str) -> str:
    """The value of a field as it may be shown to anyone."""
    if field in MASKED and sum(sign.isdigit() for sign in value) >= _FEW:
        return mask(value)
    return mask_within(value)
