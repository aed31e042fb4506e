"""Two entries side by side: may they be one person? Decided by a single key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.store.pairs import Line, Side
from fieldapp.texts import _
from ui import theme
from ui.pages.candidates_rows import compared, why_mark
from ui.widgets.badge import Badge
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label


class PairPanel(QFrame):
    """What both lists say of a pair; `decided(same)` by Y and T, `passed` by Space."""

    decided = Signal(bool)
    passed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.reason = Badge()
        self.score = ShortLabel("", 15, "muted")
        self.place = ShortLabel("", 13, "muted")
        self.same = KeyButton(_("Same person"), "Y", "primary")
        self.other = KeyButton(_("Somebody else"), "T")
        self.skip = KeyButton(_("Next"), "Space", "quiet")
        self.values: dict[str, tuple[ShortLabel, ShortLabel, ShortLabel]] = {}
        self._lay_out()
        self.same.clicked.connect(lambda: self.decided.emit(True))
        self.other.clicked.connect(lambda: self.decided.emit(False))
        self.skip.clicked.connect(self.passed)

    def show_pair(self, line: Line | None) -> None:
        """Show both sides of `line`; nothing is decided while there is none."""
        for button in (self.same, self.other, self.skip):
            button.setEnabled(line is not None)
        mark = why_mark(line) if line else None
        self.reason.setVisible(mark is not None)
        if mark:
            self.reason.set(*mark)
        self.score.set_text(_("{score} alike").format(score=f"{line.score:.0%}") if line else "")
        self.place.set_text(_place(line.pupil) if line and line.pupil else "")
        for name, _title, show in compared():
            mine = show(line.listed) if line and line.listed else ""
            theirs = show(line.pupil) if line and line.pupil else ""
            self._set(name, mine, theirs, differs=_differs(line, name))

    def _set(self, name: str, mine: str, theirs: str, *, differs: bool) -> None:
        left, sign, right = self.values[name]
        for shown, text in ((left, mine), (right, theirs)):
            shown.set_text(text or "–")
            shown.set_tone("wait" if differs else "text" if text else "muted")
        sign.set_text("≠" if differs else "")
        sign.set_tone("wait")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self.reason)
        head.addWidget(self.score, 1)
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, theme.px(8), side, theme.px(8))
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addLayout(self._grid())
        column.addStretch()
        actions = QHBoxLayout()
        actions.setSpacing(theme.px(8))
        for button in (self.same, self.other, self.skip):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            actions.addWidget(button)
        column.addLayout(actions)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        grid.addWidget(label(_("Registry's list"), 13, "muted"), 0, 1)
        grid.addWidget(self.place, 0, 3)
        for row, (name, title, _show) in enumerate(compared(), 1):
            parts = (ShortLabel("", 15, lines=2), ShortLabel("", 15), ShortLabel("", 15, lines=2))
            caption = label(title, 13, "muted")
            caption.setWordWrap(False)
            grid.addWidget(caption, row, 0)
            for place, part in enumerate(parts, 1):
                grid.addWidget(part, row, place)
            parts[1].setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            parts[1].setFixedWidth(theme.px(14))
            self.values[name] = parts
        return grid


def _place(side: Side) -> str:
    """The visit, and there the class."""
    return " · ".join(part for part in (side.place, side.fields.get("class", "")) if part)


def _differs(line: Line | None, name: str) -> bool:
    """Whether both sides say something, and not the same."""
    if line is None or line.listed is None or line.pupil is None:
        return False
    mine, theirs = (_plain(side, name) for side in (line.listed, line.pupil))
    return bool(mine and theirs and mine != theirs)


def _plain(side: Side, name: str) -> str:
    if name == "village" and side.village:
        return side.village
    return " ".join(side.fields.get(name, "").casefold().split())
