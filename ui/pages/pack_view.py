"""Packing a stick: the teams and laptops of a week, where to, and what was written."""

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp import packing
from fieldapp.errors import Cancelled
from fieldapp.store.trust import KnownDevice
from fieldapp.sync.drives import Drive
from fieldapp.sync.eject import NotEjected
from fieldapp.texts import _, long_date, number
from ui import theme
from ui.pages import handing
from ui.pages.destinations import Destinations
from ui.pages.outcomes import Outcome, Outcomes
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Work


@dataclass(frozen=True)
class Load:
    """What one press packs: the laptops of a team, or one of them."""

    key: str
    name: str
    laptops: tuple[KnownDevice, ...]
    visits: int


class PackView(QWidget):
    """`left` when the calendar is to be seen again."""

    left = Signal()

    def __init__(
        self, work: Work, destinations: Destinations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.work = work
        self.destinations = destinations
        self.week = date(2000, 1, 3)
        self.title = ShortLabel("", 24, strong=True)
        self.loads: Table[Load] = Table(_columns(), lambda each: each.key, _("For whom"))
        self.write = KeyButton(_("Pack the stick"), "Ctrl+E", "primary", "usb")
        self.back = KeyButton(_("Back to the calendar"), "Esc", "quiet")
        self.earlier = KeyButton(_("Week before"), "Ctrl+Left", "quiet", "back")
        self.later = KeyButton(_("Week after"), "Ctrl+Right", "quiet", "next")
        self.outcomes = Outcomes(_("What was packed"))
        self._lay_out()
        self.write.clicked.connect(self.pack)
        self.back.clicked.connect(self.left)
        self.earlier.clicked.connect(lambda: self.show_week(self.week - timedelta(days=7)))
        self.later.clicked.connect(lambda: self.show_week(self.week + timedelta(days=7)))
        destinations.chosen_changed.connect(self._allow)
        destinations.eject_asked.connect(self._eject)
        work.busy.connect(self._allow)
        self.loads.current_changed.connect(self._allow)

    def begin(self, team: str, week: date) -> None:
        """Show what there is to pack; with one stick plugged in it is packed at once."""
        self.show_week(week)
        self.loads.choose(f"team {team}")
        if self.write.isEnabled() and len(self._sticks()) == 1:
            self.pack()

    def show_week(self, week: date) -> None:
        """The teams and laptops that have visits in the week of a day."""
        session = self.work.session
        self.week = packing.monday(week)
        self.title.set_text(_("Pack a stick: week of {day}").format(day=long_date(self.week)))
        found = [self._team_load(team) for team in packing.teams(session, self.week)]
        found = [each for each in found if each.laptops]
        devices = {each.device: each for load in found for each in load.laptops}
        self.loads.set_rows([*found, *(self._laptop_load(each) for each in devices.values())])
        if self.loads.current_row() is None:
            self.loads.move_by(1)
        self._allow()

    def pack(self) -> None:
        """Write the bundles of the load that is chosen."""
        folder, load = self.destinations.chosen(), self.loads.current_row()
        stick = self.destinations.stick()
        if folder is None or load is None or self.work.task is not None:
            return
        week, laptops = self.week, load.laptops

        def packed(done: list[packing.Packed]) -> None:
            self.outcomes.add([_outcome(one, stick) for one in done])

        self.work.run(
            _("Packing the stick"),
            lambda session, progress: packing.pack(session, folder, laptops, week, progress),
            packed,
        )

    def _sticks(self) -> list[Drive]:
        places = (place.stick for place in self.destinations.table.rows())
        return [stick for stick in places if stick and stick.answers and stick.writable]

    def _allow(self, *_changed: object) -> None:
        folder, load = self.destinations.chosen(), self.loads.current_row()
        may = self.work.may_plan and self.work.task is None
        self.write.setEnabled(may and folder is not None and load is not None)
        self.destinations.eject.setEnabled(self.work.task is None)

    def _team_load(self, team: str) -> Load:
        session = self.work.session
        laptops = packing.laptops_of(session, team, self.week)
        ids = {v.visit for each in laptops for v in packing.visits_of(session, each, self.week)}
        return Load(f"team {team}", team or _("Without a team"), tuple(laptops), len(ids))

    def _laptop_load(self, laptop: KnownDevice) -> Load:
        visits = packing.visits_of(self.work.session, laptop, self.week)
        name = _("{laptop} only").format(laptop=laptop.name)
        return Load(laptop.device, name, (laptop,), len(visits))

    def _eject(self, stick: Drive) -> None:
        def done(error: NotEjected | None) -> None:
            self.outcomes.add([handing.ejected_outcome(stick, error)])
            if error is None:
                self.destinations.forget(stick)

        title = _("Ejecting {name}").format(name=stick.label)
        self.work.run(title, lambda _session, _progress: handing.let_go(stick), done)

    def _lay_out(self) -> None:
        self.loads.set_empty(
            _("Nothing to pack in this week"), _("Plan a visit, or go to another week.")
        )
        self.outcomes.empty.set(
            _("Nothing was packed yet"),
            _("Each laptop gets one bundle with its visits of the week, and what is new of those "
              "it holds already."),
        )  # fmt: skip
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.title, 1)
        for button in (self.earlier, self.later, self.back):
            head.addWidget(button)
        (one, left), (other, right) = _card(), _card()
        left.addWidget(section_title(_("For whom")))
        left.addWidget(self.loads, 1)
        left.addWidget(self.destinations)
        left.addWidget(self.write)
        left.addWidget(self.destinations.eject)
        right.addWidget(section_title(_("What was packed")))
        right.addWidget(self.outcomes, 1)
        halves = QHBoxLayout()
        halves.setSpacing(theme.px(12))
        halves.addWidget(one, 1)
        halves.addWidget(other, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.px(12))
        page.addLayout(head)
        page.addLayout(halves, 1)


def _card() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("kind", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
    column.setSpacing(theme.px(8))
    return card, column


def _columns() -> tuple[Column[Load], ...]:
    return (
        Column("name", _("For"), lambda each: each.name, stretch=True),
        Column("laptops", _("Laptops"), _letters, width=112),
        Column("visits", _("Visits"), lambda each: number(each.visits), align="right", width=112),
    )


def _letters(load: Load) -> str:
    return " ".join(each.letter for each in load.laptops)


def _outcome(one: packing.Packed, stick: Drive | None) -> Outcome:
    if one.written is None:
        tone = "info" if isinstance(one.refused, Cancelled) else "stop"
        todo = one.refused.todo if one.refused else ""
        return Outcome(tone, packing.words(one), (todo,) * bool(todo))
    read_back = _("Written to {file} and read back.").format(file=one.written.file.name)
    places = " · ".join(visit.plan.place for visit in one.visits)
    eject = (_("Eject the stick before you pull it: Ctrl+U."),) * (stick is not None)
    return Outcome("ok", packing.words(one), (*filter(None, (places,)), read_back, *eject))
