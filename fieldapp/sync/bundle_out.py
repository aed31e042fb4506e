"""Write a bundle with what the recipient is not known to hold."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

import fieldapp
from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import journal, queries, trust
from fieldapp.store.session import Session
from fieldapp.sync import cards, container, manifest
from fieldapp.sync.safe_write import AlreadyThere, write_safely
from fieldapp.sync.spool import Spool
from fieldapp.texts import _

Progress = Callable[[int, int], None]


class Written(Struct, frozen=True):
    """A bundle on the stick, read back."""

    file: Path
    events: int
    media: int
    recipient: trust.KnownDevice


class _Stretch(Struct, frozen=True):
    head: journal.Head
    after: int  # the recipient holds the stream up to here


def recipients(session: Session) -> list[trust.KnownDevice]:
    """To whom this device may hand over: a laptop to its office, an office to its laptops."""
    others = [d for d in trust.devices(session.db).values() if d.device != session.device_id]
    if session.device.role == "field":
        return [d for d in others if d.role == "office"]
    return others


def recipient(session: Session, named: str | None = None) -> trust.KnownDevice:
    """The device that is meant: by id, name or letter, or the only one there is."""
    if named is None:
        found = recipients(session)
    else:
        found = [
            d
            for d in trust.devices(session.db).values()
            if named in (d.device, d.name, d.letter) and d.device != session.device_id
        ]
    if len(found) == 1:
        return found[0]
    if named is not None:
        raise KnownError(
            _("No device called {name} is enrolled here.").format(name=named),
            _("Take in its card first."),
        )
    if found:
        raise KnownError(
            _("There is more than one laptop."),
            _("Say for which: {names}.").format(names=", ".join(d.name for d in found)),
        )
    raise KnownError(
        _("No other device is enrolled here."), _("Take in the card of the office or laptop first.")
    )


def export(
    session: Session,
    folder: Path,
    *,
    to: trust.KnownDevice,
    visit: str | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write a bundle for `to` into `folder`; what it is known to hold already stays out.

    Where nothing is new the bundle only says what this device holds, which tells the recipient
    that its own work arrived.
    """
    if visit is not None:
        queries.visit(session.db, visit)
    with session.writing():
        _seal_own(session, visit)
        stretches = _stretches(session, to.device, visit)
        have = tuple(
            manifest.Have(head.visit, head.device, head.last) for head in _in_scope(session, None)
        )
        received = bundles_received(session, to.device)
    total = sum(s.head.last - s.after for s in stretches)
    with container.spool_events(_lines(session, stretches, total, progress)) as spool:
        told = manifest.Manifest(
            format=manifest.FORMAT,
            program=fieldapp.__version__,
            sender=session.device_id,
            recipient=to.device,
            count=1,
            events=total,
            size=spool.size,
            sha256=spool.sha256,
            parts=tuple(_part(s) for s in stretches if s.after < s.head.last),
            have=have,
            received=received,
        )
        return Written(_write(session, folder, to, visit, told, spool), total, 0, to)


def _write(
    session: Session,
    folder: Path,
    to: trust.KnownDevice,
    visit: str | None,
    told: manifest.Manifest,
    spool: Spool,
) -> Path:
    """Write the file under the next number; one that lies there already is left as it is."""
    own = f"{session.device.letter.lower()}-{session.device_id}"
    other = f"{to.letter.lower()}-{to.device}"
    while True:
        with session.writing():
            count = _next_count(session, to.device)
        data = manifest.encode(msgspec.structs.replace(told, count=count))
        seal = cards.sign(session.device.keys, data)

        def fill(out: BinaryIO, data: bytes = data, seal: bytes = seal) -> None:
            container.write(out, recipient=to.seal_key, manifest=data, signature=seal, events=spool)

        try:
            name = f"{visit or 'all'}_{own}_{other}_{count:04d}.bundle"
            return write_safely(folder, name, fill)
        except AlreadyThere:  # of a copy of this device's data that was restored since
            continue


def bundles_received(session: Session, peer: str) -> int:
    """The number of the newest bundle that was taken in from `peer`."""
    row = session.db.execute("SELECT received FROM peer WHERE peer = ?", (peer,)).fetchone()
    return int(row[0]) if row else 0


def _next_count(session: Session, peer: str) -> int:
    """The number of this bundle; one that fails to be written uses its number up."""
    row = session.db.execute(
        "INSERT INTO peer(peer, received, sent) VALUES(?, 0, 1) "
        "ON CONFLICT(peer) DO UPDATE SET sent = sent + 1 RETURNING sent",
        (peer,),
    ).fetchone()
    return int(row[0])


def _seal_own(session: Session, visit: str | None) -> None:
    """Sign the ends of this device's own streams."""
    for head in _in_scope(session, visit):
        if head.device == session.device_id and head.seal is None and head.last:
            words = journal.sealed_words(head.visit, head.device, head.last, head.hash)
            journal.set_seal(session.db, head.id, cards.sign(session.device.keys, words))


def _in_scope(session: Session, visit: str | None) -> list[journal.Head]:
    """The streams of a visit, and those of no visit, which say who may be trusted.

    The registry's own list stays where it was taken in.
    """
    kept = {one.visit for one in queries.registries(session.db)}
    heads = [h for h in journal.heads(session.db) if h.visit not in kept]
    return [h for h in heads if h.last and (visit is None or h.visit in (visit, e.NO_VISIT))]


def _stretches(session: Session, peer: str, visit: str | None) -> list[_Stretch]:
    """What goes out of each stream; first those that say who may be trusted, the sender's first."""
    rows = session.db.execute("SELECT visit, device, last FROM held WHERE peer = ?", (peer,))
    held = {(visit_, device): last for visit_, device, last in rows}
    gone = journal.deleted(session.db, session.device_id)
    found = [
        _Stretch(head, min(head.last, held.get((head.visit, head.device), 0)))
        for head in _in_scope(session, visit)
        if head.visit not in gone
    ]
    return sorted(found, key=lambda s: _order(session, s.head))


def _order(session: Session, head: journal.Head) -> tuple[bool, str, bool, str]:
    others = head.device != session.device_id
    return (head.visit != e.NO_VISIT, head.visit, others, head.device)


def _part(stretch: _Stretch) -> manifest.Part:
    head = stretch.head
    return manifest.Part(
        head.visit, head.device, stretch.after + 1, head.last, head.hash.hex(), head.seal or b""
    )


def _lines(
    session: Session, stretches: list[_Stretch], total: int, progress: Progress | None
) -> Iterator[bytes]:
    done = 0
    for stretch in stretches:
        head = stretch.head
        for line in journal.lines(session.db, head.id, stretch.after, head.last):
            if progress and done % 1000 == 0:
                progress(done, total)
            done += 1
            yield line


class Unsent(Struct, frozen=True):
    """What was not handed over yet, and since when (milliseconds since 1970, None = nothing)."""

    events: int
    since: int | None


def unsent(session: Session, peer: str) -> Unsent:
    """How much of this device's own work `peer` is not known to hold."""
    rows = session.db.execute(
        "SELECT stream.id, stream.last, coalesce(held.last, 0) FROM stream LEFT JOIN held "
        "ON held.peer = ? AND held.visit = stream.visit AND held.device = stream.device "
        "WHERE stream.device = ? AND stream.last > coalesce(held.last, 0) AND stream.visit <> ?",
        (peer, session.device_id, e.NO_VISIT),
    ).fetchall()
    firsts = [journal.line_of(session.db, stream, held + 1) for stream, _last, held in rows]
    times = [e.decode(line).at[0] for line in firsts if line]
    count = sum(last - held for _stream, last, held in rows)
    return Unsent(count, min(times, default=None))
