"""A home folder, opened by an operator: the device's database and who is working on it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import platformdirs

from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import disk_trouble, journal, keyfile, tables, trust
from fieldapp.store.connect import DATABASE, Connection, connect, writing
from fieldapp.store.durable import make_folder
from fieldapp.sync import cards
from fieldapp.texts import _


class Device(msgspec.Struct, frozen=True):
    """This device: what its card says, and its secret keys."""

    keys: cards.DeviceKeys
    name: str
    role: str  # field, office
    letter: str


@dataclass(frozen=True)
class Session:
    """An operator at work on this device. Every verb takes one."""

    db: Connection
    home: Path
    key: bytes
    device: Device
    actor: str
    actor_role: str  # operator, coordinator
    clock: Callable[[], int] = journal.now_ms  # milliseconds since 1970, as this device has it

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
        with writing(self.db):
            yield

    def record(self, visit: str, *facts: tuple[str, e.Body]) -> list[e.Event]:
        """Write (person, body) facts and bring the tables in step, in one commit."""
        with self.writing():
            events = journal.append(
                self.db, visit, self.device_id, self.actor, facts, now_ms=self.clock()
            )
            if visit != e.NO_VISIT:
                tables.project(self.db, visit, {event.person for event in events})
            return events

    def again(self) -> "Session":
        """The same work on a connection of its own, for another thread."""
        db = connect(self.home / DATABASE, self.key)
        return replace(self, db=db)

    def require_coordinator(self) -> None:
        """Refuse what only a coordinator may do."""
        if self.actor_role != "coordinator":
            raise KnownError(
                _("Only a coordinator may do this."),
                _("Ask the coordinator to log in on this laptop."),
            )


def default_home() -> Path:
    """Where the data lie if nobody says otherwise."""
    chosen = os.environ.get("FIELDAPP_HOME")
    return Path(chosen) if chosen else platformdirs.user_data_path("fieldapp", appauthor=False)


def is_home(home: Path) -> bool:
    """Whether a first start was made in `home`."""
    return (home / keyfile.FILE).exists() and (home / DATABASE).exists()


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
    entry = next((o for o in keyfile.operators(home) if o.name == operator), None)
    if entry is None:
        raise KnownError(
            _("Nobody of this name works on this laptop."), _("Choose a name from the list.")
        )
    key = keyfile.unlock(home, operator, passphrase)
    db = connect(home / DATABASE, key)
    stored = setting(db, "device")
    if stored is None:
        db.close()
        raise KnownError(
            _("The first start on this laptop was not finished."),
            _("Delete this folder and make the first start again; it holds no data yet."),
        )
    device = msgspec.json.decode(stored, type=Device)
    return Session(db, home, key, device, operator, entry.role)


def setting(db: Connection, name: str) -> bytes | None:
    """A value kept in the database."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def set_setting(db: Connection, name: str, value: bytes) -> None:
    """Keep a value in the database."""
    db.execute("INSERT OR REPLACE INTO setting(name, value) VALUES(?, ?)", (name, value))
