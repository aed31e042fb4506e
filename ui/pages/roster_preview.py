"""A list before it is taken in: what was recognised, put right, then taken in on the worker."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from fieldapp import people
from fieldapp.errors import Cancelled, KnownError
from fieldapp.people import Taken
from fieldapp.roster import preview as lists
from fieldapp.store.session import Session
from fieldapp.texts import _
from ui import theme
from ui.pages.roster_busy import WHOLE, RosterBusy
from ui.pages.roster_look import RosterLook
from ui.pages.roster_refused import RosterRefused
from ui.pages.roster_result import ChooseSave, RosterResult
from ui.tasks import Progress, Task
from ui.work import Work

LongWork = Callable[[Session, Progress], object]


class RosterPreview(QWidget):
    """Reads a file, shows what it holds, and takes it in.

    `left` when the visit is to be shown again, `another_wanted` when another file is wanted.
    """

    left = Signal()
    another_wanted = Signal()

    def __init__(
        self, work: Work, choose_save: ChooseSave | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.work = work
        self._visit, self._path = "", Path()
        self._mapping: dict[int, str | None] = {}
        self._sheet: str | None = None
        self._asked = 0  # counts the questions to the worker: only the last answer is shown
        self._task: Task | None = None
        self.look = RosterLook()
        self.busy = RosterBusy()
        self.result = RosterResult(choose_save)
        self.refused = RosterRefused()
        self.stack = QStackedWidget()
        for part in (self.busy, self.look, self.result, self.refused):
            self.stack.addWidget(part)
        column = QVBoxLayout(self)
        side = theme.px(20)
        column.setContentsMargins(side, theme.px(16), side, theme.px(16))
        column.addWidget(self.stack)
        self._connect()

    def open(self, visit: str, path: Path) -> None:
        """Look at the list in `path`, to take it in for `visit`."""
        self._visit, self._path = visit, path
        self._mapping, self._sheet = {}, None
        self._look_anew()

    def first_focus(self) -> QWidget | None:
        """What takes the keyboard."""
        shown = self.stack.currentWidget()
        if shown is self.result:
            return self.result.finish
        return self.look.first_focus() if shown is self.look else None

    def _look_anew(self) -> None:
        self.busy.begin(_("Reading {file} …").format(file=self._path.name))
        self._show(self.busy)
        self._ask(first=True)

    def _ask(self, *, first: bool = False) -> None:
        """Have the worker look at the file, with what was chosen so far."""
        path, mapping, sheet = self._path, dict(self._mapping), self._sheet

        def look(_session: Session, _progress: Progress) -> object:
            return lists.preview(path, mapping, sheet=sheet)

        self._run(
            _("Reading {file}").format(file=path.name),
            look,
            lambda found: self._looked(found, first=first),
        )

    def _looked(self, found: object, *, first: bool) -> None:
        if isinstance(found, KnownError):
            self._refuse(found, to_look=not first)
        elif isinstance(found, lists.Preview):
            if first:
                self.look.begin(found)
            else:
                self.look.show_preview(found)
            self._show(self.look)
            where = self.look.first_focus() if first else None
            if where:
                where.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remap(self, column: int, field: str | None) -> None:
        """Let `column` hold `field`, and no other column that was chosen for it."""
        for other, chosen in self._mapping.items():
            if chosen == field:
                self._mapping[other] = None
        self._mapping[column] = field
        self._ask()

    def _choose_sheet(self, sheet: str) -> None:
        self._sheet, self._mapping = sheet, {}
        self._look_anew()

    def _take_in(self) -> None:
        path, mapping, sheet = self._path, dict(self._mapping), self._sheet
        visit = self._visit

        def take(session: Session, progress: Progress) -> object:
            listing = lists.read_list(path, mapping, _step(progress, 0), sheet=sheet)
            return people.take_in(session, visit, listing, _step(progress, WHOLE))

        self.busy.begin(_("Step 1 of 2: reading the list"))
        self._show(self.busy)
        self._task = self._run(_("Taking in {file}").format(file=path.name), take, self._taken)
        self._task.progressed.connect(self.busy.progress)

    def _taken(self, result: object) -> None:
        self._task = None
        if isinstance(result, Taken):
            self.result.show_taken(self._path, result)
            self._show(self.result)
            self.result.finish.setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(result, KnownError):
            self._refuse(result, to_look=True)

    def _refuse(self, error: KnownError, *, to_look: bool) -> None:
        """Say in place why it was not done."""
        if to_look:
            tone = "info" if isinstance(error, Cancelled) else "stop"
            self.look.message.show_message(tone, error.what, error.todo)
            self._show(self.look)
        else:
            self.refused.show_error(self._path, error)
            self._show(self.refused)
            self.refused.another.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, _error: Exception) -> None:
        """A fault of the program, which the frame tells of; the list is as it was."""
        self._task = None
        if self.stack.currentWidget() is self.busy:
            self._leave()

    def _stop(self) -> None:
        if self._task:
            self._task.cancel()
            self.busy.stop.setEnabled(False)
        else:
            self._leave()

    def _leave(self) -> None:
        self._asked += 1
        self.left.emit()

    def _run(self, title: str, long: LongWork, done: Callable[[object], None]) -> Task:
        """Run `long` on the worker; a refusal is a result too, to be shown in place."""
        self._asked += 1
        ticket = self._asked

        def known(session: Session, progress: Progress) -> object:
            try:
                return long(session, progress)
            except KnownError as error:
                return error

        def answered(result: object) -> None:
            if ticket == self._asked:
                done(result)

        task = self.work.run(title, known, answered)
        task.failed.connect(self._failed)
        return task

    def _show(self, part: QWidget) -> None:
        self.stack.setCurrentWidget(part)

    def _connect(self) -> None:
        self.look.take.clicked.connect(self._take_in)
        self.look.leave.clicked.connect(self._leave)
        self.look.columns.remapped.connect(self._remap)
        self.look.sheet_chosen.connect(self._choose_sheet)
        self.busy.stop.clicked.connect(self._stop)
        self.result.left.connect(self._leave)
        self.refused.left.connect(self._leave)
        self.refused.another.clicked.connect(self.another_wanted)


def _step(progress: Progress, before: int) -> Progress:
    """Progress of one step as a part of both."""

    def told(done: int, total: int) -> None:
        progress(before + done * WHOLE // max(1, total), 2 * WHOLE)

    return told
