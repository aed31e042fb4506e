"""What several views of a page show, read once on the worker, and again when events came."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.store import journal
from fieldapp.store.session import Session
from ui.pages.page import Page
from ui.tasks import Progress
from ui.work import Changes, Work

Load = Callable[[Session, Progress], Any]


class Reading(QObject):
    """Reads by `load` under `title`; `read` once what was asked for by `refresh` is here."""

    read = Signal()

    def __init__(self, work: Work, title: str, load: Load, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self.found: Any = None
        self.ready = False
        self._title, self._load = title, load
        self._as_of: tuple[object, ...] = ()
        self._asked = False

    def refresh(self) -> None:
        """Read again if anything was written since, or tell that it is as before."""
        if self.ready and self.is_fresh():
            self.read.emit()
        elif not self._asked and self.work.task is None:  # other work tells when it is done
            self._asked = True
            task = self.work.run(self._title, self._read, self._take)
            task.failed.connect(self._failed)

    def is_fresh(self) -> bool:
        """Whether nothing was written since it was read."""
        return self._as_of == ends(self.work.session)

    def renewed(self) -> None:
        """What was read has been brought in step with what was written."""
        self._as_of = ends(self.work.session)

    def _read(self, session: Session, progress: Progress) -> tuple[Any, tuple[object, ...]]:
        as_of = ends(session)
        return self._load(session, progress), as_of

    def _take(self, found: tuple[Any, tuple[object, ...]]) -> None:
        self._asked = False
        self.found, self._as_of = found
        self.ready = True

    def _failed(self, _error: Exception) -> None:
        self._asked = False


R = TypeVar("R", bound=Reading)


class DataView(Page, Generic[R]):
    """A view of what was read, as long as it is seen; its `refresh` has it read anew."""

    def __init__(self, work: Work, data: R, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.data = data
        data.read.connect(self._show_read)

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002
        """Show everything as it is now; reading comes back by itself."""
        self.data.refresh()

    def show_data(self) -> None:
        """Show what was read; overridden by each view."""
        raise NotImplementedError

    def _show_read(self) -> None:
        if self.isVisible():
            self.show_data()
        else:
            self._stale = True


def ends(session: Session) -> tuple[object, ...]:
    """Where every stream ends: nothing was written while this stays."""
    return tuple((head.id, head.last) for head in journal.heads(session.db))
