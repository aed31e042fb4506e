"""First start: what this laptop is, who works on it, and the passphrase that opens it."""

from pathlib import Path

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldapp.errors import KnownError
from fieldapp.store import keyfile
from fieldapp.store.passphrase import check_passphrase, passphrase_strength
from fieldapp.store.session import Session, init
from fieldapp.texts import _
from ui import theme
from ui.pages.choice import Choice
from ui.pages.start_card import StartCard
from ui.widgets.form import Field
from ui.widgets.keys import KeyButton
from ui.widgets.strength import PassphraseField


class FirstStart(QWidget):
    """Makes the device; `done(Session)` comes with its first operator logged in.

    `restore_wanted` comes where a device is rather to be made again from a backup.
    """

    done = Signal(object)
    restore_wanted = Signal()

    def __init__(
        self, home: Path, cost: keyfile.Cost = keyfile.DEFAULT_COST, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._home, self._cost = home, cost
        self.field_role = Choice(
            "device", _("Field laptop"), _("Goes to the schools: check-in and recording.")
        )
        self.office_role = Choice("folder", _("Office"), _("Stays in the office: plans, merges."))
        self.field_role.setChecked(True)
        self.name = Field(_("Name of this device"), QLineEdit())
        self.letter = Field(_("Letter of its numbers"), QLineEdit("A"), _("A gives A-001, A-002"))
        self.operator = Field(
            _("Your name"), QLineEdit(), _("You become the coordinator of this device.")
        )
        self.secret = PassphraseField(_("Passphrase"), _judge)
        self.again = PassphraseField(_("Passphrase again"))
        self.passphrase = Field(_("Passphrase"), self.secret)
        self.repeated = Field(_("Passphrase again"), self.again)
        self.start = KeyButton(_("Set up this device"), "Enter", "primary")
        self.restore = KeyButton(_("Restore a backup"), "Ctrl+R", "quiet", "undo")
        self.card = StartCard(
            _("Set up this device"),
            _("Everything is kept encrypted on this laptop. It never needs the internet."),
            640,
        )
        self._lay_out()
        self._connect()
        self._on_role()

    def submit(self) -> None:
        """Make the device if everything is there; otherwise say at each field what is missing."""
        self.card.message.clear()
        wrong = [field for field, text in self._faults() if _mark(field, text)]
        if wrong:
            _entry(wrong[0]).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._working(on=True)
        try:
            session = self._init()
        except KnownError as error:
            self.card.message.show_message("stop", error.what, error.todo)
        else:
            self.done.emit(session)
        finally:
            self._working(on=False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.name.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def role(self) -> str:
        """What was chosen: field or office."""
        return "office" if self.office_role.isChecked() else "field"

    def _init(self) -> Session:
        return init(
            self._home,
            role=self.role(),
            name=_text(self.name),
            operator=_text(self.operator),
            passphrase=self.secret.text(),
            letter=_text(self.letter) if self.role() == "field" else "",
            cost=self._cost,
        )

    def _faults(self) -> list[tuple[Field, str]]:
        """Each field with what is wrong with it, or nothing."""
        letter = self.role() == "office" or _text(self.letter)
        repeated = self.again.text() == self.secret.text()
        return [
            (self.name, "" if _text(self.name) else _("Give it a name, such as Laptop A.")),
            (self.letter, "" if letter else _("Give one letter.")),
            (self.operator, "" if _text(self.operator) else _("Give your name.")),
            (self.passphrase, _refused(self.secret.text())),
            (self.repeated, "" if repeated else _("The two are not the same; type it again.")),
        ]

    def _working(self, *, on: bool) -> None:
        """Setting up takes a moment on purpose: guessing the passphrase is to be slow."""
        self.start.setText(_("Setting up …") if on else _("Set up this device"))
        self.start.setDown(on)
        self.start.repaint()

    def _on_role(self) -> None:
        self.letter.setVisible(self.role() == "field")
        example = _("Laptop A") if self.role() == "field" else _("Office")
        line = self.name.control
        if isinstance(line, QLineEdit):
            line.setPlaceholderText(example)

    def _connect(self) -> None:
        letter = self.letter.control
        if isinstance(letter, QLineEdit):
            letter.setValidator(QRegularExpressionValidator(QRegularExpression("[A-Za-z]"), letter))
            letter.textEdited.connect(lambda text: letter.setText(text.upper()))
        self.field_role.toggled.connect(self._on_role)
        self.start.clicked.connect(self.submit)
        self.restore.clicked.connect(self.restore_wanted)
        for field in (self.name, self.letter, self.operator, self.passphrase, self.repeated):
            _entry(field).textEdited.connect(field.clear_error)
            if isinstance(field.control, QLineEdit):
                field.control.setMaxLength(80)

    def _lay_out(self) -> None:
        column = self.card.column
        column.addLayout(_row((self.field_role, 1), (self.office_role, 1)))
        column.addLayout(_row((self.name, 2), (self.letter, 1)))
        column.addWidget(self.operator)
        column.addLayout(_row((self.passphrase, 1), (self.repeated, 1)))
        column.addWidget(self.start)
        column.addWidget(self.restore)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.card)


def _row(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(16))
    for widget, share in parts:
        row.addWidget(widget, share, Qt.AlignmentFlag.AlignTop)
    return row


def _judge(text: str) -> tuple[int, str]:
    found = passphrase_strength(text)
    return found.score, found.hint


def _refused(passphrase: str) -> str:
    try:
        check_passphrase(passphrase)
    except KnownError as error:
        return str(error)
    return ""


def _entry(field: Field) -> QLineEdit:
    """What is typed into."""
    control = field.control
    found = control.field if isinstance(control, PassphraseField) else control
    assert isinstance(found, QLineEdit)  # noqa: S101 -- narrows the type
    return found


def _text(field: Field) -> str:
    return _entry(field).text().strip()


def _mark(field: Field, text: str) -> bool:
    """Say what is wrong with a field, or that nothing is; True where something is."""
    if text:
        field.set_error(text)
    else:
        field.clear_error()
    return bool(text)
