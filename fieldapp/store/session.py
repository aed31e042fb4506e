"""A home folder, opened by an operator: the device's database and who is working on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import (
    clock,
    disk_trouble,
    homes,
    journal,
    key_changes,
    keyfile,
    migrations,
    tables,
    tries,
    trust,
)
from fieldapp.store.connect import DATABASE, Connection, connect, writing
from fieldapp.store.durable import make_folder
from fieldapp.store.settings import drop_setting, set_setting, setting
from fieldapp.sync import cards
from fieldapp.texts import _

Progress = Callable[[int, int], None]
is_home, default_home = homes.is_home, homes.default_home


class Device(msgspec.Struct):
    """This device: what its card says, and its secret keys.

    All sessions of the program share it: when the device continues as a new one, because it was
    cloned or restored, every one of them goes on under the new keys. `earlier` are those before.
    """

    keys: cards.DeviceKeys
    name: str
    role: str  # field, office
    letter: str
    earlier: tuple[cards.DeviceKeys, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Its id, and those that it had before."""
        return (self.keys.device, *(keys.device for keys in self.earlier))


@dataclass(frozen=True)
class Session:
    """An operator at work on this device. Every verb takes one."""

    db: Connection
    home: Path
    key: bytes
    device: Device
    actor: str
    actor_role: str  # operator, coordinator
    # Milliseconds since 1970, as this device has it; one that is watched also tells when it is set.
    clock: Callable[[], int] = field(default_factory=clock.WatchedClock)

    @property
    def device_id(self) -> str:
        """The id under which this device writes its streams."""
        return self.device.keys.device

    def close(self) -> None:
        """End the work; the data stay encrypted on the disk."""
        self.db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One user action, committed whole."""
        if self.db.in_transaction:
            yield
            return
        keys, earlier = self.device.keys, self.device.earlier
        try:
            with writing(self.db):
                self._follow()
                yield
        except BaseException:
            self.device.keys, self.device.earlier = keys, earlier
            raise

    def _follow(self) -> None:
        """Go on under the device's present keys, whoever made it continue as a new one."""
        stored = setting(self.db, "device")
        if stored is not None:
            device = msgspec.json.decode(stored, type=Device)
            self.device.keys, self.device.earlier = device.keys, device.earlier

    def record(self, visit: str, *facts: tuple[str, e.Body]) -> list[e.Event]:
        """Write (person, body) facts and bring the tables in step, in one commit.

        What is doubtful about the clock is written before them, once.
        """
        with self.writing():
            now = self.clock()
            said = self._clock_facts(visit, now)
            events = journal.append(
                self.db, visit, self.device_id, self.actor, [*said, *facts], now_ms=now
            )
            if visit != e.NO_VISIT:
                tables.project(self.db, visit, {event.person for event in events})
            return events[len(said) :]

    def _clock_facts(self, visit: str, now: int) -> list[tuple[str, e.Body]]:
        jumps = clock.jumps_of(self.clock)
        return [("", body) for body in clock.facts(self.db, visit, self.device_id, now, jumps)]

    def again(self) -> "Session":
        """The same work on a connection of its own, for another thread."""
        db = connect(self.home / DATABASE, self.key)
        return replace(self, db=db)

    def by(self, actor: str, role: str) -> "Session":
        """The same work in the hands of another operator, from now on."""
        return replace(self, actor=actor, actor_role=role)

    def require_coordinator(self) -> None:
        """Refuse what only a coordinator may do."""
        if self.actor_role != "coordinator":
            raise KnownError(
                _("Only a coordinator may do this."),
                _("Ask the coordinator to log in on this laptop."),
            )


def init(
    home: Path,
    *,
    role: str,
    name: str,
    operator: str,
    passphrase: str,
    letter: str = "",
    cost: keyfile.Cost = keyfile.DEFAULT_COST,
) -> Session:
    """First start: make the device's keys and its database. The operator is its coordinator."""
    if is_home(home):
        raise KnownError(
            _("This folder holds the data of a device already."),
            _("Log in, or choose another folder."),
        )
    key, keys = keyfile.draft(operator.strip(), passphrase, "coordinator", cost=cost)
    _clear(home)
    letter = (letter or ("K" if role == "office" else "A")).upper()
    device = Device(cards.make_keys(), name.strip(), role, letter)
    card = cards.make_card(device.keys, name, role, letter)
    tries.prepare(home)
    db = connect(home / DATABASE, key)
    session = Session(db, home, key, device, operator.strip(), "coordinator")
    try:
        with writing(db):
            set_setting(db, "device", msgspec.json.encode(device))
            session.record(
                e.NO_VISIT,
                ("", e.OperatorAdded(operator.strip(), "coordinator")),
                ("", e.DeviceEnrolled(card.decode())),
            )
            trust.project(db, device.keys.device)
        keyfile.save(home, keys)  # last: a home is one once its keys are there
    except BaseException:
        db.close()
        raise
    return session


def _clear(home: Path) -> None:
    """An empty home, without what a first start left that was cut off before its end."""
    try:
        make_folder(home, mode=0o700)
        for leftover in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", keyfile.FILE):
            (home / leftover).unlink(missing_ok=True)
    except OSError as error:
        raise disk_trouble.of_file(error) from error


def open_home(home: Path, operator: str, passphrase: str) -> Session:
    """Log in. Raises KnownError for an unknown operator, a wrong passphrase, or damaged data."""
    if not is_home(home):
        raise KnownError(
            _("There are no data in this folder yet."),
            _("Make the first start, or choose the folder of this laptop."),
        )
    return open_with(home, keyfile.unlocked(home, operator, passphrase))


def open_with(home: Path, who: keyfile.Unlocked) -> Session:
    """The work of somebody whose passphrase was right; name and role come proven from its wrap."""
    db = connect(home / DATABASE, who.key)
    stored = setting(db, "device")
    if stored is None:
        db.close()
        raise KnownError(
            _("The first start on this laptop was not finished."),
            _("Delete this folder and make the first start again; it holds no data yet."),
        )
    device = msgspec.json.decode(stored, type=Device)
    _rebuild_if_older(db)
    key_changes.settle(db, home, who.key, device.keys.device, now_ms=journal.now_ms())
    return Session(db, home, who.key, device, who.name, who.role)


def _rebuild_if_older(db: Connection) -> None:
    """Make the tables anew where a step of the schema changed their shape."""
    if setting(db, migrations.REBUILD) is None:
        return
    with writing(db):
        tables.rebuild(db)
        drop_setting(db, migrations.REBUILD)
