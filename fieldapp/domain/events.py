"""Every kind of event, and the exact JSON in which a device writes them.

An event is a fact that a device wrote down once: it is never changed. Its line of JSON is kept
byte for byte, since seals and chains are computed over it.
"""

import datetime as dt
from hashlib import sha256
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta, Raw, Struct

from fieldapp.domain.kinds.body import Body
from fieldapp.domain.kinds.card import CardStep, StatusReported
from fieldapp.domain.kinds.decision import Matched, Resolved, Undone
from fieldapp.domain.kinds.device import (
    ClockDoubted,
    ClockTrusted,
    DeviceContinued,
    DeviceEnrolled,
    OperatorAdded,
    OperatorRemoved,
    PassphraseChanged,
    Recovered,
    RecoveryAllowed,
    VisitDeleted,
)
from fieldapp.domain.kinds.evidence import EvidenceDeclined, EvidenceRemoved, EvidenceTaken
from fieldapp.domain.kinds.person import Corrected, Linked, Listed, Noted
from fieldapp.domain.kinds.turn import (
    Called,
    CheckedIn,
    Finished,
    Held,
    Moved,
    NoShow,
    Prioritised,
    Requeued,
    Resumed,
    Started,
    Ticketed,
)
from fieldapp.domain.kinds.visit import VisitChanged, VisitClosed, VisitPlanned
from fieldapp.domain.plain import plain, plainly
from fieldapp.domain.policy import Policy

from fieldapp.domain.terms import (  # isort: skip
    At, Count, DeviceId, Digest, Fields, Hour, Kind, Laptops, Millis, PersonId, Ref, Seq, Setting,
    Text, Texts, VisitId,
)  # fmt: skip

NO_VISIT = "-"  # the stream of facts that belong to no visit


KINDS: dict[str, type[Body]] = {body.kind: body for body in Body.__subclasses__()}


class Unknown(Body, frozen=True):
    """An event of a kind that this version does not know: kept and relayed, not folded."""

    kind = "unknown"


class Event(Struct, frozen=True):
    """One fact. `at` orders it, `seq` counts it within (visit, device), from 1 without gaps."""

    visit: str
    device: str
    seq: int
    at: At
    actor: str
    person: str
    kind: str
    body: Body

    @property
    def ref(self) -> Ref:
        """What others name this event by, within the visit."""
        return (self.device, self.seq)

    @property
    def order(self) -> tuple[At, str, int]:
        """The fold's order, the same wherever the events came from."""
        return (self.at, self.device, self.seq)


class _Line(Struct, frozen=True, forbid_unknown_fields=True):
    visit: VisitId
    device: DeviceId
    seq: Seq
    at: At
    actor: Annotated[str, Meta(max_length=80)]
    person: PersonId
    kind: Kind
    body: Raw


_line = msgspec.json.Decoder(_Line)
_bodies = {kind: msgspec.json.Decoder(body) for kind, body in KINDS.items()}
_encode = msgspec.json.Encoder().encode


class InvalidEventError(ValueError):
    """A line that is no event, whoever wrote it."""


def decode(line: bytes) -> Event:
    """The event in one line of JSON, its texts as they may be shown. Raises InvalidEventError."""
    try:
        read = _line.decode(line)
        decoder = _bodies.get(read.kind)
        body: Body = decoder.decode(read.body) if decoder else Unknown()
        actor = read.actor
        if not line.isascii() or b"\\" in line or b"\x7f" in line or b"  " in line:
            actor, body = plain(actor), _plain_body(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidEventError(str(error)) from error
    return Event(read.visit, read.device, read.seq, read.at, actor, read.person, read.kind, body)


def _plain_body(body: Body) -> Body:
    """The body without signs that nobody sees, but for a card, which its device signed."""
    if isinstance(body, DeviceEnrolled | DeviceContinued):
        return body
    return msgspec.convert(plainly(msgspec.to_builtins(body)), type(body))


def encode(event: Event) -> bytes:
    """The line that a device stores and hands over for its own event."""
    return _encode(event)


def chain(previous: bytes, line: bytes) -> bytes:
    """The stream's hash after `line`, from its hash before (32 zero bytes at the start)."""
    return sha256(previous + sha256(line).digest()).digest()


START = bytes(32)  # the hash of an empty stream
