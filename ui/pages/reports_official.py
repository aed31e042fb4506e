"""The official report (berita acara): of a visit or a period, seen before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QDateEdit,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from fieldapp.errors import KnownError
from fieldapp.reports import berita_acara, berita_acara_html, berita_acara_xlsx
from fieldapp.reports.berita_acara import Report
from fieldapp.store import queries
from fieldapp.texts import _, short_date
from ui import printing, theme
from ui.pages.choose import SaveFile, save_file
from ui.pages.page import Page
from ui.pages.saving import Words, save_as
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Changes, Work

_LEFT = 440  # px
_PERIOD = ""  # the row that stands for the period


@dataclass(frozen=True)
class Choice:
    """What a report can be about: a visit, or the period."""

    visit: str
    day: str
    place: str


class OfficialView(Page):
    """Choose at the left, read at the right; Ctrl+S saves it for print or as a workbook."""

    def __init__(
        self, work: Work, choose_save: SaveFile | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(work, parent)
        self._choose_save = choose_save or save_file(self)
        self._report: Report | None = None
        self.about: Table[Choice] = Table(_columns(), lambda one: one.visit, _("Report about"))
        self.since, self.until = _day_field(_("From")), _day_field(_("To"))
        self.save = KeyButton(_("Save or print"), "Ctrl+S", "primary", "print")
        self.letterhead = KeyButton(_("Letterhead"), "Ctrl+K", "", "check_data")
        self.paper = QTextBrowser()
        self.paper.setAccessibleName(_("The report as it will be printed"))
        self.paper.setStyleSheet("QTextBrowser { background: #FFFFFF; color: #000000; }")
        self.paper.setOpenLinks(False)
        self.head = _Letterhead()
        self.right = QStackedWidget()
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        """What it is about; the letterhead while that is changed."""
        return self.head.lines if self.right.currentWidget() is self.head else self.about

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002
        """Show the visits, and the report of the one chosen."""
        visits = sorted(
            queries.real_visits(self.work.session.db),
            key=lambda one: one.plan.date, reverse=True,
        )  # fmt: skip
        rows = [Choice(v.visit, short_date(v.plan.date), v.plan.place) for v in visits]
        self.about.set_empty(_("No visit yet"), _("Plan visits in the calendar (Ctrl+7)."))
        self.about.set_rows(
            [Choice(_PERIOD, "", _("All visits from … to …")), *rows] if rows else []
        )
        if visits and self.since.date() == _NO_DAY:
            days = [one.plan.date for one in visits]
            self.since.setDate(_qdate(min(days)))
            self.until.setDate(_qdate(max(days)))
        if rows and self.about.current_row() is None:
            self.about.choose(self.work.visit_id or rows[0].visit) or self.about.choose(
                rows[0].visit
            )
        self.letterhead.setEnabled(self.work.may_plan)
        self._show()

    def _show(self) -> None:
        chosen = self.about.current_row()
        for field in (self.since, self.until):
            field.setEnabled(bool(chosen and chosen.visit == _PERIOD))
        self._report = self._made(chosen)
        self.save.setEnabled(self._report is not None)
        if self._report:
            top = self.paper.verticalScrollBar().value()
            self.paper.setHtml(berita_acara_html.page(self._report))
            self.paper.verticalScrollBar().setValue(top)
        else:
            self.paper.setPlainText(_("There were no visits in this period.") if chosen else "")

    def _made(self, chosen: Choice | None) -> Report | None:
        db = self.work.session.db
        if chosen is None:
            return None
        try:
            if chosen.visit != _PERIOD:
                return berita_acara.of_visit(db, chosen.visit)
            made = berita_acara.of_period(db, _day(self.since), _day(self.until))
        except KnownError:
            return None
        return made if made.visits else None

    def _save(self) -> None:
        made = self._report
        if made is None:
            return

        def write(path: Path, *_work: object) -> None:
            if path.suffix.lower() == ".xlsx":
                berita_acara_xlsx.write(made, path)
            else:
                printing.write_pdf(berita_acara_html.page(made), path, berita_acara.foot(made))

        words = Words(
            _("Save the report"), _("Writing the report"), _("The report was saved: {file}")
        )
        names = (_("report.pdf"), _("report.xlsx"))
        save_as(self.work, self._choose_save, words, names, write)

    def _begin_letterhead(self) -> None:
        self.head.begin(berita_acara.letterhead(self.work.session.db))
        self.right.setCurrentWidget(self.head)
        self.head.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_letterhead(self) -> None:
        lines, session = self.head.said(), self.work.session

        def keep() -> bool:
            berita_acara.set_letterhead(session, lines)
            return True

        if self.work.do(keep):
            self._leave_letterhead()

    def _leave_letterhead(self) -> None:
        self.right.setCurrentWidget(self.paper)
        self.about.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.about.current_changed.connect(lambda _row: self._show())
        for field in (self.since, self.until):
            field.dateChanged.connect(lambda _day: self._show())
        self.save.clicked.connect(self._save)
        self.letterhead.clicked.connect(self._begin_letterhead)
        self.head.keep.clicked.connect(self._keep_letterhead)
        self.head.leave.clicked.connect(self._leave_letterhead)

    def _lay_out(self) -> None:
        days = QHBoxLayout()
        days.setSpacing(theme.px(8))
        for text, field in ((_("From"), self.since), (_("To"), self.until)):
            days.addWidget(ShortLabel(text, 13, "muted"))
            days.addWidget(field, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(theme.px(8))
        for button in (self.save, self.letterhead):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button)
        holder = QWidget()
        holder.setFixedWidth(theme.px(_LEFT))
        left = QVBoxLayout(holder)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.px(8))
        left.addWidget(self.about, 1)
        left.addLayout(days)
        left.addLayout(buttons)
        self.right.addWidget(self.paper)
        self.right.addWidget(self.head)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16))
        row.addWidget(holder)
        row.addWidget(self.right, 1)


class _Letterhead(QWidget):
    """The lines at the top of official reports, typed anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = QPlainTextEdit()
        self.lines.setAccessibleName(_("Letterhead"))
        self.lines.setTabChangesFocus(True)
        self.keep = KeyButton(_("Keep"), "Ctrl+Return", "primary")
        self.leave = KeyButton(_("Cancel"), "Esc")
        buttons = QHBoxLayout()
        for button in (self.keep, self.leave):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(section_title(_("Letterhead of official reports")))
        column.addWidget(ShortLabel(_("At most six lines; nothing: the office's own name."), 13,
                                    "muted"))  # fmt: skip
        column.addWidget(self.lines, 1)
        column.addLayout(buttons)

    def begin(self, lines: Sequence[str]) -> None:
        """Show the lines that hold."""
        self.lines.setPlainText("\n".join(lines))

    def said(self) -> list[str]:
        """What was typed, line by line."""
        return [line.strip() for line in self.lines.toPlainText().splitlines() if line.strip()]


_NO_DAY = QDate(2000, 1, 1)


def _day_field(name: str) -> QDateEdit:
    field = QDateEdit(_NO_DAY)
    field.setDisplayFormat("dd-MM-yyyy")
    field.setAccessibleName(name)
    return field


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _day(field: QDateEdit) -> date:
    day = field.date()
    return date(day.year(), day.month(), day.day())


def _columns() -> Sequence[Column[Choice]]:
    return (
        Column("day", _("Day"), lambda one: one.day, width=104),
        Column("place", _("Visit"), lambda one: one.place, stretch=True),
    )
