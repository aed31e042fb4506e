"""What the hall sees and hears of this laptop: the board, the voice, and their keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fieldapp import announcing
from fieldapp.errors import KnownError
from fieldapp.texts import _
from ui.board import Board
from ui.board_place import BoardPlace, Screens
from ui.calling import Calling
from ui.speaker import speak
from ui.voice import Speaker, Voice
from ui.widgets.keys import KeyButton
from ui.work import Work

BOARD, REPEAT, MUTE = "F11", "F10", "F12"


class HallKeys(QWidget):
    """The keys that work on every page: the board, and the voice while it is on."""

    def __init__(self) -> None:
        super().__init__()
        self.board = KeyButton("", BOARD, "quiet", "board")
        self.repeat = KeyButton("", REPEAT, "quiet", "recall")
        self.mute = KeyButton("", MUTE, "quiet", "voice_off")
        self.repeat.name_icon(_("Say the last call again"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self.board, self.repeat, self.mute):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(button)

    def show_state(self, board: bool, voice: bool, muted: bool) -> None:
        """Whether the board is wanted, the voice on, and silent."""
        self.board.set_icon("board_off" if board else "board")
        self.board.name_icon(_("Close the board") if board else _("Open the board"))
        self.repeat.setVisible(voice)
        self.mute.setVisible(voice)
        self.mute.set_icon("voice" if muted else "voice_off")
        self.mute.name_icon(_("Unmute the voice") if muted else _("Mute the voice"))


class Hall:
    """Board and voice of one window, and their keys."""

    def __init__(
        self,
        work: Work,
        officer: QWidget,
        speaker: Speaker = speak,
        screens: Screens | None = None,
    ) -> None:
        self.work = work
        self.calling = Calling(work, Voice(speaker, parent=officer), parent=officer)
        self.board = Board(self.calling)
        self.place = BoardPlace(
            self.board, officer, lambda: announcing.board(work.session), screens, officer
        )
        self.keys = HallKeys()
        self.keys.board.clicked.connect(self.toggle_board)
        self.keys.repeat.clicked.connect(self.repeat)
        self.keys.mute.clicked.connect(self.mute)
        self.calling.shown.connect(self._show_keys)
        self.place.told.connect(self._show_keys)
        self.place.settle()

    def set_board(self, chosen: announcing.BoardSetting) -> None:
        """Want the board, or not, and on which screen."""
        try:
            announcing.keep(self.work.session, chosen)
        except KnownError as error:
            self.work.refuse(error)
        self.place.settle()

    def toggle_board(self) -> None:
        """Open the board on the second screen, or close it."""
        setting = announcing.board(self.work.session)
        if self.place.in_window:
            self.place.close()
            self.place.settle()
            return
        wanted = not setting.on
        self.set_board(announcing.BoardSetting(wanted, setting.screen))
        if wanted and self.place.screen is None:
            self.work.say("wait", _("There is no second screen for the board yet."), no_screen())

    def repeat(self) -> None:
        """Say the last call once more."""
        if self.calling.repeat():
            return
        if self.calling.queue.current is None:
            self.work.say("info", _("Nobody was called yet."))
        elif announcing.voice(self.work.session).muted:
            self.work.say("info", _("The voice is muted."), _("F12 lets it speak again."))

    def mute(self) -> None:
        """Silence the voice, or let it speak again."""
        self.calling.mute()

    def finish(self) -> None:
        """The window closes."""
        self.place.finish()
        self.board.deleteLater()
        self.calling.finish()

    def _show_keys(self) -> None:
        voice, board = announcing.voice(self.work.session), announcing.board(self.work.session)
        self.keys.show_state(board.on, voice.on, voice.muted)


def no_screen() -> str:
    """What to do where no second screen is found."""
    return _("Plug in the projector and let Windows extend (Windows+P); it opens by itself.")
