"""Data of an older schema open, and are then as if they had always been of today's."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fieldapp import queue, undoing
from fieldapp.reports import recap
from fieldapp.store import migrations, queries, tables
from fieldapp.store.session import Session, open_home
from fieldapp.store.verify import verify
from tests import older
from tests import workplace as w
from ui.app import Window
from ui.pages.queue import QueuePage

SCHEMAS = range(1, len(migrations.STEPS) + 1)


@pytest.mark.parametrize("version", range(1, len(migrations.STEPS)))
def test_data_of_every_older_schema_open_with_the_same_tables(tmp_path: Path, version: int) -> None:
    session = w.device(tmp_path / "home", "Laptop A")
    visit = w.visit_with(session, 30)
    person = w.ids(session, visit)[0]
    queue.check_in(session, visit, person, services=("recording",))
    queue.finish(session, visit, person, "recording", "recorded")
    before, shape = tables.dump(session.db), older.schema(session.db)
    older.aged(session, version)
    again = open_home(session.home, session.actor, w.PASSPHRASE)
    assert tables.dump(again.db) == before
    assert older.schema(again.db) == shape
    assert verify(again).problems == []
    again.close()


@pytest.fixture(params=SCHEMAS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Session:
    """A home that an earlier program wrote, opened by today's."""
    home = older.home(request.param, tmp_path)
    return open_home(home, "Op Laptop A", w.PASSPHRASE)


def test_every_released_schema_has_a_home_that_its_own_program_wrote() -> None:
    """A new step of the schema needs one: python -m tests.older."""
    assert [version for version in SCHEMAS if not older.kept(version).is_dir()] == []


def test_homes_of_every_earlier_program_open_with_all_that_happened(
    old: Session, tmp_path: Path
) -> None:
    (visit,) = queries.visits(old.db)
    names = {w.pupil(number)["name"] for number in range(1, older.PEOPLE + 1)}
    first, second, third, fourth, *others = queries.everyone(old.db, visit.visit)
    everyone = (first, second, third, fourth, *others)
    assert sorted(one.visitor.fields["name"] for one in everyone) == sorted(names)
    assert [turn.outcome for turn in first.visitor.turns] == ["recorded"]
    assert [one.visitor.number for one in everyone[:3]] == ["A-001", "A-002", ""]
    assert third.visitor.fields["class"] == older.CLASS
    history = [
        event.body for event, _undone in undoing.history(old, visit.visit, fourth.visitor.person)
    ]
    assert older.NOTE in str(history)
    assert recap.total(recap.recaps(old.db)).recorded == 1
    assert verify(old).problems == []
    with_today = w.device(tmp_path / "new", "Laptop B")
    assert older.schema(old.db) == older.schema(with_today.db)
    before = tables.dump(old.db)
    with old.writing():
        tables.rebuild(old.db)
    assert tables.dump(old.db) == before
    for session in (old, with_today):
        session.close()


def test_an_earlier_laptop_goes_on_and_hands_over_to_todays_office(
    old: Session, tmp_path: Path
) -> None:
    office = w.device(tmp_path / "office", "Kantor", "office", "K")
    w.acquaint(office, old)
    (visit,) = queries.visits(old.db)
    queue.check_in(old, visit.visit, w.ids(old, visit.visit)[5])
    w.hand_over(old, office, tmp_path)
    assert tables.dump(office.db)["person"] == tables.dump(old.db)["person"]
    assert len(queries.queue(office.db, visit.visit)) == 3
    for session in (old, office):
        session.close()


def test_the_window_shows_the_people_of_every_earlier_program(old: Session, qtbot: QtBot) -> None:
    window = Window(old.home)
    qtbot.addWidget(window)
    window.show()
    window.enter(old)
    frame = window.frame
    assert frame is not None
    (visit,) = queries.visits(old.db)
    frame.work.choose(visit.visit)
    frame.open("queue")
    page = frame.pages["queue"]
    assert isinstance(page, QueuePage)
    assert page.table.model().rowCount() == older.PEOPLE
    window.finish()
