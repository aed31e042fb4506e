"""The verbs about visits: plan, change, close, delete."""

import re
import secrets
from collections.abc import Sequence
from datetime import date

from fieldapp.domain import events as e
from fieldapp.domain.fold import Visit
from fieldapp.domain.people import EVIDENCE
from fieldapp.domain.policy import Policy, Service
from fieldapp.domain.practice import is_practice
from fieldapp.errors import KnownError
from fieldapp.store import journal, media, queries, scrub, tables, trust
from fieldapp.store.session import Session
from fieldapp.texts import _, ngettext

SETTINGS = ("school", "village", "mall", "office")
_HOUR = re.compile(r"([01]?[0-9]|2[0-3])(?:[.:]([0-5][0-9]))?")


def plan(
    session: Session,
    place: str,
    day: date,
    *,
    services: Sequence[str] = tuple(Service),
    policy: Policy | None = None,
    setting: str = "school",
    team: str = "",
    laptops: Sequence[str] = (),
    opens: str = "",
    closes: str = "",
    evidence: Sequence[str] = (),
) -> Visit:
    """Plan a visit to `place` on `day`; `laptops` by id, none named means all."""
    session.require_coordinator()
    place = " ".join(place.split())
    if not place:
        raise KnownError(_("The visit has no place."), _("Give the school or office to go to."))
    _check_services(services)
    planned = e.VisitPlanned(
        place, day, tuple(services), policy or Policy(), setting=_setting(setting),
        team=" ".join(team.split()), laptops=_laptops(session, laptops), opens=hour(opens),
        closes=hour(closes), evidence=_evidence(evidence),
    )  # fmt: skip
    _check_hours(planned.opens, planned.closes)
    slug = re.sub(r"[^a-z0-9]+", "-", place.lower())[:24].strip("-")
    visit = f"{day:%Y%m%d}-{slug or 'visit'}-{secrets.token_hex(2)}"
    session.record(visit, ("", planned))
    return queries.visit(session.db, visit)


def change(
    session: Session,
    visit: str,
    *,
    place: str | None = None,
    day: date | None = None,
    services: Sequence[str] | None = None,
    policy: Policy | None = None,
    setting: str | None = None,
    team: str | None = None,
    laptops: Sequence[str] | None = None,
    opens: str | None = None,
    closes: str | None = None,
    evidence: Sequence[str] | None = None,
) -> Visit:
    """Change what was planned; everyone is judged anew where the day or the rules change."""
    session.require_coordinator()
    before = queries.visit(session.db, visit).plan
    _check_services(services or ())
    changed = e.VisitChanged(
        place, day,
        services=None if services is None else tuple(services),
        policy=policy,
        setting=None if setting is None else _setting(setting),
        team=None if team is None else " ".join(team.split()),
        laptops=None if laptops is None else _laptops(session, laptops, before.laptops),
        opens=None if opens is None else hour(opens),
        closes=None if closes is None else hour(closes),
        evidence=None if evidence is None else _evidence(evidence),
    )  # fmt: skip
    first = before.opens if changed.opens is None else changed.opens
    _check_hours(first, before.closes if changed.closes is None else changed.closes)
    session.record(visit, ("", changed))
    return queries.visit(session.db, visit)


def _check_services(services: Sequence[str]) -> None:
    for service in services:
        if service not in tuple(Service):
            raise KnownError(
                _("There is no service {service}.").format(service=service),
                _("Choose recording or ikd."),
            )


def _evidence(wanted: Sequence[str]) -> tuple[str, ...]:
    for what in wanted:
        if what not in EVIDENCE:
            raise KnownError(
                _("There is no evidence {what}.").format(what=what),
                _("Choose photo or signature."),
            )
    return tuple(what for what in EVIDENCE if what in wanted)


def _setting(setting: str) -> str:
    if setting not in SETTINGS:
        raise KnownError(
            _("There is no kind of place {setting}.").format(setting=setting),
            _("Choose school, village, mall or office."),
        )
    return setting


def _laptops(
    session: Session, laptops: Sequence[str], before: Sequence[str] = ()
) -> tuple[str, ...]:
    """These laptops, each once; each is enrolled, or was planned before."""
    known = trust.devices(session.db)
    for device in laptops:
        if device not in before and (device not in known or known[device].role != "field"):
            raise KnownError(
                _("No laptop {device} is enrolled here.").format(device=device),
                _("Take in its card first."),
            )
    return tuple(dict.fromkeys(laptops))


def hour(text: str) -> str:
    """An hour as it was typed (8.00, 08:00 or 8), as HH:MM; nothing stays nothing."""
    text = text.strip()
    found = _HOUR.fullmatch(text)
    if text and not found:
        raise KnownError(
            _("{text} is no time of the day.").format(text=text), _("Write it as 08:00.")
        )
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else ""


def _check_hours(opens: str, closes: str) -> None:
    if opens and closes and opens >= closes:
        raise KnownError(
            _("The visit would close before it opens."), _("Give a later closing hour.")
        )


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
    """How many events and media of a visit `peer` is not known to hold."""
    rows = session.db.execute(
        "SELECT coalesce(sum(max(0, stream.last - coalesce(held.last, 0))), 0) FROM stream "
        "LEFT JOIN held ON held.peer = ? AND held.stream = stream.id WHERE visit = ?",
        (peer, visit),
    )
    return int(rows.fetchone()[0]) + media.lacking_of(session.db, peer, visit)


def delete(session: Session, visit: str) -> int:
    """Delete a closed visit from this laptop, once the office holds every event of it.

    Returns how many events were deleted. That it was deleted stays on record, without names.
    """
    session.require_coordinator()
    if is_practice(visit):
        raise KnownError(
            _("A practice is no visit: no office holds it."), _("Throw the practice away instead.")
        )
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
            ngettext(
                "The office is not known to hold {count} record of this visit.",
                "The office is not known to hold {count} records of this visit.",
                missing,
            ).format(count=missing),
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
    media.sweep(db)
    scrub.want(db)
    record = e.VisitDeleted(visit, count, people, plan.place, plan.date)
    session.record(e.NO_VISIT, ("", record))
    return count


def deleted(session: Session) -> set[str]:
    """The visits that were deleted here."""
    return journal.deleted(session.db, session.device.ids)
