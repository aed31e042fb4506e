"""The page of review, by keyboard: side by side, decided by a key, the next in hand at once."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import people, review
from fieldapp.domain import events as e
from fieldapp.domain.differences import marks
from fieldapp.domain.review import KINDS
from fieldapp.store import queries
from fieldapp.store.session import open_home
from tests import review_place as r
from tests import workplace as w
from tests.seen import numbers_in, texts
from ui import theme
from ui.app import Window
from ui.officer import CTRL, Officer
from ui.pages.queue import QueuePage
from ui.pages.review import ReviewPage
from ui.work import Changes

Key = Qt.Key
NIKS = ("3576011010079011", "3576011010079100")


@dataclass
class Desk:
    """The office's window with the page open."""

    home: Path
    visit: str
    window: Window = field(init=False)
    officer: Officer = field(init=False)

    @property
    def page(self) -> ReviewPage:
        assert self.window.frame
        page = self.window.frame.pages["review"]
        assert isinstance(page, ReviewPage)
        return page

    def kinds(self) -> list[str]:
        return [case.what for case in self.page.table.rows()]

    def in_hand(self) -> str:
        case = self.page.table.current_row()
        return case.what if case else ""

    def go_to(self, kind: str) -> None:
        """Pass on with Space until a case of this kind is in hand."""
        for _case in self.page.table.rows():
            if self.in_hand() == kind:
                return
            self.officer.press(Key.Key_Space)
        assert self.in_hand() == kind

    def keys(self) -> list[str]:
        return [button.keys() for button in self.page.panel.buttons]

    def values(self) -> list[str]:
        return [value.text() for value in self.page.panel.values]

    def enter(self, role: str = "") -> None:
        session = open_home(self.home, "Op Kantor", w.PASSPHRASE)
        self.window.enter(session.by("Petugas", role) if role else session)
        self.officer.open("review")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    with w.team(tmp_path) as team:
        watch = r.timed(team)
        visit = r.everything(team, watch)
        tono = r.person(team.office, visit, "Tono Santoso")
        for laptop, nik in zip(team.laptops, NIKS, strict=True):
            people.correct(laptop, visit, tono, {"nik": nik})
            watch.wait()
        team.meet()
        made = Desk(team.office.home, visit)
    made.window = Window(made.home)
    made.window.resize(1366, 728)
    qtbot.addWidget(made.window)
    made.window.show()
    made.officer = Officer(made.window)
    made.officer.wait(made.officer.has_keyboard)
    made.enter()
    yield made
    made.window.close()
    made.window.finish()
    made.window.deleteLater()


def test_the_gravest_is_in_hand_and_a_key_brings_the_next_at_once(desk: Desk) -> None:
    assert (desk.in_hand(), len(desk.kinds())) == ("finished_twice", 9)
    assert desk.page.about.text() == "9 left to decide"
    desk.officer.press(Key.Key_2)
    assert desk.in_hand() == "nik_shared"
    assert desk.page.about.text() == "8 left to decide · 1 decided now"
    shown = queries.everyone(open_home(desk.home, "Op Kantor", w.PASSPHRASE).db, desk.visit)
    rizky = next(x for x in shown if x.visitor.fields["name"] == "Rizky Hidayat")
    assert rizky.visitor.turns[0].outcome == "failed"


def test_everything_is_decided_by_keys_alone_and_all_of_it_taken_back(desk: Desk) -> None:
    before = desk.kinds()
    for _case in before:
        desk.officer.press(Key.Key_1)
    assert desk.kinds() == []
    assert desk.page.about.text() == "Nothing left to decide · 9 decided now"
    assert desk.page.table.empty_state().title() == "Nothing to decide"
    for number, kind in enumerate(reversed(before), 1):
        desk.officer.press(Key.Key_Z, CTRL)
        assert (desk.in_hand(), len(desk.kinds())) == (kind, number)
    desk.officer.press(Key.Key_Z, CTRL)
    assert desk.kinds() == before


def test_each_kind_shows_its_sides_and_prints_its_keys(desk: Desk) -> None:
    keys = {}
    for _case in desk.kinds():
        keys[desk.in_hand()] = desk.keys()
        assert desk.values()
        desk.officer.press(Key.Key_Space)
    assert keys == {
        "finished_twice": ["1", "2"], "nik_shared": ["1", "2", "3", "L"],
        "resembles": ["1", "L"], "field": ["1", "2", "T"], "checked_in_twice": ["1", "2"],
        "finished_uncalled": ["1"], "times": ["1"], "nik_mismatch": ["1", "2", "T"],
    }  # fmt: skip
    assert list(keys) == [kind for kind in KINDS if kind in keys]


def test_who_where_and_when_stand_below_each_side(desk: Desk) -> None:
    shown = desk.values()
    assert shown[:2] == ["Recorded", "Failed"]
    assert {"Op Laptop A", "Op Laptop B", "Laptop A", "Laptop B"} <= set(shown)
    assert desk.page.panel.who.text().startswith("Rizky Hidayat · XII IPA")


def test_niks_are_masked_their_difference_told_and_marked_while_f9_is_held(desk: Desk) -> None:
    desk.go_to("field")
    assert numbers_in(desk.window, {*NIKS, r.SHARED}) == set()
    assert "differs in 3 digits" in texts(desk.page)
    assert all(not value.places() for value in desk.page.panel.values[:2])
    QTest.keyPress(desk.officer.at(), Key.Key_F9)
    assert desk.values()[:2] == list(NIKS)
    assert [value.places() for value in desk.page.panel.values[:2]] == [{13, 14, 15}] * 2
    QTest.keyRelease(desk.officer.at(), Key.Key_F9)
    assert numbers_in(desk.window, set(NIKS)) == set()


def test_another_value_is_typed_and_escape_leaves_the_keys_as_they_were(desk: Desk) -> None:
    desk.go_to("field")
    desk.officer.press(Key.Key_T)
    desk.officer.type("12")
    desk.officer.press(Key.Key_Escape)
    assert (desk.in_hand(), len(desk.kinds())) == ("field", 9)
    desk.officer.press(Key.Key_T)
    desk.officer.type("3576011010079222")
    desk.officer.press(Key.Key_Return)
    assert len(desk.kinds()) == 8
    db = open_home(desk.home, "Op Kantor", w.PASSPHRASE).db
    assert queries.meant(db, "3576011010079222").visitor.fields["name"] == "Tono Santoso"


def test_what_cannot_be_typed_is_refused_and_stays_to_be_put_right(desk: Desk) -> None:
    desk.go_to("field")
    desk.officer.press(Key.Key_T)
    desk.officer.type("357601")
    desk.officer.press(Key.Key_Return)
    assert (desk.in_hand(), len(desk.kinds())) == ("field", 9)
    assert desk.page.panel.edit is not None
    assert desk.page.panel.edit.value() == "357601"


def test_filters_leave_one_kind_and_count_what_is_left_of_it(desk: Desk) -> None:
    page = desk.page
    page.kind.choose("field")
    assert desk.kinds() == ["field", "field"]
    assert page.kind.currentText() == "Corrected differently (2)"
    desk.officer.press(Key.Key_1)
    assert page.kind.currentText() == "Corrected differently (1)"
    desk.officer.press(Key.Key_1)
    assert len(desk.kinds()) == 7


def test_after_something_else_was_done_the_decision_is_not_taken_back_blindly(desk: Desk) -> None:
    desk.officer.press(Key.Key_1)
    frame = desk.window.frame
    assert frame
    session = frame.work.session
    people.note(session, desk.visit, r.person(session, desk.visit, "Budi Kusuma"), "Sakit")
    desk.officer.press(Key.Key_Z, CTRL)
    assert len(desk.kinds()) == 8


def test_an_operator_sees_the_cases_and_decides_nothing(desk: Desk) -> None:
    desk.enter("operator")
    assert len(desk.kinds()) == 9
    assert not any(button.isEnabled() for button in desk.page.panel.buttons)
    desk.officer.press(Key.Key_1)
    assert len(desk.kinds()) == 9
    assert desk.page.panel.refused.isVisible()


def test_the_recap_of_the_queue_leads_to_the_conflicts_of_its_visit(desk: Desk) -> None:
    queue = desk.officer.open("queue")
    assert isinstance(queue, QueuePage)
    desk.officer.press(Key.Key_R, CTRL)
    assert queue.panel.review.isVisible()
    desk.officer.press(Key.Key_T, CTRL)
    assert desk.page.isVisible()
    assert desk.page.visit.chosen() == desk.visit


def test_two_thousand_cases_are_read_and_decided_without_waiting(desk: Desk) -> None:
    frame = desk.window.frame
    assert frame
    session = frame.work.session
    many = [
        (f"p{n:05}", e.Listed({**w.pupil(n, sex="P"), "nik": f"35760105050790{n:02}"[:16]}))
        for n in range(10, 99)
    ]
    for number in range(22):
        visit = f"banyak-{number}"
        plan = e.VisitPlanned(f"SMA {number}", w.DAY)
        session.record(visit, ("", plan), *((f"{p}x{number}", body) for p, body in many))
    began = time.perf_counter()
    found = review.cases(session)
    read = time.perf_counter() - began
    assert len(found) > 1900
    frame.work.changed.emit(Changes())
    assert len(desk.kinds()) == len(found)
    began = time.perf_counter()
    desk.officer.press(Key.Key_1)
    decided = time.perf_counter() - began
    assert len(desk.kinds()) == len(found) - 1
    assert read < 5
    assert decided < 3


def test_only_signs_that_differ_are_marked() -> None:
    assert marks("Mojokerto", "Kab. Mojokerto") == (frozenset(), frozenset(range(5)))
    assert marks("0071", "0072") == (frozenset({3}), frozenset({3}))
    assert marks("Dewi", "Rahmat Yusuf") == (frozenset(range(4)), frozenset(range(12)))
    assert marks("", "Dewi") == (frozenset(), frozenset())
    assert marks("DEWI", "dewi") == (frozenset(), frozenset())
