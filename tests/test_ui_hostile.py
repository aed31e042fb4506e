"""Names that are markup, calculation or sleight of hand are shown as they are typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from fieldapp import people, visits
from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.store.session import Session
from tests import workplace as w
from ui import theme
from ui.app import Window
from ui.officer import Officer
from ui.pages.queue import QueuePage
from ui.widgets.cells import plain_text
from ui.widgets.hint import hint

MARKUP = "<b>Dewi</b> <img src='file:///etc/passwd'> & <a href='x'>"
LONG = MARKUP * 6


def hostile_visit(session: Session) -> str:
    """A visit whose every text is markup, as a list and another laptop may bring it."""
    visit = visits.plan(session, LONG, w.DAY).visit
    pupils = [w.pupil(n, name=f"{LONG} {n}", **{"class": MARKUP, "village": MARKUP})
              for n in range(1, 6)]  # fmt: skip
    people.take_in(session, visit, w.listing(pupils))
    first, second, *_rest = w.ids(session, visit)
    with session.writing():
        session.record(
            visit,
            (first, e.CheckedIn(MARKUP[:20], (MARKUP,), ("recording", "ikd", MARKUP))),
            (first, e.Called("recording", MARKUP)),
            (first, e.Finished("recording", MARKUP, MARKUP, {MARKUP[:30]: MARKUP})),
            (first, e.Noted(MARKUP)),
            (first, e.Corrected({"name": MARKUP, "<u>": MARKUP})),
            (second, e.CheckedIn("A-002", (), ("recording",))),
            (second, e.Started("recording", MARKUP)),
        )
    return visit


@pytest.fixture
def officer(qtbot: QtBot, tmp_path: Path) -> Iterator[Officer]:
    """A window in front of such a visit."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    session = w.device(tmp_path / "a", "<i>Laptop</i>", letter="A")
    hostile_visit(session)
    session.close()
    window = Window(tmp_path / "a", cost=w.CHEAP)
    window.resize(1366, 728)
    qtbot.addWidget(window)
    window.show()
    made = Officer(window)
    made.wait(made.has_keyboard)
    made.type(w.PASSPHRASE)
    made.press(Qt.Key.Key_Return)
    made.wait(lambda: window.frame is not None)
    yield made
    window.close()
    window.finish()
    window.deleteLater()


def shown(tip: str) -> str:
    """What a tool tip shows: Qt decides by its first tag whether it is a page."""
    if not GuiQt.mightBeRichText(tip):
        return tip
    page = QTextDocument()
    page.setHtml(tip)
    assert "<img" not in tip
    return page.toPlainText()


def assert_plain(root: QWidget) -> None:
    for label in root.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
    for widget in root.findChildren(QWidget):
        tip = widget.toolTip()
        assert "<" in shown(tip) or "<" not in tip, tip


def test_every_page_shows_markup_as_text(officer: Officer) -> None:
    frame = officer.window.frame
    assert frame is not None
    for key in frame.pages:
        officer.open(key)
        officer.press(Qt.Key.Key_Down)
        QApplication.processEvents()
        assert_plain(officer.window)


def test_a_message_shows_markup_as_text(officer: Officer) -> None:
    frame = officer.window.frame
    assert frame is not None
    frame.work.refuse(KnownError(LONG, LONG))
    QApplication.processEvents()
    assert_plain(officer.window)


def test_a_tool_tip_of_markup_shows_the_markup() -> None:
    assert hint("Dewi & Budi") == "Dewi & Budi"
    for text in (MARKUP, LONG, "<b>x", "a<br/>b"):
        assert shown(hint(text)) == text


def test_the_clipboard_holds_nothing_that_a_spreadsheet_would_calculate(
    officer: Officer, qtbot: QtBot
) -> None:
    frame = officer.window.frame
    assert frame is not None
    session = frame.work.session
    visit = queries.visits(session.db)[0].visit
    for name in ("=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "-2+3"):
        people.walk_in(session, visit, {"name": f"{name} Dewi"}, although_alike=True)
    page = officer.open("queue")
    assert isinstance(page, QueuePage)
    model = page.table.model()
    qtbot.waitUntil(lambda: model.rowCount() >= 9)
    cells = [cell for row in range(model.rowCount()) for cell in plain_text(model, row).split("\t")]
    assert not [cell for cell in cells if cell[:1] in "=+@-" and len(cell) > 1]
    assert any(cell == " =cmd|' /C calc'!A0 Dewi" for cell in cells)
