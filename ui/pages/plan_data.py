"""Everyone of all visits, read once for the views of the plan, and again when events came."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.domain.fold import Visit
from fieldapp.reports import pupils
from fieldapp.reports.pupils import Pupil
from fieldapp.statuses import Written
from fieldapp.store import journal, queries
from fieldapp.store.session import Session
from fieldapp.texts import _
from ui.pages.page import Page
from ui.tasks import Progress
from ui.work import Changes, Work

_Read = tuple[list[Pupil], list[Visit], tuple[object, ...]]


class PlanData(QObject):
    """Reads on the worker; `read` once what was asked for by `refresh` is here."""

    read = Signal()

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self.everyone: list[Pupil] = []
        self.visits: list[Visit] = []
        self.ready = False
        self._as_of: tuple[object, ...] = ()
        self._asked = False

    def refresh(self) -> None:
        """Read everyone again if anything was written since, or tell that it is as before."""
        if self._as_of == _ends(self.work.session) and self.ready:
            self.read.emit()
        elif not self._asked and self.work.task is None:  # other work tells when it is done
            self._asked = True
            task = self.work.run(_("Reading everyone"), _read, self._take)
            task.failed.connect(self._failed)

    def act(self, verb: Callable[[], Sequence[Written]]) -> Sequence[Written] | None:
        """Act at once; only whom it was about is read again."""

        def acted() -> Sequence[Written]:
            before = _ends(self.work.session)
            made = verb()
            if before == self._as_of:
                self.renew((one.visit, one.person) for one in made)
            return made

        return self.work.do(acted)

    def renew(self, people: Iterable[tuple[str, str]]) -> None:
        """Read only these (visit, person) again: somebody acted on them just now."""
        touched, session = set(people), self.work.session
        self.everyone = [
            pupils.renewed(session.db, one) if touched & set(one.names) else one
            for one in self.everyone
        ]
        self._as_of = _ends(session)

    def _take(self, found: _Read) -> None:
        self._asked = False
        self.everyone, self.visits, self._as_of = found
        self.ready = True

    def _failed(self, _error: Exception) -> None:
        self._asked = False


class DataView(Page):
    """A view of what was read, as long as it is seen; its `refresh` has it read anew."""

    def __init__(self, work: Work, data: PlanData, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.data = data
        data.read.connect(self._show_read)

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002
        """Show everyone as they are now; reading comes back by itself."""
        self.data.refresh()

    def show_data(self) -> None:
        """Show what was read; overridden by each view."""
        raise NotImplementedError

    def _show_read(self) -> None:
        if self.isVisible():
            self.show_data()
        else:
            self._stale = True


def _read(session: Session, progress: Progress) -> _Read:
    as_of = _ends(session)
    return pupils.everyone(session.db, progress), queries.real_visits(session.db), as_of


def _ends(session: Session) -> tuple[object, ...]:
    """Where every stream ends: nothing was written while this stays."""
    return tuple((head.id, head.last) for head in journal.heads(session.db))
