"""Who is next at a desk, and how somebody's turns stand."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from fieldapp.store import queries
from fieldapp.store.tables import Entry
from fieldapp.texts import _, ngettext, number
from fieldapp.wording import word
from ui.widgets.rows import Column
from ui.widgets.table import Table
from ui.work import Work

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Waiting(Table[Entry]):
    """Who is next; one of them may be chosen, to be called before the first."""

    def __init__(self) -> None:
        super().__init__(columns(), lambda entry: entry.visitor.person, _("Who is next"))

    def step(self, event: QKeyEvent) -> bool:
        """Choose the next one, down or up; False for another key."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            return False
        if self.current_row() is None:
            self.move_by(0)  # the first, who is called anyway
        self.move_by(step)
        return True

    def choose_nobody(self) -> None:
        """The first is the next again."""
        self.selectionModel().clear()


def nobody_here(work: Work, services: tuple[str, ...], *, anybody: bool) -> tuple[str, str]:
    """What to say while nobody is served, and what to do; `anybody` could be called."""
    if work.visit is None:
        return _("No visit chosen"), _("Choose or plan one under Visits (Ctrl+1).")
    if anybody:
        return _("This desk is free"), _("Space calls the next; Up and Down choose another.")
    later = queries.waiting_count(work.session.db, work.visit_id, services)
    if not later:
        return _("Nobody waits"), _("Whoever checks in for this service appears here.")
    hint = ngettext(
        "{count} waits for another desk, their recording or their ticket first.",
        "{count} wait for another desk, their recording or their ticket first.",
        later,
    )
    return _("Nobody can be called yet"), hint.format(count=number(later))


def turns_told(entry: Entry) -> str:
    """How each turn of somebody stands."""
    return " · ".join(
        f"{word('service', turn.service)}: {word('state', turn.state)}"
        for turn in entry.visitor.turns
    )


def columns() -> list[Column[Entry]]:
    """Number and name of who is next."""
    return [
        Column("number", "", lambda entry: entry.visitor.number, width=80),
        Column("name", "", _named, stretch=True),
    ]


def _named(entry: Entry) -> str:
    """The name, after why they go before others."""
    first = entry.visitor.priority
    name = entry.visitor.fields.get("name", "")
    return f"{word('priority', first)} · {name}" if first else name
