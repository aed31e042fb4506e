"""The one place that wires the pages together, once somebody logged in."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from fieldapp import retention
from fieldapp.errors import KnownError
from fieldapp.store.session import Session
from fieldapp.texts import _
from ui import scanned
from ui.copy_watch import CopyWatch
from ui.frame import Frame
from ui.hall import Hall
from ui.pages.ask import AskPage
from ui.pages.calendar import Calendar
from ui.pages.candidates import Candidates
from ui.pages.checkin import CheckIn
from ui.pages.desk import Desk
from ui.pages.device import DevicePage, View
from ui.pages.equipment import EquipmentView
from ui.pages.equipment_board import BoardSection
from ui.pages.equipment_camera import CameraSection
from ui.pages.equipment_tickets import TicketsSection
from ui.pages.equipment_voice import VoiceSection
from ui.pages.keeping_view import KeepingView
from ui.pages.operators import OperatorsView
from ui.pages.plan import PlanPage
from ui.pages.queue import QueuePage
from ui.pages.ready_view import ReadyView
from ui.pages.recover import RecoverView
from ui.pages.reports import ReportsPage
from ui.pages.review import ReviewPage
from ui.pages.stick import StickPage
from ui.pages.visits import Visits
from ui.pages_made import Maker
from ui.scanner import Scanner
from ui.speaker import speak
from ui.tickets import Tickets
from ui.work import Work

if TYPE_CHECKING:
    from ui.app import Given, Window


_HALL = ("checkin", "desk", "queue")
_PAUSE_MS = 700


class Inside:
    """The frame with its pages, and what works beside them."""

    def __init__(self, window: "Window", session: Session, given: "Given") -> None:
        self.window, self._given = window, given
        self.work = work = Work(session, window.worker, window)
        self.copy = CopyWatch(work, parent=window)
        self.hall = Hall(work, window, given.speaker or speak)
        self.tickets = Tickets(work, given.printers)
        ask = given.dialogs
        self.frame = Frame(
            work,
            [
                ("visits", "visits", _("Visits"),
                 lambda: Visits(work, given.suggestions, ask.list_file, save=ask.save)),
                ("checkin", "checkin", _("Check-in"),
                 lambda: CheckIn(work, self.tickets, window.camera)),
                ("desk", "desk", _("Desk"), lambda: Desk(work, self.tickets)),
                ("queue", "queue", _("Queue"), self._queue),
                ("stick", "stick", _("Stick"),
                 lambda: StickPage(work, choose_files=ask.files, choose_folder=ask.folder)),
                ("device", "device", _("Device"), self._device_page),
                *self._office_pages(),
            ],
            self.copy,
            ask.save,
        )  # fmt: skip
        self.frame.bottom.insert(self.hall.keys)
        self.frame.bottom.lock.clicked.connect(window.lock)
        self.frame.bottom.look.clicked.connect(window.next_look)
        self.scanner = self._scanner(self.frame)
        self._ahead = QTimer(self.frame, interval=_PAUSE_MS)
        self._ahead.timeout.connect(self._make_ahead)

    def begin(self) -> None:
        """Once the frame is in its window: take a visit in hand, and go on with what waits."""
        self.work.choose_latest()
        self.frame.open("visits")
        self.copy.start()
        self._wipe(self.work)
        self._ahead.start()

    def finish(self) -> None:
        """Make no more pages, and let go of what those there are hold."""
        self._ahead.stop()
        for page in self.frame.pages.made():
            page.finish()

    def _make_ahead(self) -> None:
        """Make the pages of the hall one by one, so that the first key finds them made."""
        for key in _HALL:
            if not self.frame.pages.is_made(key):
                self.frame.pages[key]
                return
        self._ahead.stop()

    def _scanner(self, frame: Frame) -> Scanner:
        """After the pages are made: the keys of a scan reach none of them."""
        window = self.window
        made = Scanner(
            window, lambda: window.has_in_hand(frame), lambda: frame.page().keeps_scans()
        )
        frame.page_made.connect(made.come_first)
        made.scanned.connect(lambda readings: scanned.take(frame, readings))
        return made

    def _queue(self) -> QueuePage:
        page = QueuePage(self.work, choose_save=self._given.dialogs.save, tickets=self.tickets)
        page.person_wanted.connect(self._show_person)
        page.review_wanted.connect(self._review)
        return page

    def _device_page(self) -> DevicePage:
        """The views of the device; each is one line."""
        work, ask = self.work, self._given.dialogs
        keeping = KeepingView(work, self.copy, ask.folder)
        views = [
            View(_("Operators"), "Ctrl+P", "person", OperatorsView(work, self._given.cost)),
            View(_("Backup and safety copy"), "Ctrl+B", "shield", keeping),
        ]
        sections = self._equipment(work)
        if sections:
            equipment = EquipmentView(work, sections)
            views.append(View(_("Equipment"), "Ctrl+K", "settings", equipment))
        views.append(View(_("Ready to leave?"), "Ctrl+G", "check", ReadyView(work)))
        if work.session.device.role == "office":
            recover = RecoverView(work, ask.files, ask.folder)
            views.append(View(_("Recover a laptop"), "Ctrl+R", "lock", recover))
        return DevicePage(work, views)

    def _equipment(self, work: Work) -> list[QWidget]:
        """What can be set up for the hall; each is one line."""
        return [
            BoardSection(self.hall),
            VoiceSection(self.hall),
            TicketsSection(self.tickets),
            CameraSection(work, self.window.camera),
        ]

    def _wipe(self, work: Work) -> None:
        """Finish what a deletion could not wipe from the files before."""

        def done(error: KnownError | None) -> None:
            if error:
                work.say("wait", retention.left_text(error))

        if retention.unfinished(work.session):
            work.run(_("Wiping what is left of deleted visits"), retention.finish, done)

    def _office_pages(self) -> list[tuple[str, str, str, Maker]]:
        """The pages that only an office has."""
        work, ask = self.work, self._given.dialogs
        if work.session.device.role != "office":
            return []
        return [
            ("calendar", "calendar", _("Calendar"),
             lambda: Calendar(work, self._given.suggestions, ask.folder)),
            ("candidates", "candidates", _("Candidates"),
             lambda: Candidates(work, ask.list_file, ask.save)),
            ("review", "review", _("Review"), lambda: ReviewPage(work)),
            ("plan", "plan", _("Plan"), lambda: PlanPage(work, ask.list_file, ask.save)),
            ("reports", "report", _("Reports"), lambda: ReportsPage(work, ask.save)),
            ("ask", "search", _("Ask"), self._asking),
        ]  # fmt: skip

    def _asking(self) -> AskPage:
        page = AskPage(self.work, self._given.dialogs.save)
        page.person_wanted.connect(self._show_person_of)
        return page

    def _show_person_of(self, visit: str, person: str) -> None:
        """Take a visit in hand, and open somebody of it."""
        self.work.choose(visit)
        self._show_person(person)

    def _show_person(self, person: str) -> None:
        self.frame.open("checkin")
        page = self.frame.pages["checkin"]
        assert isinstance(page, CheckIn)  # noqa: S101 -- narrows the type
        page.show_person(person)

    def _review(self, visit: str) -> None:
        if "review" in self.frame.pages:
            self.frame.open("review")
            page = self.frame.pages["review"]
            assert isinstance(page, ReviewPage)  # noqa: S101 -- narrows the type
            page.show_visit(visit)
