"""The program is killed, or the power fails, in the middle of its work."""

import math
import random
import time

import msgspec

from tests.faults import failing, memory
from tests.faults.failing import Act, Trap
from tests.faults.lab import Lab
from tests.faults.scenes import Scene
from tests.faults.work import begin


def killed_at_random(scene: Scene, lab: Lab, seed: int) -> bool:
    """SIGKILL at a random moment, on the machine's own disk; False where the work was faster."""
    rng, folder = random.Random(seed), lab.fresh(scene)
    delay = rng.uniform(0, lab.length(scene))
    child = begin(lambda doing: scene.work(folder, doing))
    child.go_on()
    time.sleep(delay)  # the moment is what is random here
    child.kill()
    hit = child.end()
    scene.check(folder, child.confirmed)
    return hit


def killed_at_step(scene: Scene, lab: Lab, seed: int) -> bool:
    """SIGKILL just before one of the work's writes, flushes, renames, ...: each in its turn."""
    trap = Trap(Act.KILL, at=turn(seed, lab.steps(scene)))
    folder = lab.fresh(scene)
    with failing.mounted(folder, folder) as disk:
        confirmed, hit = _trapped(scene, disk, trap)
        disk.ask(Trap(Act.NOTHING))
        scene.check(disk.path, confirmed)
    return hit


def power_cut(scene: Scene, lab: Lab, seed: int) -> bool:
    """The power fails at one of the steps: what was flushed is there, of the rest any part."""
    trap = Trap(Act.CUT, at=turn(seed, lab.steps(scene)), seed=seed)
    folder = lab.fresh(scene)
    with failing.mounted(folder, folder) as disk:
        confirmed, hit = _trapped(scene, disk, trap)
        left = disk.ask().cut
    if left is None:
        return False
    scene.check(memory.lay_out(left, lab.empty() / "after"), confirmed)
    return hit


def _trapped(scene: Scene, disk: failing.Disk, trap: Trap) -> tuple[list[object], bool]:
    """Work until the trap springs; what was confirmed by then, and whether it did."""
    child = begin(lambda doing: scene.work(disk.path, doing))
    disk.ask(msgspec.structs.replace(trap, victim=child.pid))
    child.go_on()
    hit = child.end()
    return child.confirmed, hit


def turn(seed: int, count: int) -> int:
    """The seed-th of `count` places, spread so that few seeds already reach all over them."""
    stride = max(1, round(count * 0.618))
    while math.gcd(stride, count) > 1:
        stride += 1
    return seed * stride % count + 1
