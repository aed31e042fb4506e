"""What a code is, and whom it means."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp import codes, people, queue
from tests import workplace as w


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("A-014", ("number",)),
        ("a14", ("number",)),
        ("A014D240719", ("number",)),
        ("A014D249919", ()),
        ("3576015508070012", ("nik", "kk")),
        ("3576 0155 0807 0012", ("nik", "kk")),
        ("3576019908070012", ("kk",)),
        ("0071234567", ("nisn", "nipd")),
        ("12345", ("nipd",)),
        ("0123/045.070", ("nipd",)),
        ("https://example.org/1", ()),
        ("Dewi Lestari", ()),
        ("", ()),
    ],
)
def test_a_code_is_known_by_its_form(text: str, kinds: tuple[str, ...]) -> None:
    assert codes.recognise(text).kinds == kinds


@given(st.text())
def test_anything_can_be_read_and_said(text: str) -> None:
    code = codes.recognise(text)
    assert codes.nobody(code, w.DAY).what
    assert len(code.text) <= codes.LONGEST


@given(st.sampled_from("ABCXYZ"), st.integers(1, 99_999), st.dates(date(2020, 1, 1)))
def test_the_code_of_a_ticket_is_its_number_and_day(letter: str, count: int, day: date) -> None:
    day = day.replace(year=2000 + day.year % 100) if day.month != 2 else day.replace(year=2024)
    number = f"{letter}-{count:03}"
    text = codes.ticket_code(number, day)
    assert text.isalnum()
    assert codes.recognise(text) == codes.Code(number, ("number",), day)


def test_each_kind_of_code_finds_its_pupil(tmp_path: Path) -> None:
    session = w.device(tmp_path / "a", "Laptop A", letter="A")
    visit = w.visit_with(session, 5)
    values = w.pupil(40, nipd="12345", name="Intan Kusuma")
    person = people.walk_in(session, visit, values).visitor.person
    number = queue.check_in(session, visit, person).visitor.number
    for text in (values["nik"], values["kk"], values["nisn"], "12345", number,
                 codes.ticket_code(number, w.DAY)):  # fmt: skip
        found = codes.people(session.db, visit, w.DAY, text)
        assert [entry.visitor.person for entry in found.entries] == [person], text
    session.close()


def test_what_is_read_but_not_known_says_which_number(tmp_path: Path) -> None:
    session = w.device(tmp_path / "a", "Laptop A")
    visit = w.visit_with(session, 2)
    found = codes.people(session.db, visit, w.DAY, "B-005")
    assert not found.entries
    assert "B-005" in codes.nobody(found.code, w.DAY).what
    assert "hello" in codes.nobody(codes.recognise("hello"), w.DAY).what
    session.close()
