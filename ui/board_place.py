"""Where the board stands: full screen on the second screen, as often as that comes and goes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from fieldapp.announcing import BoardSetting
from ui.board import Board

WINDOW = Qt.WindowType.Window
ON_SCREEN = WINDOW | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus


class Screens(QObject):
    """The screens of this computer; `changed` when one comes, goes, or becomes the first."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._added)
            app.screenRemoved.connect(self._later)
            app.primaryScreenChanged.connect(self.changed)
        for screen in self.all():
            screen.geometryChanged.connect(self.changed)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.changed)

    def all(self) -> list[QScreen]:
        """Those that are connected, the first one first."""
        return QGuiApplication.screens()

    def _added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self.changed)
        self.changed.emit()

    def _later(self) -> None:
        """Qt moves a lost screen's windows to another one after it told of it."""
        self.changed.emit()
        self._soon.start()


def choose(screens: Sequence[QScreen], own: QScreen | None, wanted: str) -> QScreen | None:
    """The screen for the board: the wanted one, else the first that is not the officer's own."""
    others = [one for one in screens if one is not own]
    named = (one for one in others if one.name() == wanted)
    return next(named, others[0] if others else None)


class BoardPlace(QObject):
    """Opens the board where `setting` wants it; `told` when it opened, closed or moved."""

    told = Signal()

    def __init__(
        self,
        board: Board,
        officer: QWidget,
        setting: Callable[[], BoardSetting],
        screens: Screens | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.board, self._officer, self._setting = board, officer, setting
        self.screens = screens or Screens(self)
        self.screen: QScreen | None = None  # where it stands, if it does
        self.screens.changed.connect(self.settle)
        board.closed.connect(self.told)

    @property
    def in_window(self) -> bool:
        """Whether the board stands in a window of its own, beside the officer's."""
        return self.screen is None and self.board.isVisible()

    def settle(self) -> None:
        """Put the board where it belongs; without a second screen it stays closed."""
        setting = self._setting()
        found = choose(self.screens.all(), self._officer.screen(), setting.screen)
        if setting.on and found is not None:
            self._stand_on(found)
        elif self.screen is not None:
            self.close()
        self.told.emit()

    def open_window(self) -> None:
        """Show the board in a window of its own, to look at or to move by hand."""
        self.close()
        self.board.setWindowFlags(WINDOW)
        self.board.resize(960, 540)
        self.board.show()
        self.told.emit()

    def close(self) -> None:
        """Close the board, wherever it is."""
        self.screen = None
        self.board.hide()

    def finish(self) -> None:
        """Close the board, and look at no screen any more."""
        self.screens.blockSignals(True)
        self.blockSignals(True)
        self.close()

    def _stand_on(self, screen: QScreen) -> None:
        box = screen.geometry()
        if self.screen is screen and self.board.isVisible() and self.board.geometry() == box:
            return
        self.screen = screen
        self.board.setWindowFlags(ON_SCREEN)
        self.board.setScreen(screen)
        self.board.setGeometry(box)
        self.board.showFullScreen()
