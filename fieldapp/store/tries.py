"""Wrong passphrases slow down: the file `tries.json` counts them, also across restarts.

A try is recorded before it is checked and forgotten once it was right, so that neither a killed
process nor a second one gives a free try. Waiting is measured by the time since the machine was
switched on, which no setting of the clock changes; a restart begins the waiting anew.
"""

import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec

from fieldapp.errors import KnownError
from fieldapp.store import disk_trouble
from fieldapp.store.exclusive import alone
from fieldapp.texts import _, ngettext

FILE = "tries.json"
FREE = 4  # wrong tries without waiting
WAITS = (10, 30, 60, 120, 300)  # seconds, after the fifth wrong try, the sixth, ...; then the last
_ROOM = 16 * 1024  # the file keeps its size, so that a full disk locks nobody out
_MOST = 200

Uptime = Callable[[], float]


class TooSoon(KnownError):
    """A try during the waiting time; it was not checked."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            _("There were too many wrong passphrases."),
            _("Try again in {time}.").format(time=duration(seconds)),
        )
        self.seconds = seconds


class WrongPassphrase(KnownError):
    """A try that was wrong; `seconds` until the next may be made."""

    def __init__(self, seconds: float = 0) -> None:
        todo = _("Try again in {time}; capitals count.").format(time=duration(seconds))
        super().__init__(
            _("The passphrase is not right."),
            todo if seconds else _("Try again; capitals count."),
        )
        self.seconds = seconds


class _Tried(msgspec.Struct, frozen=True):
    """How many tries in a row were not right, and the machine's uptime at the last of them."""

    count: Annotated[int, msgspec.Meta(ge=0, le=10_000)]
    at: Annotated[float, msgspec.Meta(ge=0)]


_Tries = dict[str, _Tried]
_decoder = msgspec.json.Decoder(_Tries)
_DAMAGED = "*"  # stands for everyone, where the file could not be read


def uptime() -> float:
    """Seconds since the machine was switched on, asleep or awake where the system counts both."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def left(home: Path, operator: str, now: Uptime = uptime) -> float:
    """Seconds until this operator may try again; 0 for at once."""
    if not (home / FILE).exists():
        return 0
    with _held(home) as file:
        return _left(_of(_read(file), operator), now())


def begin(home: Path, operator: str, now: Uptime = uptime) -> None:
    """Record a try that is about to be checked. Raises TooSoon."""
    with _held(home) as file:
        found, moment = _read(file), now()
        tried = _of(found, operator)
        if seconds := _left(tried, moment):
            raise TooSoon(seconds)
        found[_key(operator)] = _Tried(min(tried.count + 1, 10_000), moment)
        _write(file, found)


def prepare(home: Path) -> None:
    """Make the file at its full size, while there is room."""
    with _held(home) as file:
        _write(file, {})


def clear(home: Path, operator: str) -> None:
    """Forget the tries of an operator: the passphrase was right, or is a new one."""
    with _held(home) as file:
        found = _read(file)
        if _of(found, operator).count:
            found[_key(operator)] = _Tried(0, 0)
            _write(file, found)


def duration(seconds: float) -> str:
    """A waiting time in words, never shorter than it is."""
    whole = ceil(seconds)
    if whole < 120:
        return ngettext("{count} second", "{count} seconds", whole).format(count=whole)
    minutes = ceil(whole / 60)
    return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)


def _left(tried: _Tried, now: float) -> float:
    if tried.count <= FREE:
        return 0
    wait = WAITS[min(tried.count - FREE, len(WAITS)) - 1]
    passed = now - tried.at if now >= tried.at else now  # less uptime: the machine was restarted
    return max(0.0, wait - passed)


def _key(operator: str) -> str:
    """The file names nobody."""
    return hashlib.sha256(operator.strip().casefold().encode()).hexdigest()[:24]


def _of(found: _Tries, operator: str) -> _Tried:
    nothing = found.get(_DAMAGED, _Tried(0, 0))
    return found.get(_key(operator), nothing)


@contextmanager
def _held(home: Path) -> Iterator[BinaryIO]:
    try:
        with alone(home / FILE) as file:
            yield file
    except OSError as error:
        if not (home / FILE).is_dir():
            raise disk_trouble.of_file(error) from error
        raise KnownError(
            _("The file that counts wrong passphrases cannot be used: {why}.").format(
                why=error.strerror or error
            ),
            _("Check the permissions of the program's folder."),
        ) from error


def _read(file: BinaryIO) -> _Tries:
    file.seek(0)
    data = file.read(_ROOM + 1).strip()
    if not data:
        return {}
    try:
        return _decoder.decode(data) if len(data) <= _ROOM else {_DAMAGED: _Tried(FREE, 0)}
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return {_DAMAGED: _Tried(FREE, 0)}


def _write(file: BinaryIO, found: _Tries) -> None:
    """Write over the same bytes: no new room on the disk is asked for."""
    last = sorted(found.items(), key=lambda item: (item[0] == _DAMAGED, item[1].count))[-_MOST:]
    file.seek(0)
    file.write(msgspec.json.encode(dict(last)).ljust(_ROOM))
    file.truncate(_ROOM)
    os.fsync(file.fileno())
