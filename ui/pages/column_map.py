"""Which column of a list holds what: as recognised, and as an officer puts it right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.domain.identity import mask_field, mask_within
from fieldapp.roster.headers import Field
from fieldapp.roster.preview import Column
from fieldapp.texts import _
from fieldapp.wording import field_name
from ui import theme
from ui.pages.no_wheel import no_wheel
from ui.widgets.label import ShortLabel, label

_SHARES = (5, 5, 5)


def list_field_name(field: str) -> str:
    """A field of a list as officers call it; two of them hold two things in one cell."""
    both = {"birth": _("Place and date of birth"), "rt_rw": "RT/RW"}
    return both.get(field) or field_name(field)


class ColumnMap(QScrollArea):
    """A line for each column: its heading, a choice of what it holds, and examples.

    `remapped(column, field or None)` when another field is chosen for a column.
    """

    remapped = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combos: dict[int, QComboBox] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def begin(self, columns: Sequence[Column]) -> None:
        """Show the columns of another list: those recognised first."""
        self.combos = {}
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, theme.px(12), 0)
        self._lines.setSpacing(theme.px(8))
        known = [column for column in columns if column.field]
        self._add_part(_("Recognised"), known)
        self._add_part(_("Not taken in"), [column for column in columns if not column.field])
        self._lines.addStretch()
        self.setWidget(inside)

    def show_fields(self, columns: Sequence[Column]) -> None:
        """Show what each column holds now, without a signal; the lines stay where they are."""
        for column in columns:
            combo = self.combos.get(column.index)
            if combo:
                combo.blockSignals(True)
                combo.setCurrentIndex(max(0, combo.findData(column.field)))
                combo.blockSignals(False)

    def first_choice(self) -> QComboBox | None:
        """The first combo box."""
        return next(iter(self.combos.values()), None)

    def _add_part(self, title: str, columns: list[Column]) -> None:
        if not columns:
            return
        self._lines.addWidget(label(f"{title} · {len(columns)}", 13, "muted", strong=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(4))
        for place, share in enumerate(_SHARES):
            grid.setColumnStretch(place, share)
            grid.setColumnMinimumWidth(place, theme.px(96))
        for line, column in enumerate(columns):
            heading = mask_within(column.heading) or _("Column {n}").format(n=column.index + 1)
            sample = " · ".join(mask_field(column.field or "", one) for one in column.sample)
            grid.addWidget(ShortLabel(_plain(heading)), line, 0)
            grid.addWidget(self._combo(column, heading), line, 1)
            grid.addWidget(ShortLabel(_plain(sample), 13, "muted"), line, 2)
        self._lines.addLayout(grid)

    def _combo(self, column: Column, heading: str) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(_("What the column {heading} holds").format(heading=heading))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.addItem("—", None)
        for field in Field:
            combo.addItem(list_field_name(field.value), field.value)
        combo.setCurrentIndex(max(0, combo.findData(column.field)))
        combo.currentIndexChanged.connect(
            lambda place, index=column.index: self.remapped.emit(index, combo.itemData(place))
        )
        no_wheel(combo)
        self.combos[column.index] = combo
        return combo


def _plain(text: str) -> str:
    return " ".join(text.split())
