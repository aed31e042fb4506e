"""Taking bundles in, and what each of them brought."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.sync import take_all
from fieldapp.sync.drives import Drive
from fieldapp.texts import _, ngettext
from ui import theme
from ui.pages import handing
from ui.pages.choose import OpenFiles, OpenFolder
from ui.pages.outcomes import Outcomes
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.work import Work


class TakeIn(QFrame):
    """Merges files that are chosen or dropped here."""

    def __init__(
        self,
        work: Work,
        choose_files: OpenFiles,
        choose_folder: OpenFolder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.work = work
        self._choose_files, self._choose_folder = choose_files, choose_folder
        self._stick: Drive | None = None
        self.button = KeyButton(_("Merge bundles"), "Ctrl+M", "primary", "merge")
        self.stick = KeyButton(_("All on the stick"), "Ctrl+T", "", "usb")
        self.folder = KeyButton(_("All in a folder"), "Ctrl+D", "", "folder")
        self.outcomes = Outcomes(_("What was written and taken in"))
        self.outcomes.empty.set(
            _("No bundle was taken in yet"),
            _("Choose files that end in .bundle or .copy, or drop files and folders here. "
              "One taken in twice does no harm."),
        )  # fmt: skip
        self._lay_out()
        self.button.clicked.connect(self._ask)
        self.stick.clicked.connect(self._take_stick)
        self.folder.clicked.connect(self._ask_folder)
        work.busy.connect(self._allow)
        self._allow()

    def set_stick(self, stick: Drive | None) -> None:
        """Which stick is taken in whole by its key."""
        self._stick = stick if stick and stick.answers else None
        self.stick.setToolTip(self._stick.label if self._stick else "")
        self._allow()

    def merge(self, places: Sequence[Path]) -> None:
        """Merge these files, and what lies in these folders."""
        if not places or self.work.task is not None:
            return
        self.work.run(
            self._title(places),
            lambda session, progress: take_all.take_all(session, places, progress),
            self._merged,
        )

    def _title(self, places: Sequence[Path]) -> str:
        if len(places) == 1 and places[0].is_dir():
            return _("Merging all in {name}").format(name=places[0].name or str(places[0]))
        text = ngettext("Merging {count} bundle", "Merging {count} bundles", len(places))
        return text.format(count=len(places))

    def _allow(self, *_task: object) -> None:
        free = self.work.task is None
        self.button.setEnabled(free)
        self.folder.setEnabled(free)
        self.stick.setEnabled(free and self._stick is not None)

    def _ask(self) -> None:
        kinds = _("Bundles and safety copies (*.bundle *.copy);;All files (*)")
        self.merge(self._choose_files(_("Choose the bundles to merge"), kinds))

    def _ask_folder(self) -> None:
        folder = self._choose_folder(_("Choose the folder with the bundles"))
        self.merge([folder] if folder else [])

    def _take_stick(self) -> None:
        if self._stick:
            self.merge([self._stick.path])

    def _merged(self, taken: take_all.Taken) -> None:
        self.outcomes.add(handing.taken_outcomes(taken))

    def _lay_out(self) -> None:
        self.button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.addWidget(section_title(_("Take in")), 1)
        head.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        column.setSpacing(theme.px(12))
        more = QHBoxLayout()
        more.setSpacing(theme.px(8))
        more.addWidget(self.stick, 1)
        more.addWidget(self.folder, 1)
        column.addLayout(head)
        column.addLayout(more)
        column.addWidget(self.outcomes, 1)
