"""A button that does something only as long as it is held down, by its key or the mouse."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.keys import KeyButton


class HoldButton(KeyButton):
    """`held(True)` while it is held. It ends with the key, and when the window or page is left.

    After `let_go` the key has to be pressed anew: one that is kept down does not count again.
    """

    held = Signal(bool)

    def __init__(
        self, text: str, key: Qt.Key, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, QKeySequence(key).toString(), "quiet", icon, parent)
        for shortcut in self.shortcuts:
            shortcut.setEnabled(False)  # a shortcut knows nothing of being held
        self._key = key
        self._held = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pressed.connect(lambda: self._set(held=True))
        self.released.connect(self.let_go)

    def is_held(self) -> bool:
        """Whether it is held down now."""
        return self._held

    def let_go(self) -> None:
        """End it, whatever is still pressed."""
        self._set(held=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.WindowDeactivate and self._held and watched is self.window():
            self.let_go()
        if kind == QEvent.Type.KeyPress and self._is_key(event) and self._listens(watched):
            self._set(held=True)
            return True
        if kind == QEvent.Type.KeyRelease and self._held and self._is_key(event):
            self.let_go()
            return True
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def hideEvent(self, event: QHideEvent) -> None:
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self.let_go()
        super().hideEvent(event)

    def _is_key(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.isAutoRepeat():
            return False
        return event.key() == self._key

    def _listens(self, watched: QObject) -> bool:
        if not isinstance(watched, QWidget) or watched.window() is not self.window():
            return False
        return self.isVisible() and self.isEnabled() and not QApplication.activeModalWidget()

    def _set(self, *, held: bool) -> None:
        if held != self._held:
            self._held = held
            self.setDown(held)
            self.held.emit(held)
