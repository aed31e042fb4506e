"""Saying calls aloud without ever waiting for the machine that plays them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.announcing import VoiceSetting
from fieldapp.board import Call
from fieldapp.errors import KnownError
from fieldapp.texts import _

_CHECK_MS = 30
LIMIT_MS = 15_000  # for one time; the longest call takes 8 seconds


@dataclass(frozen=True)
class Said:
    """A call to say, how it is to be said, and whether it is no longer wanted."""

    call: Call
    setting: VoiceSetting
    stop: Event


Speaker = Callable[[Said], None]  # returns once it is said; raises KnownError where it cannot be


class Voice(QObject):
    """Says one call at a time; `ended` when it is said, was stopped, failed, or took too long.

    The speaker runs in a daemon thread. One that hangs keeps nothing open: what is said
    meanwhile is passed over, and it is used again once it came back. `trouble` is a sentence
    about the last time, empty where it went well; `told` says that it changed.
    """

    ended = Signal()
    told = Signal()

    def __init__(
        self, speaker: Speaker, limit_ms: int = LIMIT_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.trouble = ""
        self._speaker = speaker
        self._limit = limit_ms
        self._job: _Job | None = None
        self._hung: _Job | None = None
        self._check = QTimer(self, interval=_CHECK_MS)
        self._check.timeout.connect(self._look)
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self._give_up)

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
        return self._job is not None

    def say(self, call: Call, setting: VoiceSetting) -> bool:
        """Begin to say a call; False where the speaker still hangs, or says something."""
        if self._hung and not self._hung.done.is_set():
            return False
        if self._job:
            return False
        self._hung = None
        self._job = _Job(self._speaker, Said(call, setting, Event()))
        self._check.start()
        self._late.start(self._limit * setting.times)
        return True

    def hush(self) -> None:
        """Stop what is being said."""
        if self._job:
            self._job.said.stop.set()

    def finish(self) -> None:
        """Say nothing more; nothing is waited for."""
        self.hush()
        self._check.stop()
        self._late.stop()
        self._job = None

    def _look(self) -> None:
        if self._job and self._job.done.is_set():
            self._end(self._job.trouble)

    def _give_up(self) -> None:
        if self._job and self._job.done.is_set():  # it came back just now
            self._look()
            return
        self.hush()
        self._hung = self._job
        self._end(_("The loudspeaker does not answer."))

    def _end(self, trouble: str) -> None:
        self._job = None
        self._check.stop()
        self._late.stop()
        if trouble != self.trouble:
            self.trouble = trouble
            self.told.emit()
        self.ended.emit()


class _Job:
    """One call being said, in a thread that touches nothing of the window."""

    def __init__(self, speaker: Speaker, said: Said) -> None:
        self.done = Event()
        self.trouble = ""
        self.said = said
        Thread(target=self._run, args=(speaker,), daemon=True).start()

    def _run(self, speaker: Speaker) -> None:
        """The boundary: whatever a speaker does, the work goes on."""
        try:
            speaker(self.said)
        except KnownError as error:
            self.trouble = f"{error.what} {error.todo}"
        except Exception:
            logging.getLogger(__name__).exception("speaker failed")
            self.trouble = _("The loudspeaker failed.")
        self.done.set()
