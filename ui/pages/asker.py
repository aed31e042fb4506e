"""Puts questions off the screen's thread; only the answer to the latest one comes back."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
from PySide6.QtCore import QObject, Signal

from fieldapp import asking_terms
from fieldapp.asking_terms import Vocabulary
from fieldapp.errors import Cancelled
from fieldapp.store import asking
from fieldapp.store.asking import Answer, Filter, Question
from fieldapp.store.session import Session
from ui.tasks import Progress, Task, Worker
from ui.work import Work

T = TypeVar("T")


class Asked(msgspec.Struct, frozen=True):
    """What is asked, and in which order it is to be answered."""

    filter: Filter
    order: str = "name"
    descending: bool = False


class First(msgspec.Struct, frozen=True):
    """The first page, and whether the answer may be sorted by anything."""

    answer: Answer
    few: bool


class Asker(QObject):
    """`answered(First)`, then `counted(int)`; `continued(Answer)` after each `more`.

    It keeps a connection, and what questions read in memory, until it is let go of.
    """

    answered = Signal(object)
    counted = Signal(int)
    continued = Signal(object)
    learned = Signal(object)
    failed = Signal(object)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._worker = Worker(self)
        self._own: Session | None = None  # opened, used and closed on the worker's thread
        self._question: Question | None = None
        self._asked = Asked(Filter())
        self._unlearned = False
        self._latest = 0

    def ask(self, asked: Asked) -> None:
        """Ask anew; whatever was asked before is dropped, also in the middle."""
        self.drop()
        self._asked = asked
        self._run(self._first, self._tell_first)
        if self._unlearned:  # it was dropped with the question before
            self.learn()

    def more(self, answer: Answer) -> None:
        """Ask for the page after `answer`."""
        self._run(lambda: self._after(answer), self.continued.emit)

    def learn(self) -> None:
        """Ask which terms are known: `learned(Vocabulary)`."""
        self._unlearned = True
        self._run(self._terms, self._tell_terms)

    @property
    def knows_terms(self) -> bool:
        """Whether the terms asked for have come."""
        return not self._unlearned

    def drop(self) -> None:
        """Wait for no answer any more."""
        self._latest += 1
        if self._own is not None:
            self._own.db.interrupt()

    def let_go(self) -> None:
        """Close the connection, once what runs has ended."""
        self.drop()
        task = Task("", self)
        self._worker.start(task, lambda _progress: self._close())
        self._worker.wait()
        task.deleteLater()

    def _tell_terms(self, known: Vocabulary) -> None:
        self._unlearned = False
        self.learned.emit(known)

    def _tell_first(self, found: First) -> None:
        self.answered.emit(found)
        self._run(self._count, self.counted.emit)

    def _run(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        number, task = self._latest, Task("", self)

        def alone(_progress: Progress) -> T:
            if number != self._latest:
                raise Cancelled("")
            with asking.stoppable():
                return work()

        def succeeded(found: T) -> None:
            task.deleteLater()
            if number == self._latest:
                done(found)

        def failed(error: Exception) -> None:
            task.deleteLater()
            if number == self._latest and not isinstance(error, Cancelled):
                self.failed.emit(error)

        task.succeeded.connect(succeeded)
        task.failed.connect(failed)
        self._worker.start(task, alone)

    # -- on the worker's thread

    def _opened(self) -> Session:
        if self._own is None:
            self._own = self._work.session.again()
            asking.remember_more(self._own.db)
        return self._own

    def _first(self) -> First:
        asked = self._asked
        self._question = asking.put(self._opened().db, asked.filter)
        answer = asking.page(
            self._question, asked.order, descending=asked.descending, limit=asking.PAGE
        )
        return First(answer, self._question.few)

    def _count(self) -> int:
        assert self._question is not None  # noqa: S101 -- counted after the first page
        return asking.count(self._question)

    def _after(self, answer: Answer) -> Answer:
        asked = self._asked
        assert self._question is not None  # noqa: S101 -- continued after the first page
        return asking.page(
            self._question, asked.order, answer.after,
            descending=asked.descending, limit=asking.PAGE,
        )  # fmt: skip

    def _terms(self) -> Vocabulary:
        return asking_terms.vocabulary(self._opened().db)

    def _close(self) -> None:
        own, self._own, self._question = self._own, None, None
        if own is not None:
            own.close()
