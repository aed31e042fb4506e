"""The form for somebody who is on no list, and for putting data right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldapp import typed
from fieldapp.domain.identity import MASKED
from fieldapp.errors import KnownError
from fieldapp.texts import _
from fieldapp.wording import field_name
from ui import theme
from ui.pages.number_line import hold_to_show
from ui.widgets.form import Field, section_title
from ui.widgets.keys import KeyButton
from ui.widgets.masked_field import MaskedField
from ui.widgets.message import Message

FIELDS = ("name", "birth_date", "sex", "nik", "kk", "nisn", "class", "village", "district",
          "marital")  # fmt: skip
_COLUMNS = 3


class PersonForm(QWidget):
    """Typed from the family card. Enter anywhere sends `sent(values)`; Esc leaves: `left`."""

    sent = Signal(dict)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = section_title("")
        self.message = Message()
        self.fields: dict[str, Field] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(8))
        for index, name in enumerate(FIELDS):
            field = Field(field_name(name), _control(name), _hint(name))
            self.fields[name] = field
            grid.addWidget(field, index // _COLUMNS, index % _COLUMNS, Qt.AlignmentFlag.AlignTop)
        self.save = KeyButton(_("Save"), "Enter", "primary")
        self.leave = KeyButton(_("Cancel"), "Esc")
        self.save.clicked.connect(self.send)
        self.leave.clicked.connect(self.left)
        for button in (self.save, self.leave):
            for shortcut in button.shortcuts:  # they work while the form has the keyboard
                shortcut.setParent(self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hold = hold_to_show()
        self.hold.held.connect(self._reveal)
        self._lay_out(grid)

    def begin(self, title: str, values: dict[str, str]) -> None:
        """Start with what is known already."""
        self.title.setText(title)
        self.message.clear()
        for name, field in self.fields.items():
            field.clear_error()
            _set(field.control, values.get(name, ""))
        self.fields["name"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> dict[str, str]:
        """What was typed."""
        return {name: _get(field.control) for name, field in self.fields.items()}

    def send(self) -> None:
        """Check each field; send all where none is wrong."""
        first: QWidget | None = None
        for name, value in self.values().items():
            field = self.fields[name]
            try:
                typed.checked_fields({name: value})
                field.clear_error()
            except KnownError as error:
                field.set_error(str(error))
                first = first or field.control
        if first:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.sent.emit(self.values())

    def refuse(self, error: KnownError) -> None:
        """Say why it was not saved; everything typed stays."""
        self.message.show_message("wait", error.what, error.todo)

    def _reveal(self, on: bool) -> None:
        for field in self.fields.values():
            if isinstance(field.control, MaskedField):
                field.control.reveal(full=on)

    def _lay_out(self, grid: QGridLayout) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.leave)
        buttons.addSpacing(theme.px(16))
        buttons.addWidget(self.hold)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(12))
        column.setSpacing(theme.px(12))
        column.addWidget(self.title)
        column.addWidget(self.message)
        column.addLayout(grid)
        column.addLayout(buttons)
        column.addStretch()


def _control(name: str) -> QWidget:
    if name == "marital":
        combo = QComboBox()
        for code, text in (
            ("", _("Not married")),
            ("married", _("Married")),
            ("divorced", _("Divorced")),
            ("widowed", _("Widowed")),
        ):
            combo.addItem(text, code)
        return combo
    return MaskedField(name) if name in MASKED else QLineEdit()


def _hint(name: str) -> str:
    return {"birth_date": _("12-08-2007"), "sex": _("L or P"), "nik": _("16 digits")}.get(name, "")


def _get(control: QWidget) -> str:
    if isinstance(control, QComboBox):
        return str(control.currentData())
    if isinstance(control, MaskedField):
        return control.value()
    return control.text() if isinstance(control, QLineEdit) else ""


def _set(control: QWidget, value: str) -> None:
    if isinstance(control, QComboBox):
        control.setCurrentIndex(max(0, control.findData(value)))
    elif isinstance(control, MaskedField):
        control.set_value(value)
    elif isinstance(control, QLineEdit):
        control.setText(value)
