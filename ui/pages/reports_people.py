"""The people behind a figure: opened by Enter or a click on it, saved, and left by Esc."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.reports import dashboard_paper
from fieldapp.reports.dashboard import Board
from fieldapp.store import tallies
from fieldapp.store.tallies import Named
from fieldapp.texts import _, ngettext, number
from ui import theme
from ui.pages.choose import SaveFile
from ui.pages.saving import list_words, save_as
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Work

_WIDTHS = (0, 96, 176, 112, 128, 176, 80, 288)  # px; the name takes what is left


class PeopleBehind(QWidget):
    """Shows who counts in a figure. `left` on Esc."""

    left = Signal()

    def __init__(self, work: Work, choose_save: SaveFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._choose_save = work, choose_save
        self._board: Board | None = None
        self._places: dict[str, str] = {}
        self.title = ShortLabel("", 18, strong=True)
        self.back = KeyButton(_("Back"), "Esc", "quiet", "back")
        self.save = KeyButton(_("Save to Excel"), "Ctrl+S", "", "document")
        self.table: Table[Named] = Table(self._columns(), lambda one: one.key, _("People"))
        self._lay_out()
        self.back.clicked.connect(self.left)
        self.save.clicked.connect(self._save)

    def show_people(self, board: Board, title: str, keys: Iterable[int]) -> None:
        """Show the people of these rows under `title`."""
        self._board = board
        self._places = dashboard_paper.places(board)
        found = tallies.named(self._work.session.db, keys)
        count = ngettext("{n} person", "{n} people", len(found)).format(n=number(len(found)))
        self.title.set_text(f"{title} · {count}")
        self.table.set_empty(_("Nobody"), _("Nobody counts in this figure."))
        self.table.set_rows(found)
        self.save.setEnabled(bool(found))
        if found:
            self.table.choose(found[0].key)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _columns(self) -> Sequence[Column[Named]]:
        heads = dashboard_paper.people_heads()
        return [
            self._column(place, words, width)
            for place, ((words, _wide), width) in enumerate(zip(heads, _WIDTHS, strict=True))
        ]

    def _column(self, place: int, words: str, width: int) -> Column[Named]:
        def text(one: Named) -> str:
            return self._cells(one)[place]

        return Column(str(place), words, text, width=width, stretch=not width)

    def _cells(self, one: Named) -> list[str]:
        return dashboard_paper.people_row(one, self._places)

    def _save(self) -> None:
        board, title, people = self._board, self.title.text(), self.table.rows()
        if board is None:
            return

        def write(path: Path, *_work: object) -> None:
            dashboard_paper.write_people(title, people, board, path)

        save_as(self._work, self._choose_save, list_words(), (_("people.xlsx"),), write)

    def _lay_out(self) -> None:
        for button in (self.back, self.save):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.title, 1)
        head.addWidget(self.save)
        head.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.table, 1)
