"""What stands in the hall beside the laptop: one section for each thing that can be set up."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.pages.page import Page
from ui.work import Changes, Work

_BESIDE = 1200  # px from which on they stand beside each other, if they can
_WIDEST = 640  # px of a column


class EquipmentView(Page):
    """Shows its sections in two columns where they have room, or one; each keeps its settings."""

    def __init__(
        self, work: Work, sections: Sequence[QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(work, parent)
        self.sections = list(sections)
        inside = QWidget()
        self._row = row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(24))
        self._columns = [QVBoxLayout(), QVBoxLayout()]
        for column in self._columns:
            column.setSpacing(theme.px(16))
            row.addLayout(column, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self._arranged = False
        self._arrange(beside=False)

    def refresh(self, changes: Changes) -> None:
        """The sections keep what they show."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        half = max(section.minimumSizeHint().width() for section in self.sections)
        wanted = max(2 * half + theme.px(48), theme.px(_BESIDE))
        self._arrange(beside=self.width() >= wanted)

    def _arrange(self, *, beside: bool) -> None:
        if self._arranged == beside and self._columns[0].count():
            return
        self._arranged = beside
        for column in self._columns:
            while column.takeAt(0):
                pass
        halfway = (len(self.sections) + 1) // 2 if beside else len(self.sections)
        for place, section in enumerate(self.sections):
            section.setMaximumWidth(theme.px(_WIDEST))
            self._columns[place >= halfway].addWidget(section)
        self._row.setStretch(1, int(beside))
        for column in self._columns:
            column.addStretch(1)
