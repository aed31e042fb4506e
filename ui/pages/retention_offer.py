"""Deleting a closed visit from the laptop: the offer, the question, and the record that stays."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import retention, visits
from fieldapp.domain.fold import Visit
from fieldapp.retention import Deleted, Deletion
from fieldapp.store import queries, trust
from fieldapp.texts import _, clock, ngettext, number, short_date
from fieldapp.wording import moment
from ui import theme
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.message import Message
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Work


class RetentionOffer(QWidget):
    """On a closed visit of a laptop: that it may go, and a second step before it goes."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self._visit: Visit | None = None
        self.message = Message(stays=True)
        self.delete = KeyButton(_("Delete from this laptop"), "Ctrl+D", "", "remove")
        self.yes = KeyButton(_("Yes, delete"), "Ctrl+Y", "danger", "remove")
        self.no = KeyButton(_("Keep it"), "Esc", "", "close")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.message, 1)
        for button in (self.delete, self.yes, self.no):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        self.delete.clicked.connect(self._ask)
        self.yes.clicked.connect(self._delete)
        self.no.clicked.connect(self._keep)
        self.hide()

    def show_visit(self, visit: Visit) -> None:
        """Offer what can be done with this visit; nothing while it is open, or at an office."""
        office = trust.office_of(self.work.session.db, self.work.session.device_id)
        asked = self.yes.isVisible() and self._visit is not None and self._visit == visit
        self._visit = visit
        self.setVisible(visit.state == "closed" and office is not None and not visit.practice)
        if self.isHidden() or office is None or asked:
            return
        missing = visits.not_held(self.work.session, visit.visit, office.device)
        if missing:
            self._say_missing(missing, office.name)
        else:
            self._offer()

    def _say_missing(self, missing: int, office: str) -> None:
        text = ngettext(
            "{name} is not known to hold {count} record of this visit.",
            "{name} is not known to hold {count} records of this visit.",
            missing,
        )
        todo = _("Hand over and take in the office's bundle; then it can be deleted here.")
        what = text.format(name=office, count=number(missing))
        self.message.show_message("neutral", what, todo)
        self._show(self.delete, enabled=False)

    def _offer(self) -> None:
        todo = (
            _("Pupils' data are kept no longer than needed: it can be deleted from this laptop.")
            if self.work.may_plan
            else _("The coordinator can delete it from this laptop.")
        )
        self.message.show_message("info", _("The office holds all of this visit."), todo)
        self._show(self.delete, enabled=self.work.may_plan)

    def _keep(self) -> None:
        self._offer()
        self.delete.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        if self._visit is None:
            return
        people = len(queries.everyone(self.work.session.db, self._visit.visit))
        what = ngettext(
            "Delete all data of {count} person from this laptop?",
            "Delete all data of {count} people from this laptop?",
            people,
        ).format(count=number(people))
        todo = _("It cannot be taken back here. The office keeps everything.")
        self.message.show_message("stop", what, todo)
        self._show(self.yes, self.no)
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, *shown: KeyButton, enabled: bool = True) -> None:
        for button in (self.delete, self.yes, self.no):
            button.setVisible(button in shown)
            button.setEnabled(enabled)

    def _delete(self) -> None:
        visit = self._visit
        if visit is None or self.work.task is not None:
            return

        def done(found: Deleted) -> None:
            self.work.choose("")
            if found.left:
                self.work.say("wait", _("The visit was deleted."), retention.left_text(found.left))
            else:
                self.work.say("ok", _("The visit was deleted, and nothing of it is left here."))

        self.work.run(
            _("Deleting {place}").format(place=visit.plan.place),
            lambda session, progress: retention.delete(session, visit.visit, progress),
            done,
        )


class DeletedVisits(QWidget):
    """What was deleted, when and by whom; `left` when it was read."""

    left = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self.table: Table[Deletion] = Table(
            _columns(), lambda one: (one.at, one.visit), _("Deleted visits")
        )
        self.back = KeyButton(_("Back"), "Esc", "", "close")
        self.back.clicked.connect(self.left)
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addWidget(ShortLabel(_("Deleted visits"), 24, strong=True))
        hint = _("What was deleted from laptops once the office held all of it. It names no pupil.")
        words.addWidget(ShortLabel(hint, 15, "muted", lines=2))
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        self.back.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(head)
        column.addWidget(self.table, 1)

    def refresh(self) -> int:
        """Show the record as it is; how many there are."""
        found = retention.deletions(self.work.session)
        self.table.set_rows(found)
        return len(found)


def _columns() -> list[Column[Deletion]]:
    return [
        Column("at", _("Deleted"), _when, width=176, sort_key=lambda one: one.at),
        Column("place", _("Visit"), lambda one: one.place or one.visit, stretch=True),
        Column(
            "date", _("Visit's day"), _day, width=112,
            sort_key=lambda one: str(one.date or ""),
        ),
        Column(
            "people", _("People"), lambda one: number(one.people), align="right", width=88,
            sort_key=lambda one: one.people,
        ),
        Column(
            "events", _("Records"), lambda one: number(one.events), align="right", width=96,
            sort_key=lambda one: one.events,
        ),
        Column("by", _("By"), lambda one: f"{one.actor} · {one.device}", width=200),
    ]  # fmt: skip


def _day(one: Deletion) -> str:
    return short_date(one.date) if one.date else "–"


def _when(one: Deletion) -> str:
    at = moment(one.at)
    return f"{short_date(at.date())} {clock(at)}"
