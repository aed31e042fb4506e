"""Pictures of people: cut, made small, encoded, and read again without trusting what came."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from fieldapp.picture import HIGH, PATCH, WIDE

PORTRAIT = QSize(480, 640)
_QUALITY = 85
_LARGEST = QSize(2000, 2000)  # of a picture that came from elsewhere


def portrait(picture: QImage) -> QImage:
    """The middle of a camera's picture, upright, 480 x 640."""
    wide, high = picture.width(), picture.height()
    part = min(wide, high * 3 // 4)
    tall = part * 4 // 3
    cut = picture.copy(QRect((wide - part) // 2, (high - tall) // 2, part, tall))
    return cut.scaled(
        PORTRAIT,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def small(picture: QImage) -> bytes:
    """A portrait as RGB of 60 x 80, as its look is judged."""
    scaled = picture.scaled(WIDE, HIGH).convertToFormat(QImage.Format.Format_RGB888)
    return _packed(scaled, 3)


def patch(picture: QImage) -> bytes:
    """The grey 160 x 160 around the face of a portrait."""
    left, top = (picture.width() - PATCH) // 2, picture.height() * 46 // 100 - PATCH // 2
    cut = picture.copy(QRect(left, top, PATCH, PATCH))
    return _packed(cut.convertToFormat(QImage.Format.Format_Grayscale8), 1)


def grey(picture: QImage) -> tuple[bytes, int, int]:
    """A picture as one byte each, with its width and height."""
    plain = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    return _packed(plain, 1), plain.width(), plain.height()


def encoded(picture: QImage, kind: str) -> bytes:
    """The picture as a JPG or PNG file, without anything about when and with what."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, kind, _QUALITY if kind == "JPG" else -1)  # type: ignore[call-overload]
    return bytes(held.data())


def decoded(data: bytes, kind: str) -> QImage:
    """A picture that came from elsewhere: of this kind alone, and of a bounded size; else null."""
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.lower().encode()))
    size = reader.size()
    if not size.isValid() or size.width() > _LARGEST.width() or size.height() > _LARGEST.height():
        return QImage()
    return reader.read()


def _packed(picture: QImage, depth: int) -> bytes:
    """The rows one after the other, without what fills each up."""
    wide, step = picture.width() * depth, picture.bytesPerLine()
    data = bytes(picture.constBits())
    if wide == step:
        return data
    return b"".join(data[y * step : y * step + wide] for y in range(picture.height()))
