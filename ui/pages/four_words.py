"""The four words of a card, large enough to be read aloud without a mistake."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

_SAMPLE = "wortelan"


class FourWords(QWidget):
    """Two rows of two words, each with its number."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Show these words, divided by spaces."""
        self._words = words.split()
        self.setAccessibleName(words)
        self.update()

    def words(self) -> str:
        """The words shown."""
        return " ".join(self._words)

    def sizeHint(self) -> QSize:
        line = theme.metrics(theme.NUMBER, strong=True).height()
        return QSize(theme.px(420), 2 * line + theme.px(8))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        wide, high = self.width() / 2, self.height() / 2
        size = self._fitting(wide - theme.px(32))
        for place, word in enumerate(self._words):
            left, top = place % 2 * wide, place // 2 * high
            painter.setFont(theme.font(theme.CAPTION))
            painter.setPen(theme.color("muted"))
            box = QRectF(left, top, theme.px(16), high)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, str(place + 1))
            painter.setFont(theme.font(size, strong=True))
            painter.setPen(theme.color("text"))
            box = QRectF(left + theme.px(20), top, wide - theme.px(20), high)
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, word)
        painter.end()

    def _fitting(self, room: float) -> float:
        metrics = theme.metrics(theme.NUMBER, strong=True)
        widest = max((metrics.horizontalAdvance(w) for w in [*self._words, _SAMPLE]), default=1)
        return theme.NUMBER * min(1.0, room / max(1, widest))
