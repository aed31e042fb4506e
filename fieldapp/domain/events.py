"""Every kind of event, and the exact JSON in which a device writes them.

An event is a fact that a device wrote down once: it is never changed. Its line of JSON is kept
byte for byte, since seals and chains are computed over it.
"""

import datetime as dt
from hashlib import sha256
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta, Raw, Struct

from fieldapp.domain.plain import plain, plainly
from fieldapp.domain.policy import Policy

from fieldapp.domain.terms import (  # isort: skip
    At, Count, DeviceId, Fields, Hour, Kind, Laptops, Millis, PersonId, Ref, Seq, Setting, Text,
    Texts, VisitId,
)  # fmt: skip

NO_VISIT = "-"  # the stream of facts that belong to no visit


class Body(Struct, frozen=True, omit_defaults=True):
    """What an event of one kind says."""

    kind: ClassVar[str]


class VisitPlanned(Body, frozen=True):
    """A team goes to a place on a day.

    `setting` is school, village (kelurahan), mall (public service mall), office, or registry:
    then it is no visit but the registry's own list of people, which no laptop gets.
    """

    kind = "visit_planned"
    place: Text
    date: dt.date
    services: Texts = ("recording", "ikd")
    policy: Policy = Policy()
    practice: bool = False
    setting: Setting = "school"
    team: Text = ""
    laptops: Annotated[
        tuple[DeviceId, ...], Meta(max_length=26)
    ] = ()  # those that go; none named means all
    opens: Hour = ""
    closes: Hour = ""


class VisitChanged(Body, frozen=True):
    """The plan was changed; None stays as it was."""

    kind = "visit_changed"
    place: Text | None = None
    date: dt.date | None = None
    services: Texts | None = None
    policy: Policy | None = None
    setting: Setting | None = None
    team: Text | None = None
    laptops: Laptops | None = None
    opens: Hour | None = None
    closes: Hour | None = None


class VisitClosed(Body, frozen=True):
    """The work of the visit is done."""

    kind = "visit_closed"


class Listed(Body, frozen=True):
    """A list, or an officer at the door, says these things of a person.

    `source` names the kind of list (or "walk_in"), `row` its own row number, `was` what was
    shown before of the fields named, `doubts` what the list said and could not be used.
    """

    kind = "listed"
    fields: Fields
    source: Text = ""
    row: Annotated[int, Meta(ge=0, le=2**31)] = 0
    was: Fields = {}
    flags: Texts = ()
    doubts: Fields = {}


class Corrected(Body, frozen=True):
    """An officer corrected fields; `was` is what they saw before."""

    kind = "corrected"
    fields: Fields
    was: Fields = {}


class Linked(Body, frozen=True):
    """This person and `same_as` are one pupil, listed twice."""

    kind = "linked"
    same_as: PersonId


class CheckedIn(Body, frozen=True):
    """A person came: their number, the papers they showed, the services they want."""

    kind = "checked_in"
    number: Text
    documents: Texts = ()
    services: Texts = ()


class Called(Body, frozen=True):
    """A person was called to a desk."""

    kind = "called"
    service: Text
    station: Text = ""


class Started(Body, frozen=True):
    """A person's turn began at a desk."""

    kind = "started"
    service: Text
    station: Text = ""


class Finished(Body, frozen=True):
    """A turn ended: `missing` names the parts not captured, and why."""

    kind = "finished"
    service: Text
    outcome: Text
    reason: Text = ""
    missing: Fields = {}
    station: Text = ""


class Requeued(Body, frozen=True):
    """A person went back to the queue."""

    kind = "requeued"
    service: Text


class NoShow(Body, frozen=True):
    """A person was called and did not come."""

    kind = "no_show"
    service: Text


class Moved(Body, frozen=True):
    """A turn was moved to another service."""

    kind = "moved"
    service: Text
    to: Text


class Undone(Body, frozen=True):
    """An event of the same person in this visit is taken back."""

    kind = "undone"
    event: Ref


class Noted(Body, frozen=True):
    """A remark."""

    kind = "noted"
    text: Text


class StatusReported(Body, frozen=True):
    """What the national system says of a person's card."""

    kind = "status_reported"
    status: Text
    as_of: dt.date | None = None


class CardStep(Body, frozen=True):
    """A printed card's way to its owner: requested, printed, handed_over (on `day`, to whom)."""

    kind = "card_step"
    step: Text
    day: dt.date
    to: Text = ""


class Matched(Body, frozen=True):
    """Someone decided whether a person of this list and one of another visit are the same."""

    kind = "matched"
    visit: VisitId
    other: PersonId
    same: bool


class Resolved(Body, frozen=True):
    """Someone decided a conflict: the facts it was about, and the value that holds.

    `finished:`: the first of `facts` holds. `flag:` takes a doubt away, `pair:` that with `other`.
    `chip:`, `times:` accept data while they read `value`. `also` events just before belong to it.
    """

    kind = "resolved"
    conflict: Text
    facts: tuple[Ref, ...]
    field: Text = ""
    value: Text = ""
    other: PersonId = ""
    also: Count = 0


class DeviceEnrolled(Body, frozen=True):
    """The writer trusts another device by its card (the card's file, as it came)."""

    kind = "device_enrolled"
    card: Annotated[str, Meta(max_length=16384)]


class DeviceContinued(Body, frozen=True):
    """A device that was cloned or restored goes on as a new one.

    `card` is the new device's, `signature` the `earlier` device's over it.
    """

    kind = "device_continued"
    earlier: DeviceId
    card: Annotated[str, Meta(max_length=16384)]
    signature: Annotated[bytes, Meta(max_length=64)]


class OperatorAdded(Body, frozen=True):
    """An operator may use this device."""

    kind = "operator_added"
    name: Text
    role: Text


class OperatorRemoved(Body, frozen=True):
    """An operator may use this device no more."""

    kind = "operator_removed"
    name: Text


class PassphraseChanged(Body, frozen=True):
    """An operator has a new passphrase: by their own hand, or by a coordinator's (the actor)."""

    kind = "passphrase_changed"
    name: Text


class RecoveryAllowed(Body, frozen=True):
    """The office let a device give an operator a new passphrase."""

    kind = "recovery_allowed"
    device: DeviceId
    name: Text
    request: Text


class Recovered(Body, frozen=True):
    """An operator has a new passphrase because the office's coordinator `by` allowed it."""

    kind = "recovered"
    name: Text
    office: DeviceId
    by: Text
    request: Text


class ClockDoubted(Body, frozen=True):
    """From `since` on the writer's times here are doubtful, by `off` ms (below 0: too little)."""

    kind = "clock_doubted"
    reason: Text  # behind, dragged, jump
    since: Millis
    off: int = 0


class ClockTrusted(Body, frozen=True):
    """The writer's times are good again, as far as `reason` goes; empty: whatever it was."""

    kind = "clock_trusted"
    reason: Text = ""


class VisitDeleted(Body, frozen=True):
    """A visit's data were deleted on this device, after the office held all of it."""

    kind = "visit_deleted"
    visit: VisitId
    events: Annotated[int, Meta(ge=0, le=2**53)]
    people: Annotated[int, Meta(ge=0, le=2**53)] = 0
    place: Text = ""
    date: dt.date | None = None


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
