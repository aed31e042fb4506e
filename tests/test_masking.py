"""NIK and KK are masked wherever a window shows them, until F9 is held for the person in hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import people, queue
from fieldapp.roster.preview import Problem
from fieldapp.store import queries
from fieldapp.store.tables import Entry
from tests import lists
from tests import workplace as w
from tests.seen import numbers_in, texts
from ui import theme
from ui.app import Dialogs, Window
from ui.officer import CTRL, Officer
from ui.pages.checkin import CheckIn
from ui.pages.desk import Desk
from ui.pages.queue import QueuePage
from ui.pages.visits import Visits

Key = Qt.Key
BAD = {  # what a list may hold instead of a NIK; each gives most of one away
    "short": "357601130107999",
    "letter": "35760114O1079998",
    "long": "35760115010799971",
    "day": "3576013301079996",
}
GROUPED = "3576 0116 0107 9995"


class Hall:
    """A window of an office whose visit holds people with known numbers."""

    def __init__(self, qtbot: QtBot, folder: Path, team: w.Team) -> None:
        self.folder, self.team = folder, team
        office, laptop = team.office, team.laptops[0]
        self.visit = team.visit(12)
        listing = w.listing([w.pupil(51, nik="", name="Ragu Nomornya")])
        listing.problems.append(Problem(7, "nik", BAD["letter"], "There is a letter in it."))
        people.take_in(office, self.visit, listing)
        self.torn = w.ids(office, self.visit)[0]
        for session, nik in ((office, "3576011701079994"), (laptop, "3576011801079993")):
            people.correct(session, self.visit, self.torn, {"nik": nik, "kk": f"{nik[:-1]}1"})
        team.bring(laptop, office)
        dialogs = Dialogs(
            list_file=lambda _parent: folder / "list.xlsx",
            files=lambda _title, _kinds: sorted(team.stick.glob("*.bundle")),
            folder=lambda _title: team.stick,
        )
        self.window = Window(folder / "office", dialogs=dialogs, cost=w.CHEAP)
        self.window.resize(1366, 728)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.enter(office)
        self.officer = Officer(self.window)
        assert self.window.frame
        self.work = self.window.frame.work
        self.work.choose(self.visit)
        self.entries = queries.everyone(office.db, self.visit)
        self.secret = {number for entry in self.entries for number in numbers(entry)}
        self.secret |= {"3576011701079994", "3576011701079991", *BAD.values()}
        self.secret.add(GROUPED.replace(" ", ""))

    def seen(self) -> set[str]:
        QApplication.processEvents()
        return numbers_in(self.window, self.secret)

    def whole(self) -> Entry:
        """Somebody with nothing doubtful about them."""
        return next(
            e for e in self.entries
            if e.assessment.badge == "first_voter" and e.visitor.person != self.torn
        )  # fmt: skip

    def find(self, text: str) -> CheckIn:
        page = self.officer.open("checkin")
        assert isinstance(page, CheckIn)
        self.officer.fill(text)
        self.officer.wait(lambda: bool(page.results.rows()))
        return page

    def show(self, entry: Entry) -> CheckIn:
        page = self.find(entry.visitor.fields["name"])
        self.officer.wait(lambda: page.results.choose(entry.visitor.person))
        return page

    def hold(self) -> None:
        QTest.keyPress(self.officer.at(), Key.Key_F9)

    def release(self) -> None:
        QTest.keyRelease(self.officer.at(), Key.Key_F9)


def numbers(entry: Entry) -> set[str]:
    fields = entry.visitor.fields
    return {fields[name] for name in ("nik", "kk") if fields.get(name)}


@pytest.fixture
def hall(qtbot: QtBot, tmp_path: Path) -> Iterator[Hall]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    with w.team(tmp_path, "A") as team:
        made = Hall(qtbot, tmp_path, team)
        yield made
        made.window.close()
        made.window.finish()


def test_the_search_for_numbers_finds_one_that_is_shown(hall: Hall) -> None:
    nik = hall.whole().visitor.fields["nik"]
    hall.window.setToolTip(f"{nik[:4]} {nik[4:8]}-{nik[8:]}")
    assert hall.seen() == {nik}


def test_no_page_shows_a_number_in_full(hall: Hall) -> None:
    officer = hall.officer
    for key in ("visits", "checkin", "desk", "queue", "stick"):
        officer.open(key)
        assert hall.seen() == set(), key
    for entry in hall.entries:
        page = hall.show(entry)
        assert entry.visitor.fields["name"] in page.card.name.text()
        assert hall.seen() == set()
    visits = officer.open("visits")
    assert isinstance(visits, Visits)
    for tile in visits.overview.counts.tiles.values():
        tile.click()
        assert hall.seen() == set()


def test_a_doubtful_number_in_a_reason_is_masked_until_the_key_is_held(hall: Hall) -> None:
    doubtful = next(e for e in hall.entries if e.visitor.doubts)
    page = hall.show(doubtful)
    assert "3576••••••••9998" in page.card.reasons.text()
    assert hall.seen() == set()
    hall.hold()
    assert BAD["letter"] in page.card.reasons.text()
    hall.release()
    assert hall.seen() == set()


def test_a_list_with_bad_numbers_shows_none_of_them(hall: Hall) -> None:
    pupils = lists.pupils(6)
    for pupil, bad in zip(pupils, [*BAD.values(), GROUPED], strict=False):
        pupil["nik"] = bad
    pupils[5]["phone"] = GROUPED  # in the wrong column, too
    hall.secret |= {pupils[5]["nik"], *(p["kk"] for p in pupils)}
    lists.write_dapodik(hall.folder / "list.xlsx", pupils)
    page = hall.officer.open("visits")
    assert isinstance(page, Visits)
    roster = page.roster
    hall.officer.press(Key.Key_O, CTRL)
    hall.officer.wait(lambda: roster.stack.currentWidget() is roster.look)
    assert any("3576••••••••" in text for text in texts(hall.window))
    assert hall.seen() == set()
    combos = roster.look.columns.combos
    combos[7].setCurrentIndex(combos[7].findData("address"))
    hall.officer.wait(lambda: roster.look.rows.rows()[0].values.get("address") == BAD["short"])
    assert hall.seen() == set()
    combos[7].setCurrentIndex(combos[7].findData("nik"))
    hall.officer.wait(lambda: "Jl." in roster.look.rows.rows()[0].values["address"])
    hall.officer.press(Key.Key_Return)
    hall.officer.wait(lambda: roster.stack.currentWidget() is roster.result)
    assert len(roster.result.problems.rows()) >= 4
    assert hall.seen() == set()


def test_what_is_scanned_is_dots_once_it_was_sent(hall: Hall) -> None:
    entry = hall.whole()
    page = hall.find(entry.visitor.fields["nik"])
    assert hall.seen() == {entry.visitor.fields["nik"]}, "it is shown while it is typed"
    hall.officer.press(Key.Key_Return)
    assert hall.seen() == set()
    assert page.field.text() == entry.visitor.fields["nik"]
    hall.officer.type("Dewi")
    assert page.field.displayText() == "Dewi"


def test_a_number_left_in_a_filter_is_dots_on_return(hall: Hall) -> None:
    entry = hall.whole()
    page = hall.officer.open("queue")
    assert isinstance(page, QueuePage)
    hall.officer.type(entry.visitor.fields["nik"])
    hall.officer.wait(lambda: len(page.table.rows()) == 1)
    hall.officer.open("visits")
    assert hall.seen() == set()
    hall.officer.open("queue")
    assert hall.seen() == set()


def test_holding_the_key_shows_the_numbers_of_one_person(hall: Hall) -> None:
    entry = hall.whole()
    hall.show(entry)
    hall.hold()
    assert hall.seen() == numbers(entry)
    hall.release()
    assert hall.seen() == set()


def test_a_conflict_shows_neither_of_its_two_numbers(hall: Hall) -> None:
    entry = next(e for e in hall.entries if e.visitor.conflicts)
    assert {fact.value for c in entry.visitor.conflicts for fact in c.facts} & hall.secret
    hall.show(entry)
    assert hall.seen() == set()
    hall.hold()
    assert hall.seen() == numbers(entry)


def test_another_person_is_masked_although_the_key_is_still_down(hall: Hall) -> None:
    page = hall.find("Lestari")
    assert len(page.results.rows()) > 1
    hall.hold()
    assert len(hall.seen()) == 2
    hall.officer.press(Key.Key_Down)
    assert hall.seen() == set()
    again = QKeyEvent(
        QEvent.Type.KeyPress, Key.Key_F9, Qt.KeyboardModifier.NoModifier, "", autorep=True
    )
    QApplication.sendEvent(hall.officer.at(), again)
    assert hall.seen() == set(), "a key that repeats is no new press"


def test_losing_the_window_and_locking_mask_again(hall: Hall) -> None:
    hall.show(hall.whole())
    hall.hold()
    QApplication.sendEvent(hall.window, QEvent(QEvent.Type.WindowDeactivate))
    assert hall.seen() == set()
    hall.release()
    hall.hold()
    assert len(hall.seen()) == 2
    hall.window.lock()
    assert hall.seen() == set()


def test_a_release_that_is_marked_as_repeated_does_not_flicker(hall: Hall) -> None:
    hall.show(hall.whole())
    hall.hold()
    none = Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyRelease, Key.Key_F9, none, "", autorep=True)
    QApplication.sendEvent(hall.officer.at(), event)
    assert len(hall.seen()) == 2


def test_correcting_shows_a_stored_number_only_in_the_field_in_hand(hall: Hall) -> None:
    entry = hall.whole()
    nik, kk = entry.visitor.fields["nik"], entry.visitor.fields["kk"]
    page = hall.show(entry)
    hall.officer.press(Key.Key_E, CTRL)
    assert hall.seen() == set()
    assert page.form.values()["nik"] == nik
    page.form.fields["nik"].control.setFocus()
    assert hall.seen() == {nik}
    page.form.fields["name"].control.setFocus()
    assert hall.seen() == set()
    hall.hold()
    assert hall.seen() == {nik, kk}
    hall.release()
    assert hall.seen() == set()
    hall.officer.press(Key.Key_Return)
    assert queries.entry(hall.team.office.db, hall.visit, entry.visitor.person) == entry


def test_a_corrected_number_is_saved_and_masked(hall: Hall) -> None:
    entry, new = hall.whole(), "3576012001079992"
    hall.secret.add(new)
    page = hall.show(entry)
    hall.officer.press(Key.Key_E, CTRL)
    page.form.fields["nik"].control.setFocus()
    hall.officer.fill(new)
    hall.officer.press(Key.Key_Return)
    found = queries.entry(hall.team.office.db, hall.visit, entry.visitor.person)
    assert found
    assert found.visitor.fields["nik"] == new
    assert hall.seen() == set()


def test_somebody_new_with_a_doubtful_number_is_masked_in_the_refusal(hall: Hall) -> None:
    page = hall.officer.open("checkin")
    assert isinstance(page, CheckIn)
    hall.officer.press(Key.Key_F6)
    hall.officer.type("Putri Baru")
    page.form.fields["kk"].control.setFocus()
    hall.officer.type(BAD["long"])
    page.form.fields["nik"].control.setFocus()
    hall.officer.type(BAD["day"])
    hall.officer.press(Key.Key_Return)
    assert "3576••••••••9996" in page.form.fields["nik"].error()
    assert hall.seen() == {BAD["day"]}, "only what is being typed"
    page.form.fields["name"].control.setFocus()
    assert hall.seen() == set()


def test_somebody_who_is_listed_already_is_named_without_numbers(hall: Hall) -> None:
    entry = hall.whole()
    page = hall.officer.open("checkin")
    assert isinstance(page, CheckIn)
    hall.officer.press(Key.Key_F6)
    hall.officer.type("Orang Lain")
    page.form.fields["nik"].control.setFocus()
    hall.officer.type(entry.visitor.fields["nik"])
    page.form.fields["name"].control.setFocus()
    hall.officer.press(Key.Key_Return)
    assert page.form.message.isVisible()
    assert hall.seen() == set()


def test_the_desk_shows_whom_it_serves_masked_and_in_full_while_held(hall: Hall) -> None:
    entry = hall.whole()
    queue.check_in(hall.team.office, hall.visit, entry.visitor.person, services=["recording"])
    page = hall.officer.open("desk")
    assert isinstance(page, Desk)
    hall.officer.press(Key.Key_Space)
    hall.officer.press(Key.Key_Return)
    assert page.served.name.text() == entry.visitor.fields["name"]
    assert hall.seen() == set()
    hall.hold()
    assert hall.seen() == {entry.visitor.fields["nik"]}
    hall.release()
    hall.officer.press(Key.Key_Return)
    assert hall.seen() == set()


def test_bundles_and_the_recap_show_no_number(hall: Hall) -> None:
    hall.officer.open("stick")
    hall.officer.press(Key.Key_M, CTRL)
    hall.officer.wait(lambda: hall.work.task is None)
    assert hall.seen() == set()
    hall.officer.open("queue")
    hall.officer.press(Key.Key_R, CTRL)
    assert hall.seen() == set()
    assert hall.window.windowTitle() == "fieldapp"


def test_the_mouse_can_hold_the_button_too(hall: Hall) -> None:
    page = hall.show(hall.whole())
    QTest.mousePress(page.card.numbers.hold, Qt.MouseButton.LeftButton)
    assert len(hall.seen()) == 2
    QTest.mouseRelease(page.card.numbers.hold, Qt.MouseButton.LeftButton)
    assert hall.seen() == set()
    assert page.field.hasFocus()


def test_the_clipboard_forgets_people_when_the_window_is_locked(hall: Hall) -> None:
    page = hall.find("Lestari")
    page.results.copy()
    assert QGuiApplication.clipboard().text()
    hall.window.lock()
    assert not QGuiApplication.clipboard().text()
