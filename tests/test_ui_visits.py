"""The page of visits: planning, closing, and who may be recorded."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import people, visits
from fieldapp.store import queries
from fieldapp.store.session import Session
from tests.visits_place import CTRL, Key, Place, laptop
from tests.windows import focus
from tests.workplace import DAY, ELECTION, listing, pupil, visit_with
from ui import theme
from ui.pages.visits import Visits
from ui.work import Work


@pytest.fixture(autouse=True, scope="module")
def _dressed(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with laptop(tmp_path) as made:
        yield made


def operator_place(place: Place) -> Place:
    """The same laptop, with somebody at it who is no coordinator."""
    session = Session(
        place.session.db, place.session.home, place.session.key, place.session.device,
        "Op Laptop A", "operator",
    )  # fmt: skip
    return Place(session, Work(session, place.worker), place.worker, place.folder)


def names(page: Visits) -> list[str]:
    """Who is listed below the counts."""
    return [entry.visitor.fields["name"] for entry in page.overview.people.rows()]


def mixed_visit(place: Place) -> str:
    """A visit with one pupil of each kind."""
    visit = visit_with(place.session, 0)
    pupils = [
        pupil(1, name="Adult", birth_date="2006-02-03"),
        pupil(2, name="Voter", birth_date="2007-11-20"),
        pupil(3, name="Young", birth_date="2009-05-06"),
        pupil(4, name="Done", status="PRINT_READY_RECORD"),
        pupil(5, name="Doubtful", nik=""),
        pupil(6, name="Doubtful Too", birth_date=""),
    ]
    people.take_in(place.session, visit, listing(pupils))
    return visit


def test_without_visits_the_page_says_what_to_do(place: Place, qtbot: QtBot) -> None:
    page = place.open(qtbot)
    assert page.empty.title() == "No visits yet"
    QTest.mouseClick(page.empty.action_button(), Qt.MouseButton.LeftButton)
    assert page.right.currentWidget() is page.form


def test_a_visit_is_planned_by_keyboard_and_then_in_hand(place: Place, qtbot: QtBot) -> None:
    page = place.open(qtbot)
    QTest.keyClick(page, Key.Key_N, CTRL)
    qtbot.waitUntil(page.form.place.hasFocus)
    QTest.keyClicks(page.form.place, "SMKN 9")
    QTest.keyClick(page.form.place, Key.Key_Tab)
    page.form.day.set(DAY)
    QTest.keyClick(page.form.election, Key.Key_Space)
    page.form.election_day.set(ELECTION)
    page.form.record_months.setValue(6)
    QTest.keyClick(page.form, Key.Key_Return)
    (made,) = queries.visits(place.session.db)
    assert (made.plan.place, made.plan.date) == ("SMKN 9", DAY)
    assert made.plan.policy.election == ELECTION
    assert (made.plan.policy.record_years, made.plan.policy.record_months) == (16, 6)
    assert place.work.visit_id == made.visit
    assert page.right.currentWidget() is page.overview
    assert page.overview.title.text() == "SMKN 9"


def test_a_plan_without_place_or_service_says_so_in_the_form(place: Place, qtbot: QtBot) -> None:
    page = place.open(qtbot)
    page.start_plan()
    for box in page.form.services.values():
        box.setChecked(False)
    QTest.keyClick(page.form, Key.Key_Return)
    assert page.form.fields["place"].error() == "Give the school or office to go to."
    assert page.form.services_error.isVisible()
    assert queries.visits(place.session.db) == []
    QTest.keyClicks(page.form.place, "S")
    page.form.services["ikd"].setChecked(True)
    assert page.form.fields["place"].error() == ""
    assert not page.form.services_error.isVisible()


def test_escape_leaves_the_plan_unmade(place: Place, qtbot: QtBot) -> None:
    page = place.open(qtbot)
    page.start_plan()
    QTest.keyClicks(page.form.place, "SMKN 9")
    QTest.keyClick(page.form, Key.Key_Escape)
    assert page.right.currentWidget() is page.empty
    assert queries.visits(place.session.db) == []
    assert page.plan.isEnabled()


def test_a_new_plan_begins_with_the_rules_of_the_latest_visit(place: Place, qtbot: QtBot) -> None:
    visit_with(place.session, 0)
    page = place.open(qtbot)
    page.start_plan()
    assert page.form.election.isChecked()
    assert page.form.election_day.get() == ELECTION


def test_a_changed_day_judges_everyone_anew(place: Place, qtbot: QtBot) -> None:
    place.work.choose(mixed_visit(place))
    page = place.open(qtbot)
    assert page.overview.counts.tiles["too_young"].count() == 1
    QTest.mouseClick(page.overview.change, Qt.MouseButton.LeftButton)
    assert page.form.place.currentText() == "SMAN 1 Kota Mojokerto"
    page.form.day.set(date(2026, 7, 20))
    QTest.keyClick(page.form, Key.Key_Return)
    assert page.overview.counts.tiles["too_young"].count() == 0
    assert len(queries.visits(place.session.db)) == 1


def test_going_down_the_list_takes_the_next_visit_in_hand(place: Place, qtbot: QtBot) -> None:
    first = visits.plan(place.session, "SMAN 3", date(2024, 7, 23)).visit
    second = visits.plan(place.session, "SMAN 1", date(2024, 7, 19)).visit
    place.work.choose(first)
    page = place.open(qtbot)
    assert page.list.chosen() == first
    focus(qtbot, page.list)
    QTest.keyClick(page.list, Key.Key_Down)
    assert place.work.visit_id == second
    assert page.list.chosen() == second
    assert page.overview.title.text() == "SMAN 1"


def test_counts_tell_who_may_be_recorded_before_the_visit(place: Place, qtbot: QtBot) -> None:
    place.work.choose(mixed_visit(place))
    page = place.open(qtbot)
    counts = {key: tile.count() for key, tile in page.overview.counts.tiles.items()}
    assert counts == {
        "may_record": 2, "record_and_print": 1, "first_voter": 1, "record_early": 0,
        "too_young": 1, "already_recorded": 1, "check_data": 2,
    }  # fmt: skip
    assert len(names(page)) == 6


def test_enter_on_a_count_shows_who_it_is_and_why(place: Place, qtbot: QtBot) -> None:
    place.work.choose(mixed_visit(place))
    page = place.open(qtbot)
    tiles, table = page.overview.counts.tiles, page.overview.people
    focus(qtbot, tiles["too_young"])
    QTest.keyClick(tiles["too_young"], Key.Key_Return)
    assert names(page) == ["Young"]
    assert "6 January 2026" in str(table.model().index(0, 4).data())
    QTest.keyClick(tiles["check_data"], Key.Key_Return)
    assert names(page) == ["Doubtful", "Doubtful Too"]
    assert str(table.model().index(0, 4).data()).startswith("The NIK is missing.")
    assert table.model().index(1, 4).data() == "The birth date is missing."
    QTest.keyClick(tiles["may_record"], Key.Key_Return)
    assert names(page) == ["Adult", "Voter"]
    QTest.keyClick(tiles["may_record"], Key.Key_Return)
    assert len(names(page)) == 6


def test_check_in_starts_from_the_visit(place: Place, qtbot: QtBot) -> None:
    place.work.choose(visit_with(place.session, 3))
    page = place.open(qtbot)
    QTest.keyClick(page, Key.Key_F5)
    assert place.pages == ["checkin"]


def test_a_visit_is_closed_and_the_closing_taken_back(place: Place, qtbot: QtBot) -> None:
    place.work.choose(visit_with(place.session, 3))
    page = place.open(qtbot)
    QTest.mouseClick(page.overview.close_visit, Qt.MouseButton.LeftButton)
    assert place.said[-1] == "The visit is closed."
    assert not page.overview.checkin.isEnabled()
    assert not page.overview.take_in.isEnabled()
    assert "Closed" in page.overview.about.text()
    place.work.undo()
    assert page.overview.checkin.isEnabled()


def test_only_a_coordinator_plans_takes_in_and_closes(place: Place, qtbot: QtBot) -> None:
    visit = visit_with(place.session, 3)
    other = operator_place(place)
    other.work.choose(visit)
    page = other.open(qtbot)
    overview = page.overview
    for button in (page.plan, overview.take_in, overview.change, overview.close_visit):
        assert not button.isEnabled()
        assert "coordinator" in button.toolTip()
    assert overview.checkin.isEnabled()
    page.start_plan()
    assert page.right.currentWidget() is overview


def test_a_count_of_none_says_that_it_is_nobody(place: Place, qtbot: QtBot) -> None:
    place.work.choose(visit_with(place.session, 3))
    page = place.open(qtbot)
    QTest.mouseClick(page.overview.counts.tiles["record_early"], Qt.MouseButton.LeftButton)
    assert names(page) == []
    assert page.overview.people.empty_state().title() == "Nobody"


def test_everything_fits_beside_the_frame_on_a_small_screen(place: Place, qtbot: QtBot) -> None:
    visit = mixed_visit(place)
    long = "Sekolah Menengah Kejuruan Persatuan Guru Republik Indonesia Kota Mojokerto"
    visits.change(place.session, visit, place=long)
    place.work.choose(visit)
    page = place.open(qtbot)
    needed = page.minimumSizeHint()
    assert (needed.width() <= 1294, needed.height() <= 650) == (True, True)
