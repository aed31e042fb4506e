"""Announcing the calls of the visit in hand: one after the other, shown and spoken."""

import math
import time
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from fieldapp import announcing, calls
from fieldapp.board import Announcements
from fieldapp.calls import Calls, Figures
from fieldapp.errors import KnownError
from ui.voice import Voice
from ui.work import Work

FIGURES_EVERY_MS = 30_000


class Calling(QObject):
    """Hears of each call by `Work.changed`; `shown` when what the board shows has changed."""

    shown = Signal()

    def __init__(
        self,
        work: Work,
        voice: Voice,
        now: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.work, self.voice, self._now = work, voice, now
        self.queue = Announcements(now)
        self._ear: Calls | None = None
        self._next = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._next.timeout.connect(self._step)
        self._again = QTimer(self, interval=FIGURES_EVERY_MS)
        self._again.timeout.connect(self.shown)
        self._again.start()
        voice.ended.connect(self._step)
        work.changed.connect(self._hear)
        self._hear()

    def repeat(self) -> bool:
        """Say the call in hand once more; False where that is not possible now."""
        return self._say()

    def mute(self) -> bool:
        """Fall silent, or speak again; whether it is silent now."""
        setting = announcing.voice(self.work.session)
        muted = not setting.muted
        self.set_voice(on=setting.on, muted=muted)
        return muted

    def set_voice(self, **changed: object) -> None:
        """Change how calls are spoken, from the next one on."""
        setting = announcing.voice(self.work.session)
        chosen = msgspec.structs.replace(setting, **changed)
        try:
            announcing.keep(self.work.session, chosen)
        except KnownError as error:
            self.work.refuse(error)
            return
        if chosen.muted or not chosen.on:
            self.voice.hush()
        self.shown.emit()

    def finish(self) -> None:
        """Announce nothing more."""
        self._next.stop()
        self._again.stop()
        self.voice.finish()

    def figures(self) -> Figures:
        """How many wait in the visit in hand, and about how long."""
        found = self.work.visit
        return calls.figures(self.work.session, found.visit) if found else Figures()

    def _hear(self) -> None:
        visit = self.work.visit_id
        if self._ear is None or self._ear.visit != visit:
            self._ear = Calls(visit)
            self.queue = Announcements(self._now)
            self.voice.hush()
        heard = self._ear.hear(self.work.session)
        current = self.queue.current
        self.queue.withdraw(heard.withdrawn)
        if current != self.queue.current:
            self.voice.hush()
        self.queue.remember(heard.known)
        self.queue.add(heard.new)
        self._step()

    def _step(self) -> None:
        self.queue.speaking(self.voice.speaking)
        if self.queue.step():
            self._say()
        if self.queue.left > 0:
            self._next.start(math.ceil(self.queue.left * 1000))
        self.shown.emit()

    def _say(self) -> bool:
        call, setting = self.queue.current, announcing.voice(self.work.session)
        if call is None or not setting.on or setting.muted:
            return False
        begun = self.voice.say(call, setting)
        self.queue.speaking(self.voice.speaking)
        return begun
