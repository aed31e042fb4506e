"""The stick: bundles out and in, and the cards by which devices know each other."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fieldapp.sync.drives import Drive, removable_drives
from fieldapp.sync.eject import NotEjected
from fieldapp.texts import _
from ui import theme
from ui.pages import handing
from ui.pages.cards import OtherCards, OwnCard
from ui.pages.choose import OpenFiles, OpenFolder, open_files, open_folder
from ui.pages.destinations import Destinations
from ui.pages.drive_watch import DriveWatch, Find
from ui.pages.hand_over import HandOver
from ui.pages.page import Page
from ui.pages.take_in import TakeIn
from ui.widgets.keys import KeyButton
from ui.work import Changes, Work

_CARD = ".card"
_NARROW = 900  # px


class StickPage(Page):
    """Two views: bundles, and cards. Files may be dropped anywhere on it."""

    def __init__(
        self,
        work: Work,
        parent: QWidget | None = None,
        choose_files: OpenFiles | None = None,
        choose_folder: OpenFolder | None = None,
        find_drives: Find = removable_drives,
    ) -> None:
        super().__init__(work, parent)
        files, folder = choose_files or open_files(self), choose_folder or open_folder(self)
        self.watch = DriveWatch(find_drives, self)
        self.hand_over = HandOver(work, Destinations(self.watch, folder))
        self.take_in = TakeIn(work, files, folder)
        self.own_card = OwnCard(work, Destinations(self.watch, folder))
        self.other_cards = OtherCards(work, files)
        self.bundles_button = KeyButton(_("Bundles"), "Ctrl+B", "", "stick")
        self.cards_button = KeyButton(_("Cards and devices"), "Ctrl+K", "", "device")
        self.views = QStackedWidget()
        self._views = QButtonGroup(self)
        self.setAcceptDrops(True)
        self._lay_out()
        self._views.idClicked.connect(self.views.setCurrentIndex)
        self.hand_over.written.connect(self.take_in.outcomes.add)
        self.hand_over.destinations.chosen_changed.connect(self._tell_stick)
        self.watch.found.connect(self._tell_stick)
        self.hand_over.cards_wanted.connect(self.cards_button.click)
        self.other_cards.asked.connect(self._show_question)
        self.views.currentChanged.connect(self._turn)
        for places in (self.hand_over.destinations, self.own_card.destinations):
            places.eject_asked.connect(self._eject)
            work.busy.connect(lambda task, each=places: each.eject.setEnabled(task is None))

    def first_focus(self) -> QWidget | None:
        """Where to write, or what has to be done before."""
        if self.views.currentIndex() == 0 and self.hand_over.nobody.isVisible():
            return self.hand_over.nobody.action_button()
        part = self.hand_over if self.views.currentIndex() == 0 else self.own_card
        return part.destinations.table

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 -- all of it is counted anew
        """Show the view in hand as it is now."""
        if self.views.currentIndex() == 0:
            self.hand_over.refresh()
        else:
            self.own_card.refresh()
            self.other_cards.refresh()

    def open_files(self, files: list[Path]) -> None:
        """Take in what was dropped: a card, else bundles and folders with bundles."""
        card = next((file for file in files if file.suffix.lower() == _CARD), None)
        if card is not None:
            self.cards_button.click()
            self.other_cards.look_at(card)
        self.take_in.merge([file for file in files if file.suffix.lower() != _CARD])

    def _tell_stick(self, *_found: object) -> None:
        """The stick that is chosen, or the only one that there is, can be taken in whole."""
        places = self.hand_over.destinations
        sticks = [place.stick for place in places.table.rows() if place.stick]
        only = sticks[0] if len(sticks) == 1 else None
        self.take_in.set_stick(places.stick() or only)

    def _eject(self, stick: Drive) -> None:
        def done(error: NotEjected | None) -> None:
            self._ejected(stick, error)

        title = _("Ejecting {name}").format(name=stick.label)
        self.work.run(title, lambda _session, _progress: handing.let_go(stick), done)

    def _ejected(self, stick: Drive, error: NotEjected | None) -> None:
        outcome = handing.ejected_outcome(stick, error)
        self.take_in.outcomes.add([outcome])
        if self.views.currentIndex() == 1:
            self.work.say(outcome.tone, outcome.what, " ".join(outcome.more))
        if error is None:
            for places in (self.hand_over.destinations, self.own_card.destinations):
                places.forget(stick)
        self.watch.look()

    def _turn(self) -> None:
        self.refresh(Changes())
        focus = self.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_question(self) -> None:
        view = self.views.currentWidget()
        if isinstance(view, QScrollArea):
            view.ensureWidgetVisible(self.other_cards)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self.watch.stop()
        super().hideEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.open_files(_dropped(event))

    def _lay_out(self) -> None:
        switch = QHBoxLayout()
        switch.setSpacing(theme.px(8))
        for place, button in enumerate((self.bundles_button, self.cards_button)):
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self._views.addButton(button, place)
            switch.addWidget(button)
        self.bundles_button.setChecked(True)
        switch.addStretch()
        self.views.addWidget(_Halves(self.hand_over, self.take_in))
        self.views.addWidget(_Halves(self.own_card, self.other_cards))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        column.setSpacing(theme.px(12))
        column.addLayout(switch)
        column.addWidget(self.views, 1)


class _Halves(QScrollArea):
    """Two cards beside each other; where there is no room, below each other, and it scrolls."""

    def __init__(self, left: QWidget, right: QWidget) -> None:
        super().__init__()
        both = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, both)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(12))
        self._row.addWidget(left, 9)
        self._row.addWidget(right, 11)
        self.setWidgetResizable(True)
        self.setWidget(both)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= theme.px(_NARROW)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(across if wide else down)
        super().resizeEvent(event)


def _dropped(event: QDropEvent) -> list[Path]:
    urls = event.mimeData().urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
