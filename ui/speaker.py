"""The machine's loudspeaker: an Indonesian voice of the system, or the program's own sounds.

Called in threads of its own, never in the window's. Qt's parts for sound are looked for only
here: where their system libraries are missing, the program works without a voice.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QLocale, QTimer

from fieldapp import spoken
from fieldapp.errors import KnownError
from fieldapp.texts import _
from ui.voice import Said

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDevice
    from PySide6.QtTextToSpeech import QTextToSpeech

_CHECK_MS = 50


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


def _indonesian() -> "QTextToSpeech | None":
    """The system's speech, if it has an Indonesian voice."""
    try:
        from PySide6.QtTextToSpeech import QTextToSpeech  # noqa: PLC0415 -- may be missing
    except ImportError:
        return None
    for engine in QTextToSpeech.availableEngines():
        if engine == "mock":
            continue
        speech = QTextToSpeech(engine)
        for locale in speech.availableLocales():
            if locale.language() == QLocale.Language.Indonesian:
                speech.setLocale(locale)
                return speech
    return None


def _say(speech: "QTextToSpeech", said: Said) -> None:
    from PySide6.QtTextToSpeech import QTextToSpeech  # noqa: PLC0415 -- found before

    speech.setVolume((said.setting.volume / 100) ** 2)
    loop = QEventLoop()
    over = (QTextToSpeech.State.Ready, QTextToSpeech.State.Error)
    speech.stateChanged.connect(lambda state: loop.quit() if state in over else None)
    speech.say(spoken.text(said.call.number, said.call.desk))
    _stay(loop, said)
    speech.stop()
    if speech.state() == QTextToSpeech.State.Error:
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
    rate, channels = _shape(device)
    wanted.setSampleRate(rate)
    wanted.setChannelCount(channels)
    buffer = QBuffer()
    buffer.setData(QByteArray(_samples(said, rate, channels)))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    sink = QAudioSink(device, wanted)
    loop = QEventLoop()
    sink.stateChanged.connect(lambda state: loop.quit() if state.name != "ActiveState" else None)
    sink.start(buffer)
    if sink.error().name == "NoError":
        _stay(loop, said)
    failed = sink.error().name not in ("NoError", "UnderrunError")
    sink.stop()
    if failed:
        raise KnownError(
            _("The loudspeaker refused to play."),
            _("See whether another program holds it, and try again."),
        )


def _samples(said: Said, rate: int, channels: int) -> bytes:
    samples = spoken.samples(spoken.sounds(said.call.number, said.call.desk))
    return spoken.reshaped(spoken.quieter(samples, said.setting.volume), rate, channels)


def _shape(device: "QAudioDevice") -> tuple[int, int]:
    """The rate and channels to play with: those of the sounds, else those of the device."""
    own = device.preferredFormat()
    shape = (own.sampleRate(), own.channelCount())
    return shape if shape[0] > 0 and shape[1] > 0 else (spoken.RATE, 1)


def _stay(loop: QEventLoop, said: Said) -> None:
    """Until it is said, or is no longer wanted."""
    check = QTimer(interval=_CHECK_MS)
    check.timeout.connect(lambda: loop.quit() if said.stop.is_set() else None)
    check.start()
    loop.exec()
    check.stop()
