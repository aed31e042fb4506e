"""Papers as PDF, made from HTML; works in the window and from the command line alike."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from fieldapp.reports.saving import save

MARGIN = 16  # millimetres
_DOTS = 300  # an inch; measures in the HTML are points
_FAMILIES = ["Segoe UI", "Inter", "Noto Sans", "DejaVu Sans", "Arial", "sans-serif"]


class _Started:
    """The application that the command line starts for its fonts; kept until the end."""

    app: QGuiApplication | None = None


def write_pdf(html: str, path: Path) -> None:
    """Write `html` as A4 pages to `path`. Raises KnownError where the file cannot be written."""
    _need_application()
    data = pdf(html)
    save(lambda to: to.write_bytes(data), path)


def pdf(html: str) -> bytes:
    """`html` as the bytes of a PDF."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("fieldapp")
    writer.setResolution(_DOTS)
    size = QPageSize(QPageSize.PageSizeId.A4)
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    upright = QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(size, upright, margins, QPageLayout.Unit.Millimeter))
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    font = QFont(_FAMILIES)
    font.setPointSizeF(10)
    document.setDefaultFont(font)
    document.setHtml(html)
    writer.setTitle(document.metaInformation(QTextDocument.MetaInformation.DocumentTitle))
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.print_(writer)
    del writer  # which ends the PDF
    buffer.close()
    return bytes(data.data())


def _need_application() -> None:
    """Fonts need an application, also where there is no window and no display."""
    if QGuiApplication.instance() is not None:
        return
    shown = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if not shown:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _Started.app = QGuiApplication(sys.argv[:1])
