"""How long nobody touched the laptop, sleep included."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from fieldapp.store import tries

LOOK_MS = 5_000
_TOUCHES = (
    QEvent.Type.KeyPress,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)


class Idle(QObject):
    """`expired` once nobody touched the laptop for `minutes`; a touch that comes too late is lost.

    The time is that of the running machine: neither a clock that is set nor a laptop that slept
    keeps the screen open.
    """

    expired = Signal()

    def __init__(self, now: tries.Uptime = tries.uptime, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.minutes = 10
        self._now = now
        self._touched = now()
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to watch, as if touched just now."""
        self._touched = self._now()
        if not self._look.isActive():
            self._look.start()
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def come_first(self) -> None:
        """See what is touched before whatever began to watch since: the key that locks is lost."""
        app = QApplication.instance()
        if self._look.isActive():
            app.removeEventFilter(self)  # type: ignore[union-attr]
            app.installEventFilter(self)  # type: ignore[union-attr]

    def stop(self) -> None:
        """Watch no more."""
        self._look.stop()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def look(self) -> bool:
        """Say so if the time is over; whether it is."""
        over = self._now() - self._touched >= self.minutes * 60
        if over:
            self.expired.emit()
        return over

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            if self.look():
                return True
            self._touched = self._now()
        return super().eventFilter(watched, event)
