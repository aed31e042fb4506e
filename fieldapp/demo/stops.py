"""Where the demo's teams go, and when: a month of visits, and the office on election day."""

from datetime import date, datetime, time

from msgspec import Struct

from fieldapp.domain.policy import Policy

ELECTION = date(2024, 11, 27)
RULES = Policy(election=ELECTION)
PREPARED = date(2024, 7, 17)  # lists in, visits planned, laptops packed for the first time
TEAMS = {"Tim 1": ("A", "B"), "Tim 2": ("C", "D")}
REGISTRY = 3887  # not yet recorded at the end of 2023, as the registry said


class Stop(Struct, frozen=True):
    """One visit of the story. `share` is its size against the first school's.

    `short` stops are played in the short form too; `closed` ones the office closes afterwards.
    """

    place: str
    date: date
    team: str
    share: float
    setting: str = "school"
    opens: str = "07:30"
    closes: str = "14:00"
    coming: float = 0.82  # of those listed: domain practice says that about a fifth stay away
    short: bool = False
    closed: bool = False

    def moment(self, hour: str) -> datetime:
        """An hour of the visit's day, by the clock of this machine."""
        return at(self.date, hour)


STOPS = (
    Stop("SMAN 1 Kota Mojokerto", date(2024, 7, 19), "Tim 1", 1.0, short=True),
    Stop("SMAN 3 Kota Mojokerto", date(2024, 7, 22), "Tim 2", 0.8, short=True, closed=True),
    Stop("SMKN 2 Kota Mojokerto", date(2024, 7, 24), "Tim 1", 0.7, closed=True),
    Stop("SMA Katholik Kota Mojokerto", date(2024, 7, 26), "Tim 2", 0.3, closed=True),
    Stop("SMK PGRI Kota Mojokerto", date(2024, 7, 29), "Tim 1", 0.5),
    Stop("SMK Taman Siswa Kota Mojokerto", date(2024, 7, 30), "Tim 2", 0.35),
    Stop("Kelurahan Kedundung", date(2024, 8, 3), "Tim 1", 0.3, "village", "08:00", "12:00", 0.6,
         short=True),
    Stop("Kelurahan Wates", date(2024, 8, 10), "Tim 2", 0.3, "village", "08:00", "12:00", 0.5),
    Stop("Kelurahan Meri", date(2024, 8, 24), "Tim 1", 0.3, "village", "08:00", "12:00", 0.5),
    Stop("MPP Gajah Mada", date(2024, 9, 12), "Tim 2", 0.2, "mall", "08:00", "15:00", 1.0),
    Stop("Dispendukcapil Kota Mojokerto", ELECTION, "Tim 1", 0.15, "office", "07:30", "12:00",
         1.0, short=True),
)  # fmt: skip
SCHOOLS = tuple(stop.place for stop in STOPS if stop.setting == "school")


def at(day: date, hour: str) -> datetime:
    """An hour of a day, by the clock of this machine, which the window shows too."""
    return datetime.combine(day, time.fromisoformat(hour)).astimezone()
