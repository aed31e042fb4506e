"""The device: who works on it, and what keeps its data; a host for its views."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.pages.page import Page
from ui.widgets.keys import KeyButton
from ui.work import Changes, Work


@dataclass(frozen=True)
class View:
    """One view: what its button says, the key that opens it, its icon, and itself."""

    title: str
    keys: str
    icon: str
    page: Page


class DevicePage(Page):
    """Shows one of its views, which look after themselves."""

    def __init__(self, work: Work, views: Sequence[View], parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.views = QStackedWidget()
        self._keys = [view.keys for view in views]
        self.buttons = [KeyButton(view.title, view.keys, "", view.icon) for view in views]
        self._group = QButtonGroup(self)
        switch = QHBoxLayout()
        switch.setSpacing(theme.px(8))
        for place, (view, button) in enumerate(zip(views, self.buttons, strict=True)):
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, place)
            switch.addWidget(button)
            self.views.addWidget(view.page)
        switch.addStretch()
        self.buttons[0].setChecked(True)
        self._group.idClicked.connect(self._turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(8))
        column.setSpacing(theme.px(12))
        column.addLayout(switch)
        column.addWidget(self.views, 1)

    def view(self) -> Page:
        """The view in hand."""
        found = self.views.currentWidget()
        assert isinstance(found, Page)  # noqa: S101 -- narrows the type
        return found

    def view_keys(self) -> str:
        """The key of the view in hand."""
        return self._keys[self.views.currentIndex()]

    def first_focus(self) -> QWidget | None:
        """Where the view in hand begins."""
        return self.view().first_focus()

    def keeps_scans(self) -> bool:
        """As the view in hand does."""
        return self.view().keeps_scans()

    def refresh(self, changes: Changes) -> None:
        """Each view refreshes itself when it is seen."""

    def _turn(self, place: int) -> None:
        self.views.setCurrentIndex(place)
        self.turned.emit()
        focus = self.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
