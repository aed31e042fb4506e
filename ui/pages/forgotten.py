"""A forgotten passphrase, before anybody is logged in: ask the office, take its answer in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.errors import KnownError
from fieldapp.store import keyfile
from fieldapp.store.session import open_with
from fieldapp.sync import recovery
from fieldapp.sync.drives import removable_drives
from fieldapp.texts import _
from ui import theme
from ui.pages.choose import OpenFiles, OpenFolder, open_files, open_folder
from ui.pages.destinations import Destinations
from ui.pages.drive_watch import DriveWatch, Find
from ui.pages.four_words import FourWords
from ui.pages.passphrase_pair import PassphrasePair
from ui.pages.start_card import StartCard
from ui.tasks import Task, Worker
from ui.widgets.form import Field
from ui.widgets.keys import KeyButton
from ui.widgets.label import label
from ui.widgets.strength import PassphraseField


class Forgotten(QWidget):
    """Two steps for one operator. `done(Session)` when they are in, `left` when they go back."""

    done = Signal(object)
    left = Signal()

    def __init__(
        self,
        home: Path,
        operator: str,
        cost: keyfile.Cost = keyfile.DEFAULT_COST,
        choose_files: OpenFiles | None = None,
        choose_folder: OpenFolder | None = None,
        find_drives: Find = removable_drives,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._home, self._name, self._cost = home, operator, cost
        self._choose_files = choose_files or open_files(self)
        self._worker = Worker(self)
        self._task: Task | None = None
        self._watch = DriveWatch(find_drives, self)
        self.ask = _Ask(Destinations(self._watch, choose_folder or open_folder(self)))
        self.answer = _Answer()
        self.steps = QWidget()
        self.back = KeyButton(_("Back"), "Esc", "quiet")
        self.card = StartCard(
            _("Forgot the passphrase"),
            _("A new passphrase for {name}, by means of the office.").format(name=operator),
            640,
        )
        self._lay_out()
        self.ask.write.clicked.connect(self._ask)
        self.answer.take.clicked.connect(self._ask_file)
        self.answer.anew.clicked.connect(lambda: self._show(self.ask))
        self.back.clicked.connect(self.left)
        self._begin()

    def finish(self) -> None:
        """Wait for what is running."""
        self._worker.wait()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.start()
        self._focus()

    def hideEvent(self, event: QHideEvent) -> None:
        self._watch.stop()
        super().hideEvent(event)

    def _begin(self) -> None:
        """Where it stands: an answer is awaited, something can be asked, or nothing helps."""
        waiting = recovery.waiting(self._home)
        if waiting is not None and keyfile.same_name(waiting.operator, self._name):
            self.answer.words.set_words(waiting.words)
            self._show(self.answer)
            return
        self._show(self.ask)
        if not keyfile.has_recovery(self._home):
            self.card.message.show_message(
                "wait",
                _("This device has no office that could help."),
                _("Another coordinator of this device can give a new passphrase, under Device."),
            )
            self.steps.hide()

    def _ask(self) -> None:
        folder, new = self.ask.destinations.chosen(), self.ask.new.text()
        if not new or folder is None:
            return
        home, name, cost = self._home, self._name, self._cost
        self._run(lambda: recovery.ask(home, name, new, folder, cost=cost), self._asked)

    def _asked(self, asked: recovery.Asked) -> None:
        self.answer.secret.field.setText(self.ask.secret.text())
        self.ask.new.clear()
        self.answer.words.set_words(asked.words)
        self._show(self.answer)
        self.card.message.show_message(
            "ok",
            _("The request was written and read back: {file}").format(file=asked.file.name),
            _("Take it to the office, and read the four words aloud there or by telephone."),
        )

    def _ask_file(self) -> None:
        if not self.answer.secret.text():
            self.answer.passphrase.set_error(_("Type the passphrase that was chosen at asking."))
            self._focus()
            return
        kinds = _("Answers of the office (*.answer);;All files (*)")
        found = self._choose_files(_("Choose the office's answer"), kinds)
        if found:
            self._take(found[0])

    def _take(self, file: Path) -> None:
        home, new, cost = self._home, self.answer.secret.text(), self._cost

        def take() -> keyfile.Unlocked:
            session = recovery.take(home, file, new, cost=cost)
            session.close()
            return keyfile.Unlocked(session.key, session.actor, session.actor_role)

        self._run(take, self._taken)

    def _taken(self, who: keyfile.Unlocked) -> None:
        try:
            session = open_with(self._home, who)
        except KnownError as error:
            self._refused(error)
            return
        self.answer.secret.clear()
        self.done.emit(session)

    def _run(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        if self._task is not None:
            return
        task = Task("", self)
        self._task = task
        self._working(on=True)

        def succeeded(result: Any) -> None:
            self._ended()
            then(result)

        task.succeeded.connect(succeeded)
        task.failed.connect(self._refused)
        self._worker.start(task, lambda _progress: work())

    def _refused(self, error: Exception) -> None:
        self._ended()
        what, todo = _("Something went wrong inside the program; nothing was changed."), ""
        if isinstance(error, KnownError):
            what, todo = error.what, error.todo
        self.card.message.show_message("stop", what, todo)
        self._focus()

    def _ended(self) -> None:
        if self._task is not None:
            self._task.deleteLater()
            self._task = None
        self._working(on=False)

    def _working(self, *, on: bool) -> None:
        for part in (self.steps, self.back):
            part.setEnabled(not on)

    def _show(self, step: QWidget) -> None:
        self.card.message.clear()
        for each in (self.ask, self.answer):
            each.setVisible(each is step)
        self._focus()

    def _focus(self) -> None:
        field = (self.answer if self.ask.isHidden() else self.ask).secret.field
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        both = QVBoxLayout(self.steps)
        both.setContentsMargins(0, 0, 0, 0)
        for step in (self.ask, self.answer):
            both.addWidget(step)
        self.card.column.addWidget(self.steps)
        self.card.column.addWidget(self.back)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.card)


class _Ask(QWidget):
    """The new passphrase, and where to write the request."""

    def __init__(self, destinations: Destinations) -> None:
        super().__init__()
        self.destinations = destinations
        self.new = PassphrasePair(beside=True)
        self.secret = self.new.secret
        self.write = KeyButton(_("Write the request"), "Ctrl+W", "primary", "usb")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        hint = _(
            "Choose the new passphrase now; it holds once the office's answer was taken in here. "
            "The request goes to the office on a stick."
        )
        column.addWidget(label(hint, 13, "muted"))
        column.addWidget(self.new)
        column.addWidget(destinations)
        column.addWidget(self.write)
        destinations.chosen_changed.connect(self._allow)
        self._allow()

    def _allow(self) -> None:
        self.write.setEnabled(self.destinations.chosen() is not None)


class _Answer(QWidget):
    """The words to read aloud, and taking the answer in."""

    def __init__(self) -> None:
        super().__init__()
        self.words = FourWords()
        self.secret = PassphraseField(_("New passphrase"))
        self.passphrase = Field(
            _("New passphrase"), self.secret, _("The one that was chosen at asking.")
        )
        self.take = KeyButton(_("Take the answer in"), "Ctrl+T", "primary", "add")
        self.anew = KeyButton(_("Ask anew"), "Ctrl+N", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        hint = _("Read these words aloud to the office; it answers only if it sees the same.")
        column.addWidget(label(hint, 13, "muted"))
        column.addWidget(self.words)
        column.addWidget(self.passphrase)
        column.addWidget(self.take)
        column.addWidget(self.anew)
        self.secret.field.textEdited.connect(self.passphrase.clear_error)
