"""A pupil's card: who they are, how they are judged and why, papers, services, and the number."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldapp import queue, wording
from fieldapp.domain import card_way
from fieldapp.domain.card_way import STAGES
from fieldapp.domain.people import DOCUMENTS
from fieldapp.domain.periods import parse_date
from fieldapp.store.tables import Entry
from fieldapp.texts import _, long_date, short_date
from ui import badges, theme
from ui.pages.number_line import NumberLine
from ui.widgets.badge import Badge, Chip
from ui.widgets.keys import Keycap
from ui.widgets.label import ShortLabel, label
from ui.widgets.number_show import NumberShow

KEYS = {"kk": "F2", "recording": "F3", "ikd": "F4"}
_MOST_REASONS = 4
_WIDE = 1100  # px from which on the hint stands beside the ticks
_LEAST = 48  # px that are always left for the reasons


class PersonCard(QWidget):
    """Shows one person. `ticked(group, name, on)` when a paper or service is ticked by hand."""

    ticked = Signal(str, str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry: Entry | None = None
        self._shown = False
        self.name = ShortLabel("", 24, strong=True)
        self.facts = ShortLabel("", 15)
        self.numbers = NumberLine(("nik", "kk"))
        self.numbers.revealed.connect(self._show_reasons)
        self.place = ShortLabel("", 15, "muted")
        self.badge = Badge("large")
        self.line = ShortLabel("", 18, strong=True)
        self.reasons = label("", 15, "muted")
        self.chips = QWidget()
        self.ticks = QWidget()
        self.number = NumberShow()
        self.hint = ShortLabel("", 15, "muted", lines=2)
        self.boxes: dict[tuple[str, str], QCheckBox] = {}
        self._chips: list[Chip] = []
        self._lay_out()

    def show_entry(
        self, entry: Entry, offered: Sequence[str], *, hint: str = "", where: str = ""
    ) -> None:
        """Show a person with the services that the visit offers, and where they checked in."""
        same = self.entry is not None and self.entry.visitor.person == entry.visitor.person
        self.entry = entry
        fields = entry.visitor.fields
        self.name.set_text(fields.get("name", "") or _("(no name)"))
        self.facts.set_text(self._facts(entry))
        self.place.set_text(", ".join(fields[f] for f in ("village", "district") if fields.get(f)))
        self.badge.set(*badges.badge(entry.assessment.badge))
        self.line.set_text(wording.badge_line(entry.assessment))
        self.numbers.show_entry(entry)
        self._show_reasons()
        self._show_chips(entry)
        if not same or entry.visitor.number:
            self._show_ticks(entry, offered)
        self.set_hint(hint)
        if entry.visitor.number and not self._shown:
            self.number.show_number(entry.visitor.number, where)
        elif not entry.visitor.number:
            self.number.clear()
        self._shown = bool(entry.visitor.number)

    def set_hint(self, text: str) -> None:
        """Say which key does what now."""
        self.hint.set_text(text)

    def chosen(self, group: str) -> tuple[str, ...]:
        """The papers or services that are ticked."""
        return tuple(
            name for (of, name), box in self.boxes.items() if of == group and box.isChecked()
        )

    def toggle(self, name: str) -> None:
        """Tick or untick a paper or service by its key."""
        for (_group, of), box in self.boxes.items():
            if of == name and box.isEnabled():
                box.click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What Enter does stands beside the ticks, or below them on a small screen."""
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        wide = self.width() >= theme.px(_WIDE)
        self._lowest.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def _show_reasons(self) -> None:
        if self.entry:
            full = self.numbers.is_revealed()
            self.reasons.setText("\n".join(_reasons(self.entry, full=full)))

    def _facts(self, entry: Entry) -> str:
        fields = entry.visitor.fields
        born = parse_date(fields.get("birth_date", ""))
        parts = [
            fields.get("class", ""),
            _("born {date}").format(date=long_date(born)) if born else "",
            {"L": _("male"), "P": _("female")}.get(fields.get("sex", ""), ""),
        ]
        return " · ".join(part for part in parts if part)

    def _show_chips(self, entry: Entry) -> None:
        """In the chips of whoever was shown before: a new widget costs more than a new word."""
        row = self.chips.layout()
        assert isinstance(row, QHBoxLayout)  # noqa: S101 -- narrows the type
        codes = entry.assessment.chips
        while len(self._chips) < len(codes):
            self._chips.append(Chip())
            row.insertWidget(len(self._chips) - 1, self._chips[-1])
        for chip, code in zip(self._chips, codes, strict=False):
            chip.set(*badges.chip(code))
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < len(codes))

    def _show_ticks(self, entry: Entry, offered: Sequence[str]) -> None:
        visitor = entry.visitor
        has = {turn.service for turn in visitor.turns}
        wanted = has if visitor.number else set(queue.wanted(entry, offered))
        papers = set(visitor.documents)
        ticks = {("document", name): (name in papers, name in papers) for name in DOCUMENTS[:1]}
        ticks |= {("service", name): (name in wanted, name in has) for name in offered}
        if list(ticks) != list(self.boxes):
            self._make_ticks(list(ticks))
        for key, (on, fixed) in ticks.items():
            box = self.boxes[key]
            with QSignalBlocker(box):
                box.setChecked(on)
            box.setEnabled(not fixed)

    def _make_ticks(self, wanted: list[tuple[str, str]]) -> None:
        row = self.ticks.layout()
        assert isinstance(row, QHBoxLayout)  # noqa: S101 -- narrows the type
        _empty(row)
        self.boxes = {}
        for group, name in wanted:
            self._add_tick(row, group, name)

    def _add_tick(self, row: QHBoxLayout, group: str, name: str) -> None:
        box = QCheckBox(_("KK shown") if name == "kk" else wording.word(group, name))
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.toggled.connect(lambda state: self.ticked.emit(group, name, state))
        self.boxes[(group, name)] = box
        row.addWidget(box)
        row.addWidget(Keycap(KEYS.get(name, "")))
        row.addSpacing(theme.px(16))

    def _lay_out(self) -> None:
        for holder in (self.chips, self.ticks):
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.px(8))
            row.addStretch()
        head = QHBoxLayout()
        head.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addSpacing(theme.px(12))
        head.addWidget(self.line, 1)
        about = QHBoxLayout()
        about.setSpacing(theme.px(16))
        self.facts.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        about.addWidget(self.facts)
        about.addWidget(self.place, 1)
        left = QVBoxLayout()
        left.setSpacing(theme.px(8))
        left.addWidget(self.name)
        left.addLayout(about)
        left.addWidget(self.numbers)
        left.addSpacing(theme.px(8))
        left.addLayout(head)
        left.addWidget(self._why(), 1)
        self._lowest = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lowest.addWidget(self.ticks, 0, Qt.AlignmentFlag.AlignLeft)
        self._lowest.addWidget(self.hint, 1)
        left.addLayout(self._lowest)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(12))
        row.addLayout(left, 1)
        self.right = QVBoxLayout()  # below the number goes what else can be done
        self.right.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        self.right.addStretch()
        row.addLayout(self.right)

    def _why(self) -> QScrollArea:
        """Chips and reasons: where there is no room for all of them, they alone scroll."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.chips)
        column.addWidget(self.reasons)
        column.addStretch()
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumHeight(theme.px(_LEAST))
        area.setWidget(inside)
        return area


def _reasons(entry: Entry, *, full: bool) -> list[str]:
    """The reasons in words, the badge's own first; what a chip says in full is not repeated."""
    said = [r for r in entry.assessment.reasons if r.code not in ("photo_red", "photo_blue")]
    lines = [wording.reason(reason, full=full) for reason in said[:_MOST_REASONS]]
    return [*lines, *_way(entry)]


def _way(entry: Entry) -> list[str]:
    """How far the card came, where more is known than what happens in this hall."""
    if not (entry.visitor.statuses or entry.visitor.card):
        return []
    reached = card_way.way(entry.visitor).reached
    steps = [f"{wording.word('stage', one)} {short_date(reached[one])}" for one in STAGES
             if one in reached]  # fmt: skip
    return [" · ".join(steps)] if steps else []


def _empty(row: QHBoxLayout) -> None:
    while row.count():
        item = row.takeAt(0)
        widget = item.widget() if item else None
        if widget:
            widget.hide()
            widget.deleteLater()
