"""Who works on this device: add, remove, passphrases; and when the screen locks."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from fieldapp import operators
from fieldapp.operators import Operator
from fieldapp.store import keyfile
from fieldapp.texts import _, short_date
from fieldapp.wording import moment, word
from ui import theme
from ui.pages.operator_forms import AddForm, Panel, PassphraseForm, RemoveQuestion
from ui.pages.page import Page
from ui.widgets.form import NumberField, rule, section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Changes, Work


class OperatorsView(Page):
    """The operators at the left; at the right what is done with them, or how the screen locks."""

    def __init__(
        self,
        work: Work,
        cost: keyfile.Cost = keyfile.DEFAULT_COST,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, parent)
        self.table: Table[Operator] = Table(_columns(), lambda one: one.name, _("Operators"))
        self.add = KeyButton(_("Add"), "Ctrl+N", "primary", "person_add")
        self.remove = KeyButton(_("Remove"), "Del", "danger", "remove")
        self.renew = KeyButton(_("New passphrase"), "Ctrl+E", "", "lock")
        self.only = label(_("Only a coordinator adds and removes operators."), 13, "muted")
        self.rest = _Rest(work)
        self.own = self.rest.own
        self.add_form = AddForm(work, cost)
        self.passphrase_form = PassphraseForm(work, cost)
        self.question = RemoveQuestion(work)
        self.panel = QStackedWidget()
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        """What is open at the right, or the operators."""
        shown = self.panel.currentWidget()
        return shown.first_focus() if isinstance(shown, Panel) else self.table

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 -- all of it is read anew
        """List the operators; what is open at the right stays open."""
        self.table.set_rows(operators.everyone(self.work.session))
        if self.table.current_row() is None:
            self.table.choose(self.work.session.actor)
        self.rest.refresh()
        self._allow()

    def showEvent(self, event: QShowEvent) -> None:
        """Another window of this device may have changed the list meanwhile."""
        super().showEvent(event)
        self.refresh(Changes())

    def _allow(self) -> None:
        may, chosen = self.work.may_plan, self.table.current_row()
        free = self.panel.currentWidget() is self.rest and self.work.task is None
        other = chosen is not None and chosen.name != self.work.session.actor
        self.only.setVisible(not may)
        self.add.setVisible(may)
        self.add.setEnabled(free)
        self.own.setEnabled(free)
        for button in (self.remove, self.renew):
            button.setVisible(may)
            button.setEnabled(free and other)

    def _open(self, shown: Panel, name: str) -> None:
        shown.begin(name)
        self.panel.setCurrentWidget(shown)
        self._allow()
        shown.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        self.panel.setCurrentWidget(self.rest)
        self._allow()
        if self.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> str:
        row = self.table.current_row()
        return row.name if row else ""

    def _connect(self) -> None:
        self.add.clicked.connect(lambda: self._open(self.add_form, ""))
        self.own.clicked.connect(lambda: self._open(self.passphrase_form, self.work.session.actor))
        self.renew.clicked.connect(lambda: self._open(self.passphrase_form, self._chosen()))
        self.remove.clicked.connect(lambda: self._open(self.question, self._chosen()))
        self.table.current_changed.connect(self._allow)
        self.work.busy.connect(self._allow)
        for shown in (self.add_form, self.passphrase_form, self.question):
            shown.closed.connect(self._close)

    def _lay_out(self) -> None:
        for part in (self.rest, self.add_form, self.passphrase_form, self.question):
            self.panel.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(_card(self._list()), 11)
        row.addWidget(_card(self.panel), 9)

    def _list(self) -> QWidget:
        whole = QWidget()
        head = QHBoxLayout()
        head.addWidget(section_title(_("Operators")), 1)
        head.addWidget(self.add)
        below = QHBoxLayout()
        below.setSpacing(theme.px(8))
        below.addWidget(self.renew)
        below.addStretch()
        below.addWidget(self.remove)
        for button in (self.add, self.renew, self.remove):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(head)
        column.addWidget(self.only)
        column.addWidget(self.table, 1)
        column.addLayout(below)
        return whole


class _Rest(QWidget):
    """While nothing else is open: one's own passphrase, and when the screen locks."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.own = KeyButton(_("Change my passphrase"), "Ctrl+Y", "", "lock")
        self.minutes = NumberField(operators.LEAST_MINUTES, operators.MOST_MINUTES)
        self.minutes.setAccessibleName(_("Minutes until the screen locks"))
        self.minutes.setSuffix(_(" minutes"))
        self.save = KeyButton(_("Save"), "Ctrl+S", "")
        self.said = ShortLabel("", 15, lines=2)
        mine = QHBoxLayout()
        mine.addWidget(self.own)
        mine.addStretch()
        for button in (self.own, self.save):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.minutes)
        row.addWidget(self.save)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(section_title(_("My passphrase")))
        column.addLayout(mine)
        column.addWidget(rule())
        column.addWidget(section_title(_("Lock of the screen")))
        column.addWidget(self.said)
        column.addLayout(row)
        column.addWidget(rule())
        column.addWidget(section_title(_("Forgotten passphrase")))
        column.addWidget(label(_forgotten(work), 15, "muted"))
        column.addStretch()
        self.save.clicked.connect(self._save)
        self.minutes.valueChanged.connect(self._allow)

    def refresh(self) -> None:
        """Show after how many minutes it locks."""
        now = operators.lock_minutes(self.work.session)
        text = _("Locks by itself after {count} minutes without a touch, or with Ctrl+L.")
        self.said.set_text(text.format(count=now))
        for part in (self.minutes, self.save):
            part.setVisible(self.work.may_plan)
        if not self.minutes.hasFocus():
            self.minutes.setValue(now)
        self._allow()

    def _allow(self) -> None:
        now = operators.lock_minutes(self.work.session)
        self.save.setEnabled(self.minutes.value() != now)

    def _save(self) -> None:
        minutes = self.minutes.value()
        self.minutes.clearFocus()
        self.work.do(lambda: operators.set_lock_minutes(self.work.session, minutes))


def _forgotten(work: Work) -> str:
    """What helps on this kind of device."""
    if work.session.device.role == "office":
        return _(
            "Another coordinator gives a new one here. No other office can help: "
            "let at least two coordinators work on this computer."
        )
    return _(
        "A coordinator gives a new one here. If no coordinator can log in, the office helps: "
        "F8 at the login."
    )


def _card(inner: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("kind", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
    column.addWidget(inner)
    return card


def _columns() -> tuple[Column[Operator], ...]:
    return (
        Column("name", _("Name"), lambda one: one.name, stretch=True),
        Column("role", _("Role"), lambda one: word("role", one.role), width=120),
        Column("since", _("Since"), lambda one: _day(one.since), width=112,
               sort_key=lambda one: one.since or 0),
        Column("passphrase", _("Passphrase of"), lambda one: _day(one.passphrase_since), width=144,
               sort_key=lambda one: one.passphrase_since or 0),
    )  # fmt: skip


def _day(ms: int | None) -> str:
    return short_date(moment(ms).date()) if ms else "–"
