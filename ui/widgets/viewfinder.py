"""What the camera sees, mirrored, with the frame that a face belongs in; or a picture taken."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme


class Viewfinder(QWidget):
    """Shows a picture as large as there is room; `frame` draws where the face belongs."""

    def __init__(self, shape: QSize, parent: QWidget | None = None, *, frame: bool = True) -> None:
        super().__init__(parent)
        self._shape, self._frame = shape, frame
        self._picture = QImage()
        self._live = False
        self._well = False
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_live(self, picture: QImage, *, well: bool = False) -> None:
        """Show what the camera sees now; `well` colours the frame."""
        self._picture, self._live, self._well, self._text = picture, True, well, ""
        self.update()

    def show_still(self, picture: QImage) -> None:
        """Show a picture that was taken."""
        self._picture, self._live, self._text = picture, False, ""
        self.update()

    def show_text(self, text: str) -> None:
        """Show words where there is no picture."""
        self._picture, self._text = QImage(), text
        self.setAccessibleDescription(text)
        self.update()

    def has_picture(self) -> bool:
        """Whether there is something to see."""
        return not self._picture.isNull()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._shape.width() // 2), theme.px(self._shape.height() // 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(96), theme.px(72))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self._room()
        edge = QPainterPath()
        edge.addRoundedRect(room, theme.px(theme.CORNER), theme.px(theme.CORNER))
        painter.fillPath(edge, theme.color("raised"))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawPath(edge)
        if self._picture.isNull():
            self._paint_text(painter, room)
        else:
            self._paint_picture(painter, room, edge)
            if self._live and self._frame:
                self._paint_frame(painter, room)
        painter.end()

    def _room(self) -> QRectF:
        size = self._shape.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF((self.width() - size.width()) / 2, 0, size.width(), size.height()).adjusted(
            0.5, 0.5, -0.5, -0.5
        )

    def _paint_picture(self, painter: QPainter, room: QRectF, edge: QPainterPath) -> None:
        painter.save()
        painter.setClipPath(edge)
        if self._live:  # as in a mirror
            painter.translate(2 * room.center().x(), 0)
            painter.scale(-1, 1)
        painter.drawImage(room, self._picture)
        painter.restore()

    def _paint_text(self, painter: QPainter, room: QRectF) -> None:
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.font(theme.BODY))
        inside = room.adjusted(theme.px(12), 0, -theme.px(12), 0)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(inside, int(flags), self._text)

    def _paint_frame(self, painter: QPainter, room: QRectF) -> None:
        wide, high = room.width() * 0.5, room.height() * 0.56
        face = QRectF(0, 0, wide, high)
        face.moveCenter(room.center())
        face.moveTop(room.top() + room.height() * 0.46 - high / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in (("surface", 5), ("ok" if self._well else "wait", 3)):
            pen = QPen(theme.color(color), theme.px(width))
            pen.setStyle(Qt.PenStyle.SolidLine if self._well else Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawEllipse(face)
