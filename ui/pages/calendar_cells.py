"""How the calendar's cells are drawn: days that are told once, places with icons, tone dots."""

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from fieldapp.texts import _
from ui import icons, theme
from ui.pages.calendar_rows import ICONS, TONES, Row
from ui.widgets.cells import TextDelegate
from ui.widgets.rows import RowsModel

_Index = QModelIndex | QPersistentModelIndex
_SIDE = 8
_ICON = 18
_DOT = 5


class CalendarCells(TextDelegate):
    """A rule above each day, a stronger one above each week; today in the accent."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Own drawing takes the text's place where there is more than text."""
        super().initStyleOption(option, index)
        row, key = _row(index), _key(index)
        option.font = theme.font(theme.BODY, strong=key == "place")
        if row.standing.state == "closed" or key in ("hours", "team", "laptops"):
            option.palette.setColor(option.palette.ColorRole.Text, theme.color("muted"))
        if key in ("day", "place", "state", "missing"):
            option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        row, before, key = _row(index), _before(index), _key(index)
        painter.save()
        _rule(painter, option.rect, row, before)
        side = theme.px(_SIDE)
        room = option.rect.adjusted(side, 0, -side, 0)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if key == "day" and (before is None or before.day != row.day):
            _day(painter, room, row, text)
        elif key == "place":
            _place(painter, room, row, text)
        elif key == "state":
            _state(painter, room, row, text)
        elif key == "missing" and text:
            state = row.standing.state
            calm = state == "complete" or (state == "planned" and not _is_near(row))
            _words(painter, room, text, theme.color("muted" if calm else "wait"))
        painter.restore()

    def cut_text(self, option: QStyleOptionViewItem, index: _Index) -> str:
        """Everything that is missing, under the mouse; and what is cut elsewhere."""
        if _key(index) == "missing":
            return "\n".join(_row(index).standing.missing)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        strong = _key(index) == "place"
        used = theme.px(_ICON) + 3 * theme.px(_SIDE) if strong else 2 * theme.px(_SIDE)
        wide = theme.metrics(theme.BODY, strong=strong).horizontalAdvance(text)
        return text if wide + used > option.rect.width() else ""


def _is_near(row: Row) -> bool:
    """Whether what is missing is missing soon: within a week, or ever since."""
    return (row.day - row.today).days <= 7


def _row(index: _Index) -> Row:
    return cast("RowsModel[Row]", index.model()).row(index.row())


def _before(index: _Index) -> Row | None:
    model = cast("RowsModel[Row]", index.model())
    return model.row(index.row() - 1) if index.row() else None


def _key(index: _Index) -> str:
    return cast("RowsModel[Row]", index.model()).columns[index.column()].key


def _rule(painter: QPainter, box: QRect, row: Row, before: Row | None) -> None:
    if before is None or before.day == row.day:
        return
    week = before.day.isocalendar()[:2] != row.day.isocalendar()[:2]
    today = before.day < row.today <= row.day
    high = theme.px(2) if week or today else 1
    color = theme.color("accent" if today else "edge" if week else "line")
    painter.fillRect(QRect(box.left(), box.top(), box.width(), high), color)


def _day(painter: QPainter, room: QRect, row: Row, text: str) -> None:
    if row.day != row.today:
        _words(painter, room, text, theme.color("text"))
        return
    shown = _("Today {day}").format(day=text.partition(" ")[2])
    _words(painter, room, shown, theme.color("accent"), strong=True)


def _place(painter: QPainter, room: QRect, row: Row, text: str) -> None:
    closed = row.standing.state == "closed"
    side = theme.px(_ICON)
    box = QRect(room.left(), room.center().y() - side // 2, side, side)
    setting = row.standing.visit.plan.setting
    icons.paint(painter, box, ICONS.get(setting, "visits"), theme.color("muted"))
    room = room.adjusted(side + theme.px(_SIDE), 0, 0, 0)
    _words(painter, room, text, theme.color("muted" if closed else "text"), strong=not closed)


def _state(painter: QPainter, room: QRect, row: Row, text: str) -> None:
    paint_dot(painter, room, TONES[row.standing.state])
    color = theme.color("muted" if row.standing.state == "closed" else "text")
    _words(painter, room.adjusted(theme.px(2 * _DOT + _SIDE), 0, 0, 0), text, color)


def paint_dot(painter: QPainter, room: QRect, tone: str) -> None:
    """A dot in the colour of a tone, at the left of `room`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(tone))
    radius = theme.px(_DOT)
    painter.drawEllipse(QPointF(room.left() + radius, QRectF(room).center().y()), radius, radius)


def _words(
    painter: QPainter, room: QRect, text: str, color: QColor, *, strong: bool = False
) -> None:
    painter.setFont(theme.font(theme.BODY, strong=strong))
    painter.setPen(color)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
