"""Cards: this device's own to give, and others' to take in once their words were compared."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from fieldapp.errors import KnownError
from fieldapp.store import trust
from fieldapp.store.trust import KnownDevice
from fieldapp.sync import cards, enrol
from fieldapp.texts import _
from ui import theme
from ui.pages.choose import OpenFiles
from ui.pages.destinations import Destinations
from ui.pages.four_words import FourWords
from ui.pages.outcomes import breakable
from ui.widgets.form import rule, section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Work


def role_text(role: str, letter: str) -> str:
    """What kind of device it is, and its letter."""
    kind = _("Office") if role == "office" else _("Laptop")
    return _("{kind}, letter {letter}").format(kind=kind, letter=letter)


class OwnCard(QFrame):
    """This device's words, and writing its card to a stick."""

    def __init__(
        self, work: Work, destinations: Destinations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.work = work
        self.destinations = destinations
        self._shown = ""  # the device whose words are shown
        self.words = FourWords()
        self.give = KeyButton(_("Write this device's card"), "Ctrl+W", "primary", "usb")
        self.given = label("")
        self._lay_out()
        self.give.clicked.connect(self._give)
        destinations.chosen_changed.connect(self._allow)
        work.busy.connect(self._allow)

    def refresh(self) -> None:
        """Show this device's words."""
        if self._shown != self.work.session.device_id:
            self._shown = self.work.session.device_id
            self.words.set_words(cards.words(enrol.own_card(self.work.session)))
        self._allow()

    def _allow(self) -> None:
        self.give.setEnabled(self.work.task is None and self.destinations.chosen() is not None)

    def _give(self) -> None:
        folder = self.destinations.chosen()
        if folder is not None:
            self.work.run(
                _("Writing the card"),
                lambda session, _progress: enrol.give_card(session, folder),
                self._given,
            )

    def _given(self, file: Path) -> None:
        what = _(
            "The card was written to {file} and read back. Take it to the other device, "
            "and read the four words aloud there."
        )
        self.given.setText(what.format(file=breakable(file.name)))

    def _lay_out(self) -> None:
        device = self.work.session.device
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        column.setSpacing(theme.px(8))
        column.addWidget(section_title(_("This device")))
        column.addWidget(ShortLabel(device.name, 15, strong=True, lines=2))
        column.addWidget(ShortLabel(role_text(device.role, device.letter), 13, "muted"))
        column.addWidget(self.words)
        hint = _("Read these words aloud when the other side takes this card in.")
        column.addWidget(label(hint, 13, "muted"))
        column.addWidget(self.destinations)
        column.addWidget(self.give)
        column.addWidget(self.destinations.eject)
        column.addWidget(self.given)
        column.addStretch()


class OtherCards(QFrame):
    """The devices enrolled here, and the question before another joins them; `asked` then."""

    asked = Signal()

    def __init__(self, work: Work, choose_files: OpenFiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.work = work
        self._choose_files = choose_files
        self._card: cards.Card | None = None
        self.take = KeyButton(_("Take in a card"), "Ctrl+T", "primary", "add")
        self.devices: Table[KnownDevice] = Table(
            _columns(), lambda known: known.device, _("Enrolled devices")
        )
        self.devices.set_empty(
            _("No other device is enrolled"), _("Take in the card of the office or laptop.")
        )
        self.name = ShortLabel("", 24, strong=True, lines=2)
        self.role = ShortLabel("", 15, "muted")
        self.words = FourWords()
        self.yes = KeyButton(_("Yes, the same words"), "Enter", "primary", "check")
        self.no = KeyButton(_("No"), "Esc", "", "close")
        self._title = section_title("")
        self._stack = QStackedLayout()
        self._lay_out()
        self.take.clicked.connect(self._ask_file)
        self.yes.clicked.connect(self._enrol)
        self.no.clicked.connect(self._leave)

    def refresh(self) -> None:
        """List the devices."""
        session = self.work.session
        known = trust.current(session.db).values()
        self.devices.set_rows([each for each in known if each.device != session.device_id])

    def is_asking(self) -> bool:
        """Whether a card waits for its words to be compared."""
        return self._card is not None

    def look_at(self, file: Path) -> None:
        """Show the card in `file`, and ask whether its words are the right ones."""
        try:
            card = enrol.look_at(file)
            words = cards.words(card)
        except KnownError as error:
            self.work.refuse(error)
            return
        self._card = card
        self.name.set_text(card.name)
        self.role.set_text(role_text(card.role, card.letter))
        self.words.set_words(words)
        self._show(asking=True)
        self.yes.setFocus(Qt.FocusReason.OtherFocusReason)
        self.asked.emit()

    def _ask_file(self) -> None:
        found = self._choose_files(_("Choose the card"), _("Cards (*.card);;All files (*)"))
        if found:
            self.look_at(found[0])

    def _enrol(self) -> None:
        card = self._card
        if card is None:
            return
        self._end()
        if self.work.do(lambda: enrol.enrol(self.work.session, card)):
            said = _("{name} is enrolled; bundles can go to it and come from it.")
            self.work.say("ok", said.format(name=card.name))

    def _leave(self) -> None:
        self._end()
        what = _("The card was not taken in.")
        self.work.say("info", what, _("Have the card given again, and compare the words anew."))

    def _end(self) -> None:
        self._card = None
        self._show(asking=False)
        self.devices.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, *, asking: bool) -> None:
        self._title.setText(_("Take in this card?") if asking else _("Enrolled devices"))
        self.take.setVisible(not asking)
        self._stack.setCurrentIndex(int(asking))

    def _lay_out(self) -> None:
        self.take.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.take)
        self._stack.addWidget(self.devices)
        self._stack.addWidget(self._question())
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        column.setSpacing(theme.px(12))
        column.addLayout(head)
        column.addLayout(self._stack, 1)
        self._show(asking=False)

    def _question(self) -> QWidget:
        asked = QWidget()
        answers = QHBoxLayout()
        answers.setSpacing(theme.px(12))
        for button in (self.yes, self.no):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            answers.addWidget(button)
        answers.addStretch()
        column = QVBoxLayout(asked)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.name)
        column.addWidget(self.role)
        column.addWidget(rule())
        column.addWidget(self.words)
        column.addWidget(rule())
        question = _("Are these the words that the other side reads aloud?")
        column.addWidget(label(question, 18, strong=True))
        column.addWidget(label(_("If one of them differs, say no."), 15, "muted"))
        column.addSpacing(theme.px(8))
        column.addLayout(answers)
        column.addStretch()
        return asked


def _columns() -> tuple[Column[KnownDevice], ...]:
    return (
        Column("letter", _("Letter"), lambda known: known.letter, width=80),
        Column("name", _("Name"), lambda known: known.name, stretch=True),
        Column("role", _("Role"), lambda known: _("Office") if known.role == "office"
               else _("Laptop"), width=120),
    )  # fmt: skip
