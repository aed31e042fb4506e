"""Tickets in the window: printed beside the work, a failure said in the page, the number open."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fieldapp import tickets, undoing
from fieldapp.domain.fold import Visit
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.store.session import open_home
from fieldapp.store.tables import Entry
from fieldapp.tickets import Paper, Printing
from tests import workplace as w
from ui import ticket_paper
from ui.app import Window
from ui.officer import CTRL, Officer
from ui.pages.checkin import CheckIn
from ui.pages.desk import Desk
from ui.pages.equipment_tickets import TicketsSection
from ui.pages.queue import QueuePage
from ui.tickets import Tickets

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


class PdfPrinters:
    """A printer at the edge: writes PDF, or fails, or hangs until it is let go."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.fails, self.count = folder, False, 0
        self.free = threading.Event()
        self.free.set()
        self.papers: list[Paper] = []

    def names(self) -> list[str]:
        return ["Kasir"]

    def print(self, image: QImage, paper: Paper, name: str) -> None:
        assert name in ("", "Kasir")
        assert self.free.wait(60)
        if self.fails:
            raise KnownError("The paper is used up.", "Put in a new roll.")
        self.count += 1
        self.papers.append(paper)
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.folder / f"{self.count}.pdf"))
        ticket_paper.put_on(printer, image, paper)


class Hall:
    """A laptop in use that prints tickets."""

    def __init__(self, qtbot: QtBot, folder: Path, how: Printing) -> None:
        self.qtbot, self.printers = qtbot, PdfPrinters(folder)
        session = w.device(folder / "a", "Laptop A", letter="A")
        self.visit = w.visit_with(session, 20)
        tickets.set_printing(session, how)
        session.close()
        self.home = folder / "a"
        self.open()

    def open(self) -> None:
        self.window = Window(self.home, cost=w.CHEAP, printers=self.printers)
        self.window.resize(1366, 728)
        self.qtbot.addWidget(self.window)
        self.window.show()
        self.officer = Officer(self.window)
        self.officer.wait(self.officer.has_keyboard)
        self.window.enter(open_home(self.home, "Op Laptop A", w.PASSPHRASE))
        assert self.window.session is not None
        assert self.window.frame is not None
        assert self.window.tickets is not None
        self.session, self.frame = self.window.session, self.window.frame
        self.tickets: Tickets = self.window.tickets

    @property
    def checkin(self) -> CheckIn:
        page = self.frame.pages["checkin"]
        assert isinstance(page, CheckIn)
        return page

    def plan(self) -> Visit:
        return queries.visits(self.session.db)[0]

    def come(self) -> Entry:
        """The next pupil checks in by the keyboard."""
        everyone = queries.everyone(self.session.db, self.visit)
        who = next(
            e for e in everyone
            if e.assessment.badge == "record_and_print" and not e.visitor.number
        )  # fmt: skip
        self.officer.open("checkin")
        self.officer.fill(who.visitor.fields["nisn"])
        self.officer.press(Key.Key_Return)
        return self.again(who)

    def again(self, entry: Entry) -> Entry:
        return queries.known(self.session.db, self.visit, entry.visitor.person)

    def ready(self) -> list[str]:
        found = queries.ready(self.session.db, self.visit, ("recording",))
        return [entry.visitor.number for entry, _service in found]

    def printed(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tickets.is_printing(), timeout=20_000)


@pytest.fixture
def hall(qtbot: QtBot, tmp_path: Path) -> Iterator[Hall]:
    made = Hall(qtbot, tmp_path, Printing(tickets=True, slips=True))
    yield made
    made.printers.free.set()
    made.window.finish()


def test_a_number_counts_once_its_ticket_is_printed(hall: Hall) -> None:
    hall.printers.free.clear()
    came = hall.come()
    assert came.visitor.ticket == "pending"
    assert hall.ready() == []
    assert not hall.checkin.unprinted.isVisible(), "it is on its way"
    hall.printers.free.set()
    hall.printed()
    assert hall.again(came).visitor.ticket == "printed"
    assert hall.ready() == ["A-001"]
    assert hall.printers.papers == ["58"]


def test_without_tickets_nothing_is_printed_and_the_number_counts(hall: Hall) -> None:
    hall.tickets.set_how(Printing())
    came = hall.come()
    assert came.visitor.ticket == ""
    assert hall.ready() == ["A-001"]
    assert hall.printers.count == 0


def test_a_failed_print_is_a_line_with_two_keys(hall: Hall) -> None:
    hall.printers.fails = True
    came = hall.come()
    hall.printed()
    line = hall.checkin.unprinted
    assert line.isVisible()
    assert "A-001" in line.said.what()
    assert "used up" in line.said.todo()
    assert hall.ready() == []
    hall.printers.fails = False
    hall.officer.press(Key.Key_F5)
    hall.printed()
    assert hall.again(came).visitor.ticket == "printed"
    assert not line.isVisible()


def test_one_goes_on_without_a_ticket_by_a_key(hall: Hall) -> None:
    hall.printers.fails = True
    came = hall.come()
    hall.printed()
    hall.officer.press(Key.Key_F5, SHIFT)
    assert hall.again(came).visitor.ticket == "waived"
    assert hall.ready() == ["A-001"]
    assert not hall.checkin.unprinted.isVisible()


def test_a_printer_that_hangs_holds_nobody_up_and_its_late_print_still_counts(hall: Hall) -> None:
    hall.tickets.patience_ms = 1
    hall.printers.free.clear()
    first = hall.come()
    hall.printed()
    assert "does not answer" in hall.checkin.unprinted.said.todo()
    hall.printers.free.set()
    hall.qtbot.waitUntil(lambda: hall.again(first).visitor.ticket == "printed", timeout=20_000)
    assert not hall.checkin.unprinted.isVisible()


def test_a_ticket_left_open_is_asked_about_after_a_restart(hall: Hall) -> None:
    hall.printers.fails = True
    came = hall.come()
    hall.printed()
    hall.window.finish()
    hall.window.close()
    hall.printers.fails = False
    hall.open()
    hall.officer.open("checkin")
    assert hall.checkin.unprinted.isVisible()
    hall.officer.press(Key.Key_F5)
    hall.printed()
    assert hall.again(came).visitor.ticket == "printed"


def test_a_late_ticket_of_a_number_taken_back_counts_for_nothing(hall: Hall) -> None:
    hall.printers.free.clear()
    came = hall.come()
    undoing.undo(hall.session, hall.visit)
    hall.printers.free.set()
    hall.printed()
    assert hall.again(came).visitor.ticket == ""
    assert hall.again(came).visitor.number == ""


def test_a_ticket_is_printed_again_from_check_in_and_queue(hall: Hall) -> None:
    hall.come()
    hall.printed()
    hall.officer.press(Key.Key_F8)
    hall.printed()
    assert hall.printers.count == 2
    page = hall.officer.open("queue")
    assert isinstance(page, QueuePage)
    hall.officer.fill("A-001")
    hall.qtbot.waitUntil(lambda: len(page.table.rows()) == 1)
    hall.officer.press(Key.Key_Down)
    hall.officer.press(Key.Key_F8)
    hall.printed()
    assert hall.printers.count == 3


def test_a_whole_class_gets_its_tickets(hall: Hall) -> None:
    hall.officer.open("checkin")
    hall.officer.press(Key.Key_G, CTRL)
    hall.officer.press(Key.Key_Return)
    hall.printed()
    came = [e for e in queries.everyone(hall.session.db, hall.visit) if e.visitor.number]
    assert len(came) > 3
    assert {entry.visitor.ticket for entry in came} == {"printed"}
    assert hall.printers.count == len(came)


def served(hall: Hall) -> None:
    hall.come()
    hall.printed()
    hall.officer.open("desk")
    for key in (Key.Key_Space, Key.Key_Return, Key.Key_Return):
        hall.officer.press(key)


def test_a_slip_comes_once_somebody_was_served(hall: Hall) -> None:
    served(hall)
    assert "A-001" in hall.frame.message.what()
    hall.printed()
    assert hall.printers.count == 2


def test_a_slip_that_failed_is_said_at_the_desk(hall: Hall) -> None:
    hall.come()
    hall.printed()
    hall.printers.fails = True
    page = hall.officer.open("desk")
    assert isinstance(page, Desk)
    for key in (Key.Key_Space, Key.Key_Return, Key.Key_Return):
        hall.officer.press(key)
    hall.printed()
    assert "A-001" in page.unprinted.said.what()
    assert "used up" in page.unprinted.said.todo()
    hall.printers.fails = False
    hall.officer.press(Key.Key_F5)
    hall.printed()
    assert hall.printers.count == 2
    assert not page.unprinted.isVisible()


def test_the_section_keeps_what_is_chosen_and_prints_a_test(hall: Hall) -> None:
    hall.officer.open("device")
    hall.officer.press(Key.Key_K, CTRL)
    section = hall.window.findChild(TicketsSection)
    assert section is not None
    hall.qtbot.waitUntil(lambda: section.printer.findData("Kasir") > 0)
    section.printer.setCurrentIndex(section.printer.findData("Kasir"))
    section.printer.activated.emit(section.printer.currentIndex())
    section.paper.setCurrentIndex(2)
    section.paper.activated.emit(2)
    section.slips.setFocus()
    QTest.keyClick(section.slips, Key.Key_Space)
    hall.officer.wait(lambda: not hall.tickets.how.slips)
    assert hall.tickets.how == Printing("Kasir", "A6", tickets=True, slips=False)
    hall.officer.press(Key.Key_T, Qt.KeyboardModifier.AltModifier)
    hall.printed()
    assert hall.printers.papers == ["A6"]
    assert "handed to the printer" in section.state.text()
