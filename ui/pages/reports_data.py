"""The figures of all visits, read once for the views of the reports."""

from fieldapp.reports import dashboard
from fieldapp.reports.dashboard import Board
from fieldapp.store.session import Session
from fieldapp.texts import _
from ui.pages.reading import Reading
from ui.tasks import Progress
from ui.work import Work

EMPTY = Board({}, (), {}, (), (), {})


class ReportsData(Reading):
    """Everything that the figures are counted from."""

    def __init__(self, work: Work) -> None:
        super().__init__(work, _("Counting all visits"), _load)

    @property
    def board(self) -> Board:
        """What was read; nothing before."""
        return self.found if isinstance(self.found, Board) else EMPTY


def _load(session: Session, _progress: Progress) -> Board:
    return dashboard.load(session.db)
