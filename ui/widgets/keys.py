"""Keys printed on the screen, and buttons that say which key presses them."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QToolTip,
    QWidget,
)

from fieldapp.texts import _
from ui import icons, theme
from ui.widgets.hint import hint


def key_text(keys: str) -> str:
    """How the keys are named on a keyboard: "Return" is Enter, "Space" is translated."""
    text = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    arrows = text.replace("Left", "←").replace("Right", "→")
    return arrows.replace("Return", "Enter").replace("Space", _("Space"))


def keycap_size(text: str) -> QSize:
    """The space of a printed key."""
    words = theme.metrics(theme.CAPTION)
    high = max(theme.px(20), words.height() + 2)
    return QSize(max(high, words.horizontalAdvance(text) + theme.px(12)), high)


def paint_keycap(painter: QPainter, box: QRect, text: str, color: QColor) -> None:
    """Draw a printed key in one colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outline = box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(outline, theme.px(4), theme.px(4))
    painter.setFont(theme.font(theme.CAPTION))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class Keycap(QWidget):
    """A printed key, such as Enter or F1."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = key_text(keys)
        self.setAccessibleName(self._text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """The key as printed."""
        return self._text

    def sizeHint(self) -> QSize:
        return keycap_size(self._text)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_keycap(painter, self.rect(), self._text, theme.color("muted"))
        painter.end()


class KeyButton(QPushButton):
    """A button that shows at its right the key that presses it; elides its text when narrow.

    kind: "", primary, quiet or danger. The key works while the button is visible and enabled.
    """

    def __init__(
        self,
        text: str,
        keys: str = "",
        kind: str = "",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._keys, self._icon, self._kind = key_text(keys), icon, kind
        self.setProperty("kind", kind)
        self.setAccessibleName(text)
        if keys:
            self.setAccessibleDescription(_("Key: {key}").format(key=self._keys))
        self.shortcuts = [QShortcut(QKeySequence(each), self) for each in _both_enters(keys)]
        for shortcut in self.shortcuts:
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.click)

    def set_look(self, text: str, kind: str) -> None:
        """Change what the button says, and its kind."""
        self.setText(text)
        self._kind = kind
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

    def set_icon(self, icon: str) -> None:
        """Change the button's icon."""
        self._icon = icon
        self.update()

    def name_icon(self, text: str) -> None:
        """What a button without words does, for the mouse and for whoever does not see it."""
        self.setAccessibleName(text)
        self.setToolTip(text)

    def keys(self) -> str:
        """The key as printed on the button."""
        return self._keys

    def sizeHint(self) -> QSize:
        plain = super().sizeHint()
        if not self.text():  # an icon and its key; the style would leave room for words
            cap = keycap_size(self._keys).width()
            return QSize(2 * theme.px(10) + theme.px(28) + cap, plain.height())
        more = keycap_size(self._keys).width() + theme.px(12) if self._keys else 0
        pictured = theme.px(28) if self._icon else 0
        return QSize(plain.width() + more + pictured, plain.height())

    def minimumSizeHint(self) -> QSize:
        full = self.sizeHint()
        return QSize(min(full.width(), theme.px(96)), full.height())

    def event(self, event: QEvent) -> bool:
        cut = self.width() < self.sizeHint().width() and not self.toolTip()
        if isinstance(event, QHelpEvent) and cut:
            QToolTip.showText(event.globalPos(), hint(self.text()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        bevel = QStyle.ControlElement.CE_PushButtonBevel
        self.style().drawControl(bevel, option, painter, self)
        self._paint_content(painter)
        if self.hasFocus() and self._kind == "primary":
            self._paint_ring(painter)
        painter.end()

    def _paint_content(self, painter: QPainter) -> None:
        color, high = self._color(), self.height()
        edge = theme.px(14 if self.text() else 10)
        left, right = edge, self.width() - edge
        if self._keys:
            cap = keycap_size(self._keys)
            box = QRect(right - cap.width(), (high - cap.height()) // 2, cap.width(), cap.height())
            paint_keycap(painter, box, self._keys, color)
            right = box.left() - theme.px(12)
        if self._icon:
            side = theme.px(20)
            icons.paint(painter, QRect(left, (high - side) // 2, side, side), self._icon, color)
            left += side + theme.px(8)
        self._paint_text(painter, QRect(left, 0, max(0, right - left), high), color)

    def _paint_text(self, painter: QPainter, room: QRect, color: QColor) -> None:
        painter.setPen(color)
        painter.setFont(theme.font(theme.BODY, strong=self._kind == "primary"))
        text = painter.fontMetrics().elidedText(
            self.text().replace("&", ""), Qt.TextElideMode.ElideRight, room.width() + 1
        )
        beside = Qt.AlignmentFlag.AlignLeft if self._keys else Qt.AlignmentFlag.AlignHCenter
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | beside, text)

    def _paint_ring(self, painter: QPainter) -> None:
        """On the accent, a ring of the accent would not be seen."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent_text"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inside = self.rect().toRectF().adjusted(4, 4, -4, -4)
        painter.drawRoundedRect(inside, theme.px(4), theme.px(4))

    def _color(self) -> QColor:
        tokens = {"primary": "accent_text", "quiet": "accent", "danger": "stop"}
        return theme.color(tokens.get(self._kind, "text") if self.isEnabled() else "off")


def _both_enters(keys: str) -> list[str]:
    """A keyboard has two Enter keys; both mean the same."""
    if keys in {"Enter", "Return"}:
        return ["Return", "Enter"]
    return [keys] if keys else []
