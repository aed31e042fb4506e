"""A list of statuses about to be taken in: what it holds, of which day it is; then what came."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.roster.preview import Preview
from fieldapp.statuses import Reported
from fieldapp.texts import _, ngettext, number
from fieldapp.wording import field_name
from ui import theme
from ui.pages.plan_form import DayField
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label


class StatusList(QFrame):
    """`wanted(day)` when the list is to be taken in, `left`, `problems_wanted` to save them."""

    wanted = Signal(date)
    left = Signal()
    problems_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.title = ShortLabel("", 15, strong=True)
        self.about = ShortLabel("", 13, "muted", lines=3)
        self.day_name = label(_("As of"), 13, strong=True)
        self.day_name.setWordWrap(False)
        self.day = DayField()
        self.take = KeyButton(_("Take in"), "Enter", "primary")
        self.problems = KeyButton(_("Save the problems"), "Ctrl+E", "", "document")
        self.leave = KeyButton(_("Cancel"), "Esc")
        self._lay_out()
        self.take.clicked.connect(lambda: self.wanted.emit(self.day.get()))
        self.leave.clicked.connect(self.left)
        self.problems.clicked.connect(self.problems_wanted)

    def show_preview(self, path: Path, found: Preview) -> None:
        """Say what the list holds, and ask for its day."""
        rows = ngettext("{n} row", "{n} rows", found.total).format(n=number(found.total))
        self.title.set_text(f"{path.name} · {rows}")
        known = [field_name(one.field) for one in found.columns if one.field]
        self._say([_("Recognised: {columns}").format(columns=", ".join(known) or "–")])
        self.day.set(date.today())  # noqa: DTZ011 -- the local day
        self._look(asking=True, problems=False)
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_result(self, path: Path, made: Reported) -> None:
        """Say what the list brought."""
        self.title.set_text(path.name)
        self._say(result_words(made))
        self._look(asking=False, problems=bool(made.problems))
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool) -> None:
        """The list is being taken in."""
        for part in (self.day, self.take, self.leave):
            part.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the day is the button's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.take.isVisible():
            self.take.click()
        else:
            super().keyPressEvent(event)

    def _say(self, lines: Sequence[str]) -> None:
        self.about.set_text(" ".join(lines))

    def _look(self, *, asking: bool, problems: bool) -> None:
        for part in (self.day_name, self.day, self.take):
            part.setVisible(asking)
        self.problems.setVisible(problems)
        self.leave.set_look(_("Cancel") if asking else _("Close"), "")
        self.set_busy(busy=False)
        self.show()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.about)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        row.setSpacing(theme.px(8))
        row.addLayout(words, 1)
        row.addWidget(self.day_name)
        self.day.setMinimumWidth(theme.px(200))
        row.addWidget(self.day)
        for button in (self.take, self.problems, self.leave):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            row.addWidget(button)


def result_words(made: Reported) -> list[str]:
    """What a list brought, in sentences."""
    lines = [
        _("{read} rows: {new} new, {same} known, {unknown} of people unknown here.").format(
            read=number(made.read), new=number(made.new), same=number(made.same),
            unknown=number(made.unknown),
        )
    ]  # fmt: skip
    if made.again:
        text = ngettext(
            "{n} person has to be recorded again and is on the follow-up list.",
            "{n} people have to be recorded again and are on the follow-up list.", made.again,
        )  # fmt: skip
        lines.append(text.format(n=number(made.again)))
    if made.problems:
        text = ngettext("{n} row needs a look.", "{n} rows need a look.", len(made.problems))
        lines.append(text.format(n=number(len(made.problems))))
    return lines
