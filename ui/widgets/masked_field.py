"""A field for a number of a person: in full while it is typed into, masked otherwise."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.identity import mask_field


class MaskedField(QLineEdit):
    """Use `value` and `set_value`: the text is only what is shown just now."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._value, self._full = name, "", False
        self.setAcceptDrops(False)  # a drop would land in what is masked
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.textEdited.connect(self._take)

    def value(self) -> str:
        """The whole number, as typed."""
        return self._value

    def set_value(self, value: str) -> None:
        """Hold another number."""
        self._value = value
        self._show(full=self._full or self.hasFocus())

    def reveal(self, *, full: bool) -> None:
        """Show the number in full while nobody types here, or masked again."""
        self._full = full
        self._show(full=full or self.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._show(full=True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own menu is open
            self._show(full=self._full)

    def _take(self, text: str) -> None:
        self._value = text

    def _show(self, *, full: bool) -> None:
        shown = self._value if full else mask_field(self._name, self._value)
        if self.text() != shown:
            self.setText(shown)
