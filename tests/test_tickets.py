"""What is printed: no name on it, the number's code readable on every paper."""

from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from fieldapp import codes, queue, tickets
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.tickets import PAPERS, Paper, Sheet
from tests import workplace as w
from ui import ticket_paper


@pytest.fixture
def laptop(tmp_path: Path, qtbot: QtBot) -> Session:
    assert qtbot
    return w.device(tmp_path / "a", "Laptop A", letter="A")


def words(sheet: Sheet) -> str:
    return "\n".join(line.text for line in (*sheet.above, *sheet.below))


def read(image: QImage) -> list[str]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    view = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    return [found.text for found in zxingcpp.read_barcodes(view)]


def finished(session: Session, outcome: str, reason: str = "", badge: str = "") -> Entry:
    visit = w.visit_with(session, 20)
    everyone = queries.everyone(session.db, visit)
    who = next(e for e in everyone if not badge or e.assessment.badge == badge)
    person = who.visitor.person
    queue.check_in(session, visit, person, services=("recording",))
    return queue.finish(session, visit, person, "recording", outcome, reason=reason)


def slip(session: Session, entry: Entry) -> str:
    plan = next(v.plan for v in queries.visits(session.db) if v.visit == entry.visitor.visit)
    sheet = tickets.slip(entry, plan, "recording", "Kantor Dukcapil")
    assert sheet is not None
    return words(sheet)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_ticket_as_pdf_has_its_paper_s_size_and_a_code_that_can_be_read(
    laptop: Session, tmp_path: Path, paper: Paper
) -> None:
    visit = w.visit_with(laptop, 3)
    came = queue.check_in(laptop, visit, w.ids(laptop, visit)[0])
    plan = queries.visits(laptop.db)[0].plan
    sheet = tickets.ticket(came, plan)
    image = ticket_paper.picture(sheet, paper)
    assert read(image) == [codes.ticket_code("A-001", w.DAY)]

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "ticket.pdf"))
    ticket_paper.put_on(printer, image, paper)
    document = QPdfDocument()
    document.load(str(tmp_path / "ticket.pdf"))
    size = document.pagePointSize(0)
    assert document.pageCount() == 1
    assert size.width() / 72 * 25.4 == pytest.approx(ticket_paper.WIDTHS[paper][0], abs=1)
    page = document.render(0, QSize(round(size.width() * 3), round(size.height() * 3)))
    assert read(_on_white(page)) == [codes.ticket_code("A-001", w.DAY)]
    laptop.close()


def _on_white(page: QImage) -> QImage:
    flat = page.convertToFormat(QImage.Format.Format_ARGB32)
    white = QImage(flat.size(), QImage.Format.Format_RGB32)
    white.fill(QColor("white"))
    painter = QPainter(white)
    painter.drawImage(0, 0, flat)
    painter.end()
    return white


def test_no_paper_says_who_somebody_is(laptop: Session) -> None:
    entry = finished(laptop, "recorded")
    plan = queries.visits(laptop.db)[0].plan
    sheet = tickets.ticket(entry, plan)
    said = words(sheet) + sheet.code + slip(laptop, entry)
    fields = entry.visitor.fields
    for name in ("name", "nik", "nisn", "kk", "class", "birth_date"):
        assert fields[name] not in said, name
    for part in fields["name"].split():
        assert part not in said
    laptop.close()


def test_a_ticket_says_what_to_bring_that_was_not_shown(laptop: Session) -> None:
    visit = w.visit_with(laptop, 3)
    plan = queries.visits(laptop.db)[0].plan
    first, second = w.ids(laptop, visit)[:2]
    services = ("recording", "ikd")
    came = queue.check_in(laptop, visit, first, services=services)
    assert "Bring: Copy of the KK, Own phone" in words(tickets.ticket(came, plan))
    came = queue.check_in(laptop, visit, second, services=services, documents=("kk",))
    assert "Bring: Own phone" in words(tickets.ticket(came, plan))
    laptop.close()


def test_the_slip_of_a_recording_says_from_when_and_where_the_card_comes(laptop: Session) -> None:
    entry = finished(laptop, "recorded", badge="first_voter")
    assert entry.assessment.print_from is not None
    assert entry.assessment.print_from > date(2024, 7, 19)
    said = slip(laptop, entry)
    assert "at Kantor Dukcapil" in said
    assert f"{entry.assessment.print_from.day} " in said
    laptop.close()


@pytest.mark.parametrize(
    ("outcome", "reason", "expected"),
    [
        ("deferred", "no_kk", "Bring your KK to Kantor Dukcapil"),
        ("failed", "iris", "without contact lenses"),
        ("failed", "power failed twice", "power failed twice"),
        ("refused", "photo", "Come again to Kantor Dukcapil"),
        ("too_young", "", "Recorded already"),
        ("already_recorded", "", "Recorded already"),
    ],
)
def test_the_slip_says_what_went_wrong_and_where_to_go(
    laptop: Session, outcome: str, reason: str, expected: str
) -> None:
    badge = "too_young" if outcome == "too_young" else "record_and_print"
    said = slip(laptop, finished(laptop, outcome, reason, badge))
    if outcome == "too_young":
        expected = "May be recorded from"
    assert expected in said
    laptop.close()


def test_the_settings_are_kept_over_a_restart(laptop: Session) -> None:
    how = tickets.Printing("Kasir", "80", tickets=True, slips=True, collect="Kantor")
    tickets.set_printing(laptop, how)
    again = w.reopened(laptop)
    assert tickets.printing(again) == how
    again.close()
