"""The calendar: every visit of a month or week, how it stands, and what is missing for it."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fieldapp import schedule
from fieldapp.domain.fold import Visit
from fieldapp.domain.policy import Policy
from fieldapp.store import queries
from fieldapp.sync.drives import removable_drives
from fieldapp.texts import _, ngettext, number
from fieldapp.wording import moment
from ui import theme
from ui.pages import calendar_rows
from ui.pages.calendar_cells import CalendarCells
from ui.pages.calendar_detail import CalendarDetail
from ui.pages.calendar_rows import Row
from ui.pages.choose import OpenFolder, open_folder
from ui.pages.destinations import Destinations
from ui.pages.drive_watch import DriveWatch, Find
from ui.pages.pack_view import PackView
from ui.pages.page import Page
from ui.pages.plan_form import PlanForm
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.table import Table
from ui.work import Changes, Work

_AGAIN_MS = 60_000  # a visit opens and closes while somebody looks


class Calendar(Page):
    """The table with its detail, the form of a plan, and the packing, one in place of another."""

    def __init__(
        self,
        work: Work,
        suggestions: Sequence[str] = (),
        choose_folder: OpenFolder | None = None,
        find_drives: Find = removable_drives,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, parent)
        self.period = calendar_rows.around(self._today(), is_week=False)
        self.title = ShortLabel("", 24, strong=True)
        self.count = ShortLabel("", 15, "muted")
        self.plan = KeyButton(_("Plan a visit"), "Ctrl+N", "", "add")
        self.span = KeyButton(_("Week"), "Ctrl+W", "quiet")
        self.earlier = KeyButton(_("Earlier"), "Ctrl+Left", "quiet", "back")
        self.now = KeyButton(_("Today"), "Ctrl+T", "quiet")
        self.later = KeyButton(_("Later"), "Ctrl+Right", "quiet", "next")
        self.unfinished = KeyButton("", "Ctrl+U", "quiet", "warning")
        self.table: Table[Row] = Table(
            calendar_rows.columns(), lambda row: row.id, _("Calendar of visits")
        )
        self.table.setItemDelegate(CalendarCells(self.table))
        self.detail = CalendarDetail()
        self.form = PlanForm(work, suggestions)
        self.watch = DriveWatch(find_drives, self)
        places = Destinations(self.watch, choose_folder or open_folder(self))
        self.packing = PackView(work, places)
        self.whole = QStackedWidget()
        self._look = QWidget()
        self._minute = QTimer(self, interval=_AGAIN_MS)
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        """The visits, or what is open in their place."""
        if self.whole.currentWidget() is self.form:
            return self.form.place
        if self.whole.currentWidget() is self.packing:
            return self.packing.loads
        return self.table if self.table.rows() else self.plan

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002
        """Show the visits of the period as they stand now."""
        session, now = self.work.session, self.work.session.clock()
        everyone = queries.real_visits(session.db)
        mine = sorted((v for v in everyone if self.period.holds(v.plan.date)), key=_order)
        rows = [Row(schedule.standing(session, visit, now), self._today()) for visit in mine]
        self.table.set_rows(rows)
        self.title.set_text(self.period.title)
        self.count.set_text(calendar_rows.count_text(rows) if rows else "")
        if rows and self.table.current_row() is None:
            self._choose_near()
        self._tell_unfinished(everyone)
        self._say_empty(any_visits=bool(everyone))
        self._show_detail()
        if self.whole.currentWidget() is self.packing:
            self.packing.show_week(self.packing.week)

    def show_period(self, period: calendar_rows.Period) -> None:
        """Go to another week or month."""
        self.period = period
        self.span.setText(_("Month") if period.is_week else _("Week"))
        self.refresh(Changes())

    def chosen(self) -> Visit | None:
        """The visit that is marked."""
        row = self.table.current_row()
        return row.standing.visit if row else None

    def start_plan(self, like: Visit | None = None, visit: Visit | None = None) -> None:
        """Open the form: for a new visit, one like another, or to change one."""
        if not self.work.may_plan:
            return
        self.whole.setCurrentWidget(self.form)
        known = queries.real_visits(self.work.session.db)
        rules = known[0].plan.policy if known else Policy()
        if like:
            self.form.begin_like(like)
        else:
            self.form.begin(rules, visit)

    def start_packing(self) -> None:
        """Pack for the team and the week of the visit that is marked."""
        visit = self.chosen()
        self.whole.setCurrentWidget(self.packing)
        day = visit.plan.date if visit else max(self.period.first, self._today())
        self.packing.begin(visit.plan.team if visit else "", day)
        self.packing.loads.setFocus(Qt.FocusReason.OtherFocusReason)

    def _today(self) -> date:
        return moment(self.work.session.clock()).date()

    def _open(self) -> None:
        visit = self.chosen()
        if visit:
            self.work.choose(visit.visit)
            self.work.page_wanted.emit("visits")

    def _plan(self) -> None:
        self.start_plan()

    def _again(self) -> None:
        self.start_plan(like=self.chosen())

    def _change(self) -> None:
        if visit := self.chosen():
            self.start_plan(visit=visit)

    def _back(self) -> None:
        self.whole.setCurrentWidget(self._look)
        focus = self.first_focus()
        if focus:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _saved(self, visit: str) -> None:
        day = queries.visit(self.work.session.db, visit).plan.date
        self._back()
        self.show_period(calendar_rows.around(day, self.period.is_week))
        self.table.choose(visit)

    def _choose_near(self) -> None:
        """The first visit of today or later; else the last one."""
        rows = self.table.rows()
        near = next((row for row in rows if row.day >= self._today()), rows[-1])
        self.table.choose(near.id)
        self._show_chosen()

    def _turn_span(self) -> None:
        visit = self.chosen()
        day = visit.plan.date if visit else self.period.first
        self.show_period(calendar_rows.around(day, not self.period.is_week))

    def _go_today(self) -> None:
        self.show_period(calendar_rows.around(self._today(), self.period.is_week))
        if self.table.rows():
            self._choose_near()

    def _left_open(self, everyone: Sequence[Visit]) -> list[Visit]:
        return [v for v in everyone if v.state != "closed" and v.plan.date < self.period.first]

    def _tell_unfinished(self, everyone: Sequence[Visit]) -> None:
        count = len(self._left_open(everyone))
        text = ngettext(
            "{count} earlier visit is not closed", "{count} earlier visits are not closed", count
        )
        self.unfinished.setText(text.format(count=number(count)))
        self.unfinished.setVisible(count > 0)

    def _go_unfinished(self) -> None:
        found = self._left_open(queries.real_visits(self.work.session.db))
        if found:
            oldest = min(found, key=_order)
            self.show_period(calendar_rows.around(oldest.plan.date, self.period.is_week))
            self.table.choose(oldest.visit)

    def _say_empty(self, *, any_visits: bool) -> None:
        if any_visits:
            title = _("No visits in this period")
            hint = _("Go to another one, or plan a visit.")
        else:
            title = _("No visits yet")
            hint = _("Plan the first one: place, day, team and laptops.")
        self.table.set_empty(title, hint, _("Plan a visit") if self.work.may_plan else None)

    def _show_detail(self, *_row: object) -> None:
        self.detail.show_row(self.table.current_row(), may_plan=self.work.may_plan)
        self.plan.setEnabled(self.work.may_plan)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show_detail)
        self.table.activated_row.connect(self._open)
        self.table.empty_acted.connect(self._plan)
        self.plan.clicked.connect(self._plan)
        self.detail.pack.clicked.connect(self.start_packing)
        self.span.clicked.connect(self._turn_span)
        self.earlier.clicked.connect(lambda: self.show_period(self.period.moved(-1)))
        self.later.clicked.connect(lambda: self.show_period(self.period.moved(1)))
        self.now.clicked.connect(self._go_today)
        self.unfinished.clicked.connect(self._go_unfinished)
        self.detail.open.clicked.connect(self._open)
        self.detail.change.clicked.connect(self._change)
        self.detail.again.clicked.connect(self._again)
        self.form.saved.connect(self._saved)
        self.form.left.connect(self._back)
        self.packing.left.connect(self._back)
        self._minute.timeout.connect(lambda: self.refresh(Changes()))

    def showEvent(self, event: QShowEvent) -> None:
        self._stale = True  # time has passed
        super().showEvent(event)
        self.watch.start()
        self._minute.start()
        QTimer.singleShot(0, self, self._show_chosen)  # once it has its size

    def _show_chosen(self) -> None:
        centre = QAbstractItemView.ScrollHint.PositionAtCenter
        self.table.scrollTo(self.table.currentIndex(), centre)

    def hideEvent(self, event: QHideEvent) -> None:
        self.watch.stop()
        self._minute.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for number_, column in enumerate(calendar_rows.columns()):
            needs = theme.px(calendar_rows.GIVE_WAY.get(column.key, 0))
            self.table.setColumnHidden(number_, self.width() < needs)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.title, 1)
        below = QHBoxLayout()
        below.addWidget(self.count, 1)
        for row, buttons in (
            (head, (self.earlier, self.later, self.plan)),
            (below, (self.unfinished, self.now, self.span)),
        ):
            for button in buttons:
                button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
                row.addWidget(button)
        look = QVBoxLayout(self._look)
        look.setContentsMargins(0, 0, 0, 0)
        look.setSpacing(theme.px(8))
        look.addLayout(head)
        look.addLayout(below)
        look.addWidget(self.table, 1)
        look.addWidget(self.detail)
        for part in (self._look, self.form, self.packing):
            self.whole.addWidget(part)
        page = QVBoxLayout(self)
        side = theme.px(20)
        page.setContentsMargins(side, theme.px(12), side, theme.px(12))
        page.addWidget(self.whole)


def _order(visit: Visit) -> tuple[date, str, str]:
    return (visit.plan.date, visit.plan.opens, visit.visit)
