"""The camera at check-in that reads codes where there is no scanner."""

import time
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QSize, QThreadPool, Signal
from PySide6.QtGui import QHideEvent, QImage, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp import camera as cameras
from fieldapp.camera import Once
from fieldapp.errors import KnownError
from fieldapp.texts import _
from ui import pictures, theme
from ui.camera import Camera
from ui.pages.found_panel import FoundPanel
from ui.speaker import beep
from ui.widgets.keys import Keycap
from ui.widgets.label import ShortLabel
from ui.widgets.viewfinder import Viewfinder
from ui.work import Work

KEY = "Ctrl+K"
_EVERY = 0.1  # seconds between two pictures that are looked at
_WIDEST = 800  # px: a code is as well read in a smaller picture


class CodeCamera(QWidget):
    """A small preview while the camera reads codes; `scanned(text)` for each, with a beep.

    `turned` when it was switched on or off.
    """

    scanned = Signal(str)
    turned = Signal()
    _found = Signal(list)

    def __init__(
        self,
        work: Work,
        camera: Camera,
        sound: Callable[[], None] = beep,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._work, self._camera, self._sound = work, camera, sound
        self.once = Once()
        self._reading = False
        self._looked_at = float("-inf")
        self.finder = Viewfinder(QSize(4, 3), frame=False)
        self.told = ShortLabel("", 13, "muted")
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self.hide()
        self._lay_out()
        self._found.connect(self._take)
        camera.pictured.connect(self._pictured)
        camera.failed.connect(self._failed)

    def listen(self, page: QWidget) -> None:
        """Let the key switch it on and off on `page`."""
        QShortcut(QKeySequence(KEY), page).activated.connect(self.turn)

    def turn(self) -> None:
        """Switch it on or off, and remember that."""
        how = cameras.chosen(self._work.session)
        cameras.choose(self._work.session, msgspec.structs.replace(how, codes=not how.codes))
        self.turned.emit()

    def fit(self, stage: QWidget, found: FoundPanel, *, wanted: bool) -> None:
        """Stand at the right of `stage`, beside the table of those found, where it is `wanted`."""
        shown = wanted and cameras.chosen(self._work.session).codes
        self.setVisible(shown)
        self.move(stage.geometry().right() + 1 - self.width(), stage.y())
        self.setFixedHeight(found.results.height())
        self.raise_()
        found.leave_room(self.width() + theme.px(16) if shown else 0)

    def finish(self) -> None:
        """Wait for the picture that is being read."""
        self._camera.stop(self)
        self._pool.waitForDone()

    def _pictured(self, seen: QImage) -> None:
        now = time.monotonic()
        if not self._camera.is_for(self) or now - self._looked_at < _EVERY:
            return
        self._looked_at = now
        self.finder.show_live(seen)
        if not self._reading:
            self._reading = True
            small = seen.scaledToWidth(_WIDEST) if seen.width() > _WIDEST else seen
            grey = pictures.grey(small)
            self._pool.start(lambda: self._found.emit(cameras.read(*grey)))

    def _take(self, texts: list[str]) -> None:
        self._reading = False
        if not self.isVisible() or QApplication.activeModalWidget():
            return
        for text in self.once.new(texts):
            self._sound()
            self.scanned.emit(text)

    def _failed(self, error: KnownError) -> None:
        if self.isVisible():
            self.finder.show_text(f"{error.what} {error.todo}")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.finder.show_text(_("The camera is being switched on …"))
        self._camera.start(self, cameras.chosen(self._work.session).name)

    def hideEvent(self, event: QHideEvent) -> None:
        self._camera.stop(self)
        super().hideEvent(event)

    def _lay_out(self) -> None:
        self.told.set_text(_("Hold the code here"))
        below = QHBoxLayout()
        below.addWidget(self.told, 1)
        below.addWidget(Keycap(KEY))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self.finder, 1)
        column.addLayout(below)
        self.setFixedWidth(theme.px(208))
