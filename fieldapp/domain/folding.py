"""What is known of a person in the middle of a fold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fieldapp.domain import events as e
from fieldapp.domain.people import CardStep, Decision, Evidence, Fact, Stamp, Status, Turn


@dataclass
class Folding:
    """The state between two events."""

    fields: dict[str, tuple[str, Stamp, str]] = field(default_factory=dict)  # value, by, kind
    doubts: dict[str, str] = field(default_factory=dict)
    flags: dict[str, None] = field(default_factory=dict)
    rows: dict[int, None] = field(default_factory=dict)
    check_ins: dict[str, Stamp] = field(default_factory=dict)  # by number
    documents: dict[str, None] = field(default_factory=dict)
    turns: dict[str, Turn] = field(default_factory=dict)
    priority: str = ""
    tickets: dict[str, str] = field(default_factory=dict)  # by number
    evidence: dict[e.Ref, Evidence] = field(default_factory=dict)
    declined: str = ""
    done: dict[str, list[Fact]] = field(default_factory=dict)
    finishes: dict[e.Ref, e.Finished] = field(default_factory=dict)
    open_fields: dict[str, list[Fact]] = field(default_factory=dict)
    settled: dict[str, set[e.Ref]] = field(default_factory=dict)  # by conflict
    rulings: dict[str, list[Fact]] = field(default_factory=dict)  # decisions, by conflict
    number: str = ""  # the one that was decided to hold
    uncalled: dict[str, Fact] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    listed_status: str = ""
    card: dict[str, CardStep] = field(default_factory=dict)
    matches: dict[tuple[str, str], Decision] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)


Step = Callable[[Folding, e.Event, Any], None]


def stamp(event: e.Event) -> Stamp:
    """Who wrote an event, where, and when."""
    return Stamp(event.device, event.seq, event.at, event.actor)
