"""The commands, one module for each kind of work."""

from fieldapp.commands import (
    ask,
    candidates,
    cards,
    clock,
    demo,
    device,
    drives,
    evidence,
    hall,
    handover,
    invitation,
    keeping,
    operators,
    pace,
    packing,
    people,
    practice,
    ready,
    reports,
    review,
    selftest,
    update,
    visit,
)

__all__ = [
    "ask", "candidates", "cards", "clock", "demo", "device", "drives", "evidence", "hall",
    "handover", "invitation", "keeping", "operators", "pace", "packing", "people", "practice",
    "ready", "reports", "review", "selftest", "update", "visit",
]  # fmt: skip
