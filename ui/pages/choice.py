"""A choice that is read before it is made: an icon, a title, and what it means."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import icons, theme

_LEFT = 52  # where the words begin, px at 100 %


class Choice(QAbstractButton):
    """One of several; the arrow keys go from one to the next."""

    def __init__(self, icon: str, title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._hint = icon, hint
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.setAccessibleDescription(hint)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        wide = theme.px(240)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(64))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = max(1, self.hint_width(width))
        hint = theme.metrics(theme.CAPTION).boundingRect(
            QRect(0, 0, room, theme.px(400)), _WRAPPED, self._hint
        )
        high = theme.metrics(theme.BODY, strong=True).height() + hint.height() + theme.px(28)
        return max(high, self.minimumSizeHint().height())

    def hint_width(self, width: int = 0) -> int:
        """The room of what it means, now or at another width."""
        return (width or self.width()) - theme.px(_LEFT) - theme.px(12)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card(painter, self)
        color = theme.color("accent" if self.isChecked() else "muted")
        side = theme.px(24)
        icons.paint(painter, QRect(theme.px(16), theme.px(14), side, side), self._icon, color)
        self._paint_words(painter)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        left, top = theme.px(_LEFT), theme.px(12)
        room = self.hint_width()
        painter.setFont(theme.font(theme.BODY, strong=True))
        painter.setPen(theme.color("text"))
        high = painter.fontMetrics().height()
        title = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, top, room, high), Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(theme.font(theme.CAPTION))
        painter.setPen(theme.color("muted"))
        below = top + high + theme.px(4)
        painter.drawText(QRect(left, below, room, self.height() - below), _WRAPPED, self._hint)


_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def paint_card(painter: QPainter, button: QAbstractButton) -> None:
    """The ground of a button that looks like a card: chosen, under the mouse, or with the keys."""
    corner = theme.px(theme.CORNER)
    marked = button.isChecked() or button.hasFocus()
    width = 2 if button.hasFocus() else 1
    painter.setPen(QPen(theme.color("accent" if marked else "line"), width))
    ground = "selection" if button.isChecked() else "hover" if button.underMouse() else "raised"
    painter.setBrush(theme.color(ground))
    inset = width / 2
    box = button.rect().toRectF().adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(box, corner, corner)
