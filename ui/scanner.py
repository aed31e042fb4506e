"""Scanners that type like a keyboard, on every page and in every layout of keyboard.

A scan is told by its speed and its closing Enter. Outside a field each key waits for a moment
until it is sure to be a person's: only then a page's single-key shortcut or button gets it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShortcut, QShortcutEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from fieldapp import codes
from ui.widgets.search_field import REPEAT, SCAN_GAP, SHORTEST_SCAN, SearchField

WAIT_MS = round(SCAN_GAP * 1000) + 10
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_COMMANDS |= Qt.KeyboardModifier.MetaModifier
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)


@dataclass(frozen=True)
class _Key:
    text: str
    place: int  # evdev's code of the key, the same as Windows' scan code; 0 where not known


@dataclass(frozen=True)
class _Held:
    """What a key was about to do: a shortcut to fire, or a key for a widget."""

    target: QObject
    event: QEvent


class Scanner(QObject):
    """Watches the keys of one window while `listens()`; `scanned(readings)` brings what was read.

    `keeps()` says whether the page in hand takes scans into its own search field; what stands in
    there is put right before its Enter where the keyboard's layout had changed it. The same code
    twice within 2.5 seconds is told once.
    """

    scanned = Signal(list)

    def __init__(
        self,
        window: QWidget,
        listens: Callable[[], bool],
        keeps: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._window, self._listens, self._keeps, self.clock = window, listens, keeps, clock
        self._burst: list[_Key] = []
        self._held: list[_Held] = []
        self._last = float("-inf")
        self._noted = self._ending = self._letting_go = False
        self._late = False
        self._told: list[str] = []
        self._told_at = float("-inf")
        self._before = ""  # what the field held before the burst
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._waited)
        self.come_first()

    def come_first(self) -> None:
        """See the keys before whatever began to watch them since: what watches last sees first."""
        app = QApplication.instance()
        app.removeEventFilter(self)  # type: ignore[union-attr]
        app.installEventFilter(self)  # type: ignore[union-attr]

    def holds(self) -> bool:
        """Whether a key waits to be told from a scan."""
        return bool(self._held)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._letting_go:
            return False
        if event.type() == QEvent.Type.Shortcut and isinstance(event, QShortcutEvent):
            return self._hold_shortcut(watched, event)
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or not self._concerns(watched):
            return False
        return self._key(watched, event)

    def _concerns(self, watched: QWidget) -> bool:
        if watched.window() is not self._window.window() or not self._listens():
            return False
        if QApplication.activeModalWidget() or QApplication.activePopupWidget():
            return False
        return watched is (QApplication.focusWidget() or watched)

    def _key(self, watched: QWidget, event: QKeyEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if event.key() in _ENDS:
            return self._end(watched, event, override)
        if event.isAutoRepeat() or event.modifiers() & _COMMANDS or not _prints(event):
            if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock):
                self._let_go()
            return False
        at = event.timestamp() / 1000 or self.clock()
        if event.key() == Qt.Key.Key_Space and at - self._last >= SCAN_GAP:
            self._let_go()  # no code begins so, and a button must not get it after its release
            return False
        if override or not self._noted:
            self._note(watched, event, at)
        elif place := _place(event.nativeScanCode()):
            self._burst[-1:] = [_Key(event.text(), place)]
        self._noted = override
        if override or _edits(watched) or self._keeps():
            return False
        self._hold(watched, event.clone())
        event.accept()
        return True

    def _note(self, watched: QWidget, event: QKeyEvent, at: float) -> None:
        if at - self._last >= SCAN_GAP:
            self._let_go()
            self._before = watched.text() if isinstance(watched, QLineEdit) else ""
        self._burst.append(_Key(event.text(), _place(event.nativeScanCode())))
        self._last = at

    def _end(self, watched: QWidget, event: QKeyEvent, override: bool) -> bool:
        """Enter or Tab: the end of a scan, or a key like any other."""
        if override:
            at = event.timestamp() / 1000 or self.clock()
            self._ending = at - self._last < SCAN_GAP and len(self._burst) >= SHORTEST_SCAN
        if not self._ending:
            self._let_go()
            return False
        if _edits(watched) and not self._is_for_page(watched):
            if not override or event.key() == Qt.Key.Key_Tab:
                self._put_right(watched)
                self._forget()
            return False
        event.accept()
        if not override:
            self._finish(watched)
        return True

    def _is_for_page(self, watched: QWidget) -> bool:
        return isinstance(watched, SearchField) and not self._keeps()

    def _finish(self, watched: QWidget) -> None:
        readings = self._readings()
        if isinstance(watched, QLineEdit):
            watched.setText(self._before)
            watched.selectAll()
        self._forget()
        again = readings == self._told and self.clock() - self._told_at < REPEAT
        self._told, self._told_at = readings, self.clock()
        if not again:
            self.scanned.emit(readings)

    def _readings(self) -> list[str]:
        """The text as it came, and as a US keyboard would have typed it, as scanners do."""
        typed = "".join(key.text for key in self._burst)
        placed = "".join(codes.sign_at(key.place) or key.text for key in self._burst)
        return [typed] if placed.upper() == typed.upper() else [typed, placed.upper()]

    def _put_right(self, field: QWidget) -> None:
        """In a search field that takes scans, the layout's signs give way to what was meant."""
        typed, *others = self._readings()
        if isinstance(field, SearchField) and others and not codes.recognise(typed).kinds:
            meant = next((text for text in others if codes.recognise(text).kinds), "")
            if meant:
                field.setText(meant)

    # -- keys that wait

    def _hold_shortcut(self, watched: QObject, event: QShortcutEvent) -> bool:
        """A single key's shortcut that the burst in hand may belong to waits as well."""
        if not self._noted or not self._burst:
            return False
        self._noted = False
        again = QShortcutEvent(event.key(), event.shortcutId(), event.isAmbiguous())
        self._hold(watched, again)
        return True

    def _hold(self, target: QObject, event: QEvent) -> None:
        self._noted = False
        self._held.append(_Held(target, event))
        self._late = False
        self._wait.start()

    def _waited(self) -> None:
        """Time is up; a busy machine first gets to see the keys that came meanwhile."""
        if not self._late:
            self._late = True
            self._wait.start(0)
        else:
            self._let_go()

    def _forget(self) -> None:
        self._wait.stop()
        self._burst.clear()
        self._held.clear()
        self._noted = self._ending = False
        self._last = float("-inf")

    def _let_go(self) -> None:
        """It was a person: let each key do what it was about to do."""
        held = list(self._held)
        self._forget()
        self._letting_go = True
        try:
            for one in held:
                target = self._now(one)
                if isValid(target) and self._listens() and _may(target):
                    QCoreApplication.sendEvent(target, one.event)
        finally:
            self._letting_go = False

    def _now(self, held: _Held) -> QObject:
        """Where a key goes now: the one before may have given the keyboard to a field."""
        focused = QApplication.focusWidget()
        typed = isinstance(held.event, QKeyEvent)
        return focused if typed and focused and focused.window() is self._window else held.target


def _prints(event: QKeyEvent) -> bool:
    return bool(event.text()) and event.text().isprintable()


def _edits(widget: QWidget) -> bool:
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QAbstractSpinBox)


def _may(target: QObject) -> bool:
    """Whether a shortcut or widget may still be acted on."""
    if isinstance(target, QShortcut):
        parent = target.parent()
        return target.isEnabled() and isinstance(parent, QWidget) and parent.isVisible()
    return isinstance(target, QWidget) and target.isVisible() and target.isEnabled()


def _place(native: int) -> int:
    """Linux counts the places of keys from 8; Windows does not."""
    return max(0, native - 8) if QGuiApplication.platformName() in ("xcb", "wayland") else native
