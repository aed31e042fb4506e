"""One visit before its day: who may be recorded, who is too young, which data to check."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import visits
from fieldapp.domain.fold import Visit
from fieldapp.domain.periods import parse_date
from fieldapp.store import queries
from fieldapp.store.tables import Entry
from fieldapp.texts import _, long_date, number, short_date
from fieldapp.wording import badge_line, reason, word
from ui import badges, theme
from ui.pages.badge_counts import MAY, BadgeCounts, matches
from ui.pages.clock_note import ClockNote
from ui.pages.retention_offer import RetentionOffer
from ui.pages.visit_list import state_word
from ui.widgets.hint import hint
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Work


class VisitOverview(QWidget):
    """The visit in hand. Asks for what leads away from it: a list, the plan, the check-in."""

    list_wanted = Signal()
    invitation_wanted = Signal()
    change_wanted = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self._people: list[Entry] = []
        self.only_coordinators = label(only_coordinators(), 13, "muted")
        self.title = ShortLabel("", 24, strong=True)
        self.about = ShortLabel("", 15, "muted", lines=2)
        self.checkin = KeyButton(_("Start check-in"), "F5", "primary")
        self.take_in = KeyButton(_("Take in a list"), "Ctrl+O", "", "document")
        self.invite = KeyButton(_("Invitation"), "Ctrl+I", "", "print")
        self.change = KeyButton(_("Change"), "", "quiet")
        self.close_visit = KeyButton(_("Close visit"), "", "quiet")
        self.clock = ClockNote(work)
        self.retention = RetentionOffer(work)
        self.counts = BadgeCounts()
        self.whose = ShortLabel("", 15, strong=True)
        self.people: Table[Entry] = Table(
            _columns(), lambda entry: entry.visitor.person, _("People of the visit")
        )
        self.people.setCornerWidget(QWidget())
        self._lay_out()
        self.checkin.clicked.connect(lambda: work.page_wanted.emit("checkin"))
        self.take_in.clicked.connect(self.list_wanted)
        self.invite.clicked.connect(self.invitation_wanted)
        self.change.clicked.connect(self.change_wanted)
        self.close_visit.clicked.connect(self._close)
        self.counts.chosen.connect(self._show_people)
        self.people.empty_acted.connect(self.list_wanted)

    def show_visit(self, visit: Visit) -> None:
        """Show a visit as it stands."""
        self._people = queries.everyone(self.work.session.db, visit.visit)
        self.title.set_text(visit.plan.place)
        self.about.set_text(_about(visit))
        self.clock.refresh()
        self.retention.show_visit(visit)
        self.counts.set_counts(queries.badges(self.work.session.db, visit.visit))
        self.only_coordinators.setVisible(not self.work.may_plan)
        open_ = visit.state != "closed"
        self.checkin.setEnabled(open_)
        for button in (self.take_in, self.change, self.close_visit):
            button.setEnabled(open_ and self.work.may_plan)
            button.setToolTip(button.text() if self.work.may_plan else only_coordinators())
        self.invite.setEnabled(bool(self._people))
        self._show_people()

    def _show_people(self, _key: str = "") -> None:
        key = self.counts.key()
        shown = [one for one in self._people if matches(one.assessment.badge, key)]
        self._say_empty()
        self.people.set_rows(shown)
        what = {"": _("Everyone"), MAY: _("May be recorded")}.get(key) or word("badge", key)
        self.whose.set_text(f"{what} · {number(len(shown))}")
        self.whose.setVisible(bool(self._people))

    def _say_empty(self) -> None:
        if self._people:
            self.people.set_empty(_("Nobody"), _("Choose another count to see who it is."))
        elif self.work.may_plan and self.take_in.isEnabled():
            self.people.set_empty(
                _("No list yet"),
                _("Take in the list of the school; who may be recorded is then shown here."),
                _("Take in a list"),
            )
        else:
            self.people.set_empty(_("No list yet"), _("The coordinator takes the list in."))

    def _close(self) -> None:
        visit = self.work.visit_id
        if self.work.do(lambda: visits.close(self.work.session, visit)):
            self.work.say("ok", _("The visit is closed."), _("Ctrl+Z opens it again."))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addWidget(self.title)
        words.addWidget(self.about)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(words)
        column.addLayout(self._actions())
        column.addWidget(self.only_coordinators)
        column.addWidget(self.clock)
        column.addWidget(self.retention)
        column.addWidget(self.counts)
        column.addWidget(self.whose)
        column.addWidget(self.people, 1)

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.checkin)
        row.addWidget(self.take_in)
        row.addWidget(self.invite)
        row.addStretch()
        row.addWidget(self.change)
        row.addWidget(self.close_visit)
        for button in (self.checkin, self.take_in, self.invite, self.change, self.close_visit):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setToolTip(hint(button.text()))
        return row


def only_coordinators() -> str:
    """Why something is disabled."""
    return _("Only a coordinator plans visits, takes lists in and closes visits.")


def _about(visit: Visit) -> str:
    plan = visit.plan
    parts = [long_date(plan.date), state_word(visit)]
    parts.append(", ".join(word("service", service) for service in plan.services))
    if plan.policy.election:
        parts.append(_("election on {date}").format(date=long_date(plan.policy.election)))
    return " · ".join(part for part in parts if part)


def why(entry: Entry) -> str:
    """The reasons of the badge as sentences, without those of the chips, which follow them."""
    judged = entry.assessment
    own = judged.reasons[: len(judged.reasons) - len(judged.chips)]
    return " ".join(reason(one) for one in own) or badge_line(judged)


def _columns() -> list[Column[Entry]]:
    def field(name: str) -> str:
        return word("field", name)

    return [
        Column("name", field("name"), lambda e: e.visitor.fields.get("name", "–"), width=196),
        Column("class", field("class"), lambda e: e.visitor.fields.get("class", ""), width=96),
        Column(
            "born",
            field("birth_date"),
            _born,
            width=118,
            sort_key=lambda e: e.visitor.fields.get("birth_date", ""),
        ),
        Column(
            "badge",
            _("Badge"),
            lambda e: word("badge", e.assessment.badge),
            width=200,
            badge=lambda e: badges.badge(e.assessment.badge),
            sort_key=lambda e: (e.assessment.badge, str(e.assessment.record_from or "")),
        ),
        Column("why", _("Why"), why, stretch=True),
    ]


def _born(entry: Entry) -> str:
    born = parse_date(entry.visitor.fields.get("birth_date", ""))
    return short_date(born) if born else "–"
