"""The commands, one module for each kind of work."""

from fieldapp.commands import (
    cards,
    clock,
    demo,
    device,
    drives,
    hall,
    handover,
    keeping,
    operators,
    people,
    visit,
)

__all__ = [
    "cards", "clock", "demo", "device", "drives", "hall", "handover", "keeping", "operators",
    "people", "visit",
]  # fmt: skip
