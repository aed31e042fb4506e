"""The one field that is typed into or scanned into."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.identity import mask_within
from fieldapp.texts import _
from ui import icons, theme

SCAN_GAP = 0.05
REPEAT = 2.5
PAUSE_MS = 120
SHORTEST_SCAN = 4

_SUBMIT = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MOVES = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
}
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_COMMANDS |= Qt.KeyboardModifier.MetaModifier


class SearchField(QLineEdit):
    """Tells keyboards from scanners by their speed, and says what was typed, sent or moved.

    `typed` comes once the typing pauses, and before every `submitted`. `submitted` comes on
    Enter or Tab when there is text; the text is then selected, so that the next replaces it.
    A code scanned twice within 2.5 seconds is submitted once. `moved` counts rows: 1, -1, 10, -10.
    A long number is shown while it is typed; once it was sent, or the field left, only dots are.
    """

    typed = Signal(str)
    submitted = Signal(str)
    moved = Signal(int)

    def __init__(
        self,
        placeholder: str = "",
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._last_key = self._last_submit = float("-inf")
        self._scanning = False
        self._before = self._sent = ""
        self.setProperty("kind", "search")
        self.setPlaceholderText(placeholder or _("Search, or scan a code"))
        self.setAccessibleName(placeholder or _("Search, or scan a code"))
        self.setTextMargins(theme.px(28), 0, 0, 0)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._say_typed)
        self.textEdited.connect(self._wait)
        self.textChanged.connect(lambda: self.setEchoMode(self.EchoMode.Normal))

    def is_scanning(self) -> bool:
        """Whether keys are coming in faster than a person types."""
        return self._clock() - self._last_key < SCAN_GAP

    def take_key(self, event: QKeyEvent) -> None:
        """Take the keyboard, and a key that was pressed elsewhere."""
        done = self.text() == self._sent
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if done:
            self.selectAll()
        self.keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = theme.px(20)
        painter = QPainter(self)
        box = QRect(theme.px(12), (self.height() - side) // 2, side, side)
        icons.paint(painter, box, "search", theme.color("muted"))
        painter.end()

    def hideEvent(self, event: QHideEvent) -> None:
        self._pause.stop()
        self.conceal()
        super().hideEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own menu is open
            self.conceal()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and self._is_own(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
                self._submit()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not self._is_own(event):
            self._note_key(event)
            super().keyPressEvent(event)
        elif key in _SUBMIT:
            self._submit()
        elif key in _MOVES:
            self.moved.emit(_MOVES[key])
        else:
            self.clear()
            self._say_typed()

    def _is_own(self, event: QKeyEvent) -> bool:
        """Whether the field answers this key itself, before any shortcut or the focus chain."""
        if event.modifiers() & (_COMMANDS | Qt.KeyboardModifier.ShiftModifier):
            return False
        if event.key() in _MOVES:
            return True
        return bool(self.text()) and event.key() in (*_SUBMIT, Qt.Key.Key_Escape)

    def _note_key(self, event: QKeyEvent) -> None:
        if not event.text().isprintable() or not event.text():
            return
        now = self._clock()
        if not self.text() or self.selectedText() == self.text():
            self._before, self._scanning = self.text(), True
        elif now - self._last_key >= SCAN_GAP:
            self._scanning = False
        self._last_key = now

    def _submit(self) -> None:
        text, now = self.text().strip(), self._clock()
        if not text:
            return
        scanned = self._scanning and self.is_scanning() and len(text) >= SHORTEST_SCAN
        repeated = scanned and text == self._sent and now - self._last_submit < REPEAT
        self._last_key, self._last_submit, self._sent = now, now, text
        self._scanning = False
        if repeated:
            self.setText(self._before)
            self._pause.stop()
            self.conceal()
            self.selectAll()
            return
        self._say_typed()
        self.conceal()
        self.selectAll()
        self.submitted.emit(text)

    def conceal(self) -> None:
        """Show dots for a long number that nobody types any more."""
        if mask_within(self.text()) != self.text():
            self.setEchoMode(self.EchoMode.Password)

    def settle(self) -> None:
        """Something was done since it was typed: Ctrl+Z is about that, no longer about letters."""
        whole = self.selectedText() == self.text()
        place = self.cursorPosition()
        self.setText(self.text())
        self.setCursorPosition(place)
        if whole:
            self.selectAll()

    def _wait(self) -> None:
        self._pause.start()

    def _say_typed(self) -> None:
        self._pause.stop()
        self.typed.emit(self.text().strip())
