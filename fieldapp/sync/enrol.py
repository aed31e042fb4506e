"""Give this device's card on a stick, and take in another's."""

from pathlib import Path
from typing import BinaryIO

import msgspec

from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.regular import open_regular
from fieldapp.store import key_changes, trust
from fieldapp.store.session import Session
from fieldapp.sync import cards
from fieldapp.sync.safe_write import AlreadyThere, write_safely
from fieldapp.texts import _


def own_card(session: Session) -> cards.Card:
    """This device's card."""
    device = session.device
    return cards.read_card(cards.make_card(device.keys, device.name, device.role, device.letter))


def give_card(session: Session, folder: Path) -> Path:
    """Write this device's card into `folder`; one that lies there already is as good."""
    device = session.device
    data = cards.make_card(device.keys, device.name, device.role, device.letter)
    name = cards.read_card(data).file_name
    try:
        return write_safely(folder, name, lambda out: _put(out, data))
    except AlreadyThere:
        return folder / name


def _put(out: BinaryIO, data: bytes) -> None:
    out.write(data)


def look_at(path: Path) -> cards.Card:
    """The card in a file, checked."""
    try:
        with open_regular(path) as file:
            data = file.read(cards.LARGEST + 1)
    except OSError as error:
        raise KnownError(
            _("The card cannot be read."),
            _("Put the stick in again, or have the card given again."),
        ) from error
    return cards.read_card(data)


def enrol(session: Session, card: cards.Card) -> trust.KnownDevice:
    """Trust a device by its card, once its four words were compared."""
    session.require_coordinator()
    known = trust.current(session.db)
    if card.device in session.device.ids:
        raise KnownError(_("This is the card of this device."), _("Choose the other device's."))
    if card.role == "office":
        _check_office(session, card)
    for other in known.values():
        if other.letter == card.letter and other.device != card.device:
            raise KnownError(
                _("{name} has the letter {letter} already.").format(
                    name=other.name, letter=card.letter
                ),
                _("Set the new laptop up again with another letter: no number is given twice."),
            )
    if card.role == "office":  # first: an office that is known can always recover
        key_changes.seal_to(
            session.db, session.home, session.key, card.seal_key, session.device_id,
            now_ms=session.clock(),
        )  # fmt: skip
    with session.writing():
        text = msgspec.json.encode(card).decode()
        session.record(e.NO_VISIT, ("", e.DeviceEnrolled(text)))
        trust.project(session.db, session.device_id)
    return trust.devices(session.db)[card.device]


def _check_office(session: Session, card: cards.Card) -> None:
    office = trust.office_of(session.db, session.device_id)
    if session.device.role == "office":
        raise KnownError(
            _("This is the card of another office."), _("An office takes in cards of laptops.")
        )
    if office and office.device != card.device:
        raise KnownError(
            _("This laptop belongs to {name}.").format(name=office.name),
            _("A laptop belongs to one office; set it up again for another."),
        )
