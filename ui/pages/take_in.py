"""Taking bundles in, and what each of them brought."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.texts import _, ngettext
from ui import theme
from ui.pages import handing
from ui.pages.choose import OpenFiles
from ui.pages.outcomes import Outcomes
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.work import Work


class TakeIn(QFrame):
    """Merges files that are chosen or dropped here."""

    def __init__(self, work: Work, choose_files: OpenFiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.work = work
        self._choose_files = choose_files
        self.button = KeyButton(_("Merge bundles"), "Ctrl+M", "primary", "merge")
        self.outcomes = Outcomes(_("What was written and taken in"))
        self.outcomes.empty.set(
            _("No bundle was taken in yet"),
            _("Choose files that end in .bundle or .copy, or drop them here. "
              "One taken in twice does no harm."),
        )  # fmt: skip
        self._lay_out()
        self.button.clicked.connect(self._ask)
        work.busy.connect(lambda task: self.button.setEnabled(task is None))

    def merge(self, files: Sequence[Path]) -> None:
        """Merge these files."""
        if not files or self.work.task is not None:
            return
        title = ngettext("Merging {count} bundle", "Merging {count} bundles", len(files))
        self.work.run(
            title.format(count=len(files)),
            lambda session, progress: handing.merge_all(session, files, progress),
            self._merged,
        )

    def _ask(self) -> None:
        kinds = _("Bundles and safety copies (*.bundle *.copy);;All files (*)")
        self.merge(self._choose_files(_("Choose the bundles to merge"), kinds))

    def _merged(self, found: list[handing.Merged]) -> None:
        self.outcomes.add([handing.merged_outcome(one) for one in found])

    def _lay_out(self) -> None:
        self.button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.addWidget(section_title(_("Take in")), 1)
        head.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        column.setSpacing(theme.px(12))
        column.addLayout(head)
        column.addWidget(self.outcomes, 1)
