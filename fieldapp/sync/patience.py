"""Asking what may never answer, such as a dying stick, without waiting for it for ever."""

import time
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswer
from threading import Lock, Thread
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Asker(Generic[K, T]):
    """Puts each question in a thread of its own, and none again while it is unanswered.

    The threads are daemons: one that hangs in the system keeps nothing open and is one, however
    often it is asked.
    """

    def __init__(self) -> None:
        self._asked: dict[K, Future[T]] = {}
        self._lock = Lock()

    def ask(self, questions: Mapping[K, Callable[[], T]], seconds: float) -> dict[K, T]:
        """The answers that came within `seconds`; what is missing did not answer.

        An OSError of a question is raised here.
        """
        end = time.monotonic() + seconds
        asked = {key: self._put(key, question) for key, question in questions.items()}
        answers = {}
        for key, future in asked.items():
            try:
                answers[key] = future.result(max(0.0, end - time.monotonic()))
            except NoAnswer:
                continue
        return answers

    def _put(self, key: K, question: Callable[[], T]) -> Future[T]:
        with self._lock:
            self._asked = {k: future for k, future in self._asked.items() if not future.done()}
            if key not in self._asked:
                future: Future[T] = Future()
                self._asked[key] = future
                Thread(target=_answer, args=(future, question), daemon=True).start()
            return self._asked[key]


def _answer(future: "Future[T]", question: Callable[[], T]) -> None:
    try:
        future.set_result(question())
    except OSError as error:
        future.set_exception(error)
