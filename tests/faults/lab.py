"""What a fault needs to run: folders of its own, and work prepared once and used often."""

import shutil
from functools import cached_property
from pathlib import Path

from tests.faults import failing, small_disk
from tests.faults.failing import STEPS, Act, Trap
from tests.faults.scenes import Scene
from tests.faults.wire import Op
from tests.faults.work import measure


class Lab:
    """A folder for all runs, where what was prepared or measured is kept for the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._small: dict[tuple[str, ...], str] = {}
        self._lengths: dict[str, float] = {}
        self._steps: dict[tuple[str, frozenset[Op], str], int] = {}

    def prepared(self, scene: Scene) -> Path:
        """The folder as the work finds it; not to be changed."""
        folder = self.folder / "prepared" / scene.name
        if not folder.exists():
            folder.mkdir(parents=True)
            scene.prepare(folder)
        return folder

    def fresh(self, scene: Scene, name: str = "run") -> Path:
        """A copy to work in."""
        run = self.empty(name)
        run.rmdir()
        return shutil.copytree(self.prepared(scene), run)

    def empty(self, name: str = "run") -> Path:
        """A new empty folder, in place of the last run's."""
        run = self.folder / name
        shutil.rmtree(run, ignore_errors=True)
        run.mkdir(parents=True)
        return run

    def length(self, scene: Scene) -> float:
        """How long the work takes, in seconds."""
        if scene.name not in self._lengths:
            folder = self.fresh(scene, "measured")
            self._lengths[scene.name] = measure(lambda doing: scene.work(folder, doing))
        return self._lengths[scene.name]

    def steps(self, scene: Scene, kinds: frozenset[Op] = STEPS, part: str = ".") -> int:
        """How many steps of these kinds the work takes, on the disk that holds `part` of it."""
        key = (scene.name, kinds, part)
        if key not in self._steps:
            folder = self.fresh(scene, "measured")
            with failing.mounted(folder / part, folder / part) as disk:
                disk.ask(Trap(Act.NOTHING, steps=kinds))
                measure(lambda doing: scene.work(folder, doing))
                self._steps[key] = disk.ask().steps
        return self._steps[key]

    @cached_property
    def no_failing_disk(self) -> str:
        """Why disks that fail at will cannot be mounted here; empty where they can."""
        return failing.why_not(self.folder)

    def no_small_disk(self, *kinds: str) -> str:
        """Why no small disk of these kinds can be made here; empty where one can."""
        if kinds not in self._small:
            self._small[kinds] = small_disk.why_not(self.folder, *kinds)
        return self._small[kinds]
