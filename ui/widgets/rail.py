"""The rail at the left of the window: where one can go, as icons with words beneath."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.widgets.hint import hint

SMALLEST_WORD = 10
KEYS = (*"1234567890J", "Shift+F")  # with Ctrl, for the places in their order
_ROOMY = 8  # places; more of them stand closer


class Rail(QWidget):
    """Places to go, one of them chosen; Ctrl and one of `KEYS` goes there directly."""

    chosen = Signal(str)

    def __init__(
        self, items: Iterable[tuple[str, str, str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        self._column.setSpacing(theme.px(4))
        self._column.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.set_items(items)

    def set_items(self, items: Iterable[tuple[str, str, str]]) -> None:
        """Show one button for each (key, icon, text), and choose the first, saying nothing."""
        for old in self._buttons.values():
            self._group.removeButton(old)
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = {}
        places = list(items)
        roomy = len(places) <= _ROOMY
        self._column.setSpacing(theme.px(4 if roomy else 0))
        for place, (key, icon, text) in enumerate(places):
            button = RailButton(
                icon, text, KEYS[place] if place < len(KEYS) else "", self, roomy=roomy
            )
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._column.insertWidget(place, button)
            self._buttons[key] = button
        if self._buttons:
            self.choose(next(iter(self._buttons)))

    def choose(self, key: str) -> None:
        """Mark the button of `key` as chosen, without a signal."""
        self._buttons[key].setChecked(True)

    def current(self) -> str:
        """The key that is chosen, or nothing."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def button(self, key: str) -> "RailButton":
        """The button of `key`."""
        return self._buttons[key]

    def sizeHint(self) -> QSize:
        return QSize(theme.px(theme.RAIL), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("raised"))
        edge = self.rect().adjusted(self.width() - 1, 0, 0, 0)
        painter.fillRect(edge, theme.color("line"))
        painter.end()


class RailButton(QAbstractButton):
    """One place in the rail."""

    def __init__(
        self, icon: str, text: str, key: str, parent: QWidget, *, roomy: bool = True
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._roomy, self._key = roomy, key
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(text)
        self.setToolTip(hint(text))
        if key:
            keys = QKeySequence(f"Ctrl+{key}")
            QShortcut(keys, self).activated.connect(self.click)
            self.setToolTip(f"{text} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")

    def sizeHint(self) -> QSize:
        return QSize(theme.px(theme.RAIL), theme.px(60 if self._roomy else 50))

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(2)
        self._paint_ground(painter, self.rect().toRectF().adjusted(side, 0, -side, 0))
        color = theme.color("accent" if self.isChecked() else "muted")
        picture = theme.px(24)
        gap = theme.px(4 if self._roomy else 2)
        room = QRect((self.width() - picture) // 2, 2 * gap, picture, picture)
        icons.paint(painter, room, self._icon, color)
        self._paint_word(painter, room.bottom() + gap)
        self._paint_key(painter)
        painter.end()

    def _paint_ground(self, painter: QPainter, box: QRectF) -> None:
        corner = theme.px(theme.CORNER)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(theme.color("selection" if self.isChecked() else "hover"))
            painter.drawRoundedRect(box, corner, corner)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), corner, corner)

    def _paint_key(self, painter: QPainter) -> None:
        """The sign that goes here with Ctrl, in the corner."""
        painter.setFont(theme.font(SMALLEST_WORD))
        painter.setPen(theme.color("muted"))
        box = self.rect().adjusted(0, theme.px(2), -theme.px(7), 0)
        sign = self._key.replace("Shift+", "⇧")
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, sign)

    def _paint_word(self, painter: QPainter, top: int) -> None:
        """Long words are set a little smaller before they are elided."""
        room = self.width() - theme.px(4)
        size = theme.CAPTION
        while size > SMALLEST_WORD and _wide(self.text(), size) > room:
            size -= 1
        painter.setFont(theme.font(size))
        painter.setPen(theme.color("text" if self.isChecked() else "muted"))
        word = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room + 1)
        box = QRect(theme.px(2), top, room, self.height() - top - theme.px(4 if self._roomy else 2))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)


def _wide(text: str, size: int) -> int:
    return theme.metrics(size).horizontalAdvance(text)
