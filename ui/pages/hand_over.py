"""Handing over: what the other side is not known to hold yet, and writing it to a stick."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldapp.store.trust import KnownDevice
from fieldapp.sync import bundle_out
from fieldapp.texts import _, clock, long_date, ngettext, number
from fieldapp.wording import moment
from ui import theme
from ui.pages import handing
from ui.pages.destinations import Destinations
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import section_title
from ui.widgets.hint import hint
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Work

_LAPTOPS_SHOWN = 4


@dataclass(frozen=True)
class Recipient:
    """A laptop, or all of them, and how many records it is not known to hold."""

    device: KnownDevice | None
    lacks: int

    @property
    def id(self) -> str:
        """What tells it from the others."""
        return self.device.device if self.device else ""


class HandOver(QFrame):
    """A field laptop writes for its office, an office for its laptops.

    `written` comes with an Outcome for each, `cards_wanted` where nobody is enrolled.
    """

    written = Signal(object)
    cards_wanted = Signal()

    def __init__(
        self, work: Work, destinations: Destinations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.work = work
        self.destinations = destinations
        self._office = work.session.device.role == "office"
        self._recipients: list[KnownDevice] = []
        self.count = QLabel("0")
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.since = ShortLabel("", 15, lines=3)
        self.laptops: Table[Recipient] = Table(_columns(), lambda each: each.id, _("For whom"))
        self.only_visit = QCheckBox()
        self.write = KeyButton(_("Write bundle"), "Ctrl+E", "primary", "usb")
        self.nobody = EmptyState()
        self._there = QWidget()
        self._lay_out()
        self.write.clicked.connect(self._write)
        self.nobody.acted.connect(self.cards_wanted)
        destinations.chosen_changed.connect(self._allow)
        work.busy.connect(self._allow)

    def refresh(self) -> None:
        """Count again what was not handed over."""
        self._recipients = bundle_out.recipients(self.work.session)
        self._there.setVisible(bool(self._recipients))
        self.nobody.setVisible(not self._recipients)
        self.only_visit.setVisible(self._office and self.work.visit is not None)
        self._allow()
        if not self._recipients:
            return
        if self._office:
            self._count_for_laptops()
        else:
            self._count_for_office(self._recipients[0])

    def _count_for_office(self, office: KnownDevice) -> None:
        left = bundle_out.unsent(self.work.session, office.device)
        self.count.setText(number(left.events))
        if left.since is None:
            self.since.set_text(_("Everything is handed over to {name}.").format(name=office.name))
            return
        since = moment(left.since)
        text = ngettext(
            "record since {time} on {date} that {name} is not known to hold",
            "records since {time} on {date} that {name} is not known to hold",
            left.events,
        )
        self.since.set_text(
            text.format(name=office.name, time=clock(since), date=long_date(since.date()))
        )

    def _count_for_laptops(self) -> None:
        session = self.work.session
        found = [Recipient(d, bundle_out.lacking(session, d)) for d in self._recipients]
        everyone = [Recipient(None, sum(e.lacks for e in found))] if len(found) > 1 else []
        self.laptops.set_rows([*everyone, *found])
        if self.laptops.current_row() is None:
            self.laptops.move_by(1)
        visit = self.work.visit
        if visit:
            self.only_visit.setText(_("Only {place}").format(place=visit.plan.place))
            self.only_visit.setToolTip(hint(visit.plan.place))

    def _chosen(self) -> Sequence[KnownDevice]:
        row = self.laptops.current_row() if self._office else None
        return [row.device] if row and row.device else self._recipients

    def _allow(self) -> None:
        free = self.work.task is None
        self.write.setEnabled(
            free and bool(self._recipients) and self.destinations.chosen() is not None
        )

    def _write(self) -> None:
        folder, recipients = self.destinations.chosen(), self._chosen()
        stick = self.destinations.stick()
        if folder is None or not recipients:
            return
        only = self.only_visit.isVisible() and self.only_visit.isChecked()
        visit = self.work.visit_id if only else None
        if visit and len(recipients) > 1:
            recipients = handing.taking_part(self.work.session, recipients, visit)

        def written(found: list[handing.Written]) -> None:
            self.written.emit([handing.written_outcome(one, stick) for one in found])

        self.work.run(
            _("Writing the bundle"),
            lambda session, progress: handing.write_all(
                session, folder, recipients, visit, progress
            ),
            written,
        )

    def _lay_out(self) -> None:
        self.count.setFont(theme.number_font(theme.NUMBER, strong=True))
        rows = theme.px(theme.ROW) * (_LAPTOPS_SHOWN + 1)
        self.laptops.setFixedHeight(rows + theme.px(8))
        there = QVBoxLayout(self._there)
        there.setContentsMargins(0, 0, 0, 0)
        there.setSpacing(theme.px(8))
        if self._office:
            there.addWidget(self.laptops)
            there.addWidget(self.only_visit)
        else:
            figure = QHBoxLayout()
            figure.setSpacing(theme.px(16))
            figure.addWidget(self.count)
            figure.addWidget(self.since, 1)
            there.addLayout(figure)
            hint = _("A bundle counts as handed over once a bundle of the office says so.")
            there.addWidget(label(hint, 13, "muted"))
        there.addWidget(self.destinations)
        there.addWidget(self.write)
        there.addWidget(self.destinations.eject)
        there.addStretch()
        self._say_nobody()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        column.setSpacing(theme.px(8))
        column.addWidget(section_title(_("Hand over")))
        column.addWidget(self._there, 1)
        column.addWidget(self.nobody, 1)

    def _say_nobody(self) -> None:
        if self._office:
            title = _("No laptop is enrolled yet")
            hint = _("Take in the cards of the laptops, and give them the card of this office.")
        else:
            title = _("This laptop does not belong to an office yet")
            hint = _("Give the office the card of this laptop, and take in the office's card.")
        self.nobody.set(title, hint, _("Exchange cards"))


def _columns() -> tuple[Column[Recipient], ...]:
    return (
        Column("name", _("For"), _name, stretch=True),
        Column(
            "lacks", _("Not known to hold"), lambda each: number(each.lacks), align="right",
            width=160, sort_key=lambda each: each.lacks,
        ),
    )  # fmt: skip


def _name(each: Recipient) -> str:
    if each.device is None:
        return _("All laptops, one after the other")
    return f"{each.device.letter} · {each.device.name}"
