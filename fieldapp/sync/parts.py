"""Take one part of a bundle in: it continues a branch that is held, or begins another."""

from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import islice

from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.store import branching, journal
from fieldapp.store.connect import Connection
from fieldapp.store.journal import Head, Taken
from fieldapp.sync import cards, container
from fieldapp.sync.manifest import MOST, Part
from fieldapp.sync.refusals import BadBundle, Damaged, TooLarge
from fieldapp.sync.spool import Spool
from fieldapp.texts import _

_CHUNK = 64 * 1024


class Forged(BadBundle):
    """A bundle whose content was not signed by the device that it names."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            _("This bundle was not signed by the device that it names."),
            _("Do not use it; tell the office where it came from."),
        )
        self.detail = detail


class Gap(Struct, frozen=True):
    """What comes before a part is not held: the whole stream ends at `last` here, 0 for never."""

    last: int


class Fork(Struct, frozen=True):
    """A part began another branch of a stream: it was new to us from seq `first` on."""

    taken: Taken
    first: int
    since: int  # milliseconds since 1970


def take(db: Connection, part: Part, sign_key: str, lines: Iterator[bytes]) -> Taken | Fork | Gap:
    """Store what is new of a part, once its chain and its device's seal are found to fit.

    Raises BadBundle; the caller rolls back.
    """
    _check_seal(part, sign_key)
    held = journal.branches(db, part.visit, part.device)
    if not held and part.first == 1:
        held = [journal.head(db, part.visit, part.device)]
    for end in held:
        if (end.last + 1, end.hash.hex()) == (part.first, part.after):
            return _continue(db, end, part, lines)
        if (end.last, end.hash.hex()) == (part.last, part.hash):
            return Taken(known=sum(1 for _line in lines))
    with container.spool_events(_chained(part, lines)) as aside:
        return _place(db, held, part, aside)


def _check_seal(part: Part, sign_key: str) -> None:
    words = journal.sealed_words(part.visit, part.device, part.last, bytes.fromhex(part.hash))
    if not cards.verify(sign_key, words, part.seal):
        raise Forged("seal")


def _chained(part: Part, lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines of a part, which lead from its first hash to its last or are refused."""
    digest, count = bytes.fromhex(part.after), 0
    for line in lines:
        digest, count = e.chain(digest, line), count + 1
        yield line
    if count != part.last - part.first + 1:
        raise Damaged("fewer events than told")
    if digest.hex() != part.hash:
        raise Forged("chain")


def _continue(
    db: Connection, end: Head, part: Part, lines: Iterator[bytes], known: int = 0
) -> Taken:
    """Add lines to the end of a branch."""
    try:
        taken, digest = journal.receive(db, end, lines)
    except journal.BrokenStreamError as error:
        raise Damaged(error.args[0]) from error
    if end.last + taken.new != part.last:
        raise Damaged("fewer events than told")
    if digest.hex() != part.hash:
        raise Forged("chain")
    journal.set_seal(db, end.id, part.seal)
    taken.known = known
    return taken


def _place(db: Connection, held: list[Head], part: Part, aside: Spool) -> Taken | Fork | Gap:
    """Find the branch that shares most with a part, and add what it lacks."""
    shared = [(_shared(db, end, part, aside), end) for end in held]
    common, end = max(shared, key=lambda one: one[0], default=(-1, None))
    if end is None or common < part.first - 1:
        return Gap(max((one.last for one in held), default=0))
    known = common - part.first + 1
    if common == part.last:
        return Taken(known=known)
    with closing(_lines(aside)) as lines:
        rest = islice(lines, known, None)
        if common == end.last:
            return _continue(db, end, part, rest, known)
        if len(held) >= MOST:
            raise TooLarge("branches")
        return _fork(db, end, part, rest, common)


def _fork(db: Connection, end: Head, part: Part, rest: Iterator[bytes], common: int) -> Fork:
    made = journal.branch_off(db, end, common)
    taken = _continue(db, made, part, rest, common - part.first + 1)
    branching.project(db, part.visit, part.device)
    taken.persons = branching.touched(db, part.visit, part.device, common + 1)
    sides = (journal.line_of(db, one.id, common + 1) for one in (end, made))
    since = min(e.decode(line).at[0] for line in sides if line)
    return Fork(taken, common + 1, since)


def _shared(db: Connection, end: Head, part: Part, aside: Spool) -> int:
    """The last seq that a branch and a part have in common; -1 if the part continues another."""
    before = part.first - 1
    if end.last < before or journal.digest_at(db, end, before).hex() != part.after:
        return -1
    common = before
    with closing(_lines(aside)) as lines:
        for mine, line in zip(journal.lines(db, end.id, before), lines, strict=False):
            if mine != line:
                break
            common += 1
    return common


def _lines(aside: Spool) -> Generator[bytes]:
    """The lines set aside, from the first."""
    rest = b""
    with closing(aside.reader()) as reader:
        while chunk := reader.read(_CHUNK):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
