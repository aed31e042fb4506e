"""Ready to leave? Everything is tried at the press of a key; one line each says how it is."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import readiness
from fieldapp.domain import identity
from fieldapp.readiness_machine import MACHINE, Machine
from fieldapp.readiness_words import Check, note, ready
from fieldapp.store import search
from fieldapp.texts import _, long_date, ngettext, number
from ui import theme
from ui.pages.page import Page
from ui.probes import PROBES, probed
from ui.tasks import Task
from ui.widgets.catch_keys import catch_keys
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.message import Message
from ui.widgets.rows import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.work import Changes, Work

_MARKS = {"ready": ("ok", "check"), "do": ("wait", "warning"), "note": ("neutral", "info")}


class ReadyView(Page):
    """For the visit in hand; what was found stays until another visit is chosen."""

    def __init__(
        self,
        work: Work,
        machine: Machine = MACHINE,
        probes: Sequence[Callable[[], Check]] = PROBES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, parent)
        self._machine, self._probes = machine, probes
        self._done: list[Check] = []
        self._scanned: Check | None = None
        self.which = ShortLabel("", 18, strong=True)
        self.check = KeyButton(_("Check everything"), "F5", "primary", "check")
        self.verdict = Message(stays=True)
        self.lines: Table[Check] = Table(_columns(), lambda one: one.key, _("Ready to leave?"))
        self.scanner = SearchField(_("Scan a code, or type one and press Enter"))
        self._lay_out()
        self.check.clicked.connect(self.start)
        self.scanner.submitted.connect(self._scan)
        catch_keys(self, self.scanner)
        work.visit_chosen.connect(self._forget)
        work.busy.connect(self._let_check)

    def first_focus(self) -> QWidget | None:
        """What checks, or the lines that came of it."""
        return self.lines if self._done else self.check

    def keeps_scans(self) -> bool:
        """Its field shows what the scanner sends."""
        return self.scanner.isEnabled()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 -- what was found stays
        """Say about which visit it is."""
        visit = self.work.visit
        self._let_check(self.work.task)
        self.which.set_text(
            f"{visit.plan.place} · {long_date(visit.plan.date)}"
            if visit
            else _("Choose or plan one under Visits.")
        )
        self._show()

    def start(self) -> None:
        """Try everything; the machine's part off the screen's thread."""
        visit, machine = self.work.visit_id, self._machine
        if not visit or self.work.task is not None:
            return

        def done(found: list[Check]) -> None:
            if self.work.visit_id == visit:  # else another was chosen meanwhile
                self._done = [*found, *probed(self._probes)]
                self._show()
                if self.isVisible():
                    self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

        self.work.run(
            _("Checking whether everything is ready"),
            lambda session, progress: readiness.check(
                session, visit, machine=machine, progress=progress
            ),
            done,
        )

    # -- showing

    def _let_check(self, task: Task | None) -> None:
        """One thing at a time, and only for a visit."""
        self.check.setEnabled(task is None and bool(self.work.visit_id))

    def _forget(self, _visit: object) -> None:
        """What was found is of another visit."""
        self._done, self._scanned = [], None
        self._let_check(self.work.task)
        self._show()

    def _show(self) -> None:
        known = [*self._done, self._scanned or _unscanned()] if self._done else []
        self.lines.set_rows(known)
        self.scanner.setEnabled(bool(known))
        self.which.setVisible(not known)
        left = sum(one.state == "do" for one in known)
        if not known:
            self.verdict.clear()
        elif left:
            text = ngettext("{count} thing is left to do.", "{count} things are left to do.", left)
            self.verdict.show_message("wait", text.format(count=number(left)), self.which.text())
        else:
            self.verdict.show_message("ok", _("Everything is ready."), self.which.text())

    def _scan(self, text: str) -> None:
        """Show what a scanner sent, and whether it means somebody of the visit."""
        found = search.find(self.work.session.db, text, self.work.visit_id, limit=2)
        text = _("Read: {code}.").format(code=identity.mask_within(text))
        who = _("It is a pupil of this visit.") if len(found) == 1 else ""
        self._scanned = ready("scanner", _("Scanner"), f"{text} {who}".strip())
        self._show()
        self.lines.choose("scanner")

    def _lay_out(self) -> None:
        self.lines.set_empty(
            _("Not checked yet"),
            _("Before leaving: plug in what comes along, then check everything."),
        )
        self.lines.setSortingEnabled(False)  # in the order of doing
        self.check.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self.verdict, 1)
        head.addWidget(self.which, 1)
        head.addWidget(self.check)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(12))
        whole.addLayout(head)
        whole.addWidget(self.lines, 1)
        whole.addWidget(self.scanner)


def _unscanned() -> Check:
    return note("scanner", _("Scanner"), _("Not tried yet."), _("Scan any code into the field."))


def _columns() -> list[Column[Check]]:
    said = {"ready": _("Ready"), "do": _("To do"), "note": _("Note")}

    def mark(one: Check) -> tuple[str, str, str]:
        tone, icon = _MARKS[one.state]
        return (tone, icon, said[one.state])

    return [
        Column("title", _("Checked"), lambda one: one.title, width=140),
        Column("state", _("How it is"), lambda one: said[one.state], width=136, badge=mark),
        Column("what", _("Found"), lambda one: one.what, width=480),
        Column("todo", _("What to do"), lambda one: one.todo, stretch=True),
    ]
