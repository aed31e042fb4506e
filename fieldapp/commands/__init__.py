"""The commands, one module for each kind of work."""

from fieldapp.commands import (
    candidates,
    cards,
    demo,
    device,
    hall,
    handover,
    invitation,
    people,
    visit,
)

__all__ = [
    "candidates", "cards", "demo", "device", "hall", "handover", "invitation", "people", "visit",
]  # fmt: skip
