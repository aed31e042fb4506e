"""Who is served at a desk, large enough to be read from its other side."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.people import Turn
from fieldapp.store.tables import Entry
from fieldapp.wording import badge_line, word
from ui import badges, theme
from ui.pages.number_line import NumberLine
from ui.widgets.badge import Badge
from ui.widgets.label import ShortLabel, label

_TOLD = ("photo_red", "photo_blue", "nik_mismatch", "kk_missing", "outside_city")


class Served(QFrame):
    """Who is served, large enough to be read from the other side of the desk."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.number = label("", 40, strong=True)
        self.number.setFont(theme.number_font(theme.SHOUT, strong=True))
        self.number.setWordWrap(False)
        self.state = Badge("large")
        self.name = ShortLabel("", 24, strong=True)
        self.facts = ShortLabel("", 15, "muted")
        self.numbers = NumberLine(("nik",))
        self.badge = Badge("large")
        self.line = ShortLabel("", 18, lines=2)
        self.photo = ShortLabel("", 15, "muted")
        judged = QHBoxLayout()
        judged.addWidget(self.badge)
        judged.addSpacing(theme.px(8))
        judged.addWidget(self.line, 1)
        right = QVBoxLayout()
        right.setSpacing(theme.px(6))
        right.addWidget(self.name)
        right.addWidget(self.facts)
        right.addWidget(self.numbers)
        right.addLayout(judged)
        right.addWidget(self.photo)
        left = QVBoxLayout()
        left.addWidget(self.number)
        left.addWidget(self.state)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(16))
        row.setSpacing(theme.px(32))
        row.addLayout(left)
        row.addLayout(right, 1)

    def show_entry(self, entry: Entry, turn: Turn) -> None:
        """Show a person and the state of their turn."""
        visitor, chips = entry.visitor, entry.assessment.chips
        self.number.setText(visitor.number)
        self.number.setStyleSheet(f"font-size: {theme.px(72)}px;")
        self.state.set(*badges.turn(turn))
        self.name.set_text(visitor.fields.get("name", ""))
        first = word("priority", visitor.priority) if visitor.priority else ""
        facts = (visitor.fields.get("class", ""), first)
        self.facts.set_text(" · ".join(part for part in facts if part))
        self.numbers.show_entry(entry)
        self.badge.set(*badges.badge(entry.assessment.badge))
        self.line.set_text(badge_line(entry.assessment))
        self.photo.set_text(" · ".join(word("chip", chip) for chip in chips if chip in _TOLD))
