"""What a list brought: its figures, and its problems to send back to the school."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.errors import KnownError
from fieldapp.people import Taken
from fieldapp.reports.saving import save
from fieldapp.roster.preview import Problem, write_problems
from fieldapp.texts import _, ngettext
from ui import theme
from ui.pages.column_map import list_field_name
from ui.widgets.counter import CounterRow
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.message import Message
from ui.widgets.rows import Column
from ui.widgets.table import Table

ChooseSave = Callable[[QWidget, str], Path | None]


class RosterResult(QWidget):
    """Shown after a list was taken in; `left` when it was read."""

    left = Signal()

    def __init__(
        self, choose_save: ChooseSave | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._choose_save = choose_save or ask_where
        self._stem = ""
        self._problems: list[Problem] = []
        self.file = ShortLabel("", 15, "muted")
        self.figures = CounterRow(
            [
                ("read", _("rows read")),
                ("new", _("new")),
                ("changed", _("changed")),
                ("same", _("the same")),
                ("problems", _("problems")),
            ]
        )
        self.message = Message()
        self.caption = ShortLabel("", 15, strong=True)
        self.problems: Table[tuple[int, Problem]] = Table(
            _columns(), lambda line: line[0], _("Problems of the list")
        )
        self.problems.set_empty(_("No problems"), _("Every row was taken in as it stands."))
        self.finish = KeyButton(_("Done"), "Enter", "primary")
        self.save = KeyButton(_("Save problems as Excel"), "Ctrl+S", "", "document")
        self._lay_out()
        self.finish.clicked.connect(self.left)
        self.save.clicked.connect(self._save)

    def show_taken(self, file: Path, taken: Taken) -> None:
        """Show what the list in `file` brought."""
        self._stem, self._problems = file.stem, taken.problems
        self.message.clear()
        self.file.set_text(file.name)
        for key in ("read", "new", "changed", "same"):
            self.figures.set(key, getattr(taken, key))
        count = len(taken.problems)
        self.figures.set("problems", count)
        self.caption.set_text(
            ngettext(
                "{n} problem, by the row number of the list",
                "{n} problems, by the row number of the list",
                count,
            ).format(n=count)
        )
        self.caption.setVisible(count > 0)
        self.save.setVisible(count > 0)
        self.problems.set_rows(list(enumerate(taken.problems)))
        self.finish.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        path = self._choose_save(self, _("{file} - problems.xlsx").format(file=self._stem))
        if path is None:
            return
        try:
            save(lambda to: write_problems(self._problems, to), path)
        except KnownError as error:
            self.message.show_message("stop", error.what, error.todo)
        else:
            self.message.show_message("ok", _("Saved as {file}.").format(file=path.name))

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.addWidget(self.figures)
        figures.addStretch()
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(12))
        buttons.addWidget(self.finish)
        buttons.addWidget(self.save)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(label(_("The list was taken in"), 24, strong=True))
        column.addWidget(self.file)
        column.addLayout(figures)
        column.addWidget(self.message)
        column.addWidget(self.caption)
        column.addWidget(self.problems, 1)
        column.addLayout(buttons)


def _columns() -> list[Column[tuple[int, Problem]]]:
    return [
        Column(
            "row",
            _("Row"),
            lambda line: str(line[1].row or "–"),
            align="right",
            width=80,
            sort_key=lambda line: line[1].row,
        ),
        Column("field", _("Column"), lambda line: list_field_name(line[1].field), width=160),
        Column("value", _("Value"), lambda line: line[1].value, width=240),
        Column("reason", _("Problem"), lambda line: line[1].reason, stretch=True),
    ]


def ask_where(parent: QWidget, name: str) -> Path | None:
    """The system's own dialog for where to save a workbook."""
    chosen, _kind = QFileDialog.getSaveFileName(
        parent, _("Save the problems"), name, _("Excel") + " (*.xlsx)"
    )
    return Path(chosen).with_suffix(".xlsx") if chosen else None
