"""The devices that this one trusts: those it enrolled, and those its office enrolled."""

import contextlib

import msgspec

from fieldapp.domain import events as e
from fieldapp.store import journal
from fieldapp.store.connect import Connection
from fieldapp.sync import cards


class KnownDevice(msgspec.Struct, frozen=True):
    """A trusted device, as its card describes it."""

    device: str
    name: str
    role: str
    letter: str
    sign_key: str
    seal_key: str


def devices(db: Connection) -> dict[str, KnownDevice]:
    """The devices that this one trusts, itself among them, by id."""
    rows = db.execute(
        "SELECT device, name, role, letter, sign_key, seal_key FROM device ORDER BY letter, name"
    )
    return {row[0]: KnownDevice(*row) for row in rows}


def office_of(db: Connection, own: str) -> KnownDevice | None:
    """The office that the device `own` belongs to, if it was enrolled."""
    found = (known for known in devices(db).values() if known.role == "office")
    return next((known for known in found if known.device != own), None)


def project(db: Connection, own: str) -> None:
    """Fold the table of devices from the enrolments; the caller commits."""
    trusted = {card.device: card for card in _enrolled(db, own)}
    for card in list(trusted.values()):
        if card.role == "office" and card.device != own:
            for other in _enrolled(db, card.device):
                trusted.setdefault(other.device, other)
    db.execute("DELETE FROM device")
    db.executemany(
        "INSERT INTO device(device, name, role, letter, sign_key, seal_key) "
        "VALUES(?, ?, ?, ?, ?, ?)",
        [(c.device, c.name, c.role, c.letter, c.sign_key, c.seal_key) for c in trusted.values()],
    )


def _enrolled(db: Connection, device: str) -> list[cards.Card]:
    """The cards that a device took in, the latest of each; those of a newer version left out."""
    found = db.execute(
        "SELECT id FROM stream WHERE visit = ? AND device = ?", (e.NO_VISIT, device)
    ).fetchone()
    events = (e.decode(line) for line in journal.lines(db, found[0])) if found else ()
    found_cards = []
    for event in events:
        if isinstance(event.body, e.DeviceEnrolled):
            with contextlib.suppress(cards.NewerCard, cards.NotACard, cards.DamagedCard):
                found_cards.append(cards.read_card(event.body.card.encode()))
    return found_cards
