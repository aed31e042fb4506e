"""Check what is stored: chains, seals, and that the tables equal the fold of the events."""

import sqlcipher3
from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.store import branching, disk_trouble, journal, media, tables, trust
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
        gone = journal.deleted(session.db, session.device.ids)
        for head in journal.heads(session.db):
            if head.last and head.visit not in gone:
                _check_stream(session.db, head, found)
        if branching.wrong(session.db, gone):
            found.problems.append(_("The branches of a cloned device are not noted as they are."))
        if media.damaged(session.db):
            found.problems.append(_("A photo or signature is not as it was taken."))
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
    for row in db.execute(_ROWS, (head.id,)):
        seq += 1
        if not _in_place(row, head, seq):
            found.problems.append(
                _("Record {seq} of {stream} is damaged.").format(seq=seq, stream=name)
            )
        digest = e.chain(digest, row[-1])
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


_ROWS = "SELECT seq, person, kind, line FROM event WHERE stream = ? ORDER BY seq"


def _in_place(row: tuple[int, str, str, bytes], head: journal.Head, seq: int) -> bool:
    """Whether a line is the event that its row says it is."""
    try:
        event = e.decode(row[-1])
    except e.InvalidEventError:
        return False
    said = (event.visit, event.device, event.seq, event.person, event.kind)
    return said == (head.visit, head.device, seq, *row[1:3]) and row[0] == seq


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
    except e.InvalidEventError:
        return True
    finally:
        if db.in_transaction:  # a full disk has ended it already
            db.execute("ROLLBACK")
