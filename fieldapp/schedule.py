"""The calendar of visits: how each stands, and what is missing until it is complete."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.domain.fold import Visit
from fieldapp.store import journal, queries, trust
from fieldapp.store.connect import Connection
from fieldapp.store.session import Session
from fieldapp.store.trust import KnownDevice
from fieldapp.texts import _, ngettext, number
from fieldapp.wording import moment

STATES = ("planned", "packed", "running", "brought_back", "complete", "closed")
_MINUTE = 60_000


class Laptop(Struct, frozen=True):
    """One laptop's part in a visit; times in milliseconds since 1970, 0 = never.

    `stale`: the plan or list changed since it was packed. `last` is its last record of the
    visit, `seen` when the office last took in a bundle of it.
    """

    device: KnownDevice
    packed: int
    stale: bool
    last: int
    seen: int
    back: bool


class Standing(Struct, frozen=True):
    """How a visit stands: one of STATES, its laptops, and what is missing, in words."""

    visit: Visit
    state: str
    laptops: tuple[Laptop, ...]
    missing: tuple[str, ...]


def standings(session: Session, now: int) -> list[Standing]:
    """Every visit as it stands at `now` (milliseconds since 1970), by date."""
    found = [standing(session, visit, now) for visit in queries.visits(session.db)]
    return sorted(
        found, key=lambda one: (one.visit.plan.date, one.visit.plan.opens, one.visit.visit)
    )


def standing(session: Session, visit: Visit, now: int) -> Standing:
    """One visit as it stands at `now`."""
    laptops = tuple(_laptops(session, visit))
    state = _state(session.db, visit, laptops, now)
    return Standing(visit, state, laptops, tuple(_missing(session.db, visit, laptops, state, now)))


def opens_at(visit: Visit) -> int:
    """When the visit opens, by the clock of this place (milliseconds since 1970)."""
    return _at(visit.plan.date, visit.plan.opens or "00:00")


def closes_at(visit: Visit) -> int:
    """When the visit closes; the end of its day where no hour was planned."""
    if visit.plan.closes:
        return _at(visit.plan.date, visit.plan.closes)
    return _at(visit.plan.date + timedelta(days=1), "00:00")


def _at(day: date, hour: str) -> int:
    return int(datetime.combine(day, time.fromisoformat(hour)).astimezone().timestamp() * 1000)


def goes_to(visit: Visit, device: str) -> bool:
    """Whether a laptop takes part in a visit."""
    return visit.plan.setting != "registry" and (
        not visit.plan.laptops or device in visit.plan.laptops
    )


def _laptops(session: Session, visit: Visit) -> Iterable[Laptop]:
    db = session.db
    heads: dict[str, int] = {}
    for head in journal.heads(db, visit.visit):
        heads[head.device] = max(head.at[0], heads.get(head.device, 0))
    rows = db.execute("SELECT device, at FROM packed WHERE visit = ?", (visit.visit,))
    packed = dict(rows.fetchall())
    seen = dict(db.execute("SELECT peer, seen FROM peer").fetchall())
    ended = _closed_by(db, visit)
    for known in trust.devices(db).values():
        if known.role != "field" or not goes_to(visit, known.device):
            continue
        when = seen.get(known.device, 0)
        yield Laptop(
            device=known,
            packed=packed.get(known.device, 0),
            stale=0 < packed.get(known.device, 0) < heads.get(session.device_id, 0),
            last=heads.get(known.device, 0),
            seen=when,
            back=when >= closes_at(visit) or known.device in ended,
        )


def _closed_by(db: Connection, visit: Visit) -> set[str]:
    """The devices on which somebody closed the visit."""
    events = journal.of_person(db, visit.visit, "")
    return {event.device for event in events if isinstance(event.body, e.VisitClosed)}


def _state(db: Connection, visit: Visit, laptops: tuple[Laptop, ...], now: int) -> str:
    if visit.state == "closed":
        return "closed"
    if any(laptop.back for laptop in laptops):
        everyone = all(laptop.back for laptop in laptops)
        return "complete" if everyone and not _left(db, visit) else "brought_back"
    if now >= opens_at(visit) and (laptops or now < closes_at(visit)):
        return "running"
    if laptops and all(laptop.packed and not laptop.stale for laptop in laptops):
        return "packed"
    return "planned"


def _left(db: Connection, visit: Visit) -> int:
    """How many turns are open, and conflicts undecided."""
    (turns,) = db.execute(
        "SELECT count(*) FROM turn WHERE visit = ? AND state IN ('waiting', 'called', 'serving')",
        (visit.visit,),
    ).fetchone()
    return int(turns) + sum(
        len(one.visitor.conflicts) for one in queries.conflicts(db, visit.visit)
    )


def _missing(
    db: Connection, visit: Visit, laptops: tuple[Laptop, ...], state: str, now: int
) -> Iterable[str]:
    if state == "closed":
        return
    if state in ("planned", "packed", "running"):
        yield from _before(db, visit, laptops)
    if state in ("running", "brought_back") and now >= closes_at(visit):
        yield from (_not_back(visit, laptop) for laptop in laptops if not laptop.back)
    if state == "brought_back" and (left := _left(db, visit)):
        said = ngettext(
            "{count} turn or conflict is still open.", "{count} turns or conflicts are still open.",
            left,
        )  # fmt: skip
        yield said.format(count=number(left))


def _before(db: Connection, visit: Visit, laptops: tuple[Laptop, ...]) -> Iterable[str]:
    if not laptops:
        yield _("No laptop is assigned.")
    if visit.plan.setting in ("school", "village") and not queries.badges(db, visit.visit):
        yield _("No list was taken in.")
    for laptop in laptops:
        if not laptop.packed:
            yield _("{laptop} is not packed.").format(laptop=laptop.device.name)
        elif laptop.stale:
            yield _("{laptop}: the visit changed since it was packed.").format(
                laptop=laptop.device.name
            )


def _not_back(visit: Visit, laptop: Laptop) -> str:
    name = laptop.device.name
    if not laptop.last:
        return _("{laptop} has not come back; nothing of it was seen.").format(laptop=name)
    minutes = (closes_at(visit) - laptop.last) // _MINUTE
    if minutes > 0:
        text = ngettext(
            "{laptop} has not come back; last seen {count} minute before closing.",
            "{laptop} has not come back; last seen {count} minutes before closing.",
            minutes,
        )
        return text.format(laptop=name, count=number(minutes))
    seen = moment(laptop.last)
    return _("{laptop} has not come back; last seen at {time}.").format(
        laptop=name, time=f"{seen:%H:%M}"
    )
