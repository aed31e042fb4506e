"""What stands in the hall beside the laptop: one section for each thing that can be set up."""

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.pages.page import Page
from ui.work import Changes, Work


class EquipmentView(Page):
    """Shows its sections one below the other; a section is a widget that keeps its own settings."""

    def __init__(
        self, work: Work, sections: Sequence[QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(work, parent)
        self.sections = list(sections)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(16))
        for section in self.sections:
            column.addWidget(section)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def refresh(self, changes: Changes) -> None:
        """The sections keep what they show."""
