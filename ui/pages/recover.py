"""In the office: let a laptop give an operator a new passphrase, once its words were compared."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fieldapp.sync import recovery
from fieldapp.sync.drives import removable_drives
from fieldapp.texts import _
from ui import theme
from ui.pages.choose import OpenFiles, OpenFolder, open_files, open_folder
from ui.pages.destinations import Destinations
from ui.pages.drive_watch import DriveWatch, Find
from ui.pages.four_words import FourWords
from ui.pages.page import Page
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import rule, section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.work import Changes, Work


class RecoverView(Page):
    """The request at the left, with its words; where the answer goes at the right."""

    def __init__(
        self,
        work: Work,
        choose_files: OpenFiles | None = None,
        choose_folder: OpenFolder | None = None,
        find_drives: Find = removable_drives,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, parent)
        self._choose_files = choose_files or open_files(self)
        self._asking: recovery.Asking | None = None
        self.watch = DriveWatch(find_drives, self)
        self.destinations = Destinations(self.watch, choose_folder or open_folder(self))
        self.look = KeyButton(_("Look at a request"), "Ctrl+T", "primary", "document")
        self.empty = EmptyState()
        self.name = ShortLabel("", 24, strong=True, lines=2)
        self.device = ShortLabel("", 15, "muted", lines=2)
        self.words = FourWords()
        self.yes = KeyButton(_("Same words: write the answer"), "Enter", "primary", "check")
        self.no = KeyButton(_("No"), "Esc", "", "close")
        self.steps = QStackedWidget()
        self.written = label("")
        self._lay_out()
        self.look.clicked.connect(self._ask_file)
        self.yes.clicked.connect(self._allow)
        self.no.clicked.connect(self._leave)
        self.destinations.chosen_changed.connect(self._enable)
        work.busy.connect(self._enable)

    def first_focus(self) -> QWidget | None:
        """The answer to the question, or where it is to be written."""
        return self.yes if self._asking else self.look

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002
        """Say what this view is for, or that it is the coordinator's."""
        if self.work.may_plan:
            hint = _(
                "Somebody at a laptop forgot the passphrase: they press F8 at the login, and "
                "bring a file that ends in .request."
            )
        else:
            hint = _("Only a coordinator lets a laptop give a new passphrase.")
        self.empty.set(_("No request in hand"), hint)
        self._enable()

    def look_at(self, file: Path) -> None:
        """Show who asks in `file`, and ask whether the words are the right ones."""
        self.work.run(
            _("Opening the request"),
            lambda session, _progress: recovery.look_at(session, file),
            self._show,
        )

    def _ask_file(self) -> None:
        kinds = _("Requests of laptops (*.request);;All files (*)")
        found = self._choose_files(_("Choose the request"), kinds)
        if found:
            self.look_at(found[0])

    def _show(self, asking: recovery.Asking) -> None:
        self._asking = asking
        self.name.set_text(asking.request.operator)
        text = _("{device}, letter {letter}, asks for a new passphrase for this operator.")
        self.device.set_text(text.format(device=asking.device.name, letter=asking.device.letter))
        self.words.set_words(asking.words)
        self.written.clear()
        self.steps.setCurrentIndex(1)
        self._enable()
        self.yes.setFocus(Qt.FocusReason.OtherFocusReason)

    def _allow(self) -> None:
        asking, folder = self._asking, self.destinations.chosen()
        if asking is None or folder is None:
            return
        self.work.run(
            _("Writing the answer"),
            lambda session, _progress: recovery.allow(session, asking, folder),
            self._answered,
        )

    def _answered(self, file: Path) -> None:
        name = self.name.text()
        self._end()
        text = _(
            "The answer for {name} was written to {file} and read back. Take it to the laptop, "
            "and take it in there with F8 at the login."
        )
        self.written.setText(text.format(name=name, file=file.name))
        self.work.say("ok", _("{name} gets a new passphrase; it is on record.").format(name=name))

    def _leave(self) -> None:
        self._end()
        self.work.say(
            "info",
            _("The request was not answered."),
            _("Have the laptop ask anew, and compare the words again."),
        )

    def _end(self) -> None:
        self._asking = None
        self.steps.setCurrentIndex(0)
        self._enable()
        if self.isVisible():
            self.look.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enable(self) -> None:
        free = self.work.task is None
        self.look.setEnabled(free and self.work.may_plan and self._asking is None)
        self.yes.setEnabled(free and self.destinations.chosen() is not None)
        self.no.setEnabled(free)
        if self._asking and self.yes.isEnabled() and self.isVisible():
            self.yes.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self.watch.stop()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        self.look.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.addWidget(section_title(_("The laptop's request")), 1)
        head.addWidget(self.look)
        self.steps.addWidget(self.empty)
        self.steps.addWidget(self._question())
        left, right = QFrame(), QFrame()
        asked, where = QVBoxLayout(left), QVBoxLayout(right)
        for card, column in ((left, asked), (right, where)):
            card.setProperty("kind", "card")
            column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
            column.setSpacing(theme.px(12))
        asked.addLayout(head)
        asked.addWidget(self.steps, 1)
        where.addWidget(section_title(_("The answer")))
        self.destinations.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        where.addWidget(self.destinations)
        hint = _("Only the laptop that asked can open the answer. It serves once.")
        where.addWidget(label(hint, 13, "muted"))
        where.addWidget(self.written)
        where.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(left, 11)
        row.addWidget(right, 9)

    def _question(self) -> QWidget:
        asked = QWidget()
        answers = QHBoxLayout()
        answers.setSpacing(theme.px(12))
        for button in (self.yes, self.no):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            answers.addWidget(button)
        answers.addStretch()
        column = QVBoxLayout(asked)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for part in (self.name, self.device, rule(), self.words, rule()):
            column.addWidget(part)
        question = _("Are these the words that the other side reads aloud?")
        column.addWidget(label(question, 18, strong=True))
        hint = _("Ask a person you know, at the laptop or by telephone. One word differs: say no.")
        column.addWidget(label(hint, 15, "muted"))
        column.addSpacing(theme.px(8))
        column.addLayout(answers)
        column.addStretch()
        return asked
