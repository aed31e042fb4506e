"""Years, months and days as they are typed: a period FROM..TO of ISO days, open where empty."""

import re
from datetime import date, timedelta

from fieldapp.texts import _, long_date

_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARS = re.compile(r"((?:19|20)\d\d)\s*(?:-|–|\.\.|sampai|to)\s*((?:19|20)\d\d)")
_MONTH = re.compile(r"(\d{1,2})[-/]((?:19|20)\d\d)|((?:19|20)\d\d)-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")


def period(text: str) -> str:
    """A year, some years, a month or a day as FROM..TO; empty where it is none of these."""
    text = text.strip()
    if years := _YEARS.fullmatch(text):
        return f"{years[1]}-01-01..{years[2]}-12-31"
    if _YEAR.fullmatch(text):
        return f"{text}-01-01..{text}-12-31"
    try:
        if month := _MONTH.fullmatch(text):
            return _month(int(month[2] or month[3]), int(month[1] or month[4]))
        if day := _DAY.fullmatch(text):
            parts = (day[4], day[5], day[6]) if day[4] else (day[3], day[2], day[1])
            said = date(*map(int, parts)).isoformat()
            return f"{said}..{said}"
    except ValueError:  # no such day
        return ""
    return ""


def _month(year: int, month: int) -> str:
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return f"{first.isoformat()}..{last.isoformat()}"


def say_period(value: str) -> str:
    """FROM..TO as people say it: a year, a day, or from when to when."""
    low, high = value.split("..")
    if low.endswith("-01-01") and high.endswith("-12-31"):
        return low[:4] if low[:4] == high[:4] else f"{low[:4]}–{high[:4]}"
    first, last = (long_date(date.fromisoformat(day)) if day else "" for day in (low, high))
    if first == last:
        return first
    if first and last:
        return f"{first} – {last}"
    return _("from {day}").format(day=first) if first else _("until {day}").format(day=last)
