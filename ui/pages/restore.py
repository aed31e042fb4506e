"""Restoring a backup at first start: which file, who opens it, and the passphrase."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from fieldapp.errors import KnownError
from fieldapp.store.session import open_home
from fieldapp.sync import restore
from fieldapp.texts import _, clock, long_date, ngettext, number
from fieldapp.wording import moment
from ui import theme
from ui.pages.choose import OpenFiles, open_files
from ui.pages.login import Operators
from ui.pages.start_card import StartCard
from ui.tasks import Progress, Task, Worker
from ui.widgets.form import Field
from ui.widgets.keys import KeyButton
from ui.widgets.label import label
from ui.widgets.strength import PassphraseField


class Restore(QWidget):
    """Makes a device again: `done(Session)` comes with its operator logged in, `left` without."""

    done = Signal(object)
    left = Signal()

    def __init__(
        self,
        home: Path,
        worker: Worker,
        choose_files: OpenFiles | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._home, self._worker = home, worker
        self._choose_files = choose_files or open_files(self)
        self._file: Path | None = None
        self.task: Task | None = None
        self.card = StartCard(
            _("Restore a backup"),
            _("This device becomes what the backup holds. Nothing is restored over other data."),
            520,
        )
        self.choose = KeyButton(_("Choose the backup"), "Ctrl+O", "", "folder")
        self.found = label("", 15)
        self.people = Operators()
        self.secret = PassphraseField(_("Passphrase"))
        self.passphrase = Field(_("Passphrase"), self.secret, _("As it was when it was made."))
        self.start = KeyButton(_("Restore"), "Enter", "primary")
        self.back = KeyButton(_("Back"), "Esc", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = QPushButton(_("Cancel"))
        self._asked = QWidget()
        self._busy = QWidget()
        self._lay_out()
        self.choose.clicked.connect(self._choose)
        self.start.clicked.connect(self.submit)
        self.back.clicked.connect(self.left)
        self.cancel.clicked.connect(self._cancel)
        self.secret.field.textEdited.connect(self.passphrase.clear_error)
        self.people.picked.connect(self.secret.field.setFocus)

    def submit(self) -> None:
        """Restore, away from the screen's thread."""
        if self._file is None or self.task is not None:
            return
        if not self.secret.text():
            self.passphrase.set_error(_("Type the passphrase."))
            self.secret.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.card.message.clear()
        file, home = self._file, self._home
        operator, secret = self.people.name(), self.secret.text()

        def work(progress: Progress) -> None:
            restore.restore(file, home, operator, secret, progress)

        self.task = Task(_("Restoring"), self)
        self.task.progressed.connect(self._progress)
        self.task.succeeded.connect(lambda _nothing: self._restored(operator, secret))
        self.task.failed.connect(self._refused)
        self._show_busy(on=True)
        self._worker.start(self.task, work)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self) -> None:
        kinds = _("Backups (*.backup);;All files (*)")
        for file in self._choose_files(_("Choose the backup"), kinds)[:1]:
            self.look_at(file)

    def look_at(self, file: Path) -> None:
        """Show whose backup it is, and ask for the passphrase."""
        self.card.message.clear()
        try:
            found = restore.look_at(file)
        except KnownError as error:
            self._file = None
            self._asked.hide()
            self.start.setEnabled(False)
            self.card.message.show_message("stop", error.what, error.todo)
            return
        self._file = file
        self.found.setText(_described(found))
        self.people.set_names([one.name for one in found.operators], None)
        self._asked.show()
        self.start.setEnabled(True)
        several = len(found.operators) > 1
        first = self.people if several else self.secret.field
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restored(self, operator: str, secret: str) -> None:
        self._show_busy(on=False)
        self.secret.clear()
        try:
            session = open_home(self._home, operator, secret)
        except KnownError as error:
            self._refused(error)
            return
        self.done.emit(session)

    def _refused(self, error: Exception) -> None:
        self._show_busy(on=False)
        if isinstance(error, KnownError):
            self.card.message.show_message("stop", error.what, error.todo)
        else:
            self.card.message.show_message(
                "stop",
                _("Something went wrong inside the program; nothing was restored."),
                _("Try again, or give the log file to the office."),
            )
        self.secret.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.secret.field.selectAll()

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1) if done < total else 0)  # then it is being checked
        self.bar.setValue(done)

    def _cancel(self) -> None:
        if self.task:
            self.task.cancel()

    def _show_busy(self, *, on: bool) -> None:
        if not on:
            self.task = None
        self._busy.setVisible(on)
        self.bar.setRange(0, 0)
        for part in (self.choose, self._asked, self.start, self.back):
            part.setEnabled(not on)

    def _lay_out(self) -> None:
        asked = QVBoxLayout(self._asked)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(theme.px(12))
        asked.addWidget(self.found)
        asked.addWidget(self.people)
        asked.addWidget(self.passphrase)
        busy = QHBoxLayout(self._busy)
        busy.setContentsMargins(0, 0, 0, 0)
        busy.addWidget(self.bar, 1)
        busy.addWidget(self.cancel)
        column = self.card.column
        for part in (self.choose, self._asked, self._busy, self.start, self.back):
            column.addWidget(part)
        self._asked.hide()
        self._busy.hide()
        self.start.setEnabled(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.card)


def _described(found: restore.Contents) -> str:
    told = found.manifest
    at = moment(told.made)
    text = ngettext(
        "{name}, as it was on {date}, {time}: {count} record.",
        "{name}, as it was on {date}, {time}: {count} records.",
        told.records,
    )
    return text.format(
        name=told.name, date=long_date(at.date()), time=clock(at), count=number(told.records)
    )
