"""Telling the branches of a forked stream apart.

A cloned or restored device writes different events under one seq. Those from a fork point on are
read as written by `device~label`: the label follows from the chain's hash after the first event
that differs, so it is the same wherever the branches met, in whatever order.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from fieldapp.domain import events as e


class Branch(Struct, frozen=True):
    """One branch of a device's stream: its fork points, each a seq and the label from there on."""

    device: str
    starts: tuple[tuple[int, str], ...] = ()

    def writer(self, seq: int) -> str:
        """Who the event at `seq` of this branch is read as written by."""
        label = next((label for start, label in reversed(self.starts) if start <= seq), "")
        return f"{self.device}~{label}" if label else self.device

    def shared_with(self, other: "Branch") -> int:
        """Up to which seq two branches of one stream are the same; all of it if they never part."""
        there = dict(other.starts)
        parted = (seq for seq, label in self.starts if there.get(seq, label) != label)
        return min(parted, default=2**53) - 1


def device_of(writer: str) -> str:
    """The device that a reference or stamp names, without the label of a branch."""
    return writer.partition("~")[0]


def read(events: Iterable[tuple[int, e.Event]], branches: dict[int, Branch]) -> list[e.Event]:
    """The events as the fold reads them, each with the id of its stream; shared ones once."""
    found: dict[e.Ref, e.Event] = {}
    for stream, event in events:
        known = _labelled(event, branches.get(stream), branches)
        found[known.ref] = known
    return list(found.values())


def _labelled(event: e.Event, own: Branch | None, branches: dict[int, Branch]) -> e.Event:
    body = event.body
    if isinstance(body, e.Undone):
        body = e.Undone(_meant(body.event, own, branches))
    elif isinstance(body, e.Resolved):
        facts = tuple(_meant(ref, own, branches) for ref in body.facts)
        body = msgspec.structs.replace(body, facts=facts)
    writer = own.writer(event.seq) if own else event.device
    return msgspec.structs.replace(event, device=writer, body=body)


def _meant(ref: e.Ref, own: Branch | None, branches: dict[int, Branch]) -> e.Ref:
    """The event that a reference means now that there are branches.

    A device means its own branch. Others may have written before they knew of the fork: where
    more than one event could be meant, none is, and people decide again.
    """
    writer, seq = ref
    device, _, label = writer.partition("~")
    if own and not label and device == own.device:
        return own.writer(seq), seq
    writers = {
        branch.writer(seq)
        for branch in branches.values()
        if branch.device == device
        and (not label or any(known == label and start <= seq for start, known in branch.starts))
    }
    return (writers.pop(), seq) if len(writers) == 1 else ref
