"""The calendar of visits: how each stands, and what is missing until it is complete."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.domain.fold import Visit, cancelled
from fieldapp.store import journal, queries, trust
from fieldapp.store.connect import Connection
from fieldapp.store.session import Session
from fieldapp.store.trust import KnownDevice
from fieldapp.texts import _, clock, ngettext, number
from fieldapp.wording import moment

STATES = ("planned", "packed", "running", "brought_back", "complete", "closed")
_MINUTE = 60_000
_SOON = 180  # minutes before closing; what is longer ago is told by the clock


class Laptop(Struct, frozen=True):
    """One laptop's part in a visit; times in milliseconds since 1970, 0 = never.

    `stale`: the plan or list changed since it was packed. `last` is its last record of the
    visit, `seen` when the newest of its bundles that the office took in was written.
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
    found = [standing(session, visit, now) for visit in queries.real_visits(session.db)]
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


def goes_to(visit: Visit, ids: Collection[str]) -> bool:
    """Whether a laptop takes part in a visit; `ids` are its own and those it had before."""
    return visit.plan.setting != "registry" and (
        not visit.plan.laptops or bool(set(ids) & set(visit.plan.laptops))
    )


def field_laptops(session: Session) -> list[KnownDevice]:
    """The laptops at work, by letter."""
    return [one for one in trust.current(session.db).values() if one.role == "field"]


def _laptops(session: Session, visit: Visit) -> Iterable[Laptop]:
    db = session.db
    heads = journal.heads(db, visit.visit)
    rows = db.execute("SELECT device, at FROM packed WHERE visit = ?", (visit.visit,))
    packed = dict(rows.fetchall())
    seen = dict(db.execute("SELECT peer, seen FROM peer").fetchall())
    ended = _closed_by(db, visit)
    own = [head for head in heads if head.device in session.device.ids and head.last]
    changed = max((head.at[0] for head in own), default=0)
    for known in field_laptops(session):
        ids = trust.lineage(db, known.device)
        if not goes_to(visit, ids):
            continue
        at = max(packed.get(each, 0) for each in ids)
        holds = own and _holds(db, known.device, own)
        last = max((head.at[0] for head in heads if head.device in ids), default=0)
        came = max(seen.get(each, 0) for each in ids)
        yield Laptop(
            device=known,
            packed=at or (came if holds or (last and not own) else 0),
            stale=0 < at < changed and not holds,
            last=last,
            seen=came,
            back=_is_back(visit, last, came) or not ended.isdisjoint(ids),
        )


def _holds(db: Connection, peer: str, heads: list[journal.Head]) -> bool:
    """Whether `peer` is known to hold all of these streams."""
    held = dict(db.execute("SELECT stream, last FROM held WHERE peer = ?", (peer,)).fetchall())
    return all(held.get(head.id, 0) >= head.last for head in heads)


def _is_back(visit: Visit, last: int, came: int) -> bool:
    """Whether what came of a laptop was written after closing; or, where no hour was planned,
    after its last record of the day."""
    if came >= closes_at(visit):
        return True
    return not visit.plan.closes and opens_at(visit) < last <= came


def _closed_by(db: Connection, visit: Visit) -> set[str]:
    """The devices on which somebody closed the visit."""
    events = journal.of_person(db, visit.visit, "")
    gone = cancelled(events)
    return {
        event.device
        for event in events
        if isinstance(event.body, e.VisitClosed) and event.ref not in gone
    }


def _state(db: Connection, visit: Visit, laptops: tuple[Laptop, ...], now: int) -> str:
    if visit.state == "closed":
        return "closed"
    over = now >= closes_at(visit)
    if any(laptop.back for laptop in laptops) or (over and not laptops and _came(db, visit)):
        everyone = all(laptop.back for laptop in laptops)
        return "complete" if everyone and not _left(db, visit) else "brought_back"
    if now >= opens_at(visit) and (laptops or not over):
        return "running"
    if laptops and all(laptop.packed and not laptop.stale for laptop in laptops):
        return "packed"
    return "planned"


def _came(db: Connection, visit: Visit) -> bool:
    """Whether anybody checked in."""
    found = db.execute("SELECT 1 FROM person WHERE visit = ? AND number <> ''", (visit.visit,))
    return found.fetchone() is not None


def _left(db: Connection, visit: Visit) -> int:
    """How many turns are open, and conflicts undecided."""
    (turns,) = db.execute(
        "SELECT count(*) FROM turn WHERE visit = ? AND state IN ('waiting', 'called', 'serving')",
        (visit.visit,),
    ).fetchone()
    (undecided,) = db.execute(
        "SELECT coalesce(sum(conflicts), 0) FROM person WHERE visit = ? AND conflicts > 0",
        (visit.visit,),
    ).fetchone()
    return int(turns) + int(undecided)


def _missing(
    db: Connection, visit: Visit, laptops: tuple[Laptop, ...], state: str, now: int
) -> Iterable[str]:
    if state == "closed":
        return
    over = now >= closes_at(visit)
    if state in ("planned", "packed", "running") and not over:
        yield from _before(db, visit, laptops)
    if over and state == "planned":
        yield _("Nothing of this visit was seen.")
    if over and state in ("running", "brought_back"):
        yield from (_not_back(visit, laptop) for laptop in laptops if not laptop.back)
    if state == "brought_back" and (left := _left(db, visit)):
        said = ngettext(
            "{count} turn or conflict is still open.", "{count} turns or conflicts are still open.",
            left,
        )  # fmt: skip
        yield said.format(count=number(left))
    if state == "complete":
        yield _("Only closing it is left.")


def _before(db: Connection, visit: Visit, laptops: tuple[Laptop, ...]) -> Iterable[str]:
    if not laptops:
        yield _("No laptop is assigned.")
    if visit.plan.setting in ("school", "village") and not _listed(db, visit):
        yield _("No list was taken in.")
    unpacked = [one.device.name for one in laptops if not one.packed]
    if unpacked:
        yield _("Not packed yet: {laptops}.").format(laptops=", ".join(unpacked))
    stale = [one.device.name for one in laptops if one.packed and one.stale]
    if stale:
        yield _("Changed since it was packed: {laptops}.").format(laptops=", ".join(stale))


def _listed(db: Connection, visit: Visit) -> bool:
    """Whether anybody is expected, other than who came by themselves."""
    found = db.execute("SELECT 1 FROM person WHERE visit = ? AND walk_in = 0", (visit.visit,))
    return found.fetchone() is not None


def _not_back(visit: Visit, laptop: Laptop) -> str:
    name, closing = laptop.device.name, closes_at(visit)
    last = max(laptop.last, laptop.seen)
    if last < opens_at(visit):
        return _("{laptop} has not come back; nothing of that day was seen.").format(laptop=name)
    minutes = (closing - last) // _MINUTE
    if visit.plan.closes and 0 < minutes <= _SOON:
        text = ngettext(
            "{laptop} has not come back; last seen {count} minute before closing.",
            "{laptop} has not come back; last seen {count} minutes before closing.",
            minutes,
        )
        return text.format(laptop=name, count=number(minutes))
    return _("{laptop} has not come back; last seen at {time}.").format(
        laptop=name, time=clock(moment(last))
    )
