"""The recap beside the queue: the figures as they stand, to read and compare."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from fieldapp.reports.recap import Recap, rows
from fieldapp.texts import _, number
from ui import theme
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel

WIDTH = 320


class RecapPanel(QFrame):
    """Each figure of the recap on a line of its own. `review_wanted` where there is a place for it.

    `may_review` says whether this window has the page that decides conflicts.
    """

    review_wanted = Signal()

    def __init__(self, *, may_review: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_review = may_review
        self.review = KeyButton(_("Decide the conflicts"), "Ctrl+T", "quiet", "review")
        self.review.clicked.connect(self.review_wanted)
        self.review.hide()
        self.setProperty("kind", "card")
        self.setFixedWidth(theme.px(WIDTH))
        self._names: list[ShortLabel] = []
        self._values: list[QLabel] = []
        self._lines = QGridLayout()
        self._lines.setContentsMargins(0, 0, theme.px(12), 0)
        self._lines.setVerticalSpacing(theme.px(2))
        self._lines.setHorizontalSpacing(0)
        self._lines.setColumnMinimumWidth(0, theme.px(16))
        self._lines.setColumnStretch(1, 1)
        self._lay_out()

    def show_recap(self, recap: Recap) -> None:
        """Show these figures."""
        found = rows(recap)
        self.review.setVisible(self._may_review and recap.conflicts > 0)
        for text, _count in found[len(self._names) :]:
            self._add_line(within=text[:1].islower())
        for name, value, (text, count) in zip(self._names, self._values, found, strict=True):
            name.set_text(text)
            name.set_tone("text" if count else "muted")
            value.setText(number(count))
            value.setEnabled(bool(count))

    def figures(self) -> list[tuple[str, str]]:
        """The names and figures shown."""
        pairs = zip(self._names, self._values, strict=True)
        return [(name.text(), value.text()) for name, value in pairs]

    def _add_line(self, *, within: bool) -> None:
        """A figure counted within the one above stands in."""
        name, value = ShortLabel(), QLabel()
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setFont(theme.number_font(theme.BODY, strong=True))
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = len(self._names)
        self._lines.addWidget(name, line, int(within), 1, 2 - int(within))
        self._lines.addWidget(value, line, 2)
        self._names.append(name)
        self._values.append(value)

    def _lay_out(self) -> None:
        inner = QWidget()
        padded = QVBoxLayout(inner)
        padded.setContentsMargins(0, 0, 0, 0)
        padded.addLayout(self._lines)
        padded.addStretch()
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(_("Recap"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(4), theme.px(12))
        column.setSpacing(theme.px(8))
        column.addWidget(section_title(_("Recap")))
        column.addWidget(area, 1)
        column.addWidget(self.review)
