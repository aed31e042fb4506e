"""A camera at the edge of the machine: pictures as a film file that Qt's player plays."""

import struct
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QUrl
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QMediaPlayer, QVideoSink

from ui.camera import Source


def write(path: Path, pictures: Sequence[QImage], fps: int = 10) -> Path:
    """Write the pictures, all of one size, as an AVI of JPEGs."""
    frames = [_jpeg(picture) for picture in pictures]
    wide, high = pictures[0].width(), pictures[0].height()
    largest = max(map(len, frames))
    main = struct.pack(
        "<14I", 1_000_000 // fps, largest * fps, 0, 0x10, len(frames), 0, 1, largest, wide, high,
        0, 0, 0, 0,
    )  # fmt: skip
    stream = b"vidsMJPG" + struct.pack(
        "<IHHIIIIIIII4H", 0, 0, 0, 0, 1, fps, 0, len(frames), largest, 10_000, 0, 0, 0, wide, high
    )
    area = wide * high * 3
    shape = struct.pack("<IiiHH4sIiiII", 40, wide, high, 1, 24, b"MJPG", area, 0, 0, 0, 0)
    head = _list(b"hdrl", _chunk(b"avih", main) + _list(
        b"strl", _chunk(b"strh", stream) + _chunk(b"strf", shape)
    ))  # fmt: skip
    movie = _list(b"movi", b"".join(_chunk(b"00dc", frame) for frame in frames))
    index, at = b"", 4
    for frame in frames:
        index += b"00dc" + struct.pack("<III", 0x10, at, len(frame))
        at += 8 + len(frame) + len(frame) % 2
    content = b"AVI " + head + movie + _chunk(b"idx1", index)
    path.write_bytes(_chunk(b"RIFF", content))
    return path


def _jpeg(picture: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "JPG", 92)  # type: ignore[call-overload]
    return bytes(held.data())


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _list(name: bytes, data: bytes) -> bytes:
    return _chunk(b"LIST", name + data)


class _Film:
    """A film that runs again and again."""

    def __init__(self, path: Path, sink: QVideoSink, tell: Callable[[str], None]) -> None:
        self._player = QMediaPlayer()
        self._player.errorOccurred.connect(lambda _error, text: tell(text))
        self._player.setVideoSink(sink)
        self._player.setLoops(QMediaPlayer.Loops.Infinite)
        self._player.setSource(QUrl.fromLocalFile(str(path)))
        self._player.play()

    def stop(self) -> None:
        self._player.stop()
        self._player.setVideoSink(None)  # type: ignore[arg-type]
        self._player.deleteLater()


def source(path: Path) -> Source:
    """A camera that plays a film, and tells of trouble as a camera does."""
    return lambda sink, _name, tell: _Film(path, sink, tell)
