"""Dates of birth in every form that lists hold: to ISO, or the reason why not. Day first."""

import re
from datetime import date, datetime, timedelta

from fieldapp.roster.sheet import Cell
from fieldapp.texts import _

EARLIEST = date(1900, 1, 1)

_EPOCH = date(1899, 12, 30)  # a spreadsheet's day 0
_MONTHS = {
    word: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february pebruari feb peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agt agu ags agst aug",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for word in names.split()
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?(?:\.0+)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4})(?: 00:00(?::00)?)?")
_NAMED = re.compile(r"(\d{1,2})[-/. ]*([a-z]+)[-/., ]*(\d{4}|\d{2})")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}")
_SERIAL = re.compile(r"[1-9][0-9]{4}")


def birth_date(cell: Cell) -> tuple[str, str]:
    """(ISO date, "") or ("", reason); both empty for a blank cell."""
    if isinstance(cell, datetime):
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, str):
        return _from_text(" ".join(cell.split()).strip("'’ ,."))
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_serial(cell)
    return "", _not_a_date()


def _not_a_date() -> str:
    return _("This is not a date: 12-08-2007 is expected.")


def _plausible(day: date) -> tuple[str, str]:
    if day < EARLIEST:
        return "", _("This date is before 1900.")
    if day > datetime.now().astimezone().date():
        return "", _("This date is in the future.")
    return day.isoformat(), ""


def _from_serial(number: float) -> tuple[str, str]:
    if not 1 <= number < 100_000:
        return "", _not_a_date()
    return _plausible(_EPOCH + timedelta(days=int(number)))


def _from_text(shown: str) -> tuple[str, str]:
    if not shown or shown == "-":
        return "", ""
    parts = _parts(shown) if shown.isascii() and len(shown) <= 40 else None
    if parts:
        return _made(*parts)
    if _SHORT_YEAR.fullmatch(shown):
        return "", _("The year of this date needs four digits.")
    if _SERIAL.fullmatch(shown):
        return _from_serial(int(shown))
    return "", _not_a_date()


def _parts(shown: str) -> tuple[str, str, str] | None:
    """Year, month and day as digits, if `shown` has the form of a date."""
    if found := _ISO.fullmatch(shown):
        return found[1], found[2], found[3]
    if found := _DAY_FIRST.fullmatch(shown):
        return found[3], found[2], found[1]
    found = _NAMED.fullmatch(shown.lower())
    if found and found[2] in _MONTHS:
        return _full_year(found[3]), str(_MONTHS[found[2]]), found[1]
    return None


def _full_year(year: str) -> str:
    """Two digits after a month's name: this century's year unless that is yet to come."""
    if len(year) == 4:
        return year
    recent = datetime.now().astimezone().year % 100
    return f"20{year}" if int(year) <= recent else f"19{year}"


def _made(year: str, month: str, day: str) -> tuple[str, str]:
    try:
        return _plausible(date(int(year), int(month), int(day)))
    except ValueError:
        return "", _("This day does not exist in the calendar.")
