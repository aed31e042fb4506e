"""Windows for the tests of the screen."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

_open: list[QWidget] = []


def show(qtbot: QtBot, *parts: QWidget, width: int = 600, height: int = 400) -> QWidget:
    """A shown, active window with these parts under each other."""
    window = QWidget()
    _open[:] = [window]  # or Python would delete it, and its parts with it
    column = QVBoxLayout(window)
    for part in parts:
        column.addWidget(part)
    window.resize(width, height)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def focus(qtbot: QtBot, widget: QWidget) -> None:
    """Give the keyboard to `widget`."""
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
