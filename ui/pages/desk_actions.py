"""What can be done at a desk now, each by the key that is printed on it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.domain.people import OUTCOMES, REASONS
from fieldapp.texts import _
from fieldapp.wording import word
from ui import theme
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton

_ACROSS = 3  # reasons in a row
OUTCOME_KEYS = {"failed": "G", "deferred": "D", "refused": "X", "already_recorded": "H",
                "too_young": "Y"}  # fmt: skip


class Actions(QWidget):
    """What can be done now, each by the key that is printed on it."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {
            "start": KeyButton(_("Start"), "Return", "primary", "serving"),
            "recorded": KeyButton(_("Recorded"), "Return", "primary", "finished"),
            "activated": KeyButton(_("Activated"), "Return", "primary", "finished"),
            "recall": KeyButton(_("Call again"), "U", "", "recall"),
            **{
                outcome: KeyButton(word("outcome", outcome), keys)
                for outcome, keys in OUTCOME_KEYS.items()
            },
            "requeue": KeyButton(_("Queue again"), "B", "", "requeue"),
            "hold": KeyButton(_("Hold"), "E", "", "held"),
            "send_to": KeyButton(_("Another desk"), "M", "", "transfer"),
            "no_show": KeyButton(_("Did not come"), "A", "", "no_show"),
            "move": KeyButton(_("Other service"), "V", "", "transfer"),
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(8))
        for verb, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self.wanted.emit, verb))
        self._grid = grid
        self._shown: list[str] = []
        grid.setRowStretch(3, 1)
        for column in range(4):
            grid.setColumnStretch(column, 1)

    def show_state(self, service: str, state: str, others: tuple[str, ...]) -> None:
        """Show what fits the state of the turn."""
        shown = ["start", "recall"] if state == "called" else list(OUTCOMES.get(service, ()))
        shown += ["requeue", "hold", "no_show", "send_to", *(["move"] if others else [])]
        if shown == self._shown:
            return
        self._shown, here = shown, not self.isHidden()
        self.hide()  # else the whole page is laid out anew with each button
        for button in self.buttons.values():
            self._grid.removeWidget(button)
            button.hide()
        for index, verb in enumerate(shown):
            button = self.buttons[verb]
            self._grid.addWidget(button, index // 4, index % 4)
            button.show()
        self.setVisible(here)


class Reasons(QWidget):
    """Why somebody could not be served: by number, or Esc."""

    chosen = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = section_title("")
        self.back = KeyButton(_("Cancel"), "Esc")
        self.back.clicked.connect(self.left)
        self.buttons: list[KeyButton] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addLayout(self._grid)
        column.addStretch()
        for index in range(_ACROSS):
            self._grid.setColumnStretch(index, 1)

    def ask(self, service: str, outcome: str) -> None:
        """Offer the reasons for an outcome."""
        why = _("{outcome}: why?").format(outcome=word("outcome", outcome))
        reasons = REASONS.get((service, outcome), ())
        self.offer(
            why, outcome,
            [(str(key), word("reason", one), one) for key, one in enumerate(reasons, 1)],
        )  # fmt: skip

    def offer(self, title: str, verb: str, choices: Sequence[tuple[str, str, str]]) -> None:
        """Offer (key, text, code) to choose one from; `chosen` says the verb and the code."""
        self.title.setText(title)
        for old in self.buttons:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = []
        for index, (key, text, code) in enumerate(choices):
            button = KeyButton(text, key)
            button.clicked.connect(partial(self.chosen.emit, verb, code))
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self._grid.addWidget(button, *divmod(index, _ACROSS))
            self.buttons.append(button)
        self._grid.addWidget(self.back, *divmod(len(choices), _ACROSS))
