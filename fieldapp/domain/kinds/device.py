"""What becomes of devices, operators, clocks and their data."""

import datetime as dt
from typing import Annotated

from msgspec import Meta

from fieldapp.domain.kinds.body import Body
from fieldapp.domain.terms import DeviceId, Millis, Text, VisitId


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
