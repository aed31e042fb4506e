"""Ages and periods, counted as the civil code counts them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.periods import after, parse_date


def test_a_period_ends_on_the_day_that_completes_it() -> None:
    assert after(date(2007, 11, 27), 17) == date(2024, 11, 27)
    assert after(date(2007, 11, 27), 16, 8) == date(2024, 7, 27)
    assert after(date(2008, 2, 29), 17) == date(2025, 3, 1)
    assert after(date(2008, 2, 29), 16) == date(2024, 2, 29)
    assert after(date(2008, 6, 30), 16, 8) == date(2025, 3, 1)
    assert after(date(2007, 12, 31), 16, 8) == date(2024, 8, 31)
    assert after(date(2007, 10, 31), 16, 8) == date(2024, 7, 1)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 99), st.integers(0, 11))
def test_a_later_birth_never_completes_a_period_earlier(
    start: date, years: int, months: int
) -> None:
    assert after(start, years, months) <= after(start + timedelta(days=1), years, months)


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or isinstance(found, date)
