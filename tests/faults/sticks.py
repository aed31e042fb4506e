"""Sticks as they are: FAT with its limits, foreign files under our names, sticks that lie."""

import random
import secrets
from pathlib import Path

from fieldapp.errors import KnownError
from fieldapp.store.session import Session
from fieldapp.sync import bundle_out, cards, enrol
from fieldapp.workbook import write_whole
from tests import workplace as w
from tests.faults import failing
from tests.faults.errors import work_through
from tests.faults.failing import Rules
from tests.faults.lab import Lab
from tests.faults.scenes import EXPORT, enter, must
from tests.faults.small_disk import small_disk
from tests.faults.work import begin

AWKWARD = 'Laptop "A": <1>|?*\\ / Ñandú.'
_PAPER = 100_000  # bytes
_FILES = 5  # a card and four bundles
_TOO_LARGE = (("too large",), ("exfat",))
_LIED = (("did not keep",), ("another",))


def fat_rules(lab: Lab, seed: int) -> bool:
    """A disk with FAT's rules: no hard links, no such names, capitals and small letters alike."""
    del seed
    folder = lab.fresh(EXPORT)
    with failing.mounted(folder / "stick", folder / "stick", Rules(fat=True)):
        _through(folder)
        _awkward(folder)
    return True


def real_fat(lab: Lab, seed: int) -> bool:
    """A real exFAT, where this machine can mount one."""
    del seed
    folder = lab.fresh(EXPORT)
    with small_disk(lab.folder, folder / "stick", ("exfat",)):
        _through(folder)
        _awkward(folder)
    return True


def _through(folder: Path) -> None:
    child = begin(lambda doing: EXPORT.work(folder, doing))
    must(work_through(child, ((), ()), lambda: None) == 0, "refused")
    EXPORT.check(folder, child.confirmed)


def _awkward(folder: Path) -> None:
    """A device's name may hold what a file's may not."""
    session = w.device(folder / "awkward", AWKWARD)
    path = enrol.give_card(session, folder / "stick")
    must(cards.read_card(path.read_bytes()).name == AWKWARD, "another card")
    session.close()


def too_large(lab: Lab, seed: int) -> bool:
    """The bundle is larger than files may be on this stick (the limit lowered to some KB)."""
    folder, rules = lab.fresh(EXPORT), Rules(fat=True, largest=1000 + seed % 1000)
    with failing.mounted(folder / "stick", folder / "stick", rules) as disk:
        child = begin(lambda doing: EXPORT.work(folder, doing))
        refused = work_through(child, _TOO_LARGE, lambda: disk.set(Rules()))
        EXPORT.check(folder, child.confirmed)
    return refused > 0


def lying(lab: Lab, seed: int) -> bool:
    """The stick gives back one of the files other than it was written, and reports no error."""
    liar = 1 + seed % _FILES
    folder, rules = lab.fresh(EXPORT), Rules(lies=liar, fat=seed % 2 == 0)
    with failing.mounted(folder / "stick", folder / "stick", rules) as disk:
        child = begin(lambda doing: EXPORT.work(folder, doing))

        def honest() -> None:
            saved = [said for said in child.confirmed if said]
            must(len(saved) == liar - 1, "saved, said a stick that lies")
            disk.set(Rules())

        refused = work_through(child, _LIED, honest)
        must(refused, "a stick that lies was believed")
        EXPORT.check(folder, child.confirmed)
    return True


def paper_on_full_stick(lab: Lab, seed: int) -> bool:
    """A recap is saved over an older one on a stick that is full or fills up."""
    folder, rng = lab.fresh(EXPORT), random.Random(seed)
    with small_disk(lab.folder, folder / "stick") as disk:
        path = disk.path / "recap.xlsx"
        write_whole(path, bytes(_PAPER // 2))
        disk.fill(rng.randrange(_PAPER))
        try:
            write_whole(path, b"x" * _PAPER)
        except KnownError as error:
            must("room" in error.what and "Free" in error.todo, f"unclear words: {error}")
        else:
            return False
        must(path.read_bytes() == bytes(_PAPER // 2), "the older paper is gone")
        must({p.name for p in disk.path.iterdir()} == {"recap.xlsx", "ballast"}, "something half")
        disk.make_room()
        write_whole(path, b"x" * _PAPER)
        must(path.read_bytes() == b"x" * _PAPER, "not what was saved")
    return True


def same_name(lab: Lab, seed: int) -> bool:
    """Files of other content lie under the next names: theirs stay, ours get the name after."""
    folder = lab.fresh(EXPORT)
    stick, session = folder / "stick", enter(folder / "a")
    first = _export(session, stick)
    taken = [_after(first, count) for count in range(1, 2 + seed % 4)]
    theirs = {path: secrets.token_bytes(500) for path in taken}
    for path, data in theirs.items():
        path.write_bytes(data)
    mine = _export(session, stick)
    must(mine == _after(first, len(taken) + 1), f"written as {mine.name}")
    must(all(path.read_bytes() == data for path, data in theirs.items()), "theirs was changed")
    for path in taken:
        path.unlink()
    session.close()
    EXPORT.check(folder, [])
    return True


def _export(session: Session, stick: Path) -> Path:
    return bundle_out.export(session, stick, to=bundle_out.recipient(session)).file


def _after(path: Path, steps: int) -> Path:
    front, count = path.stem.rsplit("_", 1)
    return path.with_name(f"{front}_{int(count) + steps:04d}.bundle")
