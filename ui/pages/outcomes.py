"""What came of each file, one below the other, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import rule
from ui.widgets.label import label

_ICONS = {"ok": "check", "info": "info", "wait": "warning", "stop": "error"}
_KEPT = 120
_LEAST = 160  # px
_BREAKS = ("_", "/", "\\")


@dataclass(frozen=True)
class Outcome:
    """What happened, in a tone (ok, info, wait or stop); below it, what more there is to say."""

    tone: str
    what: str
    more: tuple[str, ...] = ()


class Outcomes(QWidget):
    """A list of outcomes that scrolls; says something else while there are none."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[tuple[Outcome, QWidget]] = []
        self.empty = EmptyState()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(name)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, theme.px(8), 0)
        self._column.setSpacing(theme.px(12))
        self._column.addStretch()
        self._area.setWidget(inner)
        self.setMinimumHeight(theme.px(_LEAST))
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._area)

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Put these above those shown before; the first of them on top."""
        for outcome in reversed(outcomes):
            item = _Item(outcome, divided=bool(self._shown))
            self._column.insertWidget(0, item)
            self._shown.insert(0, (outcome, item))
        for _old, gone in self._shown[_KEPT:]:
            self._column.removeWidget(gone)
            gone.deleteLater()
        del self._shown[_KEPT:]
        self._stack.setCurrentIndex(1 if self._shown else 0)
        self._area.verticalScrollBar().setValue(0)

    def shown(self) -> list[Outcome]:
        """What is shown, from the top."""
        return [outcome for outcome, _item in self._shown]


class _Item(QWidget):
    def __init__(self, outcome: Outcome, *, divided: bool) -> None:
        super().__init__()
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        tone = "stop" if outcome.tone == "stop" else "text"
        words.addWidget(_wrapped(outcome.what, tone, strong=True))
        for text in outcome.more:
            words.addWidget(_wrapped(text, "text"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(_Sign(outcome.tone), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(row)
        if divided:
            column.addWidget(rule())
        self.setAccessibleName(" ".join((outcome.what, *outcome.more)))


class _Sign(QWidget):
    def __init__(self, tone: str) -> None:
        super().__init__()
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(20), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        box = QRect(0, 0, self.width(), self.height())
        icons.paint(painter, box, _ICONS[self._tone], theme.color(self._tone))
        painter.end()


def _wrapped(text: str, tone: str, strong: bool = False) -> QWidget:
    made = label(breakable(text), 15, tone, strong)
    made.setMinimumWidth(theme.px(80))
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def breakable(text: str) -> str:
    """`text`, in which long names of files may break into lines."""
    for sign in _BREAKS:
        text = text.replace(sign, sign + "\u200b")
    return text
