"""Setting up the board: on or off, on which screen, and a look at it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import announcing
from fieldapp.announcing import BoardSetting
from fieldapp.texts import _
from ui import theme
from ui.hall import Hall, no_screen
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label


class BoardSection(QWidget):
    """The board as it is set, and where it stands."""

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hall = hall
        self.on = QCheckBox(_("Show the board on a second screen (F11)"))
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Screen for the board"))
        self.look = KeyButton(_("Look at it in a window"), "Alt+B")
        self.state = ShortLabel("", 13, "muted", lines=2)
        self._lay_out()
        self.on.clicked.connect(self._set)
        self.choice.activated.connect(self._set)
        self.look.clicked.connect(hall.place.open_window)
        hall.place.told.connect(self.refresh)
        hall.place.screens.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how the board is set and where it stands."""
        setting = announcing.board(self.hall.work.session)
        self.on.setChecked(setting.on)
        self._offer(setting)
        self.state.set_text(self._state(setting))

    def _set(self) -> None:
        self.hall.set_board(BoardSetting(self.on.isChecked(), str(self.choice.currentData())))

    def _offer(self, setting: BoardSetting) -> None:
        """The screens beside the officer's own; one that is wanted and not there stays named."""
        own = self.window().screen()
        offered = {one.name(): _named(one) for one in self.hall.place.screens.all() if one != own}
        if setting.screen and setting.screen not in offered:
            offered[setting.screen] = _("{screen} · not connected").format(screen=setting.screen)
        self.choice.clear()
        self.choice.addItem(_("Find the second screen by itself"), "")
        for name, text in offered.items():
            self.choice.addItem(text, name)
        self.choice.setCurrentIndex(max(0, self.choice.findData(setting.screen)))

    def _state(self, setting: BoardSetting) -> str:
        place = self.hall.place
        if place.screen is not None:
            return _("The board stands on {screen}.").format(screen=_named(place.screen))
        if place.in_window:
            return _("The board stands in a window of its own.")
        return no_screen() if setting.on else _("The board is closed.")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), 0)
        column.setSpacing(theme.px(8))
        column.addWidget(section_title(_("Board")))
        column.addWidget(
            label(_("The number called, with its desk; no name ever stands on it."), 13, "muted")
        )
        column.addWidget(self.on, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        policy = QSizePolicy.Policy
        self.choice.setSizePolicy(policy.Expanding, policy.Fixed)
        self.look.setSizePolicy(policy.Preferred, policy.Fixed)
        row.addWidget(self.choice, 1)
        row.addWidget(self.look)
        column.addLayout(row)
        column.addWidget(self.state)


def _named(screen: QScreen) -> str:
    size: QSize = screen.size()
    return f"{screen.name()} · {size.width()} × {size.height()}"
