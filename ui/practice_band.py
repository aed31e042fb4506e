"""The band above every page that says: nothing here is real."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fieldapp import practice
from fieldapp.domain.practice import is_practice
from fieldapp.texts import _, ngettext, number
from ui import icons, theme
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.work import Work

TONE = "early"


class PracticeBand(QWidget):
    """Seen while a practice is in hand, and throws it away."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self.word = ShortLabel(_("PRACTICE"), 15, TONE, strong=True)
        self.word.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.text = ShortLabel(
            _("Invented pupils. Nothing is handed over, and nothing counts in any report."),
            15,
            TONE,
        )
        self.drop = KeyButton(_("Throw the practice away"), "Ctrl+F12", "", "remove")
        self.drop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.drop.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.drop.clicked.connect(self._drop)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(56), theme.px(4), theme.px(20), theme.px(4))
        row.setSpacing(theme.px(12))
        row.addWidget(self.word)
        row.addWidget(self.text, 1)
        row.addWidget(self.drop)
        self.setAccessibleName(f"{self.word.text()}. {self.text.text()}")
        work.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Be there where the visit in hand is a practice."""
        self.setVisible(is_practice(self.work.visit_id))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.background(TONE))
        side = theme.px(24)
        where = self.rect().adjusted(theme.px(20), (self.height() - side) // 2, 0, 0)
        where.setSize(QSize(side, side))
        icons.paint(painter, where, "practice", theme.color(TONE))
        painter.end()

    def _drop(self) -> None:
        count = self.work.do(lambda: practice.throw_away(self.work.session))
        if count is None:
            return
        self.work.choose("")
        self.work.choose_latest()
        self.work.page_wanted.emit("visits")
        text = ngettext(
            "The practice with {count} invented pupil was thrown away.",
            "The practice with {count} invented pupils was thrown away.",
            count,
        )
        self.work.say("info", text.format(count=number(count)))
