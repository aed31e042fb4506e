"""The stick page: bundles out and in, cards given and taken in."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import texts
from fieldapp.store import queries, trust
from fieldapp.store.session import Session
from fieldapp.sync import bundle_out, enrol
from fieldapp.sync.bundle_in import Merged
from fieldapp.sync.drives import Drive
from tests import workplace
from tests.real_stick import holding_open, needs_mounting
from tests.real_stick import stick as real_stick
from tests.windows import show
from ui import theme
from ui.pages.handing import merged_outcome
from ui.pages.outcomes import Outcome
from ui.pages.stick import StickPage
from ui.tasks import Worker
from ui.work import Work

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
EJECTS = "MOUNTED"  # the label of a stick that is listed while it is mounted
EJECT = "Eject the stick before you pull it: Ctrl+U."


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    texts.use("en")
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")
    texts.use("id")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Session]:
    opened = workplace.device(tmp_path / "office", "Kantor", "office", "K")
    yield opened
    opened.close()


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Session]:
    opened = workplace.device(tmp_path / "a", "Laptop A", letter="A")
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Session]:
    opened = workplace.device(tmp_path / "b", "Laptop B", letter="B")
    yield opened
    opened.close()


@pytest.fixture
def stick(tmp_path: Path) -> Drive:
    folder = tmp_path / "stick"
    folder.mkdir()
    return Drive(folder, "KINGSTON", 58_300_000_000, 64_000_000_000, writable=True)


def page_of(
    qtbot: QtBot,
    session: Session,
    drives: Sequence[Drive] = (),
    files: Sequence[Path] = (),
    folder: Path | None = None,
) -> StickPage:
    """The page on the screen, once it knows the drives."""
    page = StickPage(
        Work(session, Worker()),
        choose_files=lambda _title, _kinds: list(files),
        choose_folder=lambda _title: folder,
        find_drives=lambda: [each for each in drives if each.label != EJECTS or mounted(each)],
    )
    with qtbot.waitSignal(page.watch.found):
        show(qtbot, page, width=1294, height=650)
    return page


def mounted(drive: Drive) -> bool:
    return drive.path.is_mount()


def press(qtbot: QtBot, page: StickPage, key: Qt.Key) -> None:
    """Press a key with Ctrl, and wait until the long work that it started is done."""
    QTest.keyClick(page, key, CTRL)
    idle(qtbot, page)


def idle(qtbot: QtBot, page: StickPage) -> None:
    qtbot.waitUntil(lambda: page.work.task is None)


def outcomes(page: StickPage) -> list[Outcome]:
    return page.take_in.outcomes.shown()


def bundle(giver: Session, taker: Session, folder: Path) -> Path:
    to = trust.devices(giver.db)[taker.device_id]
    return bundle_out.export(giver, folder, to=to).file


def test_a_laptop_writes_for_its_office_and_says_only_what_is_true(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive
) -> None:
    workplace.acquaint(office, laptop)
    workplace.visit_with(laptop, 5)
    page = page_of(qtbot, laptop, [stick])
    assert page.hand_over.count.text() == "6"
    assert "that Kantor is not known to hold" in page.hand_over.since.text()
    press(qtbot, page, Key.Key_E)
    file = next(stick.path.iterdir())
    done = outcomes(page)[0]
    assert done.tone == "ok"
    assert done.what.endswith(f"records for Kantor were written to {file.name} and read back.")
    assert done.more == (EJECT,)
    assert page.hand_over.count.text() == "6"


def test_what_the_office_says_it_holds_counts_as_handed_over(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive
) -> None:
    workplace.acquaint(office, laptop)
    workplace.visit_with(laptop, 5)
    workplace.hand_over(laptop, office, stick.path)
    answer = bundle(office, laptop, stick.path)
    page = page_of(qtbot, laptop, [stick], [answer])
    press(qtbot, page, Key.Key_M)
    assert page.hand_over.count.text() == "0"
    assert page.hand_over.since.text() == "Everything is handed over to Kantor."
    press(qtbot, page, Key.Key_E)
    assert outcomes(page)[0].tone == "ok"


def test_a_laptop_without_an_office_is_sent_to_the_cards(qtbot: QtBot, laptop: Session) -> None:
    page = page_of(qtbot, laptop)
    assert page.hand_over.nobody.title() == "This laptop does not belong to an office yet"
    assert not page.hand_over.write.isVisible()
    focus = page.first_focus()
    assert focus is not None
    QTest.keyClick(focus, Key.Key_Space)
    assert page.own_card.isVisible()
    assert page.own_card.words.words() == workplace.words_of(laptop)


def test_without_a_stick_a_folder_can_be_chosen(
    qtbot: QtBot, office: Session, laptop: Session, tmp_path: Path
) -> None:
    workplace.acquaint(office, laptop)
    folder = tmp_path / "folder"
    folder.mkdir()
    page = page_of(qtbot, laptop, folder=folder)
    table = page.hand_over.destinations.table
    assert table.empty_state().title() == "No stick found"
    assert not page.hand_over.write.isEnabled()
    QTest.keyClick(page, Key.Key_O, CTRL)
    press(qtbot, page, Key.Key_E)
    assert len(list(folder.iterdir())) == 1
    assert outcomes(page)[0].more == ()
    assert not page.hand_over.destinations.eject.isVisible()


def test_a_stick_appears_when_one_looks_again_and_the_choice_stays(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive, tmp_path: Path
) -> None:
    workplace.acquaint(office, laptop)
    drives: list[Drive] = []
    page = page_of(qtbot, laptop, drives)
    drives += [Drive(tmp_path, "AAA", 1, 1, writable=False), stick]
    with qtbot.waitSignal(page.watch.found):
        QTest.keyClick(page, Key.Key_F5)
    places = page.hand_over.destinations
    assert [place.name for place in places.table.rows()] == ["AAA", "KINGSTON"]
    assert places.table.rows()[0].free == "Read-only"
    places.table.choose(stick.path)
    with qtbot.waitSignal(page.watch.found):
        QTest.keyClick(page, Key.Key_F5)
    assert places.chosen() == stick.path
    drives.clear()
    with qtbot.waitSignal(page.watch.found):
        QTest.keyClick(page, Key.Key_F5)
    assert places.chosen() is None
    assert not page.hand_over.write.isEnabled()


@needs_mounting
def test_a_stick_is_called_safe_to_remove_once_it_is_gone(
    qtbot: QtBot, office: Session, laptop: Session, tmp_path: Path
) -> None:
    workplace.acquaint(office, laptop)
    with real_stick(tmp_path) as point:
        page = page_of(qtbot, laptop, [Drive(point, EJECTS, 1, 1, writable=True)], folder=point)
        QTest.keyClick(page, Key.Key_O, CTRL)
        press(qtbot, page, Key.Key_E)
        (file,) = point.glob("*.bundle")
        with holding_open(file):
            press(qtbot, page, Key.Key_U)
        busy = outcomes(page)[0]
        assert busy.tone == "wait"
        assert busy.what.startswith("MOUNTED was not ejected: it is still in use (python")
        press(qtbot, page, Key.Key_U)
        assert outcomes(page)[0] == Outcome("ok", "MOUNTED is safe to remove.")
        assert not point.is_mount()
        assert page.hand_over.destinations.chosen() is None
        assert not page.hand_over.destinations.eject.isVisible()


def test_a_look_begun_before_a_stick_was_let_go_does_not_bring_it_back(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive
) -> None:
    workplace.acquaint(office, laptop)
    let, seen = threading.Event(), threading.Event()
    slow = _Slow(stick, let, seen)
    page = StickPage(Work(laptop, Worker()), find_drives=slow)
    with qtbot.waitSignal(page.watch.found):
        show(qtbot, page, width=1294, height=650)
    slow.waits = True
    QTest.keyClick(page, Key.Key_F5)
    assert seen.wait(5)
    page.hand_over.destinations.forget(stick)
    slow.gone = True
    let.set()
    with qtbot.waitSignal(page.watch.found):
        page.watch.look()
    assert page.hand_over.destinations.chosen() is None


class _Slow:
    """Lists the stick; once it `waits`, only after `let`, as it was when it looked."""

    def __init__(self, stick: Drive, let: threading.Event, seen: threading.Event) -> None:
        self.stick, self.let, self.seen = stick, let, seen
        self.waits = self.gone = False

    def __call__(self) -> list[Drive]:
        found = [] if self.gone else [self.stick]
        if self.waits:
            self.seen.set()
            self.let.wait(5)
        return found


def test_a_stick_that_does_not_answer_is_shown_and_not_chosen(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive, tmp_path: Path
) -> None:
    workplace.acquaint(office, laptop)
    dying = Drive(tmp_path / "a", "DYING", 0, 0, writable=False, answers=False)
    page = page_of(qtbot, laptop, [dying, stick])
    places = page.hand_over.destinations
    assert [(place.name, place.free) for place in places.table.rows()] == [
        ("DYING", "No answer"), ("KINGSTON", "58.3 GB"),
    ]  # fmt: skip
    assert places.chosen() == stick.path
    assert places.eject.isVisible()
    places.table.choose(dying.path)
    assert places.chosen() is None
    assert not places.eject.isVisible()
    assert not page.hand_over.write.isEnabled()


def test_a_search_for_sticks_that_hangs_keeps_no_page_from_closing(
    qtbot: QtBot, laptop: Session
) -> None:
    begun, let = threading.Event(), threading.Event()

    def hang() -> list[Drive]:
        begun.set()
        let.wait(30)
        return []

    page = StickPage(Work(laptop, Worker()), find_drives=hang)
    window = show(qtbot, page, width=1294, height=650)
    assert begun.wait(10)
    before = threading.active_count()
    for _time in range(3):
        page.watch.look()
    assert threading.active_count() == before
    with qtbot.waitSignal(page.destroyed):
        window.close()
        page.deleteLater()
    assert not let.is_set()
    let.set()


def test_a_stick_that_was_pulled_out_is_told_and_nothing_is_claimed(
    qtbot: QtBot, office: Session, laptop: Session, tmp_path: Path
) -> None:
    workplace.acquaint(office, laptop)
    page = page_of(qtbot, laptop, [Drive(tmp_path / "gone", "GONE", 1, 1, writable=True)])
    press(qtbot, page, Key.Key_E)
    assert [done.tone for done in outcomes(page)] == ["stop"]
    assert outcomes(page)[0].what.startswith("Kantor: ")
    assert outcomes(page)[0].more


def test_an_office_writes_for_all_laptops_one_after_the_other(
    qtbot: QtBot, office: Session, laptop: Session, other: Session, stick: Drive
) -> None:
    workplace.acquaint(office, laptop, other)
    workplace.visit_with(office, 5)
    page = page_of(qtbot, office, [stick])
    rows = page.hand_over.laptops.rows()
    assert [(row.device.name if row.device else "", row.lacks) for row in rows] == [
        ("", 12), ("Laptop A", 6), ("Laptop B", 6),
    ]  # fmt: skip
    press(qtbot, page, Key.Key_E)
    assert [done.tone for done in outcomes(page)] == ["ok", "ok"]
    assert "Laptop A" in outcomes(page)[0].what
    page.hand_over.laptops.choose(other.device_id)
    press(qtbot, page, Key.Key_E)
    assert len(list(stick.path.iterdir())) == 3
    assert "Laptop B" in outcomes(page)[0].what


def test_an_office_may_hand_over_the_visit_in_hand_only(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive
) -> None:
    workplace.acquaint(office, laptop)
    visit = workplace.visit_with(office, 5)
    workplace.visit_with(office, 5)
    page = page_of(qtbot, office, [stick])
    assert not page.hand_over.only_visit.isVisible()
    page.work.choose(visit)
    QTest.keyClick(page.hand_over.only_visit, Key.Key_Space)
    press(qtbot, page, Key.Key_E)
    assert next(stick.path.iterdir()).name.startswith(visit)


def test_bundles_are_merged_and_refusals_do_not_keep_the_others_out(
    qtbot: QtBot, office: Session, laptop: Session, other: Session, stick: Drive
) -> None:
    workplace.acquaint(office, laptop, other)
    workplace.visit_with(laptop, 5)
    workplace.visit_with(other, 7)
    letter = stick.path / "letter.bundle"
    letter.write_text("Dear office")
    files = [bundle(laptop, office, stick.path), letter, bundle(other, office, stick.path)]
    page = page_of(qtbot, office, [stick], files)
    press(qtbot, page, Key.Key_M)
    total, refused, *merged = outcomes(page)
    assert total.tone == "wait"
    assert total.what.startswith("2 bundles: ")
    assert total.what.endswith("1 was refused.")
    people = {one.what.partition(":")[0]: one.more[0] for one in merged}
    assert people.keys() == {"Laptop A", "Laptop B"}
    assert people["Laptop A"].startswith("It is about 5 people.")
    assert refused == Outcome(
        "stop", "letter.bundle: This file is not a bundle.",
        ("Choose a file that ends in .bundle or .copy.",),
    )  # fmt: skip
    assert len(queries.visits(office.db)) == 2


def test_the_same_bundle_again_brings_nothing_new(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive
) -> None:
    workplace.acquaint(office, laptop)
    workplace.visit_with(laptop, 5)
    page = page_of(qtbot, office, [stick], [bundle(laptop, office, stick.path)])
    press(qtbot, page, Key.Key_M)
    press(qtbot, page, Key.Key_M)
    assert ": 0 new, " in outcomes(page)[0].what
    assert len(outcomes(page)) == 2


def test_gaps_and_conflicts_are_named_below_what_a_bundle_brought(
    office: Session, laptop: Session
) -> None:
    workplace.acquaint(office, laptop)
    sender = trust.devices(office.db)[laptop.device_id]
    gap = "Bundle 4 of Laptop A is missing."
    merged = Merged(Path("a.bundle"), sender, new=1200, known=3, people=40, conflicts=1, gaps=[gap])
    assert merged_outcome(merged) == Outcome(
        "wait", "Laptop A: 1,200 new, 3 known already",
        ("It is about 40 people. 1 conflict to decide.", gap, "a.bundle"),
    )  # fmt: skip


def drop(page: StickPage, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    page.dropEvent(event)


def test_files_dropped_on_the_page_are_merged(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive
) -> None:
    workplace.acquaint(office, laptop)
    workplace.visit_with(laptop, 5)
    page = page_of(qtbot, office, [stick])
    drop(page, bundle(laptop, office, stick.path))
    idle(qtbot, page)
    assert [done.tone for done in outcomes(page)] == ["ok"]


def test_merging_that_is_stopped_says_so_for_each_file_left(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive
) -> None:
    workplace.acquaint(office, laptop)
    workplace.visit_with(laptop, 5)
    file, other = bundle(laptop, office, stick.path), bundle(laptop, office, stick.path)
    page = page_of(qtbot, office, [stick])
    gate = threading.Event()
    page.work.run("Waiting", lambda _session, _progress: gate.wait(10), lambda _result: None)
    page.work.task = None  # or the page would not begin anything else
    with qtbot.waitSignal(page.work.busy) as busy:
        page.take_in.merge([file, other])
    assert busy.args is not None
    busy.args[0].cancel()
    gate.set()
    qtbot.waitUntil(lambda: len(outcomes(page)) == 2)
    assert {(done.tone, done.what.partition(": ")[2]) for done in outcomes(page)} == {
        ("info", "Stopped; nothing was changed.")
    }
    assert queries.visits(office.db) == []


def test_a_card_is_written_to_the_stick(
    qtbot: QtBot, laptop: Session, office: Session, stick: Drive
) -> None:
    page = page_of(qtbot, laptop, [stick])
    QTest.keyClick(page, Key.Key_K, CTRL)
    press(qtbot, page, Key.Key_W)
    card = enrol.look_at(next(stick.path.iterdir()))
    assert card.name == "Laptop A"
    assert page.own_card.given.text().startswith("The card was written to ")
    assert enrol.enrol(office, card).letter == "A"


def test_a_card_joins_once_its_words_were_confirmed(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive
) -> None:
    card = enrol.give_card(laptop, stick.path)
    page = page_of(qtbot, office, [stick], [card])
    QTest.keyClick(page, Key.Key_K, CTRL)
    QTest.keyClick(page, Key.Key_T, CTRL)
    asked = page.other_cards
    assert (asked.name.text(), asked.role.text()) == ("Laptop A", "Laptop, letter A")
    assert asked.words.words() == workplace.words_of(laptop)
    assert laptop.device_id not in trust.devices(office.db)
    with qtbot.waitSignal(page.work.said) as said:
        QTest.keyClick(page, Key.Key_Return)
    assert said.args[0] == "ok"
    assert [known.name for known in asked.devices.rows()] == ["Laptop A"]
    assert not asked.is_asking()


def test_a_card_whose_words_differ_stays_out(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive
) -> None:
    page = page_of(qtbot, office, [stick])
    drop(page, enrol.give_card(laptop, stick.path))
    assert page.other_cards.is_asking()
    QTest.keyClick(page, Key.Key_Escape)
    assert not page.other_cards.is_asking()
    assert laptop.device_id not in trust.devices(office.db)


def test_something_that_is_no_card_is_refused_in_words(
    qtbot: QtBot, office: Session, stick: Drive
) -> None:
    file = stick.path / "letter.card"
    file.write_text("Dear office")
    page = page_of(qtbot, office, [stick])
    with qtbot.waitSignal(page.work.said) as said:
        drop(page, file)
    assert said.args[0] == "stop"
    assert not page.other_cards.is_asking()


def test_on_a_small_screen_the_halves_stand_below_each_other(
    qtbot: QtBot, qapp: QApplication, office: Session, stick: Drive
) -> None:
    theme.apply(qapp, "light", 2.0)
    page = page_of(qtbot, office, [stick])
    assert page.hand_over.width() > 1000
    assert page.take_in.y() > page.hand_over.y()
