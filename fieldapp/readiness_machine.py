"""Ready to leave? What the machine has to offer: a stick, power, and room on the disk."""

import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fieldapp import battery as power
from fieldapp.battery import Battery
from fieldapp.errors import KnownError
from fieldapp.readiness_words import Check, note, ready, todo
from fieldapp.store.connect import Connection
from fieldapp.store.session import Session
from fieldapp.sync.drives import Drive, removable_drives
from fieldapp.sync.safe_write import refusal, write_safely
from fieldapp.texts import _, number

CHARGED = 80  # percent; a morning in a hall whose power may fail
PUPIL = 12_288  # bytes that a pupil served is taken to cost where none was served here yet
_TRIED = 256 * 1024  # bytes written to try a stick
_FEWEST = 20  # pupils served, from which on what they cost is measured
_SPARE = 500  # pupils more than are listed
_COPIES = 3  # in the database, in its log, and in a bundle on its way
_MEGABYTE = 1_000_000
_LEAST = 50 * _MEGABYTE  # for the system itself


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@dataclass(frozen=True)
class Machine:
    """The edge of the machine, which tests put in place."""

    battery: Callable[[], Battery | None] = power.read
    drives: Callable[[], Sequence[Drive]] = removable_drives
    free: Callable[[Path], int] = _free


MACHINE = Machine()


def stick(session: Session, machine: Machine, folder: Path | None) -> Check:
    """Whether a stick takes what the visit will bring: a small file is written, read, removed."""
    title = _("Stick")
    folders = [folder] if folder else [one.path for one in machine.drives() if one.answers]
    if not folders:
        return todo("stick", title, _("No stick is plugged in."),
                    _("Plug the stick in that comes along, and check again."))  # fmt: skip
    tried = [_try(session, machine, title, each) for each in folders]
    return next((one for one in tried if one.state == "ready"), tried[0])


def _try(session: Session, machine: Machine, title: str, folder: Path) -> Check:
    name = f"fieldapp-{secrets.token_hex(4)}.tmp"
    try:
        written = write_safely(folder, name, _fill)
        free = machine.free(folder)
        written.unlink()
    except KnownError as error:
        return todo("stick", title, error.what, error.todo)
    except OSError as error:
        refused = refusal(error)
        return todo("stick", title, refused.what, refused.todo)
    needed = 2 * _size(session.db) + _MEGABYTE
    if free < needed:
        text = _("The stick has {free} MB left; a bundle may need {needed} MB.")
        return todo("stick", title, text.format(free=_mb(free), needed=_mb(needed)),
                    _("Free some room on it, or take another one."))  # fmt: skip
    text = _("It was written to and read back; {free} MB are free.")
    return ready("stick", title, text.format(free=_mb(free)))


def _fill(out: BinaryIO) -> None:
    out.write(secrets.token_bytes(_TRIED))


def battery(machine: Machine) -> Check:
    """Whether the battery lasts, should the power fail."""
    title, found = _("Battery"), machine.battery()
    if found is None:
        return note("battery", title, _("There is none: the work ends when the power fails."))
    text = _("{percent} % charged.").format(percent=number(found.percent))
    if found.percent >= CHARGED:
        return ready("battery", title, text)
    wait = _("Leave it plugged in until it has {percent} %.")
    plug = _("Plug it in until it has {percent} %.")
    do = (wait if found.plugged else plug).format(percent=number(CHARGED))
    return todo("battery", title, text, do)


def disk(session: Session, machine: Machine, listed: int) -> Check:
    """Whether the disk has room for everyone listed, and more."""
    title, each = _("Disk"), pupil_bytes(session.db)
    room = max(0, machine.free(session.home) - _LEAST) // (each * _COPIES)
    text = _("Room for {count} more pupils, at {size} kB each.").format(
        count=number(room), size=number(max(1, round(each / 1000)))
    )
    if room < listed + _SPARE:
        return todo("disk", title, text, _("Remove what this laptop does not need any more."))
    return ready("disk", title, text)


def pupil_bytes(db: Connection) -> int:
    """What a pupil served costs on the disk, from those who were served here."""
    served, theirs, everyones = db.execute(
        "WITH here AS (SELECT person, visit FROM person WHERE number <> '') "
        "SELECT (SELECT count(*) FROM here), "
        "(SELECT coalesce(sum(length(line)), 0) FROM here JOIN event USING (person) "
        "JOIN stream ON stream.id = event.stream AND stream.visit = here.visit), "
        "(SELECT coalesce(sum(length(line)), 0) FROM event)"
    ).fetchone()
    if served < _FEWEST or not theirs:
        return PUPIL
    return max(1, int(_size(db) * theirs / everyones / served))


def _size(db: Connection) -> int:
    """How large the database is."""
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    (page,) = db.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(page)


def _mb(size: int) -> str:
    return number(max(0, size // _MEGABYTE))
