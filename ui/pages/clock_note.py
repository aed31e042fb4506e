"""What is doubtful about the laptop's clock: a word in the bottom bar, a note on the visit."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fieldapp import clocks
from fieldapp.domain.clocks import JUMP, Doubt
from fieldapp.texts import _, clock
from fieldapp.wording import moment
from ui import theme
from ui.widgets.badge import Badge
from ui.widgets.keys import KeyButton
from ui.widgets.message import Message
from ui.work import Work


class ClockState(Badge):
    """The time, or what speaks against it."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.refresh()

    def refresh(self) -> None:
        """Look at the clock again."""
        found = clocks.doubts(self.work.session, self.work.visit_id)
        if found:
            tone = "neutral" if found[0].mild else "wait"
            self.set(tone, "clock" if found[0].mild else "warning", clocks.short(found[0]))
        else:
            self.set("neutral", "clock", clock(moment(self.work.session.clock())))
        self.setToolTip("\n".join(" ".join(clocks.words(each)) for each in found))


class ClockNote(QWidget):
    """Why the clock is doubtful and what to do, in full; nothing while it is not."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self.message = Message(stays=True)
        self.right = KeyButton(_("The clock is right"), "F8", "", "check")
        self.right.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.message, 1)
        row.addWidget(self.right)
        self.right.clicked.connect(self._confirm)
        self.hide()

    def refresh(self) -> None:
        """Look at the clock again."""
        found = clocks.doubts(self.work.session, self.work.visit_id)
        serious = [each for each in found if not each.mild]
        self.setVisible(bool(serious))
        if serious:
            self._show(serious[0])

    def _show(self, doubt: Doubt) -> None:
        self.message.show_message("wait", *clocks.words(doubt))
        self.right.setVisible(doubt.reason == JUMP)

    def _confirm(self) -> None:
        visit = self.work.visit_id
        self.work.do(lambda: clocks.confirm(self.work.session, visit))
