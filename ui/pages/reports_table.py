"""The recap of all visits in groups, each figure a door to the people behind it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.reports import coverage, dashboard, dashboard_paper, dashboard_words
from fieldapp.reports.dashboard import COLUMNS, Group
from fieldapp.reports.dashboard_words import column_name, grouping_name
from fieldapp.texts import _, number
from ui import printing, theme
from ui.pages.choose import SaveFile
from ui.pages.reports_charts import pictures
from ui.pages.reports_data import ReportsData
from ui.pages.reports_view import FiguresView
from ui.pages.saving import Words, save_as
from ui.widgets.counter import CounterRow
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Work

_WIDE = {"ikd": 64, "failed": 64}  # px, else 80
SHOWN = tuple(column for column in COLUMNS if column not in ("listed", "walk_ins"))


class RecapTable(FiguresView):
    """Groups and figures; Ctrl+G groups otherwise, arrows go among the figures, Enter opens."""

    def __init__(
        self,
        work: Work,
        data: ReportsData,
        choose_save: SaveFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, data, choose_save, parent)
        large = [(column, column_name(column).lower()) for column in dashboard_paper.LARGE]
        large[-1] = ("ikd", "IKD")
        self.large = CounterRow([*large, ("coverage", _("of the registry's list"))])
        self.save = KeyButton(_("Save or print"), "Ctrl+S", "", "print")
        self.table = _Cells(_columns(), lambda one: (one.by, one.key), _("Recap"))
        self.told = ShortLabel("", 13, "muted", lines=2)
        self._lay_out()
        self._connect()

    def begin(self) -> QWidget | None:
        """The figures."""
        return self.table

    def show_data(self) -> None:
        """Show what was read."""
        board = self.data.board
        whole = dashboard.overall(board)
        covered = coverage.coverage(board)
        for column in dashboard_paper.LARGE:
            self.large.set(column, number(whole.counts[column]))
        share = f"{number(dashboard_words.share_of(covered))} %" if covered.listed else "–"
        self.large.set("coverage", share)
        self.table.retitle("name", grouping_name(self.by))
        groups = dashboard.groups(board, self.by)
        self.table.set_empty(
            _("No visit yet"), _("Plan visits in the calendar (Ctrl+7); figures appear here.")
        )
        self.table.set_rows([*groups, whole] if board.visits else [])
        if self.table.current_row() is None:
            self.table.begin()
        said = (dashboard_words.overlap(board, self.by), dashboard_words.coverage_line(covered))
        self.told.set_text(" ".join(filter(None, said)) if board.visits else "")
        self.save.setEnabled(bool(board.visits))
        self.switch.setEnabled(bool(board.visits))

    def show_grouping(self) -> None:
        """From the first figure of the first group."""
        self.show_data()
        self.table.begin()

    def _open(self, group: Group, column: str) -> None:
        """Who is behind a figure; behind a name, everyone of the group."""
        if not group.counts.get(column, 0):
            return
        board = self.data.board
        keys = dashboard_words.persons(dashboard.people(board, group.by, group.key, column))
        self.show_behind(f"{column_name(column)} · {group.name}", keys)

    def _save(self) -> None:
        today = date.today()  # noqa: DTZ011 -- the local day
        board, by = self.data.board, self.by
        shown = pictures(board, by)  # drawn here: widgets belong to the screen's thread

        def write(path: Path, *_work: object) -> None:
            if path.suffix.lower() == ".pdf":
                page = dashboard_paper.page(board, by, today, shown)
                printing.write_pdf(page, path, _("Recap of all visits"))
            else:
                dashboard_paper.write(board, path, today=today, first=by)

        words = Words(_("Save the recap"), _("Writing the recap"), _("The recap was saved: {file}"))
        names = (_("recap.xlsx"), _("recap.pdf"))
        save_as(self.work, self.choose_save, words, names, write)

    def _connect(self) -> None:
        self.save.clicked.connect(self._save)
        self.table.opened.connect(self._open)

    def _lay_out(self) -> None:
        self.save.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.save.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.large)
        head.addStretch()
        head.addWidget(self.switch)
        head.addWidget(self.save)
        column = QVBoxLayout(self.inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)


class _Cells(Table[Group]):
    """`opened(group, column)` on Enter or a click on a figure."""

    opened = Signal(object, str)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.setSelectionBehavior(Table.SelectionBehavior.SelectItems)
        self.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.setSortingEnabled(False)  # the order is the grouping's; the whole stands last
        self.horizontalHeader().setSectionsClickable(False)
        self.clicked.connect(self._clicked)

    def begin(self) -> None:
        """The first figure of the first group."""
        if self.rows():
            self.setCurrentIndex(self.model().index(0, 1))

    def _dress(self) -> None:
        """Without arrows of sorting, titles need less room."""
        super()._dress()
        header = self.horizontalHeader()
        for place, column in enumerate(self.columns()):
            if not column.stretch:
                title = theme.metrics(theme.CAPTION).horizontalAdvance(column.title)
                header.resizeSection(place, max(theme.px(column.width), title + theme.px(20)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._clicked(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        if index.isValid() and index.column() > 0:
            column = self.columns()[index.column()]
            self.opened.emit(self.rows()[index.row()], column.key)


def _columns() -> Sequence[Column[Group]]:
    name = Column[Group]("name", "", lambda one: one.name, stretch=True)
    return (name, *(_figure(column) for column in SHOWN))


def _figure(column: str) -> Column[Group]:
    def count(one: Group) -> int:
        return one.counts[column]

    return Column(
        column, column_name(column), lambda one: number(count(one)), align="right",
        width=_WIDE.get(column, 80), sort_key=count,
    )  # fmt: skip
