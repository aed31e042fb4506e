"""Review: what has to be decided at all visits, the most consequential first, by single keys."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp import review, review_sides, undoing
from fieldapp.domain import events as e
from fieldapp.domain.review import KINDS, Case, Choice
from fieldapp.review_sides import Sides
from fieldapp.store import queries, trust
from fieldapp.texts import _, ngettext, number, short_date
from fieldapp.wording import word
from ui import theme
from ui.pages.filter_box import FilterBox
from ui.pages.page import Page
from ui.pages.review_panel import ReviewPanel
from ui.pages.review_rows import columns, counted, offers
from ui.widgets.label import ShortLabel, label
from ui.widgets.table import Table
from ui.work import Changes, Work

T = TypeVar("T")
Key = tuple[str, str, str]


class ReviewPage(Page):
    """The cases at the left, the one in hand side by side at the right."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._cases: list[Case] = []
        self._shown: list[Case] = []
        self._laptops: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._only = ""  # the one visit that an action of this page changes
        self._decided: list[tuple[Key, e.Ref]] = []
        self._make_parts()
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        """The list: single keys decide."""
        return self.panel.edit or self.table

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002
        """Read the cases again: of the visit that was acted on, else of all."""
        session = self.work.session
        if self._only:
            kept = [case for case in self._cases if case.visit != self._only]
            found = [*kept, *review.cases(session, self._only)]
            self._cases = sorted(found, key=lambda case: case.order)
        else:
            self._laptops.clear()
            self._laptops.update(trust.names(session.db))
            visits = queries.real_visits(session.db)
            self._places = {
                one.visit: f"{one.plan.place} · {short_date(one.plan.date)}" for one in visits
            }
            self._cases = review.cases(session)
        self._offer_filters()
        self._filter()

    def show_visit(self, visit: str) -> None:
        """Show only what is to be decided at one visit."""
        if not self.isVisible():
            self.refresh(Changes())
        self.kind.choose("")
        self.visit.choose(visit)

    def undo(self) -> None:
        """Take back the last decision made here, and take its case in hand again."""
        if not self._decided:
            text = _("Nothing was decided here yet.")
            self.work.say("info", text, _("Ctrl+Z in the queue takes back what is older."))
            return
        key, ref = self._decided[-1]
        undone = self._do(key[0], lambda: undoing.undo(self.work.session, key[0], only=ref))
        if not undone:
            return
        self._decided.pop()
        if not self.table.choose(key):
            self._show_all()
            self.table.choose(key)
        self._say_left()
        what = _("Taken back: {action}").format(action=word("kind", undone[0].kind))
        self.work.say("info", what)

    # -- showing

    def _offer_filters(self) -> None:
        self.kind.offer(counted(self._cases, KINDS))
        there = dict.fromkeys(case.visit for case in self._cases)
        self.visit.offer([(one, self._places.get(one, one)) for one in there])

    def _filter(self) -> None:
        kind, visit = self.kind.chosen(), self.visit.chosen()
        place = self._place()
        self._shown = [
            case
            for case in self._cases
            if (not kind or case.what == kind) and (not visit or case.visit == visit)
        ]
        self.table.set_rows(self._shown)
        self._say_empty()
        if self.table.current_row() is None and self._shown:
            rows = self.table.rows()
            self.table.choose(rows[min(place, len(rows) - 1)].key)
        self._say_left()
        self._show_case()

    def _place(self) -> int:
        """The row in hand, so that the next one takes its place."""
        return max(self.table.currentIndex().row(), 0)

    def _say_left(self) -> None:
        left = len(self._cases)
        text = ngettext("{count} left to decide", "{count} left to decide", left)
        said = [text.format(count=number(left))] if left else [_("Nothing left to decide")]
        if self._decided:
            done = len(self._decided)
            more = ngettext("{count} decided now", "{count} decided now", done)
            said.append(more.format(count=number(done)))
        self.about.set_text(" · ".join(said))

    def _say_empty(self) -> None:
        if self._cases:
            hint = _("Choose other filters.")
            self.table.set_empty(_("Nothing of this kind"), hint, _("Show everything"))
        else:
            self.table.set_empty(
                _("Nothing to decide"),
                _("What laptops write differently appears here once bundles are merged."),
            )

    def _show_all(self) -> None:
        self.kind.choose("")
        self.visit.choose("")
        self._filter()

    def _show_case(self, _case: object = None) -> None:
        case, session = self.table.current_row(), self.work.session
        found = review_sides.sides(session, case) if case else Sides((), ())
        given = offers(session, case) if case else []
        place = self._places.get(case.visit, "") if case else ""
        self.panel.setVisible(case is not None)
        self.panel.show_case(case, found, given, place, may=self.work.may_plan)

    # -- acting

    def _decide(self, choice: Choice) -> None:
        case = self.table.current_row()
        if case is None:
            return
        session = self.work.session
        made = self._do(case.visit, lambda: review.decide(session, case, choice))
        if made is None:
            return
        self._decided.append((case.key, made.ref))
        self.panel.close_edit()
        self._say_left()
        self.work.hush()  # a line that comes and goes would move what is compared

    def _do(self, visit: str, verb: Callable[[], T]) -> T | None:
        """Act on one visit; only its cases are read again."""
        self._only = visit
        try:
            return self.work.do(verb)
        finally:
            self._only = ""

    def _pass(self) -> None:
        """Take the next one, and after the last the first."""
        rows = self.table.rows()
        if rows:
            self.table.choose(rows[(self._place() + 1) % len(rows)].key)

    # -- building

    def _make_parts(self) -> None:
        self.about = ShortLabel("", 15, "muted")
        self.kind = FilterBox(_("All kinds"), [])
        self.visit = FilterBox(_("All visits"), [])
        self.table: Table[Case] = Table(
            columns(self._laptops), lambda case: case.key, _("To decide")
        )
        self.panel = ReviewPanel()

    def _lay_out(self) -> None:
        side = theme.px(20)
        words = QVBoxLayout()
        words.setSpacing(0)
        title = label(_("Review"), 24, strong=True)
        title.setWordWrap(False)
        words.addWidget(title)
        words.addWidget(self.about)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addLayout(words, 4)
        head.addWidget(self.kind, 2)
        head.addWidget(self.visit, 3)
        body = QHBoxLayout()
        body.setSpacing(theme.px(12))
        body.addWidget(self.table, 4)
        body.addWidget(self.panel, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(side, theme.px(12), side, theme.px(12))
        column.setSpacing(theme.px(12))
        column.addLayout(head)
        column.addLayout(body, 1)

    def _connect(self) -> None:
        for box in (self.kind, self.visit):
            box.currentIndexChanged.connect(lambda _place: self._filter())
        self.table.current_changed.connect(self._show_case)
        self.table.empty_acted.connect(self._show_all)
        self.panel.decided.connect(self._decide)
        self.panel.passed.connect(self._pass)
        self.panel.left.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
