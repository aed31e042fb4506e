"""What goes wrong in the demo, and how it is mended: a broken laptop, a bundle left behind."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fieldapp.demo.stage import PASSPHRASE, Stage
from fieldapp.store.session import Session, open_home
from fieldapp.sync import backup, bundle_in, copy_in, restore, safety_copy
from fieldapp.sync.copy_out import Copier
from fieldapp.texts import _

BROKEN = "D"


class Breakdown:
    """Laptop D breaks after a visit, before its work was handed over.

    Its safety copy brings its work to the office. It is restored from an older backup and
    continues as a new device; a bundle that it had before it broke must be found again.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._copier = Copier()
        self._backup = Path()
        self._midday = Path()

    def prepare(self) -> None:
        """On the day before: a backup, and a safety copy on a second disk."""
        stage = self.stage
        disk = stage.folder / "second-disk"
        disk.mkdir()
        laptop = stage.laptops[BROKEN]
        self._backup = Path(backup.back_up(laptop, disk).file)
        safety_copy.choose(laptop, disk, same_disk=True)

    def midday(self, others: Sequence[Session]) -> None:
        """A stick goes round: the office tells the laptop what the others wrote so far."""
        stage = self.stage
        laptop = stage.laptops[BROKEN]
        for other in others:
            stage.give(other, stage.office)
        self._midday = stage.write(stage.office, laptop)
        bundle_in.merge(laptop, self._midday)
        stage.give(laptop, stage.office)

    def copy(self) -> None:
        """Keep the safety copy, as the open window does after each action."""
        self._copier.step(self.stage.laptops[BROKEN])

    def mend(self) -> None:
        """The copy comes to the office, the laptop comes back from its backup."""
        stage = self.stage
        self.copy()
        self._copier.close()
        broken = stage.laptops[BROKEN]
        later = stage.write(stage.office, broken)
        broken.close()
        shutil.rmtree(broken.home)
        copied = copy_in.merge_file(stage.office, self._newest_copy())
        stage.say(
            _("{name} broke; the office took in {count} records from its safety copy.").format(
                name=broken.device.name, count=copied.new
            )
        )
        restore.restore(self._backup, broken.home, broken.actor, PASSPHRASE)
        laptop = open_home(broken.home, broken.actor, PASSPHRASE)
        stage.laptops[BROKEN] = laptop = replace(laptop, clock=stage.clock.now)
        for gap in bundle_in.merge(laptop, later).gaps:
            stage.say(gap)
        found = [bundle_in.merge(laptop, file) for file in (self._midday, later)]
        stage.say(
            _("The missing bundle was found: {count} records, and nothing is missing any more.")
            .format(count=sum(one.new for one in found))
        )  # fmt: skip
        stage.give(laptop, stage.office)
        stage.give(stage.office, laptop)

    def _newest_copy(self) -> Path:
        return max((self.stage.folder / "second-disk").glob("*.copy"))
