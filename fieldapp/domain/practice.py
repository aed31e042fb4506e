"""Which visits are only practised: their id says it, so every event of theirs tells it by itself.

A flag in the plan could not: the plan may come later than the rest, or be contradicted by a
second one. What may leave the laptop or enter the office is decided by the id alone.
"""

PREFIX = "practice-"
LETTER = "X"  # of the numbers given in practice: a ticket that stays behind names no laptop


def is_practice(visit: str) -> bool:
    """Whether a visit with this id is only practised."""
    return visit.startswith(PREFIX)
