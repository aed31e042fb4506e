"""What a bundle says of itself: who sends what to whom, and what the sender holds."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from fieldapp.domain.events import DeviceId, Seq, VisitId
from fieldapp.sync.refusals import Damaged, NewerFormat

FORMAT = 1
Hex = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Part(Struct, frozen=True):
    """A stretch of one stream in events.jsonl: seq `first` to `last`, and its device's seal.

    `hash` (of the chain after `last`) and `seal` (Ed25519 over it) belong to the end of the
    stretch, so that anyone who holds the stream up to `first` can check it.
    """

    visit: VisitId
    device: DeviceId
    first: Seq
    last: Seq
    hash: Hex
    seal: bytes


class Have(Struct, frozen=True):
    """The sender holds a stream up to `last`."""

    visit: VisitId
    device: DeviceId
    last: Annotated[int, Meta(ge=0, le=2**53)]


class Manifest(Struct, frozen=True):
    """The first member of a bundle; `count` is the sender's count of bundles to this recipient.

    `have` names every stream that the sender holds, whatever the bundle carries; `received` is
    the newest count that the sender saw of the recipient's bundles.
    """

    format: int
    program: Annotated[str, Meta(max_length=40)]
    sender: DeviceId
    recipient: DeviceId
    count: Annotated[int, Meta(ge=1, le=2**31)]
    events: Annotated[int, Meta(ge=0, le=2**53)]
    size: Annotated[int, Meta(ge=0, le=2**53)]
    sha256: Hex
    parts: tuple[Part, ...]
    have: tuple[Have, ...]
    received: Annotated[int, Meta(ge=0, le=2**31)] = 0


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
    streams = {(part.visit, part.device) for part in manifest.parts}
    total = sum(part.last - part.first + 1 for part in manifest.parts)
    ordered = all(part.first <= part.last for part in manifest.parts)
    if manifest.format < 1 or len(streams) != len(manifest.parts) or not ordered:
        raise Damaged("manifest")
    if total != manifest.events:
        raise Damaged("manifest")
    return manifest
