"""The officers' guide over the page it is about: F1 opens and closes it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTextBrowser, QVBoxLayout, QWidget

from fieldapp.texts import _
from ui import guide, guide_html, guide_paper, theme
from ui.pages.choose import SaveFile, save_file
from ui.pages.saving import Words, save_as
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.work import Work

_WIDE = 480  # px
_INDENT = 18  # px before the points of a list
_STYLE = """
p, ol, ul { margin: 0px 0px 8px 0px; }
li { margin: 0px 0px 4px 0px; }
h3 { margin: 24px 0px 6px 0px; }
h4 { margin: 16px 0px 6px 0px; }
td { border-bottom: 1px solid #888888; padding: 4px 8px 4px 0px; }
.keys { font-weight: normal; }
"""


class Help(QFrame):
    """Shows the part of the guide that is about a page; all of it, or that on paper, by a key."""

    def __init__(
        self, work: Work, choose_save: SaveFile | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._choose_save = choose_save or save_file(self)
        self.setProperty("kind", "card")
        self.setFixedWidth(theme.px(_WIDE))
        self.text = QTextBrowser()
        self.text.setAccessibleName(_("Help"))
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.whole = KeyButton(_("Whole guide"), "Shift+F1", "quiet")
        self.paper = KeyButton(_("As PDF"), "Ctrl+F1", "quiet", "print")
        self.leave = KeyButton(_("Close"), "", "quiet", "close")
        self._lay_out()
        self.whole.clicked.connect(lambda: self._show(guide.whole()))
        self.paper.clicked.connect(self._save)
        self.hide()

    def show_about(self, place: int, view: str = "") -> None:
        """Show what the guide says of the page at `place` of the rail, from 0, and its `view`."""
        self._show(guide.about(place, view))

    def _show(self, text: str) -> None:
        self.text.document().setIndentWidth(theme.px(_INDENT))
        self.text.setHtml(guide_html.html(text, _STYLE, "picture"))
        self.show()

    def _save(self) -> None:
        def write(path: Path, *_work: object) -> None:
            guide_paper.write(path)

        words = Words(_("Save the guide"), _("Writing the guide"), _("The guide was saved: {file}"))
        save_as(self._work, self._choose_save, words, (_("guide.pdf"),), write)

    def _lay_out(self) -> None:
        head, keys = QHBoxLayout(), QHBoxLayout()
        head.addWidget(section_title(_("Help")), 1)
        head.addWidget(self.leave)
        keys.addWidget(self.whole)
        keys.addWidget(self.paper)
        keys.addStretch()
        for button in (self.whole, self.paper, self.leave):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(12), theme.px(12))
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addLayout(keys)
