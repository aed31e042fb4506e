"""A quiet word in the frame when the hall will not be done by closing time."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from fieldapp.reports import desk_figures, pace_words
from fieldapp.reports.pace import Outlook
from fieldapp.texts import _
from ui.widgets.badge import Badge
from ui.work import Work

EVERY_MS = 30_000


class PaceNote(Badge):
    """Looks now and then, not after each action: an estimate changes slowly."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__("small", parent)
        self.work = work
        self._again = QTimer(self, interval=EVERY_MS)
        self._again.timeout.connect(self.refresh)
        work.visit_chosen.connect(self.refresh)

    def refresh(self, *_visit: object) -> None:
        """Estimate anew."""
        visit = self.work.visit
        found = Outlook()
        if visit is not None and visit.plan.closes:
            session = self.work.session
            found = desk_figures.outlook(session.db, visit, session.clock())
        self.set("wait", "clock", pace_words.late_mark(found))
        more = _("How it goes stands under Queue.")
        said = pace_words.late_words(found)
        self.setToolTip(f"{said}\n{more}" if said else "")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._again.stop()
        super().hideEvent(event)
