"""Every text that a window shows or tells: to eye, mouse, clipboard and screen reader."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from ui.widgets.cells import MARK_ROLE
from ui.widgets.label import ShortLabel
from ui.widgets.number_show import NumberShow
from ui.widgets.table import Table

_ROLES = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole, MARK_ROLE,
)  # fmt: skip
_TOLD = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)


def texts(window: QWidget) -> list[str]:
    """All of them, also of the pages that are behind the one in front."""
    found = [window.windowTitle()]
    for widget in (window, *window.findChildren(QWidget)):
        found += _shown(widget)
        found += [widget.toolTip(), widget.statusTip(), widget.whatsThis()]
        found += [widget.accessibleName(), widget.accessibleDescription()]
        told = QAccessible.queryAccessibleInterface(widget)
        if told is not None:
            found += [told.text(kind) for kind in _TOLD]
    return [text for text in found if text]


def numbers_in(window: QWidget, secret: set[str]) -> set[str]:
    """Which `secret` numbers stand in the window in full, however they are spaced."""
    bare = [re.sub(r"[\s.,\-'/]", "", text) for text in texts(window)]
    return {number for number in secret if any(number in text for text in bare)}


def _shown(widget: QWidget) -> Iterator[str]:
    match widget:
        case ShortLabel() | QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield from (widget.displayText(), widget.placeholderText())
        case QPlainTextEdit():
            yield widget.toPlainText()
        case QComboBox():
            yield from (widget.itemText(place) for place in range(widget.count()))
        case NumberShow():
            yield widget.number()
        case QAbstractItemView():
            yield from _cells(widget.model())
            if isinstance(widget, Table):
                yield _copied(widget)


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for column in range(columns):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount()):
            at = model.index(row, column)
            yield from (str(said) for role in _ROLES if (said := at.data(role)))


def _copied(table: Table[object]) -> str:
    """What copying every row would put on the clipboard."""
    chosen = table.selectionModel().selection()
    table.selectAll()
    table.copy()
    text = QGuiApplication.clipboard().text()
    table.selectionModel().select(chosen, table.selectionModel().SelectionFlag.ClearAndSelect)
    return text
