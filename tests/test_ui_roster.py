"""Lists on the page of visits: looked at, put right, taken in, refused, stopped."""

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import people
from fieldapp.store import queries
from tests import lists
from tests.visits_place import CTRL, Key, Place, laptop
from tests.workplace import visit_with
from ui import theme
from ui.pages.visits import Visits


@pytest.fixture(autouse=True, scope="module")
def _dressed(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with laptop(tmp_path) as made:
        yield made


def test_a_list_is_shown_before_it_is_taken_in(place: Place, qtbot: QtBot) -> None:
    place.work.choose(visit_with(place.session, 0))
    page = place.open(qtbot)
    path = place.folder / "kelas.xlsx"
    lists.write_dapodik(path, lists.pupils(30))
    place.take(qtbot, path)
    look = page.roster.look
    assert page.roster.stack.currentWidget() is look
    for part in ("kelas.xlsx", "Dapodik list of pupils", "Daftar Peserta Didik", "30 rows"):
        assert part in look.about.text()
    assert look.columns.combos[1].currentData() == "name"
    assert look.columns.combos[24].currentData() is None  # the father's name is not the pupil's
    assert [row.values["name"] for row in look.rows.rows()][:1] == ["Bima Pratama AA"]
    assert queries.everyone(place.session.db, place.work.visit_id) == []


def test_enter_takes_the_list_in_and_a_second_time_changes_nothing(
    place: Place, qtbot: QtBot
) -> None:
    place.work.choose(visit_with(place.session, 0))
    page = place.open(qtbot)
    path = place.folder / "kelas.xlsx"
    lists.write_dapodik(path, lists.pupils(30))
    for figures in (("30", "30", "0", "0"), ("30", "0", "0", "30")):
        place.take(qtbot, path)
        take_in(page, qtbot)
        shown = page.roster.result.figures
        assert tuple(shown.text(key) for key in ("read", "new", "changed", "same")) == figures
        QTest.keyClick(page, Key.Key_Return)
        assert page.whole.currentWidget() is not page.roster
    assert len(page.overview.people.rows()) == 30


def take_in(page: Visits, qtbot: QtBot) -> None:
    """Press Enter on a list, and wait for what it brought."""
    QTest.keyClick(page, Key.Key_Return)
    roster = page.roster
    qtbot.waitUntil(lambda: roster.stack.currentWidget() is roster.result)


def test_problems_are_shown_by_the_lists_rows_and_saved(place: Place, qtbot: QtBot) -> None:
    place.work.choose(visit_with(place.session, 0))
    page = place.open(qtbot)
    pupils = lists.pupils(4)
    pupils[2]["nik"] = "123"
    path = place.folder / "kelas.xlsx"
    lists.write_dapodik(path, pupils)
    place.take(qtbot, path)
    take_in(page, qtbot)
    result = page.roster.result
    ((_place, problem),) = result.problems.rows()
    assert (problem.row, problem.field, problem.value) == (9, "nik", "123")
    QTest.keyClick(page, Key.Key_S, CTRL)
    assert result.message.tone() == "ok"
    book = openpyxl.load_workbook(place.folder / "kelas - problems.xlsx")
    assert [cell.value for cell in book.active[2]][:3] == ["9", "nik", "123"]


def test_a_column_is_put_right_before_the_list_is_taken_in(place: Place, qtbot: QtBot) -> None:
    place.work.choose(visit_with(place.session, 0))
    page = place.open(qtbot)
    path = place.folder / "tangan.csv"
    rows = [["Dewi", "0071234567", "2007-08-12"], ["Eko", "0071234568", "2007-09-13"]]
    lists.write_csv(path, [["Siapa", "NISN", "Tanggal Lahir"], *rows])
    place.take(qtbot, path)
    look = page.roster.look
    assert not look.take.isEnabled()
    assert look.message.isVisible()
    qtbot.waitUntil(lambda: look.columns.first_choice() is QApplication.focusWidget())
    heading = look.columns.combos[0]
    heading.setCurrentIndex(heading.findData("name"))
    qtbot.waitUntil(look.take.isEnabled)
    assert not look.message.isVisible()
    take_in(page, qtbot)
    found = queries.everyone(place.session.db, place.work.visit_id)
    assert [entry.visitor.fields["name"] for entry in found] == ["Dewi", "Eko"]


def test_a_field_chosen_for_another_column_leaves_the_first(place: Place, qtbot: QtBot) -> None:
    place.work.choose(visit_with(place.session, 0))
    page = place.open(qtbot)
    path = place.folder / "tangan.csv"
    lists.write_csv(path, [["Nama", "Panggilan"], ["Dewi Lestari", "Dewi"], ["Eko W", "Eko"]])
    place.take(qtbot, path)
    combos = page.roster.look.columns.combos
    for column, other in ((1, 0), (0, 1)):
        combos[column].setCurrentIndex(combos[column].findData("name"))
        qtbot.waitUntil(lambda other=other: combos[other].currentData() is None)  # type: ignore[misc]
        assert combos[column].currentData() == "name"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n....", "This file is not a spreadsheet."),
        (b"", "This file is empty."),
        (b"<html><table></table></html>", "This file is a web page"),
    ],
)
def test_what_is_no_list_is_refused_in_place_with_a_way_on(
    place: Place, qtbot: QtBot, content: bytes, what: str
) -> None:
    place.work.choose(visit_with(place.session, 0))
    page = place.open(qtbot)
    path = place.folder / "kelas.xlsx"
    path.write_bytes(content)
    place.take(qtbot, path)
    refused = page.roster.refused
    assert page.roster.stack.currentWidget() is refused
    assert refused.message.what().startswith(what)
    assert place.said == []
    good = place.folder / "baik.xlsx"
    lists.write_dapodik(good, lists.pupils(2))
    place.chosen.append(good)
    QTest.keyClick(page, Key.Key_Return)
    qtbot.waitUntil(lambda: page.roster.stack.currentWidget() is page.roster.look)
    QTest.keyClick(page, Key.Key_Escape)
    assert page.whole.currentWidget() is not page.roster


def test_taking_in_can_be_stopped_and_changes_nothing(
    place: Place, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.work.choose(visit_with(place.session, 0))
    page = place.open(qtbot)
    path = place.folder / "kelas.xlsx"
    lists.write_dapodik(path, lists.pupils(30))
    place.take(qtbot, path)
    real = people.take_in
    stopped_first(monkeypatch, real, page)
    QTest.keyClick(page, Key.Key_Return)
    roster = page.roster
    qtbot.waitUntil(lambda: roster.stack.currentWidget() is roster.look)
    assert roster.look.message.what() == "Stopped; nothing was changed."
    assert queries.everyone(place.session.db, place.work.visit_id) == []
    monkeypatch.undo()
    take_in(page, qtbot)


def stopped_first(
    monkeypatch: pytest.MonkeyPatch, real: Callable[..., people.Taken], page: Visits
) -> None:
    """Have an officer be quick: the stop comes between the two steps."""

    def quick(*args: object) -> people.Taken:
        task = page.work.task
        assert task is not None
        task.cancel()
        return real(*args)

    monkeypatch.setattr(people, "take_in", quick)
