"""Taking in whatever lies there: files, folders and whole sticks, each bundle once."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from fieldapp.errors import Cancelled, KnownError
from fieldapp.store.session import Progress, Session
from fieldapp.sync import bundle_in, copy_in
from fieldapp.texts import _, ngettext, number

_NAMES = (".bundle", ".copy")
_NAME = re.compile(
    r"(?:.*_)?[a-z]-(?P<sender>[a-z2-7]{10})_[a-z]-(?P<to>[a-z2-7]{10})_(?P<count>\d{1,9})"
    r"(?P<kind>\.bundle|\.copy)"
)
_DEEPEST = 6  # folders below the one that is given
_MOST = 5000  # files; a stick holds a few hundred
_CHUNK = 1 << 20


class Refused(Struct, frozen=True):
    """A file that came to nothing; why is in `error`."""

    name: str
    error: KnownError


Outcome = bundle_in.Merged | Refused


class Found(Struct, frozen=True):
    """What lies there: the files to take in, in order; how many are others', or lie there twice."""

    files: tuple[Path, ...]
    others: int = 0
    twice: int = 0


class Taken(Struct, frozen=True):
    """What came of all of them, in the order of taking in."""

    found: Found
    outcomes: tuple[Outcome, ...]


def find(session: Session, places: Iterable[Path], progress: Progress | None = None) -> Found:
    """The bundles and copies in these files and folders, those of a sender by their count.

    A file that is named by itself is taken whatever it is called. In a folder, those that by
    their name are for another device are left; a name may lie only so far that a bundle waits.
    """
    mine: list[Path] = []
    others = 0
    for place in places:
        if not place.is_dir():
            mine.append(place)
            continue
        for file in _within(place):
            if progress:
                progress(0, 1)
            told = _NAME.fullmatch(file.name)
            if told and told["to"] not in session.device.ids:
                others += 1
            else:
                mine.append(file)
    mine = list(dict.fromkeys(mine))
    once = _once(mine)
    return Found(tuple(sorted(once, key=_order)), others, len(mine) - len(once))


def _within(folder: Path) -> Iterator[Path]:
    """The bundles in a folder and those below it; links are not followed."""
    count = 0
    for top, folders, files in os.walk(folder):
        depth = len(Path(top).relative_to(folder).parts)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and depth < _DEEPEST)
        for name in sorted(files):
            if name.lower().endswith(_NAMES) and not name.startswith("."):
                count += 1
                if count > _MOST:
                    return
                yield Path(top, name)


def _once(files: Sequence[Path]) -> list[Path]:
    """Each content once, however often it lies there."""
    sizes: dict[int, list[Path]] = {}
    for file in files:
        sizes.setdefault(_size(file), []).append(file)
    kept: list[Path] = []
    for same in sizes.values():
        if len(same) == 1:
            kept += same
            continue
        kept += {_digest(file) or str(file): file for file in reversed(same)}.values()
    return kept


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1  # the reader says why


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    try:
        with file.open("rb") as source:
            while data := source.read(_CHUNK):
                found.update(data)
    except OSError:
        return ""
    return found.hexdigest()


def _order(file: Path) -> tuple[str, bool, int, str]:
    """By sender and count, copies after bundles; a name that tells neither comes last."""
    told = _NAME.fullmatch(file.name)
    if not told:
        return ("~", False, 0, file.name)
    return (told["sender"], told["kind"] != ".bundle", int(told["count"]), file.name)


def take_all(session: Session, places: Sequence[Path], progress: Progress | None = None) -> Taken:
    """Take in everything that lies in these files and folders, each by itself.

    One that is refused keeps no other out. What lacked something before it is tried once more
    after the rest. A stop keeps what was taken in by then; the progress counts bytes.
    """
    found = find(session, places, progress)
    files = list(found.files)
    sizes = [max(_size(file), 1) for file in files]
    outcomes: list[Outcome] = []
    for place, file in enumerate(files):
        try:
            part = _part(progress, sum(sizes[:place]), sizes[place], sum(sizes))
            outcomes.append(_take(session, file, part))
        except Cancelled as error:
            left = (Refused(each.name, error) for each in files[place:])
            return Taken(found, (*outcomes, *left))
    return Taken(
        found, tuple(_again(session, outcomes, _part(progress, sum(sizes), 0, sum(sizes))))
    )


def _take(session: Session, file: Path, progress: Progress | None) -> Outcome:
    try:
        return copy_in.merge_file(session, file, progress)
    except Cancelled:
        raise
    except KnownError as error:
        return Refused(file.name, error)


def _part(progress: Progress | None, before: int, size: int, total: int) -> Progress | None:
    """The progress of one file as a part of the whole."""
    if progress is None:
        return None

    def told(done: int, of: int) -> None:
        progress(before + (size * done // of if of else 0), total)

    told(0, 1)
    return told


def _again(
    session: Session, outcomes: list[Outcome], progress: Progress | None
) -> Iterator[Outcome]:
    """Those with gaps once more, if something else came meanwhile."""
    news = any(isinstance(one, bundle_in.Merged) and one.new for one in outcomes)
    for one in outcomes:
        if isinstance(one, Refused) or not one.gaps or not news:
            yield one
            continue
        try:
            second = _take(session, one.file, progress)
        except Cancelled:
            yield one
            continue
        yield second if isinstance(second, Refused) else _with_first(one, second)


def _with_first(first: bundle_in.Merged, second: bundle_in.Merged) -> bundle_in.Merged:
    second.new += first.new
    second.known = max(0, second.known - first.new)
    second.people = max(first.people, second.people)
    second.notes = list(dict.fromkeys((*first.notes, *second.notes)))
    return second


def total_words(taken: Taken) -> str:
    """What all of them brought, in one line."""
    merged = [one for one in taken.outcomes if isinstance(one, bundle_in.Merged)]
    refused = [
        one
        for one in taken.outcomes
        if isinstance(one, Refused) and not isinstance(one.error, Cancelled)
    ]
    text = ngettext(
        "{count} bundle: {new} new records, {known} known already.",
        "{count} bundles: {new} new records, {known} known already.",
        len(merged),
    )
    said = [
        text.format(
            count=number(len(merged)), new=number(sum(one.new for one in merged)),
            known=number(sum(one.known for one in merged)),
        )
    ]  # fmt: skip
    said += _counted(refused, merged)
    return " ".join([*said, *left_words(taken.found)])


def _counted(refused: list[Refused], merged: list[bundle_in.Merged]) -> Iterator[str]:
    if refused:
        text = ngettext("{count} was refused.", "{count} were refused.", len(refused))
        yield text.format(count=number(len(refused)))
    if gaps := sum(1 for one in merged if one.gaps):
        text = ngettext("{count} lacks something.", "{count} lack something.", gaps)
        yield text.format(count=number(gaps))


def left_words(found: Found) -> Iterator[str]:
    """What was left where it is, and why."""
    if found.others:
        text = ngettext(
            "{count} for another device was left.", "{count} for other devices were left.",
            found.others,
        )  # fmt: skip
        yield text.format(count=number(found.others))
    if found.twice:
        text = ngettext("{count} lay there twice.", "{count} lay there twice.", found.twice)
        yield text.format(count=number(found.twice))


def nothing_words(found: Found) -> str:
    """That there was nothing to take in."""
    return " ".join([_("There is no bundle for this device."), *left_words(found)])
