"""Login, and the same card as the lock that an absent operator leaves behind."""

from math import ceil
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from fieldapp.errors import KnownError
from fieldapp.store import keyfile, tries
from fieldapp.texts import _
from ui import icons, theme
from ui.pages.start_card import StartCard
from ui.tasks import Task, Worker
from ui.widgets.form import Field
from ui.widgets.hint import hint
from ui.widgets.keys import KeyButton
from ui.widgets.strength import PassphraseField

_ROWS = 5
_TICK_MS = 250


class Login(QWidget):
    """Asks who works and for their passphrase, which is checked off the screen's thread.

    `done(Session)` comes with the work opened. As a lock, nothing is opened a second time, and
    `unlocked(Unlocked)` says who came; `operator` is chosen already. `forgotten(name)` asks for
    the way out.
    """

    done = Signal(object)
    unlocked = Signal(object)
    forgotten = Signal(str)

    def __init__(
        self,
        home: Path,
        operator: str | None = None,
        lock: bool = False,
        uptime: tries.Uptime = tries.uptime,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._home, self._lock, self._uptime = home, lock, uptime
        self._worker = Worker(self)
        self._task: Task | None = None
        self.people = Operators()
        self.secret = PassphraseField(_("Passphrase"))
        self.passphrase = Field(_("Passphrase"), self.secret)
        self._action = _("Unlock") if lock else _("Log in")
        self.enter = KeyButton(self._action, "Enter", "primary")
        self.forgot = KeyButton(_("Forgot the passphrase"), "F8", "quiet")
        self.card = StartCard(
            _("Locked") if lock else _("Log in"),
            _("Your work is as you left it. Whoever unlocks goes on in their own name.")
            if lock
            else _("Who works on this device?"),
            440,
        )
        self._tick = QTimer(self, interval=_TICK_MS)
        self._lay_out()
        self._connect()
        self._list(operator)

    def operator(self) -> str:
        """Who was chosen."""
        return self.people.name()

    def waits(self) -> float:
        """Seconds until the operator chosen may try again."""
        return tries.left(self._home, self.operator(), self._uptime) if self.operator() else 0

    def submit(self) -> None:
        """Check the passphrase; where it is wrong, say so and let it be typed again."""
        if self._task is not None or self.waits():
            return
        if not self.secret.text():
            if self.secret.field.hasFocus():
                self._refuse(_("Type the passphrase."))
            self.secret.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        home, name, text, uptime = self._home, self.operator(), self.secret.text(), self._uptime
        task = Task(self._action, self)
        task.succeeded.connect(self._right)
        task.failed.connect(self._wrong)
        self._task = task
        self._working(on=True)
        self._worker.start(
            task, lambda _progress: keyfile.unlocked(home, name, text, uptime=uptime)
        )

    def finish(self) -> None:
        """Wait for a check that is running."""
        self._worker.wait()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        several = self.people.count() > 1 and not self._lock
        first = self.people if several else self.secret.field
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down choose who, also from the passphrase."""
        step = 0
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not step or self._task is not None:
            return super().eventFilter(watched, event)
        row = self.people.currentRow() + step
        self.people.setCurrentRow(min(max(row, 0), self.people.count() - 1))
        return True

    def _right(self, who: keyfile.Unlocked) -> None:
        from fieldapp.store.session import open_with  # noqa: PLC0415 -- not to log in

        self._ended()
        try:
            session = None if self._lock else open_with(self._home, who)
        except KnownError as error:
            self._refuse(str(error))
            return
        self.secret.clear()
        if session is None:
            self.unlocked.emit(who)
        else:
            self.done.emit(session)

    def _wrong(self, error: Exception) -> None:
        self._ended()
        self._refuse(
            str(error)
            if isinstance(error, KnownError)
            else _("Something went wrong inside the program; nothing was changed.")
        )
        self._count_down()

    def _ended(self) -> None:
        if self._task is not None:
            self._task.deleteLater()
            self._task = None
        self._working(on=False)

    def _refuse(self, text: str) -> None:
        self.passphrase.set_error(text)
        self.secret.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.secret.field.selectAll()

    def _working(self, *, on: bool) -> None:
        """Opening takes a moment on purpose: guessing the passphrase is to be slow."""
        self.enter.setText(_("Opening …") if on else self._action)
        self.enter.setEnabled(not on and self.people.count() > 0)
        self.people.setEnabled(not on)

    def _count_down(self) -> None:
        """Say how long the operator chosen has to wait; what is typed meanwhile stays."""
        seconds = ceil(self.waits())
        if seconds and self._task is None:
            left = f"{seconds // 60}:{seconds % 60:02}"
            self.enter.setEnabled(False)
            self.enter.setText(_("Wait {time}").format(time=left))
            self.passphrase.set_error(
                _(
                    "Too many wrong passphrases. Next try in {time}; you can type it meanwhile."
                ).format(time=left)
            )
            self._tick.start()
        elif self._tick.isActive():
            self._tick.stop()
            self.passphrase.clear_error()
            self._working(on=self._task is not None)

    def _typed(self) -> None:
        if not self._tick.isActive():
            self.passphrase.clear_error()

    def _connect(self) -> None:
        self.enter.clicked.connect(self.submit)
        self.secret.field.installEventFilter(self)
        self.forgot.clicked.connect(lambda: self.forgotten.emit(self.operator()))
        self.secret.field.textEdited.connect(self._typed)
        self.people.picked.connect(self.secret.field.setFocus)
        self.people.currentRowChanged.connect(self._count_down)
        self._tick.timeout.connect(self._count_down)

    def _list(self, operator: str | None) -> None:
        try:
            names = [entry.name for entry in keyfile.operators(self._home)]
        except KnownError as error:
            self.card.message.show_message("stop", error.what, error.todo)
            names = []
        self.people.set_names(names, operator)
        self.enter.setEnabled(bool(names))
        self.forgot.setVisible(bool(names) and not self._lock)
        self._count_down()

    def _lay_out(self) -> None:
        column = self.card.column
        column.addWidget(self.people)
        column.addWidget(self.passphrase)
        column.addWidget(self.enter)
        column.addWidget(self.forgot)
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
