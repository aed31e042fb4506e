"""Figures that are read from afar: a number and what it counts."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldapp.texts import number
from ui import theme
from ui.widgets.label import label


class Counter(QWidget):
    """A large number above its caption."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self._number = QLabel()
        self._number.setTextFormat(Qt.TextFormat.PlainText)
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight)
        below = label(caption, 13, "muted")
        below.setWordWrap(False)
        below.setAlignment(Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._number)
        column.addWidget(below)
        self._dress()
        self.set("–")

    def set(self, value: int | str) -> None:
        """Show `value`; a whole number in the language's form."""
        shown = value if isinstance(value, str) else number(value)
        self._number.setText(shown)
        self.setAccessibleName(f"{self._caption}: {shown}")

    def text(self) -> str:
        """The number as it is shown."""
        return self._number.text()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        self._number.setFont(theme.number_font(theme.TITLE, strong=True))


class CounterRow(QWidget):
    """Counters side by side, each under its key."""

    def __init__(
        self, items: Iterable[tuple[str, str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(24))
        self._counters: dict[str, Counter] = {}
        self.set_items(items)

    def set_items(self, items: Iterable[tuple[str, str]]) -> None:
        """Show one counter for each (key, caption)."""
        for old in self._counters.values():
            self._row.removeWidget(old)
            old.deleteLater()
        self._counters = {key: Counter(caption, self) for key, caption in items}
        for counter in self._counters.values():
            self._row.addWidget(counter)

    def set(self, key: str, value: int | str) -> None:
        """Show `value` in the counter under `key`."""
        self._counters[key].set(value)

    def text(self, key: str) -> str:
        """What the counter under `key` shows."""
        return self._counters[key].text()
