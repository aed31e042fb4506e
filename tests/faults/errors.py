"""Disks that refuse: full, write-protected, failing at one step, taking less than given."""

import errno
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import failing, memory
from tests.faults.failing import Act, Cut, Trap
from tests.faults.kills import turn
from tests.faults.lab import Lab
from tests.faults.scenes import Scene, must
from tests.faults.small_disk import MIB, Small, small_disk
from tests.faults.wire import Op
from tests.faults.work import Child, begin

FULL = (("full", "room"), ("free", "delete"))
PROTECTED = (("protected",), ("switch", "allow", "choose"))
FAILED = (("error", "failed", "could not", "damaged"), ("",))
PULLED = (("stick",), ("plug", "another"))
Words = tuple[tuple[str, ...], tuple[str, ...]]
_PATIENCE = 5  # refusals until the work should have gone on
FLUSHES, WRITES, READS = frozenset({Op.FSYNC}), frozenset({Op.WRITE}), frozenset({Op.READ})
GROWING = frozenset({Op.WRITE, Op.CREATE, Op.MKDIR})


def failing_step(scene: Scene, lab: Lab, seed: int) -> bool:
    """One write, flush, rename, ... fails with EIO; what was refused is simply repeated."""
    trap = Trap(Act.ERROR, at=turn(seed, lab.steps(scene)))
    return _trapped(scene, lab, trap, FAILED)


def failing_flush(scene: Scene, lab: Lab, seed: int) -> bool:
    """A flush fails and the kernel drops the writes; work goes on, then the power fails."""
    trap = Trap(Act.ERROR, at=turn(seed, lab.steps(scene, FLUSHES)), steps=FLUSHES)
    return _trapped(scene, lab, trap, FAILED, cut=Cut(seed))


def failing_read(scene: Scene, lab: Lab, seed: int) -> bool:
    """One read fails with EIO."""
    trap = Trap(Act.ERROR, at=turn(seed, lab.steps(scene, READS)), steps=READS)
    return _trapped(scene, lab, trap, FAILED)


def short_write(scene: Scene, lab: Lab, seed: int) -> bool:
    """One write takes less than it was given, and says so."""
    trap = Trap(Act.SHORT, at=turn(seed, lab.steps(scene, WRITES)), steps=WRITES)
    return _trapped(scene, lab, trap, FAILED)


def full_at_step(scene: Scene, lab: Lab, seed: int) -> bool:
    """From one step on nothing more fits, until room is made."""
    at = turn(seed, lab.steps(scene, GROWING))
    trap = Trap(Act.ERROR, at=at, code=errno.ENOSPC, steps=GROWING, lasting=True)
    return _trapped(scene, lab, trap, FULL)


def _trapped(scene: Scene, lab: Lab, trap: Trap, words: Words, cut: Cut | None = None) -> bool:
    folder = lab.fresh(scene)
    with failing.mounted(folder, folder) as disk:
        child = begin(lambda doing: scene.work(disk.path, doing))
        disk.ask(trap)
        sprung = False

        def mend() -> None:
            nonlocal sprung
            sprung = disk.ask().sprung
            disk.ask(Trap(Act.NOTHING))

        work_through(child, words, mend)
        told = disk.ask(cut)
        disk.ask(Trap(Act.NOTHING))
        if told.cut is None:
            scene.check(disk.path, child.confirmed)
    if told.cut is not None:
        scene.check(memory.lay_out(told.cut, lab.empty() / "after"), child.confirmed)
    return sprung or told.sprung


def work_through(
    child: Child,
    words: Words,
    mend: Callable[[], None],
    meanwhile: Callable[[], None] = lambda: None,
) -> int:
    """Let it work; each refusal is in plain words, and after mending the work goes on."""
    child.go_on()
    meanwhile()
    refused = 0
    while child.hear(lambda said: said[0] == "refused"):
        refused += 1
        _kind, what, todo = child.refused[-1]
        must(refused <= _PATIENCE, f"refused again and again: {what}")
        for text, known in ((what, words[0]), (todo, words[1])):
            must(any(word in text.lower() for word in known), f"unclear words: {what} {todo}")
        mend()
        child.go_on()
    child.end()
    return refused


def full_disk(scene: Scene, lab: Lab, seed: int, part: str) -> bool:
    """A small real disk is full before the work, or fills up in the middle of it."""
    rng, length = random.Random(seed), lab.length(scene)
    before = rng.random() < 0.5
    with _on_small_disk(scene, lab, part) as (folder, disk):
        disk.fill(int(2 ** rng.uniform(0, 20)) - 1 if before else MIB + rng.randrange(MIB))
        child = begin(lambda doing: scene.work(folder, doing))

        def meanwhile() -> None:
            if not before:
                time.sleep(rng.uniform(0, length))
                disk.fill(0)

        refused = work_through(child, FULL, disk.make_room, meanwhile)
        disk.make_room()
        scene.check(folder, child.confirmed)
    return refused > 0


def protected(scene: Scene, lab: Lab, seed: int, part: str) -> bool:
    """The disk that holds `part` of the work may not be written, until the switch is moved."""
    del seed  # there is nothing to choose
    with _on_small_disk(scene, lab, part) as (folder, disk):
        disk.write_protect(on=True)
        child = begin(lambda doing: scene.work(folder, doing))
        refused = work_through(child, PROTECTED, lambda: disk.write_protect(on=False))
        scene.check(folder, child.confirmed)
    return refused > 0


@contextmanager
def _on_small_disk(scene: Scene, lab: Lab, part: str) -> Iterator[tuple[Path, Small]]:
    folder = lab.fresh(scene)
    with small_disk(lab.folder, folder / part) as disk:
        yield folder, disk


def pulled(scene: Scene, lab: Lab, seed: int) -> bool:
    """The stick is pulled at one step, and plugged in again with what had reached it."""
    at = turn(seed, lab.steps(scene, part="stick"))
    folder = lab.fresh(scene)
    stick = folder / "stick"
    with ExitStack() as stack:
        disk = stack.enter_context(failing.mounted(stick, stick))
        child = begin(lambda doing: scene.work(folder, doing))
        disk.ask(Trap(Act.PULL, at=at, code=errno.ENODEV, seed=seed))

        def plug_in() -> None:
            left = disk.ask().cut
            must(left is not None, "refused, though nothing was wrong with the stick")
            failing.unplug(stick)
            had = Path(stack.enter_context(TemporaryDirectory())) / "had"
            stack.enter_context(failing.mounted(stick, memory.lay_out(left or {}, had)))

        refused = work_through(child, PULLED, plug_in)
        scene.check(folder, child.confirmed)
    return refused > 0
