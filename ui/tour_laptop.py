"""A laptop's pages by keyboard, taking pictures: one function for each page."""

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp import visits
from fieldapp.demo import play
from fieldapp.store import queries
from fieldapp.store.tables import Entry
from ui.app import Dialogs
from ui.officer import ALT, CTRL, Officer
from ui.pages.checkin import CheckIn
from ui.pages.desk import Desk
from ui.tour_stage import SIZE, Stage, idle, session_of, work_of

Key = Qt.Key


def dialogs(played: play.Played) -> Dialogs:
    """What a laptop's dialogs answer."""
    return Dialogs(folder=lambda _title: played.folder / "stick")


def _absent(officer: Officer, visit: str, badge: str) -> list[Entry]:
    return [
        entry
        for entry in queries.everyone(session_of(officer).db, visit)
        if entry.assessment.badge == badge and not entry.visitor.number
        and entry.visitor.fields.get("nisn")
    ]  # fmt: skip


def checkin(officer: Officer, played: play.Played, suffix: str) -> None:
    """The door: searching, the card, the number, and somebody on no list."""
    visit = played.visit
    page = officer.open("checkin")
    assert isinstance(page, CheckIn)  # noqa: S101 -- narrows the type
    officer.picture(f"checkin-empty{suffix}")
    able = (_absent(officer, visit, badge) for badge in ("first_voter", "record_and_print"))
    voter = next(entry for entries in able for entry in entries)
    officer.type(voter.visitor.fields["name"].split()[0][:5])
    officer.wait(lambda: bool(page.results.rows()))
    officer.picture(f"checkin-results{suffix}")
    officer.fill(voter.visitor.fields["nisn"])
    officer.wait(lambda: len(page.results.rows()) == 1)
    officer.picture(f"checkin-card{suffix}")
    officer.press(Key.Key_F2)
    officer.press(Key.Key_Return)
    if not page.card.number.number():
        officer.press(Key.Key_Return)
    officer.picture(f"checkin{suffix}")
    officer.press(Key.Key_Return)
    officer.picture(f"checkin-again{suffix}")
    for badge in ("too_young", "check_data"):
        for entry in _absent(officer, visit, badge)[:1]:  # a small demo may have none
            officer.fill(entry.visitor.fields["nisn"])
            officer.wait(lambda: len(page.results.rows()) == 1)
            officer.press(Key.Key_Return)
            officer.picture(f"checkin-{badge.replace('_', '-')}{suffix}")
    officer.press(Key.Key_Escape)
    officer.press(Key.Key_F6)
    officer.type("Putri")
    officer.press(Key.Key_Tab)
    officer.type("31-02-2007")
    officer.press(Key.Key_Return)
    officer.picture(f"walk-in{suffix}")
    officer.press(Key.Key_Escape)


def photo(officer: Officer, played: play.Played, suffix: str) -> None:
    """A photo and a signature of who came, at a visit that wants them; then codes by camera."""
    session, visit = session_of(officer), played.visit
    before = queries.visit(session.db, visit).plan.evidence
    visits.change(session, visit, evidence=("photo", "signature"))
    page = officer.open("checkin")
    assert isinstance(page, CheckIn)  # noqa: S101 -- narrows the type
    everyone = (e.visitor for e in queries.everyone(session.db, visit))
    here = next(one for one in everyone if one.number and not one.evidence)
    work_of(officer).choose(visit)
    page.show_person(here.person)
    officer.press(Key.Key_P, CTRL)
    officer.press(Key.Key_2, ALT)
    try:
        officer.wait(page.evidence.hints[0].isVisible, seconds=5)
    except TimeoutError:  # Qt's parts for cameras are missing
        officer.picture(f"photo{suffix}")
        officer.press(Key.Key_Escape)
        visits.change(session, visit, evidence=before)
        return
    officer.picture(f"photo{suffix}")
    officer.press(Key.Key_Space)
    officer.picture(f"photo-taken{suffix}")
    officer.press(Key.Key_Return)
    QApplication.processEvents()
    _sign(page.evidence.pad)
    officer.picture(f"photo-signature{suffix}")
    officer.press(Key.Key_Return)
    officer.press(Key.Key_K, CTRL)
    officer.wait(page.eye.finder.has_picture)
    officer.picture(f"photo-codes{suffix}")
    officer.press(Key.Key_K, CTRL)
    visits.change(session, visit, evidence=before)


def _sign(pad: QWidget) -> None:
    """Write something with the mouse."""
    high = min(pad.height(), pad.width() * 0.4)
    at = QPointF(high * 0.6, high * 0.6)
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=at.toPoint())
    for step in range(60):
        up = math.sin(step / 3) * high * 0.3 * math.cos(step / 24)
        QTest.mouseMove(pad, (at + QPointF(step * high / 40, up)).toPoint())
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=at.toPoint())


def desk(officer: Officer, _played: play.Played, suffix: str) -> None:
    """A desk: free, calling, recording, and what was not captured."""
    page = officer.open("desk")
    assert isinstance(page, Desk)  # noqa: S101 -- narrows the type
    officer.picture(f"desk-free{suffix}")
    officer.press(Key.Key_Space)
    officer.picture(f"desk-called{suffix}")
    officer.press(Key.Key_Return)
    officer.press(Key.Key_6)
    officer.picture(f"desk{suffix}")
    officer.press(Key.Key_G)
    officer.picture(f"desk-reasons{suffix}")
    officer.press(Key.Key_Escape)
    officer.press(Key.Key_Return)
    officer.picture(f"desk-finished{suffix}")


def group(officer: Officer, _played: play.Played, suffix: str) -> None:
    """A whole class at once, without giving the numbers."""
    officer.open("checkin")
    officer.press(Key.Key_G, CTRL)
    officer.picture(f"group{suffix}")
    officer.press(Key.Key_Escape)


def figures(officer: Officer, _played: play.Played, suffix: str) -> None:
    """Everyone of the visit, then each desk and hour."""
    officer.open("queue")
    officer.press(Key.Key_G, CTRL)
    officer.picture(f"figures{suffix}")
    officer.press(Key.Key_G, CTRL)


def ready(officer: Officer, _played: play.Played, suffix: str) -> None:
    """What is left to do before leaving."""
    officer.open("device")
    officer.press(Key.Key_G, CTRL)
    officer.press(Key.Key_F5)
    idle(officer)
    officer.picture(f"ready{suffix}")


def equipment(officer: Officer, _played: play.Played, suffix: str) -> None:
    """What can be set up beside the laptop."""
    officer.open("device")
    officer.press(Key.Key_K, CTRL)
    officer.picture(f"equipment{suffix}")


def board(officer: Officer, _played: play.Played, suffix: str) -> None:
    """What the hall sees: somebody is called."""
    hall = officer.window.hall
    assert hall is not None  # noqa: S101 -- narrows the type
    officer.open("desk")
    officer.press(Key.Key_Space)
    hall.board.resize(*SIZE)
    hall.board.show()
    officer.picture(f"board{suffix}", hall.board)
    hall.board.hide()
    officer.open("desk")
    officer.press(Key.Key_Return)
    officer.press(Key.Key_Return)


STAGES: tuple[Stage, ...] = (checkin, photo, group, desk, figures, ready, equipment, board)
