"""Printing tickets and slips beside the work: a printer that hangs never holds a desk up."""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from fieldapp import arrivals, tickets
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from fieldapp.tickets import Paper, Printing
from ui import ticket_paper
from ui.printers import Printers, SystemPrinters
from ui.work import Changes, Work

PATIENCE_MS = 20_000


@dataclass(eq=False)
class Job:
    """One paper on its way: `kind` is ticket, slip or trial."""

    kind: str
    image: QImage
    number: str = ""
    visit: str = ""
    person: str = ""
    given_up: bool = field(default=False)


class _Bell(QObject):
    """Brings what a thread did back to the screen's; it outlives the window if the thread does."""

    ended = Signal(object, object)
    named = Signal(list)


class Tickets(QObject):
    """The papers of this laptop.

    `told` comes after each print that ended, well or not, and when the setting changed;
    `named(printers)` after `ask_names`.
    """

    told = Signal()
    named = Signal(list)

    def __init__(self, work: Work, printers: Printers | None = None) -> None:
        super().__init__(work)
        self.work = work
        self.patience_ms = PATIENCE_MS
        self.trouble: KnownError | None = None
        self.failed_slip: Job | None = None
        self.slip_trouble: KnownError | None = None
        self.last_trial: KnownError | bool | None = None
        self._printers = printers or SystemPrinters()
        self._closed = False  # what a thread told just before comes still
        self._running: list[Job] = []
        self._to_do: queue.SimpleQueue[Callable[[], None] | None] | None = None
        self._bell = _Bell()
        self._bell.ended.connect(self._ended)
        self._bell.named.connect(self._tell_names)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._give_up)

    @property
    def how(self) -> Printing:
        """How this laptop prints."""
        return tickets.printing(self.work.session)

    def set_how(self, how: Printing) -> None:
        """Keep how this laptop prints."""
        tickets.set_printing(self.work.session, how)
        self.told.emit()

    def unprinted(self) -> list[Entry]:
        """Whose tickets are not printed, and not on their way."""
        if not self.work.visit_id:
            return []
        on_way = {job.person for job in self._running if job.kind == "ticket"}
        found = tickets.unprinted(self.work.session, self.work.visit_id)
        return [entry for entry in found if entry.visitor.person not in on_way]

    def print_ticket(self, entry: Entry) -> None:
        """Print the ticket of somebody, for the first time or again."""
        visit = self.work.visit
        if visit is None or not entry.visitor.number:
            return
        image = ticket_paper.picture(tickets.ticket(entry, visit.plan), self.how.paper)
        who = entry.visitor
        self._send(Job("ticket", image, who.number, visit.visit, who.person))

    def print_slip(self, entry: Entry, service: str) -> None:
        """Print what comes next for somebody whose turn is finished, if slips are wanted."""
        visit, how = self.work.visit, self.how
        if visit is None or not how.slips:
            return
        sheet = tickets.slip(entry, visit.plan, service, how.collect)
        if sheet:
            image = ticket_paper.picture(sheet, how.paper)
            self._send(Job("slip", image, entry.visitor.number))

    def print_trial(self) -> None:
        """Print a paper that shows whether printer and size are right."""
        self.last_trial = None
        self._send(Job("trial", ticket_paper.picture(tickets.trial(), self.how.paper)))

    def again(self) -> None:
        """Print the open tickets once more."""
        self.trouble = None
        for entry in self.unprinted():
            self.print_ticket(entry)
        self.told.emit()

    def without(self) -> None:
        """Go on without the open tickets: their numbers count from now on."""
        self.trouble = None
        for entry in self.unprinted():
            self._count(entry.visitor.visit, entry.visitor.person, "waived")
        self.told.emit()

    def slip_again(self) -> None:
        """Print the slip that failed once more."""
        slip, self.failed_slip = self.failed_slip, None
        if slip:
            slip.given_up = False
            self._send(slip)

    def without_slip(self) -> None:
        """Go on without the slip that failed."""
        self.failed_slip = None
        self.told.emit()

    def ask_names(self) -> None:
        """Find out which printers are installed; `named` brings them."""
        bell, printers = self._bell, self._printers
        threading.Thread(target=lambda: bell.named.emit(printers.names()), daemon=True).start()

    def is_printing(self) -> bool:
        """Whether anything is on its way."""
        return bool(self._running)

    def finish(self) -> None:
        """Hear of nothing any more; what hangs is left alone, and its ticket stays open."""
        self._timer.stop()
        self._closed = True
        if self._to_do:
            self._to_do.put(None)
            self._to_do = None

    # -- on the way

    def _send(self, job: Job) -> None:
        how, bell, printers = self.how, self._bell, self._printers
        paper: Paper = how.paper

        def run() -> None:
            bell.ended.emit(job, _printed(printers, job, paper, how.printer))

        self._running.append(job)
        if self._to_do is None:
            self._to_do = queue.SimpleQueue()
            threading.Thread(target=_work_off, args=(self._to_do,), daemon=True).start()
        self._to_do.put(run)
        if not self._timer.isActive():
            self._timer.start(self.patience_ms)
        self.told.emit()

    def _give_up(self) -> None:
        """The printer does not answer: what waits for it failed, and the next gets a new thread."""
        if self._to_do:
            self._to_do.put(None)
            self._to_do = None
        error = KnownError(
            _("The printer does not answer."), _("Look at its cover, paper and cable.")
        )
        for job in list(self._running):
            self._ended(job, error)
            job.given_up = True

    def _tell_names(self, names: list[str]) -> None:
        if not self._closed:
            self.named.emit(names)

    def _ended(self, job: Job, error: KnownError | None) -> None:
        if self._closed:
            return
        if job in self._running:
            self._running.remove(job)
        if self._running:
            self._timer.start(self.patience_ms)
        else:
            self._timer.stop()
        if error is None:
            self._succeeded(job)
        elif not job.given_up:
            self._failed(job, error)
        self.told.emit()

    def _succeeded(self, job: Job) -> None:
        if job.kind == "trial":
            self.last_trial = True
        elif job.kind == "ticket":
            found = queries.entry(self.work.session.db, job.visit, job.person)
            if found and found.visitor.number == job.number:
                self._count(job.visit, job.person, "printed")
        if not self._running and not self.unprinted():
            self.trouble = None

    def _failed(self, job: Job, error: KnownError) -> None:
        if job.kind == "trial":
            self.last_trial = error
            return
        if job.kind == "slip":
            self.failed_slip, self.slip_trouble = job, error
            return
        self.trouble = error
        if not self._is_pending(job):
            self.work.say("wait", error.what, error.todo)  # printed before: nothing to decide

    def _is_pending(self, job: Job) -> bool:
        found = queries.entry(self.work.session.db, job.visit, job.person)
        return found is not None and found.visitor.ticket == "pending"

    def _count(self, visit: str, person: str, how: str) -> None:
        arrivals.ticketed(self.work.session, visit, person, how)
        here = visit == self.work.visit_id
        self.work.changed.emit(Changes(frozenset({person})) if here else Changes())


def _work_off(to_do: "queue.SimpleQueue[Callable[[], None] | None]") -> None:
    while (job := to_do.get()) is not None:
        job()


def _printed(printers: Printers, job: Job, paper: Paper, name: str) -> KnownError | None:
    """The boundary to the system's printing: whatever happens comes back as an error."""
    try:
        printers.print(job.image, paper, name)
    except KnownError as error:
        return error
    except (OSError, RuntimeError, ValueError):  # a driver's fault; the desk goes on
        logging.getLogger(__name__).exception("printing failed")
        return ticket_paper.refused()
    return None
