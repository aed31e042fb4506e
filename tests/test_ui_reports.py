"""The page of the reports, by keyboard: figures, the people behind them, charts, papers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from fieldapp.reports import berita_acara, coverage, dashboard, throughput
from fieldapp.reports.dashboard import BY
from fieldapp.store.session import open_home
from tests import dashboard_place as place
from tests import workplace as w
from ui import theme
from ui.app import Dialogs, Window
from ui.officer import ALT, CTRL, Officer
from ui.pages.reports import ReportsPage
from ui.pages.reports_table import SHOWN
from ui.widgets.chart import Chart

Key = Qt.Key


@dataclass
class Desk:
    """The office's window with the page open, and where its dialogs save."""

    folder: Path
    home: Path
    suffix: str = ".xlsx"
    window: Window = field(init=False)
    officer: Officer = field(init=False)

    @property
    def page(self) -> ReportsPage:
        assert self.window.frame
        page = self.window.frame.pages["reports"]
        assert isinstance(page, ReportsPage)
        return page

    def idle(self) -> None:
        frame = self.window.frame
        assert frame
        data = self.page.recap.data
        self.officer.wait(lambda: frame.work.task is None and data.ready and data.is_fresh())

    def show(self, number: int) -> None:
        """Turn to a view by its key."""
        self.officer.press(Qt.Key(Key.Key_0 + number), ALT)
        self.officer.wait(self.page.view().isVisible)
        self.idle()

    def saved(self, stem: str) -> Path:
        self.officer.press(Key.Key_S, CTRL)
        self.idle()
        return (self.folder / stem).with_suffix(self.suffix)

    @property
    def board(self) -> dashboard.Board:
        return dashboard.load(self.page.work.session.db)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with place.prepared(tmp_path_factory.mktemp("reports")) as made:
        return made.office.home


@pytest.fixture
def desk(qtbot: QtBot, home: Path, tmp_path: Path) -> Iterator[Desk]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    made = Desk(tmp_path, home)
    dialogs = Dialogs(save=lambda _title, name, _kinds: (tmp_path / name).with_suffix(made.suffix))
    made.window = Window(home, dialogs=dialogs)
    made.window.resize(1366, 728)
    qtbot.addWidget(made.window)
    made.window.show()
    made.officer = Officer(made.window)
    made.officer.wait(made.officer.has_keyboard)
    made.window.enter(open_home(home, "Op Kantor", w.PASSPHRASE))
    made.officer.open("reports")
    made.idle()
    yield made
    made.window.close()
    made.window.finish()


def test_the_figures_are_those_of_the_recap_in_each_grouping(desk: Desk) -> None:
    table = desk.page.recap.table
    for by in BY:
        assert desk.page.recap.by == by
        wanted = [*dashboard.groups(desk.board, by), dashboard.overall(desk.board)]
        assert table.rows() == wanted
        desk.officer.press(Key.Key_G, CTRL)
    assert desk.page.recap.by == BY[0]


def test_arrows_go_among_the_figures_and_enter_opens_the_people_behind(desk: Desk) -> None:
    page = desk.page.recap
    assert desk.window.focusWidget() is page.table
    desk.officer.press(Key.Key_Down)
    for _step in range(SHOWN.index("recorded")):
        desk.officer.press(Key.Key_Right)
    group = page.table.rows()[1]
    desk.officer.press(Key.Key_Return)
    assert page.behind.isVisible()
    assert desk.window.focusWidget() is page.behind.table
    assert len(page.behind.table.rows()) == group.counts["recorded"] > 0
    nik = page.behind.table.rows()[0].fields["nik"]
    assert nik not in page.behind.table.columns()[2].text(page.behind.table.rows()[0])
    desk.officer.press(Key.Key_Escape)
    assert desk.window.focusWidget() is page.table
    assert page.table.currentIndex().row() == 1


def test_a_click_on_a_figure_opens_its_people_and_nobody_is_behind_a_nought(desk: Desk) -> None:
    page = desk.page.recap
    column = 1 + SHOWN.index("absent")
    row = next(n for n, g in enumerate(page.table.rows()) if g.counts["absent"])
    spot = page.table.visualRect(page.table.model().index(row, column)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert len(page.behind.table.rows()) == page.table.rows()[row].counts["absent"]
    desk.officer.press(Key.Key_Escape)
    page.table.opened.emit(page.table.rows()[0], "nothing of the sort")
    assert not page.behind.isVisible()


def test_the_people_behind_a_figure_are_saved(desk: Desk) -> None:
    page = desk.page.recap
    desk.officer.press(Key.Key_Return)
    people = [one.fields["name"] for one in page.behind.table.rows()]
    rows = CalamineWorkbook.from_path(desk.saved("people")).get_sheet_by_index(0).to_python()
    names = [str(row[0]) for row in rows]
    assert names[-len(people) :] == people


def test_the_recap_is_saved_as_a_workbook_and_as_pages_with_charts(desk: Desk) -> None:
    book = CalamineWorkbook.from_path(desk.saved("recap"))
    assert len(book.sheet_names) == len(BY) + 3
    whole = [row for row in book.get_sheet_by_index(0).to_python() if row]
    assert whole[-1][2:] == [
        float(dashboard.overall(desk.board).counts[column]) for column in dashboard.COLUMNS
    ]
    desk.suffix = ".pdf"
    made = desk.saved("recap").read_bytes()
    assert made.startswith(b"%PDF")
    assert made.count(b"/Subtype /Image") >= 3


def test_the_charts_say_the_same_as_the_figures(desk: Desk) -> None:
    desk.show(2)
    charts, board = desk.page.charts, desk.board
    groups = dashboard.groups(board, BY[0])
    assert [
        {part.key: part.count for part in item.parts} for item in charts.groups.items()
    ] == [
        {key: one.counts[key] for key in ("recorded", "failed", "deferred", "refused", "absent")}
        for one in groups
    ]  # fmt: skip
    hours = throughput.hours(board, dashboard.ALL, "")
    assert [item.count for item in charts.hours.items()] == [one.served for one in hours]
    days = coverage.coverage(board).days
    assert [item.count for item in charts.covered.items()] == [one.total for one in days]
    assert charts.desks.rows() == throughput.desks(board, dashboard.ALL, "")


def test_a_chart_is_walked_by_keys_and_opens_who_is_behind(desk: Desk) -> None:
    desk.show(2)
    charts = desk.page.charts
    assert desk.window.focusWidget() is charts.groups
    desk.officer.press(Key.Key_Down)
    desk.officer.press(Key.Key_Right)
    item = charts.groups.items()[1]
    failed = item.parts[1]
    assert failed.key == "failed"
    desk.officer.press(Key.Key_Return)
    assert charts.behind.isVisible()
    assert len(charts.behind.table.rows()) == failed.count
    desk.officer.press(Key.Key_Escape)
    assert desk.window.focusWidget() is charts.groups
    for chart in (charts.hours, charts.covered):
        chart.setFocus()
        desk.officer.press(Key.Key_Return)
        assert len(charts.behind.table.rows()) == chart.items()[0].count
        desk.officer.press(Key.Key_Escape)


def test_a_click_on_a_bar_opens_who_is_behind(desk: Desk) -> None:
    desk.show(2)
    charts = desk.page.charts
    desk.officer.wait(lambda: bool(spots(charts.groups)))
    place_, item, part = spots(charts.groups)[0]
    QTest.mouseClick(charts.groups, Qt.MouseButton.LeftButton, pos=place_)
    wanted = charts.groups.items()[item].parts[part].count
    assert len(charts.behind.table.rows()) == wanted > 0


def spots(chart: Chart) -> list[tuple[QPoint, int, int]]:
    """Where the chart was painted."""
    return [(box.center().toPoint(), item, part) for box, item, part in chart._spots]


def test_a_charts_print_differs_from_white_paper(desk: Desk) -> None:
    desk.show(2)
    for chart in (desk.page.charts.groups, desk.page.charts.hours, desk.page.charts.covered):
        image = chart.picture(300, 200)
        seen = {image.pixel(x, y) for x in range(0, image.width(), 7)
                for y in range(0, image.height(), 7)}  # fmt: skip
        assert len(seen) > 2


def test_the_official_report_of_a_visit_is_seen_and_saved(desk: Desk) -> None:
    desk.show(3)
    page = desk.page.official
    assert desk.window.focusWidget() is page.about
    page.about.choose(desk.board.visits and next(iter(desk.board.visits)))
    assert "BERITA ACARA" in page.paper.toPlainText().upper() or page.paper.toPlainText()
    chosen = page.about.current_row()
    assert chosen is not None
    assert chosen.place in page.paper.toPlainText()
    desk.suffix = ".pdf"
    assert desk.saved("report").read_bytes().startswith(b"%PDF")
    desk.suffix = ".xlsx"
    assert CalamineWorkbook.from_path(desk.saved("report")).sheet_names


def test_the_official_report_of_a_period_adds_its_visits_up(desk: Desk) -> None:
    desk.show(3)
    page = desk.page.official
    page.about.choose("")
    assert page.since.isEnabled()
    assert page._report is not None
    assert len(page._report.visits) == len(desk.board.visits)
    page.until.setDate(page.since.date())
    assert len(page._report.visits) == 1
    page.until.setDate(page.since.date().addDays(-10))
    assert page._report is None
    assert not page.save.isEnabled()


def test_the_letterhead_is_typed_in_the_page(desk: Desk) -> None:
    desk.show(3)
    page = desk.page.official
    desk.officer.press(Key.Key_K, CTRL)
    assert desk.window.focusWidget() is page.head.lines
    page.head.lines.setPlainText("PEMERINTAH KOTA CONTOH\n\nDINAS CONTOH")
    desk.officer.press(Key.Key_Return, CTRL)
    assert berita_acara.letterhead(page.work.session.db) == (
        "PEMERINTAH KOTA CONTOH", "DINAS CONTOH",
    )  # fmt: skip
    assert "DINAS CONTOH" in page.paper.toPlainText()
    desk.officer.press(Key.Key_K, CTRL)
    page.head.lines.setPlainText("\n".join(["x"] * 9))
    desk.officer.press(Key.Key_Return, CTRL)
    assert page.head.isVisible()  # refused: what was typed stays
    desk.officer.press(Key.Key_Escape)
    assert desk.window.focusWidget() is page.about


def test_an_office_without_visits_is_told_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    office = w.device(tmp_path / "new", "Kantor", "office", "K")
    office.close()
    window = Window(office.home)
    qtbot.addWidget(window)
    window.show()
    officer = Officer(window)
    officer.wait(officer.has_keyboard)
    window.enter(open_home(office.home, "Op Kantor", w.PASSPHRASE))
    officer.open("reports")
    assert window.frame
    page = window.frame.pages["reports"]
    assert isinstance(page, ReportsPage)
    officer.wait(lambda: page.recap.data.ready)
    assert page.recap.table.empty_state().isVisible()
    assert not page.recap.save.isEnabled()
    window.close()
    window.finish()
