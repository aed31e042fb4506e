"""No key means two things: on every page and view, each shortcut in reach is there once."""

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fieldapp import announcing, practice, queue
from fieldapp.store import queries
from fieldapp.store.session import Session
from tests import windows
from tests import workplace as w
from ui import theme
from ui.pages.device import DevicePage


def in_reach(window: QWidget) -> Counter[str]:
    """The keys of what is in sight, enabled or not yet, with how many shortcuts have each."""
    found: Counter[str] = Counter()
    for shortcut in window.findChildren(QShortcut):
        owner = shortcut.parent()
        if isinstance(owner, QWidget) and owner.isVisible():
            found[shortcut.key().toString()] += 1
    return found


def check(window: QWidget, where: str) -> list[tuple[str, set[str]]]:
    twice = {key for key, count in in_reach(window).items() if count > 1}
    return [(where, twice)] if twice else []


@pytest.mark.parametrize("role", ["field", "office"])
def test_no_key_means_two_things(qtbot: QtBot, tmp_path: Path, role: str) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    session = w.device(tmp_path / "home", "Laptop A", role, "A")
    worked(session)
    session.close()
    window, officer = windows.in_use(qtbot, tmp_path / "home")
    frame = window.frame
    assert frame
    wrong: list[tuple[str, set[str]]] = []
    for key, page in frame.pages.items():
        officer.open(key)
        officer.wait(lambda: frame.work.task is None)
        wrong += check(window, key)
        if isinstance(page, DevicePage):
            for button in page.buttons:
                button.click()
                officer.wait(lambda: frame.work.task is None)
                wrong += check(window, f"{key}, {button.text()}")
    assert wrong == []
    window.close()
    window.finish()


def worked(session: Session) -> None:
    """A visit with somebody at the desk, a practice, the voice on: all that shows keys."""
    visit = w.visit_with(session, 12)
    announcing.keep(session, announcing.VoiceSetting(on=True))
    persons = w.ids(session, visit)
    for person in persons[:4]:
        queue.check_in(session, visit, person, services=("recording",))
    queue.call(session, visit, "recording", None, "1")
    waiting = queries.ready(session.db, visit, ("recording",))
    queue.hold(session, visit, waiting[0][0].visitor.person, "recording")
    practice.begin(session, w.DAY, 5)
