"""Practising: a visit with invented pupils on one laptop, which nobody else ever gets."""

import secrets
from datetime import date

from fieldapp import people
from fieldapp.demo.people import Pupil, invent
from fieldapp.domain import events as e
from fieldapp.domain.fold import Visit
from fieldapp.domain.policy import Policy
from fieldapp.domain.practice import PREFIX, is_practice
from fieldapp.errors import KnownError
from fieldapp.roster.rows import Listing, Problem, Row
from fieldapp.roster.values import LONGEST, READERS
from fieldapp.store import journal, media, queries, tables
from fieldapp.store.connect import Connection
from fieldapp.store.session import Session
from fieldapp.texts import _

PUPILS = 60
MOST = 500
_VOTING_IN = 120  # days; then some are first-time voters, and some are too young for everything


def begin(session: Session, today: date, pupils: int = PUPILS) -> Visit:
    """A new practice for today with invented pupils; one that was there is thrown away.

    Any operator may practise: it is no visit, and nobody else gets it.
    """
    if not 1 <= pupils <= MOST:
        raise KnownError(
            _("There cannot be {count} pupils in a practice.").format(count=pupils),
            _("Choose 1 to {most}.").format(most=MOST),
        )
    with session.writing():
        for old in current(session.db):
            _forget(session.db, old.visit)
        election = date.fromordinal(today.toordinal() + _VOTING_IN)
        visit = f"{PREFIX}{today:%Y%m%d}-{secrets.token_hex(4)}"
        place = _("PRACTICE with invented pupils")
        plan = e.VisitPlanned(place, today, policy=Policy(election=election), practice=True)
        session.record(visit, ("", plan))
        invented = invent(pupils, secrets.randbits(32), day=today, election=election)
        people.list_rows(session, visit, _listing(invented))
    return queries.visit(session.db, visit)


def current(db: Connection) -> list[Visit]:
    """The practice that is under way, if there is one."""
    return [one for one in queries.visits(db) if is_practice(one.visit)]


def throw_away(session: Session) -> int:
    """End practising: nothing of it stays. Returns how many pupils were in it."""
    with session.writing():
        found = current(session.db)
        count = sum(len(queries.everyone(session.db, one.visit)) for one in found)
        for one in found:
            _forget(session.db, one.visit)
    return count


def _forget(db: Connection, visit: str) -> None:
    """Remove a practice, its streams too: nobody else ever heard of them."""
    for head in journal.heads(db, visit):
        for table in ("event", "mark", "held", "fork"):
            db.execute(f"DELETE FROM {table} WHERE stream = ?", (head.id,))  # noqa: S608 -- constant names
        db.execute("DELETE FROM stream WHERE id = ?", (head.id,))
    tables.forget(db, visit)
    media.sweep(db)


def _listing(pupils: list[Pupil]) -> Listing:
    """Invented pupils as a list that was read, with the faults that real lists have."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, pupil in enumerate(pupils, 1):
        values: dict[str, str] = {}
        for field, read in READERS.items():
            said = str(getattr(pupil, "class_" if field == "class" else field.value, ""))
            value, reason = read(said) if said else ("", "")
            if value:
                values[field] = value
            if reason:
                problems.append(Problem(number, field, said[:LONGEST], reason))
        rows.append(Row(number, values))
    return Listing(rows, problems, len(rows), "practice", [])
