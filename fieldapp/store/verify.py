"""Check what is stored: chains, seals, and that the tables equal the fold of the events."""

import sqlcipher3
from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.store import disk_trouble, journal, tables, trust
from fieldapp.store.connect import Connection
from fieldapp.store.session import Session
from fieldapp.sync import cards
from fieldapp.texts import _


class Verified(Struct):
    """What was checked, and what is wrong."""

    events: int
    streams: int
    problems: list[str]


def verify(session: Session) -> Verified:
    """Read everything again. Problems are sentences; none means all is in order.

    Raises KnownError where the disk has no room for it.
    """
    found = Verified(0, 0, [])
    try:
        for head in journal.heads(session.db):
            if head.last and journal.is_whole(session.db, head):
                _check_stream(session.db, head, found)
        if _rebuilt_differs(session):
            found.problems.append(_("The tables are not what the records say; rebuild them."))
        (said,) = session.db.execute("PRAGMA quick_check").fetchone()
        if said != "ok":
            found.problems.append(_("The database file is damaged: {text}").format(text=said))
    except sqlcipher3.DatabaseError as error:
        if "full" in str(error):  # the disk, not the data
            raise disk_trouble.full() from error
        found.problems.append(_("The database file is damaged: {text}").format(text=str(error)))
    return found


def _check_stream(db: Connection, head: journal.Head, found: Verified) -> None:
    name = _stream_name(db, head)
    digest, seq = e.START, 0
    for line in journal.lines(db, head.id):
        seq += 1
        try:
            event = e.decode(line)
        except e.InvalidEventError:
            event = None
        placed = event and (event.visit, event.device, event.seq) == (head.visit, head.device, seq)
        if not placed:
            found.problems.append(
                _("Record {seq} of {stream} is damaged.").format(seq=seq, stream=name)
            )
        digest = e.chain(digest, line)
    found.events += seq
    found.streams += 1
    if (seq, digest) != (head.last, head.hash):
        found.problems.append(_("The chain of {stream} is broken.").format(stream=name))
    device = trust.devices(db).get(head.device)
    words = journal.sealed_words(head.visit, head.device, head.last, head.hash)
    if head.seal is not None and (
        device is None or not cards.verify(device.sign_key, words, head.seal)
    ):
        found.problems.append(_("The seal of {stream} is wrong.").format(stream=name))


def _stream_name(db: Connection, head: journal.Head) -> str:
    device = trust.devices(db).get(head.device)
    return f"{head.visit} / {device.name if device else head.device}"


def _rebuilt_differs(session: Session) -> bool:
    """Rebuild inside a transaction that is always taken back, and compare."""
    db = session.db
    before = tables.dump(db)
    db.execute("BEGIN")
    try:
        tables.rebuild(db)
        return tables.dump(db) != before
    finally:
        if db.in_transaction:  # a full disk has ended it already
            db.execute("ROLLBACK")
