"""The officers' guide over the page it is about: F1 opens and closes it."""

import re
from functools import cache

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTextBrowser, QVBoxLayout, QWidget

import resources
from fieldapp.texts import _
from ui import theme
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.widgets.rail import KEYS

GUIDE = "help/panduan-petugas.md"
_WIDE = 480  # px
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_PICTURE = re.compile(r"^!\[.*\]\(.*\)\n", re.MULTILINE)


class Help(QFrame):
    """Shows the part of the guide that is about a page; the whole guide by a key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setFixedWidth(theme.px(_WIDE))
        self.text = QTextBrowser()
        self.text.setAccessibleName(_("Help"))
        self.text.setOpenLinks(False)
        self.whole = KeyButton(_("Whole guide"), "Shift+F1", "quiet")
        self.leave = KeyButton(_("Close"), "", "quiet", "close")
        head = QHBoxLayout()
        head.addWidget(section_title(_("Help")), 1)
        for button in (self.whole, self.leave):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(12), theme.px(12))
        column.addLayout(head)
        column.addWidget(self.text, 1)
        self.whole.clicked.connect(lambda: self._show(guide()))
        self.hide()

    def show_about(self, place: int) -> None:
        """Show what the guide says of the page at `place` of the rail, from 0."""
        self._show(about(place))

    def _show(self, text: str) -> None:
        self.text.setMarkdown(_HEADING.sub(r"### \1", _PICTURE.sub("", text)))
        self.text.setSource(QUrl())
        self.show()


@cache
def guide() -> str:
    """The whole guide."""
    return resources.path(GUIDE).read_text(encoding="utf-8")


def about(place: int) -> str:
    """The parts of the guide whose headings name the key of this place; else all of it."""
    key = f"(Ctrl+{KEYS[place]}" if place < len(KEYS) else "("
    found = [part for title, part in parts() if key in title]
    return "\n".join(found) or guide()


@cache
def parts() -> list[tuple[str, str]]:
    """Each part of the guide: its heading, and its text with that."""
    starts = list(_HEADING.finditer(guide()))
    ends = [*(one.start() for one in starts[1:]), len(guide())]
    both = zip(starts, ends, strict=True)
    return [(one.group(1), guide()[one.start() : end]) for one, end in both]
