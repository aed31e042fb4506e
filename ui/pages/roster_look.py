"""The first look at a list: its columns, its first rows, and what is doubtful about it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.identity import mask_field, mask_within
from fieldapp.domain.people import FIELDS
from fieldapp.domain.periods import parse_date
from fieldapp.roster.preview import Preview, Row
from fieldapp.texts import _, ngettext, number, short_date
from fieldapp.wording import field_name, word
from ui import theme
from ui.pages.column_map import ColumnMap
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.message import Message
from ui.widgets.rows import Column
from ui.widgets.table import Table

_WIDTHS = {"name": 210, "nik": 176, "kk": 176, "address": 210, "nisn": 124, "birth_date": 116}


class RosterLook(QWidget):
    """A list as it was recognised. `sheet_chosen` when another sheet of the file is wanted."""

    sheet_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about = ShortLabel("", 15, "muted", lines=2)
        self.sheets = QComboBox()
        self.sheets.setAccessibleName(_("Sheet"))
        self.sheets.activated.connect(lambda at: self.sheet_chosen.emit(self.sheets.itemText(at)))
        self.message = Message()
        self.columns = ColumnMap()
        self.rows = _table([])
        self.take = KeyButton(_("Take in"), "Enter", "primary")
        self.leave = KeyButton(_("Cancel"), "Esc")
        self._lay_out()

    def begin(self, found: Preview) -> None:
        """Show another list."""
        self.columns.begin(found.columns)
        self.sheets.clear()
        self.sheets.addItems(found.sheets)
        self.sheets.setCurrentText(found.sheet)
        self.sheets.setVisible(len(found.sheets) > 1)
        self.show_preview(found)

    def show_preview(self, found: Preview) -> None:
        """Show the same list as it is recognised now."""
        self.about.set_text(_about(found))
        self.columns.show_fields(found.columns)
        self._show_rows(found.rows)
        named = any(column.field == "name" for column in found.columns)
        self.take.setEnabled(named)
        self.take.setText(
            ngettext("Take in {n} row", "Take in {n} rows", found.total).format(
                n=number(found.total)
            )
        )
        self.take.updateGeometry()
        self._warn(found.warnings, named=named)

    def first_focus(self) -> QWidget | None:
        """The button that takes the list in; where names are missing, the first column."""
        return self.take if self.take.isEnabled() else self.columns.first_choice()

    def _warn(self, warnings: Sequence[str], *, named: bool) -> None:
        if not named:
            todo = _("Choose at the left which column holds the names.")
            self.message.show_message("stop", warnings[0] if warnings else "", todo)
        elif warnings:
            self.message.show_message("wait", warnings[0], " ".join(warnings[1:]))
        else:
            self.message.clear()

    def _show_rows(self, rows: Sequence[Row]) -> None:
        """The first rows under the fields that they have; the fields may be others each time."""
        used = {name for row in rows for name in row.values}
        table = _table([name for name in FIELDS if name in used])
        table.set_empty(
            _("Nothing to show yet"), _("The first rows stand here once the names are known.")
        )
        table.set_rows(rows)
        self._right.replaceWidget(self.rows, table)
        self.rows.deleteLater()
        self.rows = table

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.px(8))
        left.addWidget(label(_("Columns of the list, and what they hold"), 15, strong=True))
        left.addWidget(self.columns, 1)
        self._right = QVBoxLayout()
        self._right.setSpacing(theme.px(8))
        self._right.addWidget(label(_("The first rows, as they are taken in"), 15, strong=True))
        self._right.addWidget(self.rows, 1)
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(24))
        middle.addLayout(left, 1)
        middle.addLayout(self._right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(label(_("Take in a list"), 24, strong=True))
        column.addLayout(_row(self.about, self.sheets, wide=self.about))
        column.addWidget(self.message)
        column.addLayout(middle, 1)
        column.addLayout(_row(self.take, self.leave))


def _about(found: Preview) -> str:
    """The file, what it is, and the titles above the list, in words."""
    rows = ngettext("{n} row", "{n} rows", found.total).format(n=number(found.total))
    sheet = _("sheet “{sheet}”").format(sheet=found.sheet)
    titles = [" ".join(line.split()) for line in found.title if line.strip() != found.sheet]
    known = [found.file, word("layout", found.layout), sheet, rows, *titles[:3]]
    return mask_within(" · ".join(known))


def _table(names: Sequence[str]) -> Table[Row]:
    columns = [Column[Row]("row", _("Row"), lambda row: str(row.row), align="right", width=64)]
    columns += [_column(name) for name in names]
    table = Table(columns, lambda row: row.row, _("The first rows"))
    table.setCornerWidget(QWidget())
    return table


def _column(name: str) -> Column[Row]:
    def shown(row: Row) -> str:
        value = row.values.get(name, "")
        day = parse_date(value) if name == "birth_date" else None
        return short_date(day) if day else mask_field(name, value)

    return Column(name, field_name(name), shown, width=_WIDTHS.get(name, 120))


def _row(*parts: QWidget, wide: QWidget | None = None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(12))
    for part in parts:
        row.addWidget(part, 1 if part is wide else 0)
    if wide is None:
        row.addStretch()
    return row
