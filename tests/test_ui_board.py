"""The board and the voice at work: what is shown and said, when, and what if a device fails."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import announcing, practice, queue, spoken
from fieldapp.announcing import BoardSetting, VoiceSetting
from fieldapp.board import Call
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.store.session import Session, open_home
from tests import workplace as w
from tests.workplace import CHEAP, PASSPHRASE
from ui.app import Window
from ui.board import Board
from ui.calling import Calling
from ui.hall import Hall
from ui.officer import CTRL, Officer
from ui.pages.device import DevicePage
from ui.pages.equipment_board import BoardSection
from ui.pages.equipment_voice import VoiceSection
from ui.tasks import Worker
from ui.voice import Said, Voice
from ui.widgets.keys import KeyButton
from ui.work import Work

Key = Qt.Key


class Loudspeaker:
    """Records what it is given to say; holds its breath while it is told to."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.settings: list[VoiceSetting] = []
        self.trouble = ""
        self.going = Event()
        self.going.set()

    def __call__(self, said: Said) -> None:
        self.said.append(spoken.text(said.call.number, said.call.desk))
        self.settings.append(said.setting)
        while not self.going.wait(0.01) and not said.stop.is_set():
            pass
        if self.trouble:
            raise KnownError(self.trouble, "")


class Room:
    """A visit with people who checked in, its calls announced; the seconds pass by hand."""

    def __init__(self, session: Session, voice: bool = False) -> None:
        self.session = session
        self.visit = w.visit_with(session, 14)
        self.seconds = 10.0
        self.speaker = Loudspeaker()
        self.work = Work(session, Worker())
        announcing.keep(session, VoiceSetting(on=voice))
        for person in self.ids:
            queue.check_in(session, self.visit, person, services=["recording"])
        self.work.choose(self.visit)
        self.open()

    def open(self) -> None:
        """As after a start of the program."""
        self.voice = Voice(self.speaker)
        self.calling = Calling(self.work, self.voice, lambda: self.seconds)
        self.board = Board(self.calling)
        self.board.resize(1366, 768)
        self.board.show()

    @property
    def ids(self) -> list[str]:
        return w.ids(self.session, self.visit)

    def call(self, place: int, desk: str = "1") -> str:
        """Call somebody to a desk, as the page Desk does; their number."""
        person = self.ids[place]
        made = self.work.do(
            lambda: queue.call(self.session, self.visit, "recording", person, desk), person
        )
        assert made is not None
        return made.visitor.number

    def later(self, seconds: float = 4.0) -> None:
        """Time passes, and the announcer looks."""
        self.seconds += seconds
        self.calling._step()

    def shown(self) -> str:
        return self.board.current.number if self.board.current else ""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = w.device(tmp_path / "home", "Laptop A", letter="A")
    yield opened
    opened.close()


@pytest.fixture
def room(qapp: QApplication, session: Session) -> Iterator[Room]:  # noqa: ARG001
    made = Room(session)
    yield made
    made.calling.finish()


@pytest.fixture
def loud(qapp: QApplication, session: Session) -> Iterator[Room]:  # noqa: ARG001
    made = Room(session, voice=True)
    yield made
    made.speaker.going.set()
    made.calling.finish()


# -- the board


def test_a_call_stands_on_the_board_as_soon_as_it_is_made(room: Room) -> None:
    assert "Please wait for your number" in room.board.texts()
    number = room.call(0, "2")  # nothing is waited for
    assert room.board.texts()[:2] == [number, "Counter 2"]
    assert room.board.fresh


def test_a_practice_is_told_on_the_board_too(room: Room) -> None:
    assert not any("PRACTICE" in text for text in room.board.texts())
    visit = practice.begin(room.session, w.DAY, 5)
    room.work.choose(visit.visit)
    assert any(text.startswith("PRACTICE") for text in room.board.texts())


def test_a_burst_of_calls_is_shown_one_by_one_and_none_is_lost(room: Room) -> None:
    made = [room.call(place, str(place % 3 + 1)) for place in range(10)]
    seen = [room.shown()]
    for _time in range(12):
        room.later(3.9)
        assert room.shown() == seen[-1], "the time of a call is its own"
        room.later(0.2)
        if room.shown() != seen[-1]:
            seen.append(room.shown())
    assert seen == made
    assert [call.number for call in room.board.last] == made[-2:-7:-1]


def test_the_next_call_comes_by_itself_when_the_time_is_over(
    qtbot: QtBot,
    session: Session,
) -> None:
    room = Room(session)
    calling = Calling(room.work, Voice(room.speaker))  # with the machine's own clock
    calling.queue._least = 0.05
    room.board = Board(calling)
    room.board.show()
    made = [room.call(place) for place in range(3)]
    qtbot.waitUntil(lambda: room.shown() == made[-1], timeout=20_000)
    assert [call.number for call in room.board.last] == made[1::-1]
    room.calling.finish()
    calling.finish()


def test_a_recall_is_announced_again(room: Room) -> None:
    first, second = room.call(0), room.call(1)
    room.later()
    assert room.shown() == second
    room.call(0)
    room.later()
    assert room.shown() == first
    assert room.board.fresh


def test_a_call_taken_back_leaves_the_board(room: Room) -> None:
    first = room.call(0)
    room.later()
    room.call(1)
    room.work.undo()
    assert room.shown() == first
    assert len([text for text in room.board.texts() if text.startswith("A-")]) == 1


def test_after_a_restart_the_last_calls_are_shown_and_not_spoken_again(loud: Room) -> None:
    made = [loud.call(place) for place in range(3)]
    loud.calling.finish()
    loud.speaker.said.clear()
    loud.session = w.reopened(loud.session)
    loud.work = Work(loud.session, Worker())
    loud.work.choose(loud.visit)
    loud.open()
    assert loud.shown() == made[-1]
    assert not loud.board.fresh
    assert [call.number for call in loud.board.last] == made[1::-1]
    loud.later()
    assert loud.speaker.said == []
    loud.session.close()


def test_another_visit_has_a_board_of_its_own(room: Room) -> None:
    room.call(0)
    other = w.visit_with(room.session, 1)
    room.work.choose(other)
    assert room.board.current is None
    room.work.choose(room.visit)
    assert room.shown() == "A-001"


def test_no_name_and_no_nik_ever_stands_on_the_board_or_is_spoken(loud: Room, qtbot: QtBot) -> None:
    private = set()
    for place, entry in enumerate(queries.everyone(loud.session.db, loud.visit)):
        private |= {*entry.visitor.fields["name"].split(), entry.visitor.fields["nik"]}
        loud.call(place % 3)
        loud.later()
        qtbot.waitUntil(lambda: not loud.voice.speaking, timeout=20_000)
        written = " ".join([*loud.board.texts(), *loud.speaker.said, loud.board.windowTitle()])
        written += loud.board.accessibleName()
        assert not any(re.search(rf"\b{word}\b", written) for word in private)
        assert not re.search(r"\d{5}", written)


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1024, 768), (3840, 2160), (800, 600)])
def test_the_figures_are_a_quarter_of_the_height_at_any_size(
    room: Room, size: tuple[int, int]
) -> None:
    room.call(0, "2")
    room.board.resize(*size)
    assert room.board.figure_height() == pytest.approx(size[1] / 4, rel=0.02)
    picture = room.board.grab().toImage()
    assert picture.pixelColor(2, 2).lightness() < 40


def test_the_board_says_how_many_wait_and_how_long(room: Room) -> None:
    assert room.board.waiting == "14 waiting"
    for person in room.ids[:3]:
        queue.start(room.session, room.visit, person, "recording", "1")
        queue.finish(room.session, room.visit, person, "recording", "recorded")
    room.call(4)
    assert room.board.waiting == "11 waiting  ·  wait about 5 minutes"


def test_the_board_finds_the_second_screen_and_comes_back_to_it(tmp_path: Path) -> None:
    names = (("laptop", 0, 1366, 768), ("projector", 1366, 1280, 720), ("tv", 2646, 1920, 1080))
    screens = [
        {"name": name, "x": x, "y": 0, "width": wide, "height": high,
         "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        for name, x, wide, high in names
    ]  # fmt: skip
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens}))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.board_screens", str(tmp_path / "home")],
        env=environment, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    seen = json.loads(run.stdout)
    projector, tv = [True, "projector", [1366, 0, 1280, 720], True], [2646, 0, 1920, 1080]
    gone = [False, ""]
    assert [one[:2] if not one[0] else one for one in seen] == [
        gone, projector, gone, projector, projector,
        [True, "tv", tv, True], projector, [True, "tv", tv, True], gone,
    ]  # fmt: skip


# -- the voice


def test_each_call_is_spoken_whole_before_the_next_one_is_shown(loud: Room, qtbot: QtBot) -> None:
    loud.speaker.going.clear()
    first, second = loud.call(0, "1"), loud.call(1, "2")
    loud.later(60)
    assert loud.shown() == first
    loud.speaker.going.set()
    qtbot.waitUntil(lambda: len(loud.speaker.said) == 2, timeout=20_000)
    assert loud.shown() == second
    assert loud.speaker.said == [
        "Nomor antrean, A, satu, silakan ke loket satu.",
        "Nomor antrean, A, dua, silakan ke loket dua.",
    ]


def test_a_loudspeaker_that_hangs_holds_up_neither_desk_nor_board(
    session: Session, qtbot: QtBot
) -> None:
    room = Room(session, voice=True)
    room.calling.finish()
    forever = Event()

    def hang(_said: Said) -> None:
        forever.wait()

    room.voice = Voice(hang, limit_ms=200)
    room.calling = Calling(room.work, room.voice, lambda: room.seconds)
    room.board = Board(room.calling)
    room.board.show()
    room.call(0)
    second = room.call(1)
    qtbot.waitUntil(lambda: room.voice.trouble != "", timeout=20_000)
    assert room.voice.trouble == "The loudspeaker does not answer."
    room.later()
    assert room.shown() == second
    assert not room.voice.speaking
    forever.set()

    def speaks_again() -> bool:
        room.calling.repeat()
        return room.voice.trouble == ""

    qtbot.waitUntil(speaks_again, timeout=20_000)
    room.calling.finish()


def test_a_withdrawn_call_is_no_longer_spoken_and_the_next_one_is(loud: Room, qtbot: QtBot) -> None:
    loud.call(0)
    qtbot.waitUntil(lambda: not loud.voice.speaking, timeout=20_000)
    loud.later()
    loud.speaker.going.clear()
    loud.call(1)
    loud.work.undo()
    third = loud.call(2, "3")
    loud.speaker.going.set()
    qtbot.waitUntil(lambda: loud.shown() == third, timeout=20_000)
    qtbot.waitUntil(lambda: loud.speaker.said[-1].endswith("loket tiga."), timeout=20_000)


# -- in the window


class Laptop:
    """The program's window with a recording loudspeaker."""

    def __init__(self, home: Path, qtbot: QtBot) -> None:
        session = w.device(home, "Laptop A", letter="A")
        self.visit = w.visit_with(session, 3)
        session.close()
        self.speaker = Loudspeaker()
        self.window = Window(home, cost=CHEAP, speaker=self.speaker)
        self.window.resize(1366, 728)
        qtbot.addWidget(self.window)
        self.window.show()
        self.officer = Officer(self.window)
        self.officer.wait(self.officer.has_keyboard)
        self.window.enter(open_home(home, "Op Laptop A", PASSPHRASE))

    @property
    def hall(self) -> Hall:
        assert self.window.hall is not None
        return self.window.hall

    @property
    def session(self) -> Session:
        assert self.window.session is not None
        return self.window.session

    def section(self, kind: type[BoardSection] | type[VoiceSection]) -> BoardSection | VoiceSection:
        """A section, once its view is open."""
        self.officer.open("device")
        self.officer.press(Key.Key_K, CTRL)
        (found,) = self.window.findChildren(kind)
        self.officer.wait(found.isVisible)
        return found


@pytest.fixture
def laptop(tmp_path: Path, qtbot: QtBot) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "home", qtbot)
    yield made
    made.speaker.going.set()
    made.window.finish()


def test_f11_wants_the_board_and_says_where_it_comes(laptop: Laptop, qtbot: QtBot) -> None:
    assert laptop.window.frame is not None
    with qtbot.waitSignal(laptop.window.frame.work.said) as said:
        laptop.officer.press(Key.Key_F11)
    assert said.args[:2] == ["wait", "There is no second screen for the board yet."]
    assert announcing.board(laptop.session) == BoardSetting(on=True)
    assert laptop.hall.keys.board.accessibleName() == "Close the board"
    laptop.officer.press(Key.Key_F11)
    assert announcing.board(laptop.session) == BoardSetting(on=False)


def test_the_board_opens_in_a_window_to_look_at_and_f11_closes_it(laptop: Laptop) -> None:
    section = laptop.section(BoardSection)
    laptop.officer.press(Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert laptop.hall.board.isVisible()
    assert "window of its own" in section.state.text()
    laptop.officer.press(Key.Key_F11)
    assert not laptop.hall.board.isVisible()
    assert section.state.text() == "The board is closed."


def test_the_voice_is_tried_set_muted_and_repeated_by_keys(laptop: Laptop, qtbot: QtBot) -> None:
    section = laptop.section(VoiceSection)
    assert isinstance(section, VoiceSection)
    laptop.officer.press(Key.Key_V, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: not laptop.hall.calling.voice.speaking, timeout=20_000)
    assert laptop.speaker.said == [
        "Nomor antrean, A, seratus dua puluh tiga, silakan ke loket dua."
    ]
    assert not laptop.hall.keys.repeat.isVisible()
    section.on.setFocus()
    QTest.keyClick(section.on, Key.Key_Space)
    QTest.keyClick(section.volume, Key.Key_Left)
    assert announcing.voice(laptop.session) == VoiceSetting(on=True, volume=75)
    assert laptop.hall.keys.repeat.isVisible()
    person = w.ids(laptop.session, laptop.visit)[0]
    work = laptop.hall.work
    queue.check_in(laptop.session, laptop.visit, person, services=["recording"])
    work.do(lambda: queue.call(laptop.session, laptop.visit, "recording", person, "1"))
    qtbot.waitUntil(lambda: len(laptop.speaker.said) == 2, timeout=20_000)
    assert laptop.speaker.settings[-1].volume == 75
    qtbot.waitUntil(lambda: not laptop.hall.calling.voice.speaking, timeout=20_000)
    laptop.officer.press(Key.Key_F10)
    qtbot.waitUntil(lambda: not laptop.hall.calling.voice.speaking, timeout=20_000)
    assert laptop.speaker.said[1:] == ["Nomor antrean, A, satu, silakan ke loket satu."] * 2
    laptop.officer.press(Key.Key_F12)
    assert section.state.text() == "The voice is muted (F12)."
    with qtbot.waitSignal(work.said) as said:
        laptop.officer.press(Key.Key_F10)
    assert said.args[1] == "The voice is muted."
    work.do(lambda: queue.call(laptop.session, laptop.visit, "recording", person, "1"))
    laptop.officer.press(Key.Key_F12)
    assert len(laptop.speaker.said) == 3


def test_muting_stops_what_is_being_said(laptop: Laptop, qtbot: QtBot) -> None:
    laptop.hall.calling.set_voice(on=True)
    laptop.speaker.going.clear()
    laptop.hall.calling.voice.say(Call(("x", 1), "A-001", "1"), VoiceSetting(on=True))
    laptop.officer.press(Key.Key_F12)
    qtbot.waitUntil(lambda: not laptop.hall.calling.voice.speaking, timeout=20_000)
    assert laptop.hall.calling.voice.trouble == "", "it did not end by its limit"


def test_a_voice_that_fails_is_told_in_its_section_and_nowhere_else(
    laptop: Laptop, qtbot: QtBot
) -> None:
    section = laptop.section(VoiceSection)
    laptop.speaker.trouble = "No loudspeaker was found."
    told: list[object] = []
    laptop.hall.work.said.connect(lambda *line: told.append(line))
    laptop.officer.press(Key.Key_V, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "No loudspeaker" in section.state.text(), timeout=20_000)
    assert told == []
    assert QApplication.activeModalWidget() is None
    laptop.speaker.trouble = ""
    laptop.officer.press(Key.Key_V, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: section.state.text() == "The voice is off.", timeout=20_000)


def test_the_wanted_board_is_remembered_over_a_restart(laptop: Laptop) -> None:
    laptop.officer.press(Key.Key_F11)
    home = laptop.session.home
    laptop.window.finish()
    again = open_home(home, "Op Laptop A", PASSPHRASE)
    assert announcing.board(again).on
    again.close()


def test_no_two_keys_of_the_page_device_are_the_same(laptop: Laptop) -> None:
    page = laptop.officer.open("device")
    for button in laptop.window.findChildren(DevicePage)[0].buttons:
        button.click()
        keys = [one.keys() for one in page.findChildren(KeyButton) if one.isVisible()]
        assert len(keys) == len(set(keys)), keys
