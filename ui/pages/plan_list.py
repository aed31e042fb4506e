"""A list of people with its groups at the left: narrowed by a group and by typing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.domain import names
from fieldapp.reports.pupils import Who
from fieldapp.texts import _, number
from ui import theme
from ui.pages.plan_groups import ALL, Group, GroupTable
from ui.widgets.catch_keys import catch_keys
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.rows import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table

T = TypeVar("T", bound=Who)
_GROUPS_WIDE = 344
_FLAG = QItemSelectionModel.SelectionFlag


@dataclass(frozen=True)
class Grouping(Generic[T]):
    """How a list can be grouped: its code and word, and how its groups are told and drawn."""

    code: str
    title: str
    key: Callable[[T], str]
    label: Callable[[str], str]
    order: Callable[[str], tuple[object, ...]]
    tone: Callable[[T], str]


class PeopleList(QWidget, Generic[T]):
    """Shows lines; `chosen` when another line or selection is chosen."""

    chosen = Signal()

    def __init__(
        self,
        columns: Sequence[Column[T]],
        groupings: Sequence[Grouping[T]],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines: list[T] = []
        self._groupings = groupings
        self._grouping = groupings[0]
        self.field = SearchField(_("Filter by name, class, school or kelurahan"))
        self.switch = KeyButton("", "Ctrl+G", "", "rows")
        self.groups = GroupTable(_("Group"))
        self.table: ManyTable[T] = ManyTable(columns, identify, name)
        self.count = ShortLabel("", 13, "muted")
        self._lay_out()
        self._connect()
        self._name_switch()

    def by(self) -> str:
        """The code of the grouping."""
        return self._grouping.code

    def show_lines(self, lines: Sequence[T]) -> None:
        """Show these; what was chosen stays where it is still there."""
        self._lines = list(lines)
        self._show_groups()
        self._filter()

    def shown(self) -> list[T]:
        """The lines that the group and the typed words let through, as sorted."""
        return self.table.rows()

    def group_by(self, code: str) -> None:
        """Group otherwise, everyone chosen."""
        self._grouping = next(one for one in self._groupings if one.code == code)
        self._name_switch()
        self._show_groups()
        self.groups.choose(ALL)
        self._filter()

    def _next_grouping(self) -> None:
        place = self._groupings.index(self._grouping) + 1
        self.group_by(self._groupings[place % len(self._groupings)].code)

    def _name_switch(self) -> None:
        self.switch.setVisible(len(self._groupings) > 1)
        text = _("By {group}").format(group=self._grouping.title.lower())
        self.switch.set_look(text, "")
        self.table.hide_column(self._grouping.code)

    def _show_groups(self) -> None:
        by, counted = self._grouping, dict[str, dict[str, int]]()
        for line in self._lines:
            tones = counted.setdefault(by.key(line), {})
            tone = by.tone(line)
            tones[tone] = tones.get(tone, 0) + 1
        most = max((sum(tones.values()) for tones in counted.values()), default=0)
        found = [
            Group(key, by.label(key), tuple(sorted(counted[key].items())), most)
            for key in sorted(counted, key=by.order)
        ]
        self.groups.show_groups(by.title, found)

    def _filter(self) -> None:
        group, typed = self.groups.chosen(), self.field.text().casefold().split()
        shown = [
            line
            for line in self._lines
            if (group == ALL or self._grouping.key(line) == group) and _lets(line, typed)
        ]
        self.table.set_rows(shown)
        if shown and self.table.current_row() is None:
            self.table.move_by(0)
        self._tell()

    def _tell(self) -> None:
        chosen = len(self.table.selected_rows())
        text = _("{shown} of {count} people shown").format(
            shown=number(len(self.shown())), count=number(len(self._lines))
        )
        if chosen > 1:
            text += " · " + _("{count} chosen").format(count=number(chosen))
        self.count.set_text(text if self._lines else "")
        self.chosen.emit()

    def _step(self, step: int) -> None:
        """Arrows leave the field for the list, where Shift and Space choose several."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.move_by(step)

    def clear_filters(self) -> None:
        """Let everyone through again."""
        self.field.clear()
        self.groups.choose(ALL)
        self._filter()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        self.switch.setFixedWidth(theme.px(_GROUPS_WIDE))
        self.switch.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        head.addWidget(self.switch)
        head.addWidget(self.field, 1)
        people = QHBoxLayout()
        people.setSpacing(theme.px(8))
        self.groups.setFixedWidth(theme.px(_GROUPS_WIDE))
        people.addWidget(self.groups)
        people.addWidget(self.table, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addLayout(people, 1)

    def _connect(self) -> None:
        self.switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.switch.clicked.connect(self._next_grouping)
        self.field.typed.connect(lambda _text: self._filter())
        self.field.moved.connect(self._step)
        self.groups.current_changed.connect(lambda _row: self._filter())
        self.table.selectionModel().selectionChanged.connect(lambda *_rows: self._tell())
        self.table.empty_acted.connect(self.clear_filters)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self.field.setFocus)
        catch_keys(self, self.field)


class ManyTable(Table[T]):
    """A table where Space chooses one more, or leaves it out again, and goes on to the next."""

    def hide_column(self, key: str) -> None:
        """Leave out what the chosen grouping tells already; the others are shown."""
        for place, column in enumerate(self.columns()):
            self.setColumnHidden(place, column.key == key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or not self.currentIndex().isValid():
            super().keyPressEvent(event)
            return
        chosen = self.selectionModel()
        here = self.currentIndex()
        alone = [index.row() for index in chosen.selectedRows()] == [here.row()]
        if not alone:
            chosen.select(here, _FLAG.Toggle | _FLAG.Rows)
        below = here.siblingAtRow(here.row() + 1)
        if below.isValid():
            chosen.setCurrentIndex(below, _FLAG.NoUpdate)


def identify(line: Who) -> tuple[str, str]:
    """What tells a line from all others."""
    return (line.visit, line.person)


def _lets(line: Who, typed: Sequence[str]) -> bool:
    """Whether each typed word begins a word of what the line says."""
    if not typed:
        return True
    said = (line.name, names.normal(line.name), line.class_, line.school, line.village_name)
    words = f" {' '.join(said)}".casefold()
    return all(
        f" {one}" in words or (len(one) >= 4 and one.isdigit() and line.nik.startswith(one))
        for one in typed
    )
