"""How each desk goes, and how each hour went: the second view of the queue."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.fold import Visit
from fieldapp.reports import desk_figures, pace_words
from fieldapp.reports.desk_figures import Figures, Line, Slot
from fieldapp.store.connect import Connection
from fieldapp.texts import _, number
from fieldapp.wording import moment
from ui import theme
from ui.widgets.label import ShortLabel
from ui.widgets.rows import Column
from ui.widgets.table import Table

T = TypeVar("T")
Hour = tuple[int, Slot]


class DeskFigures(QWidget):
    """The desks at the left; at the right the hours of the one that is marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._made: Figures | None = None
        self.end = ShortLabel("", 15, strong=True, lines=2)
        self.desks: Table[Line] = Table(_desk_columns(), lambda line: line.desk, _("Desks"))
        self.whose = ShortLabel("", 15, strong=True)
        self.hours: Table[Hour] = Table(_hour_columns(), lambda hour: hour[0], _("Hours"))
        self.desks.set_empty(_("No figures yet"), _("They come with the first who check in."))
        self.hours.set_empty(_("No figures yet"), _("They come with the first who check in."))
        self.desks.current_changed.connect(self._show_hours)
        self._lay_out()

    def show_visit(self, db: Connection, visit: Visit, now: int) -> None:
        """Show how a visit goes at the moment `now`; the desk that is marked stays marked."""
        self._made = desk_figures.figures(db, visit, now)
        late = self._made.outlook.late  # then it stands above, as on the other view
        self.end.set_text("" if late else pace_words.end_words(self._made.outlook))
        self.end.setVisible(not late)
        self.desks.set_rows(self._made.lines)
        if self.desks.current_row() is None:
            self.desks.choose(desk_figures.HALL)
        self._show_hours()

    def _show_hours(self, *_line: object) -> None:
        line = self.desks.current_row()
        text = _("{desk}, by the hour")
        self.whose.set_text(text.format(desk=line.name) if line else "")
        self.hours.set_rows(list(line.hours.items()) if line else [])

    def _lay_out(self) -> None:
        for table in (self.desks, self.hours):  # all together stay first, hours in their order
            table.setSortingEnabled(False)
        tables = QHBoxLayout()
        tables.setSpacing(theme.px(20))
        for head, table in ((ShortLabel(_("Each desk"), 15, strong=True), self.desks),
                            (self.whose, self.hours)):  # fmt: skip
            column = QVBoxLayout()
            column.setSpacing(theme.px(8))
            column.addWidget(head)
            column.addWidget(table, 1)
            tables.addLayout(column, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(12))
        whole.addWidget(self.end)
        whole.addLayout(tables, 1)


def _desk_columns() -> list[Column[Line]]:
    name: Column[Line] = Column("name", _("Desk"), lambda line: line.name, stretch=True)
    return [name, *_slot_columns(lambda line: line.whole)]


def _hour_columns() -> list[Column[Hour]]:
    hour: Column[Hour] = Column("hour", _("Hour"), lambda hour: _hour(hour[0]), stretch=True)
    return [hour, *_slot_columns(lambda hour: hour[1])]


def _slot_columns(of: Callable[[T], Slot]) -> list[Column[T]]:
    return [
        Column("served", _("served"), lambda row: number(of(row).served), "right", 84),
        Column("waiting", _("waiting"), lambda row: number(of(row).waiting), "right", 92),
        Column("each", _("min each"), lambda row: _each(of(row)), "right", 108),
        Column("missing", _("did not come"), lambda row: number(of(row).no_shows), "right", 116),
    ]


def _hour(begun: int) -> str:
    at = moment(begun)
    return f"{at:%H.%M}–{(at.hour + 1) % 24:02}.{at:%M}"


def _each(slot: Slot) -> str:
    return "–" if slot.each is None else number(slot.each)
