"""A case side by side: who said what, where and when; decided by a key."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain import differences, identity
from fieldapp.domain.review import Case, Choice
from fieldapp.review_sides import Line, Sides
from fieldapp.texts import _
from fieldapp.wording import field_name
from ui import theme
from ui.pages.number_line import hold_to_show
from ui.pages.review_rows import Offer, mark, question
from ui.widgets.badge import Badge
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.marked_label import MarkedLabel
from ui.widgets.masked_field import MaskedField

MOST = 4  # sides that there is room for


class ReviewPanel(QFrame):
    """Shows one case. `decided(Choice)` by its key, `passed` by Space, `left` once typing ended."""

    decided = Signal(object)
    passed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._case: Case | None = None
        self._sides = Sides((), ())
        self.buttons: list[KeyButton] = []
        self.values: list[MarkedLabel] = []
        self.edit: MaskedField | None = None
        self._make_parts()
        self._lay_out()

    def show_case(
        self, case: Case | None, sides: Sides, offers: Sequence[Offer], place: str, *, may: bool
    ) -> None:
        """Show `case`, which belongs to the visit at `place`."""
        other = case is None or self._case is None or case.key != self._case.key
        if other:
            self.hold.let_go()
            self.close_edit()
        self._case, self._sides = case, sides
        for part in (self.badge, self.hold):
            part.setVisible(case is not None)
        self.place.set_text(place)
        self.question.set_text(question(case) if case else "")
        self.who.set_text(sides.who)
        self.who.setVisible(bool(sides.who))
        if case:
            self.badge.set(*mark(case))
            self.hold.setVisible(any(line.field in identity.MASKED for line in sides.lines))
        self.skip.setVisible(case is not None)
        self.refused.setVisible(case is not None and not may)
        self._show_sides()
        self._show_offers(offers, may=may)

    def close_edit(self) -> None:
        """Leave what was being typed."""
        if self.edit is not None:
            gone, self.edit = self.edit, None
            self.left.emit()
            gone.deleteLater()
        self.typing.hide()

    # -- the sides

    def _show_sides(self) -> None:
        """Fill the grid anew; numbers in full only while the key is held."""
        full = self.hold.is_held()
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, theme.px(8), 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        self.values = []
        titles = self._sides.titles[:MOST]
        for column, title in enumerate(titles, 1):
            if title:
                grid.addWidget(ShortLabel(title, 13, "accent", strong=True), 0, column)
            grid.setColumnStretch(column, 1)
        for row, line in enumerate(self._sides.lines, 1):
            self._add_line(grid, row, line, full=full)
        grid.setRowStretch(len(self._sides.lines) + 1, 1)
        self.area.setWidget(inner)

    def _add_line(self, grid: QGridLayout, row: int, line: Line, *, full: bool) -> None:
        caption = ShortLabel(line.caption, 13, "muted")
        caption.setFixedWidth(theme.px(112))
        grid.addWidget(caption, row, 0)
        texts = [
            value if full else identity.mask_field(line.field, value) for value in line.values
        ][:MOST]
        marks = _marks(texts) if line.compare else [frozenset()] * len(texts)
        for column, (text, places) in enumerate(zip(texts, marks, strict=True), 1):
            shown = MarkedLabel(text or "–", places, 18 if line.main else 15, strong=line.main)
            self.values.append(shown)
            grid.addWidget(shown, row, column)
        if line.note:
            grid.addWidget(label(line.note, 13, "wait"), row, len(texts) + 1)

    # -- deciding

    def _show_offers(self, offers: Sequence[Offer], *, may: bool) -> None:
        for button in self.buttons:
            self.ways.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for number, offer in enumerate(offers):
            button = KeyButton(offer.text, offer.key)
            button.setEnabled(may)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _on=False, one=offer.choice: self._choose(one))
            self.ways.addWidget(button, number // 2, number % 2)
            button.show()  # its key counts at once, before the layout is made
            self.buttons.append(button)

    def _choose(self, choice: Choice) -> None:
        if choice.code == "other":
            self._open_edit()
        else:
            self.decided.emit(choice)

    def _open_edit(self) -> None:
        """Ask for the value that neither side has."""
        if self._case is None:
            return
        self.close_edit()
        self.edit = MaskedField(self._case.field)
        self.edit.setAccessibleName(field_name(self._case.field))
        self.edit.setPlaceholderText(field_name(self._case.field))
        self.typing_row.insertWidget(0, self.edit, 1)
        self.typing.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        if self.edit is not None:
            self.decided.emit(Choice("other", self.edit.value().strip()))

    def _make_parts(self) -> None:
        self.badge = Badge()
        self.place = ShortLabel("", 13, "muted")
        self.who = ShortLabel("", 18, strong=True, lines=2)
        self.question = ShortLabel("", 15, "muted", lines=2)
        self.hold = hold_to_show()
        self.hold.held.connect(lambda _on: self._show_sides())
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.refused = label(_("Only a coordinator decides."), 13, "muted")
        self.skip = KeyButton(_("Later"), "Space", "quiet")
        self.skip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.skip.clicked.connect(self.passed)
        self.set_typed = KeyButton(_("Let it hold"), "Return", "primary")
        self.set_typed.clicked.connect(self._typed)
        self.cancel = KeyButton(_("Cancel"), "Esc", "quiet")
        self.cancel.clicked.connect(self.close_edit)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self.badge)
        head.addStretch()
        head.addWidget(self.place, 3)
        self.typing = QWidget()
        self.typing_row = QHBoxLayout(self.typing)
        self.typing_row.setContentsMargins(0, 0, 0, 0)
        for button in (self.set_typed, self.cancel):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self.typing_row.addWidget(button)
        self.typing.hide()
        self.ways = QGridLayout()
        self.ways.setSpacing(theme.px(8))
        foot = QHBoxLayout()
        foot.addWidget(self.refused, 1)
        foot.addStretch()
        foot.addWidget(self.hold)
        foot.addWidget(self.skip)
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, theme.px(12), side, theme.px(8))
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.who)
        column.addWidget(self.question)
        column.addWidget(self.area, 1)
        column.addWidget(self.typing)
        column.addLayout(self.ways)
        column.addLayout(foot)


def _marks(texts: Sequence[str]) -> list[frozenset[int]]:
    """What each side has that the first has not, and the first against the second."""
    if len(texts) < 2 or any(identity.HIDDEN in text for text in texts):
        return [frozenset()] * len(texts)
    first = differences.marks(texts[0], texts[1])[0]
    return [first, *(differences.marks(texts[0], text)[1] for text in texts[1:])]
