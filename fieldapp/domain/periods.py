"""Ages and periods, counted as the civil code counts them."""

from datetime import date


def after(start: date, years: int, months: int = 0) -> date:
    """The day that completes a period of `years` and `months` from `start`.

    Where that day is not in the calendar the period ends on the next: someone born on
    29 February turns 17 on 1 March, and 16 years 8 months from 30 June 2008 is 1 March 2025.
    A period that outlasts the calendar ends on its last day.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + years * 12 + months, 12)
    if year > date.max.year:
        return date.max
    try:
        return date(year, month + 1, start.day)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)


def parse_date(text: str) -> date | None:
    """The ISO date in `text`, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
