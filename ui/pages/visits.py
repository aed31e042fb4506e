"""Visits: plan them, take the lists in, and see before the day who may be recorded."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp import practice
from fieldapp.domain.policy import Policy
from fieldapp.store import queries
from fieldapp.texts import _
from ui import theme
from ui.pages.choose import SaveFile, open_file, save_file
from ui.pages.invite import write_invitation
from ui.pages.page import Page
from ui.pages.plan_form import PlanForm
from ui.pages.retention_offer import DeletedVisits
from ui.pages.roster_preview import RosterPreview
from ui.pages.roster_result import ChooseSave
from ui.pages.visit_list import VisitList
from ui.pages.visit_overview import VisitOverview, only_coordinators
from ui.widgets.empty_state import EmptyState
from ui.widgets.keys import KeyButton
from ui.widgets.label import label
from ui.work import Changes, Work

_LIST_WIDE = 272

ChooseFile = Callable[[QWidget], Path | None]


class Visits(Page):
    """The visits at the left, the one in hand at the right; forms and lists in their place."""

    def __init__(
        self,
        work: Work,
        suggestions: Sequence[str] = (),
        choose_file: ChooseFile | None = None,
        choose_save: ChooseSave | None = None,
        save: SaveFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, parent)
        self._choose_file = choose_file or ask_for_list
        self._save = save or save_file(self)
        self.plan = KeyButton(_("Plan a visit"), "Ctrl+N", "", "add")
        self.list = VisitList()
        self.overview = VisitOverview(work)
        self.form = PlanForm(work, suggestions)
        self.empty = EmptyState()
        self.deleted = DeletedVisits(work)
        self.practise = KeyButton("", "Ctrl+T", "quiet", "practice")
        self.record = KeyButton(_("Deleted ones"), "Ctrl+H", "quiet")
        self.right = QStackedWidget()
        self.roster = RosterPreview(work, choose_save)
        self.whole = QStackedWidget()
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        """What is open: the form, the list being taken in, or the visits."""
        if self.whole.currentWidget() is self.roster:
            return self.roster.first_focus()
        if self.right.currentWidget() is self.form:
            return self.form.place
        return self.list if self.list.count() else self.plan

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002
        """Show the visits as they are now; an open form stays open."""
        found = queries.visits(self.work.session.db)
        self.list.set_visits(found, self.work.visit_id)
        self.list.setVisible(bool(found))
        visit = self.work.visit
        if visit:
            self.overview.show_visit(visit)
        self._say_empty(any_visits=bool(found))
        begun = any(one.practice for one in found)
        self.practise.setText(_("Practise anew") if begun else _("Practise"))
        self.plan.setToolTip("" if self.work.may_plan else only_coordinators())
        self.record.setVisible(self.deleted.refresh() > 0)
        if self.right.currentWidget() is not self.form:
            self.plan.setEnabled(self.work.may_plan)
        if self.right.currentWidget() not in (self.form, self.deleted):
            self.right.setCurrentWidget(self.overview if visit else self.empty)

    def start_plan(self) -> None:
        """Open the form for a new visit, with the rules of the latest one."""
        if self.work.may_plan:
            known = queries.real_visits(self.work.session.db)
            self._open_form()
            self.form.begin(known[0].plan.policy if known else Policy())

    def start_practice(self) -> None:
        """Invent pupils to practise with, in place of those practised with before."""
        today = date.today()  # noqa: DTZ011 -- the local day
        made = self.work.do(lambda: practice.begin(self.work.session, today))
        if made:
            self.work.choose(made.visit)
            self._to_the_list()

    def start_list(self) -> None:
        """Choose a file, and show what it holds."""
        if not self.work.visit_id:
            return
        path = self._choose_file(self)
        if path:
            self.whole.setCurrentWidget(self.roster)
            self.roster.open(self.work.visit_id, path)

    def _change_plan(self) -> None:
        self._open_form()
        self.form.begin(Policy(), self.work.visit)

    def _open_form(self) -> None:
        self.right.setCurrentWidget(self.form)
        self.plan.setEnabled(False)

    def _leave_form(self) -> None:
        self.right.setCurrentWidget(self.overview if self.work.visit else self.empty)
        self.plan.setEnabled(self.work.may_plan)
        self._to_the_list()

    def _saved(self, visit: str) -> None:
        self._leave_form()
        self.work.choose(visit)
        self.overview.take_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_roster(self) -> None:
        self.whole.setCurrentIndex(0)
        self._to_the_list()

    def _to_the_list(self) -> None:
        where = self.list if self.list.count() else self.plan
        where.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick(self, visit: str) -> None:
        if self.right.currentWidget() in (self.form, self.deleted):
            self._leave_form()
        self.overview.counts.choose("")
        self.work.choose(visit)

    def _show_record(self) -> None:
        self.right.setCurrentWidget(self.deleted)
        self.deleted.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_empty(self, *, any_visits: bool) -> None:
        if any_visits:
            self.empty.set(_("No visit chosen"), _("Choose one at the left."))
        elif self.work.may_plan:
            self.empty.set(
                _("No visits yet"),
                _("Plan the first one, or take in what the office handed over, under Stick."),
                _("Plan a visit"),
            )
        else:
            self.empty.set(
                _("No visits yet"),
                _("The coordinator plans them, or they come from the office, under Stick."),
            )

    def _connect(self) -> None:
        self.plan.clicked.connect(self.start_plan)
        self.empty.acted.connect(self.start_plan)
        self.list.picked.connect(self._pick)
        self.form.saved.connect(self._saved)
        self.form.left.connect(self._leave_form)
        self.deleted.left.connect(self._leave_form)
        self.record.clicked.connect(self._show_record)
        self.practise.clicked.connect(self.start_practice)
        self.overview.list_wanted.connect(self.start_list)
        self.overview.invitation_wanted.connect(lambda: write_invitation(self.work, self._save))
        self.overview.change_wanted.connect(self._change_plan)
        self.roster.left.connect(self._leave_roster)
        self.roster.another_wanted.connect(self.start_list)

    def _lay_out(self) -> None:
        for part in (self.overview, self.form, self.empty, self.deleted):
            self.right.addWidget(part)
        beside = QWidget()
        beside.setMaximumWidth(theme.px(_LIST_WIDE))
        beside.setMinimumWidth(theme.px(_LIST_WIDE // 2))
        left = QVBoxLayout(beside)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.px(12))
        left.addWidget(label(_("Visits"), 24, strong=True))
        left.addWidget(self.plan)
        left.addWidget(self.list, 1)
        left.addStretch()
        left.addWidget(self.practise)
        left.addWidget(self.record)
        both = QWidget()
        row = QHBoxLayout(both)
        side = theme.px(20)
        row.setContentsMargins(side, theme.px(16), side, theme.px(16))
        row.setSpacing(theme.px(24))
        row.addWidget(beside, 1)
        row.addWidget(self.right, 3)
        self.whole.addWidget(both)
        self.whole.addWidget(self.roster)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.whole)


def ask_for_list(parent: QWidget) -> Path | None:
    """Ask for a list."""
    kinds = _("Lists") + " (*.xlsx *.xls *.xlsm *.ods *.csv *.txt *.xml)"
    return open_file(parent, _("Choose the list"), f"{kinds};;{_('All files')} (*)")
