"""The machine's camera: pictures as they come, while somebody looks; silent where there is none.

Qt's parts for cameras are looked for only here: where their system libraries are missing, the
program works without one.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from fieldapp.errors import KnownError
from fieldapp.texts import _

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCameraDevice, QVideoFrame, QVideoSink

_PATIENCE_MS = 8000  # until the first picture


class Running(Protocol):
    """A source that brings pictures until it is stopped."""

    def stop(self) -> None:
        """Bring no more, and let go of the device."""


Source = Callable[["QVideoSink", str, Callable[[str], None]], Running]


class Camera(QObject):
    """`pictured(QImage)` for each picture while it is on; `failed(KnownError)` where it cannot be.

    `source` starts bringing pictures to a sink from the device of a name, and tells of trouble.
    """

    pictured = Signal(QImage)
    failed = Signal(object)

    def __init__(self, source: "Source | None" = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source or _machine
        self._running: Running | None = None
        self._owner: object = None
        self._sink: QVideoSink | None = None
        self._late = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._late.timeout.connect(self._give_up)

    def is_for(self, owner: object) -> bool:
        """Whether it brings pictures to `owner`."""
        return self._owner is owner and self._running is not None

    def start(self, owner: object, name: str = "") -> None:
        """Switch it on for `owner`: the device of this name, else the system's own choice."""
        self._owner = owner
        if self._running:
            return
        try:
            from PySide6.QtMultimedia import QVideoSink  # noqa: PLC0415 -- may be missing
        except ImportError:
            self.failed.emit(_missing())
            return
        self._sink = QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._take)
        try:
            self._late.start()
            self._running = self._source(self._sink, name, partial(self._fail, self._sink))
        except KnownError as error:
            self._end()
            self.failed.emit(error)

    def stop(self, owner: object) -> None:
        """Switch it off, unless somebody else took it over since: its light goes out."""
        if self._owner is owner:
            self._end()

    def finish(self) -> None:
        """Switch it off, whoever has it."""
        self._end()

    def _end(self) -> None:
        self._late.stop()
        running, self._running = self._running, None
        if running:
            running.stop()
        sink, self._sink = self._sink, None
        if sink:
            sink.deleteLater()

    def _take(self, frame: "QVideoFrame") -> None:
        if self._running and frame.isValid():
            picture = frame.toImage()
            if not picture.isNull():
                self._late.stop()
                self.pictured.emit(picture)

    def _give_up(self) -> None:
        """Not even a first picture: a device that hangs, or Qt's parts for cameras are missing."""
        if self._sink:
            self._fail(self._sink, _("it gives no picture"))

    def _fail(self, sink: "QVideoSink", text: str) -> None:
        if sink is not self._sink:
            return  # of a source that was switched off since
        self._end()
        self.failed.emit(
            KnownError(
                _("The camera stopped: {why}").format(why=text or _("it was taken away")),
                _("See whether it is plugged in and no other program holds it."),
            )
        )


def names() -> list[str]:
    """The cameras that are there, by the names that the system gives them."""
    try:
        from PySide6.QtMultimedia import QMediaDevices  # noqa: PLC0415 -- may be missing
    except ImportError:
        return []
    return [device.description() for device in QMediaDevices.videoInputs()]


class _Machine:
    """A camera of this machine at work."""

    def __init__(self, sink: "QVideoSink", device: "QCameraDevice", tell: Callable[[str], None]):
        from PySide6.QtMultimedia import QCamera, QMediaCaptureSession  # noqa: PLC0415 -- was found

        self._camera, self._session = QCamera(device), QMediaCaptureSession()
        self._camera.errorOccurred.connect(lambda _error, text: tell(text))
        self._session.setCamera(self._camera)
        self._session.setVideoSink(sink)
        self._camera.start()

    def stop(self) -> None:
        """Let go of the sink before either of them goes."""
        self._camera.stop()
        self._session.setVideoSink(None)  # type: ignore[arg-type]
        self._session.setCamera(None)  # type: ignore[arg-type]
        self._session.deleteLater()
        self._camera.deleteLater()


def _machine(sink: "QVideoSink", name: str, tell: Callable[[str], None]) -> Running:
    """A camera of this machine. Raises KnownError where there is none."""
    from PySide6.QtMultimedia import QMediaDevices  # noqa: PLC0415 -- was found

    devices = {device.description(): device for device in QMediaDevices.videoInputs()}
    device = devices.get(name) or QMediaDevices.defaultVideoInput()
    if device.isNull():
        raise KnownError(_("No camera was found."), _("Plug one in, or go on without a picture."))
    return _Machine(sink, device, tell)


def _missing() -> KnownError:
    return KnownError(
        _("This computer lacks what is needed for a camera."),
        _("Ask an administrator to install PulseAudio's library (libpulse0)."),
    )
