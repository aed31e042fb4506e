"""The part of a plan that only an office makes: what kind of place, which team, laptops, hours."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from fieldapp import schedule, visits
from fieldapp.domain.events import VisitPlanned
from fieldapp.errors import KnownError
from fieldapp.store import queries, trust
from fieldapp.store.session import Session
from fieldapp.texts import _
from fieldapp.wording import word
from ui import theme
from ui.pages.no_wheel import no_wheel
from ui.widgets.form import Field
from ui.widgets.label import label

_COLUMNS = 3


class PlanTeam(QWidget):
    """Kind of place, team, hours and laptops; a team that was planned before brings its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = QComboBox()
        for code in visits.SETTINGS:
            self.setting.addItem(word("setting", code), code)
        self.team, typed = QComboBox(), QLineEdit()
        self.team.setLineEdit(typed)
        self.team.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.opens, self.closes = _hour(), _hour()
        self.laptops: dict[str, QCheckBox] = {}
        self.fields = {
            "setting": Field(_("Kind of place"), self.setting),
            "team": Field(_("Team"), self.team),
            "opens": Field(_("Opens"), self.opens),
            "closes": Field(_("Closes"), self.closes),
        }
        self._boxes = QGridLayout()
        self._teams: dict[str, tuple[str, ...]] = {}
        no_wheel(self.setting, self.team)
        self._lay_out()
        typed.editingFinished.connect(self._bring_laptops)
        self.team.activated.connect(self._bring_laptops)
        for field in ("opens", "closes"):
            control = self.fields[field].control
            assert isinstance(control, QLineEdit)  # noqa: S101 -- narrows the type
            control.textEdited.connect(self.fields[field].clear_error)

    def begin(self, session: Session, plan: VisitPlanned | None) -> None:
        """Show a plan, or an empty one."""
        self._learn_teams(session)
        chosen = plan.laptops if plan else ()
        self._show_laptops(session, chosen)
        self.team.clear()
        self.team.addItems(sorted(self._teams))
        self.team.setEditText(plan.team if plan else "")
        self.setting.setCurrentIndex(self.setting.findData(plan.setting if plan else "school"))
        self.opens.setText(plan.opens if plan else "")
        self.closes.setText(plan.closes if plan else "")
        for field in self.fields.values():
            field.clear_error()

    def check(self) -> bool:
        """Whether the hours can be understood; what is wrong is said beside them."""
        hours = {}
        for name, control in (("opens", self.opens), ("closes", self.closes)):
            try:
                hours[name] = visits.hour(control.text())
            except KnownError as error:
                return self._wrong(name, control, f"{error.what} {error.todo}")
        if hours["opens"] and hours["closes"] and hours["opens"] >= hours["closes"]:
            return self._wrong("closes", self.closes, _("Give a later closing hour."))
        return True

    def chosen(self) -> list[str]:
        """The ids of the laptops that are ticked."""
        return [device for device, box in self.laptops.items() if box.isChecked()]

    def _wrong(self, name: str, control: QLineEdit, text: str) -> bool:
        self.fields[name].set_error(text)
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def _learn_teams(self, session: Session) -> None:
        """The latest laptops of each team."""
        self._teams = {}
        for visit in queries.real_visits(session.db):  # the latest first
            if visit.plan.team:
                self._teams.setdefault(visit.plan.team, visit.plan.laptops)

    def _show_laptops(self, session: Session, chosen: tuple[str, ...]) -> None:
        for old in self.laptops.values():
            self._boxes.removeWidget(old)
            old.deleteLater()
        self.laptops = {}
        for place, each in enumerate(schedule.field_laptops(session)):
            box = QCheckBox(f"{each.letter} · {each.name}")
            lineage = trust.lineage(session.db, each.device)
            box.setChecked(not set(chosen).isdisjoint(lineage))
            self._boxes.addWidget(box, place // _COLUMNS, place % _COLUMNS)
            self.laptops[each.device] = box
        self._all.setVisible(bool(self.laptops))
        self._none.setVisible(not self.laptops)

    def _bring_laptops(self) -> None:
        """Tick the laptops of a known team, unless some are ticked."""
        theirs = self._teams.get(self.team.currentText().strip(), ())
        if not self.chosen():
            for device, box in self.laptops.items():
                box.setChecked(device in theirs)

    def _lay_out(self) -> None:
        self._all = label(_("None ticked: all laptops go."), 13, "muted")
        self._none = label(_("No laptop is enrolled yet; take in its card under Stick."), 13,
                           "muted")  # fmt: skip
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, names in ((first, ("setting", "team")), (second, ("opens", "closes"))):
            row.setSpacing(theme.px(16))
            for name in names:
                row.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
        self._boxes.setHorizontalSpacing(theme.px(16))
        for column in range(_COLUMNS):
            self._boxes.setColumnStretch(column, 1)
        laptops = QVBoxLayout()
        laptops.setSpacing(theme.px(4))
        laptops.addWidget(label(_("Laptops"), 13, strong=True))
        laptops.addLayout(self._boxes)
        laptops.addWidget(self._all)
        laptops.addWidget(self._none)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(16))
        for part in (first, second, laptops):
            whole.addLayout(part)


def _hour() -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText("08:00")
    line.setMaxLength(5)
    return line
