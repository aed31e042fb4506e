"""How many of a visit have each badge; choosing a count shows who they are."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from fieldapp.domain.eligibility import BADGES, MAY_RECORD
from fieldapp.texts import _, number
from ui import badges, theme
from ui.pages.choice import paint_card
from ui.widgets import pill
from ui.widgets.hint import hint
from ui.widgets.pill import Mark

MAY = "may_record"
_COLUMNS = 3
_SIDE = 8  # px beside what stands in a tile


class BadgeCounts(QWidget):
    """A tile for everyone who may be recorded, and one for each badge.

    `chosen(key)` comes with a badge's code, MAY, or the empty string once none is chosen.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: dict[str, Tile] = {MAY: TotalTile()}
        self.tiles |= {code: Tile(badges.badge(code)) for code in BADGES}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(8))
        grid.addWidget(self.tiles[MAY], 0, 0, 2, 1)
        for place, code in enumerate(BADGES):
            grid.addWidget(self.tiles[code], place // _COLUMNS, place % _COLUMNS + 1)
        for column in range(1, _COLUMNS + 1):
            grid.setColumnStretch(column, 1)
        for key, tile in self.tiles.items():
            tile.clicked.connect(lambda _on=False, key=key: self._choose(key))

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many have each badge."""
        total = sum(counts.values())
        self.tiles[MAY].set(sum(counts.get(code, 0) for code in MAY_RECORD), total)
        for code in BADGES:
            self.tiles[code].set(counts.get(code, 0), total)

    def key(self) -> str:
        """What is chosen: a badge's code, MAY, or the empty string."""
        return next((key for key, tile in self.tiles.items() if tile.isChecked()), "")

    def choose(self, key: str) -> None:
        """Mark a tile, or none for the empty string, without a signal."""
        for other, tile in self.tiles.items():
            tile.setChecked(other == key)

    def _choose(self, key: str) -> None:
        self.choose(key if self.tiles[key].isChecked() else "")
        self.chosen.emit(self.key())


def matches(badge: str, key: str) -> bool:
    """Whether somebody with `badge` is among those that a tile counts."""
    return not key or badge == key or (key == MAY and badge in MAY_RECORD)


class Tile(QAbstractButton):
    """A badge and how many have it. Enter or a click chooses it, again lets go."""

    def __init__(self, mark: Mark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark
        self._count = self._total = 0
        self.setText(mark.text)
        self.setToolTip(hint(mark.text))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, count: int, total: int) -> None:
        """Show `count` of `total`."""
        self._count, self._total = count, total
        self.setAccessibleName(f"{self.text()}: {number(count)}")
        self.updateGeometry()
        self.update()

    def count(self) -> int:
        """The number that is shown."""
        return self._count

    def sizeHint(self) -> QSize:
        figures = theme.metrics(theme.TITLE, strong=True).horizontalAdvance(number(self._count))
        wide = pill.size(self._mark, pill.SMALL).width() + figures + 2 * theme.px(_SIDE)
        return QSize(wide + theme.px(8), theme.px(48))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(112), theme.px(48))

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card(painter, self)
        self._paint_content(painter)
        painter.end()

    def _paint_content(self, painter: QPainter) -> None:
        side = theme.px(_SIDE)
        inside = self.rect().adjusted(side, 0, -side, 0)
        figures = self._paint_number(painter, inside, theme.TITLE)
        inside.setRight(inside.right() - figures - theme.px(8))
        pill.paint(painter, inside, self._mark, pill.SMALL)

    def _paint_number(self, painter: QPainter, room: QRect, size: int) -> int:
        """Draw the count at the right; its width."""
        painter.setFont(theme.number_font(size, strong=True))
        painter.setPen(theme.color("text" if self._count else "muted"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, right, number(self._count))
        return painter.fontMetrics().horizontalAdvance(number(self._count))


class TotalTile(Tile):
    """Everyone who may be recorded, and out of how many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Mark("ok", "", _("May be recorded")), parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        figures = theme.metrics(theme.NUMBER, strong=True).horizontalAdvance(number(self._count))
        beside = theme.metrics(theme.BODY).horizontalAdvance(self._beside()) + theme.px(8)
        below = theme.metrics(theme.BODY, strong=True).horizontalAdvance(self.text())
        return QSize(max(figures + beside, below) + theme.px(36), theme.px(104))

    def _paint_content(self, painter: QPainter) -> None:
        side = theme.px(16)
        room = self.rect().adjusted(side, theme.px(12), -side, -theme.px(12))
        painter.setFont(theme.number_font(theme.NUMBER, strong=True))
        painter.setPen(theme.color("text" if self._count else "muted"))
        shown = number(self._count)
        high = painter.fontMetrics().height()
        wide = painter.fontMetrics().horizontalAdvance(shown)
        base = room.top() + painter.fontMetrics().ascent()
        painter.drawText(room.left(), base, shown)
        painter.setFont(theme.number_font(theme.BODY))
        painter.setPen(theme.color("muted"))
        painter.drawText(room.left() + wide + theme.px(8), base, self._beside())
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font(theme.BODY, strong=True))
        below = room.adjusted(0, high, 0, 0)
        words = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, below.width()
        )
        low = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(below, low, words)

    def _beside(self) -> str:
        return _("of {total}").format(total=number(self._total))
