"""What another device is known to hold of the branches that are held here."""

from collections.abc import Iterable

from fieldapp.domain import forks
from fieldapp.store import journal
from fieldapp.store.connect import Connection
from fieldapp.store.journal import Head
from fieldapp.sync.manifest import Have

_Streams = dict[tuple[str, str], list[Head]]


def note(db: Connection, peer: str, haves: Iterable[Have]) -> None:
    """Remember what `peer` says that it holds, also where that is less than it said before."""
    streams = _streams(db)
    before = dict(db.execute("SELECT stream, last FROM held WHERE peer = ?", (peer,)))
    held: dict[int, int] = {}
    for have in haves:
        branches = streams.get((have.visit, have.device), [])
        for stream, last in _reached(db, branches, have, before):
            held[stream] = max(last, held.get(stream, 0))
    db.execute("DELETE FROM held WHERE peer = ?", (peer,))
    db.executemany(
        "INSERT INTO held(peer, stream, last) VALUES(?, ?, ?)",
        [(peer, stream, last) for stream, last in held.items()],
    )


def _reached(
    db: Connection, branches: list[Head], have: Have, before: dict[int, int]
) -> list[tuple[int, int]]:
    """Up to where `have` proves each of these branches of its stream to be held."""
    there = _branch_at(db, branches, have)
    if there is None:  # more than is held here, which says nothing new; or another branch
        return [(end.id, before.get(end.id, 0) if have.last > end.last else 0) for end in branches]
    if len(branches) == 1:
        return [(there.id, have.last)]
    known = journal.branches_of(db, have.visit)
    starts = {end.id: known.get(end.id, forks.Branch(end.device)) for end in branches}
    return [
        (end.id, min(have.last, end.last, starts[end.id].shared_with(starts[there.id])))
        for end in branches
    ]


def _branch_at(db: Connection, branches: list[Head], have: Have) -> Head | None:
    """The branch that holds the event which `have` names as the last."""
    for end in branches:
        if have.last <= end.last and journal.digest_at(db, end, have.last).hex() == have.hash:
            return end
    return None


def knows_more(db: Connection, device: str, haves: Iterable[Have]) -> bool:
    """Whether somebody holds events of `device` that are not held here."""
    streams = _streams(db)
    for have in haves:
        branches = streams.get((have.visit, have.device), [])
        if have.device != device or _branch_at(db, branches, have):
            continue
        gone = any(
            have.last < end.last and journal.line_of(db, end.id, 1) is None for end in branches
        )
        if not gone:  # a deleted visit's events cannot be looked up any more
            return True
    return False


def _streams(db: Connection) -> _Streams:
    found: _Streams = {}
    for end in journal.heads(db):
        found.setdefault((end.visit, end.device), []).append(end)
    return found
