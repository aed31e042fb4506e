"""How the cells of tables and lists are drawn: plain text, and badges."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from ui import theme
from ui.widgets import pill
from ui.widgets.hint import hint
from ui.widgets.pill import Mark

MARK_ROLE = int(Qt.ItemDataRole.UserRole) + 1

_Index = QModelIndex | QPersistentModelIndex


class TextDelegate(QStyledItemDelegate):
    """Draws text; a text too long for its cell is shown in full under the mouse."""

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        text = self.cut_text(option, index)
        if text:
            QToolTip.showText(event.globalPos(), hint(text), view)
        else:
            QToolTip.hideText()
        return True

    def cut_text(self, option: QStyleOptionViewItem, index: _Index) -> str:
        """The cell's text if its cell is too narrow for it, else nothing."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        fits = self.sizeHint(option, index).width() <= option.rect.width()
        return "" if fits else text

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """One ring round the table says where the keyboard is; cells draw none of their own."""
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus


class BadgeDelegate(TextDelegate):
    """Draws a badge in each cell whose data at `role` is a (tone, icon, text)."""

    def __init__(self, parent: QAbstractItemView, role: int = MARK_ROLE) -> None:
        super().__init__(parent)
        self._role = role

    def mark(self, index: _Index) -> Mark | None:
        """What the badge of a cell says, if it has one."""
        found = index.data(self._role)
        return Mark(*found) if found else None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        mark = self.mark(index)
        if mark:
            pill.paint(painter, self._inside(option), mark, pill.SMALL)

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        if self.mark(index):
            option.text = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        mark = self.mark(index)
        if not mark:
            return super().sizeHint(option, index)
        needed = pill.size(mark, pill.SMALL)
        return QSize(needed.width() + 2 * theme.px(8), needed.height() + theme.px(4))

    def _inside(self, option: QStyleOptionViewItem) -> QRect:
        side = theme.px(8)
        return option.rect.adjusted(side, 0, -side, 0)


def plain_text(model: QAbstractItemModel, row: int) -> str:
    """A row as text, its cells divided by tabs."""
    cells = (model.index(row, column) for column in range(model.columnCount()))
    texts = (str(cell.data(Qt.ItemDataRole.DisplayRole) or "") for cell in cells)
    return "\t".join(_no_formula(text) for text in texts)


def _no_formula(text: str) -> str:
    """What a spreadsheet program would calculate when it is pasted there, as text."""
    return f" {text}" if text[:1] in "=+-@" and text[1:] else text
