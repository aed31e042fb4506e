"""Whoever goes by Tab sees where the keyboard is: every control looks otherwise while it has it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from tests import windows
from tests import workplace as w
from tests.test_keys import worked
from ui import theme, tour
from ui.app import Window
from ui.theme import SchemeName

_CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QTableView)
TAB = Qt.FocusPolicy.TabFocus


def unseen(window: Window) -> list[str]:
    """The controls that look the same with the keyboard as without it."""
    found = []
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, _CONTROLS) or isinstance(widget.parentWidget(), _CONTROLS):
            continue
        if not (widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & TAB):
            continue
        widget.clearFocus()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if widget.hasFocus() and widget.grab().toImage() == before:
            found.append(f"{type(widget).__name__} {widget.accessibleName()}")
    return found


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
def test_what_has_the_keyboard_is_seen(qtbot: QtBot, tmp_path: Path, look: SchemeName) -> None:
    theme.apply(tour.application(), look)
    session = w.device(tmp_path / "home", "Laptop A", "field", "A")
    worked(session)
    session.close()
    window, officer = windows.in_use(qtbot, tmp_path / "home")
    frame = window.frame
    assert frame
    wrong = {}
    for key in frame.pages:
        officer.open(key)
        officer.wait(lambda: frame.work.task is None)
        if found := unseen(window):
            wrong[key] = found
    theme.apply(tour.application(), "light")
    window.close()
    window.finish()
    assert wrong == {}
