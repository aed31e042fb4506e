"""The forms beside the list of operators: add one, a new passphrase, and before one is removed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import operators
from fieldapp.operators import Operator
from fieldapp.store import keyfile
from fieldapp.texts import _
from ui import theme
from ui.pages.choice import Choice
from ui.pages.passphrase_pair import PassphrasePair
from ui.widgets.form import Field, section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.strength import PassphraseField
from ui.work import Work


class Panel(QWidget):
    """One form with an action and a way back; `closed` when it is over."""

    closed = Signal()

    def __init__(self, work: Work, action: KeyButton) -> None:
        super().__init__()
        self.work, self.action = work, action
        self.title: QLabel = section_title("")
        self.leave = KeyButton(_("Cancel"), "Esc")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(12))
        self.column.addWidget(self.title)
        self.leave.clicked.connect(self.close_panel)
        action.clicked.connect(self.act)
        work.busy.connect(lambda task: action.setEnabled(task is None))

    def begin(self, name: str) -> None:
        """Open for the operator of this name."""
        raise NotImplementedError

    def act(self) -> None:
        """Do what the form is for."""
        raise NotImplementedError

    def first_focus(self) -> QWidget:
        """What takes the keyboard."""
        return self.action

    def forget(self) -> None:
        """Forget what was typed."""

    def close_panel(self) -> None:
        """Leave the form."""
        self.forget()
        self.closed.emit()

    def add_answers(self) -> None:
        """Put the buttons under what was added before."""
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        for button in (self.action, self.leave):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        row.addStretch()
        self.column.addLayout(row)
        self.column.addStretch()


class AddForm(Panel):
    """A new operator: name, role, first passphrase."""

    def __init__(self, work: Work, cost: keyfile.Cost) -> None:
        super().__init__(work, KeyButton(_("Add"), "Enter", "primary"))
        self._cost = cost
        self.title.setText(_("Add an operator"))
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.field = Field(_("Name"), self.name)
        self.plain = Choice("person", _("Operator"), _("Checks in, serves, hands over."))
        self.coordinator = Choice("shield", _("Coordinator"), _("Also plans and decides."))
        self.new = PassphrasePair()
        roles = QHBoxLayout()
        roles.setSpacing(theme.px(8))
        for choice in (self.plain, self.coordinator):
            roles.addWidget(choice, 1, Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self.field)
        self.column.addLayout(roles)
        self.column.addWidget(
            label(_("Let the new operator type the passphrase; nobody else knows it."), 13, "muted")
        )
        self.column.addWidget(self.new)
        self.add_answers()
        self.name.textEdited.connect(self.field.clear_error)

    def begin(self, name: str) -> None:  # noqa: ARG002 -- a new one
        """Open empty."""
        self.forget()

    def first_focus(self) -> QWidget:
        """The name."""
        return self.name

    def forget(self) -> None:
        """Empty every field."""
        self.name.clear()
        self.field.clear_error()
        self.plain.setChecked(True)
        self.new.clear()

    def act(self) -> None:
        """Add, if everything is there."""
        name = self.name.text().strip()
        if not name:
            self.field.set_error(_("Type the name."))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        secret, cost = self.new.text(), self._cost
        role = "coordinator" if self.coordinator.isChecked() else "operator"
        if secret:
            self.work.run(
                _("Adding {name}").format(name=name),
                lambda session, _progress: operators.add(session, name, secret, role, cost=cost),
                self._added,
            )

    def _added(self, made: Operator) -> None:
        self.close_panel()
        self.work.say("ok", _("{name} can log in now.").format(name=made.name))


class PassphraseForm(Panel):
    """One's own passphrase with the old one, or a new one for another operator."""

    def __init__(self, work: Work, cost: keyfile.Cost) -> None:
        super().__init__(work, KeyButton(_("Save"), "Enter", "primary"))
        self._cost, self._name = cost, ""
        self.old = PassphraseField(_("Present passphrase"))
        self.present = Field(_("Present passphrase"), self.old)
        self.new = PassphrasePair()
        self.hint = label("", 13, "muted")
        for part in (self.hint, self.present, self.new):
            self.column.addWidget(part)
        self.add_answers()
        self.old.field.textEdited.connect(self.present.clear_error)

    def is_own(self) -> bool:
        """Whether somebody changes their own."""
        return self._name == self.work.session.actor

    def begin(self, name: str) -> None:
        """Open for oneself or for another."""
        self.forget()
        self._name = name
        own = self.is_own()
        self.present.setVisible(own)
        self.title.setText(_("Change my passphrase") if own else _("New passphrase"))
        theirs = _("{name} types the new passphrase. The old one is void at once.")
        mine = _("The old one is void at once.")
        self.hint.setText(mine if own else theirs.format(name=name))

    def first_focus(self) -> QWidget:
        """The first of the fields."""
        return self.old.field if self.is_own() else self.new.secret.field

    def forget(self) -> None:
        """Empty every field."""
        self.old.clear()
        self.present.clear_error()
        self.new.clear()

    def act(self) -> None:
        """Save, if everything is there."""
        own, name, old, cost = self.is_own(), self._name, self.old.text(), self._cost
        if own and not old:
            self.present.set_error(_("Type the passphrase."))
            self.old.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        secret = self.new.text()
        if not secret:
            return
        self.work.run(
            _("Changing the passphrase"),
            lambda session, _progress: (
                operators.change_passphrase(session, old, secret, cost=cost)
                if own
                else operators.reset_passphrase(session, name, secret, cost=cost)
            ),
            self._saved,
        )

    def _saved(self, _nothing: None) -> None:
        name = self._name
        self.close_panel()
        self.work.say("ok", _("{name} has a new passphrase.").format(name=name))


class RemoveQuestion(Panel):
    """What it means to remove somebody, asked in the page."""

    def __init__(self, work: Work) -> None:
        super().__init__(work, KeyButton(_("Yes, remove"), "Enter", "danger"))
        self.title.setText(_("Remove this operator?"))
        self.name = ShortLabel("", 24, strong=True, lines=2)
        self.column.addWidget(self.name)
        for text in (
            _("They can no longer unlock this device. What they recorded stays, under their name."),
            _("To let them back in, add them anew with a new passphrase."),
        ):
            self.column.addWidget(label(text, 15, "muted"))
        self.add_answers()

    def begin(self, name: str) -> None:
        """Ask about the operator of this name."""
        self.name.set_text(name)

    def act(self) -> None:
        """Remove them."""
        name = self.name.text()
        self.close_panel()
        if self.work.do(lambda: self._removed(name)):
            self.work.say("ok", _("{name} cannot log in any more.").format(name=name))

    def _removed(self, name: str) -> bool:
        operators.remove(self.work.session, name)
        return True
