"""The clocks of a machine, set by the test."""

from datetime import UTC, date, datetime, timedelta

from fieldapp.store import clock
from tests import workplace as w

MINUTE, HOUR = 60_000, 3_600_000
DAY = 24 * HOUR


def ms(hour: int, minute: int = 0, day: date = w.DAY) -> int:
    """A moment in WIB."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=7)
    return round((at + timedelta(hours=hour, minutes=minute)).timestamp() * 1000)


class Machine:
    """A laptop's two clocks: the one that people set, and the one that they cannot."""

    def __init__(self, now: int) -> None:
        self.wall, self.steady = now, 5_000_000
        self.clock = clock.WatchedClock(lambda: self.wall, lambda: self.steady)

    def wait(self, minutes: float) -> None:
        self.wall += round(minutes * MINUTE)
        self.steady += round(minutes * MINUTE)

    def set(self, by: int) -> None:
        self.wall += by
