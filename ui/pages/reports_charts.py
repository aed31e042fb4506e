"""The charts of the reports: coverage, people per hour, what each group came to, and the desks."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.reports import coverage, dashboard, throughput
from fieldapp.reports.dashboard import ALL, Board
from fieldapp.reports.dashboard_words import column_name, persons
from fieldapp.reports.throughput import Desk
from fieldapp.texts import _, long_date, number
from ui import theme
from ui.pages.choose import SaveFile
from ui.pages.reports_data import ReportsData
from ui.pages.reports_view import FiguresView
from ui.widgets.chart import Bars, Chart, Columns, Item, Part, Steps
from ui.widgets.form import section_title
from ui.widgets.label import ShortLabel
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Work

_INKS = {"recorded": "accent", "failed": "stop", "deferred": "wait", "refused": "neutral",
         "absent": "line"}  # fmt: skip
_PAPER = (660, 170)  # px at 100 %


class ChartsView(FiguresView):
    """Four of them at once; a figure opens the people behind it."""

    def __init__(
        self,
        work: Work,
        data: ReportsData,
        choose_save: SaveFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, data, choose_save, parent)
        self.covered = Steps(_("Coverage of the registry's list"))
        self.hours = Columns(_("People served per hour of the day"))
        self.groups = Bars("")
        self.covered_line = ShortLabel("", 13, "muted")
        self.waits = ShortLabel("", 13, "muted")
        self.desks: Table[Desk] = Table(_desk_columns(), _which, _("Desks"))
        self._lay_out()
        self._connect()

    def begin(self) -> QWidget | None:
        """What each group came to."""
        return self.groups

    def show_data(self) -> None:
        """Show what was read."""
        board = self.data.board
        self.covered.show_items(covered_items(board))
        found = coverage.coverage(board)
        self.covered.set_target(
            found.target, _("Target {count}").format(count=number(found.target))
        )
        self.covered_line.setVisible(not found.listed)
        self.covered_line.set_text(_("No list of the registry was taken in."))
        self.hours.show_items(hour_items(board))
        self.groups.show_items(group_items(board, self.by))
        self.desks.set_empty(_("Nobody served yet"), _("Each desk appears with its first person."))
        self.desks.set_rows(throughput.desks(board, ALL, ""))
        waits = throughput.waits(board, ALL, "")
        self.waits.set_text(_waits_words(waits))

    def show_grouping(self) -> None:
        """What each group came to, with the keyboard on it."""
        self.groups.show_items(group_items(self.data.board, self.by))
        self.groups.setFocus()

    def _open_group(self, key: str, column: str) -> None:
        board = self.data.board
        title = f"{column_name(column)} · {dashboard.name_of(board, self.by, key)}"
        self.show_behind(title, persons(dashboard.people(board, self.by, key, column)))

    def _open_hour(self, key: str, _part: str) -> None:
        keys = throughput.people_of_hour(self.data.board, ALL, "", int(key), "served")
        self.show_behind(_("Served from {hour}").format(hour=f"{int(key):02}.00"), keys)

    def _open_day(self, key: str, _part: str) -> None:
        day = date.fromisoformat(key)
        rows = coverage.covered(self.data.board, day)
        title = _("Recorded by {date}").format(date=long_date(day))
        self.show_behind(title, {row.key for row in rows})

    def _open_desk(self, desk: Desk) -> None:
        keys = throughput.people_of_desk(self.data.board, ALL, "", desk.device, desk.station)
        self.show_behind(f"{_('Served')} · {desk.name}", keys)

    def _connect(self) -> None:
        self.groups.chosen.connect(self._open_group)
        self.hours.chosen.connect(self._open_hour)
        self.covered.chosen.connect(self._open_day)
        self.desks.activated_row.connect(self._open_desk)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(section_title(_("What each came to")), 1)
        head.addWidget(self.switch)
        grid = QGridLayout(self.inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(32))
        grid.setVerticalSpacing(theme.px(8))
        grid.addLayout(head, 0, 0)
        grid.addWidget(section_title(_("Coverage of the registry's list")), 0, 1)
        grid.addWidget(self.groups, 1, 0)
        covered = QVBoxLayout()
        covered.addWidget(self.covered, 1)
        covered.addWidget(self.covered_line)
        grid.addLayout(covered, 1, 1)
        grid.addWidget(section_title(_("People served per hour of the day")), 2, 0)
        desks = QHBoxLayout()
        desks.setSpacing(theme.px(12))
        desks.addWidget(section_title(_("Desks")))
        desks.addWidget(self.waits, 1)
        grid.addLayout(desks, 2, 1)
        grid.addWidget(self.hours, 3, 0)
        grid.addWidget(self.desks, 3, 1)
        for place, share in ((1, 3), (3, 2)):
            grid.setRowStretch(place, share)
        for place in (0, 1):
            grid.setColumnStretch(place, 1)


def group_items(board: Board, by: str) -> list[Item]:
    """What each group came to, as parts of a bar."""
    return [
        Item(
            one.key,
            one.name,
            tuple(
                Part(column, column_name(column), ink, one.counts[column])
                for column, ink in _INKS.items()
            ),
        )
        for one in dashboard.groups(board, by)
    ]


def hour_items(board: Board) -> list[Item]:
    """How many were served in each hour of the day."""
    return [
        Item(str(one.hour), f"{one.hour:02}",
             (Part("served", _("Served"), "accent", one.served),))
        for one in throughput.hours(board, ALL, "")
    ]  # fmt: skip


def covered_items(board: Board) -> list[Item]:
    """How many of the registry's list were recorded by the end of each day."""
    found = coverage.coverage(board)
    if not found.listed:
        return []
    return [
        Item(one.day.isoformat(), f"{one.day:%d-%m}",
             (Part("recorded", _("So far"), "accent", one.total),))
        for one in found.days
    ]  # fmt: skip


def pictures(board: Board, by: str) -> list[tuple[str, str]]:
    """The charts for print: the words above each, and the picture as an address."""
    found = coverage.coverage(board)
    steps, bars, columns = Steps(""), Bars(""), Columns("")
    steps.set_target(found.target, _("Target {count}").format(count=number(found.target)))
    made: list[tuple[str, str]] = []
    for chart, words, items in (
        (bars, _("What each came to"), group_items(board, by)),
        (steps, _("Coverage of the registry's list"), covered_items(board)),
        (columns, _("People served per hour of the day"), hour_items(board)),
    ):
        if items:
            made.append((words, _address(_drawn(chart, items))))
    return made


def _drawn(chart: Chart, items: Sequence[Item]) -> QImage:
    chart.show_items(items)
    wide, high = _PAPER
    return chart.picture(wide, max(high, chart.sizeHint().height()))


def _address(image: QImage) -> str:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return "data:image/png;base64," + b64encode(bytes(buffer.data().data())).decode()


def _which(desk: Desk) -> tuple[str, str]:
    return (desk.device, desk.station)


def _waits_words(waits: throughput.Waits) -> str:
    if waits.middle is None or waits.late is None:
        return ""
    return _("half waited up to {middle} minutes, nine of ten up to {late}").format(
        middle=number(waits.middle), late=number(waits.late)
    )


def _desk_columns() -> Sequence[Column[Desk]]:
    def minutes(value: float | None) -> str:
        return "" if value is None else number(value)

    return (
        Column("name", _("Laptop, desk"), lambda one: one.name, stretch=True),
        Column("served", _("Served"), lambda one: number(one.served), align="right", width=84,
               sort_key=lambda one: one.served),
        Column("each", _("Per hour"), lambda one: number(one.each), align="right", width=84,
               sort_key=lambda one: one.each),
        Column("middle", _("Half waited"), lambda one: minutes(one.waits.middle), align="right",
               width=112, sort_key=lambda one: one.waits.middle or 0),
        Column("late", _("Nine of ten"), lambda one: minutes(one.waits.late), align="right",
               width=112, sort_key=lambda one: one.waits.late or 0),
    )  # fmt: skip
