"""Groups of people beside a list: how many in each, as a number and a bar, and which is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from fieldapp.texts import _, number
from ui import theme
from ui.widgets.cells import TextDelegate
from ui.widgets.rows import Column, RowsModel
from ui.widgets.table import Table

ALL = "\0"  # the key of the row that stands for everyone
_BAR = 104  # px at 100 %
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Group:
    """One row: its key and words, and the people of each tone; `most` is a full bar."""

    key: str
    label: str
    parts: tuple[tuple[str, int], ...]
    most: int

    @property
    def people(self) -> int:
        """How many there are."""
        return sum(count for _tone, count in self.parts)


class GroupTable(Table[Group]):
    """Everyone, then each group; the row that is chosen narrows the list beside it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        columns = (
            Column[Group]("label", title, lambda one: one.label, stretch=True),
            Column[Group](
                "people", _("People"), lambda one: number(one.people), align="right", width=64,
                sort_key=lambda one: one.people,
            ),
            Column[Group]("bar", "", lambda _one: "", width=_BAR,
                          sort_key=lambda one: one.people),
        )  # fmt: skip
        super().__init__(columns, lambda one: one.key, title, parent)
        self.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.setItemDelegateForColumn(2, _Bar(self))
        self.setSortingEnabled(False)
        self.horizontalHeader().setSectionsClickable(False)

    def show_groups(self, title: str, groups: Sequence[Group]) -> None:
        """Show these under `title`; what was chosen stays where it is still there."""
        chosen = self.chosen()
        self.retitle("label", title)
        everyone = Group(ALL, _("Everyone"), (("", sum(one.people for one in groups)),), 0)
        self.set_rows([everyone, *groups])
        if not self.choose(chosen):
            self.choose(ALL)

    def chosen(self) -> str:
        """The key of the group that is chosen."""
        row = self.current_row()
        return row.key if row else ALL


class _Bar(TextDelegate):
    """Draws how many, one colour beside the other."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        model = index.model()
        if isinstance(model, RowsModel):
            _paint_bar(painter, QRectF(option.rect), model.row(index.row()))


def _paint_bar(painter: QPainter, room: QRectF, group: Group) -> None:
    if not group.most:
        return
    side, high = theme.px(8), theme.px(12)
    left, whole = room.left() + side, room.width() - 2 * side
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    for tone, count in group.parts:
        wide = whole * count / group.most
        if count:
            painter.setBrush(theme.color(tone))
            wide = max(wide, float(theme.px(2)))
            painter.drawRect(QRectF(left, room.center().y() - high / 2, wide, high))
        left += wide
    painter.restore()
