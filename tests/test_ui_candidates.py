"""The page of candidates, by keyboard: list in, compare, decide, call out, hand on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from fieldapp.store import pairs, queries
from fieldapp.store.session import open_home
from tests import workplace as w
from tests.candidates_place import MANY, Place, name_of, prepare
from tests.test_candidates_commands import write_list
from ui import theme
from ui.app import Dialogs, Window
from ui.officer import CTRL, Officer
from ui.pages.candidates import Candidates

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
KEYS = {
    "call": Key.Key_1, "nowhere": Key.Key_2, "doubtful": Key.Key_3, "village": Key.Key_4,
    "missed": Key.Key_5, "recorded": Key.Key_6, "unlisted": Key.Key_7,
}  # fmt: skip


@dataclass
class Desk:
    """The office's window with the page open, and the files its dialogs answer with."""

    place: Place
    folder: Path
    window: Window = field(init=False)
    officer: Officer = field(init=False)

    @property
    def page(self) -> Candidates:
        assert self.window.frame
        page = self.window.frame.pages["candidates"]
        assert isinstance(page, Candidates)
        return page

    def show(self, kind: str) -> None:
        """Choose a kind by its key."""
        self.officer.press(KEYS[kind], ALT)
        assert self.page.look.kind() == kind

    def names(self) -> list[str]:
        return [name_of(line) for line in self.page.look.table().rows()]

    def counts(self) -> dict[str, int | None]:
        tiles = self.page.look.tiles.tiles
        return {kind: tiles[kind].count() for kind in pairs.ON_LIST}

    def idle(self) -> None:
        frame = self.window.frame
        assert frame
        self.officer.wait(lambda: frame.work.task is None)

    def compare(self) -> None:
        self.officer.press(Key.Key_B, CTRL)
        self.idle()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    made = Desk(prepare(tmp_path), tmp_path)
    made.place.office.close()
    dialogs = Dialogs(
        list_file=lambda _parent: tmp_path / "registry.csv",
        save=lambda _title, name, _kinds: tmp_path / name,
    )
    made.window = Window(made.place.office.home, dialogs=dialogs)
    made.window.resize(1366, 728)
    qtbot.addWidget(made.window)
    made.window.show()
    made.officer = Officer(made.window)
    made.officer.wait(made.officer.has_keyboard)
    made.window.enter(open_home(made.place.office.home, "Op Kantor", w.PASSPHRASE))
    made.officer.open("candidates")
    yield made
    made.window.close()
    made.window.finish()
    made.window.deleteLater()


def test_before_the_lists_are_compared_no_figure_is_claimed(desk: Desk) -> None:
    assert set(desk.counts().values()) == {None}
    for kind in KEYS:
        desk.show(kind)
        assert desk.names() == []
        assert desk.page.look.table().empty_state().title() == "Not compared yet"


def test_the_figures_and_lists_are_those_that_people_were_made_for(desk: Desk) -> None:
    desk.compare()
    assert desk.counts() == MANY
    for kind in pairs.ON_LIST:
        desk.show(kind)
        assert set(desk.names()) == desk.place.made_for(kind)


def test_typing_filters_by_name_and_a_choice_by_school(desk: Desk) -> None:
    desk.compare()
    wanted = next(iter(desk.place.made_for("call")))
    desk.officer.type(wanted.split()[-1])
    desk.officer.wait(lambda: desk.names() == [wanted])
    desk.officer.fill("")
    desk.officer.press(Key.Key_Backspace)
    desk.officer.wait(lambda: len(desk.names()) == MANY["call"])
    desk.page.look.where.choose(desk.place.other)
    schools = {line.pupil.place for line in desk.page.look.table().rows() if line.pupil}
    assert schools == {"SMKN 2 Kota Mojokerto"}


def test_doubts_are_decided_by_single_keys_and_taken_back(desk: Desk) -> None:
    desk.compare()
    desk.show("doubtful")
    first, second, third = desk.names()
    desk.officer.press(Key.Key_Space)
    assert name_of_current(desk) == second
    desk.officer.press(Key.Key_Y)
    assert desk.names() == [first, third]
    assert name_of_current(desk) == third
    assert desk.counts()["call"] == MANY["call"] + 1
    desk.officer.press(Key.Key_T)
    assert desk.names() == [first]
    assert desk.counts()["nowhere"] == MANY["nowhere"] + 1
    desk.officer.press(Key.Key_Z, CTRL)
    assert name_of_current(desk) == third
    desk.officer.press(Key.Key_Z, CTRL)
    assert name_of_current(desk) == second
    assert desk.counts() == MANY


def name_of_current(desk: Desk) -> str:
    line = desk.page.look.current()
    return name_of(line) if line else ""


def test_the_pair_is_shown_side_by_side_with_what_differs(desk: Desk) -> None:
    desk.compare()
    desk.show("doubtful")
    panel = desk.page.look.panel
    assert panel.reason.mark().text == "Another birth date"
    left, sign, right = panel.values["birth_date"]
    assert (sign.text(), left.text() == right.text()) == ("≠", False)
    left, sign, right = panel.values["name"]
    assert (sign.text(), left.text() == right.text()) == ("", True)
    nik, _sign, _other = panel.values["nik"]
    assert "••••" in nik.text()


def test_when_all_is_decided_the_keys_do_nothing(desk: Desk) -> None:
    desk.compare()
    desk.show("doubtful")
    desk.officer.press(Key.Key_T, times=3)
    assert desk.page.look.table().empty_state().title() == "Nothing to decide"
    before = desk.counts()
    desk.officer.press(Key.Key_Y)
    assert desk.counts() == before


def test_the_registrys_list_is_taken_in_by_keyboard(desk: Desk) -> None:
    count = len(desk.place.fates) + 4
    write_list(desk.folder / "registry.csv", count)
    desk.compare()
    desk.officer.press(Key.Key_O, CTRL)
    desk.idle()
    desk.officer.press(Key.Key_Return)
    desk.idle()
    desk.officer.press(Key.Key_Return)
    look = desk.page.look
    desk.officer.wait(look.isVisible)
    assert look.about.text() == f"{count} on the list · lists have changed: compare again"
    desk.compare()
    assert sum(n or 0 for n in desk.counts().values()) == count


def test_those_at_no_school_go_onto_a_kelurahans_list_by_one_key(desk: Desk) -> None:
    desk.compare()
    desk.show("nowhere")
    look = desk.page.look
    assert not look.send.isEnabled()
    kedundung = next(
        line.listed.village for line in look.shown()
        if line.listed and line.listed.village_name == "Kedundung"
    )  # fmt: skip
    look.where.choose(kedundung)
    assert look.chosen_visit() == desk.place.kelurahan
    names = set(desk.names())
    desk.officer.press(Key.Key_K, CTRL)
    desk.idle()
    assert desk.counts()["village"] == len(names) > 0
    desk.show("village")
    assert set(desk.names()) == names
    assert desk.window.session
    there = queries.everyone(desk.window.session.db, desk.place.kelurahan)
    assert {entry.visitor.fields["name"] for entry in there} == names


def test_what_is_shown_is_saved_as_excel(desk: Desk) -> None:
    desk.compare()
    desk.page.look.where.choose(desk.place.other)
    shown = desk.names()
    desk.officer.press(Key.Key_S, CTRL)
    desk.idle()
    (path,) = desk.folder.glob("*.xlsx")
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[3:]] == shown


def test_the_page_fits_a_small_screen_with_a_long_pair(desk: Desk) -> None:
    desk.compare()
    desk.show("doubtful")
    assert desk.window.height() == 728


def test_the_invitation_is_saved_from_the_visits_page(desk: Desk) -> None:
    desk.officer.open("visits")
    assert desk.window.frame
    desk.window.frame.work.choose(desk.place.school)
    desk.officer.press(Key.Key_I, CTRL)
    desk.idle()
    (path,) = desk.folder.glob("undangan-*.pdf")
    assert path.read_bytes().startswith(b"%PDF")


def test_a_laptop_has_no_page_of_candidates(qtbot: QtBot, tmp_path: Path) -> None:
    w.device(tmp_path / "a", "Laptop A").close()
    window = Window(tmp_path / "a")
    qtbot.addWidget(window)
    window.enter(open_home(tmp_path / "a", "Op Laptop A", w.PASSPHRASE))
    assert window.frame
    assert "candidates" not in window.frame.pages
    window.finish()


def test_an_office_without_a_list_is_told_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    w.device(tmp_path / "o", "Kantor", "office", "K").close()
    window = Window(tmp_path / "o", dialogs=Dialogs(list_file=lambda _parent: None))
    qtbot.addWidget(window)
    window.show()
    window.enter(open_home(tmp_path / "o", "Op Kantor", w.PASSPHRASE))
    officer = Officer(window)
    page = officer.open("candidates")
    assert isinstance(page, Candidates)
    assert page.look.table().empty_state().title() == "No list of the registry yet"
    assert officer.at() is page.look.take_in
    assert not page.look.compare.isEnabled()
    window.finish()
