"""Statuses of the national system: lists in, what is wrong, and the way of a chosen card."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import statuses
from fieldapp.errors import KnownError
from fieldapp.reports import alarms
from fieldapp.reports.alarms import GROUPS, Standing
from fieldapp.roster import preview as lists
from fieldapp.roster.preview import Preview
from fieldapp.statuses import Reported
from fieldapp.store.session import Session
from fieldapp.texts import _, ngettext, number, short_date
from fieldapp.wording import field_name, word
from ui import theme
from ui.pages.choose import SaveFile, save_file
from ui.pages.no_wheel import no_wheel
from ui.pages.plan_data import DataView, PlanData
from ui.pages.plan_list import Grouping, PeopleList
from ui.pages.status_list import StatusList
from ui.pages.visits import ChooseFile, ask_for_list
from ui.pages.way_line import WayLine
from ui.tasks import Progress
from ui.widgets.counter import CounterRow
from ui.widgets.form import NumberField
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.pill import Mark
from ui.widgets.rows import Column
from ui.work import Changes, Work


class StatusesView(DataView):
    """Alarms first, then everyone by stage; the way of the chosen one below."""

    def __init__(
        self,
        work: Work,
        data: PlanData,
        choose_file: ChooseFile | None = None,
        choose_save: SaveFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, data, parent)
        self._choose_file = choose_file or ask_for_list
        self._choose_save = choose_save or save_file(self)
        self._path, self._made = Path(), Reported()
        counted = [(kind, word("alarm_count", kind)) for kind in alarms.KINDS]
        self.figures = CounterRow([("people", _("under way")), *counted])
        self.days_name = label(_("Alarm after days without news"), 13, "muted")
        self.days_name.setWordWrap(False)
        self.days = NumberField(statuses.SILENT_DAYS[0], statuses.SILENT_DAYS[-1])
        self.take_in = KeyButton(_("Take a list of statuses in"), "Ctrl+O", "", "document")
        self.list = StatusList()
        self.people: PeopleList[Standing] = PeopleList(_columns(), [_grouping()], _("Statuses"))
        self.way = WayLine()
        self.way_of = ShortLabel("", 13, strong=True)
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        """The list of people, or the day of a list that is about to be taken in."""
        if self.list.isVisible():
            return self.list.day if self.list.day.isVisible() else self.list.leave
        return self.people.table if self.data.everyone else self.take_in

    def refresh(self, changes: Changes) -> None:
        """Show how all cards stand now; only a coordinator changes it."""
        self.take_in.setEnabled(self.work.may_plan)
        self.days.setEnabled(self.work.may_plan)
        super().refresh(changes)

    def show_data(self) -> None:
        """Show what was read."""
        kept = statuses.silent_days(self.work.session)
        self.days.blockSignals(True)
        self.days.setValue(kept)
        self.days.blockSignals(False)
        today = date.today()  # noqa: DTZ011 -- the local day
        lines = alarms.standings(self.data.everyone, today, kept)
        self.figures.set("people", number(len(lines)))
        for kind in alarms.KINDS:
            self.figures.set(kind, number(sum(line.group == kind for line in lines)))
        self.people.table.set_empty(*_empty(len(lines)))
        self.people.show_lines(lines)

    def _show_way(self) -> None:
        line = self.people.table.current_row()
        self.way.show_way(line.way if line else None)
        self.way_of.set_text(_way_words(line) if line else "")

    def _set_days(self) -> None:
        days, session = self.days.value(), self.work.session
        if days != statuses.silent_days(session):
            self.work.do(lambda: statuses.set_silent_days(session, days))

    # -- taking a list in

    def start_list(self) -> None:
        """Choose the file, and see what it holds."""
        path = self._choose_file(self) if self.work.task is None else None
        if path is None:
            return
        self._path = path

        def look(_session: Session, _progress: Progress) -> Preview:
            return lists.preview(path)

        def looked(found: Preview) -> None:
            self.list.show_preview(path, found)

        self.work.run(_("Reading {file}").format(file=path.name), look, looked)

    def _take(self, day: date) -> None:
        path = self._path

        def take(session: Session, progress: Progress) -> Reported:
            listing = lists.read_list(path, by_number=True)
            return statuses.take_in(session, listing, day, progress)

        def taken(made: Reported) -> None:
            self._made = made
            self.list.show_result(path, made)

        self.list.set_busy(busy=True)
        task = self.work.run(_("Taking in {file}").format(file=path.name), take, taken)
        task.failed.connect(lambda _error: self.list.set_busy(busy=False))

    def _close_list(self) -> None:
        self.list.hide()
        self.people.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_problems(self) -> None:
        kinds = _("Excel files (*.xlsx)")
        path = self._choose_save(_("Save the problems"), f"{self._path.stem}-masalah.xlsx", kinds)
        if path is None:
            return
        try:
            lists.write_problems(self._made.problems, path)
        except KnownError as error:
            self.work.refuse(error)
        else:
            self.work.say("ok", _("The list was saved: {file}").format(file=path))

    # -- building

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.figures)
        head.addStretch()
        head.addWidget(self.days_name)
        head.addWidget(self.days)
        self.take_in.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.take_in.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.days_name.setBuddy(self.days)
        no_wheel(self.days)
        head.addWidget(self.take_in)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.list)
        column.addWidget(self.people, 1)
        below = QHBoxLayout()
        below.addWidget(self.way_of, 3)
        below.addWidget(self.people.count, 1)
        column.addLayout(below)
        column.addWidget(self.way)
        self.list.hide()

    def _connect(self) -> None:
        self.people.chosen.connect(self._show_way)
        self.days.editingFinished.connect(self._set_days)
        self.take_in.clicked.connect(self.start_list)
        self.list.wanted.connect(self._take)
        self.list.left.connect(self._close_list)
        self.list.problems_wanted.connect(self._save_problems)


def _empty(count: int) -> tuple[str, str, str | None]:
    if count:
        return _("Nobody matches"), _("Type less, or choose another group."), _("Show everyone")
    return (
        _("No card is under way yet"),
        _("Who is recorded, or named by a list of statuses, stands here."),
        None,
    )


def _columns() -> Sequence[Column[Standing]]:
    return (
        Column("name", field_name("name"), lambda line: line.name, stretch=True),
        Column("school", _("School"), lambda line: line.school, width=140),
        Column("class", field_name("class"), lambda line: line.class_, width=84),
        Column("since", _("Since"), _since, width=104,
               sort_key=lambda line: line.way.moved or date.max),
        Column("stage", _("Stage"), lambda line: state(line).text, width=152, badge=state),
        Column("status", _("Status as it came"), lambda line: line.way.status, width=216),
    )  # fmt: skip


def state(line: Standing) -> Mark:
    """The alarm of a card, else how far it is."""
    if line.alarm:
        tone, icon = {"record_again": ("stop", "requeue"), "silent": ("wait", "clock")}[line.group]
        return Mark(tone, icon, word("alarm", line.group))
    tone = {"issued": "ok", "printed": "early", "print_ready": "info"}.get(line.group, "neutral")
    return Mark(tone, "", word("stage", line.group))


def _since(line: Standing) -> str:
    return short_date(line.way.moved) if line.way.moved else "–"


def _way_words(line: Standing) -> str:
    """Whose way is drawn, and what is wrong with it."""
    if line.alarm is None:
        return line.name
    if line.alarm.what == "record_again":
        return f"{line.name} · " + _("The national system asks to record once more.")
    days = (date.today() - line.alarm.since).days if line.alarm.since else 0  # noqa: DTZ011
    text = ngettext("No news for {n} day.", "No news for {n} days.", days)
    return f"{line.name} · " + text.format(n=number(days))


def _grouping() -> Grouping[Standing]:
    return Grouping(
        code="group",
        title=_("Alarm or stage"),
        key=lambda line: line.group,
        label=lambda key: word("alarm" if key in alarms.KINDS else "stage", key),
        order=lambda key: (GROUPS.index(key),),
        tone=lambda line: {"record_again": "stop", "silent": "wait"}.get(line.group, "accent"),
    )
