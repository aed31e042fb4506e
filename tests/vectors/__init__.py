"""Bundles that any program must be able to read, with their keys and what is in them as JSON.

`python -m tests.vectors` makes them anew, with new keys; only a new format is a reason to.
"""

from pathlib import Path
from typing import Any

import msgspec

from fieldapp.sync.cards import DeviceKeys

HERE = Path(__file__).parent
PEOPLE = ("person", "name", "nik", "nisn", "birth_date", "sex", "class", "number", "badge")
TURN = ("service", "state", "outcome", "reason", "missing", "station", "calls")


class Vector(msgspec.Struct, frozen=True):
    """One bundle: its file, who can open it, and what is in it.

    `people` are what the recipient, who held nothing before, knows of them afterwards.
    """

    file: str
    sender_card: str
    recipient: str
    recipient_key: str
    manifest: dict[str, Any]
    events: list[dict[str, Any]]
    media: dict[str, int]
    people: list[dict[str, Any]]


class Recipient(msgspec.Struct, frozen=True):
    """A device whose secrets are known to all, so that this program can be it."""

    keys: DeviceKeys
    name: str
    role: str
    letter: str


def stored() -> list[Vector]:
    """The vectors as they lie in the folder."""
    return msgspec.json.decode((HERE / "inside.json").read_bytes(), type=list[Vector])


def recipients() -> dict[str, Recipient]:
    """The devices that the vectors are for, by id."""
    found = msgspec.json.decode((HERE / "recipients.json").read_bytes(), type=list[Recipient])
    return {one.keys.device: one for one in found}
