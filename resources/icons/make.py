"""Draws fieldapp.png, .ico and .icns from fieldapp.svg: `python resources/icons/make.py`."""

import os
import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).parent
PICTURE = 256  # px of the png
ICO = (16, 24, 32, 48, 64, 128, 256)
ICNS = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512,
        b"ic10": 1024}  # fmt: skip


def png(side: int) -> bytes:
    """The drawing, `side` px wide and high, as a PNG."""
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(HERE / "fieldapp.svg")).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


def ico(sides: tuple[int, ...]) -> bytes:
    """The drawing in several sizes, as Windows has it; 256 px are written as 0."""
    pictures = [png(side) for side in sides]
    head, start = struct.pack("<HHH", 0, 1, len(sides)), 6 + 16 * len(sides)
    for side, picture in zip(sides, pictures, strict=True):
        head += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), start)
        start += len(picture)
    return head + b"".join(pictures)


def icns(sides: dict[bytes, int]) -> bytes:
    """The drawing in several sizes, as macOS has it."""
    body = b""
    for kind, side in sides.items():
        picture = png(side)
        body += kind + struct.pack(">I", 8 + len(picture)) + picture
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def main() -> None:
    """Write the three files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication([])
    (HERE / "fieldapp.png").write_bytes(png(PICTURE))
    (HERE / "fieldapp.ico").write_bytes(ico(ICO))
    (HERE / "fieldapp.icns").write_bytes(icns(ICNS))
    del app


if __name__ == "__main__":
    main()
