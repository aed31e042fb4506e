"""Small widgets one after the other, on as many lines as they need."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme


class Flow(QWidget):
    """Shows widgets from left to right; its height follows its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_widgets(self, widgets: list[QWidget]) -> None:
        """Show these instead of those before."""
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = widgets
        for widget in widgets:
            widget.setParent(self)
            widget.show()
        self.setVisible(bool(widgets))
        self.updateGeometry()
        self._place()

    def widgets(self) -> list[QWidget]:
        """What is shown."""
        return list(self._shown)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._rects(width)[1]

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), self.heightForWidth(max(self.width(), theme.px(200))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        self.setFixedHeight(max(1, self.heightForWidth(self.width())))

    def _place(self) -> None:
        rects, high = self._rects(max(self.width(), 1))
        for widget, rect in zip(self._shown, rects, strict=True):
            widget.setGeometry(rect)
        self.setFixedHeight(max(1, high))

    def _rects(self, width: int) -> tuple[list[QRect], int]:
        left = top = high = 0
        gap, rects = theme.px(8), []
        for widget in self._shown:
            size = widget.sizeHint()
            wide = min(size.width(), width)
            if left and left + wide > width:
                left, top = 0, top + high + gap
                high = 0
            rects.append(QRect(left, top, wide, size.height()))
            left, high = left + wide + gap, max(high, size.height())
        return rects, top + high
