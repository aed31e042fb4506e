"""Backup and safety copy as a view of the device."""

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.sync.drives import removable_drives
from ui.copy_watch import CopyWatch
from ui.pages.choose import OpenFolder, open_folder
from ui.pages.destinations import Destinations
from ui.pages.drive_watch import DriveWatch, Find
from ui.pages.keeping import Keeping
from ui.pages.page import Page
from ui.work import Changes, Work


class KeepingView(Page):
    """Looks for sticks while it is seen."""

    def __init__(
        self,
        work: Work,
        copy: CopyWatch,
        choose_folder: OpenFolder | None = None,
        find_drives: Find = removable_drives,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, parent)
        self.watch = DriveWatch(find_drives, self)
        ask = choose_folder or open_folder(self)
        self.keeping = Keeping(work, copy, Destinations(self.watch, ask))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.keeping)
        column.addStretch()

    def first_focus(self) -> QWidget | None:
        """Where to write."""
        return self.keeping.destinations.table

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 -- all of it is looked at anew
        """Show both as they stand now."""
        self.keeping.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self.watch.stop()
        super().hideEvent(event)
