"""Keys pressed anywhere in a window go to its search field."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from ui.widgets.search_field import SearchField

_KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
_PRESSES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_COMMANDS |= Qt.KeyboardModifier.MetaModifier


def catch_keys(window: QWidget, field: SearchField) -> "KeyCatcher":
    """Send what is typed in `window` outside any field to `field`, as long as that is shown.

    The keys of a scan never press a button; ask for nothing while a dialog or menu is open.
    """
    return KeyCatcher(window, field)


class KeyCatcher(QObject):
    """Watches the keys of one window for the search field in it."""

    def __init__(self, window: QWidget, field: SearchField) -> None:
        super().__init__(window)
        self._window, self._field = window, field
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or not self._listens(watched):
            return False
        if self._ends_scan(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and self._is_text(event, watched):
            self._field.take_key(event)
            return True
        return False

    def _listens(self, watched: QWidget) -> bool:
        if watched.window() is not self._window.window():
            return False
        if QApplication.activeModalWidget() or QApplication.activePopupWidget():
            return False
        if not self._field.isVisible() or not self._field.isEnabled():
            return False
        return not _edits(QApplication.focusWidget() or watched)

    def _ends_scan(self, event: QKeyEvent) -> bool:
        """A space or Enter that follows the last scanned key at once belongs to the scan."""
        return event.key() in _PRESSES and self._field.is_scanning()

    def _is_text(self, event: QKeyEvent, watched: QWidget) -> bool:
        if event.modifiers() & _COMMANDS or not event.text().isprintable():
            return False
        focused = QApplication.focusWidget() or watched
        if event.key() == Qt.Key.Key_Space and focused is not self._window:
            return False
        return bool(event.text())


def _edits(widget: QWidget) -> bool:
    """Whether `widget` is typed into."""
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QAbstractSpinBox | QComboBox)
