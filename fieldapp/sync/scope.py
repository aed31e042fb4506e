"""What of the journal concerns another device: what it is handed, and what it is told of."""

from collections.abc import Collection

from msgspec import Struct

from fieldapp import schedule
from fieldapp.domain import events as e
from fieldapp.domain.practice import is_practice
from fieldapp.store import journal, queries, trust
from fieldapp.store.journal import Head
from fieldapp.store.session import Session


class Wanted(Struct, frozen=True):
    """Some visits only, and how a file that holds them is named."""

    name: str
    visits: frozenset[str]


def handed(session: Session, to: trust.KnownDevice, wanted: Wanted | None = None) -> list[Head]:
    """The streams that `to` is handed: those of no visit, which say who may be trusted, and more.

    A field laptop gets the visits that it takes part in, and back what it wrote itself. The
    registry's own list stays where it was taken in, and a practice on its laptop.
    """
    found = _kept_to(wanted.visits if wanted else None, _open(session))
    if to.role == "office":
        return found
    ids, own = taking_part(session, to.device), trust.lineage(session.db, to.device)
    return [h for h in found if h.visit == e.NO_VISIT or h.visit in ids or h.device in own]


def told_of(session: Session, to: trust.KnownDevice) -> list[Head]:
    """The streams that `to` is told of as held here, so that it may count on that.

    A laptop that was taken off a visit still learns that its work arrived, and may delete it.
    """
    found = _open(session)
    if to.role == "office":
        return found
    own = trust.lineage(session.db, to.device)
    ids = {h.visit for h in found if h.device in own} | taking_part(session, to.device)
    ids |= {e.NO_VISIT, *holding(session, to.device)}
    return [h for h in found if h.visit in ids]


def taking_part(session: Session, device: str) -> set[str]:
    """The visits that a device takes part in."""
    own = trust.lineage(session.db, device)
    return {v.visit for v in queries.real_visits(session.db) if schedule.goes_to(v, own)}


def holding(session: Session, peer: str) -> set[str]:
    """The visits of which `peer` is known to hold something."""
    rows = session.db.execute(
        "SELECT DISTINCT visit FROM held JOIN stream ON stream.id = held.stream "
        "WHERE peer = ? AND held.last > 0",
        (peer,),
    )
    return {visit for (visit,) in rows}


def _open(session: Session) -> list[Head]:
    """What may leave this device at all: not the registry's own list, and nothing practised."""
    kept = {one.visit for one in queries.registries(session.db)}
    return [
        h
        for h in journal.heads(session.db)
        if h.last and h.visit not in kept and not is_practice(h.visit)
    ]


def _kept_to(visits: Collection[str] | None, heads: list[Head]) -> list[Head]:
    return [h for h in heads if visits is None or h.visit in visits or h.visit == e.NO_VISIT]
