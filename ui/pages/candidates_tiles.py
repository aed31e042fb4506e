"""How many of the registry's list stand how, and how many pupils are not on it."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from fieldapp.texts import number
from fieldapp.wording import word
from ui import theme
from ui.pages.choice import paint_card
from ui.widgets.keys import key_text, keycap_size, paint_keycap

ORDER = ("call", "nowhere", "doubtful", "village", "missed", "recorded", "unlisted")
_CALLS_FOR_WORK = {"doubtful": "wait"}  # the tone of a number that is not nought


class KindTiles(QWidget):
    """One tile for each kind, one of them chosen; Alt+1 to Alt+7 choose. `chosen(kind)`."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = {
            kind: KindTile(kind, f"Alt+{place}", self) for place, kind in enumerate(ORDER, 1)
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for tile in self.tiles.values():
            row.addWidget(tile, 1)
            tile.clicked.connect(lambda _on=False, kind=tile.kind: self.chosen.emit(kind))
        self.tiles[ORDER[0]].setChecked(True)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show the figures; a kind without one is not known yet."""
        for kind, tile in self.tiles.items():
            tile.set(counts.get(kind))

    def kind(self) -> str:
        """What is chosen."""
        return next(kind for kind, tile in self.tiles.items() if tile.isChecked())


class KindTile(QAbstractButton):
    """A number, what it counts, and the key that shows who they are."""

    def __init__(self, kind: str, keys: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind, self._keys = kind, key_text(keys)
        self._count: int | None = None
        self.setText(word("candidate", kind))
        self.setToolTip(self.text())
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        QShortcut(QKeySequence(keys), self).activated.connect(self.click)

    def set(self, count: int | None) -> None:
        """Show `count`, or a dash."""
        self._count = count
        self.setAccessibleName(f"{self.text()}: {self._shown()}")
        self.update()

    def count(self) -> int | None:
        """The number that is shown."""
        return self._count

    def _shown(self) -> str:
        return "–" if self._count is None else number(self._count)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(144), theme.px(80))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(96), theme.px(80))

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
        side = theme.px(12)
        room = self.rect().adjusted(side, theme.px(8), -side, -theme.px(4))
        self._paint_key(painter, room)
        painter.setFont(theme.number_font(theme.TITLE, strong=True))
        high = painter.fontMetrics().height()
        painter.setPen(theme.color(self._tone()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft, self._shown())
        painter.setFont(theme.font(theme.CAPTION, strong=self.isChecked()))
        painter.setPen(theme.color("text" if self.isChecked() else "muted"))
        below = room.adjusted(0, high, 0, 0)
        painter.drawText(
            below, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        painter.end()

    def _paint_key(self, painter: QPainter, room: QRect) -> None:
        cap = keycap_size(self._keys)
        box = QRect(room.right() - cap.width() + 1, room.top(), cap.width(), cap.height())
        paint_keycap(painter, box, self._keys, theme.color("muted"))

    def _tone(self) -> str:
        if not self._count:
            return "muted"
        return _CALLS_FOR_WORK.get(self.kind, "text")
