"""The binding to Qt keeps Python's references in order; see docs/decisions/007."""

import sys

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot


def test_returning_nothing_costs_no_reference_of_none(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _call in range(2000):
        QApplication.activeModalWidget()
        widget.parentWidget()
    assert sys.getrefcount(None) > before - 1000
