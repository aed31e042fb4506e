"""One cell in, one value out: normalised text, or the reason why there is none.

Every reader returns (value, reason). A reason without a value: the value is left out. A reason
with a value: the value is kept, and doubted. Nothing is guessed.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from fieldapp.domain import identity
from fieldapp.domain.identity import Fault
from fieldapp.domain.plain import plain as visible
from fieldapp.roster.dates import birth_date
from fieldapp.roster.headers import Field
from fieldapp.roster.sheet import Cell
from fieldapp.texts import _

Value = tuple[str, str]

LONGEST = 500  # characters of a cell; more is not a name or an address

_EXPONENT = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_NUMBER_AS_TEXT = re.compile(r"\d+[.,]0")
_EXACT = 2**53  # beyond it a spreadsheet's number no longer holds every digit
_NOTHING = frozenset(("-", "--", "---", "–", "—", ".", "null", "NULL", "#N/A", "#REF!", "#VALUE!"))
_SEXES = {
    "L": "L", "LK": "L", "LAKILAKI": "L", "LAKI": "L", "PRIA": "L", "1": "L", "M": "L",
    "MALE": "L", "P": "P", "PR": "P", "PEREMPUAN": "P", "WANITA": "P", "W": "P", "2": "P",
    "F": "P", "FEMALE": "P",
}  # fmt: skip
_PREFIX = re.compile(
    r"^(kecamatan|kec|kelurahan|kel|desa|ds)(\.\s*|\s+|\s*:\s*)(?=\S)", re.IGNORECASE
)


def text(cell: Cell) -> str:
    """What the cell shows, in one line, without signs that nobody sees."""
    if isinstance(cell, str):
        return visible(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e17 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def plain(cell: Cell) -> Value:
    """Text as written; a date where none belongs is a spreadsheet's doing."""
    if isinstance(cell, (date, time, timedelta)):
        return "", _("The spreadsheet has turned this into a date or a time.")
    shown = text(cell)
    if shown in _NOTHING:
        return "", ""
    if len(shown) > LONGEST:
        return shown[:LONGEST].strip(), _("This text is too long; only its beginning was kept.")
    return shown, ""


def name(cell: Cell) -> Value:
    """A person's name as written."""
    shown, reason = plain(cell)
    if shown and not any(letter.isalpha() for letter in shown):
        return "", _("This is not a name.")
    return shown, reason


def area(cell: Cell) -> Value:
    """A village or district without "Kel.", "Desa" or "Kec." before it."""
    shown, reason = plain(cell)
    return _PREFIX.sub("", shown), reason


def sex(cell: Cell) -> Value:
    """L or P. A P that means "pria" cannot be told here; whoever sees the column does."""
    shown, reason = plain(cell)
    if not shown:
        return "", reason
    known = _SEXES.get(re.sub(r"[^A-Z0-9]", "", shown.upper()), "")
    return known, "" if known else _("This is not a sex: L or P is expected.")


def phone(cell: Cell) -> Value:
    """A telephone number as written."""
    shown, reason = plain(cell)
    if _EXPONENT.fullmatch(shown):
        return "", _fault_text(Fault.ROUNDED, 0)
    return shown, reason


def _long_number(length: int, find_fault: Callable[[str], Fault | None]) -> Callable[[Cell], Value]:
    """A reader of numbers of `length` digits that are text by right."""

    def read(cell: Cell) -> Value:
        if isinstance(cell, (bool, date, time, timedelta)):
            return "", _fault_text(Fault.NOT_DIGITS, length)
        shown = text(cell)
        stored = not isinstance(cell, str)
        if _NUMBER_AS_TEXT.fullmatch(shown):
            stored, shown = True, shown[:-2]
        if _EXPONENT.fullmatch(shown) or (stored and "." in shown):
            return "", _fault_text(Fault.ROUNDED, length)
        number = "" if shown in _NOTHING else identity.digits(shown)
        if not number:
            return "", ""
        fault = find_fault(number)
        if fault:
            return "", _fault_text(_explained(fault, number, length), length)
        doubtful = stored and length == 16 and (number[-1] == "0" or int(number) > _EXACT)
        return number, _doubt() if doubtful else ""

    return read


def _explained(fault: Fault, number: str, length: int) -> Fault:
    """Digits that a spreadsheet dropped, rather than a length that is wrong for any reason."""
    lost = 1 if length == 16 else 2
    if fault is Fault.LENGTH and length - lost <= len(number) < length:
        return Fault.SHORTENED
    return fault


def _doubt() -> str:
    return _(
        "The spreadsheet stored this as a number, which may have changed its last digits: "
        "compare it with the family card."
    )


def _fault_text(fault: Fault, length: int) -> str:
    reasons = {
        Fault.NOT_DIGITS: _("There is something other than digits in this number."),
        Fault.LENGTH: _("This number does not have {length} digits."),
        Fault.SHORTENED: _(
            "This number is short of its {length} digits: a zero at its beginning was lost "
            "in the spreadsheet, or a digit was left out."
        ),
        Fault.ROUNDED: _("The spreadsheet has rounded this number, and digits are lost."),
        Fault.REGION: _("This NIK does not begin with the number of a region."),
        Fault.DAY: _("This NIK holds a day of birth that does not exist."),
        Fault.MONTH: _("This NIK holds a month of birth that does not exist."),
        Fault.SERIAL: _("This NIK ends in 0000, which no NIK does."),
        Fault.ALL_SAME: _("This number is one digit repeated."),
    }
    return reasons[fault].format(length=length)


nik = _long_number(16, identity.nik_fault)
kk = _long_number(16, identity.kk_fault)
nisn = _long_number(10, identity.nisn_fault)


def birth(cell: Cell) -> tuple[Value, Value]:
    """Place and date out of "Mojokerto, 12 Agustus 2007"."""
    if not isinstance(cell, str):
        return ("", ""), birth_date(cell)
    shown = text(cell)
    found = re.fullmatch(r"([^\d,/]*?)\s*[,/;:]?\s*(\d.*)?", shown)
    if not found:
        return ("", ""), birth_date(shown)
    place, day = found[1].strip(), found[2] or ""
    if place and not day:
        return plain(place), ("", _("There is a place of birth but no date."))
    return plain(place), birth_date(day)


def rt_rw(cell: Cell) -> tuple[Value, Value]:
    """RT and RW out of "003/002"."""
    shown, reason = plain(cell)
    found = re.fullmatch(r"\D*(\d{1,3})\s*[/\-|. ]\s*\D*(\d{1,3})", shown)
    if found:
        return (found[1], ""), (found[2], "")
    if shown:
        reason = _("This is not an RT and an RW, such as 003/002.")
    return ("", reason), ("", "")


READERS: dict[Field, Callable[[Cell], Value]] = {
    Field.NAME: name,
    Field.NIK: nik,
    Field.NISN: nisn,
    Field.KK: kk,
    Field.BIRTH_PLACE: plain,
    Field.BIRTH_DATE: birth_date,
    Field.SEX: sex,
    Field.CLASS: plain,
    Field.ADDRESS: plain,
    Field.RT: plain,
    Field.RW: plain,
    Field.VILLAGE: area,
    Field.DISTRICT: area,
    Field.PHONE: phone,
    Field.NIPD: plain,
    Field.RELIGION: plain,
    Field.STATUS: plain,
    Field.MARITAL: plain,
}

PAIRS: dict[Field, tuple[Field, Field, Callable[[Cell], tuple[Value, Value]]]] = {
    Field.BIRTH: (Field.BIRTH_PLACE, Field.BIRTH_DATE, birth),
    Field.RT_RW: (Field.RT, Field.RW, rt_rw),
}
