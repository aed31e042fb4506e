"""The journal: streams of events, appended and chained, never changed."""

import time
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.store.connect import Connection


class Head(Struct, frozen=True):
    """Where a stream ends: the last seq held, its hash, and the seal given at handing over."""

    id: int
    visit: str
    device: str
    last: int
    at: e.At
    hash: bytes
    seal: bytes | None


_Row = tuple[int, int, str, str, bytes]  # stream, seq, person, kind, line


class BrokenStreamError(ValueError):
    """Lines that do not continue a stream as it is held: damaged, forged, or forked."""


_HEAD = "SELECT id, visit, device, last, ms, count, hash, seal FROM stream"


def _head(row: Sequence[object]) -> Head:
    stream, visit, device, last, ms, count, digest, seal = row
    return Head(stream, visit, device, last, (ms, count), digest, seal)  # type: ignore[arg-type]


def heads(db: Connection, visit: str | None = None) -> list[Head]:
    """The streams held, of one visit or all, in a fixed order."""
    if visit is None:
        rows = db.execute(f"{_HEAD} ORDER BY visit, device")
    else:
        rows = db.execute(f"{_HEAD} WHERE visit = ? ORDER BY device", (visit,))
    return [_head(row) for row in rows]


def head(db: Connection, visit: str, device: str) -> Head:
    """The end of one stream, which is made if it was not there."""
    found = db.execute(f"{_HEAD} WHERE visit = ? AND device = ?", (visit, device)).fetchone()
    if found:
        return _head(found)
    made = db.execute(
        "INSERT INTO stream(visit, device, last, ms, count, hash) VALUES(?, ?, 0, 0, 0, ?)",
        (visit, device, e.START),
    )
    return Head(made.lastrowid, visit, device, 0, (0, 0), e.START, None)


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
        at = e.tick(at, now_ms)
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

    new: int
    known: int
    persons: set[str]
    unknown_kinds: int = 0
    latest: int = 0  # milliseconds since 1970, of the new ones


def receive(
    db: Connection, end: Head, first: int, lines: Iterable[bytes], *, batch: int = 2000
) -> tuple[Taken, bytes]:
    """Continue a stream with lines that start at seq `first`; the caller checks the seal.

    Returns what was taken and the hash after the last line. Lines that are held already must be
    the same, byte for byte. Raises BrokenStreamError; the caller rolls back.
    """
    taken = Taken(0, 0, set())
    digest, seq, at = end.hash, first - 1, end.at
    rows: list[_Row] = []
    for line in lines:
        seq += 1
        event = _checked(line, end, seq)
        if seq <= end.last:
            if line != line_of(db, end.id, seq):
                raise BrokenStreamError("fork")
            taken.known += 1
            continue
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
    """Keep the signature over the stream's present end."""
    db.execute("UPDATE stream SET seal = ? WHERE id = ?", (seal, stream))


def sealed_words(visit: str, device: str, seq: int, digest: bytes) -> bytes:
    """What a device signs when it hands a stream over."""
    return f"fieldapp seal 1\n{visit}\n{device}\n{seq}\n{digest.hex()}\n".encode()


def of_person(db: Connection, visit: str, person: str) -> list[e.Event]:
    """All events of one person in a visit, in the fold's order."""
    rows = db.execute(
        "SELECT line FROM event JOIN stream ON stream.id = event.stream "
        "WHERE event.person = ? AND stream.visit = ?",
        (person, visit),
    )
    return sorted((e.decode(line) for (line,) in rows), key=lambda event: event.order)


def of_visit(db: Connection, visit: str) -> Iterator[e.Event]:
    """All events of a visit, stream by stream."""
    for end in heads(db, visit):
        for line in lines(db, end.id):
            yield e.decode(line)


def is_whole(db: Connection, end: Head) -> bool:
    """Whether the lines of a stream are here; a deleted visit's are not, but its end is."""
    return line_of(db, end.id, end.last) is not None
