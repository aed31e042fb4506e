"""Who may be recorded on a day, when the card may be printed, and why."""

from datetime import date

import pytest

from fieldapp.domain.eligibility import assess
from fieldapp.domain.people import Visitor
from fieldapp.domain.policy import Policy

ELECTION = date(2024, 11, 27)
RULES = Policy(election=ELECTION)
KK = "3576010101079001"
PRINT, VOTER, EARLY, YOUNG = "record_and_print", "first_voter", "record_early", "too_young"


def pupil(born: str = "2007-08-12", **fields: str) -> Visitor:
    """A pupil whose data are in order, but for what is given."""
    known = {"name": "Dewi Lestari", "birth_date": born, "nik": nik_for(born), "kk": KK}
    return Visitor("v", "p", {k: v for k, v in {**known, **fields}.items() if v})


def nik_for(born: str, sex: str = "L") -> str:
    """An invented NIK that agrees with a birth date."""
    day = date.fromisoformat(born)
    return f"357601{day.day + (40 if sex == 'P' else 0):02}{day:%m%y}9001"


# Worked out by hand on a calendar: birth date, the visit's day, badge, recording allowed from
# (None: at once, since 17 on election day), printing from (None: by then already).
CASES = [
    # the 25-27 November 2007 gap of 24 July 2024: 17 on election day, not yet 16 years 8 months
    ("2007-11-24", "2024-07-24", VOTER, None, "2024-11-24"),
    ("2007-11-25", "2024-07-24", VOTER, None, "2024-11-25"),
    ("2007-11-26", "2024-07-24", VOTER, None, "2024-11-26"),
    ("2007-11-27", "2024-07-24", VOTER, None, "2024-11-27"),
    ("2007-11-28", "2024-07-24", YOUNG, "2024-07-28", "2024-11-28"),
    ("2007-11-28", "2024-07-27", YOUNG, "2024-07-28", "2024-11-28"),
    ("2007-11-28", "2024-07-28", EARLY, "2024-07-28", "2024-11-28"),
    ("2007-11-28", "2024-11-27", EARLY, "2024-07-28", "2024-11-28"),
    ("2007-11-28", "2024-11-28", PRINT, "2024-07-28", None),
    # around the 17th birthday
    ("2007-07-18", "2024-07-19", PRINT, None, None),
    ("2007-07-19", "2024-07-19", PRINT, None, None),
    ("2007-07-20", "2024-07-19", VOTER, None, "2024-07-20"),
    ("2007-07-20", "2024-07-20", PRINT, None, None),
    ("2006-01-01", "2024-07-19", PRINT, None, None),
    # around election day itself
    ("2007-11-27", "2024-11-26", VOTER, None, "2024-11-27"),
    ("2007-11-27", "2024-11-27", PRINT, None, None),
    ("2007-11-28", "2024-11-26", EARLY, "2024-07-28", "2024-11-28"),
    # 16 years 8 months, around month ends
    ("2008-01-19", "2024-09-18", YOUNG, "2024-09-19", "2025-01-19"),
    ("2008-01-19", "2024-09-19", EARLY, "2024-09-19", "2025-01-19"),
    ("2007-12-31", "2024-08-30", YOUNG, "2024-08-31", "2024-12-31"),
    ("2007-12-31", "2024-08-31", EARLY, "2024-08-31", "2024-12-31"),
    ("2008-06-30", "2025-02-28", YOUNG, "2025-03-01", "2025-06-30"),
    ("2008-06-30", "2025-03-01", EARLY, "2025-03-01", "2025-06-30"),
    ("2008-06-29", "2025-02-28", YOUNG, "2025-03-01", "2025-06-29"),
    ("2008-06-28", "2025-02-28", EARLY, "2025-02-28", "2025-06-28"),
    ("2008-07-01", "2025-02-28", YOUNG, "2025-03-01", "2025-07-01"),
    ("2008-01-31", "2024-09-30", YOUNG, "2024-10-01", "2025-01-31"),
    ("2008-01-31", "2024-10-01", EARLY, "2024-10-01", "2025-01-31"),
    ("2008-01-30", "2024-09-30", EARLY, "2024-09-30", "2025-01-30"),
    ("2008-03-31", "2024-11-30", YOUNG, "2024-12-01", "2025-03-31"),
    ("2008-03-31", "2024-12-01", EARLY, "2024-12-01", "2025-03-31"),
    # born on 29 February: 17 on 1 March of a common year
    ("2008-02-29", "2024-10-28", YOUNG, "2024-10-29", "2025-03-01"),
    ("2008-02-29", "2024-10-29", EARLY, "2024-10-29", "2025-03-01"),
    ("2008-02-29", "2025-02-28", EARLY, "2024-10-29", "2025-03-01"),
    ("2008-02-29", "2025-03-01", PRINT, "2024-10-29", None),
    ("2008-02-28", "2025-02-28", PRINT, "2024-10-28", None),
    ("2008-03-01", "2025-03-01", PRINT, "2024-11-01", None),
    ("2008-03-01", "2025-02-28", EARLY, "2024-11-01", "2025-03-01"),
    # 16 years 8 months fall on 29 February 2024, but the election decides first
    ("2007-06-29", "2024-02-28", VOTER, None, "2024-06-29"),
    ("2007-06-29", "2024-06-29", PRINT, None, None),
    # children
    ("2009-03-02", "2024-07-19", YOUNG, "2025-11-02", "2026-03-02"),
    ("2010-12-31", "2024-07-19", YOUNG, "2027-08-31", "2027-12-31"),
    ("2008-11-27", "2024-07-19", YOUNG, "2025-07-27", "2025-11-27"),
    ("2024-07-19", "2024-07-19", YOUNG, "2041-03-19", "2041-07-19"),
    # grown-ups
    ("1990-05-05", "2024-07-19", PRINT, None, None),
    ("1944-02-29", "2024-07-19", PRINT, None, None),
]


@pytest.mark.parametrize(("born", "day", "badge", "record_from", "print_from"), CASES)
def test_assess_agrees_with_the_calendar(
    born: str, day: str, badge: str, record_from: str | None, print_from: str | None
) -> None:
    judged = assess(pupil(born), RULES, date.fromisoformat(day))
    assert judged.badge == badge
    assert judged.record_from == (record_from and date.fromisoformat(record_from))
    assert judged.print_from == (print_from and date.fromisoformat(print_from))


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("marital", ["married", "divorced", "widowed"])
def test_who_is_or_was_married_may_hold_a_card_and_vote_at_any_age(marital: str) -> None:
    judged = assess(pupil("2009-03-02", marital=marital), RULES, date(2024, 7, 19))
    assert judged.badge == PRINT
    assert judged.print_from is None
    assert "voter" in judged.chips


def test_without_an_election_nobody_is_a_first_voter() -> None:
    judged = assess(pupil("2007-11-27"), Policy(), date(2024, 7, 24))
    assert judged.badge == YOUNG
    assert judged.record_from == date(2024, 7, 27)
    assert "voter" not in judged.chips


def test_other_cities_record_from_sixteen() -> None:
    rules = Policy(record_months=0, election=ELECTION)
    assert assess(pupil("2008-07-19"), rules, date(2024, 7, 19)).badge == EARLY
    assert assess(pupil("2008-07-20"), rules, date(2024, 7, 19)).badge == YOUNG


def test_an_election_that_is_over_makes_nobody_a_first_voter() -> None:
    judged = assess(pupil("2008-02-01"), RULES, date(2025, 1, 10))
    assert judged.badge == EARLY
    assert "voter" not in judged.chips


@pytest.mark.parametrize(
    ("status", "badge"),
    [
        ("UNREGISTERED", PRINT),
        ("", PRINT),
        ("BIO_CAPTURED", "already_recorded"),
        ("BIO CAPTURED", "already_recorded"),
        ("SENT_FOR_ENROLLMENT (SFE)", "already_recorded"),
        ("PRR", "already_recorded"),
        ("Print Ready Record", "already_recorded"),
        ("CARD_ISSUED", "already_recorded"),
        ("DUPLICATE_RECORD", "already_recorded"),
        ("ENROLL_FAILURE_AT_CENTRAL", PRINT),
        ("ENROLL FAILURE AT REGIONAL", PRINT),
        ("ADJUDICATE_RECORD", PRINT),
        ("SOMETHING_NEW", PRINT),
    ],
)
def test_the_national_status_decides_who_is_recorded_already(status: str, badge: str) -> None:
    assert assess(pupil("2007-01-05", status=status), RULES, date(2024, 7, 19)).badge == badge


def test_a_failed_recording_says_that_it_is_to_be_repeated() -> None:
    judged = assess(pupil("2007-01-05", status="ADJUDICATE_RECORD"), RULES, date(2024, 7, 19))
    assert "record_again" in {reason.code for reason in judged.reasons}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"nik": ""}, "nik_missing"),
        ({"nik": "3576011208079"}, "nik_unusable"),
        ({"nik": "3576013208070001"}, "nik_unusable"),
        ({"birth_date": ""}, "birth_date_missing"),
        ({"birth_date": "2007-13-40"}, "birth_date_missing"),
        ({"name": ""}, "name_missing"),
    ],
)
def test_data_to_check_name_what_is_wrong(fields: dict[str, str], code: str) -> None:
    judged = assess(pupil("2007-01-05", **fields), RULES, date(2024, 7, 19))
    assert judged.badge == "check_data"
    assert code in {reason.code for reason in judged.reasons}


def test_too_young_stays_too_young_although_data_are_missing() -> None:
    judged = assess(pupil("2010-01-05", nik=""), RULES, date(2024, 7, 19))
    assert judged.badge == YOUNG


def test_a_nik_that_disagrees_is_a_warning_and_no_rejection() -> None:
    other_day = assess(pupil("2007-01-05", nik=nik_for("2007-01-06")), RULES, date(2024, 7, 19))
    assert other_day.badge == PRINT
    assert "nik_mismatch" in other_day.chips
    woman = assess(pupil("2007-01-05", sex="P"), RULES, date(2024, 7, 19))
    assert "nik_mismatch" in woman.chips
    fits = pupil("2007-01-05", sex="P", nik=nik_for("2007-01-05", "P"))
    assert "nik_mismatch" not in assess(fits, RULES, date(2024, 7, 19)).chips


def test_ikd_needs_a_print_ready_recording_and_seventeen() -> None:
    ready = pupil("2007-01-05", status="PRINT_READY_RECORD")
    assert "ikd_ready" in assess(ready, RULES, date(2024, 7, 19)).chips
    young = pupil("2007-09-05", status="PRINT_READY_RECORD")
    assert "ikd_ready" not in assess(young, RULES, date(2024, 7, 19)).chips
    captured = pupil("2007-01-05", status="BIO_CAPTURED")
    assert "ikd_ready" not in assess(captured, RULES, date(2024, 7, 19)).chips
    anyone = Policy(ikd_years=16, ikd_statuses=("BIO_CAPTURED",))
    assert "ikd_ready" in assess(captured, anyone, date(2024, 7, 19)).chips


def test_the_photo_is_red_for_odd_years_of_birth_and_blue_for_even_ones() -> None:
    assert "photo_red" in assess(pupil("2007-01-05"), RULES, date(2024, 7, 19)).chips
    assert "photo_blue" in assess(pupil("2008-01-05"), RULES, date(2024, 7, 19)).chips


def test_a_missing_family_card_is_a_chip_until_the_paper_is_shown() -> None:
    without = pupil("2007-01-05", kk="")
    assert "kk_missing" in assess(without, RULES, date(2024, 7, 19)).chips
    shown = Visitor("v", "p", without.fields, documents=("kk",))
    assert "kk_missing" not in assess(shown, RULES, date(2024, 7, 19)).chips


def test_only_an_address_tells_who_lives_outside_the_city() -> None:
    day = date(2024, 7, 19)
    born_elsewhere = pupil("2007-01-05", nik="3516010501079001")
    assert "outside_city" not in assess(born_elsewhere, RULES, day).chips
    lives_elsewhere = pupil("2007-01-05", village="Sooko", district="Sooko")
    assert "outside_city" in assess(lives_elsewhere, RULES, day).chips
    lives_here = pupil("2007-01-05", village="Gununggedangan", district="Magersari")
    assert "outside_city" not in assess(lives_here, RULES, day).chips


@pytest.mark.parametrize("flag", ["listed_twice", "nik_shared", "resembles"])
def test_who_is_listed_twice_is_marked(flag: str) -> None:
    person = Visitor("v", "p", pupil("2007-01-05").fields, flags=(flag,))
    judged = assess(person, RULES, date(2024, 7, 19))
    assert "listed_twice" in judged.chips
    assert (judged.badge == "check_data") == (flag == "nik_shared")
