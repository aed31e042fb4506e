"""What the views of the reports share: their page, and the people behind a figure over it."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.pages.choose import SaveFile, save_file
from ui.pages.reading import DataView
from ui.pages.reports_data import ReportsData
from ui.pages.reports_people import PeopleBehind
from ui.work import Work


class FiguresView(DataView[ReportsData]):
    """Shows `inside`, or the people behind one of its figures."""

    def __init__(
        self,
        work: Work,
        data: ReportsData,
        choose_save: SaveFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, data, parent)
        self.choose_save = choose_save or save_file(self)
        self.inside = QWidget()
        self.behind = PeopleBehind(work, self.choose_save)
        self.behind.left.connect(self._leave)
        self._from: QWidget | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.inside)
        self.stack.addWidget(self.behind)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)

    def show_behind(self, title: str, keys: Iterable[int]) -> None:
        """Show who these rows are; Esc comes back to where the keyboard was."""
        self._from = self.focusWidget()
        self.stack.setCurrentWidget(self.behind)
        self.behind.show_people(self.data.board, title, keys)

    def first_focus(self) -> QWidget | None:
        """The people, while they are open."""
        return self.behind.table if self.stack.currentWidget() is self.behind else self.begin()

    def begin(self) -> QWidget | None:
        """Where the view begins; overridden by each."""
        return None

    def _leave(self) -> None:
        self.stack.setCurrentWidget(self.inside)
        focus = self._from or self.begin()
        if focus:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
