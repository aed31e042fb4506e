"""The verbs about visits: plan, change, close, delete."""

import re
import secrets
from collections.abc import Sequence
from datetime import date

from fieldapp.domain import events as e
from fieldapp.domain.fold import Visit
from fieldapp.domain.policy import Policy, Service
from fieldapp.errors import KnownError
from fieldapp.store import journal, queries, scrub, tables, trust
from fieldapp.store.session import Session
from fieldapp.texts import _


def plan(
    session: Session,
    place: str,
    day: date,
    *,
    services: Sequence[str] = tuple(Service),
    policy: Policy | None = None,
) -> Visit:
    """Plan a visit to `place` on `day`."""
    session.require_coordinator()
    place = " ".join(place.split())
    if not place:
        raise KnownError(_("The visit has no place."), _("Give the school or office to go to."))
    rules = policy or Policy()
    for service in services:
        if service not in tuple(Service):
            raise KnownError(
                _("There is no service {service}.").format(service=service),
                _("Choose recording or ikd."),
            )
    slug = re.sub(r"[^a-z0-9]+", "-", place.lower())[:24].strip("-")
    visit = f"{day:%Y%m%d}-{slug or 'visit'}-{secrets.token_hex(2)}"
    session.record(visit, ("", e.VisitPlanned(place, day, tuple(services), rules)))
    return queries.visit(session.db, visit)


def change(
    session: Session,
    visit: str,
    *,
    place: str | None = None,
    day: date | None = None,
    services: Sequence[str] | None = None,
    policy: Policy | None = None,
) -> Visit:
    """Change what was planned; everyone is judged anew where the day or the rules change."""
    session.require_coordinator()
    queries.visit(session.db, visit)
    chosen = tuple(services) if services is not None else None
    session.record(visit, ("", e.VisitChanged(place, day, chosen, policy)))
    return queries.visit(session.db, visit)


def close(session: Session, visit: str) -> Visit:
    """End a visit: nobody is checked in afterwards."""
    session.require_coordinator()
    if queries.visit(session.db, visit).state != "closed":
        session.record(visit, ("", e.VisitClosed()))
    return queries.visit(session.db, visit)


def require_open(session: Session, visit: str) -> Visit:
    """The visit, where people may still be served. Raises KnownError for a closed one."""
    found = queries.visit(session.db, visit)
    if found.state == "closed":
        raise KnownError(
            _("This visit is closed."), _("Choose another visit, or undo the closing.")
        )
    return found


def not_held(session: Session, visit: str, peer: str) -> int:
    """How many events of a visit `peer` is not known to hold."""
    rows = session.db.execute(
        "SELECT coalesce(sum(max(0, stream.last - coalesce(held.last, 0))), 0) FROM stream "
        "LEFT JOIN held ON held.peer = ? AND held.stream = stream.id WHERE visit = ?",
        (peer, visit),
    )
    return int(rows.fetchone()[0])


def delete(session: Session, visit: str) -> int:
    """Delete a closed visit from this laptop, once the office holds every event of it.

    Returns how many events were deleted. That it was deleted stays on record, without names.
    """
    session.require_coordinator()
    if queries.visit(session.db, visit).state != "closed":
        raise KnownError(_("This visit is not closed yet."), _("Close it first."))
    office = trust.office_of(session.db, session.device_id)
    if office is None:
        raise KnownError(
            _("No office is known to hold this visit."),
            _("Only a laptop that belongs to an office may delete what it handed over."),
        )
    missing = not_held(session, visit, office.device)
    if missing:
        raise KnownError(
            _("The office is not known to hold {count} records of this visit.").format(
                count=missing
            ),
            _("Hand them over, and merge the bundle that the office returns."),
        )
    with session.writing():
        return _forget(session, visit)


def _forget(session: Session, visit: str) -> int:
    """Remove the events and the people; the streams' ends stay, so nothing comes back."""
    db = session.db
    plan, people = queries.visit(db, visit).plan, len(queries.everyone(db, visit))
    streams = [head.id for head in journal.heads(db, visit)]
    count: int = sum(
        db.execute("DELETE FROM event WHERE stream = ?", (stream,)).rowcount for stream in streams
    )
    tables.forget(db, visit)
    scrub.want(db)
    record = e.VisitDeleted(visit, count, people, plan.place, plan.date)
    session.record(e.NO_VISIT, ("", record))
    return count


def deleted(session: Session) -> set[str]:
    """The visits that were deleted here."""
    return journal.deleted(session.db, session.device.ids)
