"""The camera in the window: a film played into it reads codes and takes photos."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldapp import camera as cameras
from fieldapp import codes, queue, visits
from fieldapp.camera import AGAIN, Chosen, Once
from fieldapp.store import media, queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from tests import film, windows
from tests import workplace as w
from ui import pictures, tour_camera
from ui.camera import Source
from ui.officer import CTRL
from ui.pages.checkin import CheckIn
from ui.pages.device import DevicePage
from ui.pages.equipment_camera import CameraSection
from ui.work import Changes

ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key
pytestmark = pytest.mark.qt_log_ignore(
    "RHI",
    "pipewire",
    "deprecated pixel",
    "multimedia",
    "codec",
    "propagateSizeHints",
    "Could not open media",
    extend=True,
)


class Door:
    """A laptop at the door whose camera sees a film."""

    def __init__(self, qtbot: QtBot, home: Path, source: Source, *, evidence: tuple[str, ...] = (),
                 codes_on: bool = False) -> None:  # fmt: skip
        self.qtbot = qtbot
        session = w.device(home, "Laptop A", letter="A")
        self.visit = w.visit_with(session, 12)
        if evidence:
            visits.change(session, self.visit, evidence=evidence)
        if codes_on:
            cameras.choose(session, Chosen(codes=True))
        session.close()
        self.window, self.officer = windows.in_use(qtbot, home, eye=source)
        self.officer.open("checkin")

    @property
    def session(self) -> Session:
        assert self.window.session
        return self.window.session

    @property
    def page(self) -> CheckIn:
        assert self.window.frame
        page = self.window.frame.pages["checkin"]
        assert isinstance(page, CheckIn)
        return page

    def somebody(self, place: int = 0) -> Entry:
        ready = [
            entry
            for entry in queries.everyone(self.session.db, self.visit)
            if entry.assessment.badge == "record_and_print" and entry.visitor.fields.get("nisn")
        ]
        return ready[place]

    def again(self, entry: Entry) -> Entry:
        return queries.known(self.session.db, self.visit, entry.visitor.person)

    def said(self) -> str:
        assert self.window.frame
        return f"{self.window.frame.message.what()} {self.window.frame.message.todo()}"

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
              ) -> None:  # fmt: skip
        self.officer.press(key, modifier)


@pytest.fixture
def doors() -> Iterator[list[Door]]:
    opened: list[Door] = []
    yield opened
    for door in opened:
        door.window.finish()


@pytest.fixture
def portrait_door(qtbot: QtBot, tmp_path: Path, doors: list[Door]) -> Door:
    """A door where photo and signature are wanted; somebody stands before the camera."""
    seen = film.write(tmp_path / "face.avi", [tour_camera.head()] * 10)
    door = Door(qtbot, tmp_path / "a", film.source(seen), evidence=("photo", "signature"))
    doors.append(door)
    return door


# --- codes


def test_a_code_before_the_camera_checks_in_as_a_scan_does(
    qtbot: QtBot, tmp_path: Path, doors: list[Door]
) -> None:
    seen = tmp_path / "code.avi"
    door = Door(qtbot, tmp_path / "a", film.source(seen))
    doors.append(door)
    pupil = door.somebody()
    film.write(seen, [tour_camera.card(pupil.visitor.fields["nisn"])] * 10)
    beeps: list[int] = []
    door.page.eye._sound = lambda: beeps.append(1)
    assert not door.page.eye.isVisible()
    door.press(Key.Key_K, CTRL)
    assert door.page.eye.isVisible()
    door.officer.wait(lambda: bool(door.again(pupil).visitor.number))
    assert beeps == [1]
    assert cameras.chosen(door.session).codes
    door.press(Key.Key_K, CTRL)
    assert not door.page.eye.isVisible()
    assert not door.window.camera.is_for(door.page.eye)


def test_an_unknown_code_says_what_was_read(
    qtbot: QtBot, tmp_path: Path, doors: list[Door]
) -> None:
    seen = film.write(tmp_path / "code.avi", [tour_camera.card("0099999999")] * 10)
    door = Door(qtbot, tmp_path / "a", film.source(seen), codes_on=True)
    doors.append(door)
    door.officer.wait(lambda: "9999" in door.said())
    assert "not known" in door.said() or "Nobody" in door.said()


def test_a_code_that_stays_in_sight_is_read_once() -> None:
    now = [100.0]
    once = Once(lambda: now[0])
    assert once.new(["A"]) == ["A"]
    for _step in range(20):
        now[0] += 1
        assert once.new(["A"]) == []
    assert once.new(["B", "A"]) == ["B"]
    now[0] += AGAIN
    assert once.new(["A"]) == ["A"]


@pytest.mark.usefixtures("qapp")
def test_a_code_of_many_kinds_is_read() -> None:
    assert cameras.read(*pictures.grey(tour_camera.card("A014D260719"))) == ["A014D260719"]
    assert cameras.read(*pictures.grey(tour_camera.head())) == []
    assert cameras.read(*pictures.grey(tour_camera.card("x" * (codes.LONGEST + 1)))) == []


# --- evidence


def test_space_takes_the_photo_and_a_stroke_the_signature(portrait_door: Door) -> None:
    door = portrait_door
    pupil = door.somebody()
    door.officer.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    panel = door.page.evidence
    assert panel.isVisible()
    assert panel.number.text() == door.again(pupil).visitor.number
    door.officer.wait(panel.take.isEnabled)
    door.officer.wait(lambda: not door.page.field.is_scanning())  # a space at once would be its end
    door.press(Key.Key_Space)
    door.officer.wait(lambda: "Who agrees" in door.said())
    door.press(Key.Key_2, ALT)
    door.press(Key.Key_Space)
    door.officer.wait(lambda: len(door.again(pupil).visitor.evidence) == 1)
    (photo,) = door.again(pupil).visitor.evidence
    assert (photo.what, photo.consent) == ("photo", "guardian")
    data = media.data_of(door.session.db, photo.medium)
    assert data
    assert data.startswith(b"\xff\xd8\xff")
    assert not door.window.camera.is_for(panel)
    door.press(Key.Key_Return)
    assert panel.what == "signature"
    sign(panel.pad)
    door.press(Key.Key_Return)
    door.officer.wait(lambda: len(door.again(pupil).visitor.evidence) == 2)
    door.officer.wait(door.page.field.hasFocus)
    assert not panel.isVisible()


def sign(pad: QWidget) -> None:
    """Write something with the mouse."""
    middle = pad.rect().center()
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=middle)
    for step in range(1, 8):
        QTest.mouseMove(pad, middle + QPoint(12 * step, (-1) ** step * 14))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=middle + QPoint(90, 0))


def test_typing_the_next_name_keeps_what_was_signed(portrait_door: Door) -> None:
    door = portrait_door
    pupil, following = door.somebody(0), door.somebody(1)
    visits.change(door.session, door.visit, evidence=("signature",))
    door.page.work.choose(door.visit)
    door.officer.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    panel = door.page.evidence
    door.press(Key.Key_1, ALT)
    sign(panel.pad)
    door.officer.type(following.visitor.fields["nisn"])
    door.officer.wait(lambda: not panel.isVisible())
    assert len(door.again(pupil).visitor.evidence) == 1
    assert door.page.field.text() == following.visitor.fields["nisn"]


def test_a_photo_is_taken_again_deleted_and_brought_back(portrait_door: Door) -> None:
    door = portrait_door
    pupil = door.somebody()
    queue.check_in(door.session, door.visit, pupil.visitor.person)
    door.page.show_person(pupil.visitor.person)
    door.press(Key.Key_P, CTRL)
    panel = door.page.evidence
    door.press(Key.Key_1, ALT)
    door.officer.wait(panel.take.isEnabled)
    door.press(Key.Key_Space)
    door.officer.wait(lambda: bool(door.again(pupil).visitor.evidence))
    (first,) = door.again(pupil).visitor.evidence
    door.press(Key.Key_Delete)
    door.officer.wait(lambda: not door.again(pupil).visitor.evidence)
    door.press(Key.Key_Z, CTRL)
    door.officer.wait(lambda: door.again(pupil).visitor.evidence == (first,))
    assert panel.isVisible()


def test_who_does_not_agree_is_noted_and_the_next_comes(portrait_door: Door) -> None:
    door = portrait_door
    pupil = door.somebody()
    door.officer.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    door.press(Key.Key_0, ALT)
    door.officer.wait(lambda: bool(door.again(pupil).visitor.declined))
    door.officer.wait(door.page.field.hasFocus)
    assert not door.page.evidence.isVisible()


def test_the_camera_is_off_while_the_screen_is_locked(portrait_door: Door) -> None:
    door = portrait_door
    pupil = door.somebody()
    door.officer.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    panel = door.page.evidence
    door.officer.wait(lambda: door.window.camera.is_for(panel))
    door.window.lock()
    assert not door.window.camera.is_for(panel)


def test_without_a_camera_it_says_so_and_the_work_goes_on(
    qtbot: QtBot, tmp_path: Path, doors: list[Door]
) -> None:
    door = Door(qtbot, tmp_path / "a", film.source(tmp_path / "none.avi"), evidence=("photo",))
    doors.append(door)
    pupil, following = door.somebody(0), door.somebody(1)
    door.officer.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    panel = door.page.evidence
    door.officer.wait(lambda: "camera stopped" in panel.finder.accessibleDescription())
    assert not panel.take.isEnabled()
    door.press(Key.Key_Escape)
    door.officer.wait(door.page.field.hasFocus)
    door.officer.type(following.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    assert door.again(following).visitor.number


def test_a_camera_that_gives_no_picture_is_told(
    qtbot: QtBot, tmp_path: Path, doors: list[Door]
) -> None:
    class Silent:
        def stop(self) -> None:
            """Nothing to let go of."""

    door = Door(qtbot, tmp_path / "a", lambda _sink, _name, _tell: Silent(), evidence=("photo",))
    doors.append(door)
    door.window.camera._late.setInterval(50)
    pupil = door.somebody()
    door.officer.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    finder = door.page.evidence.finder
    door.officer.wait(lambda: "gives no picture" in finder.accessibleDescription())
    assert not door.page.evidence.take.isEnabled()
    assert not door.window.camera.is_for(door.page.evidence)


def test_nothing_is_asked_where_the_visit_wants_nothing(
    qtbot: QtBot, tmp_path: Path, doors: list[Door]
) -> None:
    door = Door(qtbot, tmp_path / "a", film.source(tmp_path / "none.avi"))
    doors.append(door)
    pupil = door.somebody()
    door.officer.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    assert door.again(pupil).visitor.number
    assert not door.page.evidence.isVisible()
    assert not door.page.pictures.isVisible()


def test_what_is_being_signed_stays_over_the_lock_and_while_others_work(
    portrait_door: Door,
) -> None:
    door = portrait_door
    visits.change(door.session, door.visit, evidence=("signature",))
    door.page.work.choose(door.visit)
    pupil, other = door.somebody(0), door.somebody(1)
    door.officer.type(pupil.visitor.fields["nisn"])
    door.press(Key.Key_Return)
    door.press(Key.Key_1, ALT)
    panel = door.page.evidence
    sign(panel.pad)
    queue.check_in(door.session, door.visit, other.visitor.person)
    door.page.work.changed.emit(Changes())
    door.window.lock()
    door.officer.type(w.PASSPHRASE)
    door.press(Key.Key_Return)
    door.officer.wait(panel.isVisible)
    assert panel.pad.is_signed()
    door.press(Key.Key_Return)
    door.officer.wait(lambda: bool(door.again(pupil).visitor.evidence))
    assert door.again(pupil).visitor.evidence[0].what == "signature"


# --- equipment


def test_what_is_ticked_under_equipment_holds_at_check_in(
    qtbot: QtBot, tmp_path: Path, doors: list[Door]
) -> None:
    door = Door(qtbot, tmp_path / "a", film.source(tmp_path / "none.avi"))
    doors.append(door)
    for on in (True, False):
        page = door.officer.open("device")
        door.press(Key.Key_K, CTRL)
        section = page.findChild(CameraSection)
        assert section
        section.codes.click()
        door.officer.open("checkin")
        assert door.page.eye.isVisible() is on


def test_the_camera_is_tried_under_equipment(
    qtbot: QtBot, tmp_path: Path, doors: list[Door]
) -> None:
    seen = film.write(tmp_path / "code.avi", [tour_camera.card("0012345678")] * 10)
    door = Door(qtbot, tmp_path / "a", film.source(seen))
    doors.append(door)
    page = door.officer.open("device")
    assert isinstance(page, DevicePage)
    door.press(Key.Key_K, CTRL)
    section = page.findChild(CameraSection)
    assert section
    door.press(Key.Key_C, ALT)
    door.officer.wait(lambda: "camera is ready" in section.state.text())
    door.officer.open("checkin")
    assert not door.window.camera.is_for(section)
