"""Where to write: the sticks that are plugged in, or a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.sync.drives import Drive, holding
from fieldapp.texts import _, number
from ui import theme
from ui.pages.choose import OpenFolder
from ui.pages.drive_watch import DriveWatch
from ui.widgets.keys import KeyButton
from ui.widgets.label import label
from ui.widgets.rows import Column
from ui.widgets.table import Table

_ROWS = 3
_GIGA = 10**9


@dataclass(frozen=True)
class Place:
    """A folder that can be written to; `free` in words; the stick that it lies on, if any."""

    path: Path
    name: str
    free: str
    stick: Drive | None = None

    @property
    def answers(self) -> bool:
        """Whether it can be used now."""
        return self.stick is None or self.stick.answers


class Destinations(QWidget):
    """Lists the sticks; `chosen_changed` when another one, or none, is chosen.

    `eject_asked(Drive)` when the stick chosen is to be let go, by the button `eject`, which the
    page puts below its own.
    """

    chosen_changed = Signal()
    eject_asked = Signal(object)

    def __init__(
        self, watch: DriveWatch, choose_folder: OpenFolder, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._watch = watch
        self._choose_folder = choose_folder
        self._drives: list[Drive] = []
        self._folder: Place | None = None
        self.table: Table[Place] = Table(_columns(), lambda place: place.path, _("Where to"))
        self.table.setFixedHeight(theme.px(theme.ROW) * (_ROWS + 1) + theme.px(8))
        self.table.set_empty(
            _("No stick found"), _("Plug one in; it appears by itself. Or choose a folder.")
        )
        self.again = KeyButton(_("Look again"), "F5", "quiet")
        self.folder = KeyButton(_("Choose a folder"), "Ctrl+O", "quiet", "folder")
        self.eject = KeyButton(_("Eject"), "Ctrl+U", "", "eject")
        self.eject.hide()
        self._lay_out()
        watch.found.connect(self.set_drives)
        self.again.clicked.connect(watch.look)
        self.folder.clicked.connect(self._ask_folder)
        self.table.current_changed.connect(self._turn)
        self.eject.clicked.connect(lambda: self.eject_asked.emit(self.stick()))

    def chosen(self) -> Path | None:
        """Where to write, or None while nothing of use is chosen."""
        row = self.table.current_row()
        return row.path if row and row.answers else None

    def stick(self) -> Drive | None:
        """The stick that the place chosen lies on, if it is on any."""
        row = self.table.current_row()
        return row.stick if row and row.answers else None

    def forget(self, stick: Drive) -> None:
        """Offer nothing on `stick` any more: it was let go."""
        self._watch.disregard()
        self._drives = [each for each in self._drives if each.path != stick.path]
        if self._folder and holding(self._folder.path, [stick]):
            self._folder = None
        self._show()

    def _turn(self) -> None:
        stick = self.stick()
        self.eject.setVisible(stick is not None)
        if stick:
            self.eject.setText(_("Eject {name}").format(name=stick.label))
        self.chosen_changed.emit()

    def set_drives(self, drives: Sequence[Drive]) -> None:
        """Show these sticks; what was chosen stays, while it is there."""
        self._drives = list(drives)
        self._show()

    def _ask_folder(self) -> None:
        path = self._choose_folder(_("Choose where to write"))
        if path is not None:
            self._folder = Place(path, _("Folder"), "", holding(path, self._drives))
            self._show()
            self.table.choose(path)

    def _show(self) -> None:
        folder = [self._folder] if self._folder else []
        places = [*(_place(drive) for drive in self._drives), *folder]
        if places != self.table.rows():
            self.table.set_rows(places)
        if places and self.table.current_row() is None:
            self.table.choose(next((p for p in places if p.answers), places[0]).path)

    def _lay_out(self) -> None:
        for button in (self.again, self.folder):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        title = label(_("Where to"), 13, strong=True)
        head = QHBoxLayout()
        head.setSpacing(theme.px(4))
        head.addWidget(title, 1)
        head.addWidget(self.again)
        head.addWidget(self.folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(head)
        column.addWidget(self.table)


def _columns() -> tuple[Column[Place], ...]:
    return (
        Column("name", _("Stick"), lambda place: place.name, stretch=True),
        Column("path", _("Folder"), lambda place: str(place.path), stretch=True),
        Column("free", _("Free"), lambda place: place.free, align="right", width=128),
    )


def _place(drive: Drive) -> Place:
    if not drive.answers:
        return Place(drive.path, drive.label, _("No answer"), drive)
    free = _("{size} GB").format(size=number(round(drive.free / _GIGA, 1)))
    return Place(drive.path, drive.label, free if drive.writable else _("Read-only"), drive)
