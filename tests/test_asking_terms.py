"""What is typed becomes conditions, and conditions become a filter and back."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from fieldapp import asking_terms
from fieldapp.asking_periods import period
from fieldapp.asking_terms import Term, filter_of, offers, terms_of, vocabulary, with_term
from fieldapp.store.asking import Filter
from tests.asking_place import prepare
from tests.test_asking import FILTERS


@given(wanted=FILTERS)
def test_every_filter_can_be_said_in_terms(wanted: Filter) -> None:
    assert filter_of(terms_of(wanted)) == wanted


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2007", "2007-01-01..2007-12-31"),
        ("2006-2007", "2006-01-01..2007-12-31"),
        ("2006..2007", "2006-01-01..2007-12-31"),
        ("2 2008", ""),
        ("02/2008", "2008-02-01..2008-02-29"),
        ("2008-12", "2008-12-01..2008-12-31"),
        ("27-11-2007", "2007-11-27..2007-11-27"),
        ("2007-11-27", "2007-11-27..2007-11-27"),
        ("31-02-2007", ""),
        ("13/2007", ""),
        ("", ""),
    ],
)
def test_a_period_is_a_year_a_month_or_a_day(typed: str, meant: str) -> None:
    assert period(typed) == meant


def test_of_two_periods_of_one_kind_the_later_holds() -> None:
    first = Term("born", "2006-01-01..2006-12-31")
    later = Term("born", "2007-01-01..")
    assert with_term((first, Term("sex", "P")), later) == (Term("sex", "P"), later)
    assert filter_of([first, later]).born_from == date(2007, 1, 1)
    assert filter_of([first, later]).born_to is None


def test_typed_words_mean_what_officers_call_it(tmp_path: Path) -> None:
    office = prepare(tmp_path, 4)
    known = vocabulary(office.db)
    meant = {
        "smkn 2": Term("place", "SMKN 2 Kota Mojokerto"),
        "kel miji": Term("village", "3576031002"),
        "prr": Term("status", "PRINT_READY_RECORD"),
        "dicek": Term("status", "DICEK DINAS"),
        "tidak hadir": Term("here", "no"),
        "lahir 2007": Term("born", "2007-01-01..2007-12-31"),
        "2007": Term("born", "2007-01-01..2007-12-31"),
        "tim 2": Term("team", "Tim 2"),
        "xii ipa 1": Term("class", "XII IPA 1"),
        "dewi": Term("words", "dewi"),
    }
    assert {typed: offers(known, typed)[0] for typed in meant} == meant
    assert all(len(offers(known, typed)) <= asking_terms.OFFERED for typed in "aeik")
    assert offers(known, "   ") == offers(known, "=") == []
    office.close()
