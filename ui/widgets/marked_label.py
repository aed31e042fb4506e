"""A label in which single signs are marked: where two values differ."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent

from ui import theme
from ui.widgets.label import ShortLabel, Size


class MarkedLabel(ShortLabel):
    """A short text; the signs at `places` stand on a coloured ground, underlined."""

    def __init__(
        self,
        text: str,
        places: Iterable[int] = (),
        size: Size = 15,
        *,
        strong: bool = False,
        lines: int = 2,
    ) -> None:
        self._places = frozenset(places)
        super().__init__(text, size, strong=strong, lines=lines)

    def places(self) -> frozenset[int]:
        """Which signs are marked."""
        return self._places

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._places:
            painter = QPainter(self)
            for box in self._boxes():
                painter.fillRect(box, theme.tone("wait").background)
                line = QRectF(box.left(), box.bottom() - 2, box.width(), 2)
                painter.fillRect(line, theme.tone("wait").foreground)
            painter.end()
        super().paintEvent(event)

    def _boxes(self) -> Iterator[QRectF]:
        """The ground below each run of marked signs, line by line as they are painted."""
        words = self._metrics()
        high = words.lineSpacing()
        shown = self.shown_lines()
        top = (self.height() - high * len(shown)) / 2
        starts = self._starts(self.width())
        for number, (start, text) in enumerate(zip(starts, shown, strict=False)):
            inside = sorted(n - start for n in self._places if 0 <= n - start < len(text))
            for _key, group in groupby(enumerate(inside), key=lambda pair: pair[1] - pair[0]):
                run = [place for _order, place in group]
                left = words.horizontalAdvance(text[: run[0]])
                right = words.horizontalAdvance(text[: run[-1] + 1])
                yield QRectF(left, top + number * high, right - left, high)
