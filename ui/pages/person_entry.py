"""Typing somebody in at check-in: who is on no list, or whose data are to be put right."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp import people, queue
from fieldapp.domain.periods import parse_date
from fieldapp.errors import KnownError
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from ui.pages.checkin_rows import walk_in_values
from ui.pages.person_form import PersonForm
from ui.tickets import Tickets
from ui.work import Work


class PersonEntry(PersonForm):
    """The form as it saves: somebody new also checks in. `saved(entry)`; a refusal keeps it all."""

    saved = Signal(object)

    def __init__(self, work: Work, tickets: Tickets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._tickets = work, tickets
        self._editing = ""  # whose data the form holds; empty for somebody new
        self._sure: dict[str, str] = {}  # the values that were said to be somebody else's
        self.sent.connect(self._save)

    def begin_walk_in(self, text: str) -> None:
        """Somebody who is on no list; `text` is what was searched for."""
        self._begin(_("Somebody who is on no list"), "", walk_in_values(text))

    def begin_correction(self, entry: Entry) -> None:
        """Put somebody's data right."""
        fields = dict(entry.visitor.fields)
        born = parse_date(fields.get("birth_date", ""))
        if born:
            fields["birth_date"] = f"{born:%d-%m-%Y}"
        title = _("Correct the data of {name}").format(name=fields.get("name", ""))
        self._begin(title, entry.visitor.person, fields)

    def _begin(self, title: str, person: str, values: dict[str, str]) -> None:
        self._editing = person
        self._sure = {}
        self.begin(title, values)

    def _save(self, values: dict[str, str]) -> None:
        """Save what was typed; a refusal keeps it."""
        session, visit = self._work.session, self._work.visit_id
        try:
            if self._editing:
                entry = people.correct(session, visit, self._editing, values)
            else:
                sure = self._sure == values
                with session.writing():  # one action: nobody is listed without a number
                    entry = people.walk_in(session, visit, values, although_alike=sure)
                    ticket = self._tickets.how.tickets
                    entry = queue.check_in(session, visit, entry.visitor.person, ticket=ticket)
        except people.Resembles as error:
            self._sure = values
            todo = _("Esc and search for them; or Enter again: this is somebody else.")
            self.refuse(KnownError(error.what, todo))
        except KnownError as error:
            self.refuse(error)
        else:
            self.saved.emit(entry)
