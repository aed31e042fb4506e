"""Finding a person by whatever an officer types."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fieldapp import people, queue, undoing, visits
from fieldapp.errors import KnownError
from fieldapp.store import queries, search
from fieldapp.store.session import Session
from fieldapp.store.tables import visit_token
from tests import workplace as w

NAMES = (
    "Muhammad Rizky Saputra", "Dewi Lestari", "Dewi Anggraini", "Soerjo Djojohadi",
    "Nur'aini Syafitri", "Budi Santoso", "Siti Khusnul Khotimah", "Abdurrahman Wahid",
)  # fmt: skip


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A laptop with two visits; nobody writes to it after that."""
    session = w.device(tmp_path_factory.mktemp("search") / "home", "Laptop A")
    for place, names in (("SMAN 1", NAMES), ("SMKN 2", ("Dewi Permata", "Budi Santoso"))):
        visit = visits.plan(session, place, w.DAY).visit
        pupils = [w.pupil(number, name=name) for number, name in enumerate(names, 1)]
        people.take_in(session, visit, w.listing(pupils))
    for person in w.ids(session, first_visit(session)):
        queue.check_in(session, first_visit(session), person)
    yield session
    session.close()


def first_visit(session: Session) -> str:
    (found,) = (v.visit for v in queries.visits(session.db) if v.plan.place == "SMAN 1")
    return found


def found(session: Session, text: str, visit: str | None = None) -> list[str]:
    """The names found, the likeliest first; of the first visit unless told otherwise."""
    scope = first_visit(session) if visit is None else visit or None
    return [entry.visitor.fields["name"] for entry in search.find(session.db, text, scope)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dew", "Dewi Anggraini"),
        ("Dewi Les", "Dewi Lestari"),
        ("lestari dewi", "Dewi Lestari"),  # in any order
        ("BUDI", "Budi Santoso"),
        ("moch rizki", "Muhammad Rizky Saputra"),
        ("m. risqi", "Muhammad Rizky Saputra"),
        ("suryo joyohadi", "Soerjo Djojohadi"),  # the old spelling
        ("nuraini", "Nur'aini Syafitri"),
        ("sapitri", "Nur'aini Syafitri"),
        ("husnul hotimah", "Siti Khusnul Khotimah"),
        ("abdul rahman", "Abdurrahman Wahid"),
        ("abd. rachman", "Abdurrahman Wahid"),
        ("lestrai", "Dewi Lestari"),  # misspelt
        ("ubdi", "Budi Santoso"),
        ("budi sntoso", "Budi Santoso"),
    ],
)
def test_a_name_is_found_however_it_is_typed(hall: Session, typed: str, first: str) -> None:
    assert found(hall, typed)[0] == first


def test_a_beginning_that_many_share_finds_all_of_them(hall: Session) -> None:
    assert found(hall, "dewi") == ["Dewi Anggraini", "Dewi Lestari"]
    assert len(found(hall, "dewi", "")) == 3


def test_numbers_are_found_by_their_beginning(hall: Session) -> None:
    pupil = w.pupil(2)
    for typed in (pupil["nik"], pupil["nik"][:12], pupil["nisn"], pupil["nisn"][:9]):
        assert "Dewi Lestari" in found(hall, typed)
    grouped = f"{pupil['nik'][:6]} {pupil['nik'][6:12]}-{pupil['nik'][12:]}"
    assert found(hall, grouped) == ["Dewi Lestari"]
    assert found(hall, "9999999999999999") == []


def test_a_ticket_is_found_in_any_spelling(hall: Session) -> None:
    third = queries.queue(hall.db, first_visit(hall))[2].visitor
    for typed in ("A-003", "a-003", "A003", "a3", "A 3", " a-3 ", "A - 3"):
        assert found(hall, typed) == [third.fields["name"]]
    assert found(hall, "B-003") == []
    assert found(hall, "A-999") == []


def test_a_visit_keeps_to_itself(hall: Session) -> None:
    (other,) = {v.visit for v in queries.visits(hall.db)} - {first_visit(hall)}
    assert found(hall, "dewi", other) == ["Dewi Permata"]
    assert found(hall, "lestari", other) == []
    assert found(hall, w.pupil(8)["nik"], other) == []
    assert found(hall, "A-001", other) == []


def test_nothing_is_found_where_nothing_fits(hall: Session) -> None:
    for typed in ("", "  ", "zzzzqqqq", "-", "dewi wahid santoso", "12"):
        assert found(hall, typed) == []


def test_the_words_by_which_the_index_works_find_nobody(hall: Session) -> None:
    for typed in (visit_token(first_visit(hall)), "9", "92", "0", "0dewi", "dewi 9"):
        assert found(hall, typed) == []


HOSTILE = (
    '"', "'", "dewi AND", "NOT dewi", "dewi OR budi", "dewi*", "*", "words:dewi", "NEAR(dewi budi)",
    "^dewi", "dewi + budi", "(dewi", "dewi)", "dewi\0budi", "; DROP TABLE person", "%", "_", "\\",
    "dewi" * 5000, " ".join(["dewi"] * 500), "１２３４５", "٣٥٧٦٠١", "A-\u0661", "é" * 90, "\ud800",
    "𝔇𝔢𝔴𝔦", "A-" + "9" * 60, "9" * 60, "ﷺ", "-" * 50, "\u200b" * 9, "ß" * 100,
)  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_is_only_text(hall: Session, typed: str) -> None:
    found(hall, typed)
    found(hall, typed, "")
    with pytest.raises(KnownError):
        queries.meant(hall.db, typed, first_visit(hall))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
@example("a1")
def test_no_text_makes_the_search_fail(hall: Session, typed: str) -> None:
    found(hall, typed)
    found(hall, typed, "")


def test_a_visit_that_is_none_finds_nobody(hall: Session) -> None:
    for visit in ('x"y', "SMAN 1", "'", "none", "9", "*"):
        assert search.find(hall.db, "dewi", visit) == []


def test_a_person_is_meant_by_id_numbers_or_ticket(hall: Session) -> None:
    visit = first_visit(hall)
    dewi = search.find(hall.db, "lestari", visit)[0].visitor
    for text in (dewi.person, dewi.fields["nik"], dewi.number, dewi.number.lower()):
        assert queries.meant(hall.db, text, visit).visitor.person == dewi.person
    assert queries.meant(hall.db, dewi.number).visitor.person == dewi.person
    only_here = search.find(hall.db, "wahid", visit)[0].visitor
    for text in (only_here.person, only_here.fields["nik"], only_here.fields["nisn"]):
        assert queries.meant(hall.db, text).visitor.person == only_here.person
    with pytest.raises(KnownError):  # in two visits
        queries.meant(hall.db, w.pupil(2)["nik"])
    for text in ("nobody", "", "357601", dewi.person.upper() + "x"):
        with pytest.raises(KnownError):
            queries.meant(hall.db, text, visit)


def test_a_corrected_name_is_found_and_the_old_one_is_not(tmp_path: Path) -> None:
    session = w.device(tmp_path / "home", "Laptop A")
    visit = w.visit_with(session, 3)
    person = w.ids(session, visit)[0]
    people.correct(session, visit, person, {"name": "Zulkarnain Effendi"})
    assert found_by(session, "zulkarnaen") == [person]
    people.correct(session, visit, person, {"name": "Agus Salim"})
    assert found_by(session, "zulkarnain") == []
    undoing.undo(session, visit)
    assert found_by(session, "effendi") == [person]
    session.close()


def found_by(session: Session, text: str) -> list[str]:
    return [entry.visitor.person for entry in search.find(session.db, text)]


def test_a_single_letter_finds_names_that_begin_so_and_chooses_among_those_found(
    tmp_path: Path,
) -> None:
    session = w.device(tmp_path / "a", "Laptop A")
    visit = w.visit_with(session, 40)
    names = {e.visitor.fields["name"] for e in queries.everyone(session.db, visit)}

    def found(text: str, of: str | None = visit) -> set[str]:
        return {e.visitor.fields["name"] for e in search.find(session.db, text, of)}

    assert found("d") == {name for name in names if name.startswith("Dewi")}
    assert found("d", None) == found("d")
    lestari = {name for name in names if "Lestari" in name}
    assert found("lestari d") == {name for name in lestari if "Dewi" in name}
    assert found("lestari x") == set()
    session.close()


def test_a_new_name_is_found_misspelt_at_once(tmp_path: Path) -> None:
    session = w.device(tmp_path / "a", "Laptop A")
    visit = w.visit_with(session, 10)
    assert search.find(session.db, "quintesa", visit) == []
    people.walk_in(session, visit, {"name": "Quintessa", "birth_date": "2007-01-02"})
    (found,) = search.find(session.db, "quitnessa", visit)
    assert found.visitor.fields["name"] == "Quintessa"
    session.close()
