"""The safety copy as people see it: where it goes, and how it stands."""

from pathlib import Path

import msgspec
from msgspec import Struct

from fieldapp.errors import KnownError
from fieldapp.store import trust
from fieldapp.store.session import Session
from fieldapp.store.settings import set_setting, setting
from fieldapp.sync.safe_write import MACHINE, Machine, refusal
from fieldapp.texts import _, ngettext, number

_SETTING = "safety_copy"


class Chosen(Struct, frozen=True):
    """Where the copy goes; `same_disk` where that is the disk of the data after all."""

    folder: str
    same_disk: bool = False


class State(Struct, frozen=True):
    """How the copy stands.

    kind: off, no_office, elsewhere (another window keeps it), current; else it is behind, because
    the disk is gone, full, locked, or failed. `behind` counts the records that are not in it, `at`
    (ms since 1970) is when it was last written.
    """

    kind: str
    behind: int = 0
    folder: Path | None = None
    file: Path | None = None
    at: int | None = None
    trouble: KnownError | None = None


def chosen(session: Session) -> Chosen | None:
    """What the coordinator chose."""
    stored = setting(session.db, _SETTING)
    return msgspec.json.decode(stored, type=Chosen) if stored else None


def choose(
    session: Session, folder: Path, *, same_disk: bool = False, machine: Machine = MACHINE
) -> Chosen:
    """Let the copy go to `folder`; one on the disk of the data only where that is insisted on."""
    session.require_coordinator()
    if session.device.role == "office":
        raise KnownError(
            _("A safety copy is for the laptops that go out."),
            _("Make a backup of the office instead."),
        )
    if trust.office_of(session.db, session.device_id) is None:
        raise KnownError(
            _("This laptop does not belong to an office yet, and only an office can open a copy."),
            _("Exchange cards with the office first."),
        )
    folder = folder.resolve()
    try:
        same = machine.disk(folder) == machine.disk(session.home)
    except OSError as error:
        raise refusal(error) from error
    if same and not same_disk:
        raise KnownError(
            _("This folder is on the same disk as the data: lost with it, the copy helps nobody."),
            _("Choose a stick or a second disk."),
        )
    made = Chosen(str(folder), same)
    with session.writing():
        set_setting(session.db, _SETTING, msgspec.json.encode(made))
    return made


def turn_off(session: Session) -> None:
    """Copy no more; what was written stays where it is."""
    session.require_coordinator()
    with session.writing():
        set_setting(session.db, _SETTING, b"")


def words(state: State) -> tuple[str, ...]:
    """How the copy stands, and what to do, in sentences."""
    folder = state.folder or Path()
    if state.trouble:
        what, todo = _troubles().get(state.kind, (state.trouble.what, state.trouble.todo))
        text = ngettext(
            "The safety copy is {count} record behind.",
            "The safety copy is {count} records behind.",
            state.behind,
        )
        return text.format(count=number(state.behind)), what, todo
    if state.kind == "current":
        said = _("The safety copy in {folder} is up to date.").format(folder=folder)
        return (said,)
    if state.kind == "elsewhere":
        return (_("Another window of the program keeps the safety copy."),)
    return (_("There is no safety copy."), _("Choose a stick or a second disk for it."))


def _troubles() -> dict[str, tuple[str, str]]:
    """What keeps the copy back, and what to do; it goes on by itself then."""
    return {
        "gone": (
            _("Its stick or disk is not plugged in."),
            _("Plug it in, and the copy goes on by itself; or choose another."),
        ),
        "full": (
            _("Its stick or disk is full."),
            _("Delete there what you no longer need, or choose another."),
        ),
        "locked": (
            _("Its stick or disk is write-protected."),
            _("Release the switch on the stick, or choose another."),
        ),
    }
