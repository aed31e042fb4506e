"""A hand at the keyboard of a real window: for the tour's pictures and the tests."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.app import Window
from ui.widgets.rail import KEYS

PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
Look = Callable[[str, QWidget], None]  # what is done with a window in a state that has a name


class Officer:
    """Types and presses keys as an officer does, wherever the keyboard is."""

    def __init__(self, window: Window, look: Look | None = None) -> None:
        self.window = window
        self.look = look

    def at(self) -> QWidget:
        """What has the keyboard; the window may have lost it to nobody while it was built."""
        if not self.window.isActiveWindow():
            self.wait(self.has_keyboard)
        return self.window.focusWidget() or self.window

    def has_keyboard(self) -> bool:
        """Whether the window has the keyboard; asks for it."""
        self.window.activateWindow()
        return self.window.isActiveWindow()

    def type(self, text: str) -> None:
        """Type `text`."""
        for character in text:
            QTest.keyClicks(self.at(), character)
        self._let_it_act()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN, times: int = 1) -> None:
        """Press a key, `times` over."""
        for _time in range(times):
            QTest.keyClick(self.at(), key, modifier)
            self._let_it_act()

    def _let_it_act(self) -> None:
        """A person goes on once a key did what it does."""
        scanner = self.window.scanner
        self.wait(lambda: scanner is None or not scanner.holds())

    def fill(self, text: str) -> None:
        """Type over what a field holds."""
        self.press(Qt.Key.Key_A, CTRL)
        self.type(text)

    def wait(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        """Go on once `condition` holds. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError
            QTest.qWait(5)

    def open(self, key: str) -> QWidget:
        """Open a page of the frame by its shortcut."""
        frame = self.window.frame
        if frame is None:
            raise RuntimeError("nobody is logged in")
        place = list(frame.pages).index(key)
        *shift, sign = KEYS[place].split("+")
        self.press(Qt.Key(ord(sign)), CTRL | SHIFT if shift else CTRL)
        page = frame.pages[key]
        self.wait(page.isVisible)
        return page

    def picture(self, name: str, of: QWidget | None = None) -> None:
        """Have the window looked at as it is now, or another, if somebody does."""
        if self.look is None:
            return
        QApplication.processEvents()
        QTest.qWait(30)
        self.look(name, of or self.window)
