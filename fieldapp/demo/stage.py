"""The demo's stage: an office and four laptops, one clock, and what is handed over on a stick."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random

from fieldapp import visits
from fieldapp.demo import stops
from fieldapp.demo.stops import Stop
from fieldapp.roster.preview import Listing, read_list
from fieldapp.store import keyfile, trust
from fieldapp.store.session import Session, init
from fieldapp.sync import bundle_in, bundle_out, enrol
from fieldapp.texts import _

PASSPHRASE = "kereta pagi berangkat sepi"  # noqa: S105 -- of the demo, printed with it
OFFICE = "Dispendukcapil Kota Mojokerto"
OPERATORS = {"K": "Ratna", "A": "Bagus", "B": "Wulan", "C": "Yoga", "D": "Sekar"}

Say = Callable[[str], None]


class Clock:
    """The demo's clock, set from outside."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def set(self, moment: datetime) -> None:
        """Move the clock."""
        self.time = moment

    def now(self) -> int:
        """Milliseconds since 1970."""
        return int(self.time.timestamp() * 1000)


@dataclass
class Stage:
    """What the acts of the play share."""

    folder: Path
    clock: Clock
    office: Session
    laptops: dict[str, Session]
    seed: int
    say: Say
    visits: dict[Stop, str] = field(default_factory=dict)

    @property
    def stick(self) -> Path:
        """Where the bundles are."""
        return self.folder / "stick"

    @property
    def lists(self) -> Path:
        """Where the lists are."""
        return self.folder / "lists"

    def chance(self, what: str) -> Random:
        """Dice for one act: the same for the same seed, whatever the others do."""
        return Random(f"{self.seed} {what}")  # noqa: S311 -- a play, not a secret

    def team(self, stop: Stop) -> list[Session]:
        """The laptops that go to a stop."""
        return [self.laptops[letter] for letter in stops.TEAMS[stop.team]]

    def write(self, giver: Session, taker: Session) -> Path:
        """A bundle from one to the other, on the stick."""
        to = trust.devices(giver.db)[taker.device_id]
        return bundle_out.export(giver, self.stick, to=to).file

    def give(self, giver: Session, taker: Session) -> bundle_in.Merged:
        """Hand over what the other lacks."""
        return bundle_in.merge(taker, self.write(giver, taker))

    def read(self, name: str) -> Listing:
        """A list that arrived."""
        return read_list(self.lists / name)

    def close(self) -> None:
        """End the work on every device."""
        for session in (self.office, *self.laptops.values()):
            session.close()


def build(folder: Path, seed: int, say: Say, cost: keyfile.Cost) -> Stage:
    """Make the devices' first starts, and let them know each other."""
    clock = Clock(stops.at(stops.PREPARED, "08:00"))
    office = _device(folder / "office", OFFICE, "office", "K", clock, cost)
    laptops = {
        letter: _device(folder / f"laptop-{letter.lower()}", f"Laptop {letter}", "field", letter,
                        clock, cost)
        for letter in "ABCD"
    }  # fmt: skip
    stage = Stage(folder, clock, office, laptops, seed, say)
    for made in (stage.stick, stage.lists):
        made.mkdir()
    for laptop in laptops.values():
        enrol.enrol(office, enrol.look_at(enrol.give_card(laptop, stage.stick)))
        enrol.enrol(laptop, enrol.look_at(enrol.give_card(office, stage.stick)))
    say(_("Office and laptops exchanged their cards."))
    return stage


def _device(
    home: Path, name: str, role: str, letter: str, clock: Clock, cost: keyfile.Cost
) -> Session:
    session = init(
        home, role=role, name=name, operator=OPERATORS[letter], letter=letter,
        passphrase=PASSPHRASE, cost=cost,
    )  # fmt: skip
    return replace(session, clock=clock.now)


def plan(stage: Stage, stop: Stop) -> str:
    """Plan a stop with its team and hours."""
    laptops = [laptop.device_id for laptop in stage.team(stop)]
    visit = visits.plan(
        stage.office, stop.place, stop.date, policy=stops.RULES, setting=stop.setting,
        team=stop.team, laptops=laptops, opens=stop.opens, closes=stop.closes,
    ).visit  # fmt: skip
    stage.visits[stop] = visit
    return visit
