"""Photos and signatures, stored once each by their SHA-256; events point to them.

A medium that nothing points to any more is deleted by `sweep`, at each handing over and merge:
until then taking a deletion back finds it again.
"""

from hashlib import sha256

from fieldapp.domain import events as e
from fieldapp.store.connect import Connection


def keep(db: Connection, data: bytes) -> str:
    """Store a medium; its SHA-256 in hex."""
    digest = sha256(data).hexdigest()
    db.execute("INSERT OR IGNORE INTO media VALUES(?, ?)", (digest, data))
    return digest


def data_of(db: Connection, digest: str) -> bytes | None:
    """A medium, if it is held here."""
    row = db.execute("SELECT data FROM media WHERE sha256 = ?", (digest,)).fetchone()
    return bytes(row[0]) if row else None


def is_held(db: Connection, digest: str) -> bool:
    """Whether a medium is held here."""
    return bool(db.execute("SELECT 1 FROM media WHERE sha256 = ?", (digest,)).fetchone())


def size_of(db: Connection, digest: str) -> int:
    """How many bytes a medium has that is held here."""
    row = db.execute("SELECT length(data) FROM media WHERE sha256 = ?", (digest,)).fetchone()
    return int(row[0])


def taken(db: Connection, stream: int, after: int, last: int) -> set[str]:
    """The media that a stretch of a stream points to, those held here and not deleted since."""
    rows = db.execute(
        "SELECT line FROM event WHERE kind = 'evidence_taken' AND stream = ? AND seq > ? "
        "AND seq <= ?",
        (stream, after, last),
    ).fetchall()
    bodies = (e.decode(line).body for (line,) in rows)
    found = {body.medium for body in bodies if isinstance(body, e.EvidenceTaken)}
    return {digest for digest in found if db.execute(_WANTED, (digest,)).fetchone()}


_WANTED = "SELECT 1 FROM media JOIN evidence ON medium = sha256 WHERE sha256 = ?"


def absent(db: Connection, visit: str) -> set[str]:
    """The media of a visit that something points to, and that are not held here."""
    rows = db.execute(
        "SELECT DISTINCT medium FROM evidence JOIN person USING (key) WHERE visit = ? "
        "AND NOT EXISTS (SELECT 1 FROM media WHERE sha256 = medium)",
        (visit,),
    )
    return {medium for (medium,) in rows}


def note_lacking(db: Connection, peer: str, digests: set[str]) -> None:
    """Remember which media `peer` says that it lacks; what it said before no longer counts."""
    db.execute("DELETE FROM lacking WHERE peer = ?", (peer,))
    db.executemany("INSERT INTO lacking VALUES(?, ?)", [(peer, one) for one in digests])


def lacking(db: Connection, peer: str) -> set[str]:
    """The media held here that `peer` said that it lacks, and that are still wanted."""
    rows = db.execute(
        "SELECT DISTINCT sha256 FROM lacking JOIN media ON sha256 = lacking.medium "
        "JOIN evidence ON evidence.medium = sha256 WHERE peer = ?",
        (peer,),
    )
    return {digest for (digest,) in rows}


def lacking_of(db: Connection, peer: str, visit: str) -> int:
    """How many media of a visit are held here that `peer` said that it lacks."""
    row = db.execute(
        "SELECT count(DISTINCT sha256) FROM lacking JOIN media ON sha256 = lacking.medium "
        "JOIN evidence ON evidence.medium = sha256 JOIN person USING (key) "
        "WHERE peer = ? AND visit = ?",
        (peer, visit),
    ).fetchone()
    return int(row[0])


def damaged(db: Connection) -> bool:
    """Whether a medium is not what its hash says."""
    rows = db.execute("SELECT sha256, data FROM media")
    return any(sha256(data).hexdigest() != digest for digest, data in rows)


def sweep(db: Connection) -> None:
    """Delete the media that nothing points to; the caller commits."""
    db.execute(
        "DELETE FROM media WHERE rowid IN (SELECT rowid FROM media WHERE NOT EXISTS "
        "(SELECT 1 FROM evidence WHERE medium = sha256))"
    )
