"""The small signs inside standard controls, as files, since a style sheet takes only files."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QLineF, QPointF, Qt, QTemporaryDir
from PySide6.QtGui import QColor, QImage, QPainter, QPen

_SIDE = 16
_STROKES: dict[str, list[tuple[float, float, float, float]]] = {
    "check": [(3.5, 8.5, 6.5, 11.5), (6.5, 11.5, 12.5, 4.8)],
    "part": [(4, 8, 12, 8)],
    "dot": [(8, 8, 8.01, 8)],
    "down": [(4, 6, 8, 10), (8, 10, 12, 6)],
    "up": [(4, 10, 8, 6), (8, 6, 12, 10)],
}
NAMES = tuple(_STROKES)


def mark(name: str, color: str, scale: float) -> str:
    """The path of the drawing `name` in `color`, 16 px wide at 100 %."""
    return _written(name, color, round(_SIDE * scale))


@cache
def _folder() -> QTemporaryDir:
    return QTemporaryDir()


@cache
def _written(name: str, color: str, side: int) -> str:
    stem = f"{name}-{color.lstrip('#')}-{side}"
    for ratio, suffix in ((1, ""), (2, "@2x"), (3, "@3x")):
        _draw(name, color, side * ratio).save(_folder().filePath(f"{stem}{suffix}.png"))
    return Path(_folder().filePath(f"{stem}.png")).as_posix()


def _draw(name: str, color: str, side: int) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / _SIDE, side / _SIDE)
    width = 6.0 if name == "dot" else 1.8
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(QColor(color), width, Qt.PenStyle.SolidLine, cap, join))
    for x1, y1, x2, y2 in _STROKES[name]:
        painter.drawLine(QLineF(QPointF(x1, y1), QPointF(x2, y2)))
    painter.end()
    return image
