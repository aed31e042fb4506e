"""The queue page and the recap on paper."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from fieldapp import people, queue, texts, visits
from fieldapp.domain.people import Turn
from fieldapp.reports.pace import Pace
from fieldapp.store import queries
from fieldapp.store.session import Session
from tests import workplace
from tests.windows import focus, show
from ui import theme
from ui.pages.queue import QueuePage
from ui.pages.queue_figures import sentence
from ui.pages.queue_rows import columns
from ui.tasks import Worker
from ui.work import Changes, Work

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
FACTS = 1_721_350_000_000


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    texts.use("en")
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")
    texts.use("id")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = workplace.device(tmp_path / "a", "Laptop A", letter="A")
    yield opened
    opened.close()


def page_with(
    qtbot: QtBot, session: Session, count: int = 20, save: Path | None = None
) -> QueuePage:
    work = Work(session, Worker())
    if count:
        work.choose(workplace.visit_with(session, count))
    page = QueuePage(work, choose_save=lambda _title, _name, _kinds: save)
    show(qtbot, page, width=1294, height=650)
    focus(qtbot, page.field)
    return page


def person(page: QueuePage, place: int) -> str:
    everyone = queries.everyone(page.work.session.db, page.work.visit_id)
    return everyone[place].visitor.person


def serve(page: QueuePage, who: str) -> None:
    session, visit = page.work.session, page.work.visit_id
    queue.check_in(session, visit, who, services=["recording"])
    queue.start(session, visit, who, "recording", "2")
    queue.finish(session, visit, who, "recording", "recorded", station="2")


def typed(qtbot: QtBot, page: QueuePage, text: str) -> None:
    page.field.clear()
    with qtbot.waitSignal(page.field.typed):
        QTest.keyClicks(page.field, text)


def test_what_was_done_with_one_person_is_taken_back_and_others_keep_theirs(
    qtbot: QtBot, session: Session
) -> None:
    page = page_with(qtbot, session)
    first, later = person(page, 2), person(page, 4)
    serve(page, first)
    serve(page, later)
    page.work.changed.emit(Changes())
    number = queries.known(session.db, page.work.visit_id, first).visitor.number
    typed(qtbot, page, number)
    QTest.keyClick(page, Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    visit = page.work.visit_id
    assert queries.known(session.db, visit, first).visitor.turns[0].state == "serving"
    assert queries.known(session.db, visit, later).visitor.turns[0].state == "finished"


def test_whoever_was_shown_before_is_not_meant_by_what_is_typed_now(
    qtbot: QtBot, session: Session
) -> None:
    page = page_with(qtbot, session)
    first, later = person(page, 2), person(page, 4)
    serve(page, first)
    serve(page, later)
    page.work.changed.emit(Changes())
    visit = page.work.visit_id
    typed(qtbot, page, queries.known(session.db, visit, first).visitor.number)
    page.field.clear()
    QTest.keyClicks(page.field, queries.known(session.db, visit, later).visitor.number)
    QTest.keyClick(page, Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    assert queries.known(session.db, visit, first).visitor.turns[0].state == "finished"
    assert queries.known(session.db, visit, later).visitor.turns[0].state == "serving"


def test_without_anybody_chosen_nothing_is_taken_back(qtbot: QtBot, session: Session) -> None:
    page = page_with(qtbot, session)
    serve(page, person(page, 2))
    page.work.changed.emit(Changes())
    with qtbot.waitSignal(page.work.said) as said:
        QTest.keyClick(page, Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    assert said.args[1] == "Choose whose last step is taken back."
    visit = page.work.visit_id
    assert queries.known(session.db, visit, person(page, 2)).visitor.turns[0].state == "finished"


def test_typing_filters_by_name_class_and_number(qtbot: QtBot, session: Session) -> None:
    page = page_with(qtbot, session)
    queue.check_in(session, page.work.visit_id, person(page, 4), services=["recording"])
    page.work.changed.emit(Changes())
    typed(qtbot, page, "dewi")
    assert page.table.rows()
    assert all("Dewi" in row.name for row in page.table.rows())
    assert page.count.text() == f"{len(page.table.rows())} of 20 people shown"
    typed(qtbot, page, "dewi ipa 2")
    assert {row.grade for row in page.table.rows()} == {"XII IPA 2"}
    for number in ("A-001", "a001", "a1"):
        typed(qtbot, page, number)
        assert [row.person for row in page.table.rows()] == [person(page, 4)]


def test_a_scanned_code_finds_its_person_on_this_page_too(qtbot: QtBot, session: Session) -> None:
    page = page_with(qtbot, session)
    typed(qtbot, page, workplace.pupil(3)["nisn"])
    assert [row.name for row in page.table.rows()] == [workplace.pupil(3)["name"]]


def test_whoever_waits_for_one_service_is_found_under_each_state_they_are_in(
    qtbot: QtBot, session: Session
) -> None:
    page = page_with(qtbot, session)
    who = person(page, 0)
    queue.check_in(session, page.work.visit_id, who, services=["recording", "ikd"])
    queue.call(session, page.work.visit_id, "recording", who, "1")
    page.work.changed.emit(Changes(frozenset({who})))
    for state in ("here", "waiting", "called"):
        page.state.choose(state)
        assert [row.person for row in page.table.rows()] == [who], state
    page.state.choose("absent")
    assert len(page.table.rows()) == 19
    page.state.choose("no_show")
    assert page.table.rows() == []


def test_badge_and_class_narrow_the_list_and_show_everyone_takes_it_back(
    qtbot: QtBot, session: Session
) -> None:
    page = page_with(qtbot, session)
    page.badge.choose("too_young")
    assert {row.badge_code for row in page.table.rows()} == {"too_young"}
    page.grade.choose("XII IPA 3")
    shown = page.table.rows()
    assert {row.grade for row in shown} <= {"XII IPA 3"}
    typed(qtbot, page, "nobody")
    assert page.table.empty_state().title() == "Nobody matches"
    page.table.empty_state().action_button().click()
    assert len(page.table.rows()) == 20


def test_enter_in_the_field_chooses_the_first_and_then_opens_them(
    qtbot: QtBot, session: Session
) -> None:
    page = page_with(qtbot, session)
    typed(qtbot, page, "dewi")
    QTest.keyClick(page.field, Key.Key_Return)
    first = page.table.rows()[0]
    assert page.table.current_row() == first
    with qtbot.waitSignal(page.person_wanted) as wanted:
        QTest.keyClick(page.field, Key.Key_Return)
    assert wanted.args == [first.person]


def test_enter_opens_the_only_match_at_once(qtbot: QtBot, session: Session) -> None:
    page = page_with(qtbot, session)
    typed(qtbot, page, workplace.pupil(3)["name"])
    with qtbot.waitSignal(page.person_wanted) as wanted:
        QTest.keyClick(page.field, Key.Key_Return)
    assert wanted.args == [page.table.rows()[0].person]


def test_enter_on_a_row_opens_it(qtbot: QtBot, session: Session) -> None:
    page = page_with(qtbot, session)
    focus(qtbot, page.table)
    page.table.selectRow(0)
    with qtbot.waitSignal(page.person_wanted) as wanted:
        QTest.keyClick(page.table, Key.Key_Return)
    assert wanted.args == [page.table.rows()[0].person]


def test_a_change_rereads_only_who_changed_and_keeps_the_place(
    qtbot: QtBot, session: Session
) -> None:
    page = page_with(qtbot, session, 2000)
    here, other = person(page, 1500), person(page, 1400)
    page.table.choose(here)
    top = page.table.verticalScrollBar().value()
    assert top > 0
    serve(page, here)
    serve(page, other)
    page.refresh(Changes(frozenset({here})))
    rows = {row.person: row for row in page.table.rows()}
    assert (rows[here].services, rows[here].place) == ("Recorded", "2 · Laptop A")
    assert rows[other].number == ""
    chosen = page.table.current_row()
    assert chosen is not None
    assert chosen.person == here
    assert page.table.verticalScrollBar().value() == top


def test_somebody_added_at_the_door_appears(qtbot: QtBot, session: Session) -> None:
    page = page_with(qtbot, session)
    added = people.walk_in(session, page.work.visit_id, workplace.pupil(500, name="Zaskia Putri"))
    page.work.changed.emit(Changes(frozenset({added.visitor.person})))
    assert "Zaskia Putri" in {row.name for row in page.table.rows()}


def test_figures_say_nothing_before_they_can(qtbot: QtBot, session: Session) -> None:
    page = page_with(qtbot, session)
    assert [page.figures.pace.text(key) for key in ("wait", "each", "recording")] == ["–"] * 3
    assert "Recording: nobody waits." in page.figures.sentence.text()
    serve(page, person(page, 0))
    queue.check_in(session, page.work.visit_id, person(page, 1), services=["recording"])
    page.work.changed.emit(Changes())
    assert "the end can be told once 3 were served" in page.figures.sentence.text()
    for place in range(2, 5):
        serve(page, person(page, place))
    page.work.changed.emit(Changes())
    assert "1 to serve at 1 desk, done at about" in page.figures.sentence.text()
    assert page.figures.pace.text("recording").startswith("± ")


def test_a_service_says_how_it_stands_in_words() -> None:
    assert sentence("ikd", Pace("ikd")) == "IKD: nobody waits."
    assert sentence("ikd", Pace("ikd", waiting=3)).startswith("IKD: 3 to serve; the end")
    done = sentence("ikd", Pace("ikd", waiting=3, serving=1, desks=2, end=FACTS))
    assert done.startswith("IKD: 4 to serve at 2 desks, done at about ")


def test_a_closed_visit_promises_no_end(qtbot: QtBot, session: Session) -> None:
    page = page_with(qtbot, session)
    visits.close(session, page.work.visit_id)
    page.work.changed.emit(Changes())
    assert page.figures.sentence.text() == "This visit is closed."


def test_ctrl_r_shows_the_recap_beside_the_people(qtbot: QtBot, session: Session) -> None:
    page = page_with(qtbot, session)
    serve(page, person(page, 0))
    page.work.changed.emit(Changes())
    QTest.keyClick(page, Key.Key_R, CTRL)
    assert page.panel.isVisible()
    assert ("Recorded", "1") in page.panel.figures()
    serve(page, person(page, 1))
    page.work.changed.emit(Changes())
    assert ("Recorded", "2") in page.panel.figures()
    QTest.keyClick(page, Key.Key_R, CTRL)
    assert not page.panel.isVisible()


def test_ctrl_p_writes_the_recap_as_pdf(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    page = page_with(qtbot, session, save=tmp_path / "recap")
    with qtbot.waitSignal(page.work.said) as said:
        QTest.keyClick(page, Key.Key_P, CTRL)
    assert (tmp_path / "recap.pdf").read_bytes().startswith(b"%PDF")
    assert said.args[0] == "ok"


def test_ctrl_s_writes_the_recap_as_a_workbook(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    page = page_with(qtbot, session, save=tmp_path / "recap.xlsx")
    with qtbot.waitSignal(page.work.said):
        QTest.keyClick(page, Key.Key_S, CTRL)
    rows = CalamineWorkbook.from_path(tmp_path / "recap.xlsx").get_sheet_by_index(0).to_python()
    assert ["Listed", 20.0] in rows


@pytest.mark.parametrize("key", [Key.Key_P, Key.Key_S])
def test_a_recap_that_cannot_be_saved_says_what_to_do(
    qtbot: QtBot, session: Session, tmp_path: Path, key: Qt.Key
) -> None:
    page = page_with(qtbot, session, save=tmp_path / "gone" / "recap.x")
    with qtbot.waitSignal(page.work.said) as said:
        QTest.keyClick(page, key, CTRL)
    assert said.args == [
        "stop", "recap.x could not be written.",
        "Close the file if it is open elsewhere, or choose another folder.",
    ]  # fmt: skip


def test_without_a_visit_the_page_says_where_to_choose_one(qtbot: QtBot, session: Session) -> None:
    page = page_with(qtbot, session, 0)
    assert page.table.empty_state().title() == "No visit chosen"
    assert not page.print_button.isEnabled()
    page.work.choose(visits.plan(session, "SMKN 2", workplace.DAY).visit)
    assert page.table.empty_state().title() == "Nobody is listed yet"


def test_columns_give_way_before_names_do(
    qtbot: QtBot, session: Session, qapp: QApplication
) -> None:
    theme.apply(qapp, "light", 2.0)
    page = page_with(qtbot, session)
    places = {column.key: n for n, column in enumerate(columns())}
    hidden = {key for key, place in places.items() if page.table.isColumnHidden(place)}
    assert {"place", "services", "badge"} <= hidden
    assert page.table.columnWidth(places["name"]) > 300
    assert not page.figures.pace.isVisible()


def test_waiting_counts_on_by_the_minute(qtbot: QtBot, session: Session) -> None:
    minutes = [0]
    work = Work(session, Worker())
    work.choose(workplace.visit_with(session, 3))
    start = since(session, work)
    page = QueuePage(work, now=lambda: start() + minutes[0] * 60_000)
    show(qtbot, page)
    who = page.table.rows()[0].person
    queue.check_in(session, work.visit_id, who, services=["recording"])
    work.changed.emit(Changes(frozenset({who})))
    minutes[0] = 12
    page._timer.timeout.emit()
    assert {row.person: row.waited for row in page.table.rows()}[who] == 12


def since(session: Session, work: Work) -> Callable[[], int]:
    """The moment at which the only one who waits began to."""

    def began() -> int:
        found = [one for one, _service in queries.ready(session.db, work.visit_id, ["recording"])]
        turns: list[Turn] = [turn for entry in found for turn in entry.visitor.turns]
        return turns[0].waiting if turns else 0

    return began


def test_a_pdf_is_made_without_a_window_or_a_display(tmp_path: Path) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {name: value for name, value in os.environ.items() if name not in hidden}
    code = (
        "import sys, pathlib; from ui import printing;"
        "printing.write_pdf('<p>Rekap</p>', pathlib.Path(sys.argv[1]))"
    )
    target = tmp_path / "recap.pdf"
    subprocess.run([sys.executable, "-c", code, str(target)], env=bare, check=True)
    assert target.read_bytes().startswith(b"%PDF")
