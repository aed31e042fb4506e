"""The page that asks, by keyboard alone."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from fieldapp import queue, saved_filters
from fieldapp.asking_terms import Term
from fieldapp.store import asking
from fieldapp.store.asking import Filter
from fieldapp.store.session import open_home
from tests import workplace as w
from tests.asking_place import PLACES, prepare
from ui import theme
from ui.app import Dialogs, Window
from ui.officer import CTRL, PLAIN, Officer
from ui.pages.ask import AskPage
from ui.pages.checkin import CheckIn

Key = Qt.Key


@dataclass
class Desk:
    """The office's window with the page open."""

    window: Window
    officer: Officer
    folder: Path

    @property
    def page(self) -> AskPage:
        assert self.window.frame
        page = self.window.frame.pages["ask"]
        assert isinstance(page, AskPage)
        return page

    def answered(self) -> None:
        frame = self.window.frame
        assert frame
        self.officer.wait(lambda: self.page.ready and frame.work.task is None)

    def choose(self, text: str) -> None:
        """Type, and take what it most likely means."""
        self.officer.type(text)
        self.officer.press(Key.Key_Return)
        self.answered()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        self.officer.press(key, modifier)
        self.answered()

    def expected(self, wanted: Filter) -> int:
        return asking.count(asking.put(self.page.work.session.db, wanted))


Opened = Callable[[], Desk]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with eight people of each visit and of the registry's list."""
    office = prepare(tmp_path_factory.mktemp("prepared"), 8)
    office.close()
    return office.home


@pytest.fixture
def opened(qtbot: QtBot, prepared: Path, tmp_path: Path) -> Iterator[Opened]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    made: list[Window] = []

    def open_it() -> Desk:
        home = tmp_path / "office"
        shutil.copytree(prepared, home)
        dialogs = Dialogs(save=lambda _title, name, _kinds: tmp_path / name)
        window = Window(home, dialogs=dialogs)
        made.append(window)
        window.resize(1366, 728)
        qtbot.addWidget(window)
        window.show()
        window.enter(open_home(home, "Op Kantor", w.PASSPHRASE))
        desk = Desk(window, Officer(window), tmp_path)
        desk.officer.wait(desk.officer.has_keyboard)
        desk.officer.open("ask")
        desk.answered()
        return desk

    yield open_it
    for window in made:
        window.close()
        window.finish()
        window.deleteLater()


def test_typed_conditions_narrow_and_backspace_takes_them_away(opened: Opened) -> None:
    desk = opened()
    assert desk.page.total == 24
    desk.choose("smkn")
    desk.choose("tidak hadir")
    wanted = Filter(places=(PLACES[1],), here=False)
    assert list(desk.page.terms) == [Term("place", PLACES[1]), Term("here", "no")]
    assert desk.page.total == len(desk.page.table.rows()) == desk.expected(wanted) == 4
    desk.press(Key.Key_Backspace)
    assert desk.page.total == 8
    desk.press(Key.Key_Backspace)
    assert not desk.page.terms
    assert desk.page.total == 24


def test_the_second_offer_is_taken_with_the_arrow(opened: Opened) -> None:
    desk = opened()
    desk.officer.type("2007")
    desk.officer.press(Key.Key_Down)
    desk.press(Key.Key_Return)
    assert [term.kind for term in desk.page.terms] == ["day"]


def test_nobody_matches_is_said(opened: Opened) -> None:
    desk = opened()
    desk.choose("xii bahasa 9")
    assert (desk.page.total, desk.page.table.rows()) == (0, [])
    assert desk.page.table.empty_state().isVisible()
    assert not desk.page.excel.isEnabled()


def test_enter_opens_the_person_at_their_visit(opened: Opened) -> None:
    desk = opened()
    desk.choose("smkn")
    desk.officer.press(Key.Key_Down)
    desk.officer.press(Key.Key_Down)
    row = desk.page.table.current_row()
    assert row is not None
    assert row == desk.page.table.rows()[1]
    desk.officer.press(Key.Key_Return)
    frame = desk.window.frame
    assert frame
    checkin = frame.pages["checkin"]
    assert isinstance(checkin, CheckIn)
    desk.officer.wait(checkin.isVisible)
    assert frame.work.visit_id == row.visit
    assert [e.visitor.person for e in checkin.results.rows()] == [row.person]


def test_somebody_of_the_registrys_list_stays_on_the_page(opened: Opened) -> None:
    desk = opened()
    desk.page.choose_terms([Term("setting", "registry")])
    desk.answered()
    assert desk.page.total == 8
    desk.officer.press(Key.Key_Down)
    desk.officer.press(Key.Key_Return)
    assert desk.page.isVisible()


def test_a_filter_is_saved_chosen_renamed_deleted_and_brought_back(opened: Opened) -> None:
    desk = opened()
    session = desk.page.work.session
    desk.choose("tidak hadir")
    desk.officer.press(Key.Key_D, CTRL)
    desk.officer.type("Zz absen")
    desk.press(Key.Key_Return)
    assert [one.filter for one in saved_filters.own(session)] == [Filter(here=False)]
    desk.press(Key.Key_Backspace)
    assert not desk.page.terms
    desk.officer.press(Key.Key_T, CTRL)
    desk.officer.press(Key.Key_End)
    desk.officer.press(Key.Key_F2)
    desk.officer.type("Zz tidak datang")
    desk.press(Key.Key_Return)
    assert [one.name for one in saved_filters.own(session)] == ["Zz tidak datang"]
    desk.officer.press(Key.Key_T, CTRL)
    desk.press(Key.Key_Return)
    assert list(desk.page.terms) == [Term("here", "no")]
    assert desk.page.total == desk.expected(Filter(here=False))
    desk.officer.press(Key.Key_Delete, CTRL)
    assert saved_filters.own(session) == []
    desk.officer.press(Key.Key_Z, CTRL)
    assert [one.name for one in saved_filters.own(session)] == ["Zz tidak datang"]


def test_those_of_the_program_can_be_chosen_but_not_deleted(opened: Opened) -> None:
    desk = opened()
    desk.officer.press(Key.Key_T, CTRL)
    desk.officer.press(Key.Key_Home)
    assert not desk.page.kept.forget.isEnabled()
    desk.press(Key.Key_Return)
    ready = saved_filters.ready_made()[0]
    assert desk.page.total == desk.expected(ready.filter)


def test_further_people_come_as_one_scrolls(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PAGE", 20)
    desk = opened()
    assert (desk.page.total, len(desk.page.table.rows())) == (24, 20)
    desk.page.table.setFocus()
    desk.officer.press(Key.Key_End, CTRL)
    desk.officer.wait(lambda: len(desk.page.table.rows()) == 24)
    assert len({(row.visit, row.person) for row in desk.page.table.rows()}) == 24


def test_a_click_on_a_heading_sorts_a_short_answer(opened: Opened) -> None:
    desk = opened()
    desk.page.table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    desk.answered()
    classes = [row.grade for row in desk.page.table.rows()]
    assert classes == sorted(classes, reverse=True)
    assert len(set(classes)) > 3


def test_the_answer_is_saved_as_a_workbook(opened: Opened) -> None:
    desk = opened()
    desk.choose("smkn")
    desk.press(Key.Key_S, CTRL)
    rows = CalamineWorkbook.from_path(str(desk.folder / "cari.xlsx")).get_sheet_by_index(0)
    assert [row[0] for row in rows.to_python()][-8:] == [r.name for r in desk.page.table.rows()]


def test_what_another_page_changes_is_asked_anew(opened: Opened) -> None:
    desk = opened()
    desk.choose("tidak hadir")
    before = desk.page.total
    desk.officer.open("visits")
    row = desk.page.table.rows()[0]
    frame = desk.window.frame
    assert frame
    assert before
    session = frame.work.session
    frame.work.choose(row.visit)
    frame.work.do(lambda: queue.check_in(session, row.visit, row.person, services=("recording",)))
    desk.officer.open("ask")
    desk.answered()
    assert desk.page.total == before - 1


def test_the_connection_kept_for_asking_ends_with_the_page(opened: Opened) -> None:
    desk = opened()
    assert desk.page.asker._own
    desk.officer.open("visits")
    assert not desk.page.asker._own


def test_after_somebody_else_unlocks_the_page_still_answers(opened: Opened) -> None:
    desk = opened()
    frame = desk.window.frame
    assert frame
    frame.work.take_over("Op Kantor", frame.work.session.actor_role)
    desk.window.session = frame.work.session
    desk.choose("smkn")
    assert desk.page.total == 8


def test_many_questions_at_once_end_with_the_last(opened: Opened) -> None:
    desk = opened()
    for term in (Term("sex", "L"), Term("here", "no"), Term("sex", "P"), Term("class", "-")):
        desk.page.choose_terms([term])
    desk.page.choose_terms([Term("sex", "L")])
    desk.answered()
    assert desk.page.total == desk.expected(Filter(sexes=("L",))) == len(desk.page.table.rows())
    desk.choose("smkn")
    assert desk.page.terms[1].kind == "place"


def test_a_field_laptop_has_no_such_page(qtbot: QtBot, tmp_path: Path) -> None:
    laptop = w.device(tmp_path / "a", "Laptop A", "field", "A")
    laptop.close()
    window = Window(laptop.home)
    qtbot.addWidget(window)
    window.enter(open_home(laptop.home, "Op Laptop A", w.PASSPHRASE))
    assert window.frame
    assert "ask" not in window.frame.pages
    window.finish()
