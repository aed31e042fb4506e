"""Feeding a loudspeaker by hand, and starting where there is none."""

import subprocess
import sys
from threading import Event
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from fieldapp import spoken
from ui import speaker

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioSink


class Sink:
    """A loudspeaker that takes `room` bytes at a time, and fails after `fails_at` of them."""

    def __init__(self, room: int = 1000, fails_at: int = 10**9, opens: bool = True) -> None:
        self.room, self.fails_at, self.opens = room, fails_at, opens
        self.taken = bytearray()
        self.stopped = False

    def start(self) -> "Sink | None":
        return self if self.opens else None

    def write(self, piece: bytes) -> int:
        assert len(piece) <= self.room
        self.taken += piece[: self.room // 2]
        return min(len(piece), self.room // 2)

    def error(self) -> SimpleNamespace:
        failed = len(self.taken) >= self.fails_at
        return SimpleNamespace(name="IOError" if failed else "NoError")

    def bytesFree(self) -> int:
        return self.room

    def bufferSize(self) -> int:
        return self.room

    def format(self) -> SimpleNamespace:
        return SimpleNamespace(durationForBytes=lambda count: count * 1_000_000 // 32_000)

    def stop(self) -> None:
        self.stopped = True


def push(sink: Sink, samples: bytes, stop: Event | None = None) -> bool:
    return speaker._push(cast("QAudioSink", sink), samples, stop or Event())


def test_everything_reaches_the_loudspeaker_in_its_order() -> None:
    sink, samples = Sink(room=40_000), spoken.samples([["dua"], ["satu"]])
    assert push(sink, samples)
    assert bytes(sink.taken) == samples
    assert sink.stopped


def test_a_loudspeaker_that_fails_or_does_not_open_is_told() -> None:
    assert not push(Sink(fails_at=2000), bytes(10_000))
    assert not push(Sink(opens=False), bytes(10))


def test_what_is_muted_stops_at_once() -> None:
    stop = Event()
    stop.set()
    sink = Sink()
    assert push(sink, bytes(10**6), stop)
    assert len(sink.taken) == 0
    assert sink.stopped


def test_sounds_fit_a_loudspeaker_of_another_kind() -> None:
    sound = spoken.samples([["satu"]])
    wide = spoken.reshaped(sound, 48_000, 2)
    assert len(wide) == 6 * len(sound)
    assert wide[0::12] == sound[0::2], "each third sample of the left is one of those recorded"
    assert spoken.reshaped(sound, spoken.RATE, 1) == sound
    assert len(spoken.reshaped(sound, 44_100, 1)) == len(sound) // 2 * 44_100 // spoken.RATE * 2


def test_the_program_starts_without_the_systems_libraries_for_sound() -> None:
    code = (
        "import sys\n"
        "for name in ('QtMultimedia', 'QtTextToSpeech'): sys.modules['PySide6.' + name] = None\n"
        "import ui.app, threading\n"
        "from ui.speaker import speak\n"
        "from ui.voice import Said\n"
        "from fieldapp.board import Call\n"
        "from fieldapp.announcing import VoiceSetting\n"
        "from fieldapp.errors import KnownError\n"
        "try: speak(Said(Call(('x', 1), 'A-001'), VoiceSetting(on=True), threading.Event()))\n"
        "except KnownError as error: print(error.what)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() in (
        "This computer lacks what is needed to play sounds.",
        "Komputer ini belum bisa memutar suara.",
    )
