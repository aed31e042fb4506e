"""A passphrase field that can be shown, and says how strong the passphrase is."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fieldapp.texts import _
from ui import icons, theme
from ui.widgets.label import label

Judge = Callable[[str], tuple[int, str]]

_TONES = ("stop", "stop", "wait", "ok", "ok")


class PassphraseField(QWidget):
    """A passphrase, hidden until asked for. `judge` gives its strength (0 to 4) and a hint.

    Without `judge` there is no bar, as when a passphrase is only asked for.
    """

    changed = Signal(str)
    submitted = Signal()

    def __init__(
        self, name: str, judge: Judge | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._judge = judge
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(name)
        self.field.textChanged.connect(self._on_text)
        self.field.returnPressed.connect(self.submitted)
        self.eye = QToolButton()
        self.eye.setIconSize(QSize(theme.px(20), theme.px(20)))
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._show)
        self._bar = StrengthBar()
        self._words = label("", 13, "muted")
        self.setFocusProxy(self.field)
        self._lay_out()
        self._show(shown=False)
        self._on_text("")

    def text(self) -> str:
        """The passphrase."""
        return self.field.text()

    def clear(self) -> None:
        """Forget the passphrase and hide the next."""
        self.field.clear()
        self.eye.setChecked(False)

    def score(self) -> int:
        """The strength, 0 to 4."""
        return self._bar.score()

    def words(self) -> str:
        """The strength and the hint, as shown."""
        return self._words.text()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addWidget(self.field, 1)
        row.addWidget(self.eye)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(self._words)
        self._bar.setVisible(self._judge is not None)
        self._words.setVisible(self._judge is not None)

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self.field.setEchoMode(mode.Normal if shown else mode.Password)
        self.eye.setIcon(icons.icon("hide" if shown else "show", "muted"))
        text = _("Hide the passphrase") if shown else _("Show the passphrase")
        self.eye.setToolTip(text)
        self.eye.setAccessibleName(text)

    def _on_text(self, text: str) -> None:
        if self._judge:
            score, hint = self._judge(text) if text else (0, "")
            self._bar.set(score, shown=bool(text))
            parts = (_word(score) if text else "", hint)
            self._words.setText(" · ".join(part for part in parts if part) or " ")
            self.field.setAccessibleDescription(self._words.text().strip())
        self.changed.emit(text)


class StrengthBar(QWidget):
    """Four segments, as many filled as the strength counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score, self._shown = 0, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, score: int, shown: bool = True) -> None:
        """Fill `score` segments of four; at least one if a passphrase is `shown`."""
        self._score, self._shown = min(max(score, 0), 4), shown
        self.setAccessibleName(_word(self._score) if shown else "")
        self.update()

    def score(self) -> int:
        """The strength, 0 to 4."""
        return self._score

    def sizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(4))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = theme.px(4)
        wide = (self.width() - 3 * gap) / 4
        filled = max(self._score, 1) if self._shown else 0
        for place in range(4):
            painter.setBrush(theme.color(_TONES[self._score] if place < filled else "line"))
            box = QRectF(place * (wide + gap), 0, wide, self.height())
            painter.drawRoundedRect(box, self.height() / 2, self.height() / 2)
        painter.end()


def _word(score: int) -> str:
    words = (_("Very weak"), _("Weak"), _("Fair"), _("Strong"), _("Very strong"))
    return words[min(max(score, 0), 4)]
