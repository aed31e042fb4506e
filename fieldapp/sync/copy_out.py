"""Keep the safety copy: all that the office is not known to hold, then what comes, step by step.

A running program writes one file, which begins with everything; each step appends what came
since. After a restart, or where the file is not as it was left, a new one is begun; older ones go
once it is safely there, and only those that hold nothing but what this database holds.
The database is only read, and not while the disk is written to: no action waits for a stick.
"""

import io
import os
import re
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from fieldapp.errors import KnownError
from fieldapp.store import journal, trust
from fieldapp.store.exclusive import claim
from fieldapp.store.session import Session
from fieldapp.sync import bundle_out, cards, container, copy_file, manifest
from fieldapp.sync.bundle_out import Held, Stretch
from fieldapp.sync.refusals import BadBundle
from fieldapp.sync.safe_write import (
    MACHINE,
    AlreadyThere,
    Machine,
    NotSaved,
    append_safely,
    refusal,
    write_safely,
)
from fieldapp.sync.safety_copy import Chosen, State, chosen

LOCK = "copy.lock"
_PIECES = 1000  # then a new file is begun, so that merging stays quick
_LARGEST = 1 << 30  # bytes; FAT takes four times that


class _File(Struct):
    """The file that is written: what the office held when it began, and what it covers now."""

    path: Path
    size: int
    pieces: int
    base: Held
    covered: Held
    at: int


class _Plan(Struct, frozen=True):
    """What is to be written now."""

    held: Held
    found: list[Stretch]
    piece: bytes


class Copier:
    """Keeps the copy of one running program; steps are taken one after the other."""

    def __init__(self, machine: Machine = MACHINE) -> None:
        self._machine = machine
        self._file: _File | None = None
        self._lock: BinaryIO | None = None

    def close(self) -> None:
        """Let another program keep the copy."""
        self._file = None
        if self._lock:
            self._lock.close()
            self._lock = None

    def step(self, session: Session) -> State:
        """Bring the copy up to date, and say how it stands; what keeps it back is in there too."""
        where = chosen(session)
        office = trust.office_of(session.db, session.device_id)
        if where is None or office is None:
            self.close()
            return State("off" if where is None else "no_office")
        folder = Path(where.folder)
        self._lock = self._lock or claim(session.home / LOCK)
        if self._lock is None:
            return State("elsewhere", folder=folder)
        try:
            self._check_disk(session, where)
            self._bring_up(session, folder, office)
        except NotSaved as error:
            kind = {"large": "full"}.get(error.reason, error.reason)
            return self._state(kind, folder, self._behind(session, office), error)
        return self._state("current", folder, 0, None)

    def _state(self, kind: str, folder: Path, behind: int, trouble: KnownError | None) -> State:
        file = self._file
        path, at = (file.path, file.at) if file else (None, None)
        return State(kind, behind, folder, path, at, trouble)

    def _check_disk(self, session: Session, where: Chosen) -> None:
        """A stick that is not plugged in may leave its folder behind, on the laptop's own disk."""
        try:
            same = self._machine.disk(Path(where.folder)) == self._machine.disk(session.home)
        except OSError as error:
            raise refusal(error) from error
        if same and not where.same_disk:
            raise refusal(FileNotFoundError(2, "another disk"))

    def _behind(self, session: Session, office: trust.KnownDevice) -> int:
        covered = bundle_out.held_by(session, office.device)
        if self._file:
            covered = _joined(covered, self._file.covered)
        return sum(stretch.count for stretch in bundle_out.stretches(session, covered, office))

    def _bring_up(self, session: Session, folder: Path, office: trust.KnownDevice) -> None:
        file = self._file
        if file and file.path.parent == folder and self._is_as_left(file):
            plan = _planned(session, office, file)
            if plan and not plan.found:
                return
            if plan:
                append_safely(file.path, plan.piece, file.size, machine=self._machine)
                file.size += len(plan.piece)
                file.pieces += 1
                file.covered = _joined(file.covered, _ends(plan.found))
                file.at = session.clock()
                return
        self._begin(session, folder, office)

    def _is_as_left(self, file: _File) -> bool:
        """Whether the file can be gone on with: it lies there as this program left it."""
        try:
            size = file.path.stat().st_size
        except FileNotFoundError:
            return False
        except OSError as error:
            raise refusal(error) from error
        return size == file.size < _LARGEST and file.pieces < _PIECES

    def _begin(self, session: Session, folder: Path, office: trust.KnownDevice) -> None:
        """Write a new file with all that the office is not known to hold; older ones then go."""
        plan = _planned(session, office, None)
        assert plan is not None  # noqa: S101 -- narrows the type
        own = bundle_out.short_name(session.device.letter, session.device_id)
        stem = f"{own}_{bundle_out.short_name(office.letter, office.device)}_"
        older = _numbered(folder, stem)
        number = max(older, default=0) + 1
        path = self._write(folder, stem, number, plan.piece)
        covered = _joined(plan.held, _ends(plan.found))
        self._file = _File(path, len(plan.piece), 1, plan.held, covered, session.clock())
        for old in older.values():
            _remove_superseded(session, old)

    def _write(self, folder: Path, stem: str, number: int, piece: bytes) -> Path:
        def put(out: BinaryIO) -> None:
            out.write(piece)

        while True:
            name = f"{stem}{number:04d}{copy_file.SUFFIX}"
            try:
                return write_safely(folder, name, put, machine=self._machine)
            except AlreadyThere:
                number += 1


def _planned(session: Session, office: trust.KnownDevice, file: _File | None) -> _Plan | None:
    """What to write; None where `file` begins after what the office still holds."""
    session.db.execute("BEGIN")  # what is read here is of one moment
    try:
        held = bundle_out.held_by(session, office.device)
        if file and any(held.get(stream, 0) < last for stream, last in file.base.items()):
            return None
        covered = _joined(held, file.covered) if file else held
        found = [s for s in bundle_out.stretches(session, covered, office) if s.count]
        piece = _sealed(session, office, found) if found or not file else b""
        return _Plan(held, found, piece)
    finally:
        session.db.execute("ROLLBACK")


def _sealed(session: Session, office: trust.KnownDevice, found: list[Stretch]) -> bytes:
    """A part of the copy: a bundle for the office with these stretches, and its head line."""
    found = [_with_seal(session, stretch) for stretch in found]
    outline = bundle_out.told_of(session, office, found)
    out = io.BytesIO()
    with container.spool_events(bundle_out.lines(session, found)) as spool:
        told = msgspec.structs.replace(outline, size=spool.size, sha256=spool.sha256)
        data = manifest.encode(told)
        seal = cards.sign(session.device.keys, data)
        container.write(
            out, recipient=office.seal_key, manifest=data, signature=seal, events=spool,
            media=bundle_out.pictures(session, told),
        )  # fmt: skip
    heads = (stretch.head for stretch in found)
    marks = (copy_file.mark(session.key, h.id, h.last, h.hash) for h in heads)
    return copy_file.framed(out.getvalue(), marks)


def _with_seal(session: Session, stretch: Stretch) -> Stretch:
    """Own streams are signed as they end now; nothing of that is stored."""
    head = stretch.head
    if head.device != session.device_id or head.seal is not None:
        return stretch
    words = journal.sealed_words(head.visit, head.device, head.last, head.hash)
    signed = msgspec.structs.replace(head, seal=cards.sign(session.device.keys, words))
    return Stretch(signed, stretch.after)


def _joined(one: Held, other: Held) -> Held:
    """What is held by the one or the other."""
    streams = one.keys() | other.keys()
    return {stream: max(one.get(stream, 0), other.get(stream, 0)) for stream in streams}


def _ends(found: list[Stretch]) -> Held:
    return {stretch.head.id: stretch.head.last for stretch in found}


def _numbered(folder: Path, stem: str) -> dict[int, Path]:
    """The copies that lie there under this stem, by their number."""
    pattern = re.compile(re.escape(stem) + r"(\d{4,9})" + re.escape(copy_file.SUFFIX))
    try:
        matches = {path: pattern.fullmatch(path.name) for path in folder.iterdir()}
    except OSError as error:
        raise refusal(error) from error
    return {int(match[1]): path for path, match in matches.items() if match}


def _remove_superseded(session: Session, path: Path) -> None:
    """Remove an older copy, if this database holds everything that is in it."""
    try:
        if _holds_all_of(session, path):
            path.unlink()
    except (OSError, BadBundle):
        return  # it stays; it does no harm


def _holds_all_of(session: Session, path: Path) -> bool:
    """By the marks: a laptop restored from an older state must not remove what it lacks."""
    newest: dict[str, copy_file.Mark] = {}
    with container.regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        for piece in copy_file.pieces(file, size):
            if isinstance(piece, copy_file.Piece):
                newest.update({mark.stream: mark for mark in piece.marks})
    own = {
        copy_file.mark(session.key, head.id, head.last, head.hash).stream: head
        for head in journal.heads(session.db)
    }
    return all(
        stream in own and _reaches(session, own[stream], mark) for stream, mark in newest.items()
    )


def _reaches(session: Session, head: journal.Head, wanted: copy_file.Mark) -> bool:
    """Whether a stream of this database goes through the marked event."""
    if head.last < wanted.last:
        return False
    if journal.line_of(session.db, head.id, wanted.last) is None:
        return True  # deleted here, since the office holds it
    chain = journal.digest_at(session.db, head, wanted.last)
    return copy_file.mark(session.key, head.id, wanted.last, chain) == wanted
