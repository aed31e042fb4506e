"""The machine's loudspeaker: an Indonesian voice of the system, or the program's own sounds.

Called in threads of its own, never in the window's. Qt's parts for sound are looked for only
here: where their system libraries are missing, the program works without a voice.
"""

from collections.abc import Callable
from functools import cache
from threading import Event, Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QLocale, QTimer

from fieldapp import spoken
from fieldapp.errors import KnownError
from fieldapp.texts import _
from ui.voice import Said

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioSink
    from PySide6.QtTextToSpeech import QTextToSpeech

_CHECK_MS = 50
_FEED = 0.02  # seconds between two pieces
_PLAYING = ("NoError", "UnderrunError")  # it may run dry for a moment


def speak(said: Said) -> None:
    """Say a call, as often as is set. Raises KnownError where the machine cannot."""
    voice = None if said.setting.own else _indonesian()
    for _time in range(said.setting.times):
        if said.stop.is_set():
            return
        if voice is not None:
            _say(voice, said)
        else:
            _play(said)


@cache
def _found() -> tuple[str, str]:
    """The system's engine that speaks Indonesian and the locale of its voice; empty without one.

    Looked for once: engines that are missing can take seconds to say so.
    """
    try:
        from PySide6.QtTextToSpeech import QTextToSpeech  # noqa: PLC0415 -- may be missing
    except ImportError:
        return "", ""
    for engine in QTextToSpeech.availableEngines():
        for locale in QTextToSpeech(engine).availableLocales() if engine != "mock" else ():
            if locale.language() == QLocale.Language.Indonesian:
                return engine, locale.name()
    return "", ""


def _indonesian() -> "QTextToSpeech | None":
    """The system's speech, if it has an Indonesian voice."""
    engine, locale = _found()
    if not engine:
        return None
    from PySide6.QtTextToSpeech import QTextToSpeech  # noqa: PLC0415 -- was found

    speech = QTextToSpeech(engine)
    speech.setLocale(QLocale(locale))
    return speech


def _say(speech: "QTextToSpeech", said: Said) -> None:
    speech.setVolume((said.setting.volume / 100) ** 2)
    speech.say(spoken.text(said.call.number, said.call.desk))
    over = ("Ready", "Error")
    _stay(said, lambda: speech.state().name in over)
    speech.stop()
    if speech.state().name == "Error":
        raise KnownError(
            _("The system's voice failed."), _("Choose the program's own sounds in its place.")
        )


def _play(said: Said) -> None:
    try:
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices  # noqa: PLC0415
    except ImportError as error:
        raise KnownError(
            _("This computer lacks what is needed to play sounds."),
            _("Ask an administrator to install PulseAudio's library (libpulse0)."),
        ) from error
    device = QMediaDevices.defaultAudioOutput()
    if device.isNull():
        raise KnownError(
            _("No loudspeaker was found."), _("Plug one in, or switch the sound on, and try again.")
        )
    wanted = QAudioFormat()
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    wanted.setSampleRate(spoken.RATE)
    wanted.setChannelCount(1)
    if not device.isFormatSupported(wanted):
        own = device.preferredFormat()
        wanted.setSampleRate(own.sampleRate())
        wanted.setChannelCount(own.channelCount())
    samples = _samples(said, wanted.sampleRate(), wanted.channelCount())
    sink = QAudioSink(device, wanted)
    if not _push(sink, samples, said.stop):
        raise KnownError(
            _("The loudspeaker refused to play."),
            _("See whether another program holds it, and try again."),
        )


def beep() -> None:
    """A short tone: a code was read."""
    play(spoken.tone())


def play(sound: bytes) -> None:
    """Play a short sound in a thread of its own; silent where nothing can be played."""
    Thread(target=_play_short, args=(sound,), daemon=True).start()


def _play_short(sound: bytes) -> None:
    try:
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices  # noqa: PLC0415
    except ImportError:
        return
    device = QMediaDevices.defaultAudioOutput()
    if device.isNull():
        return
    wanted = device.preferredFormat()
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    samples = spoken.reshaped(sound, wanted.sampleRate(), wanted.channelCount())
    _push(QAudioSink(device, wanted), samples, Event())


def _samples(said: Said, rate: int, channels: int) -> bytes:
    samples = spoken.samples(spoken.sounds(said.call.number, said.call.desk))
    return spoken.reshaped(spoken.quieter(samples, said.setting.volume), rate, channels)


def _push(sink: "QAudioSink", samples: bytes, stop: Event) -> bool:
    """Feed the loudspeaker as it takes them, and wait for what it still holds; False if it fails.

    Fed by hand: a sink that fetches by itself would need the events of the window's thread.
    """
    taking = sink.start()
    if taking is None:
        return False
    sent = 0
    while sent < len(samples) and not stop.wait(_FEED) and sink.error().name in _PLAYING:
        piece = samples[sent : sent + max(0, sink.bytesFree())]
        if piece:
            sent += max(0, taking.write(piece))
    failed = sink.error().name not in _PLAYING
    if not failed:
        bytes_held = sink.bufferSize() - sink.bytesFree()
        stop.wait(sink.format().durationForBytes(bytes_held) / 1_000_000 + _FEED)
    sink.stop()
    return not failed


def _stay(said: Said, over: Callable[[], bool]) -> None:
    """Let Qt's parts work in this thread until it is `over`, or no longer wanted."""
    loop, check = QEventLoop(), QTimer(interval=_CHECK_MS)
    check.timeout.connect(lambda: loop.quit() if over() or said.stop.is_set() else None)
    check.start()
    loop.exec()
    check.stop()
