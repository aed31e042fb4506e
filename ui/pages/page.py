"""What all pages of the frame have in common."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from fieldapp.codes import Found
from ui.widgets.search_field import SearchField
from ui.work import Changes, Work


class Page(QWidget):
    """A page looks at its data when it is shown and after each change while it is visible.

    `turned` when another view of it is shown.
    """

    turned = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self._stale = True
        work.changed.connect(self._changed)

    def refresh(self, changes: Changes) -> None:
        """Show the data as they are now; overridden by each page."""
        raise NotImplementedError

    def first_focus(self) -> QWidget | None:
        """What takes the keyboard when the page is opened."""
        return None

    def view_keys(self) -> str:
        """The key that opens the view in hand, for a page that has several."""
        return ""

    def undo(self) -> None:
        """What Ctrl+Z takes back while this page is open."""
        self.work.undo()

    def keeps_scans(self) -> bool:
        """Whether what is scanned goes into the page's own search field."""
        fields = self.findChildren(SearchField)
        return any(field.isVisible() and field.isEnabled() for field in fields)

    def take_scan(self, found: Found) -> bool:  # noqa: ARG002
        """Act on whom a scan means; False lets them be shown at check-in."""
        return False

    def finish(self) -> None:
        """Let go of what the page holds, before the data are closed."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh(Changes())

    def _changed(self, changes: Changes) -> None:
        if self.isVisible():
            self.refresh(changes)
        else:
            self._stale = True
