"""What a bundle says of itself: who sends what to whom, and what the sender holds."""

from collections import Counter
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from fieldapp.domain.events import START, DeviceContinued, DeviceId, Digest, Millis, Seq, VisitId
from fieldapp.domain.people import LARGEST_MEDIUM
from fieldapp.sync.refusals import Damaged, NewerFormat

FORMAT = 1
MOST = 64  # branches of one stream; a team has a handful of laptops
MOST_MEDIA = 50_000  # a day's photos and signatures of many schools


class Part(Struct, frozen=True):
    """A stretch of one stream in events.jsonl: seq `first` to `last`, and its device's seal.

    `after` is the chain's hash before `first`, which tells the branch that it continues. `hash`
    (after `last`) and `seal` (Ed25519 over it) belong to the end of the stretch.
    """

    visit: VisitId
    device: DeviceId
    first: Seq
    last: Seq
    after: Digest
    hash: Digest
    seal: bytes


class Have(Struct, frozen=True):
    """The sender holds a branch of a stream up to `last`, where the chain's hash is `hash`."""

    visit: VisitId
    device: DeviceId
    last: Seq
    hash: Digest


class Medium(Struct, frozen=True):
    """A photo or signature in the bundle."""

    sha256: Digest
    size: Annotated[int, Meta(ge=0, le=LARGEST_MEDIUM)]


class Manifest(Struct, frozen=True):
    """The first member of a bundle; `count` is the sender's count of bundles to this recipient.

    A part of a safety copy has the count 0: it is no bundle, and what it says of counts and of
    what its sender holds is not remembered.

    `have` names every stream that the sender holds, whatever the bundle carries; `received` is
    the newest count that the sender saw of the recipient's bundles. `succession` proves which
    devices the sender was before, the first first, where it continues as a new one. `written` is
    when, by the sender's clock, in milliseconds since 1970; 0 is unknown. `media` are those in the
    bundle, ascending; `lacks` those that the sender knows of, wants and does not hold.
    """

    format: int
    program: Annotated[str, Meta(max_length=40)]
    sender: DeviceId
    recipient: DeviceId
    count: Annotated[int, Meta(ge=0, le=2**31)]
    events: Annotated[int, Meta(ge=0, le=2**53)]
    size: Annotated[int, Meta(ge=0, le=2**53)]
    sha256: Digest
    parts: tuple[Part, ...]
    have: tuple[Have, ...]
    received: Annotated[int, Meta(ge=0, le=2**31)] = 0
    succession: Annotated[tuple[DeviceContinued, ...], Meta(max_length=100)] = ()
    written: Millis = 0
    media: Annotated[tuple[Medium, ...], Meta(max_length=MOST_MEDIA)] = ()
    lacks: Annotated[tuple[Digest, ...], Meta(max_length=MOST_MEDIA)] = ()


class _Head(Struct, frozen=True):
    format: int


def encode(manifest: Manifest) -> bytes:
    """The manifest as its member's bytes."""
    return msgspec.json.encode(manifest)


def decode(data: bytes) -> Manifest:
    """The manifest in a member. Raises NewerFormat or Damaged."""
    try:
        if msgspec.json.decode(data, type=_Head).format > FORMAT:
            raise NewerFormat
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Damaged("manifest") from error
    ends = {(part.visit, part.device, part.hash) for part in manifest.parts}
    total = sum(part.last - part.first + 1 for part in manifest.parts)
    ordered = all(
        part.first <= part.last and (part.first > 1 or part.after == START.hex())
        for part in manifest.parts
    )
    if manifest.format < 1 or len(ends) != len(manifest.parts) or not ordered:
        raise Damaged("manifest")
    media = [medium.sha256 for medium in manifest.media]
    if media != sorted(set(media)):
        raise Damaged("manifest")
    if total != manifest.events or _most_branches(manifest) > MOST:
        raise Damaged("manifest")
    return manifest


def _most_branches(manifest: Manifest) -> int:
    """How many branches are told of one stream at most; looking them up takes time."""
    streams = Counter((have.visit, have.device) for have in manifest.have)
    return max(streams.values(), default=0)
