"""What the pages share: the session, the visit in hand, and how they act and learn of changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from fieldapp import undoing
from fieldapp.domain.fold import Visit
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.texts import _
from fieldapp.wording import word
from ui.tasks import Task, Worker
from ui.tasks import Work as LongWork

T = TypeVar("T")


@dataclass(frozen=True)
class Changes:
    """What an action changed: people of the visit in hand; None means anything may have."""

    persons: frozenset[str] | None = None


class Work(QObject):
    """The officer's work in the window.

    `changed(Changes)` after each action, `visit_chosen(Visit | None)`, `said(tone, what, todo)`
    for the message line, `busy(Task | None)` while long work runs, `page_wanted(key)`,
    `operator_changed` when somebody else took over.
    """

    changed = Signal(object)
    visit_chosen = Signal(object)
    said = Signal(str, str, str)
    busy = Signal(object)
    page_wanted = Signal(str)
    operator_changed = Signal()

    def __init__(self, session: Session, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.task: Task | None = None
        self._worker = worker
        self._visit = ""

    @property
    def may_plan(self) -> bool:
        """Whether a coordinator works here at the moment."""
        return self.session.actor_role == "coordinator"

    def take_over(self, actor: str, role: str) -> None:
        """Go on in the name of another operator; what is running ends in the old one's."""
        self.session = self.session.by(actor, role)
        self.operator_changed.emit()
        self.changed.emit(Changes())

    @property
    def visit(self) -> Visit | None:
        """The visit in hand; None once it is gone, or where it is a list of the registry."""
        try:
            found = queries.visit(self.session.db, self._visit) if self._visit else None
        except KnownError:
            return None
        return found if found and found.plan.setting != "registry" else None

    @property
    def visit_id(self) -> str:
        """The id of the visit in hand, or the empty string."""
        return self._visit

    def anything_changed(self) -> None:
        """Have every page look at its data again."""
        self.changed.emit(Changes())

    def choose(self, visit: str) -> None:
        """Take a visit in hand."""
        self._visit = visit
        self.visit_chosen.emit(self.visit)
        self.changed.emit(Changes())

    def choose_latest(self) -> None:
        """Take the visit nearest to today in hand, if there is any that is not closed."""
        today = date.today()  # noqa: DTZ011 -- the local day
        known = queries.real_visits(self.session.db)
        open_ = [one for one in known if one.state != "closed"]
        if open_:
            self.choose(min(open_, key=lambda one: abs(one.plan.date - today)).visit)

    def say(self, tone: str, what: str, todo: str = "") -> None:
        """Put a line into the frame: tone ok, info, wait or stop."""
        self.said.emit(tone, what, todo)

    def hush(self) -> None:
        """Take the line away: it was about somebody else."""
        self.said.emit("", "", "")

    def refuse(self, error: Exception) -> None:
        """Say why something was not done."""
        if isinstance(error, KnownError):
            self.say("stop", error.what, error.todo)
        else:
            self.say(
                "stop",
                _("Something went wrong inside the program; nothing was changed."),
                _("Repeat it; if it fails again, give the log file to the office."),
            )

    def do(self, verb: Callable[[], T], *persons: str) -> T | None:
        """Act at once on the screen's thread; a refusal is said, and gives None.

        Name the `persons` changed; none named means that anything may have changed.
        """
        try:
            result = verb()
        except KnownError as error:
            self.refuse(error)
            return None
        self.changed.emit(Changes(frozenset(persons) if persons else None))
        return result

    def undo(self, visit: str = "", person: str | None = None) -> None:
        """Take back this device's last action, or that about `person`.

        In `visit`, else in the visit in hand.
        """
        about = visit or self._visit
        if not about:
            return
        undone = self.do(lambda: undoing.undo(self.session, about, person))
        if undone:
            event, entry = undone
            name = entry.visitor.fields.get("name", "") if entry else ""
            what = _("Taken back: {action}").format(action=word("kind", event.kind))
            self.say("info", f"{what} · {name}" if name else what)

    def run(self, title: str, work: LongWork, done: Callable[[T], None]) -> Task:
        """Do long work off the screen's thread; `done` gets its result, a refusal is said."""
        task = Task(title, self)
        self.task = task

        def succeeded(result: T) -> None:
            self._end(task)
            done(result)
            self.changed.emit(Changes())

        def failed(error: Exception) -> None:
            self._end(task)
            self.refuse(error)

        task.succeeded.connect(succeeded)
        task.failed.connect(failed)
        self.busy.emit(task)
        self._worker.run(task, self.session, work)
        return task

    def _end(self, task: Task) -> None:
        self.task = None
        self.busy.emit(None)
        task.deleteLater()
