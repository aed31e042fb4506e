"""What the camera sees on the tour: people who do not exist, and cards held before it."""

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import segno
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ui.camera import Running, Source

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoSink

CAMERA = QSize(640, 480)
_SKIN = QColor(196, 142, 108)


def head(
    background: str = "#B3202A",
    *,
    aside: int = 0,
    size: float = 1.0,
    light: float = 1.0,
    blurred: bool = False,
) -> QImage:
    """A camera's picture of 640 x 480: a head, `aside` px off the middle, before a background."""
    made = QImage(CAMERA, QImage.Format.Format_RGB32)
    made.fill(QColor(background))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(320 + aside, 225)
    painter.scale(size, size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#E9ECEF"))  # a school's shirt
    painter.drawRoundedRect(QRectF(-120, 130, 240, 200), 60, 60)
    painter.setBrush(QColor("#22262B"))  # hair
    painter.drawEllipse(QPointF(0, -28), 86, 100)
    painter.setBrush(_SKIN)
    painter.drawEllipse(QPointF(0, 4), 72, 96)
    painter.drawRect(QRectF(-26, 84, 52, 60))
    for side in (-1, 1):
        painter.setBrush(QColor("white"))
        painter.drawEllipse(QPointF(side * 28, -10), 14, 8)
        painter.setBrush(QColor("#20150F"))
        painter.drawEllipse(QPointF(side * 28, -10), 6, 6)
        painter.drawRect(QRectF(side * 28 - 16, -32, 32, 5))
    painter.setPen(QPen(QColor("#7A3B32"), 5))
    painter.drawLine(QPointF(-22, 52), QPointF(22, 52))
    painter.drawLine(QPointF(0, 0), QPointF(-6, 26))
    painter.end()
    if blurred:
        smooth = Qt.TransformationMode.SmoothTransformation
        aspect = Qt.AspectRatioMode.IgnoreAspectRatio
        made = made.scaled(40, 30, aspect, smooth).scaled(CAMERA, aspect, smooth)
    return _lit(made, light)


def _lit(picture: QImage, light: float) -> QImage:
    if light == 1.0:
        return picture
    painter = QPainter(picture)
    over = QColor("black") if light < 1 else QColor("white")
    over.setAlphaF(min(1.0, abs(1 - light)))
    painter.fillRect(picture.rect(), over)
    painter.end()
    return picture


def card(text: str) -> QImage:
    """Somebody who holds a code before the camera."""
    held = io.BytesIO()
    segno.make_qr(text).save(held, kind="png", scale=7)
    picture = head("#8D99A6")
    painter = QPainter(picture)
    painter.drawImage(QPoint(220, 200), QImage.fromData(held.getvalue()))
    painter.end()
    return picture


class _Shown:
    """One picture, again and again."""

    def __init__(self, picture: QImage, sink: "QVideoSink") -> None:
        from PySide6.QtMultimedia import QVideoFrame  # noqa: PLC0415 -- may be missing

        self._timer = QTimer(interval=40)
        self._timer.timeout.connect(lambda: sink.setVideoFrame(QVideoFrame(picture)))
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()


def source(picture: Callable[[], QImage] = head) -> Source:
    """A camera before which always the same stands."""

    def start(sink: "QVideoSink", _name: str, _tell: Callable[[str], None]) -> Running:
        return _Shown(picture(), sink)

    return start
