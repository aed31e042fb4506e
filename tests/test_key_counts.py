"""The keys that docs/comparison.md counts do their task in the real window, and no fewer do."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import announcing, queue
from fieldapp.domain.people import Turn
from fieldapp.store import queries
from fieldapp.store.tables import Entry
from tests.scanning import Hall
from ui.officer import ALT, CTRL, PLAIN

COMPARISON = Path(__file__).parent.parent / "docs" / "comparison.md"
SIGN = re.compile(r"\*([^*]+)\*|`([^`]+)`")
MODIFIERS = {"Ctrl": CTRL, "Alt": ALT}
SECONDS = 0.5  # between the keys of a person; a scanner is much faster


@dataclass(frozen=True)
class Row:
    """A task in the document: how many keys, and which; what identifies somebody between them."""

    task: str
    count: int
    signs: tuple[tuple[str, str], ...]


def rows() -> list[Row]:
    """The table of the document."""
    lines = COMPARISON.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    return [Row(c[0], int(c[3]), tuple(SIGN.findall(c[4]))) for c in cells[2:]]


class Hands:
    """An officer who presses what the document says, and one pupil to do it with."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        everyone = queries.everyone(hall.session.db, hall.visit)
        self.pupils = [e for e in everyone if e.assessment.badge == "record_and_print"]

    def entry(self, place: int = 0) -> Entry:
        return self.hall.again(self.pupils[place])

    def turn(self, place: int = 0, service: str = "recording") -> Turn:
        return next(t for t in self.entry(place).visitor.turns if t.service == service)

    def here(self) -> None:
        """Three pupils wait for recording."""
        for pupil in self.pupils[:3]:
            queue.check_in(
                self.hall.session, self.hall.visit, pupil.visitor.person, services=("recording",)
            )

    def called(self) -> None:
        self.here()
        queue.call_next(self.hall.session, self.hall.visit, ("recording",), "1")

    def serving(self) -> None:
        self.called()
        person = self.pupils[0].visitor.person
        queue.start(self.hall.session, self.hall.visit, person, "recording", "1")

    def held(self) -> None:
        self.serving()
        person = self.pupils[0].visitor.person
        queue.hold(self.hall.session, self.hall.visit, person, "recording")

    def finished(self) -> None:
        self.serving()
        person = self.pupils[0].visitor.person
        queue.finish(self.hall.session, self.hall.visit, person, "recording", "recorded")

    def first_and_another(self) -> None:
        """The first was finished, then the second was called."""
        self.finished()
        queue.call_next(self.hall.session, self.hall.visit, ("recording",), "1")

    def shown(self) -> None:
        """Check-in shows a pupil who has a number."""
        self.here()
        self.hall.officer.open("checkin")
        self.hall.checkin.show_person(self.pupils[0].visitor.person)

    def act(self, sign: tuple[str, str]) -> None:
        """Press a key, type what identifies somebody, or scan it."""
        data, key = sign
        self.hall.now += SECONDS
        if key:
            *held, name = key.split("+")
            pressed = Qt.Key["Key_Return" if name == "Enter" else f"Key_{name}"]
            self.hall.officer.press(pressed, MODIFIERS[held[0]] if held else PLAIN)
        elif data.startswith("scanned"):
            self.hall.scan(self.told(data))
        else:
            for letter in self.told(data):
                self.hall.now += SECONDS
                self.hall.officer.type(letter)

    def told(self, data: str) -> str:
        fields = self.pupils[0].visitor.fields
        return {
            "NISN": fields["nisn"],
            "first name": fields["name"].split()[0],
            "scanned card": fields["nisn"],
            "scanned ticket": "A-002",
            "number": "A-001",
            "name": "Putri Ayu",
            "birth date": "14-03-2007",
            "sex": "P",
        }[data]

    def listed(self) -> list[Entry]:
        return queries.everyone(self.hall.session.db, self.hall.visit)

    def card_says_here(self) -> bool:
        card = self.hall.checkin.card
        return card.isVisible() and card.number.number() == "A-001"


@dataclass(frozen=True)
class Task:
    """Where it is done, what was before, and by what it is seen to be done."""

    page: str
    before: Callable[[Hands], object]
    done: Callable[[Hands], bool]


def nothing(_hands: Hands) -> None:
    """Nobody came yet."""


def ended(outcome: str) -> Callable[[Hands], bool]:
    """The first pupil's recording ended so."""
    return lambda hands: hands.turn().outcome == outcome


def state(name: str, place: int = 0) -> Callable[[Hands], bool]:
    """The recording of a pupil is in this state."""
    return lambda hands: hands.turn(place).state == name


def has_number(hands: Hands) -> bool:
    return hands.entry().visitor.number == "A-001"


TASKS = {
    "Check in a listed pupil by NISN": Task("checkin", nothing, has_number),
    "Check in by a name that several share": Task(
        "checkin", nothing, lambda h: any(e.visitor.number for e in h.listed())
    ),
    "Check in by a scanned card": Task("checkin", nothing, has_number),
    "Check in by a scan on the desk's page": Task("desk", nothing, has_number),
    "See that somebody is here already": Task("checkin", Hands.here, Hands.card_says_here),
    "Add and check in somebody on no list": Task(
        "checkin",
        nothing,
        lambda h: any("walk_in" in e.visitor.flags and e.visitor.number for e in h.listed()),
    ),
    "Check in a whole class": Task(
        "checkin", nothing, lambda h: sum(bool(e.visitor.number) for e in h.listed()) > 1
    ),
    "Give priority at check-in": Task(
        "checkin", Hands.shown, lambda h: h.entry().visitor.priority == "exam"
    ),
    "Call the next": Task("desk", Hands.here, state("called")),
    "Call the second before the first": Task("desk", Hands.here, state("called", 1)),
    "Call by a scanned ticket": Task("desk", Hands.here, state("called", 1)),
    "Call again": Task("desk", Hands.called, lambda h: h.turn().calls == 2),
    "Start": Task("desk", Hands.called, state("serving")),
    "Finish normally": Task("desk", Hands.serving, ended("recorded")),
    "Finish, one finger not captured": Task(
        "desk", Hands.serving, lambda h: h.turn().missing == {"left_thumb": "bandaged"}
    ),
    "Finish with a problem and its reason": Task(
        "desk", Hands.serving, lambda h: (h.turn().outcome, h.turn().reason) == ("failed", "iris")
    ),
    "Did not come": Task("desk", Hands.called, state("no_show")),
    "Back to the queue": Task("desk", Hands.called, state("waiting")),
    "Put on hold": Task("desk", Hands.serving, state("held")),
    "Call from hold": Task("desk", Hands.held, state("called")),
    "Move to the other service": Task(
        "desk", Hands.called, lambda h: [t.service for t in h.entry().visitor.turns] == ["ikd"]
    ),
    "Send on to another desk": Task(
        "desk", Hands.called, lambda h: (h.turn().state, h.turn().wanted) == ("waiting", "2")
    ),
    "Open the board": Task("desk", nothing, lambda h: announcing.board(h.hall.session).on),
    "Take the last action back": Task("desk", Hands.finished, state("serving")),
    "Take one person's last step back": Task(
        "queue",
        Hands.first_and_another,
        lambda h: (h.turn(0).state, h.turn(1).state) == ("serving", "called"),
    ),
}

MOST = {
    "Check in a listed pupil by NISN": 2,
    "Call the next": 1,
    "Start": 1,
    "Finish normally": 1,
    "Did not come": 1,
    "Back to the queue": 1,
    "Take the last action back": 1,
}


LASTS = (  # which change nothing in the visit, or are what takes back
    "See that somebody is here already", "Open the board", "Take the last action back",
    "Take one person's last step back",
)  # fmt: skip


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    hall = Hall(qtbot, tmp_path / "a")
    yield Hands(hall)
    hall.window.finish()


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.task)
def test_the_keys_that_are_told_do_the_task_and_one_less_does_not(hands: Hands, row: Row) -> None:
    task = TASKS[row.task]
    task.before(hands)
    hands.hall.officer.open(task.page)
    *first, last = row.signs
    for sign in first:
        hands.act(sign)
    assert not task.done(hands)
    hands.act(last)
    hands.hall.qtbot.waitUntil(lambda: task.done(hands))
    assert sum(bool(key) for _data, key in row.signs) == row.count
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("row", [r for r in rows() if r.task not in LASTS], ids=lambda r: r.task)
def test_each_task_is_taken_back_by_one_key_from_where_it_was_done(hands: Hands, row: Row) -> None:
    task = TASKS[row.task]
    task.before(hands)
    hands.hall.officer.open(task.page)
    for sign in row.signs:
        hands.act(sign)
    hands.hall.qtbot.waitUntil(lambda: task.done(hands))
    hands.act(("", "Ctrl+Z"))
    hands.hall.qtbot.waitUntil(lambda: not task.done(hands))


def test_every_task_is_told_once() -> None:
    assert [row.task for row in rows()] == list(TASKS)


@pytest.mark.parametrize("task", MOST)
def test_what_is_done_all_day_takes_no_more_keys_than_were_promised(task: str) -> None:
    (count,) = (row.count for row in rows() if row.task == task)
    assert count <= MOST[task]


def test_the_way_of_one_pupil_adds_up() -> None:
    counts = {row.task: row.count for row in rows()}
    way = ("Check in a listed pupil by NISN", "Call the next", "Start", "Finish normally")
    told = COMPARISON.read_text(encoding="utf-8")
    assert f"takes {sum(counts[task] for task in way)} keys here" in told
