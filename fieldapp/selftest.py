"""Does this copy of the program work on this machine? Tried with invented people, in a temporary
folder; the device's own data are not touched."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from fieldapp.errors import KnownError
from fieldapp.store.session import Session, open_home

OPERATOR, PASSPHRASE = "Petugas Coba", "empat kata untuk coba"


class Found(msgspec.Struct, frozen=True):
    """What came of one check."""

    check: str
    ok: bool
    found: str


@dataclass
class Place:
    """Where the checks work, and the visit that they play, once it is planned."""

    folder: Path
    visit: str = ""

    def open(self, home: str) -> Session:
        """Log in to one of the devices: office or laptop."""
        return open_home(self.folder / home, OPERATOR, PASSPHRASE)


Trial = tuple[str, Callable[[Place], str]]  # its name, and what says what it found, or raises


def run(
    checks: Sequence[Trial], screen: Callable[[], Sequence[Trial]] | None = None
) -> Iterator[Found]:
    """Each check in turn; `screen` gives those that need Qt, for it may be missing."""
    with TemporaryDirectory(prefix="fieldapp-selftest-", ignore_cleanup_errors=True) as folder:
        place = Place(Path(folder))
        for name, check in checks:
            yield _tried(name, check, place)
        if screen is None:
            return
        try:
            more = screen()
        except ImportError as error:
            yield Found("window", False, _stumbled(error))
            return
        for name, check in more:
            yield _tried(name, check, place)


def require(fact: bool, found: str) -> None:
    """Let a check fail with what it found, unless `fact` holds."""
    if not fact:
        raise KnownError(found)


def _tried(name: str, check: Callable[[Place], str], place: Place) -> Found:
    """Whatever a check raises is what it found: a boundary, as the worker of the window is one."""
    try:
        return Found(name, True, check(place))
    except KnownError as error:
        return Found(name, False, str(error))
    except Exception as error:
        logging.getLogger(__name__).exception("a check failed")
        return Found(name, False, _stumbled(error))


def _stumbled(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
