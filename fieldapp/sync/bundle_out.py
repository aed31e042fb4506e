"""Write a bundle with what the recipient is not known to hold."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

import fieldapp
from fieldapp.domain import events as e
from fieldapp.domain.practice import PREFIX, is_practice
from fieldapp.errors import KnownError
from fieldapp.store import journal, media, queries, trust
from fieldapp.store.session import Session
from fieldapp.sync import cards, container, manifest, scope
from fieldapp.sync.safe_write import AlreadyThere, write_safely
from fieldapp.sync.scope import Wanted
from fieldapp.sync.spool import Spool
from fieldapp.texts import _

Progress = Callable[[int, int], None]
Held = dict[int, int]  # the last seq of each stream, by the stream's id here


class Written(Struct, frozen=True):
    """A bundle on the stick, read back."""

    file: Path
    events: int
    media: int
    recipient: trust.KnownDevice


class Stretch(Struct, frozen=True):
    """What goes out of one stream."""

    head: journal.Head
    after: int  # the recipient holds the stream up to here

    @property
    def count(self) -> int:
        """How many events go out."""
        return self.head.last - self.after


def recipients(session: Session) -> list[trust.KnownDevice]:
    """To whom this device may hand over: a laptop to its office, an office to its laptops."""
    others = _others(session)
    if session.device.role == "field":
        return [d for d in others if d.role == "office"]
    return others


def _others(session: Session) -> list[trust.KnownDevice]:
    """The other devices at work: a copy that goes on under an earlier id is one, too."""
    at_work = {*trust.current(session.db), *_heard(session)} - set(session.device.ids)
    return [d for d in trust.devices(session.db).values() if d.device in at_work]


def _heard(session: Session) -> set[str]:
    """From whom bundles came, other than from devices that were heard of as continued since."""
    rows = session.db.execute("SELECT peer FROM peer WHERE received > 0")
    return {peer for (peer,) in rows}


def recipient(session: Session, named: str | None = None) -> trust.KnownDevice:
    """The device that is meant: by id, name or letter, or the only one there is."""
    if named is None:
        found = recipients(session)
    else:
        found = [d for d in _others(session) if named in (d.device, d.name, d.letter)]
    if len(found) == 1:
        return found[0]
    if named is not None and not found:
        raise KnownError(
            _("No device called {name} is enrolled here.").format(name=named),
            _("Take in its card first."),
        )
    if found:
        names = ", ".join(f"{d.name} ({d.device})" for d in found)
        raise KnownError(
            _("There is more than one device that may be meant."),
            _("Say for which: {names}.").format(names=names),
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
    that its own work arrived. Any operator may hand a laptop's work over to its office; what
    an office gives out is the coordinator's.
    """
    _check_right(session, to)
    wanted = None if visit is None else Wanted(visit, frozenset({visit}))
    if visit is not None:
        _check_part(session, visit, to)
    return export_wanted(session, folder, to=to, wanted=wanted, progress=progress)


def export_wanted(
    session: Session,
    folder: Path,
    *,
    to: trust.KnownDevice,
    wanted: Wanted | None,
    progress: Progress | None = None,
) -> Written:
    """Write a bundle with these visits only, as far as they concern `to`."""
    _check_right(session, to)
    with session.writing():
        media.sweep(session.db)
        _seal_own(session)
        found = stretches(session, held_by(session, to.device), to, wanted)
        outline = told_of(session, to, found, received=bundles_received(session, to.device))
        now = session.clock()
    with container.spool_events(lines(session, found, progress)) as spool:
        told = msgspec.structs.replace(outline, size=spool.size, sha256=spool.sha256)
        file = _write(session, folder, to, wanted.name if wanted else "all", told, spool)
    if session.device.role == "office" and to.role == "field":
        _note_packed(session, to, found, now, file)
    return Written(file, outline.events, len(outline.media), to)


def _check_right(session: Session, to: trust.KnownDevice) -> None:
    if session.device.role == "office" or to.role != "office":
        session.require_coordinator()


def _check_part(session: Session, visit: str, to: trust.KnownDevice) -> None:
    queries.visit(session.db, visit)
    if is_practice(visit):
        raise KnownError(
            _("A practice is never handed over."), _("Choose a visit, or hand everything over.")
        )
    if to.role == "field" and visit not in scope.taking_part(session, to.device):
        raise KnownError(
            _("{name} does not take part in this visit.").format(name=to.name),
            _("Add it to the laptops of the visit first."),
        )


def _note_packed(
    session: Session, to: trust.KnownDevice, found: list[Stretch], now: int, file: Path
) -> None:
    """Remember which visits the laptop's stick holds, as they stood then.

    What this device had written of a visit is packed, whatever its clock shows.
    """
    own = {s.head.visit: s.head.at[0] for s in found if s.head.device in session.device.ids}
    visits = {s.head.visit for s in found} & scope.taking_part(session, to.device)
    rows = [(each, to.device, max(now, own.get(each, 0)), file.name) for each in sorted(visits)]
    with session.writing():
        session.db.executemany(
            "INSERT OR REPLACE INTO packed(visit, device, at, file) VALUES(?, ?, ?, ?)", rows
        )


def told_of(
    session: Session, to: trust.KnownDevice, found: list[Stretch], received: int = 0
) -> manifest.Manifest:
    """What a manifest says of these stretches; size, hash and count are to be filled in."""
    return manifest.Manifest(
        format=manifest.FORMAT,
        program=fieldapp.__version__,
        sender=session.device_id,
        recipient=to.device,
        count=0,
        events=sum(stretch.count for stretch in found),
        size=0,
        sha256="",
        parts=tuple(_part(session, stretch) for stretch in found if stretch.count),
        have=tuple(
            manifest.Have(head.visit, head.device, head.last, head.hash.hex())
            for head in scope.told_of(session, to)
        ),
        received=received,
        written=session.clock(),
        succession=tuple(trust.links_of(session.db, session.device_id)),
        media=_media(session, to, found),
        lacks=_lacks(session, to),
    )


def _media(
    session: Session, to: trust.KnownDevice, found: list[Stretch]
) -> tuple[manifest.Medium, ...]:
    """The photos and signatures that go out: to an office alone, which is to keep them."""
    if to.role != "office":
        return ()
    wanted = media.lacking(session.db, to.device)
    for stretch in found:
        wanted |= media.taken(session.db, stretch.head.id, stretch.after, stretch.head.last)
    return tuple(manifest.Medium(one, media.size_of(session.db, one)) for one in sorted(wanted))


def _lacks(session: Session, to: trust.KnownDevice) -> tuple[str, ...]:
    """What an office still wants of the photos and signatures that it heard of from laptops."""
    if session.device.role != "office":
        return ()
    visits = {head.visit for head in scope.told_of(session, to)} - {e.NO_VISIT}
    absent = {one for visit in visits for one in media.absent(session.db, visit)}
    return tuple(sorted(absent))


def pictures(session: Session, told: manifest.Manifest) -> Iterator[tuple[str, bytes]]:
    """The media that the manifest tells of, one at a time."""
    for one in told.media:
        data = media.data_of(session.db, one.sha256)
        if data is None:
            raise KnownError(
                _("A photo was deleted while the bundle was written."), _("Hand over once more.")
            )
        yield one.sha256, data


def _write(
    session: Session,
    folder: Path,
    to: trust.KnownDevice,
    name: str,
    told: manifest.Manifest,
    spool: Spool,
) -> Path:
    """Write the file under the next number; one that lies there already is left as it is."""
    own = short_name(session.device.letter, session.device_id)
    other = short_name(to.letter, to.device)
    while True:
        with session.writing():
            count = _next_count(session, to.device)
        data = manifest.encode(msgspec.structs.replace(told, count=count))
        seal = cards.sign(session.device.keys, data)

        def fill(out: BinaryIO, data: bytes = data, seal: bytes = seal) -> None:
            container.write(
                out, recipient=to.seal_key, manifest=data, signature=seal, events=spool,
                media=pictures(session, told),
            )  # fmt: skip

        try:
            file = f"{name}_{own}_{other}_{count:04d}.bundle"
            return write_safely(folder, file, fill)
        except AlreadyThere:  # of a copy of this device's data that was restored since
            continue


def short_name(letter: str, device: str) -> str:
    """A device as files name it."""
    return f"{letter.lower()}-{device}"


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


def _seal_own(session: Session) -> None:
    """Sign the ends of this device's own streams."""
    for head in journal.heads(session.db):
        if head.device == session.device_id and head.last and head.seal is None:
            journal.seal(session.db, session.device.keys, head)


def held_by(session: Session, peer: str) -> Held:
    """The end of each stream as `peer` is known to hold it."""
    return dict(session.db.execute("SELECT stream, last FROM held WHERE peer = ?", (peer,)))


def stretches(
    session: Session, held: Held, to: trust.KnownDevice, wanted: Wanted | None = None
) -> list[Stretch]:
    """What goes out of each stream; first those that say who may be trusted, the sender's first."""
    gone = journal.deleted(session.db, session.device.ids)
    found = [
        Stretch(head, min(head.last, held.get(head.id, 0)))
        for head in scope.handed(session, to, wanted)
        if head.visit not in gone
    ]
    return sorted(found, key=lambda s: _order(session, s.head))


def _order(session: Session, head: journal.Head) -> tuple[bool, str, bool, str, int]:
    others = head.device != session.device_id
    return (head.visit != e.NO_VISIT, head.visit, others, head.device, head.branch)


def _part(session: Session, stretch: Stretch) -> manifest.Part:
    head = stretch.head
    after = journal.digest_at(session.db, head, stretch.after)
    return manifest.Part(
        head.visit, head.device, stretch.after + 1, head.last, after.hex(), head.hash.hex(),
        head.seal or b"",
    )  # fmt: skip


def lines(
    session: Session, found: list[Stretch], progress: Progress | None = None
) -> Iterator[bytes]:
    """The lines of these stretches, one after the other."""
    done, total = 0, sum(stretch.count for stretch in found)
    for stretch in found:
        head = stretch.head
        for line in journal.lines(session.db, head.id, stretch.after, head.last):
            if progress and done % 1000 == 0:
                progress(done, total)
            done += 1
            yield line


def lacking(session: Session, to: trust.KnownDevice) -> int:
    """How many records of its visits `to` is not known to hold."""
    found = stretches(session, held_by(session, to.device), to)
    return sum(stretch.count for stretch in found if stretch.head.visit != e.NO_VISIT)


class Unsent(Struct, frozen=True):
    """What was not handed over yet, and since when (milliseconds since 1970, None = nothing)."""

    events: int
    since: int | None


def unsent(session: Session, peer: str) -> Unsent:
    """How much of this device's own work `peer` is not known to hold."""
    rows = session.db.execute(
        "SELECT stream.id, stream.last, coalesce(held.last, 0) FROM stream LEFT JOIN held "
        "ON held.peer = ? AND held.stream = stream.id "
        "WHERE stream.device IN (SELECT value FROM json_each(?)) "
        "AND stream.last > coalesce(held.last, 0) AND stream.visit <> ? "
        "AND stream.visit NOT GLOB ?",
        (peer, msgspec.json.encode(session.device.ids).decode(), e.NO_VISIT, f"{PREFIX}*"),
    ).fetchall()
    firsts = [journal.line_of(session.db, stream, held + 1) for stream, _last, held in rows]
    times = [e.decode(line).at[0] for line in firsts if line]
    count = sum(last - held for _stream, last, held in rows)
    return Unsent(count, min(times, default=None))
