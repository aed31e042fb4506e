"""Keeping no longer than needed: closed visits that the office holds go from the laptop."""

import datetime as dt

from msgspec import Struct

from fieldapp import visits
from fieldapp.domain import events as e
from fieldapp.domain.fold import Visit
from fieldapp.errors import KnownError
from fieldapp.store import before_migration, journal, queries, scrub, trust
from fieldapp.store.connect import DATABASE
from fieldapp.store.session import Progress, Session
from fieldapp.texts import _


class Deleted(Struct, frozen=True):
    """What was deleted; `left` says why its traces could not be wiped from the files yet."""

    visit: str
    events: int
    people: int
    left: KnownError | None = None


class Deletion(Struct, frozen=True):
    """The record that stays: what was deleted, when, where, by whom. It names no pupil."""

    at: int  # milliseconds since 1970
    device: str
    actor: str
    visit: str
    place: str
    date: dt.date | None
    events: int
    people: int


def may_delete(session: Session, visit: Visit) -> bool:
    """Whether a visit is closed and the office is known to hold every record of it."""
    office = trust.office_of(session.db, session.device_id)
    return (
        visit.state == "closed"
        and office is not None
        and not visits.not_held(session, visit.visit, office.device)
    )


def deletable(session: Session) -> list[Visit]:
    """The visits that may be deleted from this laptop."""
    return [one for one in queries.real_visits(session.db) if may_delete(session, one)]


def delete(session: Session, visit: str, progress: Progress | None = None) -> Deleted:
    """Delete a visit from this laptop and wipe its traces from the files.

    Raises KnownError, nothing changed, where the office does not hold all of it. Once deleted it
    stays so: traces that cannot be wiped now are wiped at the next start.
    """
    people = len(queries.everyone(session.db, visit))
    events = visits.delete(session, visit)
    return Deleted(visit, events, people, finish(session, progress))


def unfinished(session: Session) -> bool:
    """Whether traces of deleted visits are still to be wiped."""
    return scrub.wanted(session.db)


def finish(session: Session, progress: Progress | None = None) -> KnownError | None:
    """Wipe what is left of deleted visits; why not, where it was not."""
    if not unfinished(session):
        return None
    try:
        before_migration.remove(session.home / DATABASE)  # it may hold what was deleted
        scrub.scrub(session.db, progress)
    except KnownError as error:
        return error
    return None


def deletions(session: Session) -> list[Deletion]:
    """What was deleted on this device, and on others as far as they told, the latest first."""
    names = {each.device: each.name for each in trust.devices(session.db).values()}
    found = [
        Deletion(
            event.at[0], names.get(event.device, event.device), event.actor, body.visit,
            body.place, body.date, body.events, body.people,
        )
        for event in journal.of_visit(session.db, e.NO_VISIT)
        if isinstance(body := event.body, e.VisitDeleted)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.at, one.visit))


def left_text(error: KnownError) -> str:
    """That traces are left, and what happens with them."""
    return _("Traces of it are still in this laptop's encrypted file: {why}").format(
        why=f"{error.what} {error.todo}"
    )
