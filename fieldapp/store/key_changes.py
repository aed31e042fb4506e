"""Changing `keys.json` and writing the event of it, so that a kill between them costs neither.

What is about to be changed is noted in the database first, with the key file's fingerprint. If
the note is still there afterwards, the fingerprint tells whether the change was made; then its
event is written late, under the name of whoever made the change.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from fieldapp.domain import events as e
from fieldapp.store import journal, keyfile, trust
from fieldapp.store.connect import Connection, writing
from fieldapp.store.exclusive import alone
from fieldapp.store.settings import drop_setting, set_setting, setting

LOCK = "keys.lock"
_NOTE = "key_change"


class _Note(msgspec.Struct, frozen=True):
    actor: str
    kind: str
    body: msgspec.Raw
    before: bytes


def change(
    db: Connection,
    home: Path,
    device: str,
    actor: str,
    body: e.Body,
    act: Callable[[], None],
    *,
    now_ms: int,
) -> None:
    """Let `act` change the key file, and write `body` as the event of it."""
    with alone(home / LOCK):
        _settle(db, home, device, now_ms)
        with writing(db):
            told = msgspec.Raw(msgspec.json.encode(body))
            note = _Note(actor, body.kind, told, keyfile.fingerprint(home))
            set_setting(db, _NOTE, msgspec.json.encode(note))
        try:
            act()
        finally:
            _settle(db, home, device, now_ms)


def settle(db: Connection, home: Path, key: bytes, device: str, *, now_ms: int) -> None:
    """Finish what was cut off, if anything was."""
    if setting(db, _NOTE) is not None:
        with alone(home / LOCK):
            _settle(db, home, device, now_ms)
    office = trust.office_of(db, device)
    if office is not None and not keyfile.has_recovery(home):
        seal_to(db, home, key, office.seal_key, device, now_ms=now_ms)


def seal_to(
    db: Connection, home: Path, key: bytes, recipient: str, device: str, *, now_ms: int
) -> None:
    """Let the office recover the key, while nobody else changes the file."""
    with alone(home / LOCK):
        _settle(db, home, device, now_ms)
        keyfile.set_recovery(home, key, recipient, device)


def own_events(db: Connection, device: str) -> list[e.Event]:
    """What a device wrote that belongs to no visit, in order."""
    found = next((h for h in journal.heads(db, e.NO_VISIT) if h.device == device), None)
    return [e.decode(line) for line in journal.lines(db, found.id)] if found else []


def recorded_role(db: Connection, device: str, operator: str) -> str | None:
    """An operator's role as it was recorded when they were added."""
    roles = [
        event.body.role
        for event in own_events(db, device)
        if isinstance(event.body, e.OperatorAdded) and keyfile.same_name(event.body.name, operator)
    ]
    return roles[-1] if roles else None


def _settle(db: Connection, home: Path, device: str, now_ms: int) -> None:
    with writing(db):
        stored = setting(db, _NOTE)
        if stored is None:
            return
        note = msgspec.json.decode(stored, type=_Note)
        if keyfile.fingerprint(home) != note.before:
            body = msgspec.json.decode(note.body, type=e.KINDS[note.kind])
            journal.append(db, e.NO_VISIT, device, note.actor, [("", body)], now_ms=now_ms)
        drop_setting(db, _NOTE)
