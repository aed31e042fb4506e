"""Take a safety copy in: its parts in order, each checked as a bundle is, in one transaction."""

import os
from pathlib import Path
from typing import BinaryIO, cast

from fieldapp.store.session import Session
from fieldapp.sync import bundle_in, container, copy_file
from fieldapp.sync.bundle_in import Merged, Progress, Touched
from fieldapp.sync.copy_file import Broken, Piece, Stretch
from fieldapp.sync.refusals import BadBundle, Damaged
from fieldapp.texts import _


def merge_file(session: Session, path: Path, progress: Progress | None = None) -> Merged:
    """Take a bundle or a safety copy in, whichever it is. Raises BadBundle, nothing changed."""
    if copy_file.is_copy(path):
        return merge(session, path, progress)
    return bundle_in.merge(session, path, progress)


def merge(session: Session, path: Path, progress: Progress | None = None) -> Merged:
    """Take every whole part of a copy in; what is damaged or refused is named and left out.

    Raises BadBundle, with nothing changed, where no part of it can be taken.
    """
    result: Merged | None = None
    refused: list[BadBundle] = []
    notes: list[str] = []
    touched: Touched = {}
    with container.regular(path) as file, session.writing():
        size = os.fstat(file.fileno()).st_size
        for place, found in enumerate(copy_file.pieces(file, size), 1):
            if isinstance(found, Broken):
                notes.append(_torn() if found.last else _damaged(place))
                continue
            if progress:
                progress(found.start, size)
            try:
                result = _joined(result, _take(session, path, file, found, touched))
            except BadBundle as error:
                refused.append(error)
                notes.append(_refused(place, error))
        if result is None:
            raise refused[0] if refused else Damaged("no whole part")
        bundle_in.project(session, result, touched)
    result.notes = [*notes, *result.notes]
    return result


def _take(session: Session, path: Path, file: BinaryIO, piece: Piece, touched: Touched) -> Merged:
    """Take one part in, or nothing of it."""
    mine: Touched = {}

    def opening(identity: str) -> bundle_in.Opening:
        bundle = cast("BinaryIO", Stretch(file, piece))
        return container.open_sealed(bundle, piece.size, identity)

    session.db.execute("SAVEPOINT part")
    try:
        taken = bundle_in.take(session, path, opening, mine)
    except BadBundle:
        session.db.execute("ROLLBACK TO part")
        session.db.execute("RELEASE part")
        raise
    session.db.execute("RELEASE part")
    for visit, people in mine.items():
        touched.setdefault(visit, set()).update(people)
    return taken


def _joined(one: Merged | None, other: Merged) -> Merged:
    """What two parts brought together."""
    if one is None:
        return other
    one.new += other.new
    one.known += other.known
    one.gaps += [gap for gap in other.gaps if gap not in one.gaps]
    one.notes += [note for note in other.notes if note not in one.notes]
    return one


def _torn() -> str:
    return _(
        "The end of the copy was cut off, as when the power fails: its last action may be missing."
    )


def _damaged(place: int) -> str:
    return _("Part {number} of the copy is damaged and was left out.").format(number=place)


def _refused(place: int, error: BadBundle) -> str:
    return _("Part {number} of the copy was left out: {why}").format(number=place, why=error.what)
