"""The print plan: who may request the card when, and the marks on its way to them."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import statuses
from fieldapp.domain.people import CARD_STEPS
from fieldapp.reports import plan_paper, print_plan
from fieldapp.reports.print_plan import Line
from fieldapp.statuses import Written
from fieldapp.texts import _, ngettext, number
from fieldapp.wording import field_name, word
from ui import theme
from ui.pages.choose import SaveFile, save_file
from ui.pages.plan_data import DataView, PlanData
from ui.pages.plan_list import Grouping, PeopleList
from ui.pages.plan_save import save_paper
from ui.pages.plan_whom import WhomBar
from ui.widgets.counter import CounterRow
from ui.widgets.keys import KeyButton
from ui.widgets.pill import Mark
from ui.widgets.rows import Column
from ui.work import Work

_KEYS = {"requested": "F5", "printed": "F6", "handed_over": "F7"}
_TONES = {True: "accent", False: "off", None: "muted"}


class PrintPlanView(DataView):
    """Figures, groups and the list; marks for one or many, each action taken back as one."""

    def __init__(
        self,
        work: Work,
        data: PlanData,
        choose_save: SaveFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, data, parent)
        self._choose_save = choose_save or save_file(self)
        self._done: list[list[Written]] = []
        self.figures = CounterRow(
            [
                ("people", _("recorded")),
                ("before", _("by election day")),
                ("after", _("after it")),
                *((step, word("card_done", step)) for step in CARD_STEPS),
            ]
        )
        self.save = KeyButton(_("Save or print"), "Ctrl+S", "", "print")
        self.people: PeopleList[Line] = PeopleList(_columns(), _groupings(), _("Print plan"))
        self.marks = {step: KeyButton(word("card_mark", step), _KEYS[step]) for step in CARD_STEPS}
        self.unmark = KeyButton(_("Take the mark back"), "Del", "quiet")
        self.whom = WhomBar()
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        """The list, where keys mark and letters filter."""
        return self.whom.name if self.whom.isVisible() else self.people.table

    def undo(self) -> None:
        """Take the last marking back, however many it was for."""
        if not self._done:
            self.work.say("info", _("Nothing was marked here that could be taken back."))
            return
        made = self._done.pop()
        undone = self._act(lambda: statuses.take_back(self.work.session, made))
        if undone:
            text = ngettext("Taken back for {n} person.", "Taken back for {n} people.", len(undone))
            self.work.say("info", text.format(n=number(len(undone))))

    def show_data(self) -> None:
        """Show what was read."""
        lines = print_plan.lines(self.data.everyone)
        counted = plan_paper.openings(lines)
        self.figures.set("people", number(len(lines)))
        self.figures.set("before", number(counted[True]))
        self.figures.set("after", number(counted[False]))
        for step in CARD_STEPS:
            self.figures.set(step, number(sum(step in line.steps for line in lines)))
        self.people.table.set_empty(*_empty(len(lines)))
        self.people.show_lines(lines)

    def _fit(self) -> None:
        there = bool(self.people.table.selected_rows())
        for button in (*self.marks.values(), self.unmark):
            button.setEnabled(there)
        self.save.setEnabled(bool(self.people.shown()))

    # -- acting

    def _mark(self, step: str, to: str = "") -> None:
        chosen = self.people.table.selected_rows()
        if not chosen:
            return
        if step == "handed_over" and not self.whom.isVisible():
            self.whom.ask(len(chosen), chosen[0].name)
            return
        today = date.today()  # noqa: DTZ011 -- the local day
        people = [(line.visit, line.person) for line in chosen]
        session = self.work.session
        made = self._act(lambda: statuses.step_many(session, people, step, today, to))
        if made:
            self._done.append(made)
            text = ngettext("{step}: {n} person.", "{step}: {n} people.", len(made))
            said = text.format(step=word("card_step", step), n=number(len(made)))
            self.work.say("ok", said, _("Ctrl+Z takes it back."))

    def _hand_over(self, to: str) -> None:
        self._mark("handed_over", to)
        self._close_whom()

    def _close_whom(self) -> None:
        self.whom.hide()
        self.people.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_back(self) -> None:
        people = [(line.visit, line.person) for line in self.people.table.selected_rows()]
        made = self._act(lambda: statuses.unmark(self.work.session, people))
        if made:
            self._done.append(made)
            text = ngettext("Taken back for {n} person.", "Taken back for {n} people.", len(made))
            self.work.say("info", text.format(n=number(len(made))), _("Ctrl+Z takes it back."))

    def _act(self, verb: Callable[[], Sequence[Written]]) -> list[Written]:
        """Write, and show anew only those whom it was about."""
        made = self.data.act(verb)
        return list(made or ())

    def _save(self) -> None:
        lines, by = self.people.shown(), self.people.by()
        made = plan_paper.paper(lines, by)
        save_paper(self.work, self._choose_save, made, _("print-plan"))

    # -- building

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.figures)
        head.addStretch()
        head.addWidget(self.save)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.people.count, 1)
        for button in (self.unmark, *self.marks.values(), self.save):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for button in (self.unmark, *self.marks.values()):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.people, 1)
        column.addWidget(self.whom)
        column.addLayout(foot)
        self.whom.hide()

    def _connect(self) -> None:
        self.people.chosen.connect(self._fit)
        for step, button in self.marks.items():
            button.clicked.connect(lambda _on=False, step=step: self._mark(step))
        self.unmark.clicked.connect(self._take_back)
        self.save.clicked.connect(self._save)
        self.whom.given.connect(self._hand_over)
        self.whom.left.connect(self._close_whom)


def _empty(count: int) -> tuple[str, str, str | None]:
    if count:
        return _("Nobody matches"), _("Type less, or choose another group."), _("Show everyone")
    hint = _("Who was recorded stands here, once the bundles of the laptops are merged.")
    return _("Nobody was recorded yet"), hint, None


def _columns() -> Sequence[Column[Line]]:
    return (
        Column("name", field_name("name"), lambda line: line.name, stretch=True),
        Column("school", _("School"), lambda line: line.school, width=168),
        Column("class", field_name("class"), lambda line: line.class_, width=88),
        Column("village", _("Kelurahan"), lambda line: line.village_name, width=112),
        Column("from", _("Card from"), lambda line: plan_paper.day(line.print_from), width=104,
               sort_key=lambda line: line.print_from or date.max),
        Column("state", _("Card"), lambda line: state(line).text, width=176, badge=state),
    )  # fmt: skip


def state(line: Line) -> Mark:
    """How far a card is: its last mark, else its stage."""
    if line.again:
        return Mark("stop", "requeue", word("why_not", "record_again"))
    last = list(line.steps)[-1:]
    if last:
        tone = "ok" if last[0] == "handed_over" else "early"
        return Mark(tone, "check", word("card_step", last[0]))
    tone = {"issued": "ok", "printed": "early", "print_ready": "info"}.get(line.stage, "neutral")
    return Mark(tone, "", word("stage", line.stage))


def _groupings() -> list[Grouping[Line]]:
    return [_grouping(by) for by in print_plan.GROUPS]


def _grouping(by: str) -> Grouping[Line]:
    return Grouping(
        code=by,
        title=plan_paper.by_word(by),
        key=lambda line: print_plan.key(line, by),
        label=lambda key: plan_paper.label(key, by),
        order=print_plan.order_of(by),
        tone=lambda line: _TONES[line.before_election],
    )
