"""Where the branches of a stream part, noted so that their events can be told apart."""

from itertools import zip_longest

from fieldapp.domain import events as e
from fieldapp.store import journal
from fieldapp.store.connect import Connection

_LABEL = 8  # hex digits of the chain's hash


def project(db: Connection, visit: str, device: str) -> None:
    """Note anew where the branches of a stream part; the caller commits."""
    streams = [end.id for end in journal.branches(db, visit, device)]
    db.executemany("DELETE FROM fork WHERE stream = ?", [(stream,) for stream in streams])
    db.executemany("INSERT INTO fork(stream, seq, label) VALUES(?, ?, ?)", _found(db, streams))


def _found(db: Connection, streams: list[int]) -> list[tuple[int, int, str]]:
    """The first events of each branch that differ from a sibling's: (stream, seq, label)."""
    before = dict.fromkeys(streams, e.START)
    starts: list[tuple[int, int, str]] = []
    together = zip_longest(*(journal.lines(db, stream) for stream in streams))
    for seq, lines in enumerate(together, 1):
        written = [(stream, line) for stream, line in zip(streams, lines, strict=True) if line]
        after = {stream: e.chain(before[stream], line) for stream, line in written}
        followers: dict[bytes, set[bytes]] = {}
        for stream, digest in after.items():
            followers.setdefault(before[stream], set()).add(digest)
        starts += [
            (stream, seq, digest.hex()[:_LABEL])
            for stream, digest in after.items()
            if len(followers[before[stream]]) > 1
        ]
        before |= after
    return starts


def wrong(db: Connection, gone: set[str]) -> bool:
    """Whether what is noted differs from what the events say, but for deleted visits (`gone`)."""
    streams: dict[tuple[str, str], list[int]] = {}
    for end in journal.heads(db):
        if end.visit not in gone:
            streams.setdefault((end.visit, end.device), []).append(end.id)
    said = {start for held in streams.values() if len(held) > 1 for start in _found(db, held)}
    whole = {stream for held in streams.values() for stream in held}
    noted = {tuple(row) for row in db.execute("SELECT stream, seq, label FROM fork")}
    return said != {start for start in noted if start[0] in whole}


def touched(db: Connection, visit: str, device: str, first: int) -> set[str]:
    """Everyone that events from seq `first` on are about, on any branch of a stream."""
    rows = db.execute(
        "SELECT DISTINCT person FROM stream JOIN event ON event.stream = stream.id "
        "WHERE visit = ? AND device = ? AND seq >= ?",
        (visit, device, first),
    )
    return {person for (person,) in rows}


def own_names(db: Connection, visit: str, devices: tuple[str, ...]) -> set[str]:
    """What the events of these, this device's ids, are read as written by in a visit."""
    branches = journal.branches_of(db, visit)
    own = [
        branches.get(end.id)
        for device in devices
        if branches
        for end in journal.branches(db, visit, device)[:1]
    ]
    labelled = {branch.writer(seq) for branch in own if branch for seq, _ in branch.starts}
    return {*devices, *labelled}
