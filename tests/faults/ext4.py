"""The power fails under a real ext4: its image lies on a disk that knows what was flushed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults import failing
from tests.faults.failing import Act, Disk, Trap
from tests.faults.kills import turn
from tests.faults.lab import Lab
from tests.faults.scenes import Scene
from tests.faults.small_disk import mounted_image, small_disk
from tests.faults.wire import Op
from tests.faults.work import begin, measure

_STEPS = frozenset({Op.WRITE, Op.FSYNC})
_IMAGE = "disk.img"
_lengths: dict[tuple[Path, str], int] = {}


def power_cut_on_ext4(scene: Scene, lab: Lab, seed: int) -> bool:
    """At one write or flush of the disk itself the power fails; ext4 then replays its journal."""
    at = turn(seed, _length(scene, lab))
    with _on_ext4(scene, lab) as (disk, folder):
        child = begin(lambda doing: scene.work(folder, doing))
        disk.ask(Trap(Act.CUT, at=at, steps=_STEPS, victim=child.pid, seed=seed))
        child.go_on()
        child.end()
        left = disk.ask().cut
    if left is None:
        return False
    image = lab.empty() / _IMAGE
    data = left[_IMAGE]
    assert isinstance(data, bytes)
    image.write_bytes(data)
    with mounted_image(image, lab.folder / "after") as after:
        scene.check(after / "work", child.confirmed)
    return True


def _length(scene: Scene, lab: Lab) -> int:
    """How many steps of the disk the work takes, about: the kernel decides when it writes."""
    key = (lab.folder, scene.name)
    if key not in _lengths:
        with _on_ext4(scene, lab) as (disk, folder):
            disk.ask(Trap(Act.NOTHING, steps=_STEPS))
            measure(lambda doing: scene.work(folder, doing))
            _lengths[key] = disk.ask().steps
    return _lengths[key]


@contextmanager
def _on_ext4(scene: Scene, lab: Lab) -> Iterator[tuple[Disk, Path]]:
    """The prepared work on ext4 on a disk that can lose power."""
    content, work = _formatted(scene, lab), lab.folder / "ext4"
    with (
        failing.mounted(lab.folder / "disk", content) as disk,
        mounted_image(disk.path / _IMAGE, work),
    ):
        yield disk, work / "work"


def _formatted(scene: Scene, lab: Lab) -> Path:
    """A folder with an image that holds the prepared work."""
    folder = lab.folder / "images" / scene.name
    if not folder.exists():
        point = lab.empty("formatted")
        with small_disk(lab.folder, point, ("ext4",)) as small:
            shutil.copytree(lab.prepared(scene), point / "work", copy_function=shutil.copyfile)
            small.rest()
            folder.mkdir(parents=True)
            shutil.copyfile(small.image, folder / _IMAGE)
    return folder
