"""Windows for the tests of the screen."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.store.session import open_home
from tests import workplace as w
from ui.app import Window
from ui.officer import Officer

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


def in_use(
    qtbot: QtBot, home: Path, operator: str = "Op Laptop A", **edges: Any
) -> tuple[Window, Officer]:
    """The window on a home, `operator` logged in, and a hand at its keyboard.

    `edges` are what the window is given of the machine. The caller finishes it.
    """
    window = Window(home, cost=w.CHEAP, **edges)
    window.resize(1366, 728)
    qtbot.addWidget(window)
    window.show()
    officer = Officer(window)
    officer.wait(officer.has_keyboard)
    window.enter(open_home(home, operator, w.PASSPHRASE))
    return window, officer


def focus(qtbot: QtBot, widget: QWidget) -> None:
    """Give the keyboard to `widget`."""
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
