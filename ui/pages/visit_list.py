"""The list of visits: where, when, and whether it is closed."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from fieldapp.domain.fold import Visit
from fieldapp.texts import _, long_date
from ui import icons, theme
from ui.widgets.hint import hint

_Index = QModelIndex | QPersistentModelIndex
_PLACE, _BELOW, _ID, _CLOSED = (int(Qt.ItemDataRole.UserRole) + number for number in range(4))
_HIGH = 60


def state_word(visit: Visit) -> str:
    """Whether a visit is planned, closed, or only for practice."""
    if visit.state == "closed":
        return _("Closed")
    return _("Practice") if visit.practice else _("Planned")


class VisitList(QListWidget):
    """The latest visit first; `picked(visit id)` when another one is gone to."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Visits"))
        self.setItemDelegate(_Lines(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self._setting = False
        self.currentItemChanged.connect(self._tell)

    def set_visits(self, visits: Sequence[Visit], chosen: str) -> None:
        """Show these, with `chosen` marked; no signal comes from it."""
        self._setting = True
        while self.count() > len(visits):
            self.takeItem(self.count() - 1)
        for row, visit in enumerate(visits):
            if row == self.count():
                self.addItem(QListWidgetItem())
            _fill(self.item(row), visit)
        ids = [visit.visit for visit in visits]
        self.setCurrentRow(ids.index(chosen) if chosen in ids else -1)
        self._setting = False

    def chosen(self) -> str:
        """The id of the visit that is marked, or nothing."""
        item = self.currentItem()
        return str(item.data(_ID)) if item else ""

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item and not self._setting:
            self.picked.emit(item.data(_ID))


def _fill(item: QListWidgetItem, visit: Visit) -> None:
    below = f"{long_date(visit.plan.date)} · {state_word(visit)}"
    item.setText(f"{visit.plan.place}, {below}")  # read aloud, and searched by typing
    item.setToolTip(hint(visit.plan.place))
    for role, value in (
        (_PLACE, visit.plan.place), (_BELOW, below), (_ID, visit.visit),
        (_CLOSED, visit.state == "closed"),
    ):  # fmt: skip
        item.setData(role, value)


class _Lines(QStyledItemDelegate):
    """A place above its date; a bar at the left of the one that is chosen."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002
        lines = theme.metrics(theme.BODY).height() + theme.metrics(theme.CAPTION).height()
        return QSize(0, max(theme.px(_HIGH), lines + theme.px(20)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        box = option.rect
        if chosen or hovered:
            painter.fillRect(box, theme.color("selection" if chosen else "hover"))
        if chosen:
            painter.fillRect(
                box.adjusted(0, 0, theme.px(3) - box.width(), 0), theme.color("accent")
            )
        painter.fillRect(box.adjusted(0, box.height() - 1, 0, 0), theme.color("line"))
        self._paint_words(painter, box, index)
        painter.restore()

    def _paint_words(self, painter: QPainter, box: QRect, index: _Index) -> None:
        closed = bool(index.data(_CLOSED))
        side = theme.px(16)
        room = box.adjusted(side, theme.px(9), -side, -theme.px(9))
        if closed:
            picture = theme.px(16)
            middle = box.center().y() - picture // 2
            place = QRect(room.right() - picture + 1, middle, picture, picture)
            icons.paint(painter, place, "check", theme.color("muted"))
            room.setRight(place.left() - theme.px(8))
        top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        bottom = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.setFont(theme.font(theme.BODY, strong=not closed))
        painter.setPen(theme.color("muted" if closed else "text"))
        painter.drawText(room, top, _elided(painter, str(index.data(_PLACE)), room.width()))
        painter.setFont(theme.font(theme.CAPTION))
        painter.setPen(theme.color("muted"))
        painter.drawText(room, bottom, _elided(painter, str(index.data(_BELOW)), room.width()))


def _elided(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
