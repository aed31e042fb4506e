"""The form that a visit is planned with, and changed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fieldapp import texts, visits
from fieldapp.domain.fold import Visit
from fieldapp.domain.people import EVIDENCE
from fieldapp.domain.policy import Policy, Service
from fieldapp.texts import _
from fieldapp.wording import word
from ui import theme
from ui.pages.no_wheel import no_wheel
from ui.pages.plan_team import PlanTeam
from ui.widgets.form import Field, NumberField, section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import label
from ui.work import Work

_EVIDENCE_TEXT = {
    "photo": lambda: _("A photo, as evidence of who came"),
    "signature": lambda: _("Their signature"),
}


class PlanForm(QWidget):
    """`saved(visit id)` once the visit is planned or changed; `left` when it was cancelled."""

    saved = Signal(str)
    left = Signal()

    def __init__(
        self, work: Work, suggestions: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.work = work
        self._visit = ""
        self._office = work.session.device.role == "office"
        self._rules = Policy()
        self.title = label("", 24, strong=True)
        self.place = _places(suggestions)
        self.day = DayField()
        self.election_day = DayField()
        self.election = QCheckBox(_("on"))
        self.services = {each.value: QCheckBox(word("service", each.value)) for each in Service}
        self.evidence = {each: QCheckBox(_EVIDENCE_TEXT[each]()) for each in EVIDENCE}
        self.record_years = NumberField(0, 99)
        self.record_months = NumberField(0, 11)
        self.card_years = NumberField(0, 99)
        self.save = KeyButton(_("Save the plan"), "Enter", "primary")
        self.leave = KeyButton(_("Cancel"), "Esc")
        self.fields: dict[str, Field] = {}
        self.crew = PlanTeam()
        self.crew.setVisible(self._office)
        no_wheel(self.place, self.day, self.election_day)
        no_wheel(self.record_years, self.record_months, self.card_years)
        self._lay_out()
        self.save.clicked.connect(self.send)
        self.leave.clicked.connect(self.left)
        self.election.toggled.connect(self.election_day.setEnabled)
        self.place.editTextChanged.connect(self.fields["place"].clear_error)
        for box in self.services.values():
            box.toggled.connect(self.services_error.hide)

    def begin(self, rules: Policy, visit: Visit | None = None) -> None:
        """Start a new plan with these rules, or the plan of `visit` to change it."""
        plan = visit.plan if visit else None
        self._visit = visit.visit if visit else ""
        self._rules = rules = plan.policy if plan else rules
        self.title.setText(_("Change the plan") if plan else _("Plan a visit"))
        self.place.setEditText(plan.place if plan else "")
        self.fields["place"].clear_error()
        self.services_error.hide()
        self.day.set(plan.date if plan else date.today())  # noqa: DTZ011 -- the local day
        self.election.setChecked(rules.election is not None)
        self.election_day.setEnabled(rules.election is not None)
        self.election_day.set(rules.election or self.day.get())
        for code, box in self.services.items():
            box.setChecked(plan is None or code in plan.services)
        for what, box in self.evidence.items():
            box.setChecked(plan is not None and what in plan.evidence)
        self.record_years.setValue(rules.record_years)
        self.record_months.setValue(rules.record_months)
        self.card_years.setValue(rules.card_years)
        self.crew.begin(self.work.session, plan)
        self.place.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_like(self, visit: Visit) -> None:
        """Start a new plan like that of `visit`, on the day after it."""
        self.begin(Policy(), visit)
        self._visit = ""
        self.title.setText(_("Plan a visit"))
        self.day.set(visit.plan.date + timedelta(days=1))
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def policy(self) -> Policy:
        """The rules as they stand in the form; the city's others stay as they were."""
        return msgspec.structs.replace(
            self._rules,
            record_years=self.record_years.value(),
            record_months=self.record_months.value(),
            card_years=self.card_years.value(),
            election=self.election_day.get() if self.election.isChecked() else None,
        )

    def send(self) -> None:
        """Save the plan; where something is missing, say so beside it."""
        services = [code for code, box in self.services.items() if box.isChecked()]
        if not services:
            self.services_error.show()
            next(iter(self.services.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        place = self.place.currentText().strip()
        if not place:
            self.fields["place"].set_error(_("Give the school or office to go to."))
            self.place.setFocus(Qt.FocusReason.OtherFocusReason)
        if place and services and (not self._office or self.crew.check()):
            made = self.work.do(lambda: self._record(place, services))
            if made:
                self.saved.emit(made.visit)

    def _record(self, place: str, services: list[str]) -> Visit:
        session, crew = self.work.session, self.crew
        said: dict[str, Any] = {
            "services": services,
            "policy": self.policy(),
            "evidence": [what for what, box in self.evidence.items() if box.isChecked()],
        }
        if self._office:
            said |= {
                "setting": crew.setting.currentData(),
                "team": crew.team.currentText(),
                "laptops": crew.chosen(),
                "opens": crew.opens.text(),
                "closes": crew.closes.text(),
            }
        if self._visit:
            return visits.change(session, self._visit, place=place, day=self.day.get(), **said)
        return visits.plan(session, place, self.day.get(), **said)

    def _lay_out(self) -> None:
        self.services_error = label(_("Choose at least one service."), 13, "stop")
        self.services_error.hide()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(12), 0)
        column.setSpacing(theme.px(16))
        column.addWidget(self.title)
        column.addWidget(self._field("place", _("Place"), self.place))
        column.addLayout(self._days())
        column.addWidget(self.crew)
        column.addLayout(self._services())
        column.addWidget(section_title(_("Rules")))
        column.addLayout(self._numbers())
        column.addStretch()
        inside.setMaximumWidth(theme.px(680))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(16))
        whole.addWidget(area, 1)
        whole.addLayout(_row(self.save, self.leave))

    def _days(self) -> QHBoxLayout:
        """The visit's day beside the election's, which is one only if its box is ticked."""
        self.election.setAccessibleName(_("There is an election"))
        self.election_day.setAccessibleName(_("Election date"))
        beside = Field(
            _("Election"),
            _side_by_side(self.election, self.election_day),
            _("Who is of age on that day may be recorded."),
        )
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        top = Qt.AlignmentFlag.AlignTop
        day = self._field("date", _("Date"), self.day)
        row.addWidget(day, 1, top)
        row.addWidget(beside, 1, top)
        return row

    def _services(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        column.addWidget(label(_("Services"), 13, strong=True))
        column.addLayout(_row(*self.services.values()))
        column.addWidget(self.services_error)
        column.addSpacing(theme.px(12))
        column.addWidget(label(_("Kept of everyone who comes"), 13, strong=True))
        column.addLayout(_row(*self.evidence.values()))
        return column

    def _numbers(self) -> QHBoxLayout:
        self.record_years.setSuffix(" " + _("years"))
        self.record_months.setSuffix(" " + _("months"))
        self.card_years.setSuffix(" " + _("years"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        self.record_years.setAccessibleName(_("Record from: years"))
        self.record_months.setAccessibleName(_("Record from: months"))
        ages = _side_by_side(self.record_years, self.record_months)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(Field(_("May be recorded from"), ages), 1, top)
        row.addWidget(self._field("card_years", _("Card printed from"), self.card_years), 1, top)
        return row

    def _field(self, key: str, text: str, control: QWidget) -> Field:
        self.fields[key] = Field(text, control)
        return self.fields[key]


class DayField(QDateEdit):
    """A day, typed or chosen from a calendar; written as the language writes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCalendarPopup(True)
        self.setLocale(QLocale(texts.locale()))
        self.setDisplayFormat("d MMMM yyyy")
        self.setMinimumDate(QDate(2000, 1, 1))
        self.setMaximumDate(QDate(2099, 12, 31))

    def set(self, day: date) -> None:
        """Show `day`."""
        self.setDate(QDate(day.year, day.month, day.day))

    def get(self) -> date:
        """The day that is shown."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())


def _places(suggestions: Sequence[str]) -> QComboBox:
    combo = QComboBox()
    line = QLineEdit()
    line.setPlaceholderText(_("The school, village office or other place"))
    line.setMaxLength(200)
    combo.setLineEdit(line)
    combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    combo.addItems(list(suggestions))
    if completer := combo.completer():
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return combo


def _side_by_side(first: QWidget, second: QWidget) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    row.addWidget(first, 0 if isinstance(first, QCheckBox) else 1)
    row.addWidget(second, 1)
    both.setFocusProxy(first)
    return both


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(12))
    for part in parts:
        row.addWidget(part)
    row.addStretch()
    return row
