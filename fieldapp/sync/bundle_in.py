"""Take a bundle in: everything is checked before anything is believed, in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import islice
from pathlib import Path

from msgspec import Struct

from fieldapp import visits
from fieldapp.domain import events as e
from fieldapp.domain.practice import is_practice
from fieldapp.store import journal, media, tables, trust
from fieldapp.store.connect import with_room
from fieldapp.store.session import Session
from fieldapp.sync import cards, container, continuing, holdings, manifest, parts
from fieldapp.sync.bundle_out import bundles_received
from fieldapp.sync.parts import Forged
from fieldapp.sync.refusals import BadBundle, Damaged, NotForUs
from fieldapp.sync.ustar import Member
from fieldapp.texts import _, clock, ngettext, short_date
from fieldapp.wording import moment

Progress = Callable[[int, int], None]
Touched = dict[str, set[str]]  # the people of each visit
Opening = AbstractContextManager[container.Container]
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
    continued: bool = False  # this device goes on as a new one: it was cloned or restored


class _Taking(Struct):
    """The state while a bundle is taken in."""

    told: manifest.Manifest
    result: Merged
    received: int  # the newest count of this sender so far
    touched: Touched
    gone: set[str]  # the visits that were deleted here
    forked: set[str] = set()  # the devices of which another branch was met


def merge(session: Session, path: Path, progress: Progress | None = None) -> Merged:
    """Take the bundle at `path` in. Again changes nothing. Raises BadBundle, nothing changed."""
    touched: Touched = {}

    def opening(identity: str) -> Opening:
        return container.open_container(path, identity)

    with with_room(session.db), session.writing():
        result = take(session, path, opening, touched, progress)
        project(session, result, touched)
    return result


def take(
    session: Session,
    path: Path,
    opening: Callable[[str], Opening],
    touched: Touched,
    progress: Progress | None = None,
) -> Merged:
    """Take a bundle in, all but the tables; the caller projects those `touched`, and commits.

    `opening` opens it with an age identity. Raises BadBundle; the caller rolls back.
    """
    with _opened(session, opening) as (opened, addressed):
        known = trust.devices(session.db)
        told, sender = _introduction(session, opened, addressed)
        received = bundles_received(session, sender.device)
        state = _Taking(told, Merged(path, sender), received, touched, visits.deleted(session))
        members = opened.members()
        events = next(members)
        lines = opened.lines(events)
        counted = _counted(lines, told.events, progress)
        for part in told.parts:
            _take_part(session, part, counted, state)
        if next(lines, None) is not None:
            raise Damaged("more events than told")
        if (events.sha256, events.size) != (told.sha256, told.size):
            raise Damaged("events are not those told")
        _take_media(session, told, members)
    _note_continued(session, known, state.result)
    if told.count:
        _note_peer(session, state, addressed)
    _note_seen(session, state)
    _doubt(session, state.forked)
    _continue_if_cloned(session, state)
    return state.result


def _take_media(session: Session, told: manifest.Manifest, members: Iterator[Member]) -> None:
    """Keep the media that the manifest tells of; those that no event points to go once folded."""
    for medium in told.media:
        member = next(members, None)
        if member is None or (member.name, member.size) != (f"media/{medium.sha256}", medium.size):
            raise Damaged("media are not those told")
        media.keep(session.db, member.read())
    if next(members, None) is not None:
        raise Damaged("media not told of")


@contextmanager
def _opened(
    session: Session, opening: Callable[[str], Opening]
) -> Iterator[tuple[container.Container, str]]:
    """The bundle, and to which of this device's ids it is addressed."""
    with ExitStack() as stack:
        for keys in (session.device.keys, *session.device.earlier):
            try:
                opened = stack.enter_context(opening(keys.seal_identity))
            except NotForUs:
                continue
            yield opened, keys.device
            return
    raise NotForUs


def _introduction(
    session: Session, opened: container.Container, addressed: str
) -> tuple[manifest.Manifest, trust.KnownDevice]:
    """Who sends this, checked against their card, or that of the device they were before."""
    told = manifest.decode(opened.manifest)
    known = trust.devices(session.db)
    new = _successors(known, told)
    sender = known.get(told.sender)
    if sender is None or sender.device in session.device.ids:
        raise Stranger(told.sender)
    if not cards.verify(sender.sign_key, opened.manifest, opened.signature):
        raise Forged("manifest")
    if told.recipient != addressed:
        raise NotForUs
    if new:
        session.record(e.NO_VISIT, *(("", link) for link in new))
        trust.project(session.db, session.device_id)
    return told, sender


def _successors(
    known: dict[str, trust.KnownDevice], told: manifest.Manifest
) -> list[e.DeviceContinued]:
    """The links of the sender's succession that lead from a device known to one that is not."""
    new = []
    for link in told.succession:
        earlier = known.get(link.earlier)
        found = trust.successor(earlier, link) if earlier else None
        if found and found.device not in known:
            known[found.device] = found
            new.append(link)
    return new


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
    session: Session, part: manifest.Part, lines: Iterator[bytes], state: _Taking
) -> None:
    mine = islice(lines, part.last - part.first + 1)
    device = trust.devices(session.db).get(part.device)
    result = state.result
    if device is None:
        result.notes.append(_skip(mine, _stranger_note(part.device)))
        return
    if is_practice(part.visit):  # no laptop hands one over, unless it is of another making
        _note_once(result, _skip(mine, _practice_note(device)))
        return
    if part.visit in state.gone:
        result.known += sum(1 for _line in mine)
        return
    taken = parts.take(session.db, part, device.sign_key, mine)
    if isinstance(taken, parts.Gap):
        result.gaps.append(_skip(mine, _gap(state, device, part, taken.last)))
        return
    if isinstance(taken, parts.Fork):
        state.forked.add(part.device)
        if part.device not in session.device.ids:
            _note_once(result, _fork_note(session, device, taken.since))
        taken = taken.taken
    _count(session, part, device, taken, state)


def _count(
    session: Session,
    part: manifest.Part,
    device: trust.KnownDevice,
    taken: journal.Taken,
    state: _Taking,
) -> None:
    if taken.new:
        state.touched.setdefault(part.visit, set()).update(taken.persons)
        if part.visit == e.NO_VISIT:
            trust.project(session.db, session.device_id)
    if taken.latest > session.clock() + _DAY:
        _note_once(state.result, _ahead_note(device, taken.latest))
    if taken.unknown_kinds:
        state.result.notes.append(
            ngettext(
                "{count} record is of a kind that only a newer version knows; it was kept.",
                "{count} records are of a kind that only a newer version knows; they were kept.",
                taken.unknown_kinds,
            ).format(count=taken.unknown_kinds)
        )
    state.result.new += taken.new
    state.result.known += taken.known


def _skip(lines: Iterator[bytes], note: str) -> str:
    for _line in lines:
        pass
    return note


def _practice_note(device: trust.KnownDevice) -> str:
    return _("Records that {name} made in practice were left out: they are not real.").format(
        name=device.name
    )


def _stranger_note(device: str) -> str:
    return _("Records of a device that is not enrolled ({device}) were left out.").format(
        device=device
    )


def _note_once(result: Merged, note: str) -> None:
    if note not in result.notes:
        result.notes.append(note)


def _fork_note(session: Session, device: trust.KnownDevice, since: int) -> str:
    """What a fork of another device's stream means, and what to do."""
    at = moment(since)
    what = _(
        "{name} was cloned, or restored from an old copy: since {time} on {date} two copies of it "
        "wrote different records. All of them are kept."
    ).format(name=device.name, time=clock(at), date=short_date(at.date()))
    if session.device.role == "field":
        return what
    todo = _(
        "Hand a bundle to each copy that is in use: it then goes on as a device of its own. "
        "Decide the conflicts."
    )
    return f"{what} {todo}"


def _ahead_note(device: trust.KnownDevice, latest: int) -> str:
    return _(
        "{device} wrote records dated {date}, which is yet to come: its clock was wrong, or this "
        "computer's is. Their order among themselves holds."
    ).format(device=device.name, date=short_date(moment(latest).date()))


def _gap(state: _Taking, device: trust.KnownDevice, part: manifest.Part, last: int) -> str:
    """What is missing, by bundle where that can be said, and how it comes back."""
    received, count, sender = state.received, state.told.count, state.result.sender
    if not count:
        return _(
            "Records of {device} after number {last} could not be taken in: the copy is damaged "
            "before them. Merge the newest bundle of {sender} too."
        ).format(last=last, device=device.name, sender=sender.name)
    missing = ", ".join(str(n) for n in range(received + 1, min(count, received + 10)))
    which = (
        _("bundle {numbers} of {sender} is missing").format(numbers=missing, sender=sender.name)
        if missing
        else _("an earlier bundle of {sender} is missing").format(sender=sender.name)
    )
    which = which[:1].upper() + which[1:]
    first = last + 1
    if first >= part.first:  # what is held is of another copy of the device
        first = 1
    return _(
        "{which}: records {first} to {last} of {device}. Hand a bundle to {sender}, "
        "and have it write a new one."
    ).format(which=which, first=first, last=part.first - 1, device=device.name, sender=sender.name)


def _note_continued(session: Session, known: dict[str, trust.KnownDevice], result: Merged) -> None:
    """Name the devices that continue as new ones; the earlier ones are handed nothing any more."""
    for device in trust.devices(session.db).values():
        if device.earlier in known and device.device not in known:
            result.notes.append(
                _("{name} continues as a new device; it was cloned, or restored from an old copy.")
                .format(name=device.name)
            )  # fmt: skip
            for table in ("peer", "held"):
                session.db.execute(f"DELETE FROM {table} WHERE peer = ?", (device.earlier,))  # noqa: S608 -- constant names


def _note_peer(session: Session, state: _Taking, addressed: str) -> None:
    """Remember what the sender sent and holds: the newest bundle's word counts."""
    told, sender = state.told, state.result.sender.device
    if addressed != session.device_id:
        return  # written before this device continued as a new one
    if sender not in trust.current(session.db) and not state.result.new:
        return  # written before the sender did
    session.db.execute(  # count on from what the sender saw, also where this device forgot it
        "INSERT INTO peer(peer, received, sent) VALUES(?, 0, ?) "
        "ON CONFLICT(peer) DO UPDATE SET sent = max(sent, excluded.sent)",
        (sender, told.received),
    )
    if told.count > state.received:
        session.db.execute("UPDATE peer SET received = ? WHERE peer = ?", (told.count, sender))
        holdings.note(session.db, sender, told.have)
        media.note_lacking(session.db, sender, set(told.lacks))


def _note_seen(session: Session, state: _Taking) -> None:
    """Remember up to when the sender's work came back, unless something before it is missing."""
    told, result, now = state.told, state.result, session.clock()
    fresh = told.count > state.received and result.sender.device in trust.current(session.db)
    if result.gaps or not (result.new or fresh):
        return  # what was taken in before says nothing new
    session.db.execute(
        "INSERT INTO peer(peer, received, sent, seen) VALUES(?, 0, 0, ?) "
        "ON CONFLICT(peer) DO UPDATE SET seen = max(seen, excluded.seen)",
        (result.sender.device, min(told.written or now, now)),
    )


def _doubt(session: Session, forked: set[str]) -> None:
    """Take nothing for held by a device of which there are copies: the next bundle has it all."""
    session.db.executemany("DELETE FROM held WHERE peer = ?", [(device,) for device in forked])


def _continue_if_cloned(session: Session, state: _Taking) -> None:
    """Go on as a new device, where others hold records under this one's id that it did not write.

    A laptop believes its office that there are such records; they may come with a later bundle.
    """
    office = state.result.sender.role == "office" and session.device.role == "field"
    lost = office and holdings.knows_more(session.db, session.device_id, state.told.have)
    if not (session.device_id in state.forked or lost):
        return
    continuing.continue_as_new(session)
    state.result.continued = True
    state.result.notes.append(
        _("This device was cloned, or restored from an old copy: there are records under its name "
          "that it does not hold or did not write. Everything is kept, and it continues as a new "
          "device with the same name and letter. Hand over a bundle, so that the others know it.")
    )  # fmt: skip


def project(session: Session, result: Merged, touched: Touched) -> None:
    """Bring the tables in step with what was taken in."""
    for visit in sorted(set(touched) - {e.NO_VISIT}):
        tables.project(session.db, visit, touched[visit])
        people = touched[visit] - {""}
        result.people += len(people)
        keys = [tables.key_of(visit, person) for person in people]
        result.conflicts += tables.conflicts_among(session.db, keys)
    media.sweep(session.db)
