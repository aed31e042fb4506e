"""The commands, one module for each kind of work."""

from fieldapp.commands import (
    cards,
    demo,
    device,
    hall,
    handover,
    keeping,
    operators,
    people,
    visit,
)

__all__ = [
    "cards", "demo", "device", "hall", "handover", "keeping", "operators", "people", "visit",
]  # fmt: skip
