"""What keeps the window quick: who is asked for their size, what is made anew, what is read."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.store import queries
from fieldapp.store.session import Session
from tests import workplace as w
from tests.windows import show
from ui import badges
from ui.pages.person_card import PersonCard
from ui.tasks import collect_on_main_thread
from ui.widgets.badge import Chip
from ui.widgets.label import label
from ui.widgets.stack import Stack


class _Asked(QWidget):
    """Counts how often it is asked for its height at a width."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(100, 20)

    def heightForWidth(self, width: int) -> int:
        self.times += 1
        return 2000 // max(width, 1) + 20


def test_pages_that_nobody_sees_are_not_asked_how_they_would_break_their_lines(
    qtbot: QtBot,
) -> None:
    seen, hidden = QWidget(), QWidget()
    asked = _Asked()
    for page, part in ((seen, label("words that wrap")), (hidden, asked)):
        QVBoxLayout(page).addWidget(part)
    stack = Stack()
    stack.addWidget(seen)
    stack.addWidget(hidden)
    window = show(qtbot, stack)
    qtbot.waitExposed(window)
    before = asked.times
    window.resize(640, 400)
    qtbot.waitUntil(lambda: seen.width() > 600)
    assert asked.times == before
    stack.setCurrentWidget(hidden)
    qtbot.waitUntil(lambda: asked.times > before)  # once it is seen it breaks its lines as ever


@pytest.fixture
def card(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[PersonCard, Session, str]]:
    session = w.device(tmp_path / "a", "Laptop A", letter="A")
    visit = w.visit_with(session, 20)
    made = PersonCard()
    show(qtbot, made)
    yield made, session, visit
    session.close()


def _shown(card: PersonCard) -> list[str]:
    return [chip.mark().text for chip in card.chips.findChildren(Chip) if chip.isVisible()]


def test_one_card_after_the_other_shows_just_the_chips_of_each(
    card: tuple[PersonCard, Session, str],
) -> None:
    page, session, visit = card
    entries = queries.everyone(session.db, visit)
    counts = {len(entry.assessment.chips) for entry in entries}
    assert len(counts) > 1  # the next has more of them, and fewer
    for entry in (*entries, *reversed(entries)):
        page.show_entry(entry, ("recording", "ikd"))
        assert _shown(page) == [badges.chip(code)[2] for code in entry.assessment.chips]


def test_ticks_are_those_of_whoever_is_shown_also_where_the_services_differ(
    card: tuple[PersonCard, Session, str],
) -> None:
    page, session, visit = card
    entries = queries.everyone(session.db, visit)
    young = next(e for e in entries if e.assessment.badge == "too_young")
    ready = next(e for e in entries if e.assessment.badge == "record_and_print")
    told: list[tuple[str, str, bool]] = []
    page.ticked.connect(lambda *tick: told.append(tick))
    page.show_entry(ready, ("recording", "ikd"))
    assert page.chosen("service") == ("recording",)
    page.show_entry(young, ("recording", "ikd"))
    assert page.chosen("service") == ()
    page.show_entry(ready, ("recording",))
    assert [name for _group, name in page.boxes] == ["kk", "recording"]
    assert told == []  # nobody ticked anything
    page.toggle("recording")
    assert told == [("service", "recording", False)]


def test_pages_once_built_are_not_looked_through_for_garbage(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    built = False
    timer = collect_on_main_thread(parent, built=lambda: built)
    try:
        timer.timeout.emit()
        assert gc.get_freeze_count() == 0
        built = True
        timer.timeout.emit()
        assert gc.get_freeze_count() > 0
    finally:
        timer.stop()
        gc.unfreeze()
        gc.enable()


def test_the_login_takes_keys_before_the_pages_and_commands_are_read() -> None:
    code = (
        "import sys, fieldapp.__main__, ui.app\n"
        "late = ['ui.inside', 'ui.frame', 'ui.pages.checkin', 'fieldapp.commands', 'xlsxwriter',"
        " 'fieldapp.store.session', 'python_calamine', 'qtawesome', 'qtpy']\n"
        "print([name for name in late if name in sys.modules])"
    )
    assert _told(code) == "[]"


def test_no_source_is_kept_of_the_pages_read_nor_what_only_lists_and_papers_need() -> None:
    code = (
        "import linecache, sys, ui.app\n"
        "ui.app._read_pages(None)\n"
        "found = [name for name in ('ssl', 'xlsxwriter') if name in sys.modules]\n"
        "print('ui.inside' in sys.modules, len(linecache.cache), found)"
    )
    assert _told(code) == "True 0 []"


def _told(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()
