"""What a recording captured, and what not and why: each part by a single key."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from fieldapp.domain.people import PARTS
from fieldapp.texts import _
from fieldapp.wording import word
from ui import theme
from ui.widgets.keys import KeyButton
from ui.widgets.label import label

KEYS = dict(
    zip(PARTS, ("P", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "I", "J", "T"), strict=True)
)
_WHYS = {
    "finger": ("bandaged", "missing", "worn"),
    "iris": ("lens", "unable", "missing"),
    "other": ("unable",),
}
_PLACES = {
    **{part: (0, column) for column, part in enumerate(PARTS[1:6])},
    **{part: (1, column) for column, part in enumerate(PARTS[6:11])},
    **{part: (2, column) for column, part in enumerate((PARTS[0], *PARTS[11:]))},
}


class PartsPanel(QWidget):
    """All parts count as captured until a key says why one is not; pressed again, the next why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._missing: dict[str, str] = {}
        self.buttons = {part: KeyButton(_name(part), KEYS[part]) for part in PARTS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(8))
        for part, (row, column) in _PLACES.items():
            button = self.buttons[part]
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._next_why, part))
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            grid.addWidget(button, row, column + 1)
        for row, text in enumerate((_("Right hand"), _("Left hand"), _("Face"))):
            grid.addWidget(label(text, 13, "muted"), row, 0)
        for column in range(1, 6):
            grid.setColumnStretch(column, 1)
        self.clear()

    def missing(self) -> dict[str, str]:
        """The parts not captured, each with why."""
        return dict(self._missing)

    def clear(self) -> None:
        """Everything is captured."""
        self._missing = {}
        for part in PARTS:
            self._show(part)

    def _next_why(self, part: str) -> None:
        kind = "iris" if "iris" in part else "other" if part in ("photo", "signature") else "finger"
        whys = ["", *_WHYS[kind]]
        following = whys[(whys.index(self._missing.get(part, "")) + 1) % len(whys)]
        self._missing.pop(part, None)
        if following:
            self._missing[part] = following
        self._show(part)

    def _show(self, part: str) -> None:
        button, why = self.buttons[part], self._missing.get(part)
        name = _name(part)
        text = f"✕ {word('why', why)}" if why else f"✓ {name}"
        button.set_look(text, "danger" if why else "")
        button.setAccessibleName(
            _("{part}: {state}").format(
                part=word("part", part), state=word("why", why) if why else _("captured")
            )
        )


def _name(part: str) -> str:
    """A part's word on its button; a finger's hand stands before its row."""
    return word("finger", part.split("_")[1]) if part in PARTS[1:11] else word("part", part)
