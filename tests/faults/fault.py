"""What a fault is: how it is produced, during what, what must hold, and how to run it once."""

from collections.abc import Callable

from msgspec import Struct

from tests.faults.lab import Lab


def nothing_missing(_lab: Lab) -> str:
    """Every machine can do it."""
    return ""


class Fault(Struct, frozen=True):
    """One fault. `once(lab, seed)` raises where something is lost; False: it did not hit."""

    name: str
    during: str
    how: str
    holds: str
    once: Callable[[Lab, int], bool]
    share: float = 0.05  # of the times asked for
    missing: Callable[[Lab], str] = nothing_missing  # why this machine cannot do it

    @property
    def key(self) -> str:
        """What --only names."""
        return f"{self.name}/{self.during}"

    def times(self, asked: int) -> int:
        """How often it runs where `asked` is asked for in all."""
        return max(1, round(asked * self.share))
