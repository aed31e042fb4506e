"""What the views of the reports share: their page, and the people behind a figure over it."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.reports.dashboard import BY
from fieldapp.reports.dashboard_words import grouping_name
from fieldapp.texts import _
from ui.pages.choose import SaveFile, save_file
from ui.pages.reading import DataView
from ui.pages.reports_data import ReportsData
from ui.pages.reports_people import PeopleBehind
from ui.widgets.keys import KeyButton
from ui.work import Work


class FiguresView(DataView[ReportsData]):
    """Shows `inside`, grouped `by` what `switch` (Ctrl+G) says, or the people behind a figure."""

    def __init__(
        self,
        work: Work,
        data: ReportsData,
        choose_save: SaveFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, data, parent)
        self.choose_save = choose_save or save_file(self)
        self.by = BY[0]
        self.switch = KeyButton("", "Ctrl+G", "", "rows")
        self.switch.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.switch.clicked.connect(self._next_grouping)
        self._name_switch()
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

    def show_grouping(self) -> None:
        """Show what is grouped otherwise now; overridden by each."""
        raise NotImplementedError

    def _next_grouping(self) -> None:
        self.by = BY[(BY.index(self.by) + 1) % len(BY)]
        self._name_switch()
        self.show_grouping()

    def _name_switch(self) -> None:
        text = _("By {group}").format(group=grouping_name(self.by).lower())
        self.switch.set_look(text, "")

    def begin(self) -> QWidget | None:
        """Where the view begins; overridden by each."""
        return None

    def _leave(self) -> None:
        self.stack.setCurrentWidget(self.inside)
        focus = self._from or self.begin()
        if focus:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
