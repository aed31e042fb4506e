"""Sounds at check-in: eyes may stay on the pupil."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from fieldapp import announcing, spoken
from ui.speaker import play
from ui.work import Work


class Cues(QObject):
    """Plays what came of an Enter or scan, where sounds are wanted: given, look or unknown."""

    def __init__(self, work: Work, sound: Callable[[bytes], None] = play) -> None:
        super().__init__(work)
        self._work, self.sound = work, sound

    def play(self, what: str) -> None:
        """A number was given; there is something to look at first; nobody is known so."""
        setting = announcing.voice(self._work.session)
        if setting.cues:
            self.sound(spoken.quieter(spoken.cue(what), setting.volume))
