"""Login, and the same card as the lock that an absent operator leaves behind."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from fieldapp.errors import KnownError
from fieldapp.store import keyfile
from fieldapp.store.session import Session, open_home
from fieldapp.texts import _
from ui import icons, theme
from ui.pages.start_card import StartCard
from ui.widgets.form import Field
from ui.widgets.hint import hint
from ui.widgets.keys import KeyButton
from ui.widgets.strength import PassphraseField

_ROWS = 5


class Login(QWidget):
    """Asks who works and for their passphrase.

    `done(Session)` comes with the work opened. With `verify_only` nothing is opened a second
    time, and `unlocked` comes instead; `operator` is then the only one who can unlock.
    """

    done = Signal(object)
    unlocked = Signal()

    def __init__(
        self,
        home: Path,
        operator: str | None = None,
        verify_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._home, self._verify_only = home, verify_only
        self.people = Operators()
        self.secret = PassphraseField(_("Passphrase"))
        self.passphrase = Field(_("Passphrase"), self.secret)
        self._action = _("Unlock") if verify_only else _("Log in")
        self.enter = KeyButton(self._action, "Enter", "primary")
        self.card = StartCard(
            _("Locked") if verify_only else _("Log in"),
            _("Your work is as you left it.") if verify_only else _("Who works on this device?"),
            440,
        )
        self._lay_out()
        self.enter.clicked.connect(self.submit)
        self.secret.field.textEdited.connect(self.passphrase.clear_error)
        self.people.picked.connect(self.secret.field.setFocus)
        self._list(operator)

    def operator(self) -> str:
        """Who was chosen."""
        return self.people.name()

    def submit(self) -> None:
        """Check the passphrase; where it is wrong, say so and let it be typed again."""
        if not self.secret.text():
            if self.secret.field.hasFocus():
                self._refuse(_("Type the passphrase."))
            self.secret.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._working(on=True)
        try:
            session = self._open()
        except KnownError as error:
            self._refuse(str(error))
            return
        finally:
            self._working(on=False)
        self.secret.clear()
        if session:
            self.done.emit(session)
        else:
            self.unlocked.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        several = self.people.count() > 1
        first = self.people if several else self.secret.field
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self) -> Session | None:
        if self._verify_only:
            keyfile.unlock(self._home, self.operator(), self.secret.text())
            return None
        return open_home(self._home, self.operator(), self.secret.text())

    def _refuse(self, text: str) -> None:
        self.passphrase.set_error(text)
        self.secret.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.secret.field.selectAll()

    def _working(self, *, on: bool) -> None:
        """Opening takes a moment on purpose: guessing the passphrase is to be slow."""
        self.enter.setText(_("Opening …") if on else self._action)
        self.enter.setDown(on)
        self.enter.repaint()

    def _list(self, operator: str | None) -> None:
        try:
            names = [entry.name for entry in keyfile.operators(self._home)]
        except KnownError as error:
            self.card.message.show_message("stop", error.what, error.todo)
            names = []
        if self._verify_only and operator:
            names = [operator]
        self.people.set_names(names, operator)
        self.enter.setEnabled(bool(names))

    def _lay_out(self) -> None:
        column = self.card.column
        column.addWidget(self.people)
        column.addWidget(self.passphrase)
        column.addWidget(self.enter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.card)


class Operators(QListWidget):
    """Who can log in, one of them chosen; `picked` when that was said with the mouse."""

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Operator"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setIconSize(QSize(theme.px(20), theme.px(20)))
        self.itemClicked.connect(lambda _item: self.picked.emit())

    def set_names(self, names: list[str], chosen: str | None) -> None:
        """Show these, and choose one: the first if `chosen` is not among them."""
        self.clear()
        for name in names:
            item = QListWidgetItem(icons.icon("person", "muted"), name)
            item.setSizeHint(QSize(0, theme.px(40)))
            item.setToolTip(hint(name))
            self.addItem(item)
        self.setCurrentRow(names.index(chosen) if chosen in names else 0)
        self.setFixedHeight(theme.px(40) * min(max(len(names), 1), _ROWS) + theme.px(4))
        self.setVisible(bool(names))
        policy = Qt.FocusPolicy.StrongFocus if len(names) > 1 else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)

    def name(self) -> str:
        """Who is chosen."""
        item = self.currentItem()
        return item.text() if item else ""
