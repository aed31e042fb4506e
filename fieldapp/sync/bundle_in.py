"""Take a bundle in: everything is checked before anything is believed, in one transaction."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct

from fieldapp import visits
from fieldapp.domain import events as e
from fieldapp.store import journal, tables, trust
from fieldapp.store.session import Session
from fieldapp.sync import cards, container, manifest
from fieldapp.sync.bundle_out import bundles_received
from fieldapp.sync.refusals import BadBundle, Damaged, NotForUs
from fieldapp.texts import _, short_date
from fieldapp.wording import moment

Progress = Callable[[int, int], None]
_DAY = 86_400_000  # milliseconds


class Stranger(BadBundle):
    """A bundle from a device that nobody enrolled here."""

    def __init__(self, device: str) -> None:
        super().__init__(
            _("This bundle comes from a device that is not enrolled here ({device}).").format(
                device=device
            ),
            _("Take in its card first, then merge the bundle again."),
        )


class Forged(BadBundle):
    """A bundle whose content was not signed by the device that it names."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            _("This bundle was not signed by the device that it names."),
            _("Do not use it; tell the office where it came from."),
        )
        self.detail = detail


class Forked(BadBundle):
    """Two different facts under one number of one device."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} wrote two different records under one number.").format(name=name),
            _("It was cloned or restored from an old copy; keep the bundle and tell the office."),
        )


class Merged(Struct):
    """What a bundle brought."""

    file: Path
    sender: trust.KnownDevice
    new: int = 0
    known: int = 0
    people: int = 0
    conflicts: int = 0
    gaps: list[str] = []
    notes: list[str] = []


def merge(session: Session, path: Path, progress: Progress | None = None) -> Merged:
    """Take the bundle at `path` in. Again changes nothing. Raises BadBundle, nothing changed."""
    identity = session.device.keys.seal_identity
    with container.open_container(path, identity) as opened, session.writing():
        told, sender = _introduction(session, opened)
        result = Merged(path, sender)
        touched: dict[str, set[str]] = {}
        members = opened.members()
        events = next(members)
        lines = opened.lines(events)
        counted = _counted(lines, told.events, progress)
        received = bundles_received(session, sender.device)
        gone = visits.deleted(session)
        for part in told.parts:
            _take_part(session, part, counted, result, touched, received, told.count, gone)
        if next(lines, None) is not None:
            raise Damaged("more events than told")
        if (events.sha256, events.size) != (told.sha256, told.size):
            raise Damaged("events are not those told")
        if next(members, None) is not None:
            raise Damaged("media not told of")
        _note_sent(session, told)
        if told.count > received:
            _note_held(session, told)
        _project(session, result, touched)
    return result


def _introduction(
    session: Session, opened: container.Container
) -> tuple[manifest.Manifest, trust.KnownDevice]:
    """Who sends this, checked against their card."""
    told = manifest.decode(opened.manifest)
    sender = trust.devices(session.db).get(told.sender)
    if sender is None or sender.device == session.device_id:
        raise Stranger(told.sender)
    if not cards.verify(sender.sign_key, opened.manifest, opened.signature):
        raise Forged("manifest")
    if told.recipient != session.device_id:
        raise NotForUs
    return told, sender


def _counted(lines: Iterator[bytes], total: int, progress: Progress | None) -> Iterator[bytes]:
    done = 0
    for line in lines:
        if progress and done % 1000 == 0:
            progress(done, total)
        done += 1
        yield line
    if done < total:
        raise Damaged("fewer events than told")


def _take_part(
    session: Session,
    part: manifest.Part,
    lines: Iterator[bytes],
    result: Merged,
    touched: dict[str, set[str]],
    received: int,
    count: int,
    gone: set[str],
) -> None:
    mine = islice(lines, part.last - part.first + 1)
    device = trust.devices(session.db).get(part.device)
    if device is None:
        result.notes.append(_skip(mine, _stranger_note(part.device)))
        return
    if part.visit in gone:
        result.known += sum(1 for _line in mine)
        return
    end = journal.head(session.db, part.visit, part.device)
    if part.first > end.last + 1:
        result.gaps.append(_skip(mine, _gap(result.sender, device, received, count, part, end)))
        return
    _continue(session, end, part, mine, device, result, touched)


def _continue(
    session: Session,
    end: journal.Head,
    part: manifest.Part,
    mine: Iterator[bytes],
    device: trust.KnownDevice,
    result: Merged,
    touched: dict[str, set[str]],
) -> None:
    try:
        taken, digest = journal.receive(session.db, end, part.first, mine)
    except journal.BrokenStreamError as error:
        if error.args[0] == "fork":
            raise Forked(device.name) from error
        raise Damaged(error.args[0]) from error
    if taken.new + taken.known != part.last - part.first + 1:
        raise Damaged("fewer events than told")
    if taken.new:
        words = journal.sealed_words(part.visit, part.device, part.last, digest)
        if digest.hex() != part.hash or not cards.verify(device.sign_key, words, part.seal):
            raise Forged("seal")
        journal.set_seal(session.db, end.id, part.seal)
        touched.setdefault(part.visit, set()).update(taken.persons)
        if part.visit == e.NO_VISIT:
            trust.project(session.db, session.device_id)
    if taken.latest > session.clock() + _DAY:
        result.notes.append(_ahead_note(device, taken.latest))
    if taken.unknown_kinds:
        result.notes.append(
            _("{count} records are of a kind that only a newer version knows; they were kept.")
            .format(count=taken.unknown_kinds)
        )  # fmt: skip
    result.new += taken.new
    result.known += taken.known


def _skip(lines: Iterator[bytes], note: str) -> str:
    for _line in lines:
        pass
    return note


def _stranger_note(device: str) -> str:
    return _("Records of a device that is not enrolled ({device}) were left out.").format(
        device=device
    )


def _ahead_note(device: trust.KnownDevice, latest: int) -> str:
    return _(
        "{device} wrote records dated {date}, which is yet to come: its clock was wrong, or this "
        "computer's is. Their order among themselves holds."
    ).format(device=device.name, date=short_date(moment(latest).date()))


def _gap(
    sender: trust.KnownDevice,
    device: trust.KnownDevice,
    received: int,
    count: int,
    part: manifest.Part,
    end: journal.Head,
) -> str:
    """What is missing, by bundle where that can be said, and how it comes back."""
    missing = ", ".join(str(n) for n in range(received + 1, min(count, received + 10)))
    which = (
        _("bundle {numbers} of {sender} is missing").format(numbers=missing, sender=sender.name)
        if missing
        else _("an earlier bundle of {sender} is missing").format(sender=sender.name)
    )
    return _(
        "{which}: records {first} to {last} of {device}. Hand a bundle to {sender}, "
        "and have it write a new one."
    ).format(
        which=which[:1].upper() + which[1:], first=end.last + 1, last=part.first - 1,
        device=device.name, sender=sender.name,
    )  # fmt: skip


def _note_sent(session: Session, told: manifest.Manifest) -> None:
    """Count on from the newest bundle that the sender saw, also where this device forgot it."""
    session.db.execute(
        "INSERT INTO peer(peer, received, sent) VALUES(?, 0, ?) "
        "ON CONFLICT(peer) DO UPDATE SET sent = max(sent, excluded.sent)",
        (told.sender, told.received),
    )


def _note_held(session: Session, told: manifest.Manifest) -> None:
    """Remember what the sender holds: the newest bundle's word counts, also where it is less."""
    db = session.db
    db.execute(
        "INSERT INTO peer(peer, received, sent) VALUES(?, ?, 0) "
        "ON CONFLICT(peer) DO UPDATE SET received = excluded.received",
        (told.sender, told.count),
    )
    db.execute("DELETE FROM held WHERE peer = ?", (told.sender,))
    db.executemany(
        "INSERT OR REPLACE INTO held(peer, visit, device, last) VALUES(?, ?, ?, ?)",
        [(told.sender, have.visit, have.device, have.last) for have in told.have],
    )


def _project(session: Session, result: Merged, touched: dict[str, set[str]]) -> None:
    for visit in sorted(set(touched) - {e.NO_VISIT}):
        tables.project(session.db, visit, touched[visit])
        people = touched[visit] - {""}
        result.people += len(people)
        keys = [tables.key_of(visit, person) for person in people]
        result.conflicts += tables.conflicts_among(session.db, keys)
