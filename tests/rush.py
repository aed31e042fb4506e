"""A rush through the real window: everybody checks in and is served at three desks, by keys."""

import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt

from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.store import queries
from fieldapp.store.session import open_home
from fieldapp.store.tables import Entry
from tests import workplace as w
from ui.app import Window
from ui.officer import Officer
from ui.pages.checkin import CheckIn
from ui.pages.desk import Desk

Key = Qt.Key
DESKS = 3


@dataclass
class Rush:
    """What became of it: who was served, and how long each kind of step took (seconds)."""

    visit: str
    people: list[str] = field(default_factory=list)
    took: dict[str, list[float]] = field(default_factory=dict)

    def timed(self, what: str, since: float) -> None:
        """Note how long a step took."""
        self.took.setdefault(what, []).append(time.perf_counter() - since)


def play(home: Path, count: int) -> Rush:
    """`count` pupils come, each is called, begun and finished, as fast as the window goes."""
    session = w.device(home, "Laptop A", letter="A")
    visit = w.visit_with(session, count)
    coming = [e for e in queries.everyone(session.db, visit) if e.assessment.badge in MAY_RECORD]
    session.close()
    window = Window(home)
    window.resize(1366, 728)
    window.show()
    officer = Officer(window)
    officer.wait(officer.has_keyboard)
    window.enter(open_home(home, "Op Laptop A", w.PASSPHRASE))
    assert window.frame
    window.frame.work.choose(visit)
    rush = Rush(visit)
    for number, entry in enumerate(coming):
        _come(officer, entry, rush)
        _serve(officer, number % DESKS, rush)
    window.close()
    window.finish()
    window.deleteLater()
    return rush


def _come(officer: Officer, entry: Entry, rush: Rush) -> None:
    page = officer.open("checkin")
    assert isinstance(page, CheckIn)
    person = entry.visitor.person
    officer.fill(entry.visitor.fields["nisn"])
    begun = time.perf_counter()
    officer.press(Key.Key_Return)
    if not page.card.number.number():  # something is to be looked at: Enter again
        officer.press(Key.Key_Return)
    officer.wait(lambda: bool(page.card.number.number()))
    rush.timed("check-in", begun)
    assert page.card.entry is not None
    assert page.card.entry.visitor.person == person
    rush.people.append(person)


def _serve(officer: Officer, desk: int, rush: Rush) -> None:
    page = officer.open("desk")
    assert isinstance(page, Desk)
    page.station.setCurrentIndex(desk)
    for key, what in ((Key.Key_Space, "call"), (Key.Key_Return, "start"),
                      (Key.Key_Return, "finish")):  # fmt: skip
        begun = time.perf_counter()
        officer.press(key)
        rush.timed(what, begun)


def problems(home: Path, rush: Rush) -> list[str]:
    """What was lost or out of place, by the events and the tables; nothing if all is well."""
    session = open_home(home, "Op Laptop A", w.PASSPHRASE)
    found = []
    entries = [queries.known(session.db, rush.visit, person) for person in rush.people]
    numbers = [entry.visitor.number for entry in entries]
    if numbers != [f"A-{place:03}" for place in range(1, len(numbers) + 1)]:
        found.append(f"numbers: {numbers}")
    turns = [(turn, entry) for entry in entries for turn in entry.visitor.turns]
    if any((turn.state, turn.outcome) != ("finished", "recorded") for turn, _entry in turns):
        found.append("somebody was not recorded")
    if any(not turn.waiting <= turn.called <= turn.started <= turn.finished for turn, _e in turns):
        found.append("a step is out of its order")
    for desk in range(1, DESKS + 1):
        there = sorted((t.started, t.finished) for t, _e in turns if t.station == str(desk))
        if any(after[0] < before[1] for before, after in pairwise(there)):
            found.append(f"two people at once at desk {desk}")
    seqs = [seq for (seq,) in session.db.execute(
        "SELECT seq FROM event JOIN stream ON stream.id = event.stream WHERE visit = ? "
        "ORDER BY seq", (rush.visit,))]  # fmt: skip
    if seqs != list(range(1, len(seqs) + 1)):
        found.append("a gap among the events")
    session.close()
    return found
