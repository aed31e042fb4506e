"""The devices that this one trusts: those it enrolled, and those its office enrolled.

Whoever trusts a device trusts the one that it continues as, by the earlier one's signature.
"""

import contextlib
from collections.abc import Iterator

import msgspec

from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import journal
from fieldapp.store.connect import Connection
from fieldapp.sync import cards


class KnownDevice(msgspec.Struct, frozen=True):
    """A trusted device, as its card describes it; `earlier` is the one that it continues."""

    device: str
    name: str
    role: str
    letter: str
    sign_key: str
    seal_key: str
    earlier: str = ""


def devices(db: Connection) -> dict[str, KnownDevice]:
    """The devices that this one trusts, itself among them, by id; also those continued since."""
    rows = db.execute(
        "SELECT device, name, role, letter, sign_key, seal_key, earlier FROM device "
        "ORDER BY letter, name, device"
    )
    return {row[0]: KnownDevice(*row) for row in rows}


def current(db: Connection) -> dict[str, KnownDevice]:
    """The devices trusted, without those that continue as another."""
    known = devices(db)
    continued = {one.earlier for one in known.values()}
    return {device: one for device, one in known.items() if device not in continued}


def lineage(db: Connection, device: str) -> tuple[str, ...]:
    """The ids of a device: its own, then those of the devices that it continues."""
    known, found = devices(db), [device]
    while (earlier := known[found[-1]].earlier if found[-1] in known else "") not in ("", *found):
        found.append(earlier)
    return tuple(found)


def names(db: Connection) -> dict[str, str]:
    """What the devices are called."""
    return {device: known.name for device, known in devices(db).items()}


def office_of(db: Connection, own: str) -> KnownDevice | None:
    """The office that the device `own` belongs to, if it was enrolled; an office has none."""
    known = current(db)
    if own in known and known[own].role == "office":
        return None
    return next((one for one in known.values() if one.role == "office"), None)


def project(db: Connection, own: str) -> None:
    """Fold the table of devices from the enrolments; the caller commits."""
    links = list(_continuations(db))
    trusted: dict[str, KnownDevice] = {}
    writers = _lineage(links, own)
    for writer in writers:  # which grows by the offices that are found
        for card in {card.device: card for card in _enrolled(db, writer)}.values():
            trusted.setdefault(card.device, _known(card))
        while added := next(filter(None, (_successor(trusted, link) for _, link in links)), None):
            trusted[added.device] = added
        offices = (one.device for one in trusted.values() if one.role == "office")
        writers += [device for device in offices if device not in writers]
    db.execute("DELETE FROM device")
    db.executemany(
        "INSERT INTO device(device, name, role, letter, sign_key, seal_key, earlier) "
        "VALUES(?, ?, ?, ?, ?, ?, ?)",
        [msgspec.structs.astuple(one) for one in trusted.values()],
    )


def continued_words(earlier: str, card: str) -> bytes:
    """What a device signs to name the one that it continues as."""
    return f"fieldapp continues 1\n{earlier}\n{card}\n".encode()


def successor(earlier: KnownDevice, link: e.DeviceContinued) -> KnownDevice | None:
    """The device that `earlier` continues as, if this proves it; it may be nothing else."""
    words = continued_words(earlier.device, link.card)
    if not cards.verify(earlier.sign_key, words, link.signature):
        return None
    try:
        card = cards.read_card(link.card.encode())
    except KnownError:
        return None
    one = (card.name, card.role, card.letter)
    if one != (earlier.name, earlier.role, earlier.letter) or card.device == earlier.device:
        return None
    return _known(card, earlier.device)


def links_of(db: Connection, own: str) -> list[e.DeviceContinued]:
    """How the device `own` came from the first that it was, the first link first."""
    links = list(_continuations(db))
    lineage = _lineage(links, own)
    found = {
        link.earlier: link
        for writer, link in links
        if writer in lineage and _device_in(link) in lineage
    }
    return [found[device] for device in reversed(lineage) if device in found]


def _successor(trusted: dict[str, KnownDevice], link: e.DeviceContinued) -> KnownDevice | None:
    """Who is trusted by this link and was not before."""
    earlier = trusted.get(link.earlier)
    found = successor(earlier, link) if earlier else None
    known = trusted.get(found.device) if found else None
    return found if known is None or not known.earlier else None


def _lineage(links: list[tuple[str, e.DeviceContinued]], own: str) -> list[str]:
    """A device and what it was before, by its own word."""
    found = [own]
    for device in found:
        found += [
            link.earlier
            for writer, link in links
            if writer == device == _device_in(link) and link.earlier not in found
        ]
    return found


def _device_in(link: e.DeviceContinued) -> str:
    try:
        return cards.read_card(link.card.encode()).device
    except KnownError:
        return ""


def _known(card: cards.Card, earlier: str = "") -> KnownDevice:
    return KnownDevice(
        card.device, card.name, card.role, card.letter, card.sign_key, card.seal_key, earlier
    )


def _continuations(db: Connection) -> Iterator[tuple[str, e.DeviceContinued]]:
    """Every succession that anybody tells of, with the writer; each proves itself or does not."""
    rows = db.execute(
        "SELECT DISTINCT line FROM stream JOIN event ON event.stream = stream.id "
        "WHERE visit = ? AND kind = ? ORDER BY device, seq, line",
        (e.NO_VISIT, e.DeviceContinued.kind),
    ).fetchall()
    for (line,) in rows:
        event = e.decode(line)
        if isinstance(event.body, e.DeviceContinued):
            yield event.device, event.body


def _enrolled(db: Connection, device: str) -> list[cards.Card]:
    """The cards that a device took in, the latest of each; those of a newer version left out."""
    found = []
    for end in journal.branches(db, e.NO_VISIT, device):
        for line in journal.lines(db, end.id):
            event = e.decode(line)
            if isinstance(event.body, e.DeviceEnrolled):
                with contextlib.suppress(cards.NewerCard, cards.NotACard, cards.DamagedCard):
                    found.append(cards.read_card(event.body.card.encode()))
    return found
