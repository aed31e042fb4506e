"""Who comes: a whole group in one go, and the ticket that makes a number count."""

from collections.abc import Iterable

from fieldapp.domain import events as e
from fieldapp.domain.people import DOCUMENTS
from fieldapp.errors import KnownError
from fieldapp.queue import next_numbers, wanted
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from fieldapp.visits import require_open

MOST = 500  # people of one group: a school's largest year, and a short wait


def check_in_group(
    session: Session,
    visit: str,
    persons: Iterable[str],
    *,
    documents: Iterable[str] = (),
    ticket: bool = False,
) -> list[Entry]:
    """Give those of a group that have none yet their numbers, in this order, as one action.

    Each is here for what their badge suggests. `undoing.undo` takes the whole group back, or one of
    them where it is asked about that person. Returns those that were checked in by this.
    """
    plan = require_open(session, visit).plan
    shown = tuple(one for one in documents if one in DOCUMENTS)
    with session.writing():
        found = [queries.known(session.db, visit, person) for person in dict.fromkeys(persons)]
        coming = [entry for entry in found if not entry.visitor.number]
        if len(coming) > MOST:
            raise KnownError(
                _("These are {count} people at once.").format(count=len(coming)),
                _("Choose at most {most}, for example one class.").format(most=MOST),
            )
        if not coming:
            return []
        numbers = next_numbers(session, visit, len(coming))
        last = len(coming) - 1
        session.record(
            visit,
            *(
                (entry.visitor.person,
                 e.CheckedIn(number, shown, wanted(entry, plan.services), ticket,
                             last if place == last else 0))
                for place, (entry, number) in enumerate(zip(coming, numbers, strict=True))
            ),
        )  # fmt: skip
        return [queries.known(session.db, visit, entry.visitor.person) for entry in coming]


def ticketed(session: Session, visit: str, person: str, how: str = "printed") -> Entry:
    """The ticket of somebody was `printed`, or they go on without one (`waived`)."""
    if how not in ("printed", "waived"):
        raise ValueError(how)
    with session.writing():
        entry = queries.known(session.db, visit, person)
        visitor = entry.visitor
        if visitor.number and visitor.ticket not in ("printed", how):
            session.record(visit, (visitor.person, e.Ticketed(visitor.number, how)))
        return queries.known(session.db, visit, person)
