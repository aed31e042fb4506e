"""What each scan asks of the store is found by an index, however many people are stored."""

from pathlib import Path

import pytest

from fieldapp import codes, queue
from fieldapp.store import queries, search
from fieldapp.store.session import Session
from tests import workplace as w


def _plans(session: Session, ask: object) -> list[str]:
    """How SQLite finds what is asked of people, statement by statement."""
    said: list[str] = []
    session.db.set_trace_callback(said.append)
    assert callable(ask)
    ask()
    session.db.set_trace_callback(None)
    return [
        str(row[3])
        for statement in said
        if "FROM person" in statement
        for row in session.db.execute(f"EXPLAIN QUERY PLAN {statement}")
        if "person" in str(row[3])
    ]


@pytest.mark.parametrize(
    ("field", "index"), [("nik", "person_nik"), ("nisn", "person_nisn"), ("kk", "person_kk")]
)
def test_a_scanned_number_does_not_go_through_the_people_of_a_visit(
    tmp_path: Path, field: str, index: str
) -> None:
    session = w.device(tmp_path / "a", "Laptop A", letter="A")
    visit = w.visit_with(session, 20)
    w.visit_with(session, 20)  # the same pupils at another school
    value = w.pupil(7)[field]
    found = search.by_field(session.db, field, value, visit)
    assert [(e.visitor.visit, e.visitor.fields["nisn"]) for e in found] == [
        (visit, w.pupil(7)["nisn"])
    ]
    plans = _plans(session, lambda: search.by_field(session.db, field, value, visit))
    assert plans
    assert all(index in plan for plan in plans), plans
    session.close()


def test_a_number_that_no_index_is_made_for_is_found_all_the_same(tmp_path: Path) -> None:
    session = w.device(tmp_path / "a", "Laptop A", letter="A")
    visit = w.visit_with(session, 3)
    person = w.ids(session, visit)[0]
    entry = queries.known(session.db, visit, person)
    grade = entry.visitor.fields["class"]
    found = search.by_field(session.db, "class", grade, visit)
    assert person in [one.visitor.person for one in found]
    assert codes.people(session.db, visit, w.DAY, "123/456").entries == ()
    session.close()


def test_open_tickets_are_found_without_going_through_those_who_came(tmp_path: Path) -> None:
    session = w.device(tmp_path / "a", "Laptop A", letter="A")
    visit = w.visit_with(session, 20)
    first, second, *_others = w.ids(session, visit)
    queue.check_in(session, visit, first, ticket=True)
    queue.check_in(session, visit, second)
    found = queries.ticket_pending(session.db, visit)
    assert [one.visitor.person for one in found] == [first]
    plans = _plans(session, lambda: queries.ticket_pending(session.db, visit))
    assert all("person_pending" in plan for plan in plans), plans
    session.close()
