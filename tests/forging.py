"""Bundles that a trusted laptop could write if it lied: any events, sealed and signed rightly."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from fieldapp.domain import events as e
from fieldapp.store import journal
from fieldapp.store.session import Session
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in, cards, container, manifest
from tests import workplace as w

NOW = 1_721_350_800_000


def fact(
    giver: Session,
    visit: str,
    kind: str,
    body: object,
    *,
    person: str = "",
    at: tuple[int, int] = (NOW, 0),
    **others: object,
) -> dict[str, object]:
    """An event as JSON, complete but for its seq; `others` replace what it says."""
    return {
        "visit": visit, "device": giver.device_id, "at": at, "actor": "Op", "person": person,
        "kind": kind, "body": body, **others,
    }  # fmt: skip


def lines(events: Sequence[Mapping[str, object] | bytes], *, after: int = 0) -> list[bytes]:
    """The lines of a stream; what is bytes already stands as it is."""
    return [
        made if isinstance(made, bytes) else msgspec.json.encode({"seq": seq, **made})
        for seq, made in enumerate(events, after + 1)
    ]


def bundle(
    giver: Session,
    taker: Session,
    folder: Path,
    visit: str,
    events: Sequence[Mapping[str, object] | bytes],
    **told: object,
) -> Path:
    """A bundle with these events as the next of the giver's stream in `visit`.

    The giver's own database stays as it is. `told` replaces what the manifest says.
    """
    end = journal.head(giver.db, visit, giver.device_id)
    written = lines(events, after=end.last)
    digest = end.hash
    for line in written:
        digest = e.chain(digest, line)
    last = end.last + len(written)
    words = journal.sealed_words(visit, giver.device_id, last, digest)
    part = {
        "visit": visit, "device": giver.device_id, "first": end.last + 1, "last": last,
        "after": end.hash.hex(), "hash": digest.hex(), "seal": cards.sign(giver.device.keys, words),
    }  # fmt: skip
    return packed(giver, taker, folder, written, {"parts": [part], **told})


def packed(
    giver: Session, taker: Session, folder: Path, written: Sequence[bytes], told: object
) -> Path:
    """These lines in a bundle signed by the giver, with the parts told of."""
    data = b"".join(line + b"\n" for line in written)
    said = {
        "format": manifest.FORMAT, "program": "x", "sender": giver.device_id,
        "recipient": taker.device_id, "count": 1, "events": len(written), "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(), "parts": [], "have": [],
    } | dict(told if isinstance(told, dict) else {})  # fmt: skip
    return signed(giver, taker, folder, msgspec.json.encode(said), written)


def signed(
    giver: Session, taker: Session, folder: Path, said: bytes, written: Sequence[bytes]
) -> Path:
    """A bundle whose manifest is `said`, whatever that is."""
    file = folder / f"forged-{len(list(folder.iterdir()))}.bundle"
    with container.spool_events(written) as spool, file.open("wb") as out:
        container.write(
            out,
            recipient=cards.seal_key(taker.device.keys),
            manifest=said,
            signature=cards.sign(giver.device.keys, said),
            events=spool,
        )
    return file


def event(team: w.Team, visit: str, kind: str, body: object, **more: object) -> dict[str, object]:
    """An event of the team's second laptop."""
    return {**fact(team.laptops[1], visit, kind, body), **more}


def told(team: w.Team, visit: str, *events: dict[str, object]) -> bundle_in.Merged:
    """What the second laptop hands to the office of its own making; the store stays whole."""
    file = bundle(team.laptops[1], team.office, team.stick, visit, events)
    merged = bundle_in.merge(team.office, file)
    problems = verify(team.office).problems
    if problems:
        raise AssertionError(problems)
    return merged
