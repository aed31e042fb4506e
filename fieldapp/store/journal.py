"""The journal: streams of events, appended and chained, never changed."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from fieldapp.domain import clocks, forks
from fieldapp.domain import events as e
from fieldapp.domain.practice import PREFIX
from fieldapp.sync import cards

Connection = Any  # as in `connect`, which needs this module


class Head(Struct, frozen=True):
    """Where a stream ends: the last seq held, its hash, and the seal given at handing over.

    A device that was cloned or restored may have written several branches of one stream.
    """

    id: int
    visit: str
    device: str
    branch: int
    last: int
    at: e.At
    hash: bytes
    seal: bytes | None


_Row = tuple[int, int, str, str, bytes]  # stream, seq, person, kind, line


class BrokenStreamError(ValueError):
    """Lines that are no events, or not those of their stream."""


_HEAD = "SELECT id, visit, device, branch, last, ms, count, hash, seal FROM stream"


def _head(row: Sequence[object]) -> Head:
    stream, visit, device, branch, last, ms, count, digest, seal = row
    return Head(stream, visit, device, branch, last, (ms, count), digest, seal)  # type: ignore[arg-type]


def heads(db: Connection, visit: str | None = None) -> list[Head]:
    """The streams held, of one visit or all, in a fixed order."""
    if visit is None:
        rows = db.execute(f"{_HEAD} ORDER BY visit, device, branch")
    else:
        rows = db.execute(f"{_HEAD} WHERE visit = ? ORDER BY device, branch", (visit,))
    return [_head(row) for row in rows]


def branches(db: Connection, visit: str, device: str) -> list[Head]:
    """The branches held of one stream, the first met first; a device's own is its first."""
    rows = db.execute(f"{_HEAD} WHERE visit = ? AND device = ? ORDER BY branch", (visit, device))
    return [_head(row) for row in rows]


def head(db: Connection, visit: str, device: str) -> Head:
    """The end of one stream (its first branch), which is made if it was not there."""
    found = branches(db, visit, device)
    if found:
        return found[0]
    made = db.execute(
        "INSERT INTO stream(visit, device, branch, last, ms, count, hash) "
        "VALUES(?, ?, 0, 0, 0, 0, ?)",
        (visit, device, e.START),
    )
    return Head(made.lastrowid, visit, device, 0, 0, (0, 0), e.START, None)


def branch_off(db: Connection, end: Head, last: int) -> Head:
    """A new branch of a stream, which shares the events up to seq `last` with the branch `end`."""
    line, digest = line_of(db, end.id, last), digest_at(db, end, last)
    at = e.decode(line).at if line else (0, 0)
    made = db.execute(
        "INSERT INTO stream(visit, device, branch, last, ms, count, hash) "
        "SELECT visit, device, max(branch) + 1, ?, ?, ?, ? FROM stream "
        "WHERE visit = ? AND device = ? RETURNING id, branch",
        (last, *at, digest, end.visit, end.device),
    )
    stream, branch = made.fetchone()
    for table, columns in (
        ("event", "seq, person, kind, line"), ("mark", "seq, hash"),
    ):  # fmt: skip
        db.execute(
            f"INSERT INTO {table} SELECT ?, {columns} FROM {table} WHERE stream = ? AND seq <= ?",  # noqa: S608 -- constant names
            (stream, end.id, last),
        )
    db.execute(
        "INSERT INTO held SELECT peer, ?, min(last, ?) FROM held WHERE stream = ?",
        (stream, last, end.id),
    )
    return Head(stream, end.visit, end.device, branch, last, at, digest, None)


def digest_at(db: Connection, end: Head, seq: int) -> bytes:
    """The chain's hash after the event `seq` of a stream, from the nearest end ever sealed."""
    if seq == end.last:
        return end.hash
    found = db.execute(
        "SELECT seq, hash FROM mark WHERE stream = ? AND seq <= ? ORDER BY seq DESC LIMIT 1",
        (end.id, seq),
    ).fetchone()
    start, digest = found or (0, e.START)
    for line in lines(db, end.id, start, seq):
        digest = e.chain(digest, line)
    return bytes(digest)


def count(db: Connection) -> int:
    """How many events were ever stored here; what is only practised counts for nothing."""
    (found,) = db.execute(
        "SELECT coalesce(sum(last), 0) FROM stream WHERE visit NOT GLOB ?", (f"{PREFIX}*",)
    ).fetchone()
    return int(found)


def now_ms() -> int:
    """The machine's clock, in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def append(
    db: Connection,
    visit: str,
    device: str,
    actor: str,
    facts: Iterable[tuple[str, e.Body]],
    *,
    now_ms: int,
) -> list[e.Event]:
    """Write this device's own (person, body) facts to its stream; the caller commits."""
    end = head(db, visit, device)
    at = _latest(db, visit)
    digest, seq = end.hash, end.last
    written, rows = [], []
    for person, body in facts:
        seq += 1
        at = clocks.tick(at, now_ms)
        event = e.Event(visit, device, seq, at, actor, person, body.kind, body)
        line = e.encode(event)
        digest = e.chain(digest, line)
        written.append(event)
        rows.append((end.id, seq, person, body.kind, line))
    if rows:
        _store(db, end.id, rows, seq, at, digest)
    return written


def _latest(db: Connection, visit: str) -> e.At:
    """The latest time known in the visit: what a device writes next comes after what it saw."""
    found = db.execute(
        "SELECT ms, count FROM stream WHERE visit = ? ORDER BY ms DESC, count DESC LIMIT 1",
        (visit,),
    ).fetchone()
    return (found[0], found[1]) if found else (0, 0)


def _store(
    db: Connection,
    stream: int,
    rows: list[_Row],
    last: int,
    at: e.At,
    digest: bytes,
) -> None:
    db.executemany("INSERT INTO event(stream, seq, person, kind, line) VALUES(?, ?, ?, ?, ?)", rows)
    db.execute(
        "UPDATE stream SET last = ?, ms = ?, count = ?, hash = ?, seal = NULL WHERE id = ?",
        (last, *at, digest, stream),
    )


class Taken(Struct):
    """What receiving lines changed."""

    new: int = 0
    known: int = 0
    persons: set[str] = set()
    unknown_kinds: int = 0
    latest: int = 0  # milliseconds since 1970, of the new ones


def receive(
    db: Connection, end: Head, lines: Iterable[bytes], *, batch: int = 2000
) -> tuple[Taken, bytes]:
    """Continue a stream with lines that follow its end; the caller checks hash and seal.

    Returns what was taken and the hash after the last line. Raises BrokenStreamError; the caller
    rolls back.
    """
    taken = Taken()
    digest, seq, at = end.hash, end.last, end.at
    rows: list[_Row] = []
    for line in lines:
        seq += 1
        event = _checked(line, end, seq)
        digest = e.chain(digest, line)
        at = max(at, event.at)
        rows.append((end.id, seq, event.person, event.kind, line))
        taken.latest = max(taken.latest, event.at[0])
        taken.persons.add(event.person)
        taken.new += 1
        taken.unknown_kinds += isinstance(event.body, e.Unknown)
        if len(rows) >= batch:
            _store(db, end.id, rows, seq, at, digest)
            rows = []
    if rows:
        _store(db, end.id, rows, seq, at, digest)
    return taken, digest


def _checked(line: bytes, end: Head, seq: int) -> e.Event:
    try:
        event = e.decode(line)
    except e.InvalidEventError as error:
        raise BrokenStreamError("not an event") from error
    if (event.visit, event.device, event.seq) != (end.visit, end.device, seq):
        raise BrokenStreamError("out of place")
    return event


def line_of(db: Connection, stream: int, seq: int) -> bytes | None:
    """One stored line."""
    found = db.execute("SELECT line FROM event WHERE stream = ? AND seq = ?", (stream, seq))
    row = found.fetchone()
    return row[0] if row else None


def lines(db: Connection, stream: int, after: int = 0, last: int = 2**53) -> Iterator[bytes]:
    """The lines of a stream in order, those after seq `after` up to `last`."""
    for (line,) in db.execute(
        "SELECT line FROM event WHERE stream = ? AND seq > ? AND seq <= ? ORDER BY seq",
        (stream, after, last),
    ):
        yield line


def set_seal(db: Connection, stream: int, seal: bytes) -> None:
    """Keep the signature over the stream's present end, and the hash there for good."""
    db.execute("UPDATE stream SET seal = ? WHERE id = ?", (seal, stream))
    db.execute(
        "INSERT OR REPLACE INTO mark SELECT id, last, hash FROM stream WHERE id = ?", (stream,)
    )


def seal(db: Connection, keys: cards.DeviceKeys, end: Head) -> None:
    """Sign the end of a device's own stream with its keys."""
    words = sealed_words(end.visit, end.device, end.last, end.hash)
    set_seal(db, end.id, cards.sign(keys, words))


def sealed_words(visit: str, device: str, seq: int, digest: bytes) -> bytes:
    """What a device signs when it hands a stream over."""
    return f"fieldapp seal 1\n{visit}\n{device}\n{seq}\n{digest.hex()}\n".encode()


def of_person(db: Connection, visit: str, person: str) -> list[e.Event]:
    """All events of one person in a visit, in the fold's order."""
    rows = db.execute(
        "SELECT stream, line FROM event JOIN stream ON stream.id = event.stream "
        "WHERE event.person = ? AND stream.visit = ?",
        (person, visit),
    )
    return sorted(read(rows, branches_of(db, visit)), key=lambda event: event.order)


def lines_of_kinds(
    db: Connection, stream: int, since: int, kinds: Sequence[str]
) -> list[tuple[int, bytes]]:
    """The lines of these kinds that follow seq `since` in a stream, each with its stream."""
    rows = db.execute(
        "SELECT stream, line FROM event WHERE stream = ? AND seq > ? "
        "AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq",
        (stream, since, json.dumps(list(kinds))),
    )
    return rows.fetchall()  # type: ignore[no-any-return]


def of_visit(db: Connection, visit: str) -> list[e.Event]:
    """All events of a visit, stream by stream."""
    rows = ((end.id, line) for end in heads(db, visit) for line in lines(db, end.id))
    return read(rows, branches_of(db, visit))


def read(rows: Iterable[tuple[int, bytes]], forked: dict[int, forks.Branch]) -> list[e.Event]:
    """The events in lines of one visit, each with its stream, whose forked branches are given."""
    if not forked:
        return [e.decode(line) for _stream, line in rows]
    return forks.read(((stream, e.decode(line)) for stream, line in rows), forked)


def branches_of(db: Connection, visit: str) -> dict[int, forks.Branch]:
    """The branches of a visit's forked streams, by stream; empty nearly always."""
    found: dict[int, forks.Branch] = {}
    for stream, device, seq, label in db.execute(
        "SELECT fork.stream, device, seq, label FROM fork CROSS JOIN stream "
        "ON stream.id = fork.stream WHERE visit = ? ORDER BY fork.stream, seq",
        (visit,),
    ):
        starts = found[stream].starts if stream in found else ()
        found[stream] = forks.Branch(device, (*starts, (seq, label)))
    return found


def deleted(db: Connection, devices: tuple[str, ...]) -> set[str]:
    """The visits whose events were deleted here on purpose; `devices` are this device's ids."""
    rows = db.execute(
        "SELECT line FROM event JOIN stream ON stream.id = event.stream "
        "WHERE stream.visit = ? AND stream.branch = 0 AND event.kind = 'visit_deleted' "
        "AND stream.device IN (SELECT value FROM json_each(?))",
        (e.NO_VISIT, json.dumps(devices)),
    )
    bodies = (e.decode(line).body for (line,) in rows)
    return {body.visit for body in bodies if isinstance(body, e.VisitDeleted)}
