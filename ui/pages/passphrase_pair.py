"""A new passphrase, typed twice."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from fieldapp.errors import KnownError
from fieldapp.store.passphrase import check_passphrase, passphrase_strength
from fieldapp.texts import _
from ui import theme
from ui.widgets.form import Field
from ui.widgets.strength import PassphraseField


class PassphrasePair(QWidget):
    """Two fields, beside each other or one below the other."""

    def __init__(self, *, beside: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.secret = PassphraseField(_("New passphrase"), _judge)
        self.again = PassphraseField(_("New passphrase again"))
        self.passphrase = Field(_("New passphrase"), self.secret)
        self.repeated = Field(_("New passphrase again"), self.again)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        row = QBoxLayout(across if beside else down, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16 if beside else 12))
        for control, field in ((self.secret, self.passphrase), (self.again, self.repeated)):
            row.addWidget(field, int(beside), Qt.AlignmentFlag.AlignTop)
            control.field.textEdited.connect(field.clear_error)

    def text(self) -> str:
        """The passphrase, if both are the same and it can be used; else says why not."""
        secret = self.secret.text()
        try:
            check_passphrase(secret)
        except KnownError as error:
            self.passphrase.set_error(str(error))
            self._give_keyboard(self.secret)
            return ""
        if self.again.text() != secret:
            self.repeated.set_error(_("The two are not the same; type it again."))
            self._give_keyboard(self.again)
            return ""
        return secret

    def clear(self) -> None:
        """Forget what was typed."""
        for control, field in ((self.secret, self.passphrase), (self.again, self.repeated)):
            control.clear()
            field.clear_error()

    def _give_keyboard(self, control: PassphraseField) -> None:
        control.field.setFocus(Qt.FocusReason.OtherFocusReason)


def _judge(text: str) -> tuple[int, str]:
    found = passphrase_strength(text)
    return found.score, found.hint
