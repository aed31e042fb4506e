"""The page of the plan, by keyboard: marks, follow-up, statuses, and what is saved."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from fieldapp import operators, statuses
from fieldapp.domain import events as e
from fieldapp.reports import print_plan
from fieldapp.store import queries
from fieldapp.store.session import open_home
from tests import workplace as w
from tests.cards_place import AFTERWARDS, Place, prepare
from ui import theme
from ui.app import Dialogs, Window
from ui.officer import CTRL, Officer
from ui.pages.person_card import PersonCard
from ui.pages.plan import PlanPage

Key = Qt.Key
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
COUNT = 24  # pupils of each school


@dataclass
class Desk:
    """The office's window with the page open, and the files its dialogs answer with."""

    place: Place
    folder: Path
    suffix: str = ".xlsx"
    window: Window = field(init=False)
    officer: Officer = field(init=False)

    @property
    def page(self) -> PlanPage:
        assert self.window.frame
        page = self.window.frame.pages["plan"]
        assert isinstance(page, PlanPage)
        return page

    def enter(self, operator: str = "Op Kantor") -> None:
        self.window.enter(open_home(self.place.office.home, operator, w.PASSPHRASE))
        self.officer.open("plan")
        self.idle()

    def idle(self) -> None:
        frame = self.window.frame
        assert frame
        self.officer.wait(lambda: frame.work.task is None and self.page.data.ready)

    def show(self, number: int) -> None:
        """Turn to a view by its key."""
        self.officer.press(Qt.Key(Key.Key_0 + number), ALT)
        self.officer.wait(self.page.view().isVisible)
        self.idle()

    def steps(self) -> Counter[str]:
        """How many cards have each mark, from the events of the journal alone."""
        session = self.page.work.session
        kept: dict[tuple[str, int], str] = {}
        found = [e.decode(line) for (line,) in session.db.execute("SELECT line FROM event")]
        gone = {(one.visit, one.body.event) for one in found if isinstance(one.body, e.Undone)}
        live = [one for one in found if (one.visit, one.ref) not in gone]
        gone = {(one.visit, one.body.event) for one in live if isinstance(one.body, e.Undone)}
        for event in found:
            if isinstance(event.body, e.CardStep) and (event.visit, event.ref) not in gone:
                kept[event.visit, event.seq] = event.body.step
        return Counter(kept.values())

    def saved(self, stem: str) -> Path:
        self.officer.press(Key.Key_S, CTRL)
        self.idle()
        return self.folder / f"{stem}{self.suffix}"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    made = Desk(prepare(tmp_path, COUNT), tmp_path)
    made.place.office.close()
    dialogs = Dialogs(
        list_file=lambda _parent: tmp_path / "status.csv",
        save=lambda _title, name, _kinds: (tmp_path / name).with_suffix(made.suffix),
    )
    made.window = Window(made.place.office.home, dialogs=dialogs)
    made.window.resize(1366, 728)
    qtbot.addWidget(made.window)
    made.window.show()
    made.officer = Officer(made.window)
    made.officer.wait(made.officer.has_keyboard)
    made.enter()
    yield made
    made.window.close()
    made.window.finish()
    made.window.deleteLater()


def test_the_figures_are_those_of_the_plan(desk: Desk) -> None:
    lines = print_plan.plan(desk.page.work.session.db)
    view = desk.page.printing
    assert len(view.people.shown()) == len(lines)
    groups = {one.key: one.people for one in view.people.groups.rows()}
    months = Counter(print_plan.key(line, "month") for line in lines)
    assert {key: count for key, count in groups.items() if key in months} == months


def test_several_are_marked_by_one_key_and_taken_back_by_another(desk: Desk) -> None:
    desk.officer.press(Key.Key_Down, SHIFT, times=4)
    desk.officer.press(Key.Key_F5)
    assert desk.steps() == {"requested": 5}
    desk.officer.press(Key.Key_F6)
    assert desk.steps() == {"requested": 5, "printed": 5}
    desk.officer.press(Key.Key_Z, CTRL)
    assert desk.steps() == {"requested": 5}
    desk.officer.press(Key.Key_Z, CTRL)
    assert desk.steps() == {}
    desk.officer.press(Key.Key_Z, CTRL)
    assert desk.steps() == {}


def test_space_chooses_one_more_and_delete_takes_the_last_mark_back(desk: Desk) -> None:
    table = desk.page.printing.people.table
    desk.officer.press(Key.Key_Space, times=3)
    assert [table.rows().index(line) for line in table.selected_rows()] == [0, 1, 2]
    desk.officer.press(Key.Key_F5)
    desk.officer.press(Key.Key_F6)
    desk.officer.press(Key.Key_Delete)
    assert desk.steps() == {"requested": 3}
    desk.officer.press(Key.Key_Z, CTRL)
    marks = {tuple(line.steps) for line in table.selected_rows()}
    assert marks == {("requested", "printed")}


def test_a_card_is_handed_over_to_somebody(desk: Desk) -> None:
    view = desk.page.printing
    person = view.people.table.selected_rows()[0]
    desk.officer.press(Key.Key_F7)
    assert view.whom.name.hasFocus()
    assert desk.steps() == {}
    desk.officer.type("Ibu Sri")
    desk.officer.press(Key.Key_Return)
    assert desk.steps() == {"handed_over": 1}
    line = next(one for one in view.people.shown() if one.person == person.person)
    assert line.steps["handed_over"].to == "Ibu Sri"
    assert view.people.table.hasFocus()
    desk.officer.press(Key.Key_F7)
    desk.officer.press(Key.Key_Escape)
    assert desk.steps() == {"handed_over": 1}


def test_letters_filter_and_a_group_narrows(desk: Desk) -> None:
    people = desk.page.printing.people
    wanted = people.shown()[-1]
    desk.officer.type(wanted.name.split()[0])
    first = wanted.name.split()[0]
    desk.officer.wait(lambda: {one.name.split()[0] for one in people.shown()} == {first})
    desk.officer.fill("")
    desk.officer.press(Key.Key_Backspace)
    desk.officer.wait(lambda: len(people.shown()) > 5)
    desk.officer.press(Key.Key_G, CTRL, times=3)
    assert people.by() == "school"
    people.groups.choose("SMAN 1 Kota Mojokerto")
    assert {one.school for one in people.shown()} == {"SMAN 1 Kota Mojokerto"}


def test_the_plan_is_saved_as_shown(desk: Desk) -> None:
    people = desk.page.printing.people
    desk.officer.press(Key.Key_G, CTRL, times=4)
    people.groups.choose("Sooko")
    book = CalamineWorkbook.from_path(str(desk.saved("print-plan")))
    rows = book.get_sheet_by_index(len(book.sheet_names) - 1).to_python()[4:]
    assert sorted(str(row[1]) for row in rows) == sorted(one.name for one in people.shown())
    desk.suffix = ".pdf"
    assert desk.saved("print-plan").read_bytes().startswith(b"%PDF")


def test_the_follow_up_is_grouped_and_saved(desk: Desk) -> None:
    desk.show(2)
    people = desk.page.follow_up.people
    recorded = len(print_plan.plan(desk.page.work.session.db))
    assert len(people.shown()) == 2 * COUNT - recorded
    groups = {one.key: one.people for one in people.groups.rows()}
    counted = Counter(one.why for one in people.shown())
    assert {key: count for key, count in groups.items() if key in counted} == counted
    desk.officer.press(Key.Key_G, CTRL)
    book = CalamineWorkbook.from_path(str(desk.saved("follow-up")))
    assert book.sheet_names[1:] == ["Kedundung", "Sooko"]


def test_a_list_of_statuses_is_taken_in_and_the_way_shown(desk: Desk) -> None:
    lines = print_plan.plan(desk.page.work.session.db)
    rows = [f"{lines[0].nik};DUPLICATE RECORD", f"{lines[1].nik};(SFE)", "3576014107070077;PRR"]
    (desk.folder / "status.csv").write_text("\n".join(["NIK;Status", *rows]), encoding="utf-8")
    desk.show(3)
    view = desk.page.statuses
    desk.officer.press(Key.Key_O, CTRL)
    desk.officer.wait(view.list.isVisible)
    desk.idle()
    assert view.list.day.hasFocus()
    view.list.day.set(AFTERWARDS)
    desk.officer.press(Key.Key_Return)
    desk.officer.wait(lambda: not view.list.take.isVisible())
    desk.idle()
    assert "3 rows: 2 new, 0 known, 1 of people unknown here." in view.list.about.text()
    desk.officer.press(Key.Key_E, CTRL)
    assert (desk.folder / "status-masalah.xlsx").exists()
    desk.officer.press(Key.Key_Escape)
    assert not view.list.isVisible()
    assert view.people.table.hasFocus()
    assert view.people.shown()[0].person == lines[0].person
    view.people.table.choose((lines[1].visit, lines[1].person))
    assert [name for name, day in view.way.steps() if day] == ["Captured", "Sent"]
    told = [one.why for one in desk.page.follow_up.people.shown()]
    assert "record_again" not in told  # it was not looked at yet
    desk.show(2)
    assert desk.page.follow_up.people.shown()[0].person == lines[0].person


def test_the_days_without_news_are_set_in_the_page(desk: Desk) -> None:
    desk.show(3)
    view = desk.page.statuses
    recorded = len(print_plan.plan(desk.page.work.session.db))
    assert sum(one.group == "silent" for one in view.people.shown()) == recorded
    statuses.set_silent_days(desk.page.work.session, 30)
    view.days.setFocus()
    desk.officer.fill("365")
    desk.officer.press(Key.Key_Tab)
    assert statuses.silent_days(desk.page.work.session) == 365


def test_an_operator_marks_but_takes_no_list_in(desk: Desk) -> None:
    session = desk.page.work.session
    operators.add(session, "Siti", w.PASSPHRASE, cost=w.CHEAP)
    desk.page.work.take_over("Siti", "operator")
    desk.show(3)
    assert not desk.page.statuses.take_in.isEnabled()
    assert not desk.page.statuses.days.isEnabled()
    desk.show(1)
    desk.officer.press(Key.Key_F5)
    assert desk.steps() == {"requested": 1}


def test_the_card_of_a_person_tells_how_far_their_ktp_is(desk: Desk) -> None:
    session = desk.page.work.session
    line = print_plan.plan(session.db)[0]
    session.record(line.visit, (line.person, e.StatusReported("PRR", AFTERWARDS)))
    card = PersonCard()
    card.show_entry(queries.known(session.db, line.visit, line.person), ("recording",))
    assert "Print-ready 30 Jul 2024" in card.reasons.text()
