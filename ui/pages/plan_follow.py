"""The follow-up: who is still to be recorded, why, from when, and where that could be."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.reports import follow_up, follow_up_paper
from fieldapp.reports.follow_up import WHY, Line
from fieldapp.texts import _, number, short_date
from fieldapp.wording import field_name, word
from ui import theme
from ui.pages.choose import SaveFile, save_file
from ui.pages.plan_data import PlanData
from ui.pages.plan_list import Grouping, PeopleList
from ui.pages.plan_save import save_paper
from ui.pages.reading import DataView
from ui.widgets.counter import CounterRow
from ui.widgets.keys import KeyButton
from ui.widgets.pill import Mark
from ui.widgets.rows import Column
from ui.work import Work

_TONES = {
    "record_again": "stop", "failed": "stop", "deferred": "wait", "refused": "wait",
    "left": "wait", "absent": "info", "too_young": "neutral", "check_data": "wait",
}  # fmt: skip
_ICONS = {
    "record_again": "requeue", "failed": "error", "deferred": "clock", "refused": "close",
    "left": "no_show", "absent": "absent", "too_young": "too_young", "check_data": "check_data",
}  # fmt: skip


class FollowUpView(DataView[PlanData]):
    """Grouped by why, kelurahan or school; each with a reason, from when, the nearest visit."""

    def __init__(
        self,
        work: Work,
        data: PlanData,
        choose_save: SaveFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, data, parent)
        self._choose_save = choose_save or save_file(self)
        self.figures = CounterRow(
            [
                ("people", _("to be recorded")),
                ("now", _("can be by now")),
                ("placed", _("a visit is planned for")),
            ]
        )
        self.save = KeyButton(_("Save or print"), "Ctrl+S", "", "print")
        self.people: PeopleList[Line] = PeopleList(_columns(), _groupings(), _("Follow-up"))
        self._lay_out()
        self.save.clicked.connect(self._save)

    def first_focus(self) -> QWidget | None:
        """The list; letters filter it."""
        return self.people.table

    def show_data(self) -> None:
        """Show what was read."""
        today = date.today()  # noqa: DTZ011 -- the local day
        lines = follow_up.lines(self.data.everyone, self.data.visits, today)
        self.figures.set("people", number(len(lines)))
        self.figures.set("now", number(sum(line.since <= today for line in lines)))
        self.figures.set("placed", number(sum(line.place is not None for line in lines)))
        self.people.table.set_empty(*_empty(len(lines)))
        self.people.show_lines(lines)
        self.save.setEnabled(bool(lines))

    def _save(self) -> None:
        by = self.people.by()
        made = follow_up_paper.paper(self.people.shown(), by)
        save_paper(self.work, self._choose_save, made, _("follow-up"))

    def _lay_out(self) -> None:
        self.save.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.save.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = QHBoxLayout()
        head.addWidget(self.figures)
        head.addStretch()
        head.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.people, 1)
        column.addWidget(self.people.count)


def _empty(count: int) -> tuple[str, str, str | None]:
    if count:
        return _("Nobody matches"), _("Type less, or choose another group."), _("Show everyone")
    return _("Nobody is to be followed up"), _("Everyone of the visits so far was recorded."), None


def _columns() -> Sequence[Column[Line]]:
    return (
        Column("name", field_name("name"), lambda line: line.name, stretch=True),
        Column("school", _("School"), lambda line: line.school, width=132),
        Column("village", _("Kelurahan"), lambda line: line.village_name, width=112),
        Column("reason", _("Why"), lambda line: said(line).text, width=184, badge=said),
        Column("from", _("May come from"), lambda line: short_date(line.since), width=104,
               sort_key=lambda line: line.since),
        Column("place", _("Nearest visit"), _place, width=192),
    )  # fmt: skip


def _place(line: Line) -> str:
    """The day first: a long name is cut at its end."""
    if line.place is None:
        return _("None planned yet")
    return f"{short_date(line.place.date)} {line.place.place}"


def said(line: Line) -> Mark:
    """Why somebody is in the list: the reason from the desk where one was given."""
    reason = follow_up_paper.reason(line) if line.why != "record_again" else ""
    text = reason or word("why_not", line.why)
    return Mark(_TONES[line.why], _ICONS[line.why], text)


def _groupings() -> list[Grouping[Line]]:
    titles = (("why", _("Why")), ("village", _("Kelurahan")), ("school", _("School")))
    return [_grouping(by, title) for by, title in titles]


def _grouping(by: str, title: str) -> Grouping[Line]:
    def order(key: str) -> tuple[object, ...]:
        return (WHY.index(key),) if by == "why" else (not key, key.casefold())

    return Grouping(
        code=by,
        title=title,
        key=lambda line: follow_up.group_key(line, by),
        label=lambda key: follow_up_paper.label(key, by),
        order=order,
        tone=lambda line: "accent",  # noqa: ARG005 -- one colour
    )
