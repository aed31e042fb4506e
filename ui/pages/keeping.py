"""Backup and safety copy: where they go, how they stand, and turning them on."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.sync import backup, safety_copy
from fieldapp.sync.safe_write import MACHINE, Machine
from fieldapp.sync.safety_copy import State
from fieldapp.texts import _, clock, long_date, ngettext, number
from fieldapp.wording import moment
from ui import theme
from ui.copy_watch import CopyWatch
from ui.copy_words import copy_mark
from ui.pages.destinations import Destinations
from ui.widgets.badge import Badge
from ui.widgets.form import rule, section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import label
from ui.work import Work

_WIDTH = 1254  # px


class Keeping(QFrame):
    """What keeps the data when this laptop does not. An office makes backups only."""

    def __init__(
        self,
        work: Work,
        copy: CopyWatch,
        destinations: Destinations,
        machine: Machine = MACHINE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setMaximumWidth(theme.px(_WIDTH))
        self.work, self.copy, self.destinations = work, copy, destinations
        self._machine = machine
        self.state = Badge()
        self.told = label("", 15)
        self.turn_on = KeyButton(_("Copy to this place"), "Ctrl+S", "primary", "shield")
        self.turn_off = KeyButton(_("Turn off"), "", "quiet")
        self.last = label("", 15)
        self.back_up = KeyButton(_("Back up now"), "Ctrl+D", "", "copy")
        self._lay_out()
        self.turn_on.clicked.connect(self._turn_on)
        self.turn_off.clicked.connect(self._turn_off)
        self.back_up.clicked.connect(self._back_up)
        copy.told.connect(self._tell)
        destinations.chosen_changed.connect(self._allow)
        work.busy.connect(self._allow)
        self.refresh()

    def refresh(self) -> None:
        """Show both as they stand now."""
        self._tell(self.copy.state)
        made = backup.last(self.work.session)
        since = backup.records_since(self.work.session, made) if made else 0
        self.last.setText(_last(made, since))
        self._allow()

    def _tell(self, state: State) -> None:
        self.state.set(*copy_mark(state, self.work))
        self.told.setText(" ".join(safety_copy.words(state)))
        self.turn_off.setVisible(state.kind not in ("off", "no_office"))

    def _allow(self) -> None:
        ready = self.work.task is None and self.destinations.chosen() is not None
        self.turn_on.setEnabled(ready)
        self.back_up.setEnabled(ready)

    def _turn_on(self) -> None:
        folder = self.destinations.chosen()
        if folder is None:
            return
        self.work.run(
            _("Turning the safety copy on"),
            lambda session, _progress: safety_copy.choose(session, folder, machine=self._machine),
            lambda _chosen: self.copy.look(),
        )

    def _turn_off(self) -> None:
        self.work.do(lambda: safety_copy.turn_off(self.work.session))
        self.copy.look()

    def _back_up(self) -> None:
        folder = self.destinations.chosen()
        if folder is None:
            return
        self.work.run(
            _("Making a backup"),
            lambda session, progress: backup.back_up(
                session, folder, progress, machine=self._machine
            ),
            self._backed_up,
        )

    def _backed_up(self, made: backup.Made) -> None:
        self.refresh()
        self.work.say(
            "ok",
            _("A backup was written and read back: {file}").format(file=Path(made.file).name),
            _("Remove the stick only once the system says that it is safe."),
        )

    def _lay_out(self) -> None:
        """Where to, beside what is written there."""
        where = QVBoxLayout()
        where.setSpacing(theme.px(8))
        where.addWidget(section_title(_("Backup and safety copy")))
        where.addWidget(self.destinations)
        where.addStretch()
        what = QVBoxLayout()
        what.setSpacing(theme.px(8))
        if self.work.session.device.role != "office":
            self._lay_out_copy(what)
            _gap(what)
        what.addWidget(section_title(_("Backup")))
        what.addWidget(
            label(
                _("Everything on this device in one encrypted file, from which it can be made "
                  "again. The passphrase of an operator opens it."),
                13, "muted",
            )
        )  # fmt: skip
        what.addWidget(self.last)
        what.addLayout(_buttons(self.back_up))
        what.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        row.setSpacing(theme.px(32))
        row.addLayout(where, 1)
        row.addLayout(what, 1)

    def _lay_out_copy(self, column: QVBoxLayout) -> None:
        head = QHBoxLayout()
        head.addWidget(section_title(_("Safety copy")))
        head.addWidget(self.state)
        head.addStretch()
        column.addLayout(head)
        column.addWidget(
            label(
                _("While a visit runs, all that happens follows onto a stick or second disk "
                  "that stays plugged in. If this laptop is lost, the office merges the copy."),
                13, "muted",
            )
        )  # fmt: skip
        column.addWidget(self.told)
        column.addLayout(_buttons(self.turn_on, self.turn_off))


def _gap(column: QVBoxLayout) -> None:
    column.addSpacing(theme.px(4))
    column.addWidget(rule())
    column.addSpacing(theme.px(4))


def _buttons(*buttons: KeyButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    for button in buttons:
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.addWidget(button)
    row.addStretch()
    return row


def _last(made: backup.Made | None, since: int) -> str:
    """When the newest backup was made, where, and what came since."""
    if made is None:
        return _("No backup was made yet.")
    at: datetime = moment(made.at)
    said = _("Last backup: {date}, {time}, in {folder}.").format(
        date=long_date(at.date()), time=clock(at), folder=Path(made.file).parent
    )
    if not since:
        return said
    text = ngettext("{count} record came since.", "{count} records came since.", since)
    return f"{said} {text.format(count=number(since))}"
